"""Small invented worlds for tests of the learner: sentences on a few topics, participants, roles, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.anchors import anchors_of
from qual.matching.counts import Examples
from qual.matching.reasons import Known
from qual.matching.rules import find_phrases
from qual.matching.segments import SegmentText
from qual.matching.space import Space, lay_out, make_space
from qual.matching.vectors import unit_vectors
from qual.model.codebook import Code
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODES = (
    Code("waiting", "Waiting", "care", "Waiting for a letter", ("waiting list",), ("waiting room",)),
    Code("tablets", "Tablets", "care", "Stops taking the tablets", ("stopped taking", "the tablets")),
    Code("hope", "Hope", "toll", "Sees some hope ahead"),
)
TOPICS = (
    "waiting list letter months appointment phone room doctor",
    "tablets stopped taking pills dose sick morning chemist",
    "hope ahead spring sister better trying future light",
    "garden dog kettle sea weather bus neighbour fence",
)
FILLERS = ("I", "was", "the", "and", "then", "so", "you", "know", "of", "it", "we", "they", "were", "not", "really")
ROLES = ("patient", "clinician", "carer")


@dataclass(frozen=True)
class World:
    """A space with what people decided in it; `topic` of each segment is what it is about."""

    segments: tuple[SegmentText, ...]
    space: Space
    examples: Examples
    known: Known
    topic: NDArray[np.intp]


class QuickEncoder(HashingEncoder):
    """The hashing encoder with each word's direction computed once."""

    def _direction(self, word: str) -> NDArray[np.float64]:
        return _direction_of(word, self._dim)


@cache
def _direction_of(word: str, dim: int) -> NDArray[np.float64]:
    return HashingEncoder(dim)._direction(word)


def sentence(rng: np.random.Generator, topic: int) -> str:
    """Some words on a topic between words that say nothing."""
    telling = rng.choice(TOPICS[topic].split(), size=rng.integers(1, 5))
    words = rng.permutation([*telling, *rng.choice(FILLERS, size=rng.integers(1, 9))])
    return " ".join(words) + str(rng.choice([".", "?", "!"]))


def world(
    seed: int = 0,
    *,
    n: int = 40,
    people: int = 4,
    decided: int = 24,
    whole: bool = True,
    context: bool = False,
    marks: int = 0,
    codes: tuple[Code, ...] = CODES,
) -> World:
    """A world of n segments and, after them, some marked words that are no segment.

    Args:
        seed: of everything.
        n: segments.
        people: participants, one transcript each.
        decided: how many segments are decided, as their topic says, with one decision in ten turned round.
        whole: whether they were reviewed in whole.
        context: whether every fifth segment is context.
        marks: marked words, the first without a segment.
        codes: the codebook.
    """
    rng = np.random.default_rng(seed)
    topic = rng.integers(0, len(TOPICS), size=n + marks)
    texts = [sentence(rng, int(one)) for one in topic]
    who = rng.integers(0, people, size=n)
    segments = tuple(
        SegmentText(f"s{row}", f"t{who[row]}", row, ROLES[(row + who[row]) % 3], texts[row], "", f"P{who[row]}")
        for row in range(n)
    )
    anchors = anchors_of(codes)
    every = unit_vectors(QuickEncoder(32).encode, texts + [anchor.embedded for anchor in anchors])
    vectors, anchor_vectors = every[: len(texts)], every[len(texts) :]
    held_back = np.arange(n) % 5 == 0 if context else np.zeros(n, dtype=np.bool_)
    places = [-1 if place == 0 else int(place) for place in range(marks)]
    layout = lay_out(segments, context=held_back, places_of=places)
    matches = find_phrases(codes, texts)
    space = make_space(texts, vectors, layout, anchors, anchor_vectors, matches, [code.theme for code in codes])
    rows = np.concatenate([np.sort(rng.permutation(n)[:decided]), np.arange(n, n + marks)]).astype(np.intp)
    labels = np.where(topic[rows][:, None] == np.arange(len(codes)), 1, -1).astype(np.int8)
    labels[rng.random(labels.shape) < 0.1] *= -1
    if not whole:
        labels[rng.random(labels.shape) < 0.3] = 0
    reviewed = np.full(len(rows), whole) & (rows < n)
    names = [segment.id for segment in segments] + [""] * marks
    known = Known(anchors, anchor_vectors, vectors, matches, texts, names, ["What then?"] * len(texts))
    return World(segments, space, Examples(rows, labels, reviewed), known, topic)
