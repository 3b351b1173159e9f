"""How far two coders agree on one code, over the units that both have judged.

With a units given the code by both, b by the first only, c by the second only and d by neither, n = a + b + c + d.
No single number tells it (Feinstein & Cicchetti 1990): where a code is rare, agreeing that it is not there is easy
and makes the share of agreement high; where agreement by chance is high, kappa is low although few units differ.
So positive and negative agreement stand beside them, with the four counts.

References:
    Cicchetti & Feinstein (1990), J Clin Epidemiol 43:551-558 (positive and negative agreement). Cohen (1960), Educ
    Psychol Meas 20:37-46. Feinstein & Cicchetti (1990), J Clin Epidemiol 43:543-549. Gwet (2008), Br J Math Stat
    Psychol 61:29-48 (AC1). Wilson (1927), J Am Stat Assoc 22:209-212.
"""

from __future__ import annotations

from dataclasses import dataclass

from qual.analysis.proportions import wilson

FEWEST = 10
"""Units judged by both, below which no coefficient is given."""
FEWEST_GIVEN = 10
"""Units given the code by a coder, below which coefficients of the code being there are said to be unsure."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1 with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders, one code.

    Attributes:
        both, first, second, neither: units given the code by both, by the first only, by the second only, by none.
        observed: (a + d) / n, Wilson interval.
        positive: 2a / (2a + b + c): of what either gave, how much the other gave too.
        negative: 2d / (2d + b + c), the same of what either left.
        kappa: (po - pe) / (1 - pe) with pe = p1 p2 + (1 - p1)(1 - p2), None where nothing varies.
        ac1: (po - pe) / (1 - pe) with pe = 2q(1 - q), q = (p1 + p2) / 2.
        why: why a number is not given or is unsure, "" where nothing is to be said.

    The numbers are None where fewer than `FEWEST` units were judged by both, positive where neither gave the code,
    negative where neither left a unit.
    """

    both: int
    first: int
    second: int
    neither: int
    observed: Share | None = None
    positive: Share | None = None
    negative: Share | None = None
    kappa: float | None = None
    ac1: float | None = None
    why: str = ""

    @property
    def n(self) -> int:
        """Units judged by both."""
        return self.both + self.first + self.second + self.neither


def agreement(both: int, first: int, second: int, neither: int) -> Agreement:
    """The coefficients of a 2x2 table of counts.

    Positive agreement is 2j / (1 + j) of the share j = a / (a + b + c) of units that both gave among those that
    either gave; it rises with j, so its interval is that of j (Wilson) taken the same way; negative agreement
    likewise. Units of one participant are alike: all intervals are then too short.

    Raises:
        ValueError: if a count is negative.
    """
    if min(both, first, second, neither) < 0:
        raise ValueError("a count is not negative")
    n = both + first + second + neither
    found = Agreement(both, first, second, neither)
    if n < FEWEST:
        return _but(found, why=f"Too few passages that both read or decided: {n} of at least {FEWEST}.")
    observed = (both + neither) / n
    p1, p2 = (both + first) / n, (both + second) / n
    expected = p1 * p2 + (1 - p1) * (1 - p2)
    q = (p1 + p2) / 2
    return Agreement(
        both, first, second, neither,
        observed=Share(observed, *wilson(both + neither, n)),
        positive=_dice(both, first + second),
        negative=_dice(neither, first + second),
        kappa=None if expected >= 1 else (observed - expected) / (1 - expected),
        ac1=(observed - 2 * q * (1 - q)) / (1 - 2 * q * (1 - q)),
        why=_unsure(both + first, both + second, n),
    )  # fmt: skip


def _but(found: Agreement, *, why: str) -> Agreement:
    return Agreement(found.both, found.first, found.second, found.neither, why=why)


def _dice(agreed: int, differed: int) -> Share | None:
    if not agreed + differed:
        return None
    low, high = wilson(agreed, agreed + differed)
    share = agreed / (agreed + differed)
    return Share(*(2 * one / (1 + one) for one in (share, low, high)))


def _unsure(first: int, second: int, n: int) -> str:
    """What to know of the numbers of a code that was given by so many of n times."""
    if not first and not second:
        return "Neither has used the code here: there is nothing to agree upon but leaving it."
    if first == second == n:
        return "Both have used the code everywhere: there is nothing to agree upon."
    if not (first and second):
        return "Only one of the two has used the code here."
    if min(first, second) < FEWEST_GIVEN:
        return (
            f"Unsure: {min(first, second)} passages with the code by one of them; {FEWEST_GIVEN} by each are the "
            "fewest from which kappa and positive agreement say much."
        )
    return ""
