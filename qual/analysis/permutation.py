"""Would a difference of mean shares arise if the role were dealt out at random over the participants?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, nan

import numpy as np
from numpy.typing import NDArray

MOST_EXACT = 20_000
"""All permutations are tried where there are fewer than this."""
DRAWS = 9_999
_CHUNK = 1_000
_ROUNDING = 1e-10
"""Sums in another order differ in the last digits; an equal difference must count as equal."""
_ROUNDING_SCALED = 1e-8
"""The same for differences in units of their spread."""

Shares = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Permuted:
    """What permuting the role says of each code.

    Attributes:
        p: two-sided p of each code alone.
        p_max: p of each code adjusted for all of them by Westfall and Young's step-down max-T.
        tried: how many permutations were tried.
        exact: whether these were all there are.
    """

    p: Shares
    p_max: Shares
    tried: int
    exact: bool


def permutation_test(a: Sequence[float], b: Sequence[float], *, seed: int = 0) -> float:
    """Two-sided p of |mean(a) - mean(b)| under permutation of the group over participants.

    Exact where C(K, n1) < 20,000: p = permutations at least as extreme / all. Else 9,999 random draws:
    p = (1 + at least as extreme) / (1 + 9,999). nan if a group is empty.

    References:
        Phipson & Smyth (2010), Stat Appl Genet Mol Biol 9:39.
    """
    if not (len(a) and len(b)):
        return nan
    return float(permutation_p(np.asarray(a, float)[:, None], np.asarray(b, float)[:, None], seed=seed)[0])


def permutation_p(first: Shares, second: Shares, *, seed: int) -> Shares:
    """The same for many codes at once, with the same permutations for all.

    Args:
        first: participants of the first group x codes.
        second: participants of the second group x codes.
        seed: for the draws; without effect where all permutations are tried.
    """
    return permute(first, second, seed=seed).p


def permute(first: Shares, second: Shares, *, seed: int) -> Permuted:
    """Each code alone, and all together, from one set of permutations.

    `p_max` is the step-down max-T: codes ordered by |difference| / s, s the standard deviation of the code's pooled
    shares (which no permutation changes, so that a common code does not drown a rare one); with the largest such
    value among a code and all smaller ones in each permutation, its p is the share of permutations in which that is
    at least what was observed, never below the p of a code that differs more. It holds the chance of any false
    alarm among the codes, and is less strict than Holm where codes go together. A code without variation has 1.

    Args:
        first: participants of the first group x codes.
        second: participants of the second group x codes.
        seed: for the draws; without effect where all permutations are tried.

    References:
        Westfall & Young (1993), Resampling-Based Multiple Testing. Ge, Dudoit & Speed (2003), Test 12:1-77.
    """
    n1, n2 = len(first), len(second)
    pooled = np.concatenate([first, second])
    everyone = comb(n1 + n2, n1)
    exact = everyone < MOST_EXACT
    total = pooled.sum(axis=0)

    def apart(chosen: Shares) -> Shares:
        picked = chosen @ pooled
        return np.asarray(np.abs(picked / n1 - (total - picked) / n2), float)

    found = extreme_counts(
        np.abs(first.mean(axis=0) - second.mean(axis=0)),
        spread=pooled.std(axis=0),
        drawn=map(apart, _all(n1 + n2, n1) if exact else _draws(n1 + n2, n1, seed)),
    )
    return judged(found, everyone if exact else DRAWS, exact=exact)


def judged(found: tuple[Counts, Counts, Counts], tried: int, *, exact: bool) -> Permuted:
    """Turn counts of permutations at least as extreme (alone, with all smaller ones, the order) into p values."""
    alone, together, order = found
    p, stepped = (counts / tried if exact else (1 + counts) / (1 + tried) for counts in (alone, together))
    p_max = np.empty(len(p))
    p_max[order] = np.maximum.accumulate(stepped)
    return Permuted(p, p_max, tried, exact)


def extreme_counts(observed: Shares, *, spread: Shares, drawn: Iterator[Shares]) -> tuple[Counts, Counts, Counts]:
    """How many permutations are at least as extreme.

    Args:
        observed: absolute difference of each code.
        spread: what to divide it by before codes are set against each other; 0 leaves a code at 0.
        drawn: absolute differences, permutations x codes, in chunks.

    Returns:
        For each code alone; in the order from the largest scaled difference to the smallest, for each with all
        smaller ones; and that order.
    """
    scale = np.divide(1.0, spread, out=np.zeros(len(observed)), where=spread > _ROUNDING)
    scaled = observed * scale
    order = np.argsort(-scaled, kind="stable")
    least, least_scaled = observed - _ROUNDING, scaled[order] - _ROUNDING_SCALED
    alone, together = np.zeros(len(observed), np.int64), np.zeros(len(observed), np.int64)
    for values in drawn:
        alone += np.count_nonzero(values >= least, axis=0)
        falling = (values * scale)[:, order][:, ::-1]
        largest = np.maximum.accumulate(falling, axis=1)[:, ::-1]
        together += np.count_nonzero(largest >= least_scaled, axis=0)
    return alone, together, order


def _all(width: int, n1: int) -> Iterator[Shares]:
    """Every way to deal `n1` of `width` participants into the first group, in chunks."""
    places = np.array(list(combinations(range(width), n1)))
    for start in range(0, len(places), _CHUNK):
        yield _indicator(places[start : start + _CHUNK], width)


def _draws(width: int, n1: int, seed: int) -> Iterator[Shares]:
    """9,999 ways drawn at random, in chunks."""
    random = np.random.default_rng(seed)
    for done in range(0, DRAWS, _CHUNK):
        order = random.random((min(_CHUNK, DRAWS - done), width)).argsort(axis=1)
        yield _indicator(order[:, :n1], width)


def _indicator(places: NDArray[np.int64], width: int) -> Shares:
    """One row per permutation, 1 where the participant is dealt into the first group."""
    chosen = np.zeros((len(places), width))
    np.put_along_axis(chosen, places, 1.0, axis=1)
    return chosen
