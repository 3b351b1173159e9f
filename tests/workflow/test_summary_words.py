"""Counts in words: by the rule that is printed, and never where too few people are there."""

from __future__ import annotations

import pytest

from qual.workflow.summary_words import LEGEND, in_words, people, quantifier, small


@pytest.mark.parametrize(
    ("number", "total", "word"),
    [
        (0, 20, "none"), (1, 20, "few"), (4, 20, "few"), (5, 20, "some"), (9, 20, "some"), (10, 20, "many"),
        (15, 20, "many"), (16, 20, "most"), (19, 20, "most"), (20, 20, "all"),
        (1, 4, "some"), (3, 4, "many"), (1, 3, ""), (2, 3, ""), (0, 3, "none"), (3, 3, "all"), (1, 1, "all"),
    ],
)  # fmt: skip
def test_each_word_stands_for_its_quarter(number: int, total: int, word: str) -> None:
    assert quantifier(number, total) == word


@pytest.mark.parametrize(("number", "total"), [(1, 0), (-1, 3), (4, 3)])
def test_no_word_for_what_is_no_part(number: int, total: int) -> None:
    with pytest.raises(ValueError, match="a part of people"):
        quantifier(number, total)


@pytest.mark.parametrize(
    ("role", "number", "total", "said"),
    [
        ("patient", 14, 20, "many of the patients (14 of 20)"),
        ("clinician", 0, 3, "none of the 3 clinicians"),
        ("clinician", 4, 4, "all 4 clinicians"),
        ("nurse", 2, 3, "2 of the 3 nurses"),
        ("nurse", 1, 1, "the one nurse"),
        ("nurse", 0, 1, "not the one nurse"),
        ("unknown", 1, 4, "some of the people whose role is not confirmed (1 of 4)"),
    ],
)
def test_a_count_as_a_phrase(role: str, number: int, total: int, said: str) -> None:
    assert in_words(role, number, total) == said


@pytest.mark.parametrize(
    ("role", "several"),
    [
        ("patient", "patients"), ("family", "families"), ("key worker", "key workers"), ("boss", "bosses"),
        ("midwife", "midwives"), ("person", "people"), ("draughtswoman", "draughtswomen"), ("boy", "boys"),
        ("staff", "staff"), ("Ärztin", "people of the role Ärztin"), ("ward 7", "people of the role ward 7"),
    ],
)  # fmt: skip
def test_how_several_people_of_a_role_are_called(role: str, several: str) -> None:
    assert people(role, 2) == several
    assert people(role, 1) == role


def test_few_people_are_said_and_the_legend_tells_every_word() -> None:
    assert small([("patient", 20), ("clinician", 10)]) == ""
    assert "9 patients and 1 clinician" in small([("patient", 9), ("clinician", 1), ("nurse", 10), ("carer", 0)])
    for word in ("few", "some", "many", "most", "all"):
        assert f"{word} " in LEGEND
