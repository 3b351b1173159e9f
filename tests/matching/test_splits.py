"""Two groups in a code are proposed where they are planted, and not in data drawn at random."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from qual.matching import splits
from qual.matching.splits import Parting, background, draws_for, holm, parting

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPREAD = np.exp(-np.arange(24) / 6)
"""How much the passages of the invented study differ along each axis."""


def drawn(seed: int, n: int, tails: int = 0) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    cloud = random.standard_t(tails, size=(n, len(SPREAD))) if tails else random.normal(size=(n, len(SPREAD)))
    return np.asarray(cloud * SPREAD, dtype=np.float32)


STUDY = background(drawn(99, 1500))


def part(vectors: NDArray[np.float32], people: int = 4, codes: int = 1) -> Parting:
    n = len(vectors)
    return parting(vectors, [f"P{k % people}" for k in range(n)], [f"s{k}" for k in range(n)], STUDY, codes=codes)


def planted(seed: int, n: int = 24, gap: float = 2.0) -> NDArray[np.float32]:
    vectors = drawn(seed, n)
    vectors[: n // 2, 3] += gap
    vectors[n // 2 :, 3] -= gap
    return vectors


def test_two_planted_groups_are_found_and_parted_right() -> None:
    for seed in range(4):
        found = part(planted(seed))
        assert found.p is not None
        assert found.p <= 0.01
        assert {frozenset(group) for group in found.groups} == {frozenset(range(12)), frozenset(range(12, 24))}


@pytest.mark.parametrize("tails", [0, 5])
def test_random_passages_seldom_pass(tails: int) -> None:
    p = [part(drawn(seed, 10 + seed % 20, tails)).p for seed in range(30)]
    tested = [one for one in p if one is not None]
    assert len(tested) > 20
    # At .05 one or two of thirty are expected; more than five would come in one of 300 such runs.
    assert sum(one <= 0.05 for one in tested) <= 5
    assert min(holm(tested)) > 0.05


def test_the_index_is_the_smallest_that_any_parting_gives() -> None:
    vectors = planted(3, n=10, gap=1.0)
    cloud = vectors - vectors.mean(axis=0)
    best = min(
        sum(float(((cloud[side] - cloud[side].mean(axis=0)) ** 2).sum()) for side in (mask, ~mask))
        for mask in (np.array(one, dtype=bool) for one in product([False, True], repeat=10))
        if 0 < mask.sum() < 10
    )
    found = part(vectors)
    assert found.index == pytest.approx(best / float((cloud**2).sum()), abs=1e-5)


def test_p_is_the_share_of_random_draws_that_part_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    p: dict[int, list[float]] = {0: [], 8: [], 13: []}
    for seed, own in p.items():
        for stream in range(8):
            monkeypatch.setattr(splits, "_SEED", stream)
            own.append(part(drawn(seed, 12)).p or 0.0)
    monkeypatch.setattr(splits, "_p", lambda *_: 0.0)
    null = np.array([part(drawn(1000 + seed, 12)).index for seed in range(400)])
    for seed, own in p.items():
        share = float((null <= part(drawn(seed, 12)).index).mean())
        assert float(np.mean(own)) == pytest.approx(share, abs=0.02 + 0.15 * share)


def test_the_same_passages_in_another_order_part_alike() -> None:
    vectors = planted(5)
    order = np.random.default_rng(0).permutation(24)
    names = [f"s{k}" for k in range(24)]
    people = [f"P{k % 4}" for k in range(24)]
    one = parting(vectors, people, names, STUDY)
    other = parting(vectors[order], [people[k] for k in order], [names[k] for k in order], STUDY)
    assert {frozenset(names[k] for k in group) for group in one.groups} == {
        frozenset(names[order[k]] for k in group) for group in other.groups
    }
    assert one.p == other.p


def test_what_cannot_be_tested_says_why() -> None:
    assert part(drawn(1, 7)).why == "7 different passages; a split needs 8."
    assert part(drawn(1, 12), people=1).why == "All passages are by one participant."
    assert part(np.ones((9, len(SPREAD)), dtype=np.float32)).why == "The passages do not differ."
    lonely = drawn(2, 12)
    lonely[0] += 50
    found = part(lonely)
    assert "leaves a group of 1 by 1" in found.why
    assert found.p is None
    of_one = parting(planted(1), ["P1"] * 12 + ["P2", "P3"] * 6, [str(k) for k in range(24)], STUDY)
    assert "leaves a group of 12 by 1" in of_one.why


def test_a_study_without_differences_gives_no_background() -> None:
    for shape in ((0, 5), (1, 5), (6, 5)):
        nothing = background(np.ones(shape, dtype=np.float32))
        assert nothing.axes.shape == (0, 5)
        assert parting(np.ones((9, 5), dtype=np.float32), ["a", "b", "c"] * 3, list("123456789"), nothing).p is None


def test_of_many_passages_the_same_ones_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splits, "MOST_PASSAGES", 20)
    found = part(planted(1, n=40))
    assert sum(map(len, found.groups)) == 20
    assert part(planted(1, n=40)) == found


def test_among_many_codes_there_are_draws_enough_to_find_anything() -> None:
    assert draws_for(1) == draws_for(49) == splits.DRAWS
    for codes in (50, 300):
        assert codes / (1 + draws_for(codes)) <= splits.LEVEL + 1e-12


def test_holm_by_hand() -> None:
    # 4 * .01, 3 * .03, then 2 * .04 and 1 * .20, none smaller than the one before.
    assert holm([0.01, 0.04, 0.03, 0.20]) == pytest.approx([0.04, 0.09, 0.09, 0.20])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]
