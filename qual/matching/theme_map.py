"""A map of passages: two axes laid through their vectors, so that like passages tend to stand near each other.

The axes are the first two principal components: of all straight axes, those along which the passages differ most.
They carry only a part of the differences (`Map.shares` says how much), so that two passages that stand together may
still be unlike. The same vectors always give the same map; nothing is drawn at random.

References:
    Pearson 1901, On lines and planes of closest fit to systems of points in space, Phil Mag 2:559-572.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_POINTS = 2000
"""More points than this cover one another."""

_NOTHING = 1e-9
"""Differences smaller than this are rounding."""


@dataclass(frozen=True, slots=True)
class Map:
    """Where passages stand.

    Attributes:
        places: across and up, shape (n, 2); the middle of all passages is at (0, 0).
        shares: the share of all differences (variance) that each axis carries, 0 to 1.
    """

    places: NDArray[np.float64]
    shares: tuple[float, float]


def laid_out(vectors: NDArray[np.float32]) -> Map:
    """The passages on their first two principal components.

    An axis along which nothing differs (equal passages, fewer than three, one dimension) is 0 for all, with
    share 0. The direction of an axis means nothing; it is turned so that its largest weight is positive.

    Args:
        vectors: shape (n, d).
    """
    n = len(vectors)
    places, shares = np.zeros((n, 2)), [0.0, 0.0]
    if n == 0 or vectors.shape[1] == 0:
        return Map(places, (0.0, 0.0))
    centred = vectors.astype(np.float64)
    centred -= centred.mean(axis=0)
    total = float((centred**2).sum())
    if total / n <= _NOTHING:
        return Map(places, (0.0, 0.0))
    for axis, weights in enumerate(_components(centred)):
        along = centred @ weights
        carried = float(along @ along)
        if carried / n > _NOTHING:
            places[:, axis], shares[axis] = along, carried / total
    return Map(places, (shares[0], shares[1]))


def _components(centred: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """At most two directions of unit length, the one along which most differs first."""
    dimensions = centred.shape[1]
    if len(centred) < dimensions:  # the small one of the two matrices that have these eigenvalues
        values, sides = np.linalg.eigh(centred @ centred.T)
        found = [centred.T @ sides[:, -1 - axis] for axis in range(min(2, len(values)))]
    else:
        found = list(np.linalg.eigh(centred.T @ centred)[1].T[::-1][:2])
    made = []
    for weights in found:
        length = float(np.linalg.norm(weights))
        if length > _NOTHING:
            largest = weights[np.abs(weights).argmax()]
            made.append(weights / (length if largest > 0 else -length))
    return made
