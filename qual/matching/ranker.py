"""One small logistic model over (segment, code) pairs, shared by all codes, so that rare codes borrow strength.

Features of a pair; w = n / (n + 8) for a code with n confirmed segments says how far its definition gives way:

    rate        log-odds of the code's share of what was reviewed, shrunk towards 5 %
    definition  standardised likeness to the code's texts, once times 1 - w and once times w
    lexical     the same with the words of the codes' texts
    meaning, around, manner, role, place    predictions of the channels, over the standard deviation of the code
    theme       the same as meaning for the code's theme, times 1 - w
    near        what was decided nearby in the same transcript; the shipped weight is 0,
                since topics run on in some studies and alternate with the speaker in others
    length      standardised ln(1 + words)

The weights start from `shipped`, which were learned on published coded corpora, and move with a study's own
decisions: they maximise the likelihood of the reviewed pairs under a normal prior around the shipped ones. What
the features say of a reviewed segment is always said by the other participants' segments alone, so that they are
as good there as they are elsewhere and no better.

Single accepts and rejects, on segments that nobody read in whole, are no sample: whoever codes while reading only
accepts. They have a constant of their own, which is thrown away, as in a case-control study, so that only what
parts accepts from rejects is learned of them. Together they weigh MOST_SINGLE pairs at most: how they came to be
decided may hang on the features, too (only what looks likely is ever rejected).

References:
    Prentice & Pyke 1979, Biometrika 66:403-411 (a constant of its own makes up for how cases were chosen).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.shipped import SPREAD, WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEATURES = (
    "rate",
    "definition",
    "definition_known",
    "lexical",
    "lexical_known",
    "meaning",
    "around",
    "manner",
    "role",
    "place",
    "theme",
    "near",
    "length",
)
TRUST = 100.0
"""How many decided pairs' worth of evidence the shipped weights carry, per unit variance of a feature."""
FEWEST_REVIEWED = 10
"""Below this many decided segments the shipped weights stand as they are."""
MOST_SINGLE = TRUST
"""How many pairs' worth of evidence single decisions carry at most, together: no more than the shipped weights."""
_LOOSE = 0.01
"""Precision of the constant of single decisions: hardly any."""
_STEPS, _CLOSE = 30, 1e-4


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model: log-odds = values . features + constant."""

    values: NDArray[np.float64]
    constant: float

    def of(self, feature: str) -> float:
        """The weight of one feature."""
        return float(self.values[FEATURES.index(feature)])


def shipped_weights() -> Weights:
    """What published coded corpora taught; where a study begins."""
    return Weights(np.array([WEIGHTS[name] for name in FEATURES]), WEIGHTS["constant"])


def adapt(
    features: NDArray[np.float32],
    truth: NDArray[np.bool_],
    importance: NDArray[np.float64],
    start: Weights,
    near: Weights | None = None,
    single: NDArray[np.bool_] | None = None,
) -> Weights:
    """Weights that fit the decided pairs, drawn towards where they started: maximum a posteriori, by Newton.

    Args:
        features: of the decided pairs, shape (pairs, features).
        truth: whether they were confirmed, shape (pairs,).
        importance: how much each counts, shape (pairs,).
        start: mean of the prior; its precision is TRUST times the variance of each feature in the corpora.
        near: where to begin the search, which ends at the same place.
        single: pairs decided on segments that were not read in whole, shape (pairs,); None for none.
    """
    centre = np.append(start.values, start.constant)
    precision = TRUST * np.append(np.array([SPREAD[name] for name in FEATURES]) ** 2, 1.0)
    inputs = np.column_stack([features.astype(np.float64), np.ones(len(features))])
    begin = centre if near is None else np.append(near.values, near.constant)
    if single is not None:
        inputs = np.column_stack([inputs, single])
        centre, precision, begin = np.append(centre, 0.0), np.append(precision, _LOOSE), np.append(begin, 0.0)
    found = _most_likely(inputs, np.zeros(len(inputs)), truth, importance, centre, precision, begin)
    last = len(FEATURES)
    return Weights(found[:last], float(found[last]))


def adapt_one(
    feature: str,
    values: NDArray[np.floating],
    features: NDArray[np.float32],
    truth: NDArray[np.bool_],
    importance: NDArray[np.float64],
    weights: Weights,
) -> Weights:
    """The same with the weight of one feature, all others as they are.

    For what is told by a participant's own segments: fitted with the others it would take their part in what it
    explains, and they would be missing where nothing of a participant is decided yet.

    Args:
        feature: which.
        values: of the feature, shape (pairs,); among the `features` it is zero.
        features: the others', as in `adapt`.
        truth: as in `adapt`.
        importance: as in `adapt`.
        weights: of the others.
    """
    place = FEATURES.index(feature)
    usual = features @ weights.values + weights.constant
    centre = weights.values[[place]]
    precision = np.array([TRUST * SPREAD[feature] ** 2])
    inputs = np.asarray(values, dtype=np.float64)[:, None]
    found = weights.values.copy()
    found[[place]] = _most_likely(inputs, usual, truth, importance, centre, precision, centre)
    return Weights(found, weights.constant)


def _most_likely(
    inputs: NDArray[np.float64],
    usual: NDArray[np.float64],
    truth: NDArray[np.bool_],
    importance: NDArray[np.float64],
    centre: NDArray[np.float64],
    precision: NDArray[np.float64],
    begin: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Weights at which the posterior of a logistic model is largest, by Newton's method; `usual` is added."""
    sign = np.where(truth, 1.0, -1.0)

    def misfit(weights: NDArray[np.float64]) -> float:
        """Minus the log of what is maximised."""
        loss = np.logaddexp(0.0, -sign * (usual + inputs @ weights))
        return float(importance @ loss + 0.5 * (precision * (weights - centre) ** 2).sum())

    weights, now = begin.copy(), misfit(begin)
    for _ in range(_STEPS):
        chance = logistic(usual + inputs @ weights)
        slope = inputs.T @ (importance * (truth - chance)) - precision * (weights - centre)
        curve = (inputs * (importance * chance * (1 - chance))[:, None]).T @ inputs + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        while (then := misfit(weights + step)) > now and np.abs(step).max() >= _CLOSE:
            step /= 2  # a full step may lead too far
        weights, now = weights + step, then
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def logistic(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """1 / (1 + exp(-values)), without overflow."""
    return 0.5 * (1 + np.tanh(values / 2))


def log_odds(share: NDArray[np.floating]) -> NDArray[np.floating]:
    """ln(share / (1 - share))."""
    return np.asarray(np.log(share / (1 - share)))
