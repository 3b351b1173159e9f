"""What is decided for a code, by anybody, and since when: while the code means what it meant."""

from __future__ import annotations

from qual.codebook import surgery as planning
from qual.matching.stopping import NEVER
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.workflow import curating
from qual.workflow.judged import READ, REJECTED, Judged, answers, judged
from qual.workflow.projects import OpenProject


def now_of(study: OpenProject) -> Judged:
    with study.store.reading() as tables:
        return judged(study, tables, study.codebook.book)


def act(study: OpenProject, kind: str, row: int, code: str = "", coder: str = "Ada", **more: object) -> None:
    one = now_of(study).segments[row]
    [answer] = study.apply([Op(new_id(), kind, coder, one.transcript, one.span, code, **more)])  # type: ignore[arg-type]
    assert not answer.refusal


def decided(study: OpenProject, code: str) -> list[int]:
    found = study.codebook.book.code(code)
    assert found is not None
    return [row for row, when in enumerate(now_of(study).decided(found).tolist()) if when != NEVER]


def test_passages_are_those_with_a_word_that_are_data(study: OpenProject) -> None:
    found = now_of(study)
    assert set(found.roles) == {"patient", "clinician"}
    assert len(found.segments) == len(found.people) == len(found.voices) == 8
    assert "waiting list" in found.text(0)


def test_a_code_given_or_rejected_decides_that_code_and_reading_all_of_them(study: OpenProject) -> None:
    act(study, "code", 0, "waiting")
    act(study, "reject", 1, "waiting", coder="Bea")
    act(study, "review", 2)
    assert decided(study, "waiting") == [0, 1, 2]
    assert decided(study, "hopeless") == [2]
    study.undo(coder="Ada")
    assert decided(study, "hopeless") == []


def test_the_first_time_counts(study: OpenProject) -> None:
    act(study, "review", 0)
    act(study, "code", 1, "waiting")
    act(study, "code", 0, "waiting")
    code = study.codebook.book.code("waiting")
    assert code is not None
    times = now_of(study).decided(code)
    assert times[0] < times[1] < NEVER


def test_what_was_read_or_rejected_under_another_meaning_counts_no_longer(study: OpenProject) -> None:
    act(study, "review", 0)
    act(study, "reject", 1, "hopeless")
    act(study, "code", 2, "hopeless")
    file = study.codebook_file
    before = file.read_text("utf-8")
    file.write_text(before.replace("Sees no way forward.", "Sees no way out."), "utf-8")
    assert decided(study, "hopeless") == [2]
    assert decided(study, "waiting") == [0]
    act(study, "review", 3)
    assert decided(study, "hopeless") == [2, 3]
    file.write_text(before, "utf-8")
    assert decided(study, "hopeless") == [0, 1, 2]


def test_answers_come_by_time_and_only_those_to_suggestions_that_still_stand(study: OpenProject) -> None:
    act(study, "accept", 0, "waiting", band="likely", origin="suggestion")
    act(study, "reject", 1, "waiting", band="possible", origin="suggestion")
    act(study, "reject", 2, "hopeless")
    act(study, "accept", 3, "stopping", band="likely", origin="suggestion")
    assert answers(now_of(study), study.codebook.book) == [
        ("waiting", True),
        ("waiting", False),
        ("stopping", True),
    ]
    study.undo(coder="Ada")
    assert answers(now_of(study), study.codebook.book) == [("waiting", True), ("waiting", False)]


def test_an_answer_counts_for_the_code_that_was_suggested_though_it_was_merged_since(study: OpenProject) -> None:
    act(study, "accept", 0, "waiting", band="likely", origin="suggestion")
    act(study, "reject", 1, "waiting", band="possible", origin="suggestion")
    book = study.codebook.book
    asked = planning.merge(book, ["waiting"], planning.code_of(book, "hopeless"))
    curating.perform(study, asked, coder="Ada")
    assert answers(now_of(study), study.codebook.book) == [("waiting", True), ("waiting", False)]


def test_what_one_person_did_is_told_from_what_others_did(study: OpenProject) -> None:
    act(study, "code", 0, "waiting")
    act(study, "review", 0)
    act(study, "review", 1)
    act(study, "reject", 2, "waiting")
    act(study, "review", 3, coder="Bea")
    code = study.codebook.book.code("waiting")
    assert code is not None
    assert now_of(study).by("Ada", code) == ({0}, {1: READ, 2: REJECTED})
    assert now_of(study).by("Bea", code) == (set(), {3: READ})
