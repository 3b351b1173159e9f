"""What was decided how often, in all and by everybody but an example's own participant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.space import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF = 8.0
"""Confirmed segments of a code at which its definition counts half."""
PRIOR_RATE, PRIOR_SEGMENTS = 0.05, 30.0
"""A code's share before any review, and how many reviewed segments that belief is worth."""
LEAST_RATE, MOST_RATE = 0.001, 0.9
MOST_EXAMPLES = 1500
"""Decided segments the channels learn from at most; more add little and cost their cube."""
GOLDEN = 0.6180339887498949
KEPT_POSITIVES = 30
"""Confirmed segments of each code that are among those for certain; fewer where codes are too many for it."""


@dataclass(frozen=True, slots=True)
class Examples:
    """What people decided: m rows of the space, each with what was said about each code.

    Attributes:
        rows: shape (m,), each once.
        labels: 1 confirmed, -1 rejected or left uncoded, 0 nothing said, shape (m, k).
        whole: True where the whole segment was reviewed, so that it tells shares, shape (m,).
    """

    rows: NDArray[np.intp]
    labels: NDArray[np.int8]
    whole: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self) -> NDArray[np.intp]:
        """Those the channels learn from: all, or KEPT_POSITIVES of each code and others evenly, shape (u,).

        Never more than MOST_EXAMPLES.
        """
        if len(self) <= MOST_EXAMPLES:
            return np.arange(len(self))
        spread = _evenly(self.rows)
        yes = self.labels[spread] > 0
        # The how-manieth confirmed one of some code each is, so that codes take turns where there are very many.
        turn = np.where(yes, np.cumsum(yes, axis=0, dtype=np.int32), KEPT_POSITIVES + 1)
        first = turn.min(axis=1, initial=KEPT_POSITIVES + 1)
        return np.sort(spread[np.argsort(first, kind="stable")[:MOST_EXAMPLES]])


@dataclass(frozen=True, slots=True)
class Counts:
    """Examples with their groups, counted. m examples, k codes.

    Attributes:
        examples: the ones counted.
        groups: places of each group's examples; a group is a participant. Where there is only one, each example
            stands for itself.
        confirmed: shape (k,).
        others_confirmed: without the example's own group, shape (m, k).
        segments: how many segments are data.
        whole: True for data reviewed in whole, shape (m,); they alone tell how common a code is.
        single: True for data of which single codes were accepted or rejected, shape (m,). The other examples are
            words somebody marked: they teach what is like them, but are no decision of their own, since what their
            segment tells is counted already.
    """

    examples: Examples
    groups: tuple[NDArray[np.intp], ...]
    confirmed: NDArray[np.float64]
    others_confirmed: NDArray[np.float64]
    segments: int
    whole: NDArray[np.bool_]
    single: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.float64]:
        """How far each code's definition has given way, shape (k,)."""
        return self.confirmed / (self.confirmed + HALF)

    @property
    def others_known(self) -> NDArray[np.float64]:
        """The same for each example by the others, shape (m, k)."""
        return self.others_confirmed / (self.others_confirmed + HALF)

    @property
    def spread(self) -> NDArray[np.float64]:
        """Standard deviation of each code's labels on segments reviewed in whole, shape (k,)."""
        labels = self.examples.labels[self.whole]
        share = self._shrunk((labels > 0).sum(axis=0), (labels != 0).sum(axis=0))
        return np.asarray(np.sqrt(share * (1 - share)))

    def rates(self, importance: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Each code's share of segments, shape (k,), and without each example's own group, shape (m, k).

        Only wholly reviewed segments tell a share: of suggestions that were accepted or rejected one by one, far
        more carry the code than of all segments. What is confirmed is a floor for it.

        Args:
            importance: how much each example counts, shape (m,).
        """
        weight = (importance * self.whole)[:, None]
        yes, said = weight * (self.examples.labels > 0), weight * (self.examples.labels != 0)
        total_yes, total_said = yes.sum(axis=0), said.sum(axis=0)
        others_yes = total_yes - of_groups(yes, self.groups)
        others_said = total_said - of_groups(said, self.groups)
        floor = self.confirmed / max(1, self.segments)
        share = np.maximum(self._shrunk(total_yes, total_said), floor)
        return np.clip(share, LEAST_RATE, MOST_RATE), self._shrunk(others_yes, others_said)

    @staticmethod
    def _shrunk(yes: NDArray[np.floating], said: NDArray[np.floating]) -> NDArray[np.float64]:
        share = (yes + PRIOR_RATE * PRIOR_SEGMENTS) / (said + PRIOR_SEGMENTS)
        return np.clip(share, LEAST_RATE, MOST_RATE)


def count(space: Space, examples: Examples) -> Counts:
    """Examples with their groups, counted."""
    groups = _groups(space.layout.group[examples.rows])
    data = space.layout.data[examples.rows]
    yes = (examples.labels > 0) & data[:, None]
    confirmed = yes.sum(axis=0).astype(np.float64)
    others = confirmed - of_groups(yes.astype(np.float64), groups)
    whole, single = data & examples.whole, data & ~examples.whole
    return Counts(examples, groups, confirmed, others, int(space.layout.data.sum()), whole, single)


def of_groups(values: NDArray[np.float64], groups: Sequence[NDArray[np.intp]]) -> NDArray[np.float64]:
    """For each example the sum of values over its group, shape (m, k)."""
    if not len(values):
        return values.copy()
    order = np.concatenate(groups)
    size = np.array([len(places) for places in groups])
    sums = np.add.reduceat(values[order], np.cumsum(size) - size, axis=0)
    out = np.empty_like(values)
    out[order] = np.repeat(sums, size, axis=0)
    return out


def _groups(group: NDArray[np.intp]) -> tuple[NDArray[np.intp], ...]:
    different = np.unique(group)
    if len(different) == 1:
        return tuple(np.array([place]) for place in range(len(group)))
    order = np.argsort(group, kind="stable")
    return tuple(np.split(order, np.searchsorted(group[order], different[1:])))


def _evenly(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Places of rows in an order of which every beginning is spread over all of them (golden section).

    It depends on each row alone: one more row moves none of the others.
    """
    return np.argsort((rows * GOLDEN) % 1, kind="stable")
