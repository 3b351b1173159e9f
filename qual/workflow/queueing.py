"""Suggestions this person has not answered, one by one; what a coder is asked next is in `asking`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.model.codebook import Codebook
from qual.model.span import Span
from qual.model.suggestion import Suggestion
from qual.workflow import frames, marks

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A suggestion to decide.

    Attributes:
        suggestion: code, band, evidence; its segment is `segment`.
        transcript: the transcript's id.
        span: the segment's place in the text.
        turn: the turn it lies in.
        speaker: the label; `participant` and `role` as confirmed, role "unknown" where nobody has.
        why: why it stands here: "likely", "possible" or "unsure".
    """

    suggestion: Suggestion
    transcript: str
    span: Span
    turn: int
    speaker: str
    participant: str
    role: str
    why: str

    @property
    def segment(self) -> str:
        """The segment's id."""
        return self.suggestion.segment


def queue(
    project: OpenProject, *, coder: str, code: str = "", role: str = "", transcript: str = ""
) -> list[QueueItem]:
    """Open suggestions for this coder, best first; what the coder has answered, coded or read is left out.

    So are words that are context (the interviewer's), whatever was thought of them when suggestions were made.
    """
    book = project.codebook.book
    with project.store.reading() as tables:
        suggestions = tables.suggestions(code=code or None)
        cut = marks.cut_of(tables.segments(transcript or None))
        closed = _answered(tables, cut, book, coder)
        read = marks.read_segments(cut, tables.reviews(coder=coder))
        voices = frames.voices(tables)
    # suggestions may be older than the word of who speaks
    context = set(project.settings.context_roles)
    places = {segment.id: segment for found in cut.by_transcript.values() for segment in found}
    usable = {c.id for c in book.codes if c.offered}
    items = []
    for suggestion in suggestions:
        place = places.get(suggestion.segment)
        if place is None or place.id in read:
            continue
        if suggestion.code not in usable or (place.id, suggestion.code) in closed:
            continue
        voice = voices.of_turn(place.transcript, place.turn)
        if voice.role in context or (role and voice.role != role):
            continue
        items.append(
            QueueItem(
                suggestion, place.transcript, place.span, place.turn, voice.label, voice.participant, voice.role,
                suggestion.band,
            )
        )  # fmt: skip
    return items


def _answered(tables: Tables, cut: marks.Cut, book: Codebook, coder: str) -> set[marks.Pair]:
    """Pairs this coder has coded or rejected."""
    closed = marks.coded_pairs(cut, tables.codings(coder=coder))
    return closed | marks.rejected_pairs(cut, marks.in_force(tables.decisions(coder=coder), book))
