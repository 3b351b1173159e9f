"""Where a coder is: numbers with their denominators, and codes that look covered for a reason that is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qual.codebook import surgery as planning
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.model.suggestion import Suggestion
from qual.workflow import asking, blinding, curating
from qual.workflow.clock import now
from qual.workflow.progress import LAST, OfCode, Progress, coders, progress
from qual.workflow.projects import OpenProject
from tests.studies import ROLES, empty_study

TURNS = 30


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """One patient's interview of thirty answers, "waiting" likely on the first three; one clinician's of two."""
    with empty_study(tmp_path) as project:
        answers = "".join(f"Interviewer: And {n}?\n\nP01: Answer number {n} is this one.\n\n" for n in range(TURNS))
        few = "Interviewer: You?\n\nC01: They wait for long.\n\nInterviewer: Mm.\n\nC01: …\n\nC01: And wait more.\n"
        files = [("P01.txt", answers.encode()), ("C01.txt", few.encode())]
        report = project.import_files(files, roles=ROLES, coder="ada")
        assert not report.problems
        blinding.set_share(project, 0, coder="ada")
        spans = said(project)
        with project.store.transaction() as tables:
            ids = {one.span: one.id for one in tables.segments("P01")}
            made = [
                Suggestion(ids[span], "waiting", 0.9 - n / 100, None, "likely", (), "m", "v")
                for n, span in enumerate(spans[:3])
            ]
            tables.replace_suggestions(made, now())
            tables.append_event(new_id(), "suggest", "", now(), "", {})
        yield project


def said(project: OpenProject) -> list[Span]:
    """The patient's answers."""
    with project.store.reading() as tables:
        return [one.span for one in tables.segments("P01") if one.turn % 2]


def op(act: str, span: Span, code: str = "", coder: str = "Ada", **more: str) -> Op:
    return Op(new_id(), act, coder, "P01", span, code, **more)  # type: ignore[arg-type]


def of(found: Progress, code: str, role: str = "patient") -> OfCode:
    return next(one for one in found.codes if (one.code, one.role) == (code, role))


def test_answers_are_counted_per_code_and_role_with_who_gave_them(study: OpenProject) -> None:
    first, second, third = said(study)[:3]
    study.apply(
        [op("accept", first, "waiting"), op("reject", second, "waiting"), op("accept", third, "waiting", "Bea")]
    )
    ada, both = progress(study, coder="Ada"), progress(study)
    here = of(ada, "waiting").answers
    assert (here.accepted, here.rejected, here.open, here.likely, here.by) == (1, 1, 1, 1, {"Ada": 2})
    together = of(both, "waiting").answers
    assert (together.accepted, together.rejected, together.open) == (2, 1, 0)
    assert together.by == {"Ada": 2, "Bea": 1}
    role = ada.roles[0]
    assert (role.role, role.passages, role.looked_at) == ("patient", TURNS, 2)
    assert (role.answers.accepted, role.answers.rejected) == (1, 1)
    assert of(ada, "waiting", "clinician").answers.accepted == 0
    assert coders(study) == ("Ada", "Bea")


def test_an_accept_whose_coding_was_removed_counts_no_longer(study: OpenProject) -> None:
    first = said(study)[0]
    answers = study.apply([op("accept", first, "waiting")])
    assert of(progress(study, coder="Ada"), "waiting").answers.accepted == 1
    study.apply([Op(new_id(), "remove", "Ada", target=answers[0].coding)])
    assert of(progress(study, coder="Ada"), "waiting").answers.accepted == 0
    study.undo(coder="Ada")
    assert of(progress(study, coder="Ada"), "waiting").answers.accepted == 1


def test_an_accept_still_counts_once_its_code_was_merged(study: OpenProject) -> None:
    first, second = said(study)[:2]
    study.apply([op("accept", first, "waiting"), op("reject", second, "waiting")])
    book = study.codebook.book
    into = next(code for code in book.codes if code.offered and code.id != "waiting")
    curating.perform(study, planning.merge(book, ["waiting"], into), coder="Ada")
    answers = progress(study, coder="Ada").roles[0].answers
    assert (answers.accepted, answers.rejected) == (1, 1)


def test_the_number_left_is_that_of_the_queue(study: OpenProject) -> None:
    for _ in range(3):
        found = progress(study, coder="Ada")
        assert found.left == asking.passages(study, coder="Ada").left
        assert found.left == sum(one.left for one in found.roles) == sum(one.left for one in found.transcripts)
        item = asking.passages(study, coder="Ada").items[0]
        study.apply([Op(new_id(), "review", "Ada", item.transcript, item.span)])


def test_a_passage_without_a_word_is_no_passage(study: OpenProject) -> None:
    found = progress(study, coder="Ada")
    clinician = next(one for one in found.transcripts if one.transcript == "C01")
    assert (clinician.passages, clinician.looked_at) == (2, 0)
    assert found.passages == TURNS + 2


def test_a_code_looks_covered_after_twenty_passages_without_it_and_no_likely_one_open(study: OpenProject) -> None:
    spans = said(study)
    study.apply([op("accept", span, "waiting") for span in spans[:2]])
    assert (
        of(progress(study, coder="Ada"), "waiting").missing
        == "1 likely suggestion is open; only 2 of 20 passages decided"
    )
    study.apply([op("accept", spans[2], "waiting")])
    study.apply([op("review", span) for span in spans[3 : LAST + 2]])
    assert of(progress(study, coder="Ada"), "waiting").missing == "1 of the last 20 passages got it"
    study.apply([op("review", spans[LAST + 2])])
    found = progress(study, coder="Ada")
    assert of(found, "waiting").missing == ""
    assert (of(found, "waiting").decided, of(found, "waiting").coded) == (LAST + 3, 3)
    assert of(found, "waiting", "clinician").missing == "only 0 of 20 passages decided"
    assert of(progress(study, coder="Bea"), "waiting").missing.startswith("3 likely suggestions are open")


def test_the_pace_is_of_acts_on_a_screen_today(study: OpenProject) -> None:
    spans = said(study)
    study.apply([op("review", span) for span in spans[:4]] + [op("code", spans[5], "waiting", origin="file")])
    found = progress(study, coder="Ada", now=datetime.now(UTC))
    assert found.session.passages == found.today.passages == 3
    assert found.minutes_left is None
    assert progress(study, coder="Ada", now=datetime(2020, 1, 1, tzinfo=UTC)).today.passages == 0
    assert progress(study).session.passages == 0


def test_a_passage_whose_decision_was_undone_does_not_count_for_the_pace(study: OpenProject) -> None:
    first, second, third = said(study)[:3]
    study.apply([op("review", first), op("review", second), op("review", third)])
    assert progress(study, coder="Ada").today.passages == 2
    study.undo(coder="Ada")
    assert progress(study, coder="Ada").today.passages == 1


def test_an_empty_study_has_nothing_to_show(tmp_path: Path) -> None:
    with empty_study(tmp_path) as project:
        found = progress(project, coder="Ada")
    assert (found.passages, found.left, found.roles, found.transcripts, found.codes) == (0, 0, (), (), ())
