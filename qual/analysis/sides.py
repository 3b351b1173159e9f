"""The two sides of a comparison: whose shares stand against whose, from the same counts as the frequencies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.incidence import Label, incidence, people
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FEWEST = 2
"""Participants of a group, below which nothing can be said of how they vary."""


@dataclass(frozen=True, slots=True)
class Side:
    """One group: participants in rows, codes and themes in columns.

    Attributes:
        name: the group.
        people: ids of its participants, "" for a speaker without one.
        counts: own segments that carry the code.
        totals: own segments.
        words: own words, by white space.
    """

    name: str
    people: tuple[str, ...]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]
    words: NDArray[np.int64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Own segments with the code / own segments."""
        return self.counts / np.maximum(self.totals, 1)[:, None]

    @property
    def rates(self) -> NDArray[np.float64]:
        """Own segments with the code per 1,000 own words."""
        return 1000 * self.counts / np.maximum(self.words, 1)[:, None]

    def only(self, keep: list[int]) -> Side:
        """The same of some participants, in this order."""
        names = tuple(self.people[place] for place in keep)
        return Side(self.name, names, self.counts[keep], self.totals[keep], self.words[keep])


@dataclass(frozen=True, slots=True)
class Sides:
    """Both groups, with the same columns.

    Attributes:
        labels: all codes, then all themes, each in the order of the codebook.
        both: participants who speak in both groups.
    """

    labels: tuple[Label, ...]
    first: Side
    second: Side
    both: tuple[str, ...]

    @property
    def names(self) -> tuple[str, str]:
        """The two groups."""
        return self.first.name, self.second.name

    @property
    def used(self) -> NDArray[np.bool_]:
        """For each label, whether anybody of either group said it."""
        return np.asarray(self.first.counts.any(axis=0) | self.second.counts.any(axis=0), np.bool_)

    def refusal(self) -> str:
        """Why the groups cannot be told apart by chance at all, "" where they can."""
        few = [
            f"{side.name} ({len(side.people)})" for side in (self.first, self.second) if len(side.people) < FEWEST
        ]
        if few:
            return f"fewer than two participants: {', '.join(few)}; no interval, no test"
        if self.both:
            return f"in both groups: {', '.join(self.both)}; no interval, no test"
        return ""


def within_shares(low: float, high: float) -> tuple[float, float]:
    """An interval of a difference of two shares, cut at -1 and 1: no two shares are further apart. nan stays."""
    return (low if low != low else max(low, -1.0)), (high if high != high else min(high, 1.0))  # noqa: PLR0124


def sides(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    groups: tuple[str, str],
    by: str = "role",
    themes: Collection[str] | None = None,
    only: Collection[str] | None = None,
) -> Sides:
    """Count both groups; a group nobody is in has no rows.

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings.
        codebook: gives codes and themes and their order.
        groups: the two groups, as the column `by` names them.
        by: the column of `segments` that holds them.
        themes: the themes to count whole; all of them unless given.
        only: ids of the codes and themes to look at; all of them unless given.

    Raises:
        NotFound: if `segments` has no column `by`.
    """
    who = people(segments, by=by, order=groups)
    counted = incidence(segments, codings, codebook, who)
    codes = [
        place
        for place, label in enumerate(counted.labels)
        if label.code is not None and (only is None or label.code in only)
    ]
    whole = [
        place
        for place, label in enumerate(counted.labels)
        if label.code is None
        and (themes is None or label.theme in themes)
        and (only is None or label.theme in only)
    ]
    columns = np.array([*codes, *whole], np.int64)
    spoken = np.bincount(
        who.person, weights=[len(text.split()) for text in segments["text"].tolist()], minlength=len(who.names)
    ).astype(np.int64)

    def side(name: str) -> Side:
        known = name in who.groups
        rows = np.flatnonzero(who.group == who.groups.index(name)) if known else np.array([], np.int64)
        return Side(
            name,
            tuple(who.names[row] for row in rows),
            counted.counts[np.ix_(rows, columns)],
            who.segments[rows],
            spoken[rows],
        )

    first, second = side(groups[0]), side(groups[1])
    both = tuple(sorted(set(first.people) & set(second.people) - {""}))
    return Sides(tuple(counted.labels[place] for place in columns), first, second, both)
