"""How often drift is flagged where there is none, and found where there is some: `python -m benchmarks.drift`.

Simulated interviews: each has a share of its own around the common one (beta distribution, intraclass correlation
.10; centres: a direction of its own), so that segments of one interview are alike. Printed is the share of runs
with p <= .05 of one question; the standard error of a share of .05 is .007 in 1,000 runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.changepoint import chance, largest, units_of
from qual.analysis.drift import LEVEL, Series, drifts

if TYPE_CHECKING:
    from numpy.typing import NDArray

ICC = 0.10
DRAWS = 999
DIMENSIONS = 50
SIZES = (8, 12, 20, 30)
SEGMENTS = 20


def shares(random: np.random.Generator, means: NDArray[np.float64], icc: float = ICC) -> NDArray[np.float64]:
    """One interview's own share around each mean, with this intraclass correlation."""
    if not icc:
        return means
    both = (1 - icc) / icc
    return random.beta(means * both, (1 - means) * both)


def prevalence(
    random: np.random.Generator, k: int, before: float, later: float, *, mixed: bool = False, icc: float = ICC
) -> Series:
    """So many interviews of about 20 segments; from the middle interview (mixed: judgement) on another share."""
    sizes = random.integers(SEGMENTS // 2, SEGMENTS * 3 // 2 + 1, size=k)
    names = np.repeat([f"P{n:02d}" for n in range(k)], sizes)
    if not mixed:
        own = shares(random, np.where(np.arange(k) >= k // 2, later, before), icc)
        return Series(
            "c", "a", "prevalence", (random.random(len(names)) < np.repeat(own, sizes)).astype(float), list(names)
        )
    own = np.repeat(shares(random, np.full(k, before), icc), sizes)
    order = random.permutation(len(names))
    own = own[order] + np.where(np.arange(len(names)) >= len(names) // 2, later - before, 0.0)
    return Series("c", "a", "prevalence", (random.random(len(names)) < own).astype(float), list(names[order]))


def roles(random: np.random.Generator, k: int, *, told: bool) -> Series:
    """First patients (share .10), then clinicians (.30); the coder judges all in the same way."""
    one = prevalence(random, k, 0.1, 0.3)
    first = set(sorted(set(one.transcripts))[: k // 2])
    return replace(one, strata=["p" if name in first else "c" for name in one.transcripts]) if told else one


def centres(random: np.random.Generator, k: int, shift: float) -> Series:
    """6 passages of each interview: a common direction, the interview's own, the passage's own; then a shift."""
    rows, names = [], []
    common, moved = random.standard_normal((2, DIMENSIONS)) / np.sqrt(DIMENSIONS)
    for n in range(k):
        own = 0.5 * random.standard_normal(DIMENSIONS) / np.sqrt(DIMENSIONS)
        for _ in range(6):
            row = common + own + random.standard_normal(DIMENSIONS) / np.sqrt(DIMENSIONS)
            rows.append(row + shift * moved if n >= k // 2 else row)
            names.append(f"P{n:02d}")
    values = np.array(rows)
    return Series("c", "a", "centre", values / np.linalg.norm(values, axis=1, keepdims=True), names)


def flagged(make: Callable[[np.random.Generator], Series], runs: int) -> str:
    """The share of runs with p <= .05, of those that were tested, and how many were not."""
    found = [drifts([make(np.random.default_rng(run))], draws=DRAWS)[0] for run in range(runs)]
    tested = [one.p for one in found if one.p is not None]
    share = sum(p <= LEVEL for p in tested) / max(1, len(tested))
    return f"{share:.3f}" + (f" ({runs - len(tested)} not tested)" if len(tested) < runs else "")


def of_segments(make: Callable[[np.random.Generator], Series], runs: int) -> str:
    """The same where segments change places one by one: what must not be done."""
    found = 0
    for run in range(runs):
        one = make(np.random.default_rng(run))
        alone = units_of(one.values[:, None], [str(n) for n in range(len(one.values))])
        found += chance(alone, largest(alone)[1], draws=DRAWS, seed=0) <= LEVEL
    return f"{found / runs:.3f}"


def one_size(k: int, runs: int) -> None:
    """Print everything for k interviews."""
    none = "0.1 to 0.1, segments change places one by one"
    print(f"{k} interviews, one after another")
    for before, later in ((0.1, 0.1), (0.3, 0.3), (0.1, 0.2), (0.1, 0.3), (0.3, 0.5), (0.3, 0.6)):
        print(
            f"  {before:.1f} to {later:.1f}   {flagged(partial(prevalence, k=k, before=before, later=later), runs)}"
        )
    print(f"  {none}   {of_segments(partial(prevalence, k=k, before=0.1, later=0.1), runs // 4)}")
    for told in (False, True):
        print(f"  roles .1 then .3, told {told}   {flagged(partial(roles, k=k, told=told), runs)}")
    for shift in (0.0, 0.2, 0.3, 0.6):
        print(f"  centre moves by {shift}   {flagged(partial(centres, k=k, shift=shift), runs)}")
    print(f"{k} interviews, judged mixed")
    for before, later in ((0.1, 0.1), (0.3, 0.3), (0.1, 0.2), (0.3, 0.5)):
        make = partial(prevalence, k=k, before=before, later=later, mixed=True)
        print(f"  {before:.1f} to {later:.1f}   {flagged(make, runs)}", flush=True)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--interviews", type=int, nargs="*", default=SIZES)
    asked = parser.parse_args()
    for k in asked.interviews:
        one_size(k, asked.runs)


if __name__ == "__main__":
    main()
