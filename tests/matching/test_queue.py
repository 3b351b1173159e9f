from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.matching.queue import PATTERN, review_order

CHANCE = np.random.default_rng(3).random((60, 4)).astype(np.float32) ** 3
IDS = [f"s{row}" for row in range(60)]
OPEN = np.ones(60, dtype=np.bool_)
NONE_YET = np.zeros(4, dtype=np.intp)


def test_the_least_confirmed_code_asks_first_for_its_best_segment() -> None:
    order = review_order(CHANCE, OPEN, np.array([5, 1, 3, 9]), IDS, n=2)
    assert order[0] == int(CHANCE[:, 1].argmax())
    assert order[1] == int(CHANCE[:, 2].argmax())


def test_codes_take_turns() -> None:
    order = review_order(CHANCE, OPEN, NONE_YET, IDS, n=20)
    best = {int(row) for row in CHANCE.argmax(axis=0)}
    assert best <= set(order[:7])


def test_one_in_ten_is_random_and_does_not_depend_on_the_scores() -> None:
    place = PATTERN.index("R")
    ahead = review_order(CHANCE, OPEN, NONE_YET, IDS, n=20)[place]
    flat = review_order(np.full_like(CHANCE, 0.01), OPEN, NONE_YET, IDS, n=20)[place]
    another = {review_order(CHANCE, OPEN, NONE_YET, IDS, n=20, seed=seed)[place] for seed in range(5)}
    assert ahead == flat or ahead in review_order(CHANCE, OPEN, NONE_YET, IDS, n=place)
    assert len(another) > 1


def test_without_codes_the_order_is_random_but_fixed() -> None:
    nothing = np.zeros((60, 0), dtype=np.float32)
    order = review_order(nothing, OPEN, np.zeros(0, dtype=np.intp), IDS, n=60)
    assert sorted(order) == list(range(60))
    assert order != sorted(order)
    assert order == review_order(nothing, OPEN, np.zeros(0, dtype=np.intp), IDS, n=60)


@pytest.mark.parametrize("n", [0, -3])
def test_nothing_asked_nothing_given(n: int) -> None:
    assert review_order(CHANCE, OPEN, NONE_YET, IDS, n=n) == []


@given(st.lists(st.booleans(), min_size=60, max_size=60), st.integers(0, 80))
def test_every_open_segment_once_and_no_other(is_open: list[bool], n: int) -> None:
    order = review_order(CHANCE, np.array(is_open), NONE_YET, IDS, n=n)
    assert len(order) == len(set(order)) == min(n, sum(is_open))
    assert all(is_open[row] for row in order)
