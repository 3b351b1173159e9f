"""Did a coder's use of a code move over time, more than chance moves it?

Asked of three things, each in the order in which it was judged: was the suggestion accepted (0 or 1), was the
segment read coded (0 or 1), and what was coded (a vector of unit length; the centre). The statistic is the largest
standardised difference between everything before and everything after a moment, over all moments: a sum of
deviations that runs away (CUSUM; Page 1954), where vectors are compared by the distance of their means (Gretton
and others 2012 with the linear kernel). Its chance comes from permutation (Good 2005; Phipson & Smyth 2010).

Segments of one interview are alike and come together, so segments are never permuted by themselves. Where a coder
goes from transcript to transcript, whole transcripts change places. Where the transcripts were judged all mixed,
as the review queue gives them, visits to a transcript change places with visits to the same one: what is alike
then lies before and after. Either only within a stratum, where strata (roles) are given, and after each stratum's
own mean was taken away, so that going from patients to clinicians is not called drift.

A transcript with n judgements weighs n / (1 + (n - 1) `ICC`), the number of independent ones it is worth (Kish
1965).

References:
    Good (2005), Permutation, parametric and bootstrap tests of hypotheses. Gretton, Borgwardt, Rasch, Schölkopf &
    Smola (2012), J Mach Learn Res 13:723-773. Holm (1979), Scand J Stat 6:65-70. Kish (1965), Survey sampling.
    Page (1954), Biometrika 41:100-115. Phipson & Smyth (2010), Stat Appl Genet Mol Biol 9:39. Tarone (1990),
    Biometrics 46:515-522.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.adjust import holm
from qual.analysis.changepoint import Floats, Units, chance, largest, least_chance, units_of, weight_of
from qual.analysis.proportions import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray


MEASURES = ("acceptance", "prevalence", "centre")
LEVEL = 0.05
"""The chance, over all questions asked together, that something is flagged though nothing moved."""
FEWEST = 5
"""Judgements of the rarer kind (accepted or not, coded or not), or coded passages, that a question needs."""
MOST_DRAWS = 99_999
_DRAWS = 9_999
_USUAL_DRAWS = 200
_SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What one coder judged of one code, in the order of time.

    Attributes:
        code: its id.
        coder: the person's name.
        measure: one of MEASURES.
        values: 0 or 1 each, shape (n,); for "centre" vectors of unit length, shape (n, d).
        transcripts: where each judgement was made.
        strata: the role of each, () for none; nothing changes places with what is of another.

    Raises:
        ValueError: if the lengths differ or the measure is none.
    """

    code: str
    coder: str
    measure: str
    values: NDArray[np.float64]
    transcripts: Sequence[str]
    strata: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ValueError(f"a measure is one of {', '.join(MEASURES)}, not {self.measure!r}")
        if len(self.values) != len(self.transcripts) or len(self.strata) not in {0, len(self.values)}:
            raise ValueError("every judgement needs its transcript, and its stratum where there are any")


@dataclass(frozen=True, slots=True)
class Drift:
    """The answer for one series.

    Attributes:
        code, coder, measure: of the series.
        n: judgements.
        transcripts: different ones.
        mixed: True where the transcripts were judged mixed, so that visits within each changed places.
        since: transcript with which the largest change begins, "" where nothing was tested.
        at: place of the first judgement after it in the series, 0 where nothing was tested.
        before, later: judgements before and after the change, and how many of them are 1 (of the centre: 0).
        likeness: of the centre: cosine of the mean before with the mean after, else None.
        usual: of the centre: the median of that over permutations, what chance alone gives; else None.
        statistic: the largest standardised difference, None where nothing was tested.
        p: chance of one as large if nothing moved, None where it was not tested.
        p_adjusted: p among the `family` questions tested together (Holm).
        family: how many those are.
        least: the smallest chance that these transcripts could have given.
        why: why it was not tested, "" where it was.
    """

    code: str
    coder: str
    measure: str
    n: int
    transcripts: int
    mixed: bool = False
    since: str = ""
    at: int = 0
    before: tuple[int, int] = (0, 0)
    later: tuple[int, int] = (0, 0)
    likeness: float | None = None
    usual: float | None = None
    statistic: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    family: int = 0
    least: float | None = None
    why: str = ""

    @property
    def flagged(self) -> bool:
        """Whether it moved more than chance, all questions together: a question to a person, no verdict."""
        return self.p_adjusted is not None and self.p_adjusted <= LEVEL

    @property
    def sentence(self) -> str:
        """What was found, with its numbers, or why nothing was tested."""
        if self.p is None or self.p_adjusted is None:
            return f"Not tested: {self.why}"
        verb = {"acceptance": "accepted", "prevalence": "coded", "centre": ""}[self.measure]
        if self.measure == "centre":
            what = (
                f"{self.before[0]} passages before {self.since} and {self.later[0]} from there on: likeness of the "
                f"two centres {self.likeness:.2f}, by chance {self.usual:.2f}"
            )
        else:
            ones, others = (f"{k} of {n} {verb}" for n, k in (self.before, self.later))
            what = f"{ones} before {self.since}, {others} from there on"
        told = "more than chance" if self.flagged else "no more than chance"
        among = f", {_said(self.p_adjusted)} among {self.family} questions" if self.family > 1 else ""
        return f"{what}: {told} (p {_said(self.p)}{among})."


def drifts(series: Sequence[Series], *, draws: int | None = None, seed: int = 0) -> tuple[Drift, ...]:
    """The largest change of each series, with its chance; all are one family for Holm's adjustment.

    Not tested, with the reason in `why`: fewer than `FEWEST` judgements of the rarer kind; no difference at all;
    so few transcripts that even the clearest change could not have a small enough chance. With k transcripts in a
    row that is 2 / C(k, k/2): .057 for 7, .029 for 8, .0022 for 12, .00016 for 16. Series that could not be
    flagged among so many for this reason alone are left out of the family (Tarone 1990), which depends on their
    number of transcripts only.

    Args:
        series: of all codes, coders and measures that are asked about together.
        draws: permutations where not all are tried; None for 9,999, more where the family needs it.
        seed: for these.
    """
    asked = [_asked(one) for one in series]
    family = _family([found.least for found, _ in asked if not found.why and found.least is not None])
    made = draws or min(MOST_DRAWS, max(_DRAWS, 2 * ceil(max(family, 1) / LEVEL)))
    found = []
    for one, (drift, units) in zip(series, asked, strict=True):
        if units is None or drift.why:
            found.append(drift)
        elif drift.least is not None and drift.least > LEVEL / max(family, 1) + _SAME:
            found.append(replace(drift, why=_too_many(drift, len([1 for known, _ in asked if not known.why]))))
        else:
            found.append(_tested(one, drift, units, made, seed))
    adjusted = holm([np.nan if one.p is None else one.p for one in found])
    number = sum(one.p is not None for one in found)
    return tuple(
        one if one.p is None else replace(one, p_adjusted=float(p), family=number)
        for one, p in zip(found, adjusted, strict=True)
    )


def _asked(one: Series) -> tuple[Drift, Units | None]:
    """What can be said before anything is tested: how many, in which way, and why not."""
    number = len(set(one.transcripts))
    drift = Drift(one.code, one.coder, one.measure, len(one.values), number)
    values = np.asarray(one.values, np.float64)
    few = _too_few(one.measure, values)
    if few:
        return replace(drift, why=few), None
    units = units_of(values.reshape(len(values), -1), one.transcripts, one.strata)
    least = least_chance(units)
    drift = replace(drift, mixed=units.mixed, least=least)
    if least > LEVEL + _SAME:
        return replace(drift, why=_too_short(drift, units)), None
    if not np.abs(units.residual).max() > _SAME:
        return replace(drift, why="nothing differs between the transcripts."), None
    return drift, units


def _too_few(measure: str, values: Floats) -> str:
    n = len(values)
    if measure == "centre":
        return "" if n >= FEWEST else f"{n} coded passages; {FEWEST} are needed."
    ones = int(values.sum())
    verb, not_verb = ("accepted", "rejected") if measure == "acceptance" else ("coded", "left without the code")
    rarer, what = min((ones, verb), (n - ones, not_verb))
    return "" if rarer >= FEWEST else f"{rarer} of {n} {what}; {FEWEST} are needed to see a change."


def _too_short(drift: Drift, units: Units) -> str:
    within = " within their roles" if len(set(units.group.tolist())) > 1 else ""
    noun = "transcript" if drift.transcripts == 1 else "transcripts"
    return (
        f"{drift.transcripts} {noun}{within}: even the clearest change would have a chance of "
        f"{drift.least:.2f}. Eight transcripts of one role are the fewest."
    )


def _too_many(drift: Drift, asked: int) -> str:
    return (
        f"{drift.transcripts} transcripts: the smallest chance they can give, {drift.least:.4f}, is too large "
        f"among the {asked} questions asked together. Ask about fewer codes, chosen beforehand."
    )


def _family(least: Sequence[float]) -> int:
    """The smallest number of questions K of which at most K can have a chance of `LEVEL` / K (Tarone 1990)."""
    sizes = range(1, len(least) + 1)
    return next((k for k in sizes if sum(one <= LEVEL / k + _SAME for one in least) <= k), 0)


def _tested(one: Series, drift: Drift, units: Units, draws: int, seed: int) -> Drift:
    split, statistic = largest(units)
    p = chance(units, statistic, draws=draws, seed=seed)
    is_later = units.of >= split
    after = np.flatnonzero(is_later)
    sizes = len(is_later) - len(after), len(after)
    found = replace(
        drift, since=units.names[split], at=int(after[0]), statistic=statistic, p=p,
        before=(sizes[0], 0), later=(sizes[1], 0),
    )  # fmt: skip
    values = np.asarray(one.values, np.float64)
    if one.measure != "centre":
        ones = [int(values[side].sum()) for side in (~is_later, is_later)]
        return replace(found, before=(sizes[0], ones[0]), later=(sizes[1], ones[1]))
    likeness = _cosine(values[~is_later].mean(axis=0), values[is_later].mean(axis=0))
    return replace(found, likeness=likeness, usual=_usual(values, units, split, seed))


def _usual(values: Floats, units: Units, split: int, seed: int) -> float:
    """The median likeness of the two centres when the units are in another order."""
    sums = np.zeros((len(units.names), values.shape[1]))
    np.add.at(sums, units.of, values)
    orders = units.orders(np.random.default_rng(seed), _USUAL_DRAWS)
    first = np.zeros((_USUAL_DRAWS, len(sums)))
    np.put_along_axis(first, orders[:, :split], 1.0, axis=1)
    before = first @ sums
    return float(np.median([_cosine(one, other) for one, other in zip(before, sums.sum(0) - before, strict=True)]))


def _cosine(one: Floats, other: Floats) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / lengths if lengths > _SAME else 0.0


def _said(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "below 0.001"  # noqa: PLR2004 - what three digits can say


@dataclass(frozen=True, slots=True)
class Window:
    """What some neighbouring judgements of a series say, for a chart.

    Attributes:
        first, last: transcripts of its first and last judgement, in the order of the units.
        start, end: the places of its earliest judgement in the series, and one after that of its latest.
        transcripts, n: how many it holds.
        value: share accepted or coded, each transcript by its weight; of the centre the mean likeness of what was
            coded to the centre of all that was coded outside the window, each transcript alike. nan where
            undefined.
        low, high: its 95 % interval, nan where it has none.
    """

    first: str
    last: str
    start: int
    end: int
    transcripts: int
    n: int
    value: float
    low: float
    high: float


def windows(series: Series, *, transcripts: int = 5, judgements: int = 20) -> tuple[Window, ...]:
    """Windows that move over the series: describing, never testing.

    One begins with each transcript and holds so many; where transcripts were judged mixed, one holds so many visits
    and begins half a window after the one before. A series shorter than that is one window; an empty one has none.

    The interval of a share is Wilson's with as many judgements as the window's transcripts are worth (Kish 1965);
    of the centre Student's t over the transcripts' means, none for one transcript.
    """
    if not len(series.values):
        return ()
    values = np.asarray(series.values, np.float64)
    units = units_of(values.reshape(len(values), -1), series.transcripts, series.strata)
    size, step = (judgements, max(1, judgements // 2)) if units.mixed else (transcripts, 1)
    k = len(units.names)
    starts = [*range(0, max(1, k - size + 1), step)]
    if starts[-1] + size < k:
        starts.append(k - size)
    return tuple(_window(series, values, units, start, min(k, start + size)) for start in starts)


def _window(series: Series, values: Floats, units: Units, start: int, end: int) -> Window:
    inside = (units.of >= start) & (units.of < end)
    places = np.flatnonzero(inside)
    names, of = np.unique(np.asarray(series.transcripts, dtype=str)[places], return_inverse=True)
    own = values[places]
    if series.measure == "centre":
        rest = values[~inside].mean(axis=0) if (~inside).any() else np.zeros(values.shape[1])
        length = float(np.linalg.norm(rest))
        own = own @ rest / length if length > _SAME else np.full(len(own), nan)
    size = np.bincount(of).astype(np.float64)
    means = np.bincount(of, weights=own) / size
    value, low, high = _mean(means) if series.measure == "centre" else _share(means, size)
    return Window(
        units.names[start], units.names[end - 1], int(places[0]), int(places[-1]) + 1, len(names), len(places),
        value, low, high,
    )  # fmt: skip


def _share(means: Floats, size: Floats) -> tuple[float, float, float]:
    """The weighted mean of the transcripts' shares, with Wilson's interval for what they are worth."""
    weight = weight_of(size)
    worth = float(weight.sum())
    share = min(1.0, float(weight @ means) / worth)
    low, high = wilson(share * worth, worth)
    return share, low, high


def _mean(means: Floats) -> tuple[float, float, float]:
    from scipy import stats

    value, k = float(means.mean()), len(means)
    if k == 1:
        return value, nan, nan
    half = float(stats.t.ppf(0.975, k - 1)) * float(means.std(ddof=1)) / sqrt(k)
    return value, value - half, value + half
