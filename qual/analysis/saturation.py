"""When do interviews stop bringing codes that no earlier one brought? Code saturation, and how much order matters.

An interview is the set of codes that somebody gave to words of it. This is *code* saturation: it says nothing
about whether the meaning of the codes is understood, nor that there were enough interviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BASES, RUNS = (4, 5, 6), (2, 3)
"""The base sizes and run lengths that Guest, Namey and Chen tried out."""
THRESHOLD = 0.05
ORDERS = 1000
_CHUNK = 2_000_000
"""Cells that are laid out at once, so that large studies need little memory."""

Interviews = Sequence[AbstractSet[str]]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """What some interviews in a row brought.

    Attributes:
        first, last: their places, from 1.
        new: codes in them that no interview before the run had.
        share: `new` by the codes of the base.
    """

    first: int
    last: int
    new: int
    share: float


@dataclass(frozen=True, slots=True)
class Saturation:
    """The answer for interviews in one order.

    Attributes:
        base, run, threshold: as asked.
        interviews: how many there are.
        codes: different codes in all of them.
        base_codes: different codes in the first `base` interviews; None where there are fewer.
        found: different codes after 1, 2, … interviews.
        runs: what each run after the base brought; () where there is no result.
        reached_at: interviews before the first run at or below the threshold, None where it is not reached or
            there is no result.
        note: why there is no result, "" where there is one.
    """

    base: int
    run: int
    threshold: float
    interviews: int
    codes: int
    base_codes: int | None
    found: tuple[int, ...]
    runs: tuple[Run, ...]
    reached_at: int | None
    note: str

    @property
    def written(self) -> str:
        """As the authors write it: "7+2", seven interviews, confirmed by the next two; "" where not reached."""
        return "" if self.reached_at is None else f"{self.reached_at}+{self.run}"


@dataclass(frozen=True, slots=True)
class Band:
    """What other orders of the same interviews would have shown.

    Attributes:
        orders: how many were drawn.
        low, median, high: the 5th, 50th and 95th percentile of different codes after 1, 2, … interviews.
        reached: share of the orders that reach saturation; None where no order has a result.
        reached_low, reached_median, reached_high: those percentiles of `reached_at`, an order that does not reach
            it counting as later than all; None where the percentile is such an order.
    """

    orders: int
    low: tuple[int, ...]
    median: tuple[int, ...]
    high: tuple[int, ...]
    reached: float | None
    reached_low: int | None
    reached_median: int | None
    reached_high: int | None


def saturation(interviews: Interviews, *, base: int = 4, run: int = 2, threshold: float = THRESHOLD) -> Saturation:
    """Guest, Namey and Chen's index, for interviews in the order given.

    new(run) = |codes(run) minus codes(all interviews before the run)| / |codes(first `base` interviews)|. Runs
    slide by one interview and begin after the base. Saturation is reached at the first run whose share is at or
    below the threshold; it counts the interviews before that run. Fewer than base + run interviews, or a base
    without a code: no result, and why.

    Raises:
        ValueError: if base or run is not one of `BASES` and `RUNS`, or the threshold is not a share below 1.

    References:
        Guest, Namey & Chen (2020), PLoS ONE 15(5):e0232076.
    """
    _check(base, run, threshold)
    many = len(interviews)
    names, first = _firsts(interviews, np.arange(many)[None, :])
    found = _found(first, many)[0]
    base_codes = int(found[base]) if many >= base else None
    note = _refusal(many, base, run, base_codes)
    runs: tuple[Run, ...] = ()
    if base_codes and not note:
        new = found[base + run :] - found[base : many - run + 1]
        runs = tuple(
            Run(base + place + 1, base + place + run, int(one), int(one) / base_codes)
            for place, one in enumerate(new)
        )
    reached = next((one.first - 1 for one in runs if one.share <= threshold), None)
    return Saturation(
        base, run, threshold, many, len(names), base_codes, tuple(map(int, found[1:])), runs, reached, note
    )


def band(
    interviews: Interviews, *, base: int = 4, run: int = 2, threshold: float = THRESHOLD, orders: int = ORDERS,
    seed: int = 0,
) -> Band:  # fmt: skip
    """The same in many random orders: the interviews are as they are, only who came first is chance.

    Percentiles are values that occurred (the inverse of the empirical distribution function), so counts stay whole.
    At the last interview all orders agree: the band says how much the order matters among these interviews, not
    what others would have brought.

    Args:
        interviews: the codes of each.
        base: as in `saturation`.
        run: as in `saturation`.
        threshold: as in `saturation`.
        orders: how many random orders.
        seed: of the draws; the same seed gives the same band.
    """
    _check(base, run, threshold)
    many = len(interviews)
    laid = drawn(many, orders, seed)
    size = max(_CHUNK // max(sum(map(len, interviews)), 1), 1)
    parts = [_firsts(interviews, laid[at : at + size])[1] for at in range(0, orders, size)]
    found = _found(np.concatenate(parts), many)
    low, median, high = (
        tuple(map(int, np.percentile(found[:, 1:], q, axis=0, method="inverted_cdf"))) for q in (5, 50, 95)
    )
    if many < base + run or not found[:, base].any():
        return Band(orders, low, median, high, None, None, None, None)
    reached = _reached(found, base, run, threshold)
    share = float(np.isfinite(reached).mean())
    ends = (float(np.percentile(reached, q, method="inverted_cdf")) for q in (5, 50, 95))
    return Band(orders, low, median, high, share, *(int(end) if np.isfinite(end) else None for end in ends))


def drawn(many: int, orders: int, seed: int) -> Places:
    """Random orders of `many` interviews, one per row."""
    rng = np.random.default_rng(seed)
    return rng.permuted(np.tile(np.arange(many), (orders, 1)), axis=1)


def _check(base: int, run: int, threshold: float) -> None:
    if base not in BASES or run not in RUNS:
        raise ValueError(f"the base is one of {BASES} interviews and the run one of {RUNS}, not {base} and {run}")
    if not 0 <= threshold < 1:
        raise ValueError(f"the threshold is a share from 0 to below 1, not {threshold}")


def _refusal(many: int, base: int, run: int, base_codes: int | None) -> str:
    if many < base + run:
        some = f"{many} interview{'' if many == 1 else 's'}"
        return f"No result: {some}, and a base of {base} with a run of {run} needs {base + run}."
    return "" if base_codes else f"No result: the first {base} interviews have no code to compare with."


def _firsts(interviews: Interviews, orders: Places) -> tuple[list[str], Places]:
    """The codes, and for each order (row) and code the place (from 0) at which it is first met."""
    names = sorted(set().union(*interviews))
    if not names:
        return names, np.empty((len(orders), 0), np.int64)
    where = np.argsort(orders, axis=1)  # the place of each interview
    holders = [[place for place, codes in enumerate(interviews) if name in codes] for name in names]
    starts = np.cumsum([0, *map(len, holders[:-1])])
    return names, np.minimum.reduceat(where[:, np.concatenate(holders)], starts, axis=1)


def _found(first: Places, many: int) -> Places:
    """Orders x (interviews + 1): different codes after 0, 1, 2, … interviews."""
    height, width = first.shape
    cells = (np.arange(height)[:, None] * (many + 1) + first + 1).ravel() if width else np.empty(0, np.int64)
    return np.bincount(cells, minlength=height * (many + 1)).reshape(height, many + 1).cumsum(axis=1)


def _reached(found: Places, base: int, run: int, threshold: float) -> NDArray[np.float64]:
    """For each order the interviews before the first run at or below the threshold; infinite without one."""
    new = found[:, base + run :] - found[:, base : found.shape[1] - run]
    codes = found[:, base][:, None]
    quiet = (new / np.maximum(codes, 1) <= threshold) & (codes > 0)
    return np.where(quiet.any(axis=1), base + quiet.argmax(axis=1), np.inf)
