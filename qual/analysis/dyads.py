"""Matched pairs: does the first of a pair speak more of something than the second?

A patient and the clinician who treats them are not two independent people. So each pair's own difference is the
datum, and the role is permuted within the pairs alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.families import columns, families
from qual.analysis.frame import PAIRS, tidy
from qual.analysis.permutation import DRAWS, MOST_EXACT, Permuted, extreme_counts, judged
from qual.analysis.sides import FEWEST, Side, Sides, sides, within_shares
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Shares = NDArray[np.float64]

_CHUNK = 1_000
_ROUNDING = 1e-12
"""Differences of shares that are equal can differ by this; that is no variation."""


@dataclass(frozen=True, slots=True)
class Dyads:
    """The table, who stands with whom, and who stands alone.

    Attributes:
        rows: columns of `frame.PAIRS`; a refusal stands in `note`, its numbers are missing.
        pairs: participant of the first group, participant of the second.
        alone: participants of either group without exactly one partner; they are in no number.
        notes: sentences to print beside the table.
    """

    rows: pd.DataFrame
    pairs: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]
    notes: tuple[str, ...]


def pairing(
    first: Sequence[str], second: Sequence[str], pair_of: Mapping[str, str]
) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """Places in `first` and `second` of those who are a pair, and who is left over.

    A pair is one participant of each group with the same value; where a value stands on two of a group, nobody can
    say who belongs to whom, and all with it are left over, as are those without a value and those in both groups.
    """
    held: dict[str, tuple[list[int], list[int]]] = {}
    for side, names in enumerate((first, second)):
        for place, name in enumerate(names):
            if value := pair_of.get(name, "").strip():
                held.setdefault(value, ([], []))[side].append(place)
    pairs = [
        (ours[0], theirs[0])
        for ours, theirs in held.values()
        if len(ours) == len(theirs) == 1 and first[ours[0]] != second[theirs[0]]
    ]
    taken = ({ours for ours, _ in pairs}, {theirs for _, theirs in pairs})
    alone = [
        name
        for side, names in enumerate((first, second))
        for place, name in enumerate(names)
        if place not in taken[side]
    ]
    return pairs, tuple(alone)


def sign_flips(apart: Shares, *, seed: int) -> Permuted:
    """Each code alone, and all together, with the signs of the pairs' differences flipped.

    Under the hypothesis that the role makes no difference within a pair, either member's share could as well be
    the other's. Exact where 2 to the number of pairs is below 20,000: p = flips with a mean at least as far
    from 0 / all. Else 9,999 random draws: p = (1 + at least as far) / (1 + 9,999). `p_max` as in
    `permutation.permute`, each code's mean divided by the root mean square of its differences, which no flip
    changes.

    Args:
        apart: pairs x codes, first minus second.
        seed: for the draws; without effect where all flips are tried.

    References:
        Fisher (1935), The Design of Experiments, section 21. Phipson & Smyth (2010), Stat Appl Genet Mol Biol 9:39.
    """
    many = len(apart)
    everyone = 2**many
    exact = everyone < MOST_EXACT

    def far(signs: Shares) -> Shares:
        return np.asarray(np.abs(signs @ apart) / many, float)

    found = extreme_counts(
        np.abs(apart.mean(axis=0)),
        spread=np.sqrt((apart**2).mean(axis=0)),
        drawn=map(far, _all(many) if exact else _draws(many, seed)),
    )
    return judged(found, everyone if exact else DRAWS, exact=exact)


def paired_t(apart: Sequence[float], *, level: float = 0.95) -> tuple[float, float, float]:
    """Mean of the pairs' differences with its t interval on n - 1 degrees of freedom.

    Without a pair all nan; with one, or without variation, the mean alone.

    References:
        Student (1908), Biometrika 6:1-25.
    """
    from scipy import stats

    values = np.asarray(apart, float)
    if not len(values):
        return nan, nan, nan
    middle = float(values.mean())
    if len(values) < FEWEST or not np.ptp(values) > _ROUNDING:
        return middle, nan, nan
    half = float(stats.t.ppf((1 + level) / 2, len(values) - 1)) * float(values.std(ddof=1)) / len(values) ** 0.5
    return middle, middle - half, middle + half


def dyads(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    groups: tuple[str, str],
    pair_of: Mapping[str, str],
    by: str = "role",
    test: bool = False,
    declared: Collection[str] = (),
    themes: Collection[str] | None = None,
    only: Collection[str] | None = None,
    seed: int = 0,
) -> Dyads:
    """Mean over the pairs of the first's share minus the second's, for every code and then every theme.

    The interval is cut at -1 and 1, since no two shares are further apart.

    Refused, with the reason in `note`: fewer than two pairs, a code nobody of a pair uses (no interval, no test),
    no variation of the differences (no interval). Families and adjusting as in `compare.differences`.

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings.
        codebook: gives codes and themes and their order.
        groups: the two groups.
        pair_of: participant -> what both members of a pair have in common.
        by: the column of `segments` that holds the groups.
        test: whether to compute p.
        declared: ids of codes and themes whose test was fixed before anybody could look.
        themes: the themes to compare whole; all of them unless given.
        only: ids of the codes and themes to look at; all of them unless given.
        seed: for the draws, where there are too many flips to try all.
    """
    everybody = sides(segments, codings, codebook, groups=groups, by=by, themes=themes, only=only)
    pairs, alone = pairing(everybody.first.people, everybody.second.people, pair_of)
    found = Sides(
        everybody.labels,
        everybody.first.only([ours for ours, _ in pairs]),
        everybody.second.only([theirs for _, theirs in pairs]),
        (),
    )
    apart = found.first.shares - found.second.shares
    enough = len(pairs) >= FEWEST
    those = families(found.labels, found.used & (test and enough), declared)

    def run(places: NDArray[np.int64]) -> Permuted:
        return sign_flips(apart[:, places], seed=seed)

    tests = columns(those, len(found.labels), run)
    rows: list[dict[str, object]] = []
    for place, label in enumerate(found.labels):
        row = {"theme": label.theme, "code": label.code, "pairs": len(pairs), **_row(apart[:, place], found, place)}
        rows.append(row | {name: values[place] for name, values in tests.items()})
    names = tuple(zip(found.first.people, found.second.people, strict=True))
    said = [_counted(found.first, found.second, len(alone))]
    if those:
        tried = run(np.array(those[0].columns[:1]))
        how = f"all {tried.tried:,} ways" if tried.exact else f"{tried.tried:,} ways drawn at random"
        said.append(f"p: the role permuted within the pairs, {how}. {' '.join(one.words for one in those)}")
    return Dyads(tidy(rows, PAIRS), names, alone, tuple(said))


def _row(apart: Shares, found: Sides, place: int) -> dict[str, object]:
    """The numbers of one code, and why something is missing."""
    middle, *ends = paired_t(apart.tolist())
    low, high = within_shares(*ends)
    note = ""
    if len(apart) < FEWEST:
        note = f"fewer than two pairs ({len(apart)}); no interval, no test"
    elif not found.used[place]:
        note, low, high = "used by nobody in a pair; no interval, no test", nan, nan
    elif np.isnan(low):
        note = "every pair differs alike; no interval"
    return {"difference": middle, "ci_low": low, "ci_high": high, "note": note}


def _counted(first: Side, second: Side, alone: int) -> str:
    many = len(first.people)
    left = f"; {alone} without exactly one partner are left out" if alone else ""
    return (
        f"Pairs: {many} of one {first.name} and one {second.name}{left}. "
        f"Difference within each pair, {first.name} minus {second.name}; interval: 95 %, t over pairs."
    )


def _all(many: int) -> Iterator[Shares]:
    """Every way to flip the signs of so many pairs, in chunks."""
    for start in range(0, 2**many, _CHUNK):
        codes = np.arange(start, min(start + _CHUNK, 2**many))[:, None]
        yield np.where((codes >> np.arange(many)) & 1, -1.0, 1.0)


def _draws(many: int, seed: int) -> Iterator[Shares]:
    """9,999 ways drawn at random, in chunks."""
    random = np.random.default_rng(seed)
    for done in range(0, DRAWS, _CHUNK):
        yield np.where(random.integers(0, 2, (min(_CHUNK, DRAWS - done), many)), -1.0, 1.0)
