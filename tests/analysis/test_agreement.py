"""Agreement of two coders: published tables, a brute-force twin, and every degenerate table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis.agreement import FEWEST, agreement
from qual.analysis.proportions import wilson

COUNTS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("table", "observed", "kappa", "ac1", "positive"),
    [
        ((10, 5, 5, 180), 0.95, 0.6396, 0.9419, 0.6667),
        ((4, 3, 9, 184), 0.94, 0.3714, 0.9337, 0.40),
        ((0, 2, 3, 45), 0.90, -0.0504, 0.8895, 0.0),
        ((81, 9, 9, 1), 0.82, 0.0, 0.7805, 0.9),
    ],
)
def test_known_tables(
    table: tuple[int, int, int, int], observed: float, kappa: float, ac1: float, positive: float
) -> None:
    found = agreement(*table)
    assert found.observed is not None
    assert found.positive is not None
    assert found.observed.value == pytest.approx(observed)
    assert found.positive.value == pytest.approx(positive, abs=5e-5)
    assert found.kappa == pytest.approx(kappa, abs=5e-5)
    assert found.ac1 == pytest.approx(ac1, abs=5e-5)


def test_cohens_and_cicchettis_paradox_shows() -> None:
    """Feinstein & Cicchetti 1990, tables of one share of agreement (.85) and very different kappas."""
    even, skewed = agreement(40, 9, 6, 45), agreement(80, 10, 5, 5)
    assert even.kappa == pytest.approx(0.70, abs=0.005)
    assert skewed.kappa == pytest.approx(0.32, abs=0.005)
    assert even.observed == skewed.observed
    assert skewed.positive is not None
    assert skewed.negative is not None
    assert skewed.positive.value == pytest.approx(160 / 175)
    assert skewed.negative.value == pytest.approx(10 / 25)


@settings(max_examples=60)
@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_numbers_are_those_counted_unit_by_unit(a: int, b: int, c: int, d: int) -> None:
    units = [(1, 1)] * a + [(1, 0)] * b + [(0, 1)] * c + [(0, 0)] * d
    found = agreement(a, b, c, d)
    assert found.n == len(units)
    if len(units) < FEWEST:
        assert (found.observed, found.positive, found.negative, found.kappa, found.ac1) == (None,) * 5
        assert f"{len(units)} of at least {FEWEST}" in found.why
        return
    same = sum(x == y for x, y in units) / len(units)
    by_chance = sum(x == y for x, _ in units for _, y in units) / len(units) ** 2
    assert found.observed is not None
    assert found.observed.value == pytest.approx(same)
    if by_chance < 1:
        assert found.kappa == pytest.approx((same - by_chance) / (1 - by_chance))
    else:
        assert found.kappa is None
    for share in (found.observed, found.positive, found.negative):
        assert share is None or -1e-9 <= share.low <= share.value + 1e-9 <= share.high + 2e-9 <= 1 + 3e-9
    turned, mirrored = agreement(a, c, b, d), agreement(d, b, c, a)
    assert turned.positive == found.positive
    assert turned.kappa == pytest.approx(found.kappa)
    assert (mirrored.positive, mirrored.negative) == (found.negative, found.positive)


def test_the_interval_of_positive_agreement_is_that_of_the_shared_among_the_given() -> None:
    found = agreement(30, 6, 4, 100).positive
    assert found is not None
    low, high = wilson(30, 40)
    assert found.low == pytest.approx(2 * low / (1 + low))
    assert found.high == pytest.approx(2 * high / (1 + high))


def test_degenerate_tables_say_why() -> None:
    never, always, one = agreement(0, 0, 0, 50), agreement(50, 0, 0, 0), agreement(0, 12, 0, 50)
    assert (never.kappa, never.positive) == (None, None)
    assert "Neither" in never.why
    assert (always.kappa, always.negative) == (None, None)
    assert "everywhere" in always.why
    assert one.kappa == pytest.approx(0)
    assert "Only one" in one.why
    assert "Unsure: 4 passages" in agreement(3, 1, 20, 50).why
    assert agreement(15, 1, 2, 50).why == ""
    with pytest.raises(ValueError, match="negative"):
        agreement(-1, 0, 0, 20)
