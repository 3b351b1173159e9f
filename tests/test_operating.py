"""The simulation of error rates runs, with fixed seeds and few runs; its figures stand in docs/comparing.md."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from benchmarks import operating


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(7)


def test_chance_differences_are_called_so_by_the_tool_and_not_by_a_chi_square(random: np.random.Generator) -> None:
    small = replace(operating.NULL[0], people=(8, 5))
    found = operating.rejections(operating.simulate(small, 60, random), fits=1)
    assert found[operating.CHI] > 0.2
    assert found[operating.PERMUTATION] < 0.15
    assert isnan(found[operating.GEE])  # fewer than ten people of a role


def test_intervals_hold_the_truth(random: np.random.Generator) -> None:
    assert operating.coverage(operating.simulate(operating.NULL[0], 60, random)) > 0.85


def test_pairs_and_families(random: np.random.Generator) -> None:
    within, across = operating.pairs(random, 20, many=8)
    assert across <= within + 0.1 < 0.35
    plain, holm, most = operating.together(random, 1, codes=3)
    assert {plain, holm, most} <= {0.0, 1.0}
    assert holm <= plain


def test_suggestions_lean_and_the_audit_does_not(random: np.random.Generator) -> None:
    found = operating.audits(random, 30)
    assert found["suggestions"][0] > 2.5
    assert abs(found["estimator"][0]) < 1.5
    assert found["estimator"][2] > 0.8
