"""The largest change in a row of units at an unknown place, and its chance by putting the units in other orders.

What the units are, and why, is told in `qual.analysis.drift`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from math import ceil, comb, exp, factorial, log, prod

import numpy as np
from numpy.typing import NDArray

from qual.analysis.permutation import MOST_EXACT

ICC = 0.10
"""How alike judgements within one transcript are taken to be (intraclass correlation) for their weight."""
MIXED = 2.0
"""Visits per transcript above which the transcripts were judged mixed, not one after the other."""
EDGE = 0.1
"""Share of the units, and `LEAST_SIDE` at least, that stand before the first and after the last moment looked
at."""
LEAST_SIDE = 2
ENOUGH = 50
"""Orders with as large a change after which no more are drawn (Besag & Clifford 1991, Biometrika 78:301-304)."""
MOST_AXES = 32
"""Vectors are compared along these many axes, those along which the units differ most."""
_MOST_NUMBERS = 4_000_000
_BATCH = 500
_ROUNDING = 1e-9

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What changes places, in order of time: k transcripts, or k visits to transcripts.

    Attributes:
        names: the transcript of each, k of them.
        group: the group of each, 0, 1, 2 …; only units of one group change places, shape (k,).
        weight: how many independent judgements each is worth, shape (k,).
        residual: weight times (mean of the unit - mean of its group), shape (k, r).
        of: the unit of each judgement, shape (n,).
        mixed: True where they are visits.
    """

    names: tuple[str, ...]
    group: Places
    weight: Floats
    residual: Floats
    of: Places
    mixed: bool

    def orders(self, random: np.random.Generator, number: int) -> Places:
        """So many random orders, shape (number, k): which unit stands at each place."""
        drawn = (2.0 * self.group + random.random((number, len(self.group)))).argsort(axis=1)
        found = np.empty_like(drawn)
        found[:, np.argsort(self.group, kind="stable")] = drawn
        return found

    def every_order(self) -> Iterator[tuple[int, ...]]:
        """Every order there is."""
        members = [np.flatnonzero(self.group == own).tolist() for own in range(int(self.group.max()) + 1)]
        for choice in product(*(permutations(own) for own in members)):
            found = [0] * len(self.group)
            for places, units in zip(members, choice, strict=True):
                for place, unit in zip(places, units, strict=True):
                    found[place] = unit
            yield tuple(found)

    @property
    def number_of_orders(self) -> int:
        """How many orders there are."""
        return prod(factorial(int(size)) for size in np.bincount(self.group))

    @property
    def splits(self) -> range:
        """How many units stand before each moment that is looked at; empty where there are too few."""
        edge = max(LEAST_SIDE, ceil(EDGE * len(self.names)))
        return range(edge, len(self.names) - edge + 1)


def weight_of(n: Floats) -> Floats:
    """How many independent judgements n in one transcript are worth: n / (1 + (n - 1) ICC) (Kish 1965)."""
    return np.asarray(n / (1 + (n - 1) * ICC))


def units_of(values: Floats, transcripts: Sequence[str], strata: Sequence[str] = ()) -> Units:
    """The units of judgements in order of time.

    Transcripts, placed by the median place of their judgements, where the coder visited each `MIXED` times at most
    on average; else visits, runs of judgements in one transcript. A unit's group is the stratum of most of its
    judgements (the first of these in the alphabet), of visits together with the transcript.

    Args:
        values: shape (n, d), n > 0.
        transcripts: n of them.
        strata: n of them, or ().
    """
    names = np.asarray(transcripts, dtype=object)
    layers = np.unique(np.asarray(strata or [""] * len(names), dtype=str), return_inverse=True)[1]
    counts = np.maximum(np.bincount(layers), 1)
    means = np.zeros((len(counts), values.shape[1]))
    np.add.at(means, layers, values)
    centred = values - (means / counts[:, None])[layers]
    visit = np.concatenate([[0], np.cumsum(names[1:] != names[:-1])]).astype(np.int64)
    mixed = bool(visit[-1] + 1 > MIXED * len(set(transcripts)))
    of = visit if mixed else _in_order(transcripts)
    k = int(of.max()) + 1
    size = np.bincount(of, minlength=k).astype(np.float64)
    first = np.unique(of, return_index=True)[1]
    mainly = _main(of, layers, k)
    labels = [(str(names[at]) if mixed else "", int(layer)) for at, layer in zip(first, mainly, strict=True)]
    number = {label: at for at, label in enumerate(sorted(set(labels)))}
    group = np.array([number[label] for label in labels], dtype=np.int64)
    sums = np.zeros((k, values.shape[1]))
    np.add.at(sums, of, centred)
    weight = weight_of(size)
    residual = _main_axes(_less_the_mean(sums / size[:, None], weight, group))
    return Units(tuple(str(names[at]) for at in first), group, weight, residual, of, mixed)


def least_chance(units: Units) -> float:
    """The smallest p these units can give; 1 where no moment can be looked at.

    However clear a change after j of k units is, every order with the same units before it shows it as well: j! (k
    - j)! of k! orders, the product of that over groups. In one group those in reverse show it, too.
    """
    sizes = np.bincount(units.group)
    logs = []
    before = np.zeros(len(sizes), dtype=np.int64)
    for place, own in enumerate(units.group.tolist()):
        if place in units.splits:
            logs.append(sum(log(comb(int(k), int(j))) for k, j in zip(sizes, before, strict=True)))
        before[own] += 1
    if not logs:
        return 1.0
    return min(1.0, (2 if len(sizes) == 1 else 1) * exp(-max(logs)))


def largest(units: Units) -> tuple[int, float]:
    """After how many units the largest change is, the first of equals, and the change."""
    order = np.arange(len(units.names))[None]
    changes = _changes(units, order)[0]
    at = int(np.flatnonzero(changes >= changes.max() - _ROUNDING)[0])
    return units.splits[at], float(changes[at])


def chance(units: Units, statistic: float, *, draws: int, seed: int) -> float:
    """The share of orders whose largest change is at least as large.

    All orders where there are fewer than `MOST_EXACT`; else random ones, p = (1 + as large) / (1 + draws), or the
    share of those drawn until `ENOUGH` were as large.
    """
    border = statistic - _ROUNDING * max(1.0, statistic)
    if units.number_of_orders < MOST_EXACT:
        orders = np.array(list(units.every_order()), dtype=np.int64)
        return float((_changes(units, orders).max(axis=1) >= border).mean())
    random = np.random.default_rng(seed)
    batch = max(1, min(_BATCH, _MOST_NUMBERS // units.residual.size))
    made = as_large = 0
    while made < draws:
        number = min(batch, draws - made)
        reached = np.cumsum(_changes(units, units.orders(random, number)).max(axis=1) >= border) + as_large
        if reached[-1] >= ENOUGH:
            return ENOUGH / (made + int(np.searchsorted(reached, ENOUGH)) + 1)
        made, as_large = made + number, int(reached[-1])
    return (1 + as_large) / (1 + made)


def _changes(units: Units, orders: Places) -> Floats:
    """The standardised change at each moment of each order, shape (orders, splits).

    With R the sum of residuals and W that of weights before the moment, and A all weights: |R| / √(W (A - W) / A),
    which is the difference of the two weighted means times √(W (A - W) / A).
    """
    places = slice(units.splits.start - 1, units.splits.stop - 1)
    run = np.cumsum(units.residual[orders], axis=1)[:, places]
    weight = np.cumsum(units.weight[orders], axis=1)[:, places]
    total = float(units.weight.sum())
    return np.asarray(np.linalg.norm(run, axis=2) / np.sqrt(weight * (total - weight) / total))


def _in_order(transcripts: Sequence[str]) -> Places:
    """The place of each judgement's transcript among all, by the median place of their judgements."""
    places: dict[str, list[int]] = {}
    for at, own in enumerate(transcripts):
        places.setdefault(own, []).append(at)
    ordered = sorted(places, key=lambda own: (float(np.median(places[own])), places[own][0]))
    number = {own: at for at, own in enumerate(ordered)}
    return np.array([number[own] for own in transcripts], dtype=np.int64)


def _main(of: Places, layers: Places, k: int) -> list[int]:
    """The stratum of most judgements of each unit."""
    counts = [Counter[int]() for _ in range(k)]
    for own, layer in zip(of.tolist(), layers.tolist(), strict=True):
        counts[own][layer] += 1
    return [min(count, key=lambda layer: (-count[layer], layer)) for count in counts]


def _less_the_mean(means: Floats, weight: Floats, group: Places) -> Floats:
    """Weight times what is left of each unit's mean without the weighted mean of its group."""
    weighted = np.zeros((int(group.max()) + 1, means.shape[1]))
    np.add.at(weighted, group, weight[:, None] * means)
    usual = weighted / np.bincount(group, weights=weight)[:, None]
    return np.asarray(weight[:, None] * (means - usual[group]))


def _main_axes(residual: Floats) -> Floats:
    """The same rows along fewer axes, which keeps every length where they have at most `MOST_AXES`."""
    if residual.shape[1] == 1:
        return residual
    left, size, _ = np.linalg.svd(residual, full_matrices=False)
    return np.asarray((left * size)[:, :MOST_AXES])
