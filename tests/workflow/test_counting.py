"""Frequencies of a selection, with what must stand beside them in words."""

from __future__ import annotations

import math

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.learning import DIFFERS, TOO_LITTLE, Fairness, Gap, LearnerReport, RoleFound
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import counting, learning
from qual.workflow.projects import OpenProject
from tests.studies import place_of

ROLES = (
    RoleFound("patient", 41, 60, 41 / 60, 0.56, 0.79, 90, 5, 0.04),
    RoleFound("clinician", 18, 45, 0.4, 0.27, 0.55, 1070, 3, 0.12),
)
FOUND = Gap(DIFFERS, "patient", "clinician", 0.2833, 0.0911, 0.4494, "differs")


def code(study: OpenProject, transcript: str, said: str, name: str = "waiting") -> None:
    span = Span(*place_of(study, transcript, said))
    [answer] = study.apply([Op(new_id(), "code", "ada", transcript, span, name)])
    assert not answer.refusal


def test_a_selection_is_printed_and_leaves_out_themes_that_are_not_whole(study: OpenProject) -> None:
    code(study, "P01", "waiting list for a year")
    code(study, "P01", "I just stopped", "stopping")
    before = study.frequency_answer()
    answer = study.frequency_answer(selection=Selection(codes=("waiting",)))
    assert answer.notes[0] == "Counted only: codes Waiting."
    assert set(answer.rows["kind"]) == {"code"}
    assert list(answer.rows["code"].unique()) == ["waiting"]
    assert set(answer.differences["code"]) == {"waiting"}
    assert answer.reviewed == before.reviewed  # what was coded otherwise was looked at too
    assert study.frequencies(selection=Selection(roles=("patient",)))["role"].unique().tolist() == ["patient"]
    assert answer.selection == Selection(codes=("waiting",))
    assert before.notes[0] != answer.notes[0]


def test_where_one_role_is_found_less_this_stands_beside_every_count(study: OpenProject) -> None:
    with study.store.transaction() as tables:
        gap = Fairness("waiting", ROLES, FOUND, Gap(TOO_LITTLE))
        learning.keep(tables, LearnerReport("2026-01-05T10:00:00+00:00", 1160, roles=(gap,)))
    notes = study.frequency_answer().notes
    assert (
        "Of Waiting, suggestions found 41 of 60 coded passages of patient, but 18 of 45 of clinician "
        "(a difference of 28 points, 95 % interval 9 to 45)."
    ) in notes
    assert any("counts may therefore favour patient" in note for note in notes)


def test_exposure_and_estimates_are_said_in_words() -> None:
    row: dict[str, object] = {
        "participants_total": 20, "segments_total": 412, "words": 21340, "words_median": 960.0, "words_min": 320,
        "words_max": 2150, "segments_median": 19.5, "segments_min": 8, "segments_max": 41,
        "estimated": 0.121, "estimated_low": 0.08, "estimated_high": 0.179,
    }  # fmt: skip
    assert counting.exposure_in_words(row) == (
        "20 participants, 412 segments, 21,340 words; each 960 words (320-2,150) and 20 segments (8-41)"
    )
    assert (
        counting.exposure_in_words(row | {"participants_total": 1}) == "1 participant, 412 segments, 21,340 words"
    )
    assert counting.estimate_in_words(row) == "12.1 (8.0 to 17.9)"
    assert counting.estimate_in_words(row | {"estimated": None}) == ""
    assert counting.estimate_in_words(row | {"estimated": math.nan}) == ""
