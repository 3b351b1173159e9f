"""Wilson's and Newcombe's intervals against published vectors and statsmodels."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from qual.analysis.proportions import newcombe, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 10, 0, 0.2775), (3, 10, 0.1078, 0.6032), (14, 20, 0.4810, 0.8545), (10, 10, 0.7225, 1), (0, 3, 0, 0.5615)],
)
def test_wilson_vectors(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_equals_statsmodels(k: int, n: int) -> None:
    assume(k <= n)
    assert wilson(k, n) == pytest.approx(proportion_confint(k, n, method="wilson"), abs=1e-12)


@given(st.integers(1, 500))
def test_wilson_ends_exactly_at_zero_and_one(n: int) -> None:
    assert wilson(0, n)[0] == 0
    assert wilson(n, n)[1] == 1


def test_without_observations_there_is_no_interval() -> None:
    assert all(isnan(end) for end in wilson(0, 0))
    assert all(isnan(value) for value in newcombe(0, 0, 3, 10))


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(k, n)


def test_newcombe_vector() -> None:
    assert newcombe(14, 20, 3, 10) == pytest.approx((0.40, 0.02598, 0.64662), abs=5e-6)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_newcombe_equals_statsmodels(n1: int, n2: int, data: st.DataObject) -> None:
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    expected = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb")
    assert newcombe(k1, n1, k2, n2)[1:] == pytest.approx(expected, abs=1e-9)
