"""How good suggestions are: measures of ranking, of suggestions and of probabilities. Pure; numpy only.

Every measure is a `Figure`: a number, or no number and the reason. Nothing here returns nan, and nothing that is
undefined becomes a zero.

References:
    Guo et al. 2017, On calibration of modern neural networks (ECE). Nguyen & O'Connor 2015, Posterior calibration
    and exploratory analysis (bins of equal mass). Brier 1950, Monthly Weather Review 78:1-3. Hanley & McNeil 1982,
    Radiology 143:29-36 (area under the curve as a rank statistic). Cohen 1960, Educ Psychol Meas 20:37-46.
    Wilson 1927, J Am Stat Assoc 22:209-212. Newcombe 1998, Stat Med 17:873-890 (method 10).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"

Z95 = 1.959963984540054
BINS = 10
LEAST_POSITIVES = 5
"""Positives from which a code enters a macro average."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number.

    Attributes:
        value: the number, None where it is not defined.
        n: what it rests on: cases, codes or positives, as the measure says.
        why: why there is no number, "" where there is one.
    """

    value: float | None
    n: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Suggestions against truth: right ones, wrong ones, and what was missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> Figure:
        """Of what was suggested, the share that is right: right / (right + wrong)."""
        return _ratio(self.right, self.right + self.wrong, "nothing was suggested")

    @property
    def recall(self) -> Figure:
        """Of what is coded, the share that was suggested: right / (right + missed)."""
        return _ratio(self.right, self.right + self.missed, "nothing is coded")

    @property
    def f1(self) -> Figure:
        """Both in one: 2 right / (2 right + wrong + missed); between two coders the positive agreement."""
        whole = 2 * self.right + self.wrong + self.missed
        return _ratio(2 * self.right, whole, "nothing is suggested and nothing is coded")


@dataclass(frozen=True, slots=True)
class OfCode:
    """One code's figures: its positives, average precision, and suggestions against truth."""

    code: str
    positives: int
    average_precision: Figure
    counts: Counts


@dataclass(frozen=True, slots=True)
class Bin:
    """One line of a reliability table: n probabilities from `low` to `high`, what they promise and what came."""

    low: float
    high: float
    n: int
    expected: float
    observed: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures of one set of suggestions.

    Attributes:
        segments, codes: how many of each; `pairs` coded pairs.
        average_precision: mean over the codes with at least `least` positives; `macro_codes` are those.
        left_out: codes used, but with fewer positives.
        top3: share of coded segments with a right code among the three highest.
        micro: suggestions against truth, all pairs.
        macro_precision, macro_recall, macro_f1: means over the codes of the macro average.
        coded_auc: whether a segment is coded at all, by its highest probability.
        ece, brier: of the probabilities, all pairs; `reliability` is the table behind them.
        by_code: every code.
    """

    segments: int
    codes: int
    pairs: int
    least: int
    average_precision: Figure
    macro_codes: tuple[str, ...]
    left_out: tuple[str, ...]
    top3: Figure
    micro: Counts
    macro_precision: Figure
    macro_recall: Figure
    macro_f1: Figure
    coded_auc: Figure
    ece: Figure
    brier: Figure
    reliability: tuple[Bin, ...]
    by_code: tuple[OfCode, ...]


def measure(
    probability: Numbers, truth: Flags, suggested: Flags, codes: Sequence[str], *, least: int = LEAST_POSITIVES
) -> Measured:
    """Every figure at once.

    Args:
        probability: in [0, 1], shape (segments, codes).
        truth: what the person coded, the same shape.
        suggested: what was suggested, the same shape.
        codes: their ids.
        least: positives from which a code enters the macro averages.
    """
    by_code = tuple(
        OfCode(
            code,
            int(truth[:, place].sum()),
            average_precision(probability[:, place], truth[:, place]),
            counts(suggested[:, place], truth[:, place]),
        )
        for place, code in enumerate(codes)
    )
    macro = [one for one in by_code if one.positives >= least]
    few = f"no code has {least} positives"
    return Measured(
        segments=len(truth),
        codes=len(codes),
        pairs=int(truth.sum()),
        least=least,
        average_precision=_mean([one.average_precision for one in macro], few),
        macro_codes=tuple(one.code for one in macro),
        left_out=tuple(one.code for one in by_code if 0 < one.positives < least),
        top3=top(probability, truth),
        micro=counts(suggested, truth),
        # A code for which nothing was suggested has no precision and is not in that mean; its F1 is 0.
        macro_precision=_mean([one.counts.precision for one in macro], few),
        macro_recall=_mean([one.counts.recall for one in macro], few),
        macro_f1=_mean([one.counts.f1 for one in macro], few),
        coded_auc=coded_auc(probability, truth),
        ece=calibration_error(probability.ravel(), truth.ravel()),
        brier=brier(probability.ravel(), truth.ravel()),
        reliability=reliability(probability.ravel(), truth.ravel()),
        by_code=by_code,
    )


def average_precision(scores: Numbers, truth: Flags) -> Figure:
    """Area under precision against recall as a sum of steps: Σ (Rᵢ - Rᵢ₋₁) Pᵢ over the different scores.

    Equal scores are one step, so that the order of the rows does not matter. n is the number of positives.
    Without a positive it is not defined; where all are positive it is 1.
    """
    positives = int(truth.sum())
    if not positives:
        return Figure(None, 0, "nothing is coded with it")
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)
    right = np.cumsum(truth[order])[last]
    return Figure(float(np.sum(np.diff(right, prepend=0) * right / (last + 1)) / positives), positives)


def area_under_curve(scores: Numbers, truth: Flags) -> Figure:
    """How often a positive scores higher than a negative, equal scores counting half (Mann-Whitney).

    n is the number of positives. Without a positive or without a negative it is not defined.
    """
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return Figure(None, positives, "nothing is coded" if not positives else "everything is coded")
    return Figure(area(scores, truth), positives)


def area(scores: NDArray[np.floating], truth: Flags) -> float:
    """The same as a bare number, where there are positives and negatives for certain."""
    positives = int(truth.sum())
    _, place, size = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(size) - (size - 1) / 2)[place]
    wins = float(ranks[truth].sum()) - positives * (positives + 1) / 2
    return wins / (positives * (len(truth) - positives))


def coded_auc(probability: Numbers, truth: Flags) -> Figure:
    """Whether anything is to be coded on a segment, told by its highest probability: area under the curve."""
    if not probability.shape[1]:
        return Figure(None, 0, "there are no codes")
    return area_under_curve(probability.max(axis=1), np.asarray(truth.any(axis=1)))


def top(scores: Numbers, truth: Flags, most: int = 3) -> Figure:
    """Share of coded segments with a right code among the `most` highest; of equal scores the first code wins.

    n is the number of coded segments. With no more codes than `most` it says nothing and is not given.
    """
    coded = truth.any(axis=1)
    if truth.shape[1] <= most:
        return Figure(None, int(coded.sum()), f"there are no more than {most} codes")
    if not coded.any():
        return Figure(None, 0, "nothing is coded")
    best = np.argsort(-scores[coded], axis=1, kind="stable")[:, :most]
    return Figure(float(np.take_along_axis(truth[coded], best, axis=1).any(axis=1).mean()), int(coded.sum()))


def counts(suggested: Flags, truth: Flags) -> Counts:
    """Suggestions against truth, pair by pair, any shape."""
    return Counts(int((suggested & truth).sum()), int((suggested & ~truth).sum()), int((truth & ~suggested).sum()))


def bins_of(probability: Numbers, bins: int = BINS) -> NDArray[np.intp]:
    """The bin of each probability, shape (n,): bins of equal mass, but equal probabilities share a bin."""
    if not len(probability):
        return np.zeros(0, dtype=np.intp)
    order = np.sort(probability)
    edges = np.unique(order[[part[-1] for part in np.array_split(np.arange(len(order)), bins) if len(part)]])
    return np.searchsorted(edges, probability, side="left")


def calibration_error(probability: Numbers, truth: Flags, bins: int = BINS) -> Figure:
    """Expected calibration error: Σ over bins of |Σ (p - y)| / n, in bins of equal mass. n is the number of pairs.

    Most pairs are clear negatives, so it is small for whoever knows the base rates. Few pairs make it large by
    chance alone. Not defined without pairs.
    """
    if not len(probability):
        return Figure(None, 0, "there is nothing to compare")
    off = np.bincount(bins_of(probability, bins), weights=probability - truth)
    return Figure(float(np.abs(off).sum() / len(probability)), len(probability))


def brier(probability: Numbers, truth: Flags) -> Figure:
    """Mean squared difference of probability and truth; 0 is perfect. n is the number of pairs."""
    if not len(probability):
        return Figure(None, 0, "there is nothing to compare")
    return Figure(float(np.mean((probability - truth) ** 2)), len(probability))


def reliability(probability: Numbers, truth: Flags, bins: int = BINS) -> tuple[Bin, ...]:
    """What probabilities promise and what came of it, in bins of equal mass, lowest first; () without pairs."""
    place = bins_of(probability, bins)
    table = []
    for one in np.unique(place):
        own, came = probability[place == one], truth[place == one]
        low, high = wilson(int(came.sum()), len(own))
        table.append(
            Bin(
                float(own.min()), float(own.max()), len(own), float(own.mean()), float(came.mean()), low, high,
            )
        )  # fmt: skip
    return tuple(table)


def kappa(first: Flags, second: Flags) -> Figure:
    """Cohen's kappa of two coders on the same segments, one code: (po - pe) / (1 - pe).

    n is the number of segments. Not defined where both coders give the code nowhere, or both everywhere: there is
    nothing to agree upon.
    """
    n = len(first)
    if not n:
        return Figure(None, 0, "no segment was looked at by both")
    p1, p2 = float(first.mean()), float(second.mean())
    expected = p1 * p2 + (1 - p1) * (1 - p2)
    if expected >= 1:
        return Figure(None, n, "used by neither coder" if not first.any() else "used by both everywhere")
    return Figure((float((first == second).mean()) - expected) / (1 - expected), n)


def wilson(k: float, n: float, *, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of k out of n > 0; both may be fractions of an effective sample."""
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(max(p * (1 - p), 0) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (0.0 if k <= 0 else middle - half), (1.0 if k >= n else middle + half)


def newcombe(k1: float, n1: float, k2: float, n2: float, *, z: float = Z95) -> tuple[float, float, float]:
    """Difference k1/n1 - k2/n2 with Newcombe's hybrid score interval; n1, n2 > 0."""
    (l1, u1), (l2, u2) = wilson(k1, n1, z=z), wilson(k2, n2, z=z)
    p1, p2 = k1 / n1, k2 / n2
    return p1 - p2, p1 - p2 - hypot(p1 - l1, u2 - p2), p1 - p2 + hypot(u1 - p1, p2 - l2)


def _ratio(part: int, whole: int, why: str) -> Figure:
    return Figure(part / whole, whole) if whole else Figure(None, 0, why)


def _mean(figures: Sequence[Figure], why: str) -> Figure:
    """The mean of those that are defined; n is how many they are."""
    known = [figure.value for figure in figures if figure.value is not None]
    if known:
        return Figure(float(np.mean(known)), len(known))
    return Figure(None, 0, why if not figures else figures[0].why)
