"""Covariates as numbers and categories, and whom they cost."""

from __future__ import annotations

import numpy as np
import pytest

from qual.analysis.covariates import design

PEOPLE = ("A", "B", "C", "D", "E")


def test_a_number_is_standardised_and_who_lacks_it_is_left_out() -> None:
    found = design(PEOPLE, {"tried": {"A": "1", "B": "2", "C": " 3", "E": "4"}})
    assert found.kept == (0, 1, 2, 4)
    assert found.missing == {"tried": 1}
    assert (found.columns.mean(), found.columns.std()) == pytest.approx((0, 1))
    assert found.notes == ("tried as a number",)


def test_a_category_stands_against_its_commonest_value() -> None:
    found = design(PEOPLE, {"site": dict(zip(PEOPLE, "xyxyx", strict=True))})
    assert found.columns.tolist() == [[0.0], [1.0], [0.0], [1.0], [0.0]]
    assert found.notes == ("site in 2 categories, against x",)
    assert not found.refusal


def test_infinite_numbers_are_categories() -> None:
    assert (
        "categories"
        in design(PEOPLE, {"n": dict(zip(PEOPLE, ("1", "inf", "1", "inf", "1"), strict=True))}).notes[0]
    )


def test_what_cannot_be_held_is_said() -> None:
    assert design(PEOPLE, {"site": dict.fromkeys(PEOPLE, "x")}).refusal == "site is the same for everybody"
    alone = design(PEOPLE, {"site": dict(zip(PEOPLE, "xxxxz", strict=True))})
    assert alone.refusal == "site = z stands on one participant only"
    assert design(PEOPLE, {"site": {}}).refusal == "site is the same for everybody"
    assert design(PEOPLE, {}).columns.shape == (5, 0)
    assert np.isfinite(alone.columns).all()


def test_one_number_written_in_two_ways_is_one_number() -> None:
    found = design(PEOPLE, {"n": dict(zip(PEOPLE, ("5", "5.0", "5", "5", "5"), strict=True))})
    assert found.refusal == "n is the same for everybody"
    assert np.isfinite(found.columns).all()


def test_numbers_are_those_of_joint_displays() -> None:
    comma = design(PEOPLE, {"n": dict(zip(PEOPLE, ("2,5", "3", "4", "2", "1"), strict=True))})
    assert (comma.notes, comma.refusal) == (("n as a number",), "")
    assert (
        "categories"
        in design(PEOPLE, {"n": dict(zip(PEOPLE, ("1_0", "3", "3", "1_0", "3"), strict=True))}).notes[0]
    )
