"""What speaks against what was found for a code: near misses, opposites, people without it, alike but not coded.

Passages that this coder is to see without suggestions first are left out until they have: to be listed here would
tell. Nothing is encoded: passages without a kept vector are not compared, and their number is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching import negative
from qual.matching.cache import encode_cached, text_key
from qual.matching.similar import borders
from qual.matching.stopping import NEVER
from qual.matching.vectors import unit_vectors
from qual.model.span import Span
from qual.workflow import blinding, marks, suggesting
from qual.workflow.judged import Judged, judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qual.model.codebook import Code
    from qual.model.suggestion import Suggestion
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

MOST = 5
"""Passages that each list shows at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: where it is, its words and who says them; `text[start:end] == quote`."""

    transcript: str
    span: Span
    quote: str
    person: str
    role: str


@dataclass(frozen=True, slots=True)
class Near:
    """A passage with a suggestion, or one that was rejected, with its score and band as they stood."""

    place: Place
    score: float
    band: str


@dataclass(frozen=True, slots=True)
class Opposed:
    """A passage that may say the opposite of one with the code; `here` and `there` are their words that tell so."""

    place: Place
    against: Place
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Split:
    """Two passages that are alike; this person gave the code to the one, and not (`how`) to the other."""

    coder: str
    coded: Place
    other: Place
    how: str


@dataclass(frozen=True, slots=True)
class Silence:
    """The people of a role who have no passage with the code.

    Attributes:
        role: which.
        people: how many there are; `voiced` of them have a passage with the code.
        none: those whose every passage is decided for the code, and none has it.
        unread: the others, each with how many of their passages are decided, of how many.
    """

    role: str
    people: int
    voiced: int
    none: tuple[str, ...]
    unread: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """What speaks against what was found for one code.

    Attributes:
        code: its id.
        suggested: suggestions that nobody has decided; they come in the queue by themselves.
        near: what lies below the code's threshold and nobody has decided, the best first.
        opposed: passages that may say the opposite of one that has the code.
        rejected: passages nobody gave the code to, rejected although their score was high.
        silent: people without it, by role; only roles in which somebody has it.
        splits: alike passages that one person coded differently.
        compared: passages whose meaning could be compared, of all `passages`.
        passages: see `compared`.
    """

    code: str
    suggested: int
    near: tuple[Near, ...]
    opposed: tuple[Opposed, ...]
    rejected: tuple[Near, ...]
    silent: tuple[Silence, ...]
    splits: tuple[Split, ...]
    compared: int
    passages: int


def checks(project: OpenProject, code: Code, *, coder: str, most: int = MOST) -> Checks:
    """What speaks against what everybody found for a code, as this coder may see it.

    Args:
        project: the study.
        code: a code of its codebook.
        coder: who looks; what they are to code blind is left out.
        most: passages in each list.
    """
    book = project.codebook.book
    with project.store.reading() as tables:
        found = judged(project, tables, book)
        suggestions = [one for one in tables.suggestions(code=code.id) if one.segment in found.row_of]
        hidden = hidden_rows(tables, found, coder)
    vectors, known = kept_vectors(project, found)
    times, has = found.decided(code), found.coded.get(code.id, {})
    open_ones = [one for one in suggestions if times[found.row_of[one.segment]] == NEVER]
    shown = [one for one in open_ones if found.row_of[one.segment] not in hidden]
    compared = [row for row in np.flatnonzero(known).tolist() if row not in hidden]
    usual = borders(vectors[_different(found, np.flatnonzero(known).tolist())]) if known.any() else (1.0, 1.0)
    return Checks(
        code=code.id,
        suggested=sum(one.band != "unsure" for one in open_ones),
        near=tuple(_near(found, one) for one in shown if one.band == "unsure")[:most],
        opposed=_opposed(found, code, vectors, has, compared, border=usual[1], most=most),
        rejected=_rejected(found, code, has, most=most),
        silent=tuple(_silent(found, times, has)),
        splits=_splits(found, code, vectors, compared, border=usual[0], most=most),
        compared=int(known.sum()),
        passages=len(found.segments),
    )


def place_of(found: Judged, row: int) -> Place:
    """The passage of a row."""
    one = found.segments[row]
    return Place(one.transcript, one.span, found.text(row), found.people[row], found.roles[row])


def _near(found: Judged, one: Suggestion) -> Near:
    return Near(place_of(found, found.row_of[one.segment]), one.score, one.band)


def hidden_rows(tables: Tables, found: Judged, coder: str) -> set[int]:
    """Rows this coder is to see without suggestions, and has not yet."""
    share, seed = blinding.share_in(tables), blinding.seed_in(tables)
    transcripts = blinding.transcripts_in(tables, coder)
    segments = [one for part in found.cut.by_transcript.values() for one in part]
    drawn = blinding.sample(segments, share, seed)
    mine = [one for one in found.codings if one.coder == coder]
    decided = [one for one in found.decisions if one.coder == coder]
    reviews = [one for one in found.reviews if one.coder == coder]
    free = blinding.coded_open(found.cut, mine, decided) | marks.read_segments(found.cut, reviews)
    return {
        row
        for row, one in enumerate(found.segments)
        if one.id not in free and (one.id in drawn or one.transcript in transcripts)
    }


def kept_vectors(project: OpenProject, found: Judged) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The kept vectors, zero where there is none, shape (rows, d); and where there is one, shape (rows,)."""
    encoder, storage = suggesting.encoder_of(project), project.store.vectors
    texts = [found.text(row) for row in range(len(found.segments))]
    kept = storage.get(encoder.name, [text_key(text) for text in texts])
    known = np.array([text_key(text) in kept for text in texts], dtype=bool)
    rows = np.flatnonzero(known)
    if not len(rows):
        return np.zeros((len(texts), 0), dtype=np.float32), known
    some = unit_vectors(
        lambda missing: encode_cached(encoder, missing, storage), [texts[row] for row in rows.tolist()]
    )
    vectors = np.zeros((len(texts), some.shape[1]), dtype=np.float32)
    vectors[rows] = some
    return vectors, known


def _different(found: Judged, rows: Sequence[int]) -> list[int]:
    """One row for each text."""
    return list({found.text(row): row for row in rows}.values())


def _opposed(
    found: Judged,
    code: Code,
    vectors: NDArray[np.float32],
    has: Mapping[int, int],
    compared: Sequence[int],
    *,
    border: float,
    most: int,
) -> tuple[Opposed, ...]:
    confirmed = [row for row in compared if row in has]
    others = [row for row in compared if row not in has]
    texts = {row: found.text(row) for row in compared}
    telling = negative.telling_of(
        (code.name, code.definition, *code.include, *(example.text for example in code.examples))
    )
    pairs = negative.contrasts(texts, vectors, confirmed, others, telling=telling, border=border, most=most)
    return tuple(
        Opposed(place_of(found, one.row), place_of(found, one.against), one.turned.here, one.turned.there)
        for one in pairs
    )


def _rejected(found: Judged, code: Code, has: Mapping[int, int], *, most: int) -> tuple[Near, ...]:
    """Passages without the code whose rejected suggestion had the highest scores, each once."""
    best: dict[int, Near] = {}
    rejected = found.rejected.get(code.id, {})
    for one in sorted(found.decisions, key=lambda one: -(one.score or 0)):
        if (one.code, one.verdict) != (code.id, "reject") or one.score is None:
            continue
        for segment in found.cut.touched(one.transcript, one.span):
            row = found.row_of.get(segment.id, -1)
            if row in rejected and row not in has and marks.mostly(one.span, segment.span):
                best.setdefault(row, Near(place_of(found, row), one.score, one.band))
    return tuple(best.values())[:most]


def _silent(found: Judged, times: NDArray[np.int64], has: Iterable[int]) -> Iterable[Silence]:
    with_it = {(found.roles[row], found.people[row]) for row in has}
    rows: dict[str, dict[str, list[int]]] = {}
    for row, (role, person) in enumerate(zip(found.roles, found.people, strict=True)):
        rows.setdefault(role, {}).setdefault(person, []).append(row)
    for role, people in rows.items():
        voiced = sum((role, person) in with_it for person in people)
        if not voiced:
            continue
        none, unread = [], []
        for person, own in people.items():
            decided = int((times[own] < NEVER).sum())
            if (role, person) not in with_it:
                if decided == len(own):
                    none.append(person)
                else:
                    unread.append((person, decided, len(own)))
        yield Silence(role, len(people), voiced, tuple(none), tuple(unread))


def _splits(
    found: Judged,
    code: Code,
    vectors: NDArray[np.float32],
    compared: Sequence[int],
    *,
    border: float,
    most: int,
) -> tuple[Split, ...]:
    there, pairs = set(compared), []
    for coder in sorted({one.coder for one in found.codings if one.code == code.id}):
        coded, without = found.by(coder, code)
        ones, others = sorted(coded & there), sorted(there & set(without))
        for pair in negative.twins(vectors, ones, others, border=border, most=most):
            split = Split(coder, place_of(found, pair.coded), place_of(found, pair.other), without[pair.other])
            pairs.append((-pair.likeness, split))
    return tuple(split for _, split in sorted(pairs, key=lambda one: one[0])[:most])
