"""Candidate themes: what fits no code, grouped, named by its own words, for a person to turn into a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow import frames, marks, suggesting

if TYPE_CHECKING:
    from qual.matching.cluster import CandidateTheme
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Datum

FITS = ("likely", "possible")
"""A segment with a suggestion in one of these bands fits a code."""

NOTHING_YET = "Candidate themes are what fits no code: make suggestions first."


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that represents a candidate theme."""

    segment: str
    transcript: str
    start: int
    end: int
    participant: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of passages that fit no code.

    Attributes:
        id: stable while its members are.
        label: its own most telling words, joined by " · ".
        words: those words.
        segments: ids of all its passages.
        participants: number of different participants, by role.
        quotes: representative passages, from different participants where possible.
    """

    id: str
    label: str
    words: tuple[str, ...]
    segments: tuple[str, ...]
    participants: dict[str, int]
    quotes: tuple[Quote, ...]


def candidates(project: OpenProject) -> tuple[Candidate, ...]:
    """Groups of passages that fit no code; those of most participants first."""
    return report(project)[0]


def report(project: OpenProject) -> tuple[tuple[Candidate, ...], str]:
    """As `candidates`, with what to know about them: why there are none, "" where there is nothing to say."""
    from qual.matching.cache import encode_cached
    from qual.matching.cluster import candidate_themes

    with project.store.reading() as tables:
        if tables.get_meta(suggesting.MADE_FROM) is None:
            return (), NOTHING_YET
        texts = frames.transcripts(tables)
        data = suggesting.data_of(project, tables)
        cut = marks.cut_of(d.segment for d in data)
        fitting = {s.segment for s in tables.suggestions() if s.band in FITS}
        fitting |= {segment for segment, _ in marks.coded_pairs(cut, tables.codings())}
    if not data:
        return (), NOTHING_YET
    segments = suggesting.segment_texts(data, texts)
    encoder = suggesting.encoder_of(project)
    vectors = encode_cached(encoder, [segment.text for segment in segments], project.store.vectors)
    import numpy as np

    covered = np.array([segment.id in fitting for segment in segments])
    found = candidate_themes(segments, vectors, covered=covered)
    known = {d.segment.id: d for d in data}
    words = {segment.id: segment.text for segment in segments}
    return tuple(_candidate(theme, known, words) for theme in found), found.note


def _candidate(theme: CandidateTheme, known: dict[str, Datum], words: dict[str, str]) -> Candidate:
    by_role: dict[str, set[str]] = {}
    for segment in theme.segments:
        who = known[segment]
        by_role.setdefault(who.role, set()).add(who.participant or who.segment.transcript)
    return Candidate(
        id=theme.id,
        label=theme.label,
        words=theme.words,
        segments=theme.segments,
        participants={role: len(people) for role, people in by_role.items()},
        quotes=tuple(_quote(known[segment], words[segment]) for segment in theme.quotes),
    )


def _quote(datum: Datum, text: str) -> Quote:
    place = datum.segment
    return Quote(place.id, place.transcript, place.span.start, place.span.end, datum.participant, datum.role, text)
