"""Do two roles differ? Differences of mean shares, with intervals and, on request, tests.

The unit is the participant. Pooled segments are never tested: they depend on each other, and a chi-square on
them rejects some 40 % of true null hypotheses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.adjust import benjamini_hochberg, holm
from qual.analysis.frame import DIFFERENCES, tidy
from qual.analysis.incidence import incidence, people, shares
from qual.analysis.permutation import DRAWS, permutation_p, permutation_test
from qual.analysis.proportions import newcombe, wilson
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

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

_FEWEST = 2


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
    if min(len(first), len(second)) < _FEWEST or not varies:
        return Welch(difference, nan, nan, nan)
    v1, v2 = float(first.var(ddof=1)) / len(first), float(second.var(ddof=1)) / len(second)
    df = (v1 + v2) ** 2 / (v1**2 / (len(first) - 1) + v2**2 / (len(second) - 1))
    half = float(stats.t.ppf((1 + level) / 2, df)) * (v1 + v2) ** 0.5
    return Welch(difference, df, difference - half, difference + half)


def differences(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    groups: tuple[str, str],
    test: bool = False,
    predeclared: bool = False,
    seed: int = 0,
    by: str = "role",
) -> Differences:
    """Mean share of the first role minus that of the second, for every code.

    A participant's share is own segments with the code / own segments, as in `frequencies`. The interval is
    Welch's t over participants. With `test`, p is from permuting the role over participants with
    |difference of mean shares|, the same permutations for all codes, and `p_adjusted` is Holm's for codes
    declared beforehand, else Benjamini and Hochberg's, over the codes that were tested.

    Refused, with the reason in `note` and missing numbers: a role with fewer than two participants (no
    interval, no test), a code that neither role uses (no interval, no test, not in the family), no
    variation within either role (no interval).

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings.
        codebook: gives codes and their order.
        groups: the two roles to compare.
        test: whether to compute p.
        predeclared: whether the codes to test were fixed before looking.
        seed: for the draws, where there are too many permutations to try all.
        by: the column of `segments` that holds the roles.

    Raises:
        NotFound: if `segments` has no column `by`.
    """
    who = people(segments, by=by, order=groups)
    counted = incidence(segments, codings, codebook, who)
    first, second = (_members(who.groups, who.group, group) for group in groups)
    own = shares(counted, who)
    columns = [column for column, label in enumerate(counted.labels) if label.code is not None]
    rows = []
    for column in columns:
        label = counted.labels[column]
        a, b = own[first, column], own[second, column]
        found, note = _interval(a, b, groups)
        rows.append({"theme": label.theme, "code": label.code, "note": note, **found})
    frame = tidy(rows, DIFFERENCES)
    tested = np.flatnonzero(own[np.concatenate([first, second])][:, columns].any(axis=0))
    runnable = test and min(len(first), len(second)) >= _FEWEST and len(tested) > 0
    if runnable:
        used = np.array(columns)[tested]
        p = permutation_p(own[np.ix_(first, used)], own[np.ix_(second, used)], seed=seed)
        adjusted = holm(p) if predeclared else benjamini_hochberg(p)
        frame.loc[frame.index[tested], "p"] = p
        frame.loc[frame.index[tested], "p_adjusted"] = adjusted
    both = sorted({who.names[place] for place in first} & {who.names[place] for place in second} - {""})
    family = len(tested) if runnable else 0
    notes = _notes(groups, (len(first), len(second)), both=both, family=family, predeclared=predeclared)
    return Differences(frame, notes)


def _members(names: tuple[str, ...], group: NDArray[np.int64], name: str) -> NDArray[np.int64]:
    return np.flatnonzero(group == names.index(name)) if name in names else np.array([], np.int64)


def _interval(
    a: NDArray[np.float64], b: NDArray[np.float64], groups: tuple[str, str]
) -> tuple[dict[str, float], str]:
    """Difference and interval of one code, and why something is missing."""
    result = welch(a.tolist(), b.tolist())
    few = [f"{group} ({len(x)})" for group, x in zip(groups, (a, b), strict=True) if len(x) < _FEWEST]
    if few:
        note = f"fewer than two participants: {', '.join(few)}; no interval, no test"
    elif not (a.any() or b.any()):
        note = f"used by neither {groups[0]} nor {groups[1]}; no interval, no test"
    elif np.isnan(result.ci_low):
        note = "no variation within either role; no interval"
    else:
        note = ""
    return {"difference": result.difference, "ci_low": result.ci_low, "ci_high": result.ci_high}, note


def _notes(
    groups: tuple[str, str], sizes: tuple[int, int], *, both: list[str], family: int, predeclared: bool
) -> tuple[str, ...]:
    notes = [
        f"Difference: mean share of {groups[0]} ({sizes[0]} participants) minus {groups[1]} ({sizes[1]}).",
        "Intervals: 95 %, Welch t over participants. Descriptive; low power.",
    ]
    if both:
        notes.append(f"In both groups, and treated as different people: {', '.join(both)}.")
    if family:
        method = "Holm (declared beforehand)" if predeclared else "Benjamini-Hochberg (exploratory)"
        notes.append(
            "p: permutation of the role over participants, exact where all permutations can be tried, else "
            f"{DRAWS:,} draws. Adjusted for {family} codes: {method}."
        )
    return tuple(notes)
