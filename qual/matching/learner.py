"""The engine: how well each code fits each segment, from the codebook alone and from what people decided.

    meaning   similarity to the nearest text of the code, less half the segment's mean over all codes
              (a segment near to everything says little), moved towards confirmed and away from
              rejected examples (Rocchio)
    learned   a logistic regression per code on the segment and the turn before
    score     (1 - w) * z(meaning) + w * z(learned) + phrases,   w = n / (n + 8) for n confirmed examples
    rate      share of the wholly reviewed segments that carry the code, shrunk towards 5 %
    chance    logistic(centre(rate) + 1.5 * score): averages about the rate; not calibrated

z standardises over the segments that are data. All is linear in the examples once it is fitted, so
each example's share of a score can be told exactly (`qual.matching.reasons`).

References:
    Rocchio 1971, Relevance feedback in information retrieval (in Salton, The SMART retrieval system).
    King & Zeng 2001, Logistic regression in rare events data, Political Analysis 9:137-163 (weighting).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from qual.matching.anchors import EXCLUDE, Anchor
from qual.matching.rules import PhraseMatch

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float32]"

ROW_MEAN_SHARE = 0.5
ROCCHIO_CONFIRMED, ROCCHIO_CONFIRMED_HALF = 0.5, 2.0
ROCCHIO_REJECTED, ROCCHIO_REJECTED_HALF = 0.25, 5.0
BEFORE_WEIGHT = 0.5
REGRESSION_HALF, REGRESSION_C = 8.0, 5.0
INCLUDE_BONUS, EXCLUDE_MALUS, EXCLUDE_LIKENESS = 1.0, -1.5, 1.0
PRIOR_RATE, PRIOR_SEGMENTS, SLOPE = 0.05, 30.0, 1.5
LEAST_RATE, MOST_RATE = 0.001, 0.9
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Space:
    """All that does not change with decisions. n segments, k codes, d dimensions.

    Attributes:
        vectors: of the segments, shape (n, d).
        before: of the turn before each segment, zeros where there is none, shape (n, d); None where
            context is not used.
        likeness: to the nearest text of each code, centred as above, shape (n, k).
        nearest: which anchor that is, shape (n, k).
        excluded: what likeness to an exclude text took away, shape (n, k), zero or negative.
        phrases: what include and exclude phrases found word for word add, shape (n, k).
        data: True for segments that are data, not context, shape (n,).
    """

    vectors: Floats
    before: Floats | None
    likeness: Floats
    nearest: NDArray[np.intp]
    excluded: Floats
    phrases: Floats
    data: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Examples:
    """What people decided: m texts, each with what was said about each code.

    Attributes:
        vectors: of the texts, shape (m, d).
        before: of the turn before each, shape (m, d), or None.
        labels: 1 confirmed, -1 rejected, 0 nothing said, shape (m, k).
        whole: True where the whole segment was reviewed, so that the row tells a code's rate, shape (m,).
    """

    vectors: Floats
    before: Floats | None
    labels: NDArray[np.int8]
    whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Learned:
    """Scores of all segments, and what is needed to say why.

    Attributes:
        score: shape (n, k), comparable within a code and, with `rate`, between codes.
        chance: uncalibrated probability in [0, 1], shape (n, k).
        suggested: True for as many segments of a code as its rate predicts, shape (n, k).
        rate: expected share of segments with the code, shape (k,).
        likeness_scale: units of score per unit of likeness, shape (k,).
        by_meaning: what each example adds per unit of its likeness to a segment, shape (m, k).
        by_regression: the same through the regression, the turn before included, shape (m, k).
    """

    score: Floats
    chance: Floats
    suggested: NDArray[np.bool_]
    rate: Floats
    likeness_scale: Floats
    by_meaning: Floats
    by_regression: Floats


def make_space(
    vectors: Floats,
    before: Floats | None,
    anchors: Sequence[Anchor],
    anchor_vectors: Floats,
    matches: Sequence[PhraseMatch],
    data: NDArray[np.bool_],
    codes: int,
) -> Space:
    """Compares every segment with every text of every code, once."""
    n = len(vectors)
    nearest = np.zeros((n, codes), dtype=np.intp)
    raw, excluded = np.zeros((n, codes), dtype=np.float32), np.zeros((n, codes), dtype=np.float32)
    for code in range(codes):
        own = np.array([i for i, a in enumerate(anchors) if a.code == code and a.kind != EXCLUDE])
        against = np.array([i for i, a in enumerate(anchors) if a.code == code and a.kind == EXCLUDE])
        alike = vectors @ anchor_vectors[own].T
        nearest[:, code] = own[alike.argmax(axis=1)]
        raw[:, code] = alike.max(axis=1)
        if len(against):
            worst = (vectors @ anchor_vectors[against].T).max(axis=1)
            excluded[:, code] = -EXCLUDE_LIKENESS * np.maximum(0, worst - raw[:, code])
    phrases = np.zeros((n, codes), dtype=np.float32)
    # A second phrase of the same kind adds nothing: it is often the same thing said twice.
    for row, code, include in {(match.row, match.code, match.include) for match in matches}:
        phrases[row, code] += INCLUDE_BONUS if include else EXCLUDE_MALUS
    likeness = raw - ROW_MEAN_SHARE * raw.mean(axis=1, keepdims=True) if codes else raw
    return Space(vectors, before, likeness, nearest, excluded, phrases, data)


def learn(space: Space, examples: Examples) -> Learned:
    """Scores of every segment for every code, given what people decided. Deterministic."""
    confirmed = (examples.labels > 0).sum(axis=0)
    both = (confirmed > 0) & (examples.labels < 0).any(axis=0)
    share = np.where(both, confirmed / (confirmed + REGRESSION_HALF), 0).astype(np.float32)
    pull = _rocchio(examples.labels)
    dual = _regressions(examples, np.flatnonzero(both))
    meaning = space.likeness + space.excluded + space.vectors @ (examples.vectors.T @ pull)
    regressed = _project(space, examples, dual)
    meaning_centre, meaning_spread = _centre(meaning, space.data)
    regressed_centre, regressed_spread = _centre(regressed, space.data)
    meaning_scale, regressed_scale = (1 - share) / meaning_spread, share / regressed_spread
    score = (meaning - meaning_centre) * meaning_scale
    score += (regressed - regressed_centre) * regressed_scale
    score += space.phrases
    rate = _rates(examples, int(space.data.sum()))
    return Learned(
        score=score,
        chance=_chance(score, rate),
        suggested=_suggested(score, rate, space.data),
        rate=rate,
        likeness_scale=meaning_scale,
        by_meaning=pull * meaning_scale,
        by_regression=dual * regressed_scale,
    )


def _rocchio(labels: NDArray[np.int8]) -> Floats:
    """Weight of each example in each code's prototype: confirmed ones draw near, rejected ones push away."""
    weights = np.zeros(labels.shape)
    for given, most, half in (
        (labels > 0, ROCCHIO_CONFIRMED, ROCCHIO_CONFIRMED_HALF),
        (labels < 0, -ROCCHIO_REJECTED, ROCCHIO_REJECTED_HALF),
    ):
        n = given.sum(axis=0)
        weights += given * most / (n + half)  # most * n / (n + half) in all, shared by the n
    return np.asarray(weights, dtype=np.float32)


def _regressions(examples: Examples, codes: NDArray[np.intp]) -> Floats:
    """Each code's regression as a weight per example (representer theorem); zero for other codes, shape (m, k).

    At the optimum the coefficients are a sum over the examples of C * class weight * (truth - chance)
    times the example, so these weights are the regression, and say what each example does in it.
    """
    weights = np.zeros(examples.labels.shape, dtype=np.float32)
    if not len(codes):
        return weights
    from sklearn.linear_model import LogisticRegression

    features = _features(examples)
    for code in codes:
        rows = np.flatnonzero(examples.labels[:, code])
        wanted = examples.labels[rows, code] > 0
        model = LogisticRegression(C=REGRESSION_C, class_weight="balanced", max_iter=1000)
        model.fit(features[rows], wanted)
        chance = _logistic(model.decision_function(features[rows]))
        balance = len(rows) / (2 * np.where(wanted, wanted.sum(), (~wanted).sum()))
        weights[rows, code] = REGRESSION_C * balance * (wanted - chance)
    return weights


def _features(examples: Examples) -> Floats:
    if examples.before is None:
        return examples.vectors
    both = np.hstack([examples.vectors, BEFORE_WEIGHT * examples.before])
    return np.asarray(both / np.sqrt(1 + BEFORE_WEIGHT**2), dtype=np.float32)


def _project(space: Space, examples: Examples, dual: Floats) -> Floats:
    """What the regressions say of every segment, their constants left out."""
    out = space.vectors @ (examples.vectors.T @ dual)
    if space.before is None or examples.before is None:
        return np.asarray(out, dtype=np.float32)
    out += np.float32(BEFORE_WEIGHT**2) * (space.before @ (examples.before.T @ dual))
    return np.asarray(out / np.float32(1 + BEFORE_WEIGHT**2), dtype=np.float32)


def _centre(values: Floats, data: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Mean and standard deviation per code over the segments that are data; never a zero deviation."""
    own = values[data]
    if not len(own):
        return np.zeros(values.shape[1], dtype=np.float32), np.ones(values.shape[1], dtype=np.float32)
    spread = own.std(axis=0)
    return own.mean(axis=0), np.where(spread > _TINY, spread, 1).astype(np.float32)


def _rates(examples: Examples, segments: int) -> Floats:
    """Expected share of segments with each code.

    Only wholly reviewed segments tell a rate: of suggestions that were accepted or rejected one by
    one, far more carry the code than of all segments. What is confirmed is a floor for it.
    """
    labels = examples.labels
    reviewed = (labels != 0) & examples.whole[:, None]
    confirmed = ((labels > 0) & examples.whole[:, None]).sum(axis=0)
    rate = (confirmed + PRIOR_RATE * PRIOR_SEGMENTS) / (reviewed.sum(axis=0) + PRIOR_SEGMENTS)
    floor = (labels > 0).sum(axis=0) / max(1, segments)
    return np.asarray(np.clip(np.maximum(rate, floor), LEAST_RATE, MOST_RATE), dtype=np.float32)


def _chance(score: Floats, rate: Floats) -> Floats:
    """Logistic curve placed so that the chances of standard normal scores average about the rate."""
    centre = np.log(rate / (1 - rate)) * np.sqrt(1 + np.pi * SLOPE**2 / 8)
    return np.asarray(_logistic(centre + SLOPE * score), dtype=np.float32)


def _suggested(score: Floats, rate: Floats, data: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """True for as many segments as the rate predicts, all of them above the code's average."""
    own = score[data]
    if not own.size:
        return np.zeros(score.shape, dtype=np.bool_)
    cuts = np.array([np.quantile(own[:, code], 1 - rate[code]) for code in range(len(rate))])
    return np.asarray((score >= cuts) & (score > 0) & data[:, None])


def _logistic(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return 0.5 * (1 + np.tanh(values / 2))
