"""Ridge regression on a kernel, and what it would say of each example had its group not been among them.

For targets y of m examples, their kernel K and a penalty p > 0, the dual weights are a = (K + pI)^-1 y and the
prediction at x is sum_r k(x, r) a_r. With A = (K + pI)^-1, the prediction for a group g of examples by the model
fitted on all the others is, exactly,

    y_g - (A_gg)^-1 a_g

so cross-fitting costs no second fit.

References:
    Saunders, Gammerman & Vovk 1998, Ridge regression learning algorithm in dual variables, ICML.
    Cawley & Talbot 2003, Efficient leave-one-out cross-validation of kernel Fisher discriminant classifiers,
    Pattern Recognition 36:2585-2592 (the same identity, for groups of one).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def solve(
    kernel: NDArray[np.floating], targets: NDArray[np.float64], penalty: float, groups: Sequence[NDArray[np.intp]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Dual weights, and predictions for each group by the others.

    Args:
        kernel: of the examples among themselves, symmetric and positive semi-definite, shape (m, m).
        targets: shape (m, k).
        penalty: larger than 0.
        groups: rows of each group; together all rows, each once.

    Returns:
        Both of shape (m, k).
    """
    m = len(targets)
    if not m:
        return targets.copy(), targets.copy()
    inverse = np.linalg.inv(np.asarray(kernel, dtype=np.float64) + penalty * np.eye(m))
    dual = inverse @ targets
    held_out = targets.copy()
    by_size = defaultdict(list)
    for rows in groups:
        by_size[len(rows)].append(rows)
    for same in by_size.values():  # groups of one size are solved together
        rows = np.stack(same)
        held_out[rows] -= np.linalg.solve(inverse[rows[:, :, None], rows[:, None, :]], dual[rows])
    return dual, held_out
