"""Would a difference of mean shares arise if the role were dealt out at random over the participants?"""

from __future__ import annotations

from collections.abc import Sequence
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

Shares = NDArray[np.float64]


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
    n1, n2 = len(first), len(second)
    pooled = np.concatenate([first, second])
    total = pooled.sum(axis=0)
    observed = np.abs(first.mean(axis=0) - second.mean(axis=0)) - _ROUNDING

    def extreme(chosen: Shares) -> NDArray[np.int64]:
        picked = chosen @ pooled
        found: NDArray[np.int64] = np.count_nonzero(np.abs(picked / n1 - (total - picked) / n2) >= observed, axis=0)
        return found

    everyone = comb(n1 + n2, n1)
    if everyone < MOST_EXACT:
        places = np.array(list(combinations(range(n1 + n2), n1)))
        return extreme(_indicator(places, n1 + n2)) / everyone
    random = np.random.default_rng(seed)
    found = np.zeros(pooled.shape[1], np.int64)
    for done in range(0, DRAWS, _CHUNK):
        order = random.random((min(_CHUNK, DRAWS - done), n1 + n2)).argsort(axis=1)
        found += extreme(_indicator(order[:, :n1], n1 + n2))
    return (1 + found) / (1 + DRAWS)


def _indicator(places: NDArray[np.int64], width: int) -> NDArray[np.float64]:
    """One row per permutation, 1 where the participant is dealt into the first group."""
    chosen = np.zeros((len(places), width))
    np.put_along_axis(chosen, places, 1.0, axis=1)
    return chosen
