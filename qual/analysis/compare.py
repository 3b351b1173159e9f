"""Do two roles differ? Differences of mean shares, with intervals and, on request, tests.

The unit is the participant. Pooled segments are never tested: they depend on each other, and a chi-square on
them rejects some 40 % of true null hypotheses.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.adjust import benjamini_hochberg, holm
from qual.analysis.families import columns, families
from qual.analysis.frame import DIFFERENCES, tidy
from qual.analysis.permutation import permutation_test, permute
from qual.analysis.proportions import newcombe, wilson
from qual.analysis.sides import FEWEST, Side, Sides, sides, within_shares
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from qual.analysis.families import Family
    from qual.analysis.permutation import Permuted

__all__ = [
    "Differences",
    "Welch",
    "benjamini_hochberg",
    "differences",
    "holm",
    "newcombe",
    "permutation_test",
    "welch",
    "wilson",
]


@dataclass(frozen=True, slots=True)
class Welch:
    """A difference of two means with its 95 % interval; nan where it is not defined."""

    difference: float
    df: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class Differences:
    """The table, and what a reader must know.

    Attributes:
        rows: columns of `frame.DIFFERENCES`; a refusal stands in `note`, its numbers are missing.
        notes: sentences to print beside the table.
    """

    rows: pd.DataFrame
    notes: tuple[str, ...]


def welch(a: Sequence[float], b: Sequence[float], *, level: float = 0.95) -> Welch:
    """Mean of a minus mean of b, with Welch's t interval for unequal variances.

    With v = s²/n of each group: se = √(v1 + v2), df = (v1+v2)² / (v1²/(n1-1) + v2²/(n2-1)).
    Fewer than two values in a group, or no variation in either: difference alone. An empty group: all nan.

    References:
        Welch (1947), Biometrika 34:28-35.
    """
    from scipy import stats

    first, second = np.asarray(a, float), np.asarray(b, float)
    if not (len(first) and len(second)):
        return Welch(nan, nan, nan, nan)
    difference = float(first.mean() - second.mean())
    # Equal values can have a variance of 1e-34 by rounding; that is no variation.
    varies = bool(np.ptp(first) > 0 or np.ptp(second) > 0)
    if min(len(first), len(second)) < FEWEST or not varies:
        return Welch(difference, nan, nan, nan)
    v1, v2 = float(first.var(ddof=1)) / len(first), float(second.var(ddof=1)) / len(second)
    df = (v1 + v2) ** 2 / (v1**2 / (len(first) - 1) + v2**2 / (len(second) - 1))
    half = float(stats.t.ppf((1 + level) / 2, df)) * (v1 + v2) ** 0.5
    return Welch(difference, df, difference - half, difference + half)


@cache
def fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided p of Fisher's exact test on k1 of n1 against k2 of n2 participants; nan without participants.

    References:
        Fisher (1935), J R Stat Soc 98:39-82.
    """
    from scipy import stats

    return float(stats.fisher_exact(np.array([[k1, n1 - k1], [k2, n2 - k2]])).pvalue) if n1 and n2 else nan


@cache
def boschloo(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided p of Boschloo's exact test, more powerful than Fisher's; nan without participants.

    1 where everybody or nobody said it: no table of two equal shares speaks against it.

    References:
        Boschloo (1970), Stat Neerl 24:1-35.
    """
    from scipy import stats

    if not (n1 and n2):
        return nan
    if k1 + k2 in (0, n1 + n2):
        return 1.0
    # Rows are "said it" and "did not", columns the groups, whose sizes are fixed.
    return min(1.0, float(stats.boschloo_exact([[k1, k2], [n1 - k1, n2 - k2]]).pvalue))


def differences(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    groups: tuple[str, str],
    test: bool = False,
    declared: Collection[str] = (),
    secondary: bool = False,
    themes: Collection[str] | None = None,
    only: Collection[str] | None = None,
    seed: int = 0,
    by: str = "role",
) -> Differences:
    """Mean share of the first group minus that of the second, for every code and then every theme.

    A participant's share is own segments with the code / own segments, as in `frequencies`. `ci_low, ci_high` are
    Welch's t over participants, cut at -1 and 1, since no two shares are further apart. Beside it stand, for each
    group, n and N participants, mean, median and quartiles of the share, and the mean rate (own segments with the
    code per 1,000 own words); and `n_difference`, n/N minus n/N, with Newcombe's interval, which grows with how
    much people say.

    With `test`, p is from permuting the group over participants with |difference of mean shares|, the same
    permutations for all; `p_adjusted` is Holm's for what was declared beforehand, else Benjamini and Hochberg's,
    `p_max` the step-down max-T, each within the row's family (`families`). With `secondary`, Fisher's and
    Boschloo's tests of n/N, not adjusted.

    Refused, with the reason in `note` and missing numbers: a group with fewer than two participants and a
    participant in both groups (no interval, no test), a code that neither group uses (no interval, no test, not in
    the family), no variation within either group (no interval).

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings.
        codebook: gives codes and themes and their order.
        groups: the two groups to compare.
        test: whether to compute p.
        declared: ids of codes and themes whose test was fixed before anybody could look.
        secondary: whether to add tests of n/N.
        themes: the themes to compare whole; all of them unless given.
        only: ids of the codes and themes to look at; all of them unless given.
        seed: for the draws, where there are too many permutations to try all.
        by: the column of `segments` that holds the groups.

    Raises:
        NotFound: if `segments` has no column `by`.
    """
    found = sides(segments, codings, codebook, groups=groups, by=by, themes=themes, only=only)
    refusal = found.refusal()
    tested = found.used if test and not refusal else np.zeros(len(found.labels), np.bool_)
    those = families(found.labels, tested, declared)
    first, second = found.first.shares, found.second.shares

    def run(places: NDArray[np.int64]) -> Permuted:
        return permute(first[:, places], second[:, places], seed=seed)

    tests = columns(those, len(found.labels), run)
    rows: list[dict[str, object]] = []
    for place, label in enumerate(found.labels):
        row = {"theme": label.theme, "code": label.code, **_row(found, place, refusal)}
        if secondary and not refusal and found.used[place]:
            table = _table(found, place)
            row |= {"fisher": fisher(*table), "boschloo": boschloo(*table)}
        rows.append(row | {name: values[place] for name, values in tests.items()})
    tried = run(np.array(those[0].columns[:1])) if those else None
    return Differences(tidy(rows, DIFFERENCES), _notes(found, those, tried, secondary=secondary))


def _table(found: Sides, place: int) -> tuple[int, int, int, int]:
    """How many said it of how many, of both groups."""
    n1, n2 = (int((side.counts[:, place] > 0).sum()) for side in (found.first, found.second))
    return n1, len(found.first.people), n2, len(found.second.people)


def _row(found: Sides, place: int, refusal: str) -> dict[str, object]:
    """What stands in a row without any test, and why something is missing."""
    first, second = found.names
    result = welch(found.first.shares[:, place].tolist(), found.second.shares[:, place].tolist())
    low, high = within_shares(result.ci_low, result.ci_high)
    apart = newcombe(*_table(found, place))
    note = refusal
    if not note and not found.used[place]:
        note = f"used by neither {first} nor {second}; no interval, no test"
    elif not note and np.isnan(low):
        note = "no variation within either group; no interval"
    if refusal or not found.used[place]:
        low = high = nan
        apart = (apart[0], nan, nan)
    return {
        "difference": result.difference, "ci_low": low, "ci_high": high, "note": note,
        "n_difference": apart[0], "n_low": apart[1], "n_high": apart[2],
        **_side(found.first, place, "first"), **_side(found.second, place, "second"),
    }  # fmt: skip


def _side(side: Side, place: int, name: str) -> dict[str, object]:
    """What one group says of one code; the share's and the rate's numbers are missing where nobody is in it."""
    said = {
        f"{name}_participants": int((side.counts[:, place] > 0).sum()),
        f"{name}_total": len(side.people),
    }
    if not side.people:
        return {**said, **dict.fromkeys((f"{name}_{one}" for one in ("mean", "median", "q1", "q3", "rate")), nan)}
    share = side.shares[:, place]
    q1, median, q3 = np.quantile(share, (0.25, 0.5, 0.75)).tolist()
    return {
        **said, f"{name}_mean": float(share.mean()), f"{name}_median": median, f"{name}_q1": q1, f"{name}_q3": q3,
        f"{name}_rate": float(side.rates[:, place].mean()),
    }  # fmt: skip


def _notes(found: Sides, those: Sequence[Family], tried: Permuted | None, *, secondary: bool) -> tuple[str, ...]:
    first, second = found.first, found.second
    many = len(second.people)
    notes = [
        f"Difference: mean share of {first.name} ({len(first.people)} participants) minus {second.name} ({many}).",
        "Intervals: 95 %, Welch t over participants. Descriptive; low power.",
    ]
    if found.both:
        notes.append(
            f"In both groups: {', '.join(found.both)}. Groups that share people are no two samples: "
            "no interval, no test."
        )
    if tried:
        how = (
            f"all {tried.tried:,} permutations" if tried.exact else f"{tried.tried:,} permutations drawn at random"
        )
        notes.append(f"p: the role permuted over participants, {how}. {' '.join(one.words for one in those)}")
        notes.append("p (max-T): adjusted within the same family by step-down max-T (Westfall and Young).")
    if secondary:
        notes.append(
            "Fisher and Boschloo test n/N, not adjusted: secondary, since n/N grows with how much people say."
        )
    return tuple(notes)
