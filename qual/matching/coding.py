"""Is there anything to code on this segment at all? A question of its own.

A high best score answers it badly. It is asked of a channel of its own (`channels.coding`): length, meaning
and manner within a role, learned from segments reviewed in whole. As far as its answers are better than guessing
on participants it has not seen, they scale all chances of a segment:

    factor = coded^(1.2 g) * best^(-0.8 g) * sum^(-0.3 (1 - g)),   divided so that the sum over all segments stays

where best and sum are the segment's largest chance and the sum of its chances, and g in [0, 1] is
(AUC - 1/2) / (1/4), shrunk by e / (e + 5) where e of the rarer kind (coded, uncoded) were seen. The exponents were
chosen by cross-validation over corpora (docs/engine.md). With g = 0 only the rivalry of a segment's codes is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from qual.matching import channels
from qual.matching.counts import Counts
from qual.matching.evaluation import area
from qual.matching.ridge import Inverses, solve
from qual.matching.space import Floats, Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

PENALTY = 1.0
FEWEST = 5
"""Segments reviewed in whole that are needed of each kind, coded and uncoded."""
SHARE, BEST, SUM = 1.2, 0.8, 0.3
_LEAST, _MOST, _SPAN = 0.05, 0.98, 0.25


@dataclass(frozen=True, slots=True)
class Coding:
    """The answer.

    Attributes:
        chance: that a row is coded at all, shape (n,); None where it cannot be told.
        held_out: the same for the examples by others, shape (m,); None likewise.
        strength: g above.
    """

    chance: Floats | None
    held_out: Floats | None
    strength: float


def learn_coding(space: Space, counts: Counts, inverses: Inverses) -> Coding:
    """Learns from the examples that were reviewed in whole; the others count as the average."""
    examples = counts.examples
    coded, whole = np.asarray((examples.labels > 0).any(axis=1)), examples.whole
    rarer = int(min((coded & whole).sum(), (~coded & whole).sum()))
    if rarer < FEWEST:
        return Coding(None, None, 0.0)
    usual = (coded[whole].sum() + 2.0) / (whole.sum() + 4.0)
    targets = np.where(whole, coded - usual, 0.0)[:, None]
    inverse = inverses.of("coding", examples.rows, partial(channels.coding, space), PENALTY)
    dual, held_out = solve(inverse, targets, counts.groups)
    chance = channels.project_coding(space, examples.rows, dual[:, 0].astype(np.float32)) + usual
    own = held_out[:, 0] + usual
    better = (area(own[whole], coded[whole]) - 0.5) / _SPAN
    strength = float(np.clip(better, 0, 1)) * rarer / (rarer + FEWEST)
    return Coding(
        np.asarray(np.clip(chance, _LEAST, _MOST), dtype=np.float32),
        np.asarray(np.clip(own, _LEAST, _MOST), dtype=np.float32),
        strength,
    )


def scale(
    chance: NDArray[np.floating], coded: Floats | None, strength: float, over: float = 1.0
) -> NDArray[np.float64]:
    """The factor of each segment before it is divided, shape (n,); see the module.

    Args:
        chance: of every code, shape (n, k).
        coded: that the segment is coded at all, shape (n,), or None.
        strength: g.
        over: what to divide by.
    """
    if not chance.shape[1]:
        return np.ones(len(chance))
    factor = np.maximum(chance.sum(axis=1, dtype=np.float64), 1e-9) ** (-SUM * (1 - strength))
    if coded is not None and strength:
        factor *= coded ** (SHARE * strength) * np.maximum(chance.max(axis=1), 1e-9) ** (-BEST * strength)
    return np.asarray(factor / over)


def mean_factor(chance: NDArray[np.floating], factor: NDArray[np.float64]) -> float:
    """By how much factors would change the sum of all chances."""
    total = chance.sum(axis=1, dtype=np.float64)
    return float((factor * total).sum() / total.sum()) if total.sum() else 1.0
