"""Whether the passages of one code fall into two groups: a proposal to look at, never a finding.

The passages are parted into two groups (2-means). Any passages can be parted, so the parting is compared with what
partings of an undivided cloud look like: as many passages drawn from one normal distribution that differ along the
same axes, and as much along each, as all passages of the study do. Only where hardly any of those part as well is a
split proposed. The passages' own covariance would be the textbook's choice, but of twenty passages in hundreds of
dimensions it cannot be estimated: with it, not one of 230 pairs of codes of the sample study thrown together was
noticed (with the study's, 30 % at p .05).

References:
    Liu, Hayes, Nobel & Marron 2008, Statistical significance of clustering for high-dimension, low-sample size
    data, J Am Stat Assoc 103:1281-1293 (the cluster index, and a normal distribution as what it is compared with).
    Besag & Clifford 1991, Sequential Monte Carlo p-values, Biometrika
    78:301-304.
    Holm 1979, A simple sequentially rejective multiple test procedure, Scand J Stat 6:65-70.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.cluster import hashed_sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_QUOTES, LEAST_PEOPLE = 4, 2
"""Passages with different words, and participants, that each group needs."""

LEVEL = 0.05
"""The chance, over all codes looked at together, that undivided passages lead to a proposal."""

MOST_PASSAGES = 150
"""Of more, these many are compared, chosen by a hash of their ids."""

DRAWS = 999
ENOUGH = 20
"""Draws that part as well as the passages, after which no more are made: there is no split."""

_SEED = 20080903
_BATCH = 10
_ROUNDS = 50
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Parting:
    """How one code's passages part into two groups.

    Attributes:
        groups: places of the passages of each group, most typical of the group first; () where too few.
        index: the cluster index, sum of squares within the two groups by that around the common mean, 0 (two
            points) to 1 (no difference).
        p: share of undivided clouds that part at least as well, None where it was not tested.
        why: why it was not tested, "" where it was.
    """

    groups: tuple[tuple[int, ...], ...]
    index: float
    p: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Background:
    """How much passages of a study differ, and along which axes.

    Attributes:
        axes: directions of unit length, at right angles, shape (r, d).
        spread: standard deviation of the study's passages along each, shape (r,).
    """

    axes: NDArray[np.float64]
    spread: NDArray[np.float64]


def background(vectors: NDArray[np.float32]) -> Background:
    """The axes along which all passages of a study differ; none where they do not.

    Args:
        vectors: of all passages, shape (n, d).
    """
    if len(vectors) <= 1:
        return Background(np.zeros((0, vectors.shape[1])), np.zeros(0))
    centred = vectors.astype(np.float64)
    centred -= centred.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred / (len(vectors) - 1))
    kept = values > _ROUNDING * max(float(values.max(initial=0.0)), _ROUNDING)
    return Background(axes.T[kept][::-1], np.sqrt(values[kept][::-1]))


def parting(
    vectors: NDArray[np.float32],
    people: Sequence[str],
    names: Sequence[str],
    usual: Background,
    *,
    codes: int = 1,
) -> Parting:
    """The two groups that a code's passages fall into, with how unusual that is for undivided passages.

    p = (1 + draws with an index as low) / (1 + draws). There are `DRAWS` draws, or as many as are needed for a p
    small enough among so many codes; fewer where it is clear before that there is no split.

    Args:
        vectors: of the passages, shape (n, d); equal words come once.
        people: who says each.
        names: ids, which settle which passages are compared where there are too many.
        usual: of the study the passages are from.
        codes: how many codes are looked at together.
    """
    rows = hashed_sample(names, MOST_PASSAGES)
    if len(rows) < 2 * LEAST_QUOTES:
        return Parting((), 1.0, None, f"{len(rows)} different passages; a split needs {2 * LEAST_QUOTES}.")
    if len({people[row] for row in rows.tolist()}) < LEAST_PEOPLE:
        return Parting((), 1.0, None, "All passages are by one participant.")
    cloud = vectors[rows].astype(np.float64) @ usual.axes.T
    cloud -= cloud.mean(axis=0)
    if not cloud.any() or float((cloud**2).sum()) <= _ROUNDING:
        return Parting((), 1.0, None, "The passages do not differ.")
    second, index = _parted(cloud[None])
    groups = tuple(_typical_first(cloud, np.flatnonzero(second[0] == side)) for side in (False, True))
    groups = tuple(sorted(groups, key=lambda group: (-len(group), group)))
    whole = tuple(tuple(int(rows[place]) for place in group) for group in groups)
    for group in whole:
        voices = len({people[row] for row in group})
        if len(group) < LEAST_QUOTES or voices < LEAST_PEOPLE:
            why = (
                f"The clearest parting leaves a group of {len(group)} by {voices}; each needs {LEAST_QUOTES} "
                f"passages by {LEAST_PEOPLE} participants."
            )
            return Parting(whole, float(index[0]), None, why)
    return Parting(whole, float(index[0]), _p(float(index[0]), len(rows), usual.spread, draws_for(codes)))


def draws_for(codes: int) -> int:
    """How many draws let a p be small enough among so many codes."""
    return max(DRAWS, int(np.ceil(codes / LEVEL)) - 1)


def holm(p: Sequence[float]) -> list[float]:
    """Each p adjusted for being the smallest of several (Holm 1979), in the order they came."""
    adjusted, largest = [0.0] * len(p), 0.0
    for rank, place in enumerate(sorted(range(len(p)), key=lambda at: p[at])):
        largest = max(largest, min(1.0, (len(p) - rank) * p[place]))
        adjusted[place] = largest
    return adjusted


def _p(index: float, n: int, spread: NDArray[np.float64], draws: int) -> float:
    """The share of undivided clouds with an index as low; drawing stops once enough have one."""
    random = np.random.default_rng(_SEED)
    as_low = made = 0
    while made < draws and as_low < ENOUGH:
        size = (min(_BATCH, draws - made), n, len(spread))
        drawn = random.standard_normal(size, dtype=np.float32) * spread.astype(np.float32)
        found = _parted(drawn - drawn.mean(axis=1, keepdims=True))[1]
        for one in found:
            made += 1
            as_low += bool(one <= index + 1e-12)
            if as_low == ENOUGH:
                break
    # Where the draws were stopped, the share of those made is the p (Besag & Clifford).
    return as_low / made if as_low == ENOUGH else (1 + as_low) / (1 + made)


def _parted(clouds: NDArray[np.floating]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Each cloud in two groups, and its index: 2-means from the longest axis, and the longest axes after it.

    Args:
        clouds: b clouds of n centred points on r axes, shape (b, n, r).

    Returns:
        Which points are in the second group, shape (b, n), and the index, shape (b,).
    """
    total = (clouds**2).sum(axis=(1, 2))
    longest = np.argsort(-(clouds**2).sum(axis=1), axis=1, kind="stable")
    best = np.full(len(clouds), np.inf)
    sides = np.zeros(clouds.shape[:2], dtype=np.bool_)
    for rank in range(min(3, clouds.shape[2])):
        start = np.take_along_axis(clouds, longest[:, rank][:, None, None], axis=2)[:, :, 0]
        second, within = _two_means(clouds, start > 0)
        better = within < best
        best[better], sides[better] = within[better], second[better]
    return sides, best / np.maximum(total, 1e-12)


def _two_means(
    clouds: NDArray[np.floating], second: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Lloyd's steps from a first parting until nothing moves; the groups, and the squares within them."""
    squares = (clouds**2).sum(axis=(1, 2))
    n = clouds.shape[1]
    for _ in range(_ROUNDS):
        number = second.sum(axis=1, keepdims=True)
        # Centred: what one group sums to, the other lacks.
        middle = _sums(second, clouds)
        one, other = middle / np.maximum(number, 1), -middle / np.maximum(n - number, 1)
        border = ((one**2).sum(axis=1) - (other**2).sum(axis=1)) / 2
        moved = (clouds @ (one - other)[:, :, None])[:, :, 0] > border[:, None]
        if (moved == second).all():
            break
        second = moved
    number = second.sum(axis=1)
    middle = _sums(second, clouds)
    between = (middle**2).sum(axis=1) * (1 / np.maximum(number, 1) + 1 / np.maximum(n - number, 1))
    return second, squares - between


def _sums(second: NDArray[np.bool_], clouds: NDArray[np.floating]) -> NDArray[np.floating]:
    """What the second group of each cloud sums to, shape (b, r)."""
    return np.asarray((second.astype(clouds.dtype)[:, None, :] @ clouds)[:, 0, :])


def _typical_first(cloud: NDArray[np.float64], members: NDArray[np.intp]) -> tuple[int, ...]:
    """The members, those nearest to their own mean first."""
    if not len(members):
        return ()
    away = ((cloud[members] - cloud[members].mean(axis=0)) ** 2).sum(axis=1)
    return tuple(int(place) for place in members[np.argsort(away, kind="stable")])
