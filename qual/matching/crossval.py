"""How well would suggestions have matched? The learner, trained on some participants and asked about the others.

Participants are dealt into folds, role by role. For each fold the learner is told what was coded on more and more
passages of the other folds' participants, in random order, and scores the fold's own passages; so every passage is
scored by a learner that never saw a decision on its participant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from qual.matching.encoder import Encoder
from qual.matching.suggester import Suggester
from qual.matching.vectors import unit_vectors

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"
Places: TypeAlias = "NDArray[np.intp]"

BUDGETS = (0, 10, 25, 50, 100, 200, 400)
"""Reviewed passages after which suggestions are looked at."""
MOST_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the learner says of every passage after some passages of other participants.

    Attributes:
        reviewed: passages it was told about; with `everything` all there were, at least so many in each fold.
        everything: whether these are all.
        probability: shape (passages, codes).
        suggested: the same shape.
    """

    reviewed: int
    everything: bool
    probability: Numbers
    suggested: Flags


def folds(participants: Sequence[str], roles: Sequence[str], *, most: int = MOST_FOLDS, seed: int = 0) -> Places:
    """The fold of each passage, shape (m,): whole participants, each role spread as evenly as it goes.

    There are as many folds as participants, at most `most`. A participant belongs to the role of the first passage.
    """
    role_of = dict(reversed(list(zip(participants, roles, strict=True))))
    people = sorted(role_of)
    number = min(most, len(people))
    random = np.random.default_rng([seed, len(people)])
    dealt = [people[place] for place in random.permutation(len(people))]
    dealt.sort(key=lambda person: role_of[person])
    fold_of = {person: place % number for place, person in enumerate(dealt)}
    return np.array([fold_of[person] for person in participants], dtype=np.intp)


def predictions(
    codes: pd.DataFrame,
    segments: pd.DataFrame,
    rows: Places,
    truth: Flags,
    fold: Places,
    *,
    encoder: Encoder,
    context_roles: Collection[str] = (),
    seed: int = 0,
    step: Callable[[], None] | None = None,
) -> list[Predicted]:
    """The learner's probabilities and suggestions along its learning curve, each fold by the others.

    Args:
        codes: table for `Suggester`.
        segments: table for `Suggester`, with the passages that are measured on and what stands around them.
        rows: places of the m measured passages in that table.
        truth: what was coded, shape (m, codes).
        fold: of each measured passage, shape (m,).
        encoder: for `Suggester`.
        context_roles: for `Suggester`.
        seed: decides the order in which passages are reviewed, and is the learner's.
        step: called after each look; what it raises ends the work.
    """
    points = budgets(fold)
    probability = np.zeros((len(points), *truth.shape))
    suggested = np.zeros((len(points), *truth.shape), dtype=np.bool_)
    ids, names = segments["segment_id"].to_numpy(), codes["code_id"].to_numpy()
    for one in np.unique(fold):
        pool, test = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        order = np.random.default_rng([seed, int(one)]).permutation(pool)
        learner = Suggester(codes, segments, encoder=encoder, context_roles=context_roles, seed=seed)
        done = 0
        for place, (_, many) in enumerate(points):
            upto = len(order) if many is None else many
            for passage in order[done:upto]:
                learner.decide(ids[rows[passage]], accepted=list(names[truth[passage]]))
            done = upto
            probability[place, test] = learner.scores().to_numpy()[rows[test]]
            suggested[place, test] = learner.suggested().to_numpy()[rows[test]]
            if step is not None:
                step()
    return [
        Predicted(reviewed, many is None, probability[place], suggested[place])
        for place, (reviewed, many) in enumerate(points)
    ]


def budgets(fold: Places) -> list[tuple[int, int | None]]:
    """After how many reviewed passages to look: (reviewed, so many or None for all), all of them last."""
    _, sizes = np.unique(fold, return_counts=True)
    smallest = int(len(fold) - sizes.max())
    return [*((many, many) for many in BUDGETS if many < smallest), (smallest, None)]


def likeness(codes: pd.DataFrame, texts: Sequence[str], encoder: Encoder) -> Numbers:
    """The simple baseline: inner product of a passage's vector and that of "name: definition", shape (m, codes).

    Learns nothing and is no probability; it only ranks.
    """
    described = [
        ": ".join(part for part in (str(row["name"]), str(row["definition"])) if part) or str(row["code_id"])
        for row in codes.to_dict("records")
    ]
    vectors = unit_vectors(encoder.encode, [*texts, *described])
    return np.asarray(vectors[: len(texts)] @ vectors[len(texts) :].T, dtype=np.float64)
