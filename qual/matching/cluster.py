"""What fits no code, gathered into candidate themes a person can look at, dismiss or turn into a code.

Segments are grouped by the average likeness of all their pairs, after what all segments have in common
is taken out of the vectors. Nothing is drawn at random: the same segments give the same groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.rules import words_of
from qual.matching.segments import SegmentText
from qual.matching.words import telling_words
from qual.model.ids import stable_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SEGMENTS = 4
"""A smaller group is no candidate."""

MOST_THEMES, MOST_QUOTES, LABEL_WORDS = 12, 4, 3

FURTHEST = 0.7
"""Groups are joined while the mean cosine distance of their pairs is below this. On two coded interview
sets and one of counselling talk, groups made so agreed best with people's codes."""

LEAST_WORDS = 5
"""A shorter segment ("Yeah, exactly.") joins no group."""

MOST_SEGMENTS = 4000
"""More are thinned out evenly in reading order: grouping compares every pair."""


@dataclass(frozen=True, slots=True)
class CandidateTheme:
    """A group of segments that are alike and fit no code.

    Attributes:
        id: made from its most central segment, so that it is stable while that one stays.
        label: its most telling words, as people said them.
        words: more of them, most telling first.
        segments: ids of its segments, most central first.
        participants: who says them, in the order of the segments.
        quotes: ids of segments that represent it, from different participants where possible.
    """

    id: str
    label: str
    words: tuple[str, ...]
    segments: tuple[str, ...]
    participants: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate themes, those of most participants first, or the reason why there are none.

    Attributes:
        themes: what was found.
        note: what to know about it, "" for nothing.
    """

    themes: tuple[CandidateTheme, ...]
    note: str = ""

    def __iter__(self) -> Iterator[CandidateTheme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)


def candidate_themes(
    segments: Sequence[SegmentText],
    vectors: NDArray[np.float32],
    *,
    covered: NDArray[np.bool_] | None = None,
    least: int = LEAST_SEGMENTS,
    most: int = MOST_THEMES,
    quotes: int = MOST_QUOTES,
) -> Candidates:
    """Groups of segments that fit no code, each with a label of its own words and quotes.

    A group needs `least` segments of two participants (of one, where only one takes part).

    Args:
        segments: all segments that are data; those that are covered tell what is usual.
        vectors: theirs, unit length, shape (n, d).
        covered: True for segments that fit a code, shape (n,); none by default.
        least: segments a group needs.
        most: groups returned.
        quotes: segments that represent a group.

    Raises:
        ValueError: if there is not one vector, and one entry of `covered`, per segment.
    """
    fits = np.zeros(len(segments), dtype=np.bool_) if covered is None else np.asarray(covered, dtype=np.bool_)
    if len(vectors) != len(segments) or len(fits) != len(segments):
        raise ValueError(
            f"{len(segments)} segments need as many vectors and marks, not {len(vectors)} and {len(fits)}"
        )
    long_enough = np.array([len(words_of(segment.text)) >= LEAST_WORDS for segment in segments], dtype=np.bool_)
    rows = np.flatnonzero(~fits & long_enough)
    if len(rows) < 2 * least:
        why = f"Only {len(rows)} passages fit no code; {2 * least} are needed to look for new themes among them."
        return Candidates((), why)
    note = ""
    if len(rows) > MOST_SEGMENTS:
        note = f"{MOST_SEGMENTS} of {len(rows)} passages that fit no code were compared, spread evenly."
        rows = rows[np.linspace(0, len(rows) - 1, MOST_SEGMENTS).astype(np.intp)]
    own = [segments[row] for row in rows.tolist()]
    groups = _shared(_groups(_centred(vectors, rows)), own, least)
    if not groups:
        return Candidates((), note or "The passages that fit no code are too unlike one another to form a theme.")
    grouped = {place for group in groups for place in group}
    rest = [segment.text for place, segment in enumerate(own) if place not in grouped]
    rest += [segments[row].text for row in np.flatnonzero(fits).tolist()]
    labels = telling_words([[own[place].text for place in group] for group in groups], rest)
    named = [
        _theme([own[place] for place in group], words, quotes)
        for group, words in zip(groups, labels, strict=True)
        if words
    ]
    return Candidates(tuple(named[:most]), note)


def _shared(groups: Sequence[list[int]], segments: Sequence[SegmentText], least: int) -> list[list[int]]:
    """Groups of enough segments and participants, those of most participants first."""
    speakers = [_speaker(segment) for segment in segments]
    needed = min(2, len(set(speakers)))
    voices = [len({speakers[place] for place in group}) for group in groups]
    large = [
        (-heard, -len(group), min(group), group)
        for heard, group in zip(voices, groups, strict=True)
        if len(group) >= least and heard >= needed
    ]
    return [group for _, _, _, group in sorted(large)]


def _centred(vectors: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """The rows' vectors without what all segments have in common, of unit length."""
    own = vectors[rows] - vectors.mean(axis=0)
    return np.asarray(own / np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _groups(vectors: NDArray[np.float32]) -> list[list[int]]:
    """Places of the members of each group, most central first: average linkage up to the furthest distance."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = np.clip(1 - vectors @ vectors.T, 0, 2)
    np.fill_diagonal(distance, 0)
    joined = linkage(squareform(distance, checks=False), method="average")
    numbers = fcluster(joined, FURTHEST, criterion="distance")
    groups = []
    for number in np.unique(numbers):
        members = np.flatnonzero(numbers == number)
        centrality = vectors[members] @ vectors[members].mean(axis=0)
        groups.append([int(place) for place in members[np.argsort(-centrality, kind="stable")]])
    return groups


def _speaker(segment: SegmentText) -> str:
    """Who speaks; where nobody has said so, the transcript stands for the participant."""
    return segment.participant or segment.transcript


def _theme(members: Sequence[SegmentText], words: tuple[str, ...], quotes: int) -> CandidateTheme:
    return CandidateTheme(
        id=stable_id("candidate theme", members[0].id),
        label=" · ".join(words[:LABEL_WORDS]),
        words=words,
        segments=tuple(member.id for member in members),
        participants=tuple(dict.fromkeys(_speaker(member) for member in members)),
        quotes=tuple(_quotes(members, quotes)),
    )


def _quotes(members: Sequence[SegmentText], most: int) -> list[str]:
    """The most central segments, one per participant before any has a second; no words twice."""
    turns: dict[str, list[SegmentText]] = defaultdict(list)
    for member in {member.text: member for member in reversed(members)}.values():
        turns[_speaker(member)].append(member)
    place = {member.id: rank for rank, member in enumerate(members)}
    queued = []
    for own in turns.values():
        own.sort(key=lambda member: place[member.id])
        queued += [(round_, place[member.id], member.id) for round_, member in enumerate(own)]
    return [name for _, _, name in sorted(queued)[:most]]
