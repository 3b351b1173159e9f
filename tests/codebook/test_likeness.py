"""Names that are near each other, within one codebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook.incoming import read_any
from qual.codebook.likeness import INSIDE, SAME, SHARED, SLIP, _edits, near_names
from qual.codebook.read import read
from qual.model.codebook import Code, Codebook


def why(*names: str) -> str:
    """The reason for which the first two names are near among all given, "" for none."""
    book = Codebook(codes=tuple(Code(str(n), name) for n, name in enumerate(names)))
    return next((near.why for near in near_names(book) if (near.first, near.second) == ("0", "1")), "")


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("Side effects", "side-effect", SAME),
        ("Self-management", "self management", SAME),
        ("Selfmanagement", "self management", SAME),
        ("Cost of care", "Care: costs", SAME),
        ("Fièvre", "fievre", SAME),
        ("Code guidelines (code standards)", "Code standards", SAME),
        ("Referals to services", "Referrals to services", SLIP),
        ("Knowledge of needs", "Knowledgeable of needs", SLIP),
        ("Security", "Software security", INSIDE),
        ("Trust in doctors", "Mistrust in doctors", ""),
        ("Satisfaction", "Dissatisfaction", ""),
        ("Attractive", "Unattractive", ""),
        ("Internal quality", "External quality", ""),
        ("Level 1", "Level 2", ""),
        ("Theme A1 B", "Theme A2 B", ""),
        ("Hope", "Hype", ""),
        ("希望", "希望と恐れ", ""),
        ("😀", "😡", ""),
    ],
)
def test_what_is_near_and_what_is_not(first: str, second: str, reason: str) -> None:
    others = ("Waiting times", "Food", "Parking at night", "Kind staff", "Noise on wards", "Money")
    assert why(first, second, *others) == reason


def test_most_words_shared_counts_rare_words_more() -> None:
    others = tuple(f"Matter {n}" for n in range(30))
    assert why("Conformity to hospital needs", "Conformity to hospital wishes", *others) == ""
    assert why("Long waits at the surgery door", "Long waits before the surgery", *others) == SHARED
    assert (
        why("Quality", "Quality review", "Quality of food", "Quality of sleep", "Quality time", "High quality")
        == ""
    )


def test_retired_codes_and_headings_are_left_out() -> None:
    codes = (Code("a", "Cost"), Code("b", "Costs", retired=True), Code("c", "costs", heading=True))
    assert near_names(Codebook(codes=codes)) == ()


@settings(max_examples=80, deadline=None)
@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_edits_against_a_plain_recursion(a: str, b: str, most: int) -> None:
    def distance(x: str, y: str) -> int:
        if not x or not y:
            return len(x) + len(y)
        best = min(distance(x[1:], y) + 1, distance(x, y[1:]) + 1, distance(x[1:], y[1:]) + (x[0] != y[0]))
        if len(x) > 1 and len(y) > 1 and (x[0], x[1]) == (y[1], y[0]):
            best = min(best, distance(x[2:], y[2:]) + 1)
        return best

    short, long_ = sorted((a, b), key=len)
    assert _edits(short, long_, most) == (distance(short, long_) <= most)


def test_the_sample_codebook_has_none(root: Path) -> None:
    assert near_names(read((root / "codebook" / "codebook.yaml").read_bytes())[0]) == ()


@pytest.mark.shared
def test_published_codebooks(shared: Path) -> None:
    """Ten pairs of 3,240 in one book, each of them worth a look; two of 1,378 in another; none in a third."""
    found = {}
    for study in ("scrum_quality_interviews", "nhs_patient_feedback", "world_after_covid"):
        file = shared / "data" / study / "codebook.csv"
        if not file.exists():
            pytest.skip(f"{study} is not among the public data")
        book = read_any(file.read_bytes(), file.name).book
        names = {code.id: code.name for code in book.codes}
        found[study] = {(names[near.first], names[near.second]): near.why for near in near_names(book)}
    assert found["scrum_quality_interviews"] == {
        ("Early engagement of QAs", "Early engagement of QA"): SAME,
        ("Code standards", "Code guidelines (code standards)"): SAME,
        ("Knowledge of business requirements", "Knowledgeable of the business requirements"): SLIP,
        ("Maintainability", "Code maintainability"): INSIDE,
        ("Guidelines", "Code guidelines (code standards)"): INSIDE,
        ("Quality assurance", "Quality assurance practices"): INSIDE,
        ("Software performance", "Performance"): INSIDE,
        ("Software security", "Security"): INSIDE,
        ("Taking ownership for quality", "Ownership of quality"): INSIDE,
        ("Conformity to business needs", "Conformity to business requirements"): SHARED,
    }
    assert found["nhs_patient_feedback"] == {
        ("Environment & Facilities", "Environment, facilities & equipment"): INSIDE,
        ("Referals & continuity of care", "Continuity of care"): INSIDE,
    }
    assert found["world_after_covid"] == {}
