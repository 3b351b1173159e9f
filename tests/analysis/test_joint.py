"""Joint displays: numbers beside what is raised, against definitions and worked figures."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from qual.analysis.joint import CATEGORY, NUMBER, Beside, among, beside, kind_of, number, spread

NAMES = ("a", "b")


def one(values: list[float], raised: list[bool], *, asked: list[bool] | None = None, test: bool = False) -> Beside:
    yes, were = np.array(raised)[:, None], np.array(asked or [True] * len(raised))[:, None]
    return beside(("a",), values, yes, were, test=test)[0]


def test_numbers_are_read_as_people_write_them() -> None:
    said = {"5": 5.0, " 2.5 ": 2.5, "2,5": 2.5, "-3": -3.0, ".5": 0.5, "7.": 7.0}
    assert {text: number(text) for text in said} == said
    assert [number(text) for text in ("", "five", "45-54", "1,200", "1_000", "nan", "inf", "5 years", "٥x")] == [
        None
    ] * 9


def test_a_column_of_mostly_numbers_is_one_of_numbers() -> None:
    assert kind_of(["5", "4", "", "about 6"]) == NUMBER
    assert kind_of(["5", "4", "some", "about 6"]) == CATEGORY
    assert kind_of(["1", "1", "1"]) == CATEGORY
    assert kind_of(["45-54", "55-64"]) == CATEGORY
    assert kind_of([]) == CATEGORY


def test_median_and_quartiles() -> None:
    found = spread([7, 1, 3, 5])
    assert (found.n, found.median, found.q1, found.q3) == (4, 4.0, 2.5, 5.5)
    assert isnan(spread([]).median)


def test_a_number_is_compared_between_who_raises_it_and_who_does_not() -> None:
    # The vector of the design: .10 .20 .00 .30 .15 against .40 .25 .35.
    values = [0.10, 0.20, 0.00, 0.30, 0.15, 0.40, 0.25, 0.35]
    found = one(values, [True] * 5 + [False] * 3, test=True)
    assert (found.raised.n, found.silent.n, found.note) == (5, 3, "")
    assert [found.difference, found.low, found.high] == pytest.approx([-0.18333, -0.34841, -0.01826], abs=5e-6)
    assert found.p == pytest.approx(4 / 56)
    assert isnan(one(values, [True] * 5 + [False] * 3).p)


def test_who_was_not_asked_is_on_neither_side_unless_they_raise_it() -> None:
    found = one([1, 2, 3, 4, 90], [True, True, False, False, False], asked=[False, True, True, True, False])
    assert (found.raised.n, found.silent.n, found.silent.median) == (2, 2, 3.5)


@pytest.mark.parametrize(
    ("values", "raised", "said", "interval", "tested"),
    [
        ([1, 2, 3], [True, False, False], "fewer than two people on one side (1 who raise it)", False, False),
        ([1, 2], [False, False], "0 who raise it", False, False),
        ([1, 2], [True, True], "0 who do not", False, False),
        ([4, 4, 4, 4], [True, True, False, False], "the same number", False, False),
        ([4, 4, 5, 5], [True, True, False, False], "no variation within either side", False, True),
        ([4, 4, 5, 6], [True, True, False, False], "", True, True),
    ],
)
def test_what_the_numbers_cannot_bear_is_refused_with_the_reason(
    values: list[float], raised: list[bool], said: str, *, interval: bool, tested: bool
) -> None:
    found = one(values, raised, test=True)
    assert said in found.note
    assert bool(said) is bool(found.note)
    assert (not isnan(found.low), not isnan(found.p)) == (interval, tested)


def test_a_category_is_counted_in_each_value() -> None:
    raised = np.array([[1, 0], [0, 0], [1, 1], [1, 0]], bool)
    asked = np.array([[1, 1], [1, 0], [0, 1], [1, 1]], bool)
    found = among(NAMES, ["old", "young", "young", "old"], raised, asked, order=("young",))
    assert [(o.column, o.value, o.raised, o.participants, o.asked, o.raised_asked) for o in found] == [
        ("a", "young", 1, 2, 1, 0), ("a", "old", 2, 2, 2, 2), ("b", "young", 1, 2, 1, 1), ("b", "old", 0, 2, 2, 0),
    ]  # fmt: skip
    assert found[1].high == 1.0
    assert among(NAMES, [], raised[:0], asked[:0]) == ()
