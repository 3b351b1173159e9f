"""Adjusting p values for the number of codes that were tested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def holm(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Holm's step-down adjusted p values, in the order given; for hypotheses declared beforehand.

    The i-th smallest of m becomes max over j <= i of (m - j + 1) p(j), at most 1. Values that are nan were
    not tested: they stay nan and do not count into m.

    References:
        Holm (1979), Scand J Stat 6:65-70.
    """
    return _adjusted(p, lambda ordered, m: np.maximum.accumulate(ordered * (m - np.arange(m))))


def benjamini_hochberg(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Benjamini and Hochberg's adjusted p values (false discovery rate); for exploration.

    The i-th smallest of m becomes min over j >= i of (m / j) p(j), at most 1. Values that are nan were not
    tested: they stay nan and do not count into m.

    References:
        Benjamini & Hochberg (1995), J R Stat Soc B 57:289-300.
    """
    return _adjusted(p, lambda ordered, m: np.minimum.accumulate((ordered * m / np.arange(1, m + 1))[::-1])[::-1])


def _adjusted(
    p: Sequence[float] | NDArray[np.float64],
    rule: Callable[[NDArray[np.float64], int], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Sort what was tested, apply the rule, and put it back."""
    values = np.asarray(p, float)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    result = np.full(len(values), np.nan)
    result[order] = np.minimum(rule(values[order], len(order)), 1.0)
    return result
