"""What the learner is told about a segment."""

from __future__ import annotations

from dataclasses import dataclass

CONTEXT_CHARACTERS = 300
"""How much of the turn before is read together with a segment: its last characters."""


@dataclass(frozen=True, slots=True)
class SegmentText:
    """A segment's words and where they stand.

    Attributes:
        id: the segment's id.
        transcript: the transcript's id.
        order: place in the transcript, for reading order.
        role: the speaker's role.
        text: the words.
        previous: the words of the turn before, "" at the start.
        participant: who speaks, "" where nobody has said so.
    """

    id: str
    transcript: str
    order: int
    role: str
    text: str
    previous: str = ""
    participant: str = ""
