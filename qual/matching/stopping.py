"""When to stop: how much can still be unfound, how often suggestions were right, and whether a code is learned.

Counts in, counts and sentences out. Nothing here knows where a passage was found; that only passages drawn at
random enter an elusion sample is for the caller to see to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, lgamma
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = np.iinfo(np.int64).max
"""The time of what has not happened."""
LEVEL = 0.95
"""Confidence of every bound, one-sided."""
FEWEST = 30
"""Below this many passages of the sample nothing is said: none of 29 leaves room for a tenth of the rest."""
WINDOW = 60
"""Passages of the sample that are looked at, the newest: none of 60 leaves room for a twentieth of the rest."""
BLOCK, STRETCH = 25, 50
"""Answers in a step of the learning curve; reviewed passages in a step of what was new."""
POSITIVES, RIGHT, ENOUGH = 30, 18, 60
"""A learned code has so many passages, so many of its newest `BLOCK` suggestions were right (18 of 25: the Wilson
interval lies above one half), and so many passages were decided for it."""
PRECISION, ERROR, GAP = 0.5, 0.08, 0.10
"""Where the learner measures itself: average precision at least, calibration error and gap of recall below."""
LEARNED, NOT_YET, EARLY = "learned", "not learnable yet", "too early to say"


@dataclass(frozen=True, slots=True)
class Stratum:
    """An elusion sample of one group of passages, as things stood at one moment and since.

    Attributes:
        name: of the group, for the reason of a refusal.
        passages: passages nobody had decided at that moment; the sample was drawn from them by chance.
        sampled: those of the sample, all of them decided since.
        hits: how many of the sample carry the code.
        found: how many of `passages` are known to carry it by now, the hits among them.
        left: how many of `passages` nobody has decided yet.

    Raises:
        ValueError: where the numbers contradict each other.
    """

    name: str
    passages: int
    sampled: int
    hits: int
    found: int
    left: int

    def __post_init__(self) -> None:
        if not (0 <= self.hits <= self.sampled <= self.passages - self.left) or self.left < 0:
            raise ValueError(f"no sample is like this: {self}")
        if not self.hits <= self.found <= self.passages - self.left:
            raise ValueError(f"no sample is like this: {self}")


@dataclass(frozen=True, slots=True)
class Unfound:
    """How many passages with a code can still be unfound.

    Attributes:
        left: passages that nobody has decided for the code.
        sampled, hits: of the elusion samples together.
        share: the most of a sample's passages that can carry the code (95 %), None where nothing is said.
        most: at most so many of `left` carry the code (95 %), None where nothing is said.
        why: why nothing is said, "" where something is.
    """

    left: int
    sampled: int
    hits: int
    share: float | None
    most: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Block:
    """A step of a learning curve: so many of `answers` were right, the last of them at place `upto` (from 1)."""

    upto: int
    right: int
    answers: int


@dataclass(frozen=True, slots=True)
class Find:
    """A step of what was new: codes given for the first time and passages coded, among so many reviewed ones."""

    upto: int
    codes: int
    quotes: int
    passages: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one code.

    Attributes:
        decided: passages decided for it; `left` are not.
        positives: passages that have it.
        newest: the newest step of its learning curve, None without an answer.
        unfound: what its elusion samples say.
        ap: cross-fitted average precision of the learner, None where it is not measured.
        ece: calibration error, likewise.
        gap: largest difference of recall between roles, likewise.
    """

    decided: int
    left: int
    positives: int
    newest: Block | None
    unfound: Unfound
    ap: float | None = None
    ece: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of `LEARNED`, `NOT_YET` and `EARLY`, and why: one reason each; none where the code is learned."""

    word: str
    reasons: tuple[str, ...]


def clopper_pearson_upper(hits: int, sampled: int, *, level: float = LEVEL) -> float:
    """The largest share that `hits` of `sampled` do not rule out, one-sided and exact.

    The p with P(X <= hits) = 1 - level for X binomial of `sampled` and p; for no hit 1 - (1 - level)^(1/sampled),
    about 3/sampled ("rule of three"). 1 where all are hits, and without a sample.

    Raises:
        ValueError: unless 0 <= hits <= sampled.

    References:
        Clopper & Pearson (1934), Biometrika 26:404-413. Hanley & Lippman-Hand (1983), JAMA 249:1743-1745.
    """
    if not 0 <= hits <= sampled:
        raise ValueError(f"a share needs 0 <= hits <= sampled, not {hits} of {sampled}")
    if hits == sampled:
        return 1.0
    from scipy.stats import beta

    return float(beta.ppf(level, hits + 1, sampled - hits))


def rule_of_three(sampled: int) -> float:
    """The quick bound after no hit at all: 3 / sampled, at most 1; see `clopper_pearson_upper`.

    Raises:
        ValueError: without a sample.
    """
    if sampled < 1:
        raise ValueError("the rule of three needs a sample")
    return min(1.0, 3 / sampled)


def hypergeometric_upper(hits: int, sampled: int, passages: int, *, level: float = LEVEL) -> int:
    """The most carriers among `passages` that `hits` in a sample without replacement do not rule out.

    The largest K with P(X <= hits) > 1 - level, X hypergeometric of K carriers among `passages` of which
    `sampled` are drawn. Never above the binomial bound times the passages; exactly `hits` once all are sampled.

    Raises:
        ValueError: unless 0 <= hits <= sampled <= passages.

    References:
        Wright (1991), Exact Confidence Bounds when Sampling from Small Finite Universes, ch. 4.
    """
    if not 0 <= hits <= sampled <= passages:
        raise ValueError(f"not a sample: {hits} of {sampled} of {passages}")
    low, high = hits, passages - (sampled - hits)
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(hits, sampled, middle, passages) > 1 - level:
            low = middle
        else:
            high = middle - 1
    return low


def _at_most(hits: int, sampled: int, carriers: int, passages: int) -> float:
    """P(X <= hits) for X hypergeometric."""
    least = max(0, sampled - (passages - carriers))
    whole = _choices(passages, sampled)
    return sum(
        exp(_choices(carriers, x) + _choices(passages - carriers, sampled - x) - whole)
        for x in range(least, hits + 1)
    )


def _choices(n: int, k: int) -> float:
    """The logarithm of n over k."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def elusion_sample(
    name: str,
    rows: NDArray[np.intp],
    drawn: Sequence[int],
    times: NDArray[np.int64],
    has: Collection[int],
    *,
    window: int = WINDOW,
) -> Stratum:
    """The elusion sample of one code in a group that was sampled by chance, from what was decided and when.

    Looked at are the passages drawn, in the order drawn, up to the first that is not decided: so nobody's choice of
    what to decide enters. Of these the newest `window` count, by the time they were decided. The moment is that
    just before the first of them: what nobody had decided by then is what chance drew them from, whoever decided
    them since and for whatever reason. A passage decided before that moment is in neither. That chance drew when
    some had been decided already does no harm: the order drawn hangs on nothing that anybody did.

    Args:
        name: of the group.
        rows: its passages.
        drawn: those of them that were drawn, in the order drawn.
        times: when each passage was decided for the code, `NEVER` where it was not; indexed by row.
        has: the passages that carry the code; all of them decided.
        window: passages that count at most; those decided at one time count together.
    """
    prefix: list[int] = []
    for row in drawn:
        if times[row] == NEVER:
            break
        prefix.append(row)
    newest = sorted(int(times[row]) for row in prefix)[-window:]
    begin = newest[0] if len(prefix) > window else 0
    sample = [row for row in prefix if times[row] >= begin]
    own = times[rows]
    return Stratum(
        name=name,
        passages=int((own >= begin).sum()),
        sampled=len(sample),
        hits=sum(row in has for row in sample),
        found=sum(row in has for row in rows[(own >= begin) & (own != NEVER)].tolist()),
        left=int((own == NEVER).sum()),
    )


def unfound(strata: Sequence[Stratum], *, level: float = LEVEL, fewest: int = FEWEST) -> Unfound:
    """How many passages with a code can still be unfound, over groups sampled each with a probability of its own.

    At the moment from which a group is looked at, at most K of its passages carried the code
    (`hypergeometric_upper`); those known by now are among them, so at most K - found are still unfound. With
    several groups each bound holds with probability 1 - (1 - level)/groups, so that their sum holds with `level`
    (Bonferroni). A group without a passage left has none unfound, and is no longer asked.

    Nothing is said with fewer than `fewest` sampled passages, unless a group was sampled whole, or where a group
    was not sampled at all.
    """
    left = sum(one.left for one in strata)
    asked = [one for one in strata if one.left]
    sampled, hits = sum(one.sampled for one in asked), sum(one.hits for one in asked)
    if not asked:
        return Unfound(0, sum(one.sampled for one in strata), sum(one.hits for one in strata), 0.0, 0, "")
    missing = [one.name for one in asked if not one.sampled]
    if sampled < fewest:
        why = f"{sampled} of {fewest} audit passages decided"
        return Unfound(left, sampled, hits, None, None, why)
    if missing:
        why = f"no audit passage of {', '.join(missing)} has been decided"
        return Unfound(left, sampled, hits, None, None, why)
    each = 1 - (1 - level) / len(asked)
    carriers = [hypergeometric_upper(one.hits, one.sampled, one.passages, level=each) for one in asked]
    most = sum(max(0, min(k - one.found, one.left)) for k, one in zip(carriers, asked, strict=True))
    share = sum(carriers) / sum(one.passages for one in asked)
    return Unfound(left, sampled, hits, share, most, "")


def curve(answers: Sequence[bool], *, size: int = BLOCK) -> tuple[Block, ...]:
    """How many of each `size` answers, in order of time, said that the suggestion was right.

    The last step ends at the newest answer and is whole; the first takes what is left over, so that "the newest
    25" are always 25 where there are as many. Without an answer there is no step.
    """
    ends = range(len(answers), 0, -size)
    return tuple(
        Block(end, sum(answers[max(0, end - size) : end]), end - max(0, end - size)) for end in reversed(ends)
    )


def finds(passages: Sequence[Collection[str]], *, size: int = STRETCH) -> tuple[Find, ...]:
    """What was new in each `size` passages, in the order in which they were reviewed.

    Args:
        passages: the codes that each reviewed passage has, none for one that has none.
        size: passages in a step; the last one may be shorter.
    """
    known: set[str] = set()
    steps = []
    for start in range(0, len(passages), size):
        part = passages[start : start + size]
        fresh = {code for codes in part for code in codes} - known
        known |= fresh
        quotes = sum(len(set(codes)) for codes in part)
        steps.append(Find(start + len(part), len(fresh), quotes, len(part)))
    return tuple(steps)


def verdict(known: Evidence) -> Verdict:
    """Whether suggestions for a code can be relied on by now.

    *Too early to say* while fewer than `ENOUGH` passages were decided for it and some are left. *Learned* with
    `POSITIVES` passages that have it, `RIGHT` of its newest `BLOCK` suggestions accepted, and no more unfound
    than found, by the bound; and, where the learner measures itself, an average precision of `PRECISION`, a
    calibration error below `ERROR` and a gap of recall between roles below `GAP`. Else *not learnable yet*, with
    every condition that fails. The thresholds are this program's own; those of calibration and gap follow the
    gates of its design.
    """
    if known.decided < ENOUGH and known.left:
        return Verdict(EARLY, (f"{known.decided:,} of {ENOUGH} passages decided",))
    reasons = []
    if known.positives < POSITIVES:
        reasons.append(f"{known.positives} of {POSITIVES} with it")
    newest = known.newest
    if newest is None or newest.answers < BLOCK:
        reasons.append(f"{newest.answers if newest else 0} of {BLOCK} answered")
    elif newest.right < RIGHT:
        reasons.append(f"{newest.right} of the newest {newest.answers} right, not {RIGHT}")
    if known.unfound.most is None:
        reasons.append(known.unfound.why)
    elif known.unfound.most > known.positives:
        reasons.append(f"{known.unfound.most:,} may be unfound, {known.positives:,} found")
    reasons += _measured(known)
    return Verdict(NOT_YET, tuple(reasons)) if reasons else Verdict(LEARNED, ())


def _measured(known: Evidence) -> list[str]:
    """What speaks against it by the learner's own measures, where there are any."""
    reasons = []
    if known.ap is not None and known.ap < PRECISION:
        reasons.append(f"average precision {known.ap:.2f}, not {PRECISION:.2f}")
    if known.ece is not None and known.ece >= ERROR:
        reasons.append(f"probabilities are off by {known.ece:.2f}, not below {ERROR:.2f}")
    if known.gap is not None and known.gap >= GAP:
        reasons.append(f"recall differs by {known.gap:.2f} between roles, not below {GAP:.2f}")
    return reasons
