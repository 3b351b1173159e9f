"""Ridge regression on a kernel, and what it would say of each example had its group not been among them.

For targets y of m examples, their kernel K and a penalty p > 0, let A = (K + pI)^-1. The dual weights are a = A y
and the prediction at x is sum_r k(x, r) a_r. The prediction for a group g of examples by the model fitted on all
the others is, exactly,

    y_g - (A_gg)^-1 a_g

so cross-fitting costs no second fit. A is all that costs the cube of m. When examples come or go, it follows from
the one before at the cost of its square (the inverse of a partitioned matrix).

References:
    Saunders, Gammerman & Vovk 1998, Ridge regression learning algorithm in dual variables, ICML.
    Cawley & Talbot 2003, Efficient leave-one-out cross-validation of kernel Fisher discriminant classifiers,
    Pattern Recognition 36:2585-2592 (the same identity, for groups of one).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kernel: TypeAlias = "Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.floating]]"
"""Likeness of some rows to others, shape (rows, others)."""

MOST_CHANGED = 16
"""Examples that may have come or gone for an inverse to be carried on."""
MOST_CARRIED = 200
"""How often an inverse is carried on before it is made anew, so that rounding cannot add up."""


class Inverses:
    """Inverse kernels of the examples so far, by channel, kept from one decision to the next."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[NDArray[np.intp], NDArray[np.float64], int]] = {}

    def of(self, channel: str, rows: NDArray[np.intp], kernel: Kernel, penalty: float) -> NDArray[np.float64]:
        """(K + penalty I)^-1 of some rows, each once, shape (m, m)."""
        known, inverse, carried = self._kept.get(channel, (np.zeros(0, dtype=np.intp), np.zeros((0, 0)), 0))
        gone, come = np.flatnonzero(~np.isin(known, rows)), rows[~np.isin(rows, known)]
        changed = len(gone) + len(come)
        if changed > min(MOST_CHANGED, len(known) // 2) or carried >= MOST_CARRIED:
            whole = np.asarray(kernel(rows, rows), dtype=np.float64) + penalty * np.eye(len(rows))
            made = np.asarray(np.linalg.inv(whole), dtype=np.float64)
            self._kept[channel] = rows, made, 0
            return made
        if len(gone):
            known, inverse = np.delete(known, gone), without(inverse, gone)
        if len(come):
            across = np.asarray(kernel(known, come), dtype=np.float64)
            own = np.asarray(kernel(come, come), dtype=np.float64) + penalty * np.eye(len(come))
            known, inverse = np.concatenate([known, come]), extended(inverse, across, own)
        if not np.array_equal(known, rows):
            order = np.argsort(known)[np.argsort(np.argsort(rows))]
            known, inverse = rows, inverse[np.ix_(order, order)]
        self._kept[channel] = known, inverse, carried + bool(changed)
        return inverse


def extended(
    inverse: NDArray[np.float64], across: NDArray[np.float64], own: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The inverse of a matrix with rows and columns added at its end.

    Args:
        inverse: of the matrix, shape (m, m).
        across: the part of the new columns beside it, shape (m, q).
        own: their part among themselves, shape (q, q).
    """
    shared = inverse @ across
    corner = _even(np.asarray(np.linalg.inv(_even(own - across.T @ shared)), dtype=np.float64))
    beside = -shared @ corner
    return np.block([[inverse - beside @ shared.T, beside], [beside.T, corner]])


def without(inverse: NDArray[np.float64], gone: NDArray[np.intp]) -> NDArray[np.float64]:
    """The inverse of a matrix with some rows and columns taken out of it."""
    kept = np.setdiff1d(np.arange(len(inverse)), gone)
    beside = (inverse[np.ix_(kept, gone)] + inverse[np.ix_(gone, kept)].T) / 2
    corner = _even(inverse[np.ix_(gone, gone)])
    return np.asarray(inverse[np.ix_(kept, kept)] - beside @ np.linalg.solve(corner, beside.T))


def _even(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """A matrix that is symmetric but for rounding, without that; carried on, the difference would grow and grow."""
    return np.asarray((matrix + matrix.T) / 2)


def solve(
    inverse: NDArray[np.float64], targets: NDArray[np.float64], groups: Sequence[NDArray[np.intp]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Dual weights, and predictions for each group by the others.

    Args:
        inverse: of the kernel with its penalty, shape (m, m).
        targets: shape (m, k).
        groups: places of each group's examples; together all, each once.

    Returns:
        Both of shape (m, k).
    """
    dual = inverse @ targets
    held_out = targets.copy()
    by_size = defaultdict(list)
    for places in groups:
        by_size[len(places)].append(places)
    for same in by_size.values():  # groups of one size are solved together
        at = np.stack(same)
        held_out[at] -= np.linalg.solve(inverse[at[:, :, None], at[:, None, :]], dual[at])
    return dual, held_out
