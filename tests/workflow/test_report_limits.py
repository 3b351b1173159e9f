"""Limitations: what always holds, and what holds for this study alone."""

from __future__ import annotations

from dataclasses import replace

from qual.workflow.report_limits import ALWAYS, limitations
from tests.workflow.test_checklists import FOUND


def test_a_thorough_study_has_only_what_always_holds() -> None:
    found = replace(FOUND, people={"patient": 20, "nurse": 12}, first=frozenset({"hope", "later"}), blind=90)
    assert limitations(found, reviewed={"patient": 1.0}, words={"patient": 900.0, "nurse": 800.0}) == ALWAYS


def test_each_weakness_is_said_with_its_numbers() -> None:
    found = replace(FOUND, double=0)
    said = limitations(found, reviewed={"patient": 0.49, "nurse": 1.0}, words={"patient": 3000.0, "nurse": 1000.0})
    told = " ".join(said[len(ALWAYS) :])
    for part in (
        "few participants (9 patients, 1 nurse)",
        "49% of the patients’ segments were", "3,000 words each of the patients",
        "1,000 of the nurses", "No transcript was coded by more than one person", "61 of 101 codings",
        "1 code was added after coding began",
    ):  # fmt: skip
        assert part in told, part


def test_nothing_is_said_of_what_is_not_there() -> None:
    bare = replace(FOUND, people={}, codings=0, blind=0, double=0, first=frozenset())
    assert limitations(bare, reviewed={}, words={}) == ALWAYS
