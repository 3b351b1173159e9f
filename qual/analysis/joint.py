"""Joint displays: what is known of participants beside what they say, for mixed-methods papers.

A number known of each participant (treatments tried, years ill) is compared between those who raise a theme and
those who do not; a category is counted in each of its values. Descriptive: that two things are found in the same
people makes neither a cause of the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.compare import welch
from qual.analysis.permutation import DRAWS, permutation_test
from qual.analysis.proportions import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBER, CATEGORY = "number", "category"
FEWEST = 2
_NUMBER = re.compile(r"[+-]?(\d+([.]\d*)?|[.]\d+|\d+,\d{1,2})")
_MOSTLY = 2 / 3
"""From this share of numbers on, a column is one of numbers; what is none is named and left out."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of some numbers (linear interpolation, Hyndman & Fan's type 7); nan without any."""

    n: int
    median: float
    q1: float
    q3: float


@dataclass(frozen=True, slots=True)
class Beside:
    """A number among those who raise a theme and those who do not.

    Attributes:
        column: the theme or code.
        raised, silent: the numbers of those who raise it, and of those who were asked and do not.
        difference: mean of the first minus mean of the second; `low`, `high` its 95 % interval, Welch's t.
        p: permutation of who raises it over participants; nan unless asked for, and where refused.
        note: why something is missing, "" where nothing is.
    """

    column: str
    raised: Spread
    silent: Spread
    difference: float
    low: float
    high: float
    p: float
    note: str


@dataclass(frozen=True, slots=True)
class Among:
    """A theme among the people with one value of a category: n of N, with Wilson's 95 % interval.

    Attributes:
        column: the theme or code.
        value: of the category.
        raised, participants: n of N, whoever was asked.
        asked, raised_asked: of the N those who were asked, and of these who raised it.
        low, high: interval of n / N; nan without anybody.
    """

    column: str
    value: str
    raised: int
    participants: int
    asked: int
    raised_asked: int
    low: float
    high: float


def number(text: str) -> float | None:
    """A number as people write it ("5", "2.5", "2,5"); None for anything else ("1,200" may mean two numbers)."""
    clean = text.strip()
    return float(clean.replace(",", ".")) if _NUMBER.fullmatch(clean) else None


def kind_of(values: Sequence[str]) -> str:
    """NUMBER if two thirds or more of what is stated are numbers, and they are not all the same; else CATEGORY."""
    stated = [value for value in values if value.strip()]
    numbers = [found for found in map(number, stated) if found is not None]
    many = len(set(numbers)) >= FEWEST and len(numbers) >= _MOSTLY * len(stated)
    return NUMBER if many else CATEGORY


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles."""
    if not len(values):
        return Spread(0, nan, nan, nan)
    q1, median, q3 = (float(one) for one in np.quantile(np.asarray(values, float), [0.25, 0.5, 0.75]))
    return Spread(len(values), median, q1, q3)


def beside(
    columns: Sequence[str],
    values: Sequence[float],
    raised: NDArray[np.bool_],
    asked: NDArray[np.bool_],
    *,
    test: bool = False,
    seed: int = 0,
) -> tuple[Beside, ...]:
    """A number among those who raise each theme and those who were asked and do not.

    Refused, with the reason in `note`: fewer than two people on one side (no interval, no test), everybody with the
    same number (no interval, no test), no variation within either side (no interval; the test holds). p-values are
    not adjusted: this is a display, and how many there are is said beside it.

    Args:
        columns: names of the themes or codes.
        values: the number of each participant.
        raised: participants x columns, who raises what.
        asked: participants x columns, who was asked; who raised it counts as raising it whether asked or not.
        test: whether to permute.
        seed: for the draws, where there are too many permutations to try all.

    References:
        Welch (1947), Biometrika 34:28-35; Phipson & Smyth (2010), Stat Appl Genet Mol Biol 9:39; Guetterman,
        Fetters & Creswell (2015), Ann Fam Med 13:554-561, on joint displays.
    """
    own = np.asarray(values, float)
    found = []
    for place, column in enumerate(columns):
        yes = own[raised[:, place]]
        no = own[~raised[:, place] & asked[:, place]]
        note = _refusal(yes, no)
        result = welch(yes.tolist(), no.tolist())
        testable = test and (not note or note == _FLAT)
        p = permutation_test(yes.tolist(), no.tolist(), seed=seed) if testable else nan
        found.append(
            Beside(column, spread(yes.tolist()), spread(no.tolist()), result.difference, result.ci_low,
                   result.ci_high, p, note)
        )  # fmt: skip
    return tuple(found)


_FLAT = "no variation within either side; no interval"
METHOD = (
    "Difference: mean among those who raise it minus mean among those who were asked and do not, with Welch's 95 % "
    "interval over participants. Descriptive: it says nothing of causes."
)
TEST = (
    "p: who raises it permuted over participants, exact where all permutations can be tried, else "
    f"{DRAWS:,} draws. Not adjusted for the number of themes looked at."
)


def _refusal(yes: NDArray[np.float64], no: NDArray[np.float64]) -> str:
    few = [f"{len(x)} {who}" for x, who in ((yes, "who raise it"), (no, "who do not")) if len(x) < FEWEST]
    if few:
        return f"fewer than two people on one side ({', '.join(few)}); no interval, no test"
    if np.ptp(np.concatenate([yes, no])) == 0:
        return "everybody has the same number; no interval, no test"
    return _FLAT if np.ptp(yes) == 0 and np.ptp(no) == 0 else ""


def among(
    columns: Sequence[str],
    values: Sequence[str],
    raised: NDArray[np.bool_],
    asked: NDArray[np.bool_],
    *,
    order: Sequence[str] = (),
) -> tuple[Among, ...]:
    """How many of the people with each value raise each theme, by column, then value.

    Args:
        columns: names of the themes or codes.
        values: of each participant.
        raised: participants x columns.
        asked: participants x columns.
        order: of the values; others follow in order of appearance.
    """
    present = dict.fromkeys(values)
    shown = [*(value for value in order if value in present), *(value for value in present if value not in order)]
    members: Mapping[str, NDArray[np.int64]] = {
        value: np.flatnonzero([one == value for one in values]) for value in shown
    }
    found = []
    for place, column in enumerate(columns):
        for value, rows in members.items():
            own, were = raised[rows, place], asked[rows, place]
            n = int(own.sum())
            low, high = wilson(n, len(rows))
            found.append(Among(column, value, n, len(rows), int(were.sum()), int((own & were).sum()), low, high))
    return tuple(found)
