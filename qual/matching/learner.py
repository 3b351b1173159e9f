"""The engine: how likely each code is on each segment, from the codebook alone and from what people decided.

    channels    predict each code from the decided segments (`channels`, `ridge`), cross-fitted over participants
    ranker      weighs what the codebook says and what the channels say, for all codes at once (`ranker`)
    coding      whether a segment is coded at all scales all its chances (`coding`)
    thresholds  from which chance on a code is suggested (`thresholds`)

What people review is rarely a fair sample: a queue shows what is likely. Let E(s) be the expected number of codes
on a segment, told from other participants. A segment reviewed in whole counts E(mean segment) / E(s) times, within
bounds, where shares and weights are estimated (inverse probability weighting with a modelled probability).

References:
    Horvitz & Thompson 1952, J Am Stat Assoc 47:663-685.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching import coding
from qual.matching.channels import Duals
from qual.matching.counts import Examples, count
from qual.matching.fit import Fit, evenly_spread
from qual.matching.ranker import Weights, shipped_weights
from qual.matching.ridge import Inverses
from qual.matching.space import Floats, Space
from qual.matching.thresholds import thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_WHOLE = 5
"""Segments reviewed in whole from which on they are weighted."""
MOST_CHANCE = 0.99
PRIOR_FOUND = 10.0
"""Confirmed pairs of a role that the belief is worth that its chances add up."""
SAMPLE = 5000
"""Segments, evenly spread, from which the thresholds are told."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Chances of all rows, and what is needed to say why. n rows, k codes, m examples.

    Attributes:
        chance: in [0, 1], shape (n, k).
        threshold: from which chance on a code is suggested in each role, and without one, shape (roles + 1, k).
        suggested: chance at or above it, on data, shape (n, k).
        weights: of the ranker.
        known: how far each code's definition has given way, w in `ranker`, shape (k,).
        used: places of the examples the channels learned from, shape (u,).
        duals: what each of these adds to the log-odds per unit of likeness, shapes (u, k).
        scale: by which a row's chances were multiplied at the end, shape (n,).
        held_out: chances of the examples by models without their participant, shape (m, k); NaN for an example
            the channels did not learn from.
    """

    chance: Floats
    threshold: Floats
    suggested: NDArray[np.bool_]
    weights: Weights
    known: Floats
    used: NDArray[np.intp]
    duals: Duals
    scale: Floats
    held_out: Floats


def learn(
    space: Space, examples: Examples, start: Weights | None = None, inverses: Inverses | None = None
) -> Learned:
    """Chances of every row for every code, given what people decided. Deterministic.

    Args:
        space: of n rows and k codes.
        examples: what people decided.
        start: the ranker's weights to begin with; the shipped ones if left out.
        inverses: of earlier decisions in this space, which make the next sooner.
    """
    inverses = inverses or Inverses()
    chosen = examples.chosen()
    used = Examples(examples.rows[chosen], examples.labels[chosen], examples.whole[chosen])
    counts = count(space, used)
    fit = Fit(space, counts, start or shipped_weights(), inverses)
    state = fit.under(np.ones(len(used)))
    if used.whole.sum() >= FEWEST_WHOLE:
        state = fit.under(fit.importance(state), state.weights)
    own = fit.held_out(state)
    chance = fit.chances(state)
    answer = coding.learn_coding(space, counts, inverses)
    factor, own_factor = _factors(space, chance, own, answer, reviewed=bool(used.whole.any()))
    chance *= factor[:, None]
    np.minimum(chance, MOST_CHANCE, out=chance)
    own = np.minimum(own * own_factor[:, None], MOST_CHANCE)
    cuts = _cuts(space, used, chance, own)
    held_out = np.full(examples.labels.shape, np.nan, dtype=np.float32)
    held_out[chosen] = own
    return Learned(
        chance=chance,
        threshold=cuts,
        suggested=(chance >= cuts[space.layout.role]) & space.layout.data[:, None],
        weights=state.weights,
        known=np.asarray(counts.known, dtype=np.float32),
        used=chosen,
        duals=state.duals,
        scale=factor,
        held_out=held_out,
    )


def _factors(
    space: Space, chance: Floats, own: NDArray[np.float64], answer: coding.Coding, *, reviewed: bool
) -> tuple[Floats, NDArray[np.float64]]:
    """By what the chances of all rows and of the examples are multiplied, shapes (n,) and (m,)."""
    if not reviewed:
        return np.ones(len(chance), dtype=np.float32), np.ones(len(own))
    factor = coding.scale(chance, answer.chance, answer.strength)
    over = coding.mean_factor(chance[space.layout.data], factor[space.layout.data])
    own_factor = coding.scale(own, answer.held_out, answer.strength, over)
    return np.asarray(factor / over, dtype=np.float32), own_factor


def _cuts(space: Space, examples: Examples, chance: Floats, own: NDArray[np.float64]) -> Floats:
    """Each code's threshold in each role, and without one, shape (roles + 1, k)."""
    role = space.layout.role
    lenience = _by_role(space, examples, own)
    sample = evenly_spread(space.layout.data, SAMPLE)
    told = (examples.labels != 0) & examples.whole[:, None]
    even = chance[sample] * lenience[role[sample]][:, None]
    even_own = own * lenience[role[examples.rows]][:, None]
    cuts = thresholds(even, even_own[told], examples.labels[told] > 0)
    return np.asarray(cuts / lenience[:, None], dtype=np.float32)


def _by_role(space: Space, examples: Examples, own: NDArray[np.float64]) -> Floats:
    """By what each role's thresholds are divided, shape (roles + 1,).

    It is what a role's chances would have to be multiplied by to add up to what was found, so that no role is found
    less because it puts things in another way.

    Told from segments reviewed in whole, (found + 10) / (expected by others + 10); the last entry is of rows
    without a role.
    """
    role = space.layout.role[examples.rows]
    factors = np.ones(len(space.layout.roles) + 1, dtype=np.float32)
    for number in range(len(space.layout.roles)):
        rows = np.flatnonzero((role == number) & examples.whole)
        found = float((examples.labels[rows] > 0).sum())
        factors[number] = (found + PRIOR_FOUND) / (float(own[rows].sum()) + PRIOR_FOUND)
    return factors
