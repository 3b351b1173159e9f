"""What finding is asked and what it answers, as values: filters, passages, memos, and how many people."""

from __future__ import annotations

from dataclasses import dataclass

from qual.model.memo import Memo
from qual.model.participant import UNKNOWN
from qual.model.segment import segment_id
from qual.model.span import Span
from qual.search.hits import Piece, excerpt

__all__ = ["FIT", "MOST_ALIKE", "STUDY", "Choices", "Findings", "Heard", "Note", "Passage", "Piece", "Where"]

STUDY, FIT = "study", "fit"
"""The orders of an answer: as in the transcripts, or what fits best first."""
MOST_ALIKE = 30


@dataclass(frozen=True, slots=True)
class Where:
    """Which passages are looked at; an empty choice leaves nothing out.

    Attributes:
        roles: spoken by somebody with one of these roles.
        participants: by one of these people.
        transcripts: in one of these transcripts.
        codes: with a coding of one of these codes.
        without: with a coding of none of these codes.
        coders: with a coding by one of these people; `codes` and `without` then mean theirs only.
        uncoded: with no coding at all (of these coders).
    """

    roles: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    uncoded: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What `Where` can name in a study, each in its usual order; `codes` and `without` are the codes in use."""

    roles: tuple[str, ...]
    participants: tuple[str, ...]
    transcripts: tuple[str, ...]
    codes: tuple[str, ...]
    without: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found.

    Attributes:
        transcript, span, text: where it is and its words.
        turn: the order of its turn.
        speaker: the label; `participant` and `role` as confirmed, role "unknown" where nobody has.
        context: True for words of a context role (the interviewer), which are not data.
        hits: what was asked for, absolute, in order, never overlapping; () where meaning was asked for.
        codes: ids of the codes on it, of all coders, by place.
        score: what "fit" sorts by; comparable within one answer only.
        alike: "very alike", "alike" or "somewhat alike" where meaning was asked for, else "".
    """

    transcript: str
    span: Span
    text: str
    turn: int
    speaker: str
    participant: str
    role: str
    context: bool
    hits: tuple[Span, ...]
    codes: tuple[str, ...]
    score: float
    alike: str = ""

    @property
    def id(self) -> str:
        """`transcript:start-end`."""
        return segment_id(self.transcript, self.span.start, self.span.end)

    def excerpt(self) -> list[Piece]:
        """Its words cut at the hits; of a long passage only what stands around them."""
        return excerpt(self.text, self.span.start, self.hits)


@dataclass(frozen=True, slots=True)
class Note:
    """A memo that was found; `hits` are places in its own words, `span` those of the words it is about, if any."""

    memo: Memo
    hits: tuple[Span, ...]
    transcript: str
    span: Span | None

    def excerpt(self) -> list[Piece]:
        """Its words cut at the hits; of a long memo only what stands around them."""
        return excerpt(self.memo.text, 0, self.hits)


@dataclass(frozen=True, slots=True)
class Heard:
    """Of how many people of a role something was found, and how many there are where it was looked for."""

    role: str
    found: int
    of: int


@dataclass(frozen=True, slots=True)
class Findings:
    """An answer.

    Attributes:
        passages: in the order asked for.
        memos: oldest first.
        people: per role that is data, in the project's order, "unknown" last; () where meaning was asked for:
            likeness has no border that would make a count.
        stopped: True where the person stopped it before there was an answer.
    """

    passages: tuple[Passage, ...] = ()
    memos: tuple[Note, ...] = ()
    people: tuple[Heard, ...] = ()
    stopped: bool = False

    @property
    def summary(self) -> str:
        """How many passages of how many people, in a sentence."""
        passages = _count(len(self.passages), "passage")
        people = sum(one.found for one in self.people)
        roles = (one for one in self.people if one.found or one.role != UNKNOWN)
        by_role = ", ".join(f"{one.found} of {_people(one)}" for one in roles)
        whom = f" of {_count(people, 'participant')}: {by_role}" if people else ""
        context = sum(passage.context for passage in self.passages)
        aside = f" {context:,} of the passages {'is' if context == 1 else 'are'} context." if context else ""
        if context and context == len(self.passages):
            aside = " All of it is context: no participant said it."
        return f"{passages}{whom}.{aside}"


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def _people(heard: Heard) -> str:
    if heard.role == UNKNOWN:
        return f"{heard.of:,} whose role is not confirmed"
    return _count(heard.of, heard.role)
