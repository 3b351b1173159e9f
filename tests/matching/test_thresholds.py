from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.thresholds import HALF, LEAST_CHANCE, NEAR_BEST, best_cut, found_cut, thresholds

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


UNDECIDED = np.zeros(0), np.zeros(0, dtype=np.bool_)


def test_thresholds_lie_between_that_of_all_codes_and_that_of_their_own() -> None:
    chance = np.random.default_rng(1).beta(0.5, 4, size=(200, 5)).astype(np.float32)
    chance[:, 4] *= 0.2  # a rare code
    together = best_cut(chance.ravel())
    for code, threshold in enumerate(thresholds(chance, *UNDECIDED)):
        expected = np.sqrt(together * best_cut(chance[:, code]))
        assert threshold == pytest.approx(max(LEAST_CHANCE, expected), rel=1e-5)


def test_decisions_have_their_say_in_the_threshold_of_all_codes() -> None:
    rng = np.random.default_rng(2)
    chance, held_out = rng.beta(0.5, 4, size=(200, 3)), rng.beta(0.5, 2, size=300)
    truth = rng.random(300) < held_out**2  # surer than it should be: the threshold has to rise
    share = truth.sum() / (truth.sum() + HALF)
    together = found_cut(held_out, truth) ** share * best_cut(chance.ravel()) ** (1 - share)
    expected = [max(LEAST_CHANCE, np.sqrt(together * best_cut(chance[:, code]))) for code in range(3)]
    np.testing.assert_allclose(thresholds(chance, held_out, truth), expected, rtol=1e-5)
    assert (thresholds(chance, held_out, truth) > thresholds(chance, *UNDECIDED)).all()
    np.testing.assert_array_equal(
        thresholds(chance, held_out, np.zeros(300, dtype=np.bool_)), thresholds(chance, *UNDECIDED)
    )


@settings(max_examples=40)
@given(st.lists(st.booleans(), min_size=1, max_size=15).filter(any), st.integers(0, 1000))
def test_what_was_found_is_cut_where_f1_is_near_its_best(told: list[bool], seed: int) -> None:
    """Against trying every cut, for chances that all differ."""
    truth, chance = np.array(told), np.random.default_rng(seed).permutation(len(told)) / 20 + 0.01
    f1 = {}
    for cut in chance:
        suggested = chance >= cut
        f1[float(cut)] = 2 * (suggested & truth).sum() / (suggested.sum() + truth.sum())
    near = [cut for cut, value in f1.items() if value >= max(f1.values()) * NEAR_BEST]
    assert found_cut(chance, truth) == pytest.approx(np.exp(np.mean(np.log(near))))


def test_without_segments_or_chances_nothing_is_suggested() -> None:
    assert thresholds(np.zeros((0, 3)), *UNDECIDED).tolist() == [1, 1, 1]
    assert thresholds(np.zeros((5, 2)), *UNDECIDED).tolist() == [1, 1]
    assert thresholds(np.zeros((5, 0)), *UNDECIDED).tolist() == []
    assert thresholds(np.full((5, 1), 1e-4), *UNDECIDED).tolist() == pytest.approx([LEAST_CHANCE])
