"""From which chance on a code is suggested.

The threshold that maximises the expected F1 of what is suggested, told from the chances alone: with chances p
sorted downwards, suggesting the first i gives an expected F1 of about 2 * sum(p[:i]) / (i + sum(p)). Taken over all
codes at once it serves what is suggested as a whole, taken code by code it serves rare codes; the geometric mean of
the two is used. Chances are learned from decisions only, and so are thresholds.

References:
    Lipton, Elkan & Naryanaswamy 2014, Thresholding classifiers to maximize F1 score, ECML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_CHANCE = 0.03
"""Below this nothing is suggested."""


def thresholds(chance: NDArray[np.floating]) -> NDArray[np.float32]:
    """Each code's threshold, shape (k,).

    Args:
        chance: of segments that stand for all, shape (n, k); without any segment thresholds are 1.
    """
    codes = chance.shape[1]
    if not chance.size:
        return np.ones(codes, dtype=np.float32)
    together = best_cut(chance.ravel())
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
