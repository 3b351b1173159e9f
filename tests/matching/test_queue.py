from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.queue import PATTERN, drawn_order, review_order
from tests.matching.worlds import world

N = 60
SPACE = world(8, n=N, people=4).space
CHANCE = np.random.default_rng(3).random((N, 4)).astype(np.float32) ** 3
IDS = [f"s{row}" for row in range(N)]
EVERY, NONE = np.ones(N, dtype=np.bool_), np.zeros(N, dtype=np.bool_)


def order(
    chance: np.ndarray = CHANCE,
    is_open: np.ndarray = EVERY,
    reviewed: np.ndarray = NONE,
    *,
    n: int = 20,
    seed: int = 0,
) -> list[int]:
    return review_order(SPACE, chance, is_open, reviewed, drawn_order(IDS, seed), n=n)


def test_the_pattern_holds_what_the_documentation_says() -> None:
    assert len(PATTERN) == 20
    assert set(PATTERN) == set("LBUDR")
    assert PATTERN.count("R") == 6
    assert "R" in PATTERN[:2]


def test_the_first_is_the_one_with_the_most_codes_to_be_expected() -> None:
    assert PATTERN[0] == "L"
    assert order(n=1) == [int(CHANCE.sum(axis=1).argmax())]


def test_the_random_part_is_the_drawn_order_whatever_the_chances() -> None:
    """At every R of the pattern comes the first of the drawn order that is not taken yet."""
    draw = drawn_order(IDS, 0)
    for chance in (CHANCE, np.full_like(CHANCE, 0.01), CHANCE[::-1].copy(), 1 - CHANCE):
        picked = order(chance)
        for place in (at for at, what in enumerate(PATTERN) if what == "R"):
            left = [row for row in range(N) if row not in picked[:place]]
            assert picked[place] == min(left, key=lambda row: draw[row])


def test_each_segment_is_as_likely_to_be_drawn_first() -> None:
    first = np.bincount([int(drawn_order(IDS[:6], seed).argmin()) for seed in range(600)], minlength=6)
    assert first.min() > 60
    assert first.max() < 145
    assert sorted(drawn_order(IDS, 5).tolist()) == list(range(N))


def test_the_drawn_order_goes_with_the_ids_not_with_the_rows() -> None:
    back = drawn_order(IDS[::-1], 3)
    np.testing.assert_array_equal(back[::-1], drawn_order(IDS, 3))
    assert drawn_order(IDS, 3).tolist() != drawn_order(IDS, 4).tolist()
    assert drawn_order([], 0).tolist() == []


def test_a_role_that_is_never_likely_is_reviewed_too() -> None:
    role = SPACE.layout.role
    chance = CHANCE.copy()
    chance[role == 1] = 1e-6
    picked = order(chance, n=20)
    assert (role[picked] == 1).sum() >= 2
    assert (role[picked] == 0).sum() >= 2


def test_the_role_reviewed_least_for_its_share_comes_next() -> None:
    place = PATTERN.index("B")
    reviewed = SPACE.layout.role != 2
    reviewed &= np.cumsum(reviewed) <= place  # as many as lead to the first B, none of role 2
    assert reviewed.sum() == place
    [row] = order(is_open=~reviewed, reviewed=reviewed, n=1)
    own = np.flatnonzero(SPACE.layout.role == 2)
    assert row == own[CHANCE[own].sum(axis=1).argmax()]


def test_uncertain_and_different_are_what_they_say() -> None:
    rng = np.random.default_rng(0)
    for what in "UD":
        reviewed = np.isin(np.arange(N), rng.permutation(N)[: PATTERN.index(what)])
        [row] = order(is_open=~reviewed, reviewed=reviewed, n=1)
        left = np.flatnonzero(~reviewed)
        if what == "U":
            assert row == left[(CHANCE * (1 - CHANCE)).sum(axis=1)[left].argmax()]
            continue
        expected = CHANCE.sum(axis=1)[left]
        top = left[expected >= np.quantile(expected, 0.75)]
        nearest = {
            int(one): max(SPACE.vectors[one] @ SPACE.vectors[done] for done in np.flatnonzero(reviewed))
            for one in top
        }
        assert row == min(nearest, key=lambda one: nearest[one])


def test_without_codes_there_is_an_order_all_the_same() -> None:
    nothing = np.zeros((N, 0), dtype=np.float32)
    found = order(nothing, n=N)
    assert sorted(found) == list(range(N))
    assert found == order(nothing, n=N)


@pytest.mark.parametrize("n", [0, -3])
def test_nothing_asked_nothing_given(n: int) -> None:
    assert order(n=n) == []


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["open", "read", "context"]), min_size=N, max_size=N), st.integers(0, 80))
def test_every_open_segment_once_and_no_other_and_always_in_the_same_order(state: list[str], n: int) -> None:
    is_open, reviewed = (np.array([one == what for one in state]) for what in ("open", "read"))
    found = order(is_open=is_open, reviewed=reviewed, n=n)
    assert len(found) == len(set(found)) == min(n, int(is_open.sum()))
    assert all(is_open[row] for row in found)
    assert found == order(is_open=is_open, reviewed=reviewed, n=n)


def test_asked_one_at_a_time_it_is_the_same_order() -> None:
    reviewed, found = NONE.copy(), []
    for _ in range(25):
        [row] = order(is_open=~reviewed, reviewed=reviewed, n=1)
        reviewed[row] = True
        found.append(row)
    assert found == order(n=25)
