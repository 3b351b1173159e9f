"""The channels solved once, and the ranker fitted over them: what `learner` puts together.

Channels are solved for whether each example has each code, less the code's usual share, and for whether it has any
code of each theme that several codes share. Segments reviewed in whole tell what is usual. Of single decisions most
may be accepts, however rare the code: they have a usual share of their own, one half at most. The ranker reads what
the channels say of every example by the other participants' examples, and with its weights the channels' dual
weights become log-odds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from qual.matching import channels
from qual.matching.channels import Duals
from qual.matching.counts import Counts
from qual.matching.ranker import (
    FEATURES,
    FEWEST_REVIEWED,
    MOST_SINGLE,
    Weights,
    adapt,
    adapt_one,
    log_odds,
    logistic,
)
from qual.matching.ridge import Inverses, solve
from qual.matching.space import NOWHERE, Floats, Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

PENALTY_MEANING, PENALTY_AROUND, PENALTY_MANNER, PENALTY_ROLE, PENALTY_PLACE = 1.0, 2.0, 1.0, 3.0, 3.0
LEAST_VARIANCE = 0.01
"""Of whether a segment has any code of a theme."""
PRIOR_EXAMPLES = 5.0
"""How many examples the belief is worth that a code is on 5 % of segments, in centring the channels' targets."""
MOST_CENTRE = 0.5
"""Of single decisions; were it their share, which is 1 where only accepts are known, they would say nothing."""
LEAST_IMPORTANCE = 0.3
"""Bound of what a reviewed segment counts; one over it is the other bound."""
SAMPLE = 1000
"""Segments, evenly spread, from which the mean segment is told."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class State:
    """A fitted ranker: shares, features of the examples by others, weights, and the channels under them."""

    rate: NDArray[np.float64]
    features: Floats
    weights: Weights
    duals: Duals


class Fit:
    """The channels, solved once, and rankers over them."""

    def __init__(self, space: Space, counts: Counts, start: Weights, inverses: Inverses) -> None:
        self._space, self._counts, self._start = space, counts, start
        labels = counts.examples.labels
        targets = _targets(counts)
        self._targets = targets
        themes, self._theme_of = _theme_targets(space, labels)
        rows = counts.examples.rows
        k, layout = labels.shape[1], space.layout
        self._dual: dict[str, NDArray[np.float64]] = {}
        self._own: dict[str, NDArray[np.float64]] = {}
        usual = themes[counts.whole]
        if len(usual):
            themes = np.where(counts.whole[:, None], themes - usual.mean(axis=0), 0.0)
        targets = _balanced(targets, counts)
        both = np.hstack([targets, themes if len(usual) else np.zeros_like(themes)])
        self._spread = counts.spread
        self._theme_spread = np.sqrt(np.maximum(usual.var(axis=0), LEAST_VARIANCE)) if len(usual) else 1.0
        nothing = np.zeros(targets.shape), np.zeros(targets.shape)
        for name, kernel, penalty, used in (
            ("meaning", channels.meaning, PENALTY_MEANING, True),
            ("around", channels.around, PENALTY_AROUND, _has_places(space)),
            ("manner", channels.manner, PENALTY_MANNER, True),
            ("role", channels.role, PENALTY_ROLE, len(layout.roles) > 1),
            ("place", channels.place, PENALTY_PLACE, _has_places(space)),
        ):
            of = both if name == "meaning" else targets
            inverse = inverses.of(name, rows, partial(kernel, space), penalty) if used else None
            self._dual[name], self._own[name] = nothing if inverse is None else solve(inverse, of, counts.groups)
        for found in (self._dual, self._own):
            found["meaning"], found["theme"] = found["meaning"][:, :k], found["meaning"][:, k:]
        self._near_examples = self._near(rows)

    def importance(self, first: State) -> NDArray[np.float64]:
        """How much each example counts, told by a first fit, shape (m,)."""
        whole = self._counts.examples.whole
        sample = evenly_spread(self._space.layout.data, SAMPLE)
        if not len(sample):
            return np.ones(len(whole))
        expected = self.held_out(first).sum(axis=1)
        usual = self.chances(first, sample).sum(axis=1).mean()
        ratio = np.clip(usual / np.maximum(expected, _TINY), LEAST_IMPORTANCE, 1 / LEAST_IMPORTANCE)
        return np.where(whole, ratio, 1.0)

    def under(self, importance: NDArray[np.float64], near: Weights | None = None) -> State:
        """The ranker fitted with examples counting so much.

        Args:
            importance: how much each counts, shape (m,).
            near: weights that almost are it, of a first fit; without them it is a first fit, which tells only how
                much examples count and leaves out what was decided nearby.
        """
        rate, others_rate = self._counts.rates(importance)
        features = self._features(others_rate)
        weights = self._moved(features, importance, near)
        return State(rate, features, weights, self._weighed(weights))

    def _moved(self, features: Floats, importance: NDArray[np.float64], near: Weights | None) -> Weights:
        """The weights the decisions teach."""
        labels, counts = self._counts.examples.labels, self._counts
        whole, single = ((labels != 0) & rows[:, None] for rows in (counts.whole, counts.single))
        if not ((labels[single] > 0).any() and (labels[single] < 0).any()):
            single[:] = False  # accepts alone, or rejects alone, part nothing
        if (whole | single).any(axis=1).sum() < FEWEST_REVIEWED:
            return self._start
        each = np.broadcast_to(importance[:, None], labels.shape)
        counted = np.where(single, each * min(1.0, MOST_SINGLE / max(1, single.sum())), each)
        decided = whole | single
        own = single[decided] if single.any() else None
        weights = adapt(features[decided], labels[decided] > 0, counted[decided], self._start, near, own)
        if near is None:
            return weights
        # Only where people read in whole is what was decided nearby all that there is nearby.
        near_here = self._near_examples[whole]
        return adapt_one("near", near_here, features[whole], labels[whole] > 0, each[whole], weights)

    def held_out(self, state: State) -> NDArray[np.float64]:
        """Chances of the examples by others' decisions, what was decided near them left out, shape (m, k)."""
        weights = state.weights
        return np.asarray(logistic(state.features @ weights.values + weights.constant + self._phrases()))

    def chances(self, state: State, at: NDArray[np.intp] | None = None) -> Floats:
        """Chances of some rows, or of all, shape (rows, k)."""
        space, weights = self._space, state.weights
        every = slice(None) if at is None else at
        known = self._counts.known
        out = channels.project(space, self._counts.examples.rows, state.duals, at)
        part = np.empty_like(out)
        for name, values in (("definition", space.definition), ("lexical", space.lexical)):
            out += np.multiply(values[every], _mixed(weights, name, known), out=part)
        out += space.phrases[every]
        channels.add_near(out, space, self._counts.examples.rows, state.duals.near, at)
        out += (weights.of("rate") * log_odds(state.rate) + weights.constant).astype(np.float32)
        out += np.float32(weights.of("length")) * standard_length(space)[every][:, None]
        out *= np.float32(0.5)
        np.tanh(out, out=out)
        out += 1
        out *= np.float32(0.5)
        return out

    def features_at(self, at: NDArray[np.intp]) -> Floats:
        """Features of some rows by all examples, shape (rows, k, features): what shipped weights are made from."""
        rate, _ = self._counts.rates(np.ones(len(self._counts.examples)))
        own = {
            name: channels.project(self._space, self._counts.examples.rows, self._weighed(_only(name)), at)
            for name in ("meaning", "around", "manner", "role", "place", "theme")
        }
        own["near"] = self._near(at)
        return self._stacked(log_odds(rate), self._counts.known, at, own)

    def _phrases(self) -> Floats:
        return self._space.phrases[self._counts.examples.rows]

    def _features(self, others_rate: NDArray[np.float64]) -> Floats:
        """Features of the examples by others, shape (m, k, features)."""
        known = self._counts.others_known
        own: dict[str, NDArray[np.floating]] = {
            name: self._own[name] / self._spread for name in ("meaning", "around", "manner", "role", "place")
        }
        own["theme"] = self._of_theme(self._own["theme"] / self._theme_spread) * (1 - known)
        own["near"] = np.zeros(known.shape)  # told last, by itself: see `adapt_one`
        return self._stacked(log_odds(others_rate), known, self._counts.examples.rows, own)

    def _near(self, at: NDArray[np.intp]) -> Floats:
        """What was decided near some rows, but not on them, shape (rows, k)."""
        out = np.zeros((len(at), self._targets.shape[1]), dtype=np.float32)
        near = np.asarray(self._targets / self._spread, dtype=np.float32)
        channels.add_near(out, self._space, self._counts.examples.rows, near, at)
        return out

    def _stacked(
        self,
        rate: NDArray[np.floating],
        known: NDArray[np.float64],
        at: NDArray[np.intp],
        own: Mapping[str, NDArray[np.floating]],
    ) -> Floats:
        space = self._space
        definition, lexical = space.definition[at], space.lexical[at]
        made: dict[str, NDArray[np.floating]] = {
            "rate": rate,
            "definition": definition * (1 - known),
            "definition_known": definition * known,
            "lexical": lexical * (1 - known),
            "lexical_known": lexical * known,
            "length": standard_length(space)[at][:, None],
            **own,
        }
        shape = definition.shape
        return np.stack([np.broadcast_to(made[name], shape).astype(np.float32) for name in FEATURES], axis=2)

    def _weighed(self, weights: Weights) -> Duals:
        """The channels' dual weights in log-odds."""
        meaning = self._dual["meaning"] * (weights.of("meaning") / self._spread)
        theme = self._of_theme(self._dual["theme"] / self._theme_spread) * (1 - self._counts.known)
        return Duals(
            meaning=np.asarray(meaning + weights.of("theme") * theme, dtype=np.float32),
            near=np.asarray(self._targets * (weights.of("near") / self._spread), dtype=np.float32),
            **{
                name: np.asarray(self._dual[name] * (weights.of(name) / self._spread), dtype=np.float32)
                for name in ("around", "manner", "role", "place")
            },
        )

    def _of_theme(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is said of themes, for each code; zero for a code without a theme it shares, shape (m, k)."""
        with_none = np.hstack([values, np.zeros((len(values), 1))])
        return np.asarray(with_none[:, self._theme_of])


def _targets(counts: Counts) -> NDArray[np.float64]:
    """What the channels are solved for: whether each example has each code, less what is usual, shape (m, k)."""
    labels = counts.examples.labels
    yes, said = (labels > 0).astype(np.float64), labels != 0

    def share(rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.asarray(
            (yes[rows].sum(axis=0) + 0.05 * PRIOR_EXAMPLES) / (said[rows].sum(axis=0) + PRIOR_EXAMPLES)
        )

    single = np.minimum(share(counts.single), MOST_CENTRE)
    return np.where(said, yes - np.where(counts.whole[:, None], share(counts.whole), single), 0.0)


def _balanced(targets: NDArray[np.float64], counts: Counts) -> NDArray[np.float64]:
    """The same for the channels: of single decisions accepts weigh no more than all else, shape (m, k).

    Where they would, examples that nobody said anything of the code on stand against it, all alike, until a code's
    targets add up to zero. Else what all examples share (how people put things, who speaks) would speak for every
    code.
    """
    unsaid = (counts.examples.labels == 0) & ~counts.whole[:, None]
    excess = np.maximum(targets[~counts.whole].sum(axis=0), 0)
    return np.where(unsaid, -excess / np.maximum(unsaid.sum(axis=0), 1), targets)


def _theme_targets(space: Space, labels: NDArray[np.int8]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Whether an example has any code of a theme, and the column of each code's theme.

    Themes of one code are passed over. Shapes (m, themes) and (k,), the latter NOWHERE for none.
    """
    different, size = np.unique(space.themes[space.themes != NOWHERE], return_counts=True)
    shared = different[size > 1]
    of_code = np.full(len(space.themes), NOWHERE, dtype=np.intp)
    targets = np.zeros((len(labels), len(shared)))
    for column, theme in enumerate(shared):
        codes = space.themes == theme
        of_code[codes] = column
        targets[:, column] = (labels[:, codes] > 0).any(axis=1)
    return targets, of_code


def _only(feature: str) -> Weights:
    """Weights that read one feature only."""
    return Weights(np.array([float(name == feature) for name in FEATURES]), 0.0)


def _mixed(weights: Weights, feature: str, known: NDArray[np.float64]) -> Floats:
    both = weights.of(feature) * (1 - known) + weights.of(f"{feature}_known") * known
    return np.asarray(both, dtype=np.float32)


def standard_length(space: Space) -> Floats:
    """ln(1 + words), standardised over the data, shape (n,); zero where all data are of one length."""
    own = space.length[space.layout.data]
    if not len(own) or own.max() == own.min():
        return np.zeros_like(space.length)
    return np.asarray((space.length - own.mean()) / own.std(), dtype=np.float32)


def _has_places(space: Space) -> bool:
    """Whether places in a transcript mean anything: most transcripts have more than one segment."""
    order = space.layout.order[space.layout.data]
    return bool(len(order)) and len(order) >= 1.5 * max(1, int((order == 0).sum()))


def evenly_spread(data: NDArray[np.bool_], most: int) -> NDArray[np.intp]:
    """At most so many rows that are data, evenly spread."""
    rows = np.flatnonzero(data)
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)] if len(rows) > most else rows
