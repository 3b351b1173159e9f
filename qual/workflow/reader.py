"""A transcript to read: its turns with who speaks, its codings, and the way from words to their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.coding import Coding
from qual.model.participant import Speaker
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.workflow import frames

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject

MOST_FOUND = 20
_ALIKE = ("'’‘ʼ", '"“”„', "-–—")
"""Signs that an editor may have changed on the way from the transcript to a clipboard."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn with its words and who says them; role "unknown" while nobody has confirmed the speaker."""

    turn: Turn
    words: str
    participant: str
    role: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A transcript to read.

    Attributes:
        transcript: text and turns.
        turns: every turn with its speaker, in order.
        codings: all coders' codings in force, by place.
    """

    transcript: Transcript
    turns: tuple[Spoken, ...]
    codings: tuple[Coding, ...]

    def turn_at(self, place: int) -> int:
        """The order of the turn that holds a place of the text, or of the nearest before it (0 at the start)."""
        starts = [spoken.turn.span.start for spoken in self.turns]
        return max(bisect_right(starts, place) - 1, 0)


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker label of a transcript, to be confirmed.

    Attributes:
        speaker: the label, its participant and the role proposed.
        role: the role in force, "unknown" until confirmed.
        turns: how many turns have it.
        sample: the first words that say more than "mm-hm", so that a person recognises who it is.
    """

    speaker: Speaker
    role: str
    turns: int
    sample: str


def names(project: OpenProject) -> list[str]:
    """Ids of the transcripts, in the order of import."""
    with project.store.reading() as tables:
        return [info.id for info in tables.transcripts()]


def page(project: OpenProject, transcript: str) -> Page:
    """A transcript with speakers and codings.

    Raises:
        NotFound: if there is no such transcript.
    """
    with project.store.reading() as tables:
        found = tables.transcript(transcript)
        if found is None:
            raise NotFound("transcript", transcript, hint="Choose one of the list.")
        voices = frames.voices(tables, transcript)
        codings = tables.codings(transcript)
    turns = []
    for turn in found.turns:
        voice = voices.of_label(transcript, turn.label)
        turns.append(Spoken(turn, turn.span.of(found.text), voice.participant, voice.role, voice.confirmed))
    return Page(found, tuple(turns), tuple(sorted(codings, key=lambda coding: (coding.span, coding.code))))


def labels(project: OpenProject) -> list[Label]:
    """Every speaker label of every transcript, in the order of import."""
    with project.store.reading() as tables:
        speakers, turns, texts = tables.speakers(), tables.turns(), tables.texts()
        voices = frames.voices(tables)
    order = {name: place for place, name in enumerate(texts)}
    found = []
    for speaker in sorted(speakers, key=lambda one: order.get(one.transcript, len(order))):
        own = [turn.span.of(texts[speaker.transcript]) for turn in turns.get(speaker.transcript, ())
               if turn.label == speaker.label]  # fmt: skip
        sample = next((words for words in own if len(words.split()) >= 6), own[0] if own else "")  # noqa: PLR2004 - see Label
        role = voices.of_label(speaker.transcript, speaker.label).role
        found.append(Label(speaker, role, len(own), sample))
    return found


def find(text: str, words: str, *, most: int = MOST_FOUND) -> list[Span]:
    """Where words stand in a text, whatever the white space, the quotation marks and the case; nowhere: []."""
    if not words.strip():
        return []
    pattern = r"\s+".join("".join(_alike(sign) for sign in part) for part in words.split())
    found = []
    for match in re.finditer(pattern, text, flags=re.IGNORECASE):
        found.append(Span(*match.span()))
        if len(found) == most:
            break
    return found


def _alike(sign: str) -> str:
    """A pattern for a sign and those that people type for it."""
    marks = next((marks for marks in _ALIKE if sign in marks), sign)
    return f"[{re.escape(marks)}]" if len(marks) > 1 else re.escape(sign)
