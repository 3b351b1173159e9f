"""Where codes are said: in one transcript, and over all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.errors import NotFound
from qual.model.selection import Selection
from qual.workflow import timelines
from qual.workflow.projects import OpenProject
from tests import studies
from tests.workflow.coded_study import coded_study, mark


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[OpenProject]:
    with coded_study(tmp_path) as project:
        yield project


def test_one_transcript(coded: OpenProject) -> None:
    answer = coded.timeline("P01")
    assert answer.words == 6
    assert answer.pieces[["label", "role", "start", "end"]].to_numpy().tolist() == [
        ["Waiting", "patient", pytest.approx(1 / 6), pytest.approx(2 / 6)],
        ["Stopping tablets", "patient", 0.5, pytest.approx(4 / 6)],
        ["Hopelessness", "patient", pytest.approx(5 / 6), 1],
    ]
    assert answer.notes == (timelines.LINE,)


def test_what_is_not_drawn_and_what_was_chosen_is_said(coded: OpenProject) -> None:
    start, end = studies.place_of(coded, "P01", "how is that")
    mark(coded, "P01", start, end, "waiting")
    answer = coded.timeline("P01", selection=Selection(codes=("waiting",)))
    assert set(answer.pieces["code"]) == {"waiting"}
    assert answer.notes[0] == "Counted only: codes Waiting."
    assert answer.notes[-1] == "Not drawn: 1 coding on words that are not counted (such as the interviewer's)."
    nobody = coded.timeline("P01", selection=Selection(roles=("clinician",)))
    assert (nobody.words, nobody.notes[-1]) == (0, "Nobody's words are counted in it.")


def test_all_transcripts_by_role(coded: OpenProject) -> None:
    answer = timelines.pooled(coded)
    assert set(answer.pieces["transcript"]) == {"P01", "P02", "P03", "P04", "P05", "C01"}
    first = answer.places
    assert first[["label", "role", "interviews", "interviews_total"]].to_numpy().tolist() == [
        ["Waiting", "patient", 5, 6], ["Waiting", "clinician", 1, 1],
        ["Stopping tablets", "patient", 3, 6], ["Stopping tablets", "clinician", 1, 1],
        ["Hopelessness", "patient", 2, 6],
    ]  # fmt: skip
    assert first["first"].notna().tolist() == [True, False, True, False, False]
    assert answer.tenths["tenth"].tolist() == list(range(1, 11)) * 5
    assert timelines.ASKED in answer.notes


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_transcript_that_is_not_there(study: OpenProject, name: str) -> None:
    with pytest.raises(NotFound):
        study.timeline(name)


def test_a_choice_of_other_transcripts_is_not_told_beside_this_one(coded: OpenProject) -> None:
    notes = timelines.timeline(coded, "P02", selection=Selection(transcripts=("P01",), codes=("waiting",))).notes
    assert notes[0] == "Counted only: codes Waiting."
