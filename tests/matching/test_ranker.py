from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from qual.matching.ranker import FEATURES, TRUST, Weights, adapt, adapt_one, log_odds, logistic, shipped_weights
from qual.matching.shipped import SPREAD, WEIGHTS

P = len(FEATURES)


def pairs(seed: int, m: int, size: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    features = (rng.normal(size=(m, P)) * size).astype(np.float32)
    return features, rng.random(m) < 0.3, rng.uniform(0.3, 3.3, size=m)


def loss(weights: np.ndarray, features: np.ndarray, truth: np.ndarray, importance: np.ndarray) -> float:
    """Minus the stated log posterior, word for word: likelihood of the pairs, normal prior."""
    centre = np.array([*(WEIGHTS[name] for name in FEATURES), WEIGHTS["constant"]])
    precision = TRUST * np.array([*(SPREAD[name] ** 2 for name in FEATURES), 1.0])
    odds = features.astype(float) @ weights[:-1] + weights[-1]
    likelihood = importance * np.where(truth, -np.logaddexp(0, -odds), -np.logaddexp(0, odds))
    return float(-likelihood.sum() + 0.5 * (precision * (weights - centre) ** 2).sum())


def joined(weights: Weights) -> np.ndarray:
    return np.append(weights.values, weights.constant)


@pytest.mark.parametrize(
    ("seed", "m", "size"), [(0, 10, 1.0), (1, 400, 1.0), (2, 3000, 0.5), (3, 200, 4.0), (4, 0, 1.0)]
)
def test_weights_are_the_most_probable_ones_of_the_stated_posterior(seed: int, m: int, size: float) -> None:
    features, truth, importance = pairs(seed, m, size)
    begun = joined(shipped_weights())
    sought = minimize(loss, begun, args=(features, truth, importance), method="BFGS", options={"gtol": 1e-6}).x
    found = joined(adapt(features, truth, importance, shipped_weights()))
    np.testing.assert_allclose(found, sought, atol=2e-3)
    assert loss(found, features, truth, importance) <= loss(sought, features, truth, importance) + 1e-5


def test_single_decisions_have_a_constant_of_their_own() -> None:
    """The stated posterior with one more weight, for pairs that are single; it is left out of what is returned."""
    features, truth, importance = pairs(5, 400)
    single = np.arange(400) % 3 == 0
    truth |= single & (np.random.default_rng(5).random(400) < 0.8)  # mostly accepts

    def own(weights: np.ndarray) -> float:
        odds = features.astype(float) @ weights[:P] + weights[P] + weights[-1] * single
        likelihood = importance * np.where(truth, -np.logaddexp(0, -odds), -np.logaddexp(0, odds))
        prior = loss(weights[:-1], features[:0], truth[:0], importance[:0])
        return float(-likelihood.sum() + prior + 0.5 * 0.01 * weights[-1] ** 2)

    begun = np.append(joined(shipped_weights()), 0.0)
    sought = minimize(own, begun, method="BFGS", options={"gtol": 1e-6}).x
    found = joined(adapt(features, truth, importance, shipped_weights(), single=single))
    np.testing.assert_allclose(found, sought[:-1], atol=2e-3)
    assert sought[-1] > 1
    without = joined(adapt(features, truth, importance, shipped_weights()))
    assert without[-1] > found[-1] + 0.3  # taken for a sample, accepts would make everything likely


def test_where_the_search_begins_does_not_matter() -> None:
    features, truth, importance = pairs(1, 300)
    elsewhere = Weights(np.linspace(-1, 1, P), 0.5)
    one = adapt(features, truth, importance, shipped_weights())
    other = adapt(features, truth, importance, shipped_weights(), elsewhere)
    np.testing.assert_allclose(joined(one), joined(other), atol=1e-3)


@pytest.mark.parametrize("truth", [True, False])
def test_what_the_shipped_weights_were_quite_wrong_about_is_learned_without_overshooting(*, truth: bool) -> None:
    """Newton's steps from where the curve is flat are far too long; many sure and wrong pairs are such a place."""
    features = np.zeros((2000, P), dtype=np.float32)
    features[:, FEATURES.index("definition")] = -12 if truth else 12
    features[:, FEATURES.index("rate")] = -6 if truth else 2
    told = np.full(2000, truth)
    found = joined(adapt(features, told, np.ones(2000), shipped_weights()))
    sought = minimize(loss, joined(shipped_weights()), args=(features, told, np.ones(2000)), method="BFGS").x
    np.testing.assert_allclose(found, sought, atol=1e-2)


def test_without_pairs_the_shipped_weights_stand() -> None:
    nothing = np.zeros((0, P), dtype=np.float32)
    same = adapt(nothing, np.zeros(0, dtype=np.bool_), np.zeros(0), shipped_weights())
    np.testing.assert_allclose(joined(same), joined(shipped_weights()))
    assert same.of("manner") == WEIGHTS["manner"]


def test_log_odds_and_chances_undo_each_other_without_overflow() -> None:
    share = np.array([0.001, 0.2, 0.5, 0.9])
    np.testing.assert_allclose(logistic(log_odds(share)), share)
    assert logistic(np.array([-1e6, 0.0, 1e6])).tolist() == [0, 0.5, 1]


@pytest.mark.parametrize("seed", [0, 1])
def test_one_weight_is_found_by_itself_and_all_others_stay(seed: int) -> None:
    features, truth, importance = pairs(seed, 200)
    place = FEATURES.index("near")
    values = features[:, place].copy()
    features[:, place] = 0
    found = joined(adapt_one("near", values, features, truth, importance, shipped_weights()))
    begun = joined(shipped_weights())
    whole = features.copy()
    whole[:, place] = values

    def tried(weight: float) -> float:
        weights = begun.copy()
        weights[place] = weight
        return loss(weights, whole, truth, importance)

    grid = np.linspace(-3, 3, 6001)
    assert found[place] == pytest.approx(grid[np.argmin([tried(weight) for weight in grid])], abs=2e-3)
    assert np.array_equal(np.delete(found, place), np.delete(begun, place))
