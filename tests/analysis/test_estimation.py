"""Estimates from a random audit: the published vector, a simulation written out, and what is refused."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest

from qual.analysis.estimation import Stratum, difference_estimate, estimate
from qual.analysis.proportions import wilson


def audit(size: int, n: int, having: int) -> Stratum:
    return Stratum(size, np.array([1.0] * having + [0.0] * (n - having)))


def test_the_vector_of_the_method() -> None:
    chance = np.array([0.9, 0.8, 0.1, 0.2, 0.05, 0.6, 0.3, 0.1, 0.05, 0.1])
    drawn = [0, 2, 5, 7]
    stratum = Stratum(10, np.array([1.0, 0, 1, 0]), chance[drawn], float(chance.mean()))
    theta, error = difference_estimate([stratum])
    assert theta == pytest.approx(0.395)
    assert error == pytest.approx(0.09152, abs=5e-6)


def test_without_a_model_it_is_the_mean_of_the_audit_with_wilsons_interval() -> None:
    found = estimate([audit(10**9, 20, 14)])
    assert found.share == pytest.approx(0.7)
    assert (found.low, found.high) == pytest.approx((0.4810, 0.8545), abs=1e-4)  # Wilson of 14/20
    assert (found.audited, found.note) == (20, "")


def test_a_finite_population_makes_it_narrower_and_a_whole_one_certain() -> None:
    part, half, whole = (estimate([audit(size, 40, 10)]) for size in (10**6, 80, 40))
    assert part.high - part.low > half.high - half.low > whole.high - whole.low == 0
    assert (half.low, half.high) == pytest.approx(wilson(0.25 * 80, 80))  # 40 / (1 - 1/2)
    assert whole.share == 0.25


def test_none_found_is_not_none_for_sure() -> None:
    found = estimate([audit(500, 50, 0)])
    assert (found.share, found.low) == (0, 0)
    assert found.high == pytest.approx(wilson(0, 50 / 0.9)[1])


def test_strata_weigh_as_their_passages() -> None:
    strata = [audit(300, 30, 3), audit(100, 20, 10)]
    found = estimate(strata)
    assert found.share == pytest.approx(0.75 * 0.1 + 0.25 * 0.5)
    variance = 0.75**2 * 0.9 * (30 / 29 * 0.09) / 30 + 0.25**2 * 0.8 * (20 / 19 * 0.25) / 20
    assert difference_estimate(strata)[1] == pytest.approx(sqrt(variance))
    assert found.low < found.share < found.high


def test_what_is_known_bounds_what_is_estimated() -> None:
    found = estimate([audit(100, 20, 0)], known=(9, 88))
    assert (found.share, found.low) == (0.09, 0.09)
    assert found.high == pytest.approx(0.12)


def test_a_model_helps_where_there_is_enough_to_see_how_it_errs() -> None:
    found = np.tile([1.0, 0, 0, 0], 10)
    chance = np.where(found > 0, 0.8, 0.1)
    helped = estimate([Stratum(400, found, chance, 0.3)])
    alone = estimate([Stratum(400, found)])
    assert helped.share == pytest.approx(0.3 + (found - chance).mean())
    assert helped.high - helped.low < alone.high - alone.low
    few = estimate([Stratum(400, np.array([1.0] + [0.0] * 39), chance, 0.3)])
    assert few.share == pytest.approx(1 / 40)
    assert "audit alone" in few.note


@pytest.mark.parametrize(
    ("strata", "why"),
    [
        ([], "no passages were drawn"),
        ([audit(100, 19, 3)], "19 audited passages are decided, fewer than 20"),
        ([audit(100, 30, 3), audit(10, 0, 0)], "came later"),
    ],
)
def test_what_cannot_be_estimated_is_refused_with_the_reason(strata: list[Stratum], why: str) -> None:
    found = estimate(strata)
    assert all(isnan(value) for value in (found.share, found.low, found.high))
    assert why in found.note


def test_nothing_audited_has_no_mean() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        difference_estimate([audit(10, 0, 0)])


def test_one_passage_alone_has_no_variance_unless_it_is_all() -> None:
    assert isnan(difference_estimate([audit(10, 1, 1)])[1])
    assert difference_estimate([audit(1, 1, 1)]) == (1, 0)
    together = estimate([audit(100, 25, 5), audit(10, 1, 1)])
    assert together.low < together.share < together.high


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    for prevalence, drawn in ((0.1, 60), (0.02, 40)):
        truth = random.random(400) < prevalence
        runs = [
            estimate([Stratum(400, truth[random.choice(400, drawn, replace=False)].astype(float))])
            for _ in range(400)
        ]
        covered = np.mean([run.low <= truth.mean() <= run.high for run in runs])
        assert covered > 0.92
        assert np.mean([run.share for run in runs]) == pytest.approx(truth.mean(), abs=0.01)
