"""How the shares of a group's participants lie: their mean with an interval, their median and quartiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 2
"""Participants below which nothing is known of how they vary."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of each column its mean, the 95 % interval of that, and the quartiles; nan where not defined.

    Attributes:
        mean, low, high, median, q1, q3: shape (columns,).
        notes: why a column has no interval, "" where it has one.
    """

    mean: Floats
    low: Floats
    high: Floats
    median: Floats
    q1: Floats
    q3: Floats
    notes: tuple[str, ...]


def spread(shares: Floats, *, level: float = 0.95) -> Spread:
    """Mean ± t(n - 1) s / √n over participants, cut at 0 and 1, since a share cannot be more or less.

    Quartiles are by linear interpolation (type 7 of Hyndman and Fan). Fewer than two participants: no interval.
    No variation: none either, for an interval without width would say that nobody else could differ. Nobody at
    all: everything is nan.

    Args:
        shares: participants in rows, codes in columns; each in 0..1.
        level: how much the interval covers.

    References:
        Student (1908), Biometrika 6:1-25. Hyndman & Fan (1996), Am Stat 50:361-365.
    """
    people, columns = shares.shape
    gone = np.full(columns, np.nan)
    if not people:
        return Spread(gone, gone, gone, gone, gone, gone, ("nobody",) * columns)
    mean = shares.mean(axis=0)
    q1, median, q3 = np.quantile(shares, (0.25, 0.5, 0.75), axis=0)
    if people < FEWEST:
        notes = ("one participant: no interval of the mean share",) * columns
        return Spread(mean, gone, gone, median, q1, q3, notes)
    from scipy import stats

    # Equal values can have a variance of 1e-34 by rounding; that is no variation.
    still = np.ptp(shares, axis=0) == 0
    half = float(stats.t.ppf((1 + level) / 2, people - 1)) * shares.std(axis=0, ddof=1) / people**0.5
    low, high = np.maximum(mean - half, 0.0), np.minimum(mean + half, 1.0)
    low[still] = high[still] = np.nan
    notes = tuple("all participants alike: no interval of the mean share" if one else "" for one in still)
    return Spread(mean, low, high, median, q1, q3, notes)
