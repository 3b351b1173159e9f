"""The largest change in a row: a published series, every order tried by loops, and what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import comb, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis import changepoint
from qual.analysis.changepoint import ICC, chance, largest, least_chance, units_of, weight_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Unit = tuple[float, list[float]]
"""A unit as the twin sees it: how much it weighs, and the mean of its values without its group's."""


def column(values: Sequence[float]) -> NDArray[np.float64]:
    return np.array(values, float)[:, None]


def naive_change(units: list[Unit], splits: range) -> float:
    """The largest difference of the weighted means before and after, by loops."""
    best = 0.0
    for split in splits:
        sides = []
        for side in (units[:split], units[split:]):
            weight = sum(w for w, _ in side)
            sides.append((weight, [sum(w * m[axis] for w, m in side) / weight for axis in range(len(units[0][1]))]))
        (first, one), (second, other) = sides
        distance = sqrt(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)))
        best = max(best, distance * sqrt(first * second / (first + second)))
    return best


def naive_chance(units: list[Unit], groups: list[int], splits: range) -> float:
    observed = naive_change(units, splits)
    orders = [
        order
        for order in permutations(range(len(units)))
        if all(groups[unit] == groups[place] for place, unit in enumerate(order))
    ]
    return sum(naive_change([units[at] for at in order], splits) >= observed - 1e-9 for order in orders) / len(
        orders
    )


def test_the_nile_changed_after_1898() -> None:
    # Cobb (1978), Biometrika 65:243-251: yearly flow at Aswan 1871-1970, mean 1097.75 before and 849.97 after 1898.
    from statsmodels.datasets import nile

    data = nile.load_pandas().data
    flow = data["volume"].to_numpy(float)
    units = units_of(flow[:, None], [str(year) for year in data["year"].astype(int)])
    split, statistic = largest(units)
    assert units.names[split - 1] == "1898"
    assert flow[:split].mean() == pytest.approx(1097.75)
    assert flow[split:].mean() == pytest.approx(849.972, abs=1e-3)
    assert statistic == pytest.approx((1097.75 - 849.9722) * sqrt(28 * 72 / 100), rel=1e-5)
    assert chance(units, statistic, draws=999, seed=0) == 1 / 1000


@settings(max_examples=25)
@given(st.data())
def test_the_chance_is_that_of_every_order(data: st.DataObject) -> None:
    k = data.draw(st.integers(4, 6))
    sizes = [data.draw(st.integers(1, 4)) for _ in range(k)]
    strata = [data.draw(st.sampled_from(["p", "c"])) for _ in range(k)]
    wide = data.draw(st.integers(1, 3))
    number = st.integers(0, 2).map(float)
    rows = [[data.draw(number) for _ in range(wide)] for size in sizes for _ in range(size)]
    names = [f"T{at}" for at, size in enumerate(sizes) for _ in range(size)]
    layers = [strata[at] for at, size in enumerate(sizes) for _ in range(size)]
    units = units_of(np.array(rows), names, layers)
    weight = [size / (1 + (size - 1) * ICC) for size in sizes]
    assert units.weight.tolist() == pytest.approx(weight)
    values = {
        at: [float(np.mean([row[axis] for row, name in zip(rows, names, strict=True) if name == f"T{at}"]))
             for axis in range(wide)] for at in range(k)
    }  # fmt: skip
    told: list[Unit] = []
    for at in range(k):
        same = [other for other in range(k) if strata[other] == strata[at]]
        total = sum(weight[other] for other in same)
        usual = [sum(weight[o] * values[o][axis] for o in same) / total for axis in range(wide)]
        told.append((weight[at], [values[at][axis] - usual[axis] for axis in range(wide)]))
    split, statistic = largest(units)
    assert statistic == pytest.approx(naive_change(told, units.splits), abs=1e-7)
    groups = [sorted(set(strata)).index(own) for own in strata]
    assert units.group.tolist() == groups
    p = chance(units, statistic, draws=1, seed=0)
    assert p == pytest.approx(naive_chance(told, groups, units.splits))
    assert p >= least_chance(units) / (2 if len(set(groups)) == 1 and 2 * split == k else 1) - 1e-12


def test_the_least_chance_is_reached_by_a_clear_change() -> None:
    values = [0.0] * 4 + [1.0] * 4
    units = units_of(column(values), [str(at) for at in range(8)])
    assert least_chance(units) == pytest.approx(2 / comb(8, 4))
    monkey = chance(units, largest(units)[1], draws=9_999, seed=1)  # 8! orders are too many to try
    assert monkey == pytest.approx(2 / 70, abs=0.008)
    six = units_of(column([0.0] * 3 + [1.0] * 3), list("abcdef"))
    assert chance(six, largest(six)[1], draws=1, seed=0) == 2 / comb(6, 3) == pytest.approx(least_chance(six))


def test_too_few_units_have_no_moment_to_look_at() -> None:
    units = units_of(column([0, 1, 0]), list("abc"))
    assert len(units.splits) == 0
    assert least_chance(units) == 1.0


def test_groups_limit_the_orders() -> None:
    units = units_of(column([0, 0, 1, 1, 0, 1]), list("abcdef"), list("ppppcc"))
    assert units.number_of_orders == 24 * 2 == len(set(units.every_order()))
    assert least_chance(units) == pytest.approx(1 / 6), (
        "two before and two after of four patients, clinicians fixed"
    )
    orders = units.orders(np.random.default_rng(0), 200)
    assert {tuple(order) for order in orders.tolist()} <= set(units.every_order())
    assert len({tuple(order) for order in orders.tolist()}) > 40


def test_a_stratum_s_own_level_is_no_change() -> None:
    units = units_of(column([0, 0, 0, 1, 1, 1]), list("abcdef"), list("pppccc"))
    assert np.abs(units.residual).max() == 0


def test_transcripts_stand_in_the_order_of_their_middles() -> None:
    units = units_of(column([1, 1, 0, 0, 1]), ["b", "a", "a", "c", "b"])
    assert units.names == ("a", "b", "c"), "b was begun first, but a has its middle first"
    assert units.of.tolist() == [1, 0, 0, 2, 1]
    assert not units.mixed


def test_transcripts_judged_mixed_are_compared_with_themselves() -> None:
    names = ["a", "b"] * 10
    units = units_of(column([1, 0] * 10), names)
    assert units.mixed
    assert len(units.names) == 20
    assert np.abs(units.residual).max() == 0, "that a has more than b is no change"
    later = units_of(column([0, 0] * 5 + [1, 0] * 5), names)
    assert largest(later)[0] in {9, 10}
    assert chance(later, largest(later)[1], draws=999, seed=0) < 0.02


def test_what_a_transcript_weighs() -> None:
    # Kish (1965): the design effect 1 + (m - 1) icc.
    assert weight_of(np.array([1.0, 11.0, 1e9])).tolist() == pytest.approx([1, 5.5, 10])


def test_drawing_stops_once_it_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    units = units_of(column([0, 1] * 8), [str(at) for at in range(16)])
    statistic = largest(units)[1]
    full = chance(units, statistic, draws=2_000, seed=3)
    assert full > 0.5
    monkeypatch.setattr(changepoint, "ENOUGH", 10**9)
    assert chance(units, statistic, draws=2_000, seed=3) == pytest.approx(full, abs=0.15)


def test_many_axes_become_the_main_ones() -> None:
    random = np.random.default_rng(0)
    values = random.standard_normal((60, 80))
    units = units_of(values, [str(at) for at in range(60)])
    assert units.residual.shape == (60, changepoint.MOST_AXES)
    few = units_of(values[:20], [str(at) for at in range(20)])
    centred = values[:20] - values[:20].mean(axis=0)
    assert np.linalg.norm(few.residual, axis=1) == pytest.approx(np.linalg.norm(centred, axis=1))
