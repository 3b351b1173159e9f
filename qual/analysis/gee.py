"""Do two groups differ while something else about the participants is held?

A logistic regression of segments on group and covariates by generalised estimating equations (Liang & Zeger 1986),
participants as clusters, exchangeable working correlation. The usual sandwich errors are too small with few
participants (they call 9 to 12 in a hundred chance differences significant), so they are Mancl and DeRouen's
bias-reduced ones, with t on K - p degrees of freedom for K participants and p coefficients: K - 2 without
covariates.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from math import exp, isfinite, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.covariates import Design, design
from qual.analysis.families import adjusted, families
from qual.analysis.frame import ODDS, tidy
from qual.analysis.permutation import permute
from qual.analysis.sides import Sides, sides
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FEWEST = 10
"""Participants of a group, below which the errors are not to be trusted."""
FEWEST_LEFT = 10
"""Degrees of freedom, below which there are too many coefficients for so few participants."""
_SURE = 1e-6
"""A fitted probability this near to 0 or 1 tells that something separates the segments with the code."""


@dataclass(frozen=True, slots=True)
class Odds:
    """A marginal odds ratio, first group over second; nan with the reason in `note` where it cannot be had.

    Not to be set beside a mixed model's, which is conditional on the participant and further from 1.
    """

    odds_ratio: float
    ci_low: float
    ci_high: float
    df: float
    p: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The table, and what a reader must know.

    Attributes:
        rows: columns of `frame.ODDS`; `method` says where p comes from.
        notes: sentences to print beside the table.
    """

    rows: pd.DataFrame
    notes: tuple[str, ...]


def odds(
    counts: NDArray[np.int64],
    totals: NDArray[np.int64],
    first: NDArray[np.bool_],
    covariates: NDArray[np.float64] | None = None,
) -> Odds:
    """The odds ratio of one code, its 95 % interval and p.

    Refused: fewer than ten participants in a group; more coefficients than so many participants bear; a group,
    or a value of a covariate, none or all of whose segments have the code (separation); covariates that tell the
    group.

    Args:
        counts: own segments with the code, per participant.
        totals: own segments.
        first: who is in the first group.
        covariates: participants x columns; none unless given.

    References:
        Liang & Zeger (1986), Biometrika 73:13-22. Mancl & DeRouen (2001), Biometrics 57:126-134.
    """
    extra = np.zeros((len(counts), 0)) if covariates is None else covariates
    x = np.column_stack([np.ones(len(counts)), first.astype(float), extra])
    if note := _unfit(counts, totals, first, x):
        return Odds(nan, nan, nan, nan, nan, note)
    coefficient, error, sure = _fitted(counts, totals, x)
    if sure or not (isfinite(coefficient) and isfinite(error)):
        why = "the covariates tell where it is said (separation)" if sure else "the model cannot be fitted"
        return Odds(nan, nan, nan, nan, nan, f"{why}; no odds ratio")
    from scipy import stats

    df = len(counts) - x.shape[1]
    half = float(stats.t.ppf(0.975, df)) * error
    p = 2 * float(stats.t.sf(abs(coefficient) / error, df))
    return Odds(exp(coefficient), exp(coefficient - half), exp(coefficient + half), df, p)


def held(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    groups: tuple[str, str],
    covariates: Mapping[str, Mapping[str, str]],
    by: str = "role",
    test: bool = False,
    declared: Collection[str] = (),
    themes: Collection[str] | None = None,
    only: Collection[str] | None = None,
    seed: int = 0,
) -> Held:
    """Odds ratios with covariates held, for every code and then every theme.

    Where one cannot be had, the reason stands in `note`; with `test`, p is then that of permuting the group over
    the same participants, which holds no covariate, and `method` says so. Families as in `compare.differences`.

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings.
        codebook: gives codes and themes and their order.
        groups: the two groups.
        covariates: attribute -> participant -> value; who lacks one is left out and counted.
        by: the column of `segments` that holds the groups.
        test: whether to compute p.
        declared: ids of codes and themes whose test was fixed before anybody could look.
        themes: the themes to compare whole; all of them unless given.
        only: ids of the codes and themes to look at; all of them unless given.
        seed: for the draws of the permutation.
    """
    everybody = sides(segments, codings, codebook, groups=groups, by=by, themes=themes, only=only)
    made = design([*everybody.first.people, *everybody.second.people], covariates)
    many = len(everybody.first.people)
    found = replace(
        everybody,
        first=everybody.first.only([place for place in made.kept if place < many]),
        second=everybody.second.only([place - many for place in made.kept if place >= many]),
    )
    refusal = found.refusal()
    results = [_one(found, place, made, refusal) for place in range(len(found.labels))]
    p, method = _tested(found, results, refusal, test=test, seed=seed)
    those = families(found.labels, ~np.isnan(p), declared)
    p_adjusted = np.full(len(p), nan)
    for family in those:
        p_adjusted[list(family.columns)] = adjusted(family, p[list(family.columns)])
    rows = [
        {
            "theme": label.theme, "code": label.code, "odds_ratio": one.odds_ratio, "ci_low": one.ci_low,
            "ci_high": one.ci_high, "df": one.df, "p": p[place], "p_adjusted": p_adjusted[place],
            "method": method[place], "participants": len(made.kept), "note": one.note,
        }
        for place, (label, one) in enumerate(zip(found.labels, results, strict=True))
    ]  # fmt: skip
    return Held(tidy(rows, ODDS), _notes(found, made, " ".join(one.words for one in those)))


def _one(found: Sides, place: int, made: Design, refusal: str) -> Odds:
    first, second = found.first, found.second
    note = refusal or made.refusal
    if not note and not found.used[place]:
        note = f"used by neither {first.name} nor {second.name}; no odds ratio, no test"
    if note:
        return Odds(nan, nan, nan, nan, nan, note)
    return odds(
        np.concatenate([first.counts[:, place], second.counts[:, place]]),
        np.concatenate([first.totals, second.totals]),
        np.arange(len(made.kept)) < len(first.people),
        made.columns,
    )


def _tested(
    found: Sides, results: list[Odds], refusal: str, *, test: bool, seed: int
) -> tuple[NDArray[np.float64], list[str]]:
    """The p of each label, from the model or in its stead from permuting, and which of the two."""
    p = np.full(len(results), nan)
    method = [f"GEE, t({one.df:.0f})" if isfinite(one.odds_ratio) else "" for one in results]
    if not test or refusal:
        return p, method
    p[:] = [one.p for one in results]
    fall_back = np.flatnonzero(np.isnan(p) & found.used)
    if len(fall_back):
        p[fall_back] = permute(found.first.shares[:, fall_back], found.second.shares[:, fall_back], seed=seed).p
    for place in fall_back:
        method[place] = "permutation, covariates not held"
    return p, method


def _unfit(
    counts: NDArray[np.int64], totals: NDArray[np.int64], first: NDArray[np.bool_], x: NDArray[np.float64]
) -> str:
    """Why no model can be fitted, "" where one can."""
    sizes = (int(first.sum()), int((~first).sum()))
    if min(sizes) < FEWEST:
        return f"fewer than ten participants in a group ({sizes[0]} and {sizes[1]}); no odds ratio"
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return "the covariates tell the group; no odds ratio"
    if len(counts) - x.shape[1] < FEWEST_LEFT:
        return f"too few participants ({len(counts)}) for {x.shape[1]} coefficients; no odds ratio"
    whose = ("a group", *["people with one value of a covariate"] * (x.shape[1] - 2))
    for who, column in zip(whose, x[:, 1:].T, strict=True):
        levels = (column == 0.0, column == 1.0) if set(np.unique(column)) <= {0.0, 1.0} else ()
        if any(counts[there].sum() in (0, totals[there].sum()) for there in levels):
            return f"{who} said it nowhere or in every segment (separation); no odds ratio"
    return ""


def _fitted(
    counts: NDArray[np.int64], totals: NDArray[np.int64], x: NDArray[np.float64]
) -> tuple[float, float, bool]:
    """Coefficient of the group, its error, and whether a fitted probability is as good as 0 or 1."""
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    cluster = np.repeat(np.arange(len(counts)), totals)
    coded = np.concatenate([np.arange(total) < count for count, total in zip(counts, totals, strict=True)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it warns of is looked at below
        try:
            model = GEE(
                coded.astype(float), x[cluster], groups=cluster, family=Binomial(), cov_struct=Exchangeable()
            )
            fit = model.fit(cov_type="bias_reduced")
            variance = float(fit.cov_robust_bc[1, 1])
        except (np.linalg.LinAlgError, ValueError, FloatingPointError):
            return nan, nan, False
    if not fit.converged or not variance > 0:
        return nan, nan, False
    fitted = np.asarray(fit.fittedvalues)
    return float(fit.params[1]), sqrt(variance), bool(fitted.min() < _SURE or fitted.max() > 1 - _SURE)


def _notes(found: Sides, made: Design, adjusting: str) -> tuple[str, ...]:
    first, second = found.first, found.second
    sizes = f"{first.name} ({len(first.people)}) over {second.name} ({len(second.people)})"
    left = "; ".join(f"{many} without {name}" for name, many in made.missing.items())
    notes = [
        f"Odds ratios: {sizes}, holding {', '.join(made.notes) or 'nothing'}.",
        "They are marginal (GEE, exchangeable, bias-reduced errors, t): not to be compared with a mixed model's.",
    ]
    if left:
        notes.append(f"Left out of the odds ratios: {left}.")
    if adjusting:
        notes.append(
            f"p beside the odds ratios: of the model, or of a permutation where it cannot be fitted. {adjusting}"
        )
    return tuple(notes)
