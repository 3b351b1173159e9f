"""The permutation test against its published vector and against trying every division."""

from __future__ import annotations

from math import comb, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis.permutation import DRAWS, MOST_EXACT, permutation_p, permutation_test, permute
from tests import naive

shares = st.lists(st.integers(0, 6).map(lambda n: n / 6), min_size=1, max_size=5)


def test_exact_vector() -> None:
    assert permutation_test([0.10, 0.20, 0.00, 0.30, 0.15], [0.40, 0.25, 0.35]) == 4 / 56


@given(shares, shares)
def test_exact_equals_every_division(a: list[float], b: list[float]) -> None:
    assert permutation_test(a, b) == pytest.approx(naive.permutation(a, b))
    assert permutation_test(b, a) == pytest.approx(naive.permutation(a, b))


def test_above_the_limit_it_draws_and_the_seed_decides() -> None:
    a, b = np.linspace(0, 1, 12).tolist(), np.linspace(0.2, 0.9, 6).tolist()
    assert comb(17, 5) < MOST_EXACT < comb(20, 10)
    a += [0.4, 0.5]
    b += [0.1, 0.2]
    first = permutation_test(a, b, seed=1)
    assert first == permutation_test(a, b, seed=1)
    assert first * (DRAWS + 1) == pytest.approx(round(first * (DRAWS + 1)))
    assert first == pytest.approx(permutation_test(a, b, seed=2), abs=0.03)


def test_drawn_agrees_with_exact() -> None:
    """Just above the limit the exact p can still be had by hand: 20 participants, ten of each."""
    a, b = [0.5] * 3 + [0.0] * 7, [0.0] * 10
    exact = 2 * comb(17, 7) / comb(20, 10)  # all three on one side
    assert permutation_test(a, b) == pytest.approx(exact, abs=0.02)


def test_the_smallest_drawn_p_is_never_zero() -> None:
    assert permutation_test([1.0] * 20, [0.0] * 20) == 1 / (DRAWS + 1)


def test_all_codes_at_once_are_each_code_alone() -> None:
    random = np.random.default_rng(5)
    first, second = random.random((4, 3)), random.random((5, 3))
    alone = [permutation_test(first[:, c].tolist(), second[:, c].tolist()) for c in range(3)]
    assert permutation_p(first, second, seed=0).tolist() == alone


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=5, max_size=7))
@settings(max_examples=15)
def test_step_down_max_t_is_the_one_tried_by_hand(people: list[tuple[int, ...]]) -> None:
    first, second = np.array(people[:3], float), np.array(people[3:], float)
    found = permute(first, second, seed=0)
    assert found.exact
    assert found.tried == comb(len(people), 3)
    assert found.p_max.tolist() == pytest.approx(naive.max_t(first.tolist(), second.tolist()))
    assert (found.p_max >= found.p - 1e-12).all()


def test_max_t_of_one_code_is_its_own_p_also_when_drawn() -> None:
    random = np.random.default_rng(2)
    found = permute(random.random((12, 1)), random.random((10, 1)), seed=0)
    assert not found.exact
    assert found.p_max.tolist() == found.p.tolist()


def test_codes_that_go_together_are_one_question() -> None:
    """Ten copies of a code need no correction, where Holm would take ten times p."""
    a, b = np.array([[0.1], [0.2], [0.0], [0.3], [0.15]]), np.array([[0.4], [0.25], [0.35]])
    found = permute(np.tile(a, 10), np.tile(b, 10), seed=0)
    assert found.p_max.tolist() == pytest.approx([4 / 56] * 10)


def test_an_empty_group_has_no_p() -> None:
    assert isnan(permutation_test([], [0.1]))
