"""One unit offered for coding. Disposable: codings point at the text, not at it."""

from __future__ import annotations

from dataclasses import dataclass

from qual.model.span import Span


def segment_id(transcript: str, start: int, end: int) -> str:
    """The id of the segment at this place; the same place always has the same id."""
    return f"{transcript}:{start}-{end}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one speaker's words.

    Attributes:
        transcript: the transcript's id.
        span: its place in the canonical text.
        turn: the `order` of the turn it lies in.
    """

    transcript: str
    span: Span
    turn: int

    @property
    def id(self) -> str:
        """`transcript:start-end`."""
        return segment_id(self.transcript, self.span.start, self.span.end)
