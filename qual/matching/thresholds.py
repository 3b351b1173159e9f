"""From which chance on a code is suggested.

Two thresholds are multiplied, and the root taken: one for all codes, which serves what is suggested as a whole, and
one for the code, which serves rare codes.

    told by chances     with chances p sorted downwards, suggesting the first i gives an expected F1 of about
                        2 * sum(p[:i]) / (i + sum(p)); the threshold is where it is largest
    told by decisions   where the F1 on reviewed segments, each judged by models without its participant, is largest
                        (the geometric mean of all thresholds that come within 1.5 % of it)

The code's is told by chances. That for all codes moves from chances to decisions, n / (n + 50) of the way for n
confirmed pairs. Chances are learned from decisions only, and so are thresholds.

References:
    Lipton, Elkan & Naryanaswamy 2014, Thresholding classifiers to maximize F1 score, ECML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF = 50.0
"""Confirmed pairs at which decisions count half in the threshold for all codes."""
NEAR_BEST = 0.985
LEAST_CHANCE = 0.03
"""Below this nothing is suggested."""


def thresholds(
    chance: NDArray[np.floating], held_out: NDArray[np.floating], truth: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Each code's threshold, shape (k,).

    Args:
        chance: of segments that stand for all, shape (n, k); without any segment thresholds are 1.
        held_out: of pairs that were decided, by models without their participant, shape (pairs,).
        truth: whether they were confirmed, shape (pairs,).
    """
    codes = chance.shape[1]
    if not chance.size:
        return np.ones(codes, dtype=np.float32)
    together = best_cut(chance.ravel())
    confirmed = int(truth.sum())
    if confirmed:
        share = confirmed / (confirmed + HALF)
        together = found_cut(held_out, truth) ** share * together ** (1 - share)
    each = np.array([best_cut(chance[:, code]) for code in range(codes)])
    return np.asarray(np.maximum(np.sqrt(together * each), LEAST_CHANCE), dtype=np.float32)


def best_cut(chance: NDArray[np.floating]) -> float:
    """The chance from which on suggesting maximises the expected F1; 1 where all are 0."""
    ordered = np.sort(chance.astype(np.float64))[::-1]
    sums = np.cumsum(ordered)
    if not sums[-1]:
        return 1.0
    expected = 2 * sums / (np.arange(1, len(ordered) + 1) + sums[-1])
    return float(ordered[expected.argmax()])


def found_cut(chance: NDArray[np.floating], truth: NDArray[np.bool_]) -> float:
    """The geometric mean of the thresholds whose F1 comes near the best, for pairs of which some are true."""
    order = np.argsort(-chance, kind="stable")
    ordered = np.maximum(chance[order].astype(np.float64), 1e-9)
    f1 = 2 * np.cumsum(truth[order]) / (np.arange(1, len(order) + 1) + truth.sum())
    return float(np.exp(np.log(ordered[f1 >= f1.max() * NEAR_BEST]).mean()))
