"""How common a code is in all of a group's passages, estimated from those drawn at random and read to the end.

What is counted where review is incomplete is a minimum, and which passages were reviewed may hang on what they say.
A random audit has neither fault. Passages drawn in several waves are strata: each wave is a simple random sample of
its own frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.proportions import wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 20
"""Audited passages below which no estimate is made."""
FEWEST_EACH = 5
"""Audited passages with the code, and without it, below which a learner's chances do not help."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """What one draw says of a code.

    Attributes:
        size: passages of the frame (N).
        found: of each audited passage whether it has the code, 0 or 1: shape (n,), in the order drawn.
        chance: of each audited passage how likely it was thought to have it, by a model that was not told of the
            audited passages: shape (n,); empty for no model.
        mean_chance: the mean of that over all N passages.
    """

    size: int
    found: NDArray[np.float64]
    chance: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    mean_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of passages with its 95 % interval; all nan where it is refused, with the reason in `note`."""

    share: float
    low: float
    high: float
    audited: int
    note: str = ""


def difference_estimate(strata: Sequence[Stratum]) -> tuple[float, float]:
    """The difference estimator and its standard error.

    In each stratum of n out of N passages theta = mean_all(p) + mean_audit(y - p), with the variance
    (1 - n/N) s² / n where s² is the variance of d = y - p (n - 1 below the line); strata weigh as their share of
    all passages. Without a model p is 0 and theta the mean of the audit. One passage alone has no variance: nan.

    Raises:
        ValueError: for a stratum in which nothing was audited.

    References:
        Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, ch. 6. Egami et al., arXiv 2306.04746.
    """
    total = sum(one.size for one in strata)
    theta = variance = 0.0
    for one in strata:
        n = len(one.found)
        if not n:
            raise ValueError("a stratum without audited passages says nothing")
        off = one.found - (one.chance if len(one.chance) else 0.0)
        weight = one.size / total
        theta += weight * (one.mean_chance + float(off.mean()))
        left = 1 - n / one.size
        if left > 0:
            variance += weight**2 * left * (float(off.var(ddof=1)) if n > 1 else nan) / n
    return theta, sqrt(variance)


def estimate(strata: Sequence[Stratum], *, known: tuple[int, int] = (0, 0)) -> Estimate:
    """The share of a group's passages that have the code, with its 95 % interval.

    - Without a model: the stratified mean of the audit, with Wilson's interval for the number of passages that the
      audit is worth, n* = 1 / sum(W² (1 - n/N) / n); of several strata theta (1 - theta) / variance where that is
      less. So none found of n is not "none for sure".
    - With a model: `difference_estimate` ± t, with n - (number of strata) degrees of freedom. With fewer than 5
      audited passages with the code, or without it, or a stratum of one, the chances are left aside and `note` says
      so: the spread of so few errors tells nothing.
    - Both are cut to what is known: never less than the passages found, nor more than those not read to the end
      without it.

    Refused, with the reason: no audit; fewer than 20 audited passages; a stratum none of which is audited.

    Args:
        strata: the draws, together all passages of the group.
        known: passages known to have the code, and passages known not to.

    References:
        Wilson (1927), J Am Stat Assoc 22:209-212. Korn & Graubard (1998), Surv Methodol 24:193-201, for n*.
    """
    audited = sum(len(one.found) for one in strata)
    if not strata:
        return _refused(0, "no passages were drawn at random")
    if audited < FEWEST:
        return _refused(audited, f"{audited} audited passages are decided, fewer than {FEWEST}")
    if any(not len(one.found) for one in strata):
        return _refused(audited, "of passages that came later none is audited yet")
    having = sum(float(one.found.sum()) for one in strata)
    note = ""
    if any(len(one.chance) for one in strata):
        if min(having, audited - having) >= FEWEST_EACH and min(len(one.found) for one in strata) > 1:
            return _cut(*_by_model(strata, audited), strata, known, audited)
        strata = [Stratum(one.size, one.found) for one in strata]
        note = f"fewer than {FEWEST_EACH} audited passages with or without it, or one in a draw: by the audit alone"
    return _cut(*_alone(strata), strata, known, audited, note)


def _by_model(strata: Sequence[Stratum], audited: int) -> tuple[float, float, float]:
    from scipy import stats

    theta, error = difference_estimate(strata)
    half = float(stats.t.ppf(0.975, audited - len(strata))) * error
    return theta, theta - half, theta + half


def _alone(strata: Sequence[Stratum]) -> tuple[float, float, float]:
    theta, error = difference_estimate(strata)
    theta = min(max(theta, 0.0), 1.0)  # weights of a third thrice are a hair more than one
    total = sum(one.size for one in strata)
    spread = sum((one.size / total) ** 2 * (1 - len(one.found) / one.size) / len(one.found) for one in strata)
    if not spread:
        return theta, theta, theta
    worth = 1 / spread
    if len(strata) > 1 and error > 0:
        worth = min(worth, theta * (1 - theta) / error**2)
    low, high = wilson(theta * worth, worth)
    return theta, low, high


def _cut(
    theta: float,
    low: float,
    high: float,
    strata: Sequence[Stratum],
    known: tuple[int, int],
    audited: int,
    note: str = "",
) -> Estimate:
    """What is known bounds what is estimated."""
    total = sum(one.size for one in strata)
    least, most = known[0] / total, 1 - known[1] / total
    within = [min(max(value, least), most) for value in (theta, low, high)]
    return Estimate(within[0], within[1], within[2], audited, note)


def _refused(audited: int, why: str) -> Estimate:
    return Estimate(nan, nan, nan, audited, why)
