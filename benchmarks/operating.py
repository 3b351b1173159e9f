"""`python -m benchmarks.operating [--runs 1500] [--fits 300]`: error rates and coverage of what the tool computes.

Simulated interviews: each participant's chance of saying a code is drawn from a beta distribution (mean p,
intraclass correlation ICC) and their segments with it from a binomial, so that segments of one person are alike.
The tables of the design (`PUBLISHED`) are made anew with the functions that the tool itself uses, and printed
beside them. The design names neither the segments of an interview nor whose are longer: here 40, and the
smaller role's.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from qual.analysis.compare import fisher, welch
from qual.analysis.dyads import sign_flips
from qual.analysis.estimation import Stratum, difference_estimate
from qual.analysis.gee import odds
from qual.analysis.permutation import permute

LEVEL = 0.05
SEGMENTS = 40
"""Segments of one interview, where nothing else is said."""
CHI, GEE, PERMUTATION, WELCH, FISHER = (
    "chi-square, pooled",
    "GEE, bias-reduced",
    "permutation",
    "Welch t",
    "Fisher, n/N",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A study to simulate: participants, chance and segments of both roles, how alike a person's segments are."""

    name: str
    people: tuple[int, int]
    chance: tuple[float, float]
    segments: tuple[int, int] = (SEGMENTS, SEGMENTS)
    icc: float = 0.10


LONGER = (SEGMENTS, round(1.75 * SEGMENTS))
NULL = (
    Scenario("A", (20, 10), (0.10, 0.10)),
    Scenario("B", (20, 10), (0.10, 0.10), LONGER),
    Scenario("C", (12, 6), (0.10, 0.10)),
    Scenario("D", (20, 10), (0.03, 0.03)),
    Scenario("D2", (20, 10), (0.03, 0.03), LONGER),
    Scenario("E", (20, 10), (0.10, 0.10), icc=0.02),
)
POWER = (
    Scenario("F", (20, 10), (0.10, 0.20)),
    Scenario("G", (20, 10), (0.05, 0.15)),
    Scenario("H", (12, 6), (0.03, 0.10)),
)
LENGTH = Scenario("length", (20, 10), (0.02, 0.02), (SEGMENTS, 3 * SEGMENTS), icc=0.02)
"""Equal chances, one role's interviews three times as long; the ICC is not published, .02 comes near."""

_ALL = ("A", "B", "C", "D", "D2", "E", "F", "G", "H")


def _known(*values: float) -> dict[str, float]:
    """Published figures by scenario, in the order of the design's table."""
    return dict(zip(_ALL, values, strict=False))


PUBLISHED: dict[str, dict[str, float]] = {
    CHI: _known(0.400, 0.464, 0.399, 0.417, 0.475, 0.153),
    GEE: _known(0.054, 0.058, 0.053, 0.061, 0.071, 0.047, 0.50, 0.69, 0.36),
    PERMUTATION: _known(0.046, 0.043, 0.043, 0.047, 0.051, 0.050, 0.54, 0.75, 0.47),
    WELCH: _known(0.058, 0.055, 0.054, 0.059, 0.049, 0.045, 0.43, 0.59, 0.17),
    FISHER: _known(0.019, 0.018, 0.015, 0.035, 0.049, 0.011, 0.03, 0.46, 0.29) | {"length": 0.189},
}
COVERAGE = {"A": "0.947-0.953", "B": "0.947-0.953", "C": "0.947-0.953", "D": "0.947-0.953", "H": "0.915"}

_COMMON = 0.10
"""Share of the segments with the code, where audits are simulated."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Runs:
    """Simulated counts, participants x runs, of both roles."""

    scenario: Scenario
    first: Counts
    second: Counts

    @property
    def shares(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The participants' shares, of both roles."""
        return self.first / self.scenario.segments[0], self.second / self.scenario.segments[1]


def simulate(scenario: Scenario, runs: int, random: np.random.Generator) -> Runs:
    """Beta-binomial counts of both roles."""

    def side(place: int) -> Counts:
        p, spread = scenario.chance[place], (1 - scenario.icc) / scenario.icc
        own = random.beta(p * spread, (1 - p) * spread, (scenario.people[place], runs))
        return random.binomial(scenario.segments[place], own)

    return Runs(scenario, side(0), side(1))


def rejections(made: Runs, *, fits: int) -> dict[str, float]:
    """Share of the runs in which each test finds a difference at the 5 % level; nan where it is refused."""
    first, second = made.shares
    # A run stands where a code does in the tool: all of them with the same permutations.
    p = permute(first, second, seed=1).p
    return {
        CHI: float(np.mean(_chi_square(made) <= LEVEL)),
        GEE: _model(made, p, fits),
        PERMUTATION: float(np.mean(p <= LEVEL)),
        WELCH: float(np.mean([not low <= 0 <= high for low, high in _intervals(made) if not isnan(low)])),
        FISHER: float(np.mean([_mentions(made, run) <= LEVEL for run in range(first.shape[1])])),
    }


def coverage(made: Runs) -> float:
    """Share of the runs whose Welch interval holds the true difference; those without an interval are left out."""
    true = made.scenario.chance[0] - made.scenario.chance[1]
    return float(np.mean([low <= true <= high for low, high in _intervals(made) if not isnan(low)]))


def together(random: np.random.Generator, runs: int, codes: int = 20) -> tuple[float, float, float]:
    """Twenty codes that go together, none of which differs: any false alarm not adjusted, by Holm and by max-T."""
    from qual.analysis.adjust import holm

    alarms = np.zeros(3)
    for _ in range(runs):
        talk = random.beta(2, 6, (18, 1))  # how much a person speaks of anything; 12 and 6 people: all divisions
        shares = random.binomial(SEGMENTS, np.clip(talk * random.uniform(0.2, 0.8, codes), 0, 1)) / SEGMENTS
        found = permute(shares[:12], shares[12:], seed=0)
        alarms += [found.p.min() <= LEVEL, holm(found.p).min() <= LEVEL, found.p_max.min() <= LEVEL]
    return tuple(float(one) for one in alarms / runs)  # type: ignore[return-value]


def pairs(random: np.random.Generator, runs: int, many: int = 12) -> tuple[float, float]:
    """Pairs who are alike, without a difference: false alarms of permuting within the pair, and across all."""
    like = random.beta(0.9, 8.1, (many, runs))
    first, second = (random.binomial(SEGMENTS, like) / SEGMENTS for _ in range(2))
    within = sign_flips(first - second, seed=1).p
    across = permute(first, second, seed=1).p
    return float(np.mean(within <= LEVEL)), float(np.mean(across <= LEVEL))


def audits(random: np.random.Generator, runs: int, *, apart: float = 1.5) -> dict[str, tuple[float, float, float]]:
    """800 patient and 400 clinician segments, one in ten with the code; 200 of each audited (methods, section 7).

    The learner's scores are normal, `apart` higher where the code is; where it is not, clinicians score .35 higher.

    Returns:
        For each way to tell the difference of the roles: bias, root mean square error (points), coverage.
    """
    off: dict[str, list[float]] = {"suggestions": [], "queue": [], "audit": [], "estimator": []}
    held: dict[str, list[bool]] = {"audit": [], "estimator": []}
    for _ in range(runs):
        roles = [_role(random, size, shift, apart) for size, shift in ((800, 0.0), (400, 0.35))]
        true = roles[1][0].mean() - roles[0][0].mean()
        flagged = [float((p >= np.quantile(roles[0][1], 0.9)).mean()) for _, p in roles]
        queue = [float(y[np.argsort(-p)[:100]].sum()) / len(y) for y, p in roles]
        off["suggestions"].append(flagged[1] - flagged[0] - true)
        off["queue"].append(queue[1] - queue[0] - true)
        drawn = [random.choice(len(y), 200, replace=False) for y, _ in roles]
        for way in ("audit", "estimator"):
            both = [
                difference_estimate(
                    [
                        Stratum(len(y), y[at], p[at], float(p.mean()))
                        if way == "estimator"
                        else Stratum(len(y), y[at])
                    ]
                )
                for (y, p), at in zip(roles, drawn, strict=True)
            ]
            error = both[1][0] - both[0][0] - true
            off[way].append(error)
            held[way].append(abs(error) <= 1.959964 * sqrt(both[0][1] ** 2 + both[1][1] ** 2))
    return {
        way: (
            100 * float(np.mean(errors)),
            100 * sqrt(float(np.mean(np.square(errors)))),
            float(np.mean(held[way])) if way in held else nan,
        )
        for way, errors in off.items()
    }


def _role(
    random: np.random.Generator, size: int, shift: float, apart: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Which segments have the code, and how likely the learner thinks so (right for a role without the shift)."""
    y = (random.random(size) < _COMMON).astype(float)
    score = random.normal(np.where(y == 1, apart, shift), 1)
    odds_of = _COMMON / (1 - _COMMON) * np.exp(apart * score - apart**2 / 2)
    return y, odds_of / (1 + odds_of)


def _intervals(made: Runs) -> list[tuple[float, float]]:
    first, second = made.shares
    found = [welch(a.tolist(), b.tolist()) for a, b in zip(first.T, second.T, strict=True)]
    return [(one.ci_low, one.ci_high) for one in found]


def _model(made: Runs, p: NDArray[np.float64], fits: int) -> float:
    """As the tool: where the model cannot be fitted, the permutation's p; refused where a role is too small."""
    sizes = made.scenario.people
    totals = np.repeat(made.scenario.segments, sizes)
    first = np.arange(sum(sizes)) < sizes[0]
    hits = []
    for run in range(min(fits, len(p))):
        found = odds(np.concatenate([made.first[:, run], made.second[:, run]]), totals, first)
        if "fewer than ten" in found.note:
            return nan
        hits.append((float(p[run]) if isnan(found.p) else found.p) <= LEVEL)
    return float(np.mean(hits)) if hits else nan


def _mentions(made: Runs, run: int) -> float:
    n1, n2 = made.scenario.people
    return fisher(int((made.first[:, run] > 0).sum()), n1, int((made.second[:, run] > 0).sum()), n2)


def _chi_square(made: Runs) -> NDArray[np.float64]:
    """What others do and the tool never does: a chi-square on all segments as if they were independent."""
    from scipy import stats

    n1, n2 = (size * each for size, each in zip(made.scenario.people, made.scenario.segments, strict=True))
    k1, k2 = made.first.sum(axis=0), made.second.sum(axis=0)
    pooled = (k1 + k2) / (n1 + n2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / n1 + 1 / n2), 1e-300))
    return np.asarray(2 * stats.norm.sf(np.abs(k1 / n1 - k2 / n2) / spread))


def _line(name: str, measured: float, published: object) -> str:
    number = "refused" if isnan(measured) else f"{measured:.3f}"
    return f"| {name} | {number} | {published} |"


def report(runs: int, fits: int, seed: int) -> Sequence[str]:
    """The tables in Markdown: measured beside published."""
    random = np.random.default_rng(seed)
    lines = ["| test, scenario | measured | published |", "|---|---|---|"]
    for scenario in (*NULL, *POWER, LENGTH):
        made = simulate(scenario, runs, random)
        found = rejections(made, fits=0 if scenario is LENGTH else fits)
        for test, known in PUBLISHED.items():
            if scenario.name in known and (fits or test != GEE):
                lines.append(_line(f"{test}, {scenario.name}", found[test], known[scenario.name]))
        if scenario.name in COVERAGE:
            lines.append(_line(f"coverage of Welch t, {scenario.name}", coverage(made), COVERAGE[scenario.name]))
    plain, holm, most = together(random, max(runs // 5, 1))
    lines.append(_line("20 codes that go together, any false alarm, not adjusted", plain, "-"))
    lines += [_line("the same, Holm", holm, "at most 0.05"), _line("the same, max-T", most, "at most 0.05")]
    within, across = pairs(random, runs)
    lines.append(_line("12 matched pairs without a difference, permuted within the pair", within, "at most 0.05"))
    lines.append(_line("the same, as if they were no pairs", across, "-"))
    told = {
        "suggestions": "+4.3 / 4.8 / -",
        "queue": "+1.0 / 1.6 / -",
        "audit": "+0.06 / 2.3 / .957",
        "estimator": "+0.05 / 2.1 / .945-.953",
    }
    lines += [
        "",
        "| difference of the roles: bias, RMSE (points), coverage | measured | published |",
        "|---|---|---|",
    ]
    for way, (bias, error, held) in audits(random, runs).items():
        lines.append(
            f"| {way} | {bias:+.2f} / {error:.1f} / {'-' if isnan(held) else f'{held:.3f}'} | {told[way]} |"
        )
    return lines


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1500, help="simulated studies of each scenario")
    parser.add_argument("--fits", type=int, default=300, help="of these, how many the model is fitted to")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print("\n".join(report(given.runs, given.fits, given.seed)))


if __name__ == "__main__":
    main()
