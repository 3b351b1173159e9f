"""Saturation of a study: whose interviews, which codes, and what is left out and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qual.codebook import surgery as planning
from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import curating
from qual.workflow.projects import OpenProject
from qual.workflow.saturating import ADDED, CODED, PRIOR, SaturationAnswer
from tests import studies
from tests.workflow.coded_study import coded_study, mark


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[OpenProject]:
    with coded_study(tmp_path) as project:
        yield project


def said(answer: SaturationAnswer) -> str:
    return " ".join(answer.notes)


def test_interviews_of_a_role_and_pooled(coded: OpenProject) -> None:
    answer = coded.saturation()
    patients = answer.of("patient")
    assert patients.transcripts == ("P01", "P02", "P03", "P04", "P05")
    assert patients.unread == ("P06",)
    assert (patients.result.found, patients.result.note) == (
        (3, 3, 3, 3, 3), "No result: 5 interviews, and a base of 4 with a run of 2 needs 6.",
    )  # fmt: skip
    assert answer.of("clinician").result.found == (2,)
    pooled = answer.of()
    assert pooled.transcripts == ("P01", "P02", "P03", "P04", "C01", "P05")
    assert (pooled.result.written, pooled.result.base_codes, pooled.band.orders) == ("4+2", 3, 1000)
    assert list(answer.table().columns) == ["n", "median", "low", "high", "role", "found"]
    assert set(answer.table()["role"]) == {"patient", "clinician", "everybody"}
    assert "1 interview that nobody has coded nor read to the end is left out." in answer.notes
    assert "saturates by itself" in said(answer)
    assert "separate populations" in said(answer)


def test_an_interview_read_to_the_end_counts_though_nothing_was_in_it(coded: OpenProject) -> None:
    rows = coded.segments()
    own = rows[(rows["transcript"] == "P06") & (rows["role"] == "patient")]
    for start, end in zip(own["start"], own["end"], strict=True):
        coded.apply([Op(f"r{start}", "review", "Ada", transcript="P06", span=Span(int(start), int(end)))])
    patients = coded.saturation().of("patient")
    assert patients.transcripts[-1] == "P06"
    assert (patients.unread, patients.result.written) == ((), "4+2")
    assert patients.partly == ("P02",)


def test_codes_added_while_coding_are_apart(coded: OpenProject) -> None:
    text_start, text_end = studies.place_of(coded, "P04", "We wait")
    made = [
        Op("n.1", "newcode", "Ada", name="Patience", text="Waits without anger."),
        Op("n.2", "code", "Ada", transcript="P04", span=Span(text_start, text_end), code="new:Patience"),
    ]
    assert not any(answer.refusal for answer in coded.apply(made))
    answer = coded.saturation()
    added = answer.of("patient", ADDED)
    assert added.result.found == (0, 0, 0, 1, 1)
    assert answer.of("patient", PRIOR).result.found == (3, 3, 3, 3, 3)
    assert answer.of("patient").result.found == (3, 3, 3, 4, 4)
    new = next(one for one in answer.codes if not one.prior)
    assert (new.code, new.transcript, bool(new.since)) == ("patience", "P04", True)
    assert "1 code of 4 came after coding had begun" in said(answer)


def test_a_code_made_with_the_first_words_coded_was_not_there_before(study: OpenProject) -> None:
    start, end = studies.place_of(study, "P01", "not a letter")
    study.apply(
        [Op("n.1", "newcode", "Ada", name="Silence"),
         Op("n.2", "code", "Ada", transcript="P01", span=Span(start, end), code="new:Silence")]
    )  # fmt: skip
    mark(study, "P01", start, end, "waiting")
    assert {one.code: one.prior for one in study.saturation().codes} == {"silence": False, "waiting": True}


def test_what_took_a_code_of_the_beginning_over_is_of_the_beginning(coded: OpenProject) -> None:
    book = coded.codebook.book
    there = planning.code_of(book, "stopping")
    merged = planning.merge(book, ["waiting", "stopping"], replace(there, id="care-gap", name="Care gap"))
    curating.perform(coded, merged, coder="Ada")
    found = {one.code: one.prior for one in coded.saturation().codes}
    assert found == {"care-gap": True, "hopeless": True}


def test_the_order_in_which_interviews_were_coded(coded: OpenProject) -> None:
    first = coded.saturation(order=CODED).of("patient").transcripts
    assert first == ("P01", "P02", "P03", "P04", "P05")
    only = coded.saturation(order=CODED, selection=Selection(codes=("hopeless",)))
    assert only.of("patient").transcripts[:2] == ("P01", "P04")
    assert "were first coded" in said(only)
    assert "Counted only: codes Hopelessness." in only.notes


def test_without_codings_there_is_only_why(study: OpenProject) -> None:
    answer = study.saturation()
    assert answer.codes == ()
    assert "Nothing has been coded yet." in answer.notes
    assert answer.of().result.note.startswith("No result: 0 interviews")
    assert answer.of().unread == ("P01", "P01b", "P02", "C01")
    assert answer.table().empty
    with pytest.raises(NotFound, match="nurse"):
        answer.of("nurse")


@pytest.mark.parametrize("asked", [{"base": 7}, {"run": 4}, {"threshold": 2}, {"order": "alphabet"}])
def test_other_settings_are_refused(study: OpenProject, asked: dict[str, object]) -> None:
    with pytest.raises(Refused):
        study.saturation(**asked)  # type: ignore[arg-type]


def test_a_lost_codebook_is_said(coded: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qual.workflow.saturating.codes_at", lambda *_: {})
    monkeypatch.setattr("qual.store.codebooks.CodebookTables.codebook_text", lambda *_: None)
    assert "is not kept" in said(coded.saturation())


def test_an_interview_coded_with_codes_that_are_not_chosen_is_coded_all_the_same(coded: OpenProject) -> None:
    patients = coded.saturation(selection=Selection(codes=("hopeless",))).of("patient")
    assert patients.transcripts == ("P01", "P02", "P03", "P04", "P05")
    assert (patients.unread, patients.partly) == (("P06",), ("P02",))
    assert patients.codes == (
        frozenset({"hopeless"}),
        frozenset(),
        frozenset(),
        frozenset({"hopeless"}),
        frozenset(),
    )
