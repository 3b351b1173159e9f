from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.thresholds import LEAST_CHANCE, best_cut, thresholds

chances = st.lists(st.sampled_from([0.0, 0.001, 0.05, 0.2, 0.2001, 0.5, 0.7, 0.9, 1.0]), min_size=1, max_size=12)


def expected_f1(values: list[float], cut: float) -> float:
    suggested = [value for value in values if value >= cut]
    return 2 * sum(suggested) / (len(suggested) + sum(values)) if values else 0.0


@settings(max_examples=60)
@given(chances)
def test_no_other_cut_is_expected_to_do_better(values: list[float]) -> None:
    """Against trying every cut; equal chances fall on one side together."""
    cut = best_cut(np.array(values))
    if not any(values):
        assert cut == 1
        return
    assert cut in values
    best = max(expected_f1(values, one) for one in set(values))
    assert expected_f1(values, cut) == pytest.approx(best)


def test_the_expected_f1_is_about_that_of_drawn_truths() -> None:
    """The ratio of expectations against the expectation of the ratio, by simulation."""
    rng = np.random.default_rng(0)
    chance = rng.beta(0.5, 3, size=400)
    cut = best_cut(chance)
    truth = rng.random((2000, 400)) < chance
    found = truth[:, chance >= cut].sum(axis=1)
    drawn = 2 * found / (truth.sum(axis=1) + (chance >= cut).sum())
    assert expected_f1(chance.tolist(), cut) == pytest.approx(drawn.mean(), abs=0.01)


def test_thresholds_lie_between_that_of_all_codes_and_that_of_their_own() -> None:
    chance = np.random.default_rng(1).beta(0.5, 4, size=(200, 5)).astype(np.float32)
    chance[:, 4] *= 0.2  # a rare code
    together = best_cut(chance.ravel())
    for code, threshold in enumerate(thresholds(chance)):
        assert threshold == pytest.approx(
            max(LEAST_CHANCE, np.sqrt(together * best_cut(chance[:, code]))), rel=1e-5
        )


def test_without_segments_or_chances_nothing_is_suggested() -> None:
    assert thresholds(np.zeros((0, 3))).tolist() == [1, 1, 1]
    assert thresholds(np.zeros((5, 2))).tolist() == [1, 1]
    assert thresholds(np.zeros((5, 0))).tolist() == []
    assert thresholds(np.full((5, 1), 1e-4)).tolist() == pytest.approx([LEAST_CHANCE])
