"""In which order to review: what carries most codes, mixed with what teaches most and what chance draws.

    L  likely     the segment with the most codes to be expected on it (the sum of its chances)
    B  balanced   the same within the role that was reviewed least for its share
    U  uncertain  the segment whose answers are least certain: the largest sum of p(1 - p)
    D  different  of the quarter with the most codes to be expected, the segment least like all that were reviewed
    R  random     a role drawn by its share, then a segment of it, each as likely as the others

Three in ten are drawn at random: they tell how common codes are, which the others cannot. The shares were chosen by
simulation over corpora (docs/engine.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.space import Floats, Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

PATTERN = "LRLBLRLRULLRLRLDLRLB"
"""Repeated to the length asked for, beginning where the reviews so far have come to."""
TOP = 0.75
"""Above which share of the open segments, by expected codes, one that is different is looked for."""
MOST_COMPARED = 2000
"""Reviewed and open segments that are compared at most in looking for one that is different."""


def review_order(
    space: Space,
    chance: Floats,
    is_open: NDArray[np.bool_],
    reviewed: NDArray[np.bool_],
    drawn: NDArray[np.intp],
    *,
    n: int,
) -> list[int]:
    """Rows of the segments to review next, at most n of them, each once.

    Args:
        space: of the segments.
        chance: of every code, shape (segments, codes).
        is_open: True for segments that can be reviewed, shape (segments,).
        reviewed: True for those that were, shape (segments,).
        drawn: place of each segment in the order that chance drew (`drawn_order`), shape (segments,).
        n: how many at most.
    """
    return _Order(space, chance, is_open, reviewed, drawn).take(n)


def drawn_order(ids: Sequence[str], seed: int) -> NDArray[np.intp]:
    """Each segment's place in an order that depends on nothing but the ids and the seed, shape (segments,)."""
    draws = [hashlib.sha256(f"{seed}\0{name}".encode()).digest() for name in ids]
    place = np.empty(len(draws), dtype=np.intp)
    place[sorted(range(len(draws)), key=draws.__getitem__)] = np.arange(len(draws))
    return place


class _Order:
    def __init__(
        self,
        space: Space,
        chance: Floats,
        is_open: NDArray[np.bool_],
        reviewed: NDArray[np.bool_],
        drawn: NDArray[np.intp],
    ) -> None:
        self._space, self._drawn = space, drawn
        self._open = is_open.copy()
        self._done = list(map(int, np.flatnonzero(reviewed)))
        self._expected = chance.sum(axis=1, dtype=np.float32)
        self._doubt = (chance * (1 - chance)).sum(axis=1, dtype=np.float32)
        role = space.layout.role
        data = np.flatnonzero(space.layout.data)
        self._role = role
        self._share = np.bincount(role[data], minlength=len(space.layout.roles)) / max(1, len(data))
        self._had = np.bincount(role[self._done], minlength=len(self._share)).astype(float)
        self._begun = len(self._done)

    def take(self, n: int) -> list[int]:
        picked: list[int] = []
        by = {"L": self._likely, "B": self._balanced, "U": self._uncertain, "D": self._different, "R": self._random}
        for _ in range(min(n, int(self._open.sum()))):
            what = PATTERN[(self._begun + len(picked)) % len(PATTERN)]
            row = by[what](np.flatnonzero(self._open))
            picked.append(row)
            self._open[row] = False
            self._had[self._role[row]] += 1
            self._done.append(row)
        return picked

    def _likely(self, rows: NDArray[np.intp]) -> int:
        return int(rows[self._expected[rows].argmax()])

    def _uncertain(self, rows: NDArray[np.intp]) -> int:
        return int(rows[self._doubt[rows].argmax()])

    def _balanced(self, rows: NDArray[np.intp]) -> int:
        behind = self._share * (self._had.sum() + 1) - self._had
        there = np.unique(self._role[rows])
        return self._likely(rows[self._role[rows] == there[behind[there].argmax()]])

    def _different(self, rows: NDArray[np.intp]) -> int:
        if not self._done:
            return self._likely(rows)
        expected = self._expected[rows]
        top = rows[expected >= np.quantile(expected, TOP)]
        top = top[:: max(1, len(top) // MOST_COMPARED)]
        done = np.array(self._done[-MOST_COMPARED:])
        alike = self._space.vectors[top] @ self._space.vectors[done].T
        return int(top[alike.max(axis=1).argmin()])

    def _random(self, rows: NDArray[np.intp]) -> int:
        """The first open segment in the drawn order: every one was as likely, so roles come by their shares."""
        return int(rows[self._drawn[rows].argmin()])
