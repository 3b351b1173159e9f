"""What fits no code, gathered into candidate themes a person can look at, dismiss or turn into a code.

Segments are grouped by the average likeness of all their pairs, after what all segments have in common
is taken out of the vectors. Nothing is drawn at random: the same segments give the same groups. Grouping and
naming are two steps, so that groups can be followed, merged and dismissed between them.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
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
"""A shorter segment ("Yeah, exactly.") joins no group. Where words are written without spaces between them, two
letters count as a word."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

MOST_SEGMENTS = 4000
"""Grouping compares every pair. Of more, these many are compared, chosen by a hash of their ids, so that nearly the
same are compared again when some are added; the others then join the group they are close enough to, if any."""

_AT_ONCE = 2000
"""Segments that look for their group at one time, so that memory stays flat."""


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


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of segments that fit no code, before they are named.

    Attributes:
        groups: ids of each group's segments, most central first; groups of most participants first.
        note: what to know about them, "" for nothing.
    """

    groups: tuple[tuple[str, ...], ...]
    note: str = ""


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
    found = grouped(segments, vectors, covered=covered, least=least)
    themes = [theme for theme in named(found.groups, segments, quotes=quotes) if theme.words]
    return Candidates(tuple(themes[:most]), found.note)


def grouped(
    segments: Sequence[SegmentText],
    vectors: NDArray[np.float32],
    *,
    covered: NDArray[np.bool_] | None = None,
    least: int = LEAST_SEGMENTS,
) -> Groups:
    """Groups of at least `least` segments of two participants; arguments and errors as of `candidate_themes`."""
    fits = np.zeros(len(segments), dtype=np.bool_) if covered is None else np.asarray(covered, dtype=np.bool_)
    if len(vectors) != len(segments) or len(fits) != len(segments):
        raise ValueError(
            f"{len(segments)} segments need as many vectors and marks, not {len(vectors)} and {len(fits)}"
        )
    enough = np.array([long_enough(segment.text) for segment in segments], dtype=np.bool_)
    rows = np.flatnonzero(~fits & enough)
    if len(rows) < 2 * least:
        return Groups((), _too_few(len(rows), int((~fits).sum()), 2 * least))
    if len({segments[row].text for row in rows.tolist()}) == 1:
        return Groups((), f"The {len(rows):,} passages that fit no code all say the same words.")
    note = ""
    if len(rows) > MOST_SEGMENTS:
        note = (
            f"{MOST_SEGMENTS:,} of {len(rows):,} passages that fit no code were compared with one another, chosen "
            "at random and the same every time; each of the others joined the group it is close enough to, if any."
        )
    groups = _groups(_centred(vectors, rows), [segments[row].id for row in rows.tolist()])
    own = [segments[row] for row in rows.tolist()]
    found = tuple(tuple(own[place].id for place in group) for group in _shared(groups, own, least))
    return Groups(found, note if found else note or TOO_UNLIKE)


def named(
    groups: Sequence[Sequence[str]], segments: Sequence[SegmentText], *, quotes: int = MOST_QUOTES
) -> list[CandidateTheme]:
    """Each group with its telling words, against all other segments, and with the quotes that represent it.

    A group in which no word tells has no words and no label.

    Args:
        groups: ids of each group's segments, most central first.
        segments: all segments that are data.
        quotes: segments that represent a group.
    """
    known = {segment.id: segment for segment in segments}
    in_group = {name for group in groups for name in group}
    rest = [segment.text for segment in segments if segment.id not in in_group]
    labels = telling_words([[known[name].text for name in group] for group in groups], rest)
    return [
        _theme([known[name] for name in group], words, quotes) for group, words in zip(groups, labels, strict=True)
    ]


def central_first(names: Sequence[str], vectors: NDArray[np.float32]) -> list[str]:
    """The names of a group's segments, those nearest to the middle of the group first.

    Args:
        names: of the segments.
        vectors: theirs, of unit length, shape (n, d).
    """
    nearness = vectors @ vectors.mean(axis=0)
    return [names[place] for place in sorted(range(len(names)), key=lambda at: (-nearness[at], names[at]))]


TOO_UNLIKE = "The passages that fit no code are too unlike one another to form a theme."


def _too_few(enough: int, fitting_none: int, needed: int) -> str:
    short = fitting_none - enough
    beside = f" ({short} more are shorter than {LEAST_WORDS} words)" if short else ""
    which = "passage fits" if enough == 1 else "passages fit"
    return f"Only {enough} {which} no code{beside}; {needed} are needed to look for new themes among them."


def long_enough(text: str) -> bool:
    """Whether a text says enough to be compared: at least `LEAST_WORDS` words."""
    return max(len(words_of(text)), len(_UNSPACED.findall(text)) // 2) >= LEAST_WORDS


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


def _groups(vectors: NDArray[np.float32], names: Sequence[str]) -> list[list[int]]:
    """Places of the members of each group, most central first: average linkage up to the furthest distance."""
    seeds = hashed_sample(names, MOST_SEGMENTS)
    numbers = np.zeros(len(vectors), dtype=np.intp)
    numbers[seeds] = _linked(vectors[seeds])
    others = np.setdiff1d(np.arange(len(vectors)), seeds)
    if len(others):
        numbers[others] = _joined(vectors[others], vectors[seeds], numbers[seeds])
    groups = []
    for number in np.unique(numbers[numbers > 0]):
        members = np.flatnonzero(numbers == number)
        centrality = vectors[members] @ vectors[members].mean(axis=0)
        groups.append([int(place) for place in members[np.argsort(-centrality, kind="stable")]])
    return groups


def hashed_sample(names: Sequence[str], most: int) -> NDArray[np.intp]:
    """Places of at most `most` names in their order: those whose hash is lowest.

    Whatever is added or left out elsewhere, the same names are chosen but for those that are pushed out.
    """
    if len(names) <= most:
        return np.arange(len(names), dtype=np.intp)
    hashes = [hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest() for name in names]
    chosen = sorted(range(len(names)), key=lambda place: (hashes[place], place))[:most]
    return np.array(sorted(chosen), dtype=np.intp)


def _linked(vectors: NDArray[np.float32]) -> NDArray[np.intp]:
    """The number of each vector's group, from 1 on."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(vectors) == 1:
        return np.ones(1, dtype=np.intp)
    distance = np.clip(1 - vectors @ vectors.T, 0, 2)
    np.fill_diagonal(distance, 0)
    joined = linkage(squareform(distance, checks=False), method="average")
    return np.asarray(fcluster(joined, FURTHEST, criterion="distance"), dtype=np.intp)


def _joined(
    vectors: NDArray[np.float32], seeds: NDArray[np.float32], numbers: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The group whose members are nearest on average, as in average linkage; 0 where none is near enough."""
    names, sizes = np.unique(numbers, return_counts=True)
    names = names[sizes >= LEAST_SEGMENTS]
    if not len(names):
        return np.zeros(len(vectors), dtype=np.intp)
    centres = np.stack([seeds[numbers == name].mean(axis=0) for name in names])
    found = []
    for start in range(0, len(vectors), _AT_ONCE):
        likeness = vectors[start : start + _AT_ONCE] @ centres.T
        best = likeness.argmax(axis=1)
        near = likeness[np.arange(len(best)), best] > 1 - FURTHEST
        found.append(np.where(near, names[best], 0))
    return np.concatenate(found).astype(np.intp)


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
        quotes=tuple(balanced_quotes(members, quotes)),
    )


def balanced_quotes(members: Sequence[SegmentText], most: int) -> list[str]:
    """Ids of at most `most` segments: the most central, balanced over participants, then over roles.

    Nobody is quoted twice before everybody is quoted once; among those whose turn it is, the roles take turns,
    the role of the most central segment first. The same words are quoted once.

    Args:
        members: most central first.
        most: how many.
    """
    said: dict[str, SegmentText] = {}
    for member in members:
        said.setdefault(member.text, member)
    of_person: Counter[str] = Counter()
    of_role: Counter[tuple[int, str]] = Counter()
    queued = []
    for place, member in enumerate(said.values()):
        turn = of_person[_speaker(member)]
        of_person[_speaker(member)] += 1
        queued.append((turn, of_role[turn, member.role], place, member.id))
        of_role[turn, member.role] += 1
    return [name for *_, name in sorted(queued)[:most]]
