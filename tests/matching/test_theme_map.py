"""The map is the first two principal components, says what they carry, and is the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.theme_map import laid_out


def naive(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances on the map and shares of the axes, by the singular values of the centred vectors."""
    centred = vectors - vectors.mean(axis=0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    return (left * values)[:, :2], values**2 / (values**2).sum()


def distances(places: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(places[:, None] - places[None], axis=2))


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(3, 30), st.integers(3, 12))
def test_places_and_shares_are_those_of_the_singular_values(seed: int, n: int, d: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    found = laid_out(vectors)
    places, shares = naive(vectors.astype(np.float64))
    assert found.shares == pytest.approx(tuple(shares[:2]), abs=1e-6)
    np.testing.assert_allclose(distances(found.places), distances(places), atol=1e-4)
    np.testing.assert_array_equal(laid_out(vectors).places, found.places)
    np.testing.assert_allclose(found.places.mean(axis=0), 0, atol=1e-6)


def test_a_line_has_one_axis_and_a_square_two() -> None:
    line = np.array([[0, 0, 0], [1, 1, 0], [2, 2, 0], [5, 5, 0]], dtype=np.float32)
    found = laid_out(line)
    assert found.shares == pytest.approx((1.0, 0.0))
    assert not found.places[:, 1].any()
    square = np.array([[0, 0], [2, 0], [0, 1], [2, 1]], dtype=np.float32)
    assert laid_out(square).shares == pytest.approx((0.8, 0.2))


@pytest.mark.parametrize("shape", [(0, 0), (0, 8), (1, 8), (5, 8), (3, 0)])
def test_where_nothing_differs_all_stand_in_the_middle(shape: tuple[int, int]) -> None:
    found = laid_out(np.ones(shape, dtype=np.float32))
    assert found.places.shape == (shape[0], 2)
    assert not found.places.any()
    assert found.shares == (0.0, 0.0)


def test_the_direction_of_an_axis_does_not_hang_on_the_library() -> None:
    vectors = np.random.default_rng(1).normal(size=(9, 4)).astype(np.float32)
    many = laid_out(vectors)
    few = laid_out(vectors[:3])
    assert few.shares[0] >= few.shares[1]
    mirrored = laid_out(-vectors)
    np.testing.assert_allclose(np.abs(mirrored.places), np.abs(many.places), atol=1e-5)
