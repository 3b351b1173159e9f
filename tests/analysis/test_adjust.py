"""Adjusted p values against published vectors, statsmodels and the definitions."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from qual.analysis.adjust import benjamini_hochberg, holm
from tests import naive

P = [0.01, 0.04, 0.03, 0.20]
values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_vectors() -> None:
    assert holm(P) == pytest.approx([0.04, 0.09, 0.09, 0.20])
    assert benjamini_hochberg(P) == pytest.approx([0.04, 0.05333, 0.05333, 0.20], abs=5e-6)


@given(values)
def test_both_equal_their_definitions(p: list[float]) -> None:
    assert holm(p) == pytest.approx(naive.holm(p))
    assert benjamini_hochberg(p) == pytest.approx(naive.benjamini_hochberg(p))


@pytest.mark.parametrize(
    "p", [P, [0.5], [0.2, 0.2, 0.01], [1.0, 0.9, 0.04, 0.04, 0.0], [0.001 * n**2 for n in range(30)]]
)
def test_both_equal_statsmodels(p: list[float]) -> None:
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])


@given(values)
def test_what_was_not_tested_stays_out_of_the_family(p: list[float]) -> None:
    for method in (holm, benjamini_hochberg):
        mixed = method([nan, *p, nan])
        assert np.isnan(mixed[[0, -1]]).all()
        assert mixed[1:-1] == pytest.approx(method(p))


def test_nothing_tested_is_nothing_adjusted() -> None:
    assert len(holm([])) == len(benjamini_hochberg([])) == 0
