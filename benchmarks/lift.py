"""How often the interval of a lift covers the truth, with the tool's own function, beside a participant bootstrap.

Interviews are invented: each participant says two codes at rates of their own (beta, intra-class correlation as
given) on some 40 segments; where the first is on a segment, the second is there `times` as often. The truth is the
lift in very many such participants. Only pairs whose lift would be shown count.

    python benchmarks/lift.py [--runs 1000]
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qual.analysis.cooccurrence import Occurrences, pairs

if TYPE_CHECKING:
    import pandas as pd

SETTINGS = (
    (6, 0.25, 0.3, 1.5),
    (9, 0.15, 0.2, 1.0),
    (12, 0.15, 0.2, 2.0),
    (18, 0.1, 0.15, 1.5),
    (30, 0.1, 0.1, 3.0),
)
"""Participants, the two codes' rates, and how much oftener they go together."""
CORRELATION, SEGMENTS, RESAMPLES = 0.1, 40, 400
Flags = NDArray[np.bool_]


def study(
    rng: np.random.Generator, people: int, first: float, second: float, times: float
) -> tuple[Flags, NDArray[np.int64]]:
    """Segments x two codes, and whose each segment is."""
    spread = (1 - CORRELATION) / CORRELATION
    rates = [rng.beta(rate * spread, (1 - rate) * spread, people) for rate in (first, second)]
    person = np.repeat(np.arange(people), rng.poisson(SEGMENTS, people) + 3)
    a = rng.random(len(person)) < rates[0][person]
    chance = np.where(a, np.minimum(times * rates[1][person], 0.95), rates[1][person])
    return np.column_stack([a, rng.random(len(person)) < chance]), person


def measured(flags: Flags, person: NDArray[np.int64], people: int) -> pd.Series | None:
    """The tool's row of the pair, None where it shows no lift."""
    rows = np.arange(len(person))
    table = pairs(Occurrences(("a", "b"), flags, rows, person, people, person))
    return table.iloc[0] if len(table) and table["shown"].iloc[0] else None


def bootstrap(
    rng: np.random.Generator, flags: Flags, person: NDArray[np.int64], people: int
) -> tuple[float, float]:
    """The percentile interval over participants drawn with replacement."""
    parts = np.column_stack([np.ones(len(person)), flags, flags.all(axis=1)])
    sums = np.array([np.bincount(person, weights=column, minlength=people) for column in parts.T])
    drawn = rng.multinomial(people, np.full(people, 1 / people), RESAMPLES)
    units, first, second, both = (drawn @ sums.T).T
    fine = (first > 0) & (second > 0)
    low, high = np.percentile(both[fine] * units[fine] / (first[fine] * second[fine]), (2.5, 97.5))
    return float(low), float(high)


def main() -> None:
    """Print the table of docs/patterns.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    rng = np.random.default_rng(20260101)
    print(f"{'participants':>12} {'lift':>6} {'shown':>6} {'tool covers':>12} {'bootstrap covers':>17}")
    for people, first, second, times in SETTINGS:
        flags, _ = study(rng, 20_000, first, second, times)
        truth = flags.all(axis=1).mean() / (flags[:, 0].mean() * flags[:, 1].mean())
        shown = ours = theirs = 0
        for _ in range(runs):
            flags, person = study(rng, people, first, second, times)
            row = measured(flags, person, people)
            if row is None:
                continue
            shown += 1
            ours += row["lift_low"] <= truth <= row["lift_high"]
            low, high = bootstrap(rng, flags, person, people)
            theirs += low <= truth <= high
        print(f"{people:>12} {truth:>6.2f} {shown:>6} {ours / shown:>12.3f} {theirs / shown:>17.3f}")


if __name__ == "__main__":
    main()
