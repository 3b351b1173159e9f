"""A transcript to read: its turns with who speaks, its codings and memos, and what is suggested in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.coding import Coding
from qual.model.participant import Speaker
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.workflow import blinding, frames, queueing

if TYPE_CHECKING:
    from qual.model.memo import Memo
    from qual.store.anchors import Unplaced
    from qual.workflow.projects import OpenProject
    from qual.workflow.queueing import QueueItem


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
        version: 1 as imported, one more with every correction of its text.
        turns: every turn with its speaker, in order.
        starts: where the segments start, in order.
        codings: all coders' codings in force, by place.
        memos: what is noted about codings, passages and the transcript, oldest first.
        unplaced: codings whose words a correction took away.
        read_by: coders who have read all of it.
    """

    transcript: Transcript
    version: int
    turns: tuple[Spoken, ...]
    starts: tuple[int, ...]
    codings: tuple[Coding, ...]
    memos: tuple[Memo, ...]
    unplaced: tuple[Unplaced, ...]
    read_by: frozenset[str]

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


def people(project: OpenProject) -> list[str]:
    """Ids of the participants, in the order in which they came."""
    with project.store.reading() as tables:
        return [person.id for person in tables.participants()]


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
        memos, lost = tables.memos(transcript=transcript), tables.unplaced(transcript, kind="coding")
        segments, version = tables.segments(transcript), tables.text_version(transcript)
        reviews = tables.reviews(transcript)
    turns = []
    for turn in found.turns:
        voice = voices.of_label(transcript, turn.label)
        turns.append(Spoken(turn, turn.span.of(found.text), voice.participant, voice.role, voice.confirmed))
    return Page(
        transcript=found,
        version=version,
        turns=tuple(turns),
        starts=tuple(segment.span.start for segment in segments),
        codings=tuple(sorted(codings, key=lambda coding: (coding.span, coding.code))),
        memos=tuple(memos),
        unplaced=tuple(lost),
        read_by=frozenset(one.coder for one in reviews if one.span.contains(_spoken(found))),
    )


def texts(project: OpenProject, wanted: Iterable[str]) -> dict[str, Transcript]:
    """These transcripts with text and turns; one that is not there is left out."""
    with project.store.reading() as tables:
        found = {name: tables.transcript(name) for name in dict.fromkeys(wanted)}
    return {name: one for name, one in found.items() if one is not None}


def voices(project: OpenProject, wanted: Iterable[str]) -> dict[str, frames.Voices]:
    """Who speaks in these transcripts."""
    with project.store.reading() as tables:
        return {name: frames.voices(tables, name) for name in wanted}


def whole(page: Page) -> Span | None:
    """All words of a transcript, None where nobody speaks."""
    return _spoken(page.transcript) if page.turns else None


def _spoken(transcript: Transcript) -> Span:
    turns = transcript.turns
    return Span(turns[0].span.start, turns[-1].span.end) if turns else Span(0, 1)


def suggested(project: OpenProject, transcript: str, *, coder: str) -> list[QueueItem]:
    """Open suggestions this coder may see in a transcript; where words are coded blind there are none."""
    if not coder:
        return []
    hidden = blinding.hidden(project, coder, transcript)
    found = [] if hidden.whole else queueing.queue(project, coder=coder, transcript=transcript)
    return [item for item in found if not hidden.covers(item.span)]


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
