from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge

from qual.matching.ridge import Inverses, extended, solve, without


def some(seed: int, m: int, d: int = 5, k: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, d)), rng.normal(size=(m, k))


def inverse(kernel: np.ndarray, penalty: float) -> np.ndarray:
    return np.asarray(np.linalg.inv(kernel + penalty * np.eye(len(kernel))))


def alike(inputs: np.ndarray, rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.asarray(inputs[rows] @ inputs[others].T)


def one_by_one(m: int) -> list[np.ndarray]:
    return [np.array([row]) for row in range(m)]


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 18), st.integers(1, 6), st.sampled_from([0.1, 1.0, 3.0]))
def test_what_a_group_is_told_is_what_the_others_would_say(seed: int, m: int, groups: int, penalty: float) -> None:
    """Against fitting without each group in turn; groups of any sizes, kernels without full rank."""
    inputs, targets = some(seed, m)
    kernel = inputs @ inputs.T
    of_group = np.random.default_rng(seed).integers(0, groups, size=m)
    parts = [np.flatnonzero(of_group == group) for group in range(groups) if (of_group == group).any()]
    dual, held_out = solve(inverse(kernel, penalty), targets, parts)
    np.testing.assert_allclose(kernel @ dual + penalty * dual, targets, atol=1e-8)
    for own in parts:
        others = np.setdiff1d(np.arange(m), own)
        again = np.linalg.solve(kernel[np.ix_(others, others)] + penalty * np.eye(len(others)), targets[others])
        np.testing.assert_allclose(held_out[own], kernel[np.ix_(own, others)] @ again, atol=1e-7)


def test_it_is_the_ridge_regression_of_the_books() -> None:
    inputs, targets = some(1, 20)
    kernel = inputs @ inputs.T
    dual, _ = solve(inverse(kernel, 2.0), targets, one_by_one(20))
    books = KernelRidge(alpha=2.0, kernel="precomputed").fit(kernel, targets)
    np.testing.assert_allclose(dual, books.dual_coef_, atol=1e-8)
    primal = Ridge(alpha=2.0, fit_intercept=False).fit(inputs, targets)
    np.testing.assert_allclose(inputs.T @ dual, primal.coef_.T, atol=1e-8)


def test_one_participants_labels_do_not_reach_what_it_is_told() -> None:
    inputs, targets = some(2, 12)
    parts = [np.arange(0, 5), np.arange(5, 9), np.arange(9, 12)]
    _, before = solve(inverse(inputs @ inputs.T, 1.0), targets, parts)
    changed = targets.copy()
    changed[parts[1]] = 100.0
    _, after = solve(inverse(inputs @ inputs.T, 1.0), changed, parts)
    np.testing.assert_allclose(after[parts[1]], before[parts[1]], atol=1e-9)
    assert np.abs(after[parts[0]] - before[parts[0]]).max() > 1


@pytest.mark.parametrize("m", [0, 1])
def test_without_others_there_is_nothing_to_say(m: int) -> None:
    inputs, targets = some(3, m)
    dual, held_out = solve(inverse(inputs @ inputs.T, 1.0), targets, one_by_one(m))
    assert dual.shape == held_out.shape == (m, 3)
    np.testing.assert_allclose(held_out, 0, atol=1e-12)


def test_the_same_example_many_times_is_no_singular_matrix() -> None:
    ones, targets = np.ones((30, 30)), np.ones((30, 1))
    dual, held_out = solve(inverse(ones, 1.0), targets, one_by_one(30))
    np.testing.assert_allclose(ones @ dual, 30 / 31, atol=1e-9)
    np.testing.assert_allclose(held_out, 29 / 30, atol=1e-9)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 5))
def test_an_inverse_follows_from_the_one_before(seed: int, m: int, q: int) -> None:
    inputs = np.random.default_rng(seed).normal(size=(m + q, 4))
    whole = inputs @ inputs.T + np.eye(m + q)
    made = extended(inverse(whole[:m, :m], 0), whole[:m, m:], whole[m:, m:])
    np.testing.assert_allclose(made, np.linalg.inv(whole), atol=1e-8)
    gone = np.random.default_rng(seed).permutation(m + q)[:q]
    kept = np.setdiff1d(np.arange(m + q), gone)
    np.testing.assert_allclose(without(made, gone), np.linalg.inv(whole[np.ix_(kept, kept)]), atol=1e-8)


def test_inverses_hold_whichever_examples_come_and_go() -> None:
    """Two channels; single decisions, undone ones, many at once, in another order, and hundreds of them."""
    rng = np.random.default_rng(0)
    inputs = {"one": rng.normal(size=(60, 5)), "other": rng.normal(size=(60, 9))}
    kept, rows = Inverses(), np.zeros(0, dtype=np.intp)
    for step in range(260):
        if step % 50 == 49:
            rows = rng.permutation(60)[: rng.integers(0, 40)]
        elif rng.random() < 0.4 and len(rows):
            rows = np.delete(rows, rng.integers(0, len(rows), size=min(2, len(rows))))
        else:
            rows = np.union1d(rows, rng.integers(0, 60, size=2))
        for channel, own in inputs.items():
            made = kept.of(channel, rows, partial(alike, own), 1.0)
            np.testing.assert_allclose(made, inverse(own[rows] @ own[rows].T, 1.0), atol=1e-9)
