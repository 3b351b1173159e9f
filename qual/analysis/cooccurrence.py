"""Which codes go together: on the same segment, with the same participant, or one soon after the other.

Counts come first. A lift says how much oftener than by chance; it is shown only where counts are large enough to
bear it, and its interval treats participants, not segments, as what varies.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qual.analysis.incidence import people
from qual.analysis.overlap import touching
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

SEGMENT, PARTICIPANT, SEQUENCE = "segment", "participant", "sequence"
WITHIN = (SEGMENT, PARTICIPANT, SEQUENCE)
CODES, THEMES = "codes", "themes"
FEWEST_EXPECTED = 5
"""Below this many expected by chance a lift jumps with every single count."""
FEWEST_TOGETHER = 3
"""Fewer participants than this are people, not a pattern."""
FEWEST_FOR_INTERVAL = 6
"""The fewest participants for which the interval was tried out."""
PAIRS = (
    "a", "b", "together", "participants", "a_count", "b_count", "units", "expected", "lift", "lift_low",
    "lift_high", "shown", "note",
)  # fmt: skip
"""One row per pair; in a sequence `a` comes first."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Which segment carries which code.

    Attributes:
        labels: codes (or themes) that are used, in codebook order, those that left it last.
        there: segments x labels.
        rows: for each segment its row in the table handed in; segments are in the order of their transcripts.
        person: for each segment, the place of its participant.
        people: number of participants.
        transcript: for each segment, the place of its transcript.
    """

    labels: tuple[str, ...]
    there: Flags
    rows: NDArray[np.int64]
    person: NDArray[np.int64]
    people: int
    transcript: NDArray[np.int64]


def occurrences(
    segments: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, *, of: str = CODES
) -> Occurrences:
    """Lay out the codes, or the themes, of each segment; several coders and codings are one.

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings; columns transcript, start, end, code.
        codebook: gives the order, and the themes of codes; a code without a theme is in no theme.
        of: `CODES` or `THEMES`.
    """
    segment, coding = touching(segments, codings)
    used = codings["code"].astype(str).tolist()
    if of == THEMES:
        above = {code.id: code.theme for code in codebook.codes}
        used, order = [above.get(code, "") for code in used], [theme.id for theme in codebook.themes]
    else:
        order = [code.id for code in codebook.codes]
    present = {used[place] for place in coding.tolist()} - {""}
    labels = (*(one for one in order if one in present), *sorted(present - set(order)))
    column = {label: place for place, label in enumerate(labels)}
    where = np.fromiter((column.get(code, -1) for code in used), np.int64, len(used))[coding]
    there = np.zeros((len(segments), len(labels)), np.bool_)
    there[segment[where >= 0], where[where >= 0]] = True

    texts = segments["transcript"].astype(object)
    transcript = np.unique(texts.to_numpy(), return_inverse=True)[1].astype(np.int64) if len(texts) else _none()
    rows = np.lexsort((segments["start"].to_numpy(np.int64), transcript))
    who = people(segments.assign(everybody="all"), by="everybody")
    return Occurrences(labels, there[rows], rows, who.person[rows], len(who.names), transcript[rows])


def pairs(found: Occurrences, *, within: str = SEGMENT, steps: int = 1) -> pd.DataFrame:
    """Every pair that occurs, or would be expected to; columns `PAIRS`, the most frequent first.

    `together` counts segments with both codes (`SEGMENT`), participants with both anywhere in what they say
    (`PARTICIPANT`), or segments with `a` of which one of the next `steps` counted segments of the transcript has
    `b` (`SEQUENCE`, directed). `a_count` and `b_count` are those with each, of `units` in all. `participants` are
    the people behind `together`; in a sequence those who say `a`.

    `expected`: `a_count` x `b_count` / `units`. In a sequence the sum over the segments with `a` of the chance that
    one of the w segments that follow it (at most `steps`) has `b`, if the k segments with `b` stood anywhere in
    the other T - 1 of that transcript: 1 - C(T-1-w, k) / C(T-1, k). So who raises both in one interview is not yet
    a sequence.

    `lift` = together / expected, 1 by chance; missing, with the reason in `note`, where fewer than 5 are expected
    or fewer than 3 participants stand behind it. Its 95 % interval is the delete-one-participant jackknife of
    log(lift) with t of K - 1 degrees, K participants; refused below 6.

    Raises:
        ValueError: for another `within`, or fewer than one step.

    References:
        Efron & Stein (1981), Ann Stat 9:586-596, the jackknife. Brin, Motwani & Silverstein (1997), SIGMOD
        26(2):255-264, lift (there called interest).
    """
    if within not in WITHIN or steps < 1:
        raise ValueError(f"codes go together within one of {WITHIN}, in at least 1 step")
    import pandas as pd

    if within == SEQUENCE:
        parts = _sequences(found, steps)
    else:
        parts = _same(_by_person(found) if within == PARTICIPANT else found)
    rows = [row for a in range(len(found.labels)) for row in _rows(parts, found.labels, a)]
    rows.sort(key=lambda row: (-float(str(row["together"])), -float(str(row["expected"]))))
    table = pd.DataFrame(rows, columns=list(PAIRS))
    kinds = dict.fromkeys(("together", "participants", "a_count", "b_count", "units"), "int64")
    floats = dict.fromkeys(("expected", "lift", "lift_low", "lift_high"), "float64")
    return table.astype(kinds | floats | {"shown": "bool"} | dict.fromkeys(("a", "b", "note"), "str"))


def behind(found: Occurrences, a: str, b: str, *, within: str = SEGMENT, steps: int = 1) -> list[int]:
    """The rows of the segments behind a pair, in the order of their transcripts; [] for codes that are not used.

    With the same participant: every segment with either code of who has both. In a sequence: the segments with `a`
    that are followed, and those that follow.
    """
    if a not in found.labels or b not in found.labels:
        return []
    first, second = (found.there[:, found.labels.index(label)] for label in (a, b))
    if within == PARTICIPANT:
        both = _ever(first, found)[found.person] & _ever(second, found)[found.person]
        meant = (first | second) & both
    elif within == SEQUENCE:
        after = np.zeros(len(first), np.bool_)
        before = np.zeros(len(first), np.bool_)
        for step in range(1, min(steps, len(first) - 1) + 1):
            hit = first[:-step] & second[step:] & (found.transcript[:-step] == found.transcript[step:])
            before[:-step] |= hit
            after[step:] |= hit
        meant = before | after
    else:
        meant = first & second
    return [int(row) for row in found.rows[meant]]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What each participant adds: a lift is `together` / `chance`, and both are sums or made of sums.

    Attributes:
        together: participants x labels x labels.
        counts: participants x labels.
        units: per participant.
        chance: participants x labels x labels, or None where chance is counts x counts / units.
    """

    together: Numbers
    counts: Numbers
    units: Numbers
    chance: Numbers | None

    @property
    def directed(self) -> bool:
        """Whether a then b is another pair than b then a."""
        return self.chance is not None

    def expected(self, a: int, *, left_out: bool) -> Numbers:
        """Expected together with each label; a row per participant left out, or one row of all."""
        out = self.counts if left_out else np.zeros((1, self.counts.shape[1]))
        if self.chance is not None:
            total = self.chance[:, a].sum(axis=0)
            return np.asarray(total - self.chance[:, a] if left_out else total[None])
        rest = self.counts.sum(axis=0) - out
        units = self.units.sum() - (self.units if left_out else np.zeros(1))
        return np.asarray(rest[:, [a]] * rest / np.maximum(units, 1)[:, None])


def _rows(parts: _Parts, labels: tuple[str, ...], a: int) -> list[dict[str, object]]:
    """The pairs of one label that have anything to say: they occur, or one would expect them to."""
    each = parts.together[:, a]
    together, expected = each.sum(axis=0), parts.expected(a, left_out=False)[0]
    who = (each > 0).sum(axis=0)
    counts = parts.counts.sum(axis=0)
    shown = (expected >= FEWEST_EXPECTED) & (who >= FEWEST_TOGETHER)
    lift = np.divide(together, expected, out=np.full_like(together, nan), where=shown)
    low, high = _interval(parts, a, lift)
    few = len(parts.units) < FEWEST_FOR_INTERVAL
    rows: list[dict[str, object]] = []
    for b in np.flatnonzero((together > 0) | (expected >= FEWEST_EXPECTED)).tolist():
        if b == a or (b < a and not parts.directed):
            continue
        rows.append(
            {
                "a": labels[a],
                "b": labels[b],
                "together": round(together[b]),
                "participants": int(who[b]),
                "a_count": round(counts[a]),
                "b_count": round(counts[b]),
                "units": round(parts.units.sum()),
                "expected": float(expected[b]),
                "lift": float(lift[b]),
                "lift_low": float(low[b]),
                "lift_high": float(high[b]),
                "shown": bool(shown[b]),
                "note": _note(float(expected[b]), int(who[b]), len(parts.units), few=few),
            }
        )
    return rows


def _note(expected: float, who: int, people: int, *, few: bool) -> str:
    """Why there is no lift, or no interval of it; "" where both stand."""
    if expected < FEWEST_EXPECTED:
        return f"{expected:.1f} expected by chance, fewer than {FEWEST_EXPECTED}: no lift"
    if who < FEWEST_TOGETHER:
        return f"{who} participant{'' if who == 1 else 's'} behind it, fewer than {FEWEST_TOGETHER}: no lift"
    return f"{people} participants, fewer than {FEWEST_FOR_INTERVAL}: no interval" if few else ""


def _interval(parts: _Parts, a: int, lift: Numbers) -> tuple[Numbers, Numbers]:
    """Jackknife of the logarithm over participants; missing where the lift is, or people are too few."""
    from scipy import stats

    many = len(parts.units)
    if many < FEWEST_FOR_INTERVAL:
        return np.full_like(lift, nan), np.full_like(lift, nan)
    there = np.flatnonzero(np.isfinite(lift))  # several people stand behind these: no logarithm of zero
    left = parts.together[:, a].sum(axis=0) - parts.together[:, a]
    logs = np.log(left[:, there] / parts.expected(a, left_out=True)[:, there])
    error = np.sqrt((many - 1) / many * ((logs - logs.mean(axis=0)) ** 2).sum(axis=0))
    half = np.full_like(lift, nan)
    half[there] = stats.t.ppf(0.975, many - 1) * error
    return lift * np.exp(-half), lift * np.exp(half)


def _same(found: Occurrences) -> _Parts:
    """Codes on the same unit: each participant's units with both, with each, and in all."""
    width = len(found.labels)
    together = np.zeros((found.people, width, width))
    for person, own in _groups(found.person, found.people):
        flags = found.there[own].astype(np.float64)
        together[person] = flags.T @ flags
    counts = together.diagonal(axis1=1, axis2=2).copy()
    return _Parts(together, counts, np.bincount(found.person, minlength=found.people).astype(np.float64), None)


def _by_person(found: Occurrences) -> Occurrences:
    """Each participant as one unit."""
    ever = np.zeros((found.people, len(found.labels)), np.bool_)
    np.logical_or.at(ever, found.person, found.there)
    places = np.arange(found.people)
    return Occurrences(found.labels, ever, places, places, found.people, places)


def _sequences(found: Occurrences, steps: int) -> _Parts:
    """Segments with one code of which another follows, and how many would by chance."""
    from scipy.special import gammaln

    longest = int(np.bincount(found.transcript).max()) if len(found.transcript) else 0
    factorial = gammaln(np.arange(longest + 1) + 1.0)

    def chosen(n: NDArray[np.int64], k: NDArray[np.int64]) -> Numbers:
        """The logarithm of C(n, k), minus infinity where there is no such choice."""
        rest = np.maximum(n - k, 0)
        return np.where(k > n, -np.inf, factorial[n] - factorial[np.minimum(k, n)] - factorial[rest])

    width = len(found.labels)
    together, chance = np.zeros((found.people, width, width)), np.zeros((found.people, width, width))
    for _, own in _groups(found.transcript, int(found.transcript.max(initial=-1)) + 1):
        there, person, size = found.there[own], found.person[own], len(own)
        follows = np.zeros_like(there)
        for step in range(1, min(steps, size - 1) + 1):
            follows[:-step] |= there[step:]
        window = np.minimum(steps, size - 1 - np.arange(size))[:, None]
        others = there.sum(axis=0)[None, :] - there  # those with b beside this segment
        places = np.full_like(others, size - 1)
        missed = np.exp(chosen(places - window, others) - chosen(places, others))
        for who in np.unique(person):
            first = there[person == who].astype(np.float64).T
            together[who] += first @ follows[person == who]
            chance[who] += first @ (1 - missed)[person == who]
    counts = np.zeros((found.people, width))
    np.add.at(counts, found.person, found.there)
    return _Parts(together, counts, np.bincount(found.person, minlength=found.people).astype(np.float64), chance)


def _ever(flags: Flags, found: Occurrences) -> Flags:
    """Whether each participant has a segment with it."""
    return np.bincount(found.person, weights=flags, minlength=found.people) > 0


def _groups(places: NDArray[np.int64], many: int) -> list[tuple[int, NDArray[np.int64]]]:
    """Each place that occurs, with the rows that have it in their order."""
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places, minlength=many))[:many]
    parts = np.split(order, ends[:-1]) if many else []
    return [(n, part) for n, part in enumerate(parts) if len(part)]


def _none() -> NDArray[np.int64]:
    return np.empty(0, np.int64)
