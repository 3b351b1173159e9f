"""Whether suggestions serve roles alike: what they find of each one's codings, and how true their numbers are.

Measured on cross-fitted probabilities: no passage is judged by a model that was trained on its participant.

    found        share of a role's coded passages (pairs of passage and code) that were suggested
    calibration  expected calibration error of a role's probabilities, in the same bins for every role
    differs      the gap is larger than RECALL_GAP (CALIBRATION_GAP) and its 95 % interval excludes 0

Passages of one person resemble each other. The interval of a recall therefore rests on an effective number of
passages (the design effect of a ratio over participants, never below 1; approximate where participants are few). A
calibration error is the larger the fewer passages there are, by chance alone: its gap is what exceeds the mean gap
under roles permuted over participants, and its interval the gap less the quantiles of those. Where several pairs of
roles, or several codes, are looked at, the intervals of gaps are widened (Bonferroni).

Computed, roles alike on average, participants' recalls spread by .7 on the logit: roles are called different in 6 %
(6 and 4 participants) to 9 % (10 and 10) of studies, 14 to 18 % if every passage counted as independent; of studies
with a true gap of some .25 in 10 and 10 participants, 78 % are found.

References:
    Wilson 1927, J Am Stat Assoc 22:209-212; Newcombe 1998, Stat Med 17:873-890 (method 10); Rao & Scott 1992,
    Biometrics 48:577-585 (effective sample sizes); Good 2005, Permutation, parametric and bootstrap tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from statistics import NormalDist
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from qual.matching.evaluation import BINS, average_precision, bins_of, calibration_error, newcombe, wilson
from qual.model.learning import (
    DIFFERS,
    NO_DIFFERENCE,
    TOO_LITTLE,
    CodeLearned,
    Fairness,
    Gap,
    LearnerReport,
    RoleFound,
)
from qual.model.participant import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"

RECALL_GAP, CALIBRATION_GAP = 0.10, 0.05
"""Differences up to these are not called one, however certain they are."""
FEWEST_CODED = 10
"""Coded passages that each of two roles needs before what was found is compared."""
FEWEST_PASSAGES = 50
"""Passages that each of two roles needs before calibration is compared."""
PAIR = 2
"""A comparison needs two: roles, and people in each."""
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is measured on: m passages, k codes.

    Attributes:
        probability, truth, suggested: shape (m, k); `known` is True for pairs a person has decided.
        roles: names in order of appearance; `role` is the place of each passage's among them, shape (m,).
        people: a number for each passage's participant, shape (m,).
    """

    probability: Numbers
    truth: Flags
    suggested: Flags
    known: Flags
    roles: tuple[str, ...]
    role: NDArray[np.intp]
    people: NDArray[np.intp]


def report_of(
    *,
    made: str,
    codes: Sequence[str],
    probability: Numbers,
    truth: Flags,
    suggested: Flags,
    roles: Sequence[str],
    participants: Sequence[str],
    known: Flags | None = None,
    thresholds: Sequence[float | None] | None = None,
    seed: int = 0,
) -> LearnerReport:
    """What the learner found out about itself, to be kept beside the suggestions.

    Args:
        made: when, UTC, ISO 8601.
        codes: ids, k of them.
        probability: cross-fitted, in [0, 1], shape (m, k).
        truth: what people coded, shape (m, k).
        suggested: what would have been suggested for a passage not yet decided, shape (m, k).
        roles: of each passage, m of them.
        participants: of each passage (its transcript where nobody has said), so that one talkative person does
            not pass for many.
        known: True for pairs a person has decided; all of them if left out. Others count nowhere.
        thresholds: the probability from which each code is suggested, None where there is none.
        seed: for the permutations.
    """
    decided = np.ones(truth.shape, dtype=np.bool_) if known is None else known
    limits = [None] * len(codes) if thresholds is None else thresholds
    learned = []
    for place, code in enumerate(codes):
        own = decided[:, place]
        scores, came = probability[own, place], truth[own, place]
        learned.append(
            CodeLearned(
                code,
                int(came.sum()),
                average_precision(scores, came).value,
                calibration_error(scores, came).value,
                _finite(limits[place]),
            )
        )
    compared = fairness(
        probability, truth, suggested, roles, codes=codes, participants=participants, known=decided, seed=seed
    )
    return LearnerReport(made, int(decided.any(axis=1).sum()), tuple(learned), compared)


def fairness(
    probability: Numbers,
    truth: Flags,
    suggested: Flags,
    roles: Sequence[str],
    *,
    codes: Sequence[str],
    participants: Sequence[str],
    known: Flags | None = None,
    seed: int = 0,
) -> tuple[Fairness, ...]:
    """Roles compared: all codes together first, then each code. Arguments as of `report_of`.

    Roles nobody has confirmed ("unknown", "") are listed and not compared. All codes together mix codes that are
    easy to find with others: a gap there can come from what a role talks about, which single codes show.
    """
    names = tuple(dict.fromkeys(roles))
    people = list(dict.fromkeys(participants))
    place_of = {person: place for place, person in enumerate(people)}
    rows = _Rows(
        probability,
        truth,
        suggested,
        np.ones(truth.shape, dtype=np.bool_) if known is None else known,
        names,
        np.array([names.index(role) for role in roles], dtype=np.intp),
        np.array([place_of[person] for person in participants], dtype=np.intp),
    )
    draws = _Draws(seed)
    overall = _found(rows, np.arange(len(codes)))
    singles = [_found(rows, np.array([place])) for place in range(len(codes))]
    tests = max(sum(len(one.comparable) >= PAIR for one in singles), 1)
    every = [("", overall, 1), *((code, one, tests) for code, one in zip(codes, singles, strict=True))]
    return tuple(
        Fairness(code, one.roles, _recall_gap(one, number), _calibration_gap(rows, one, draws, number))
        for code, one, number in every
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of the codings of some codes.

    Attributes:
        roles: as shown, in the order of the rows' roles.
        effective: the number of coded passages each one's recall really rests on.
        off: Σ (p - y) of each passage in each bin, shape (m, bins); the bins are for all roles.
        pairs: decided pairs of each passage, shape (m,).
    """

    roles: tuple[RoleFound, ...]
    effective: tuple[float, ...]
    off: Numbers
    pairs: Numbers

    @property
    def comparable(self) -> list[int]:
        """The roles whose recall rests on enough."""
        return [place for place, role in enumerate(self.roles) if role.coded >= FEWEST_CODED and _usable(role)]


def _found(rows: _Rows, columns: NDArray[np.intp]) -> _Found:
    """What was found of each role's codings of these codes."""
    known = rows.known[:, columns]
    coded = rows.truth[:, columns] & known
    hits, coded_of = (rows.suggested[:, columns] & coded).sum(axis=1), coded.sum(axis=1)
    off, pairs = _off(rows, columns)
    shown, effective = [], []
    for place, role in enumerate(rows.roles):
        own = (rows.role == place) & (pairs > 0)
        found, total = int(hits[own].sum()), int(coded_of[own].sum())
        rests_on = _effective(hits[own], coded_of[own], rows.people[own])
        low, high = wilson(found / total * rests_on, rests_on) if total else (None, None)
        effective.append(rests_on)
        shown.append(
            RoleFound(
                role,
                found,
                total,
                recall=found / total if total else None,
                low=low,
                high=high,
                passages=int(own.sum()),
                participants=len(np.unique(rows.people[own])),
                ece=float(np.abs(off[own].sum(axis=0)).sum() / pairs[own].sum()) if own.any() else None,
            )
        )
    return _Found(tuple(shown), tuple(effective), off, pairs)


def _off(rows: _Rows, columns: NDArray[np.intp]) -> tuple[Numbers, Numbers]:
    known = rows.known[:, columns]
    passage, _ = np.nonzero(known)
    probability, truth = rows.probability[:, columns][known], rows.truth[:, columns][known]
    off = np.zeros((len(known), BINS))
    np.add.at(off, (passage, bins_of(probability)), probability - truth)
    return off, known.sum(axis=1).astype(np.float64)


def _effective(found: NDArray[np.intp], coded: NDArray[np.intp], people: NDArray[np.intp]) -> float:
    """Coded passages a recall really rests on: N / design effect.

    With k of n found for each of J participants and p = Σk / Σn: the variance of the ratio is
    J / (J - 1) Σ (k - p n)² / N², and the design effect is that over p (1 - p) / N, at least 1. Where it cannot
    be estimated (one participant, nothing or everything found) it is 1.
    """
    total = int(coded.sum())
    k, n = np.bincount(people, weights=found), np.bincount(people, weights=coded)
    k, n = k[n > 0], n[n > 0]
    share = float(k.sum() / total) if total else 0.0
    if len(n) < PAIR or share in (0.0, 1.0):
        return float(total)
    variance = len(n) / (len(n) - 1) * float(np.sum((k - share * n) ** 2)) / total**2
    return total / max(1.0, variance * total / (share * (1 - share)))


def _usable(role: RoleFound) -> bool:
    """Whether the role is one, and its words are of more than one person as far as is known."""
    return role.role not in ("", UNKNOWN) and role.participants != 1


def _recall_gap(found: _Found, tests: int) -> Gap:
    """The largest gap in what was found, with Newcombe's interval."""
    usable = found.comparable
    if len(usable) < PAIR:
        return _too_little(found.roles, FEWEST_CODED, "coded passages", lambda role: role.coded)
    first, last = _ends(usable, [role.recall for role in found.roles])
    rests_on = [found.effective[one] for one in (first, last)]
    hits = [(found.roles[one].recall or 0.0) * n for one, n in zip((first, last), rests_on, strict=True)]
    z = NormalDist().inv_cdf(1 - _tail(usable, tests))
    gap, low, high = newcombe(hits[0], rests_on[0], hits[1], rests_on[1], z=z)
    return _judged(gap, low, high, found.roles[first].role, found.roles[last].role, RECALL_GAP)


def _calibration_gap(rows: _Rows, found: _Found, draws: _Draws, tests: int) -> Gap:
    """The largest gap in calibration error beyond what chance gives, with an interval from permuted roles."""
    usable = [place for place, role in enumerate(found.roles) if role.passages >= FEWEST_PASSAGES and _usable(role)]
    if len(usable) < PAIR:
        return _too_little(found.roles, FEWEST_PASSAGES, "passages", lambda role: role.passages)
    first, last = _ends(usable, [role.ece for role in found.roles])
    null = draws.gaps(rows, found, first, last)
    tail, raw = _tail(usable, tests), (found.roles[first].ece or 0.0) - (found.roles[last].ece or 0.0)
    low, high = (raw - float(end) for end in np.quantile(null, (1 - tail, tail)))
    gap, names = raw - float(null.mean()), [found.roles[one].role for one in (first, last)]
    if gap < 0:
        return _judged(-gap, -high, -low, names[1], names[0], CALIBRATION_GAP)
    return _judged(gap, low, high, names[0], names[1], CALIBRATION_GAP)


def _ends(usable: Sequence[int], values: Sequence[float | None]) -> tuple[int, int]:
    """Of these roles the one with the highest value and the one with the lowest."""
    ranked = sorted(usable, key=lambda place: -(values[place] or 0.0))
    return ranked[0], ranked[-1]


def _tail(usable: Sequence[int], tests: int) -> float:
    """What is left in each tail: the largest of several gaps is not a gap picked beforehand."""
    return 0.025 / (tests * len(list(combinations(usable, PAIR))))


class _Draws:
    """Permutations of two roles over the people of both, made once for all codes."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._kept: dict[tuple[int, int], tuple[NDArray[np.intp], NDArray[np.intp], Flags]] = {}

    def gaps(self, rows: _Rows, found: _Found, first: int, last: int) -> Numbers:
        """Gaps in calibration error between the two roles under permuted roles, shape (DRAWS,)."""
        own, group, chosen = self._of(rows, first, last)
        n = chosen.shape[1]
        off, pairs = np.zeros((n, found.off.shape[1])), np.zeros(n)
        np.add.at(off, group, found.off[own])
        np.add.at(pairs, group, found.pairs[own])
        sides = [
            np.abs(weight @ off).sum(axis=1) / np.maximum(weight @ pairs, 1)
            for weight in (chosen.astype(np.float64), (~chosen).astype(np.float64))
        ]
        return np.asarray(sides[0] - sides[1])

    def _of(self, rows: _Rows, first: int, last: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Flags]:
        """The rows of both roles, the unit of each, and which units each draw gives to the first role."""
        if (first, last) not in self._kept:
            own = np.flatnonzero((rows.role == first) | (rows.role == last))
            # Who speaks in both roles is a unit in each.
            speaking = np.column_stack([rows.role[own] == first, rows.people[own]])
            units, group = np.unique(speaking, axis=0, return_inverse=True)
            random = np.random.default_rng([self._seed, first, last]).random((DRAWS, len(units)))
            chosen = random.argsort(axis=1).argsort(axis=1) < int(units[:, 0].sum())
            self._kept[first, last] = own, group.ravel(), chosen
        return self._kept[first, last]


def _judged(gap: float, low: float, high: float, higher: str, lower: str, largest: float) -> Gap:
    differs = abs(gap) > largest and (low > 0 or high < 0)
    verdict = DIFFERS if differs else NO_DIFFERENCE
    return Gap(
        verdict, higher, lower, gap, low, high, f"{verdict} (gap {gap:.2f}, interval {low:.2f} to {high:.2f})"
    )


def _too_little(roles: Sequence[RoleFound], fewest: int, what: str, of: Callable[[RoleFound], int]) -> Gap:
    """Why nothing can be compared, in a sentence."""
    named = [role for role in roles if role.role not in ("", UNKNOWN)]
    if len(named) < PAIR:
        return Gap(TOO_LITTLE, why="There are not two roles to compare.")
    alone = [role.role for role in named if role.participants == 1]
    have = ", ".join(f"{role.role} {of(role)}" for role in named)
    of_one = f"; the words of {' and '.join(alone)} are of one person only" if alone else ""
    return Gap(TOO_LITTLE, why=f"Two roles need {fewest} {what} each, of two people; so far: {have}{of_one}.")


def _finite(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else float(value)
