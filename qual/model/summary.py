"""Summaries: what is known of one theme, in the participants' own words, for who reads no statistics."""

from __future__ import annotations

from dataclasses import dataclass

from qual.model.memo import Memo
from qual.model.span import Span


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage chosen for the page of a theme.

    Attributes:
        words: exactly what stands at `span` of the transcript.
        shown: what is printed: the words, with […] where something was left out and [ ] around what was replaced.
        participant: pseudonym, as printed.
        role: the participant's.
        transcript: id of the transcript.
        span: where the words are.
        codes: ids of the codes given to it.
        state: "pinned" where an analyst wants it, "chosen" where the rule chose it, "negative" for a passage that
            speaks against the theme.
        why: why it stands here, in words.
    """

    words: str
    shown: str
    participant: str
    role: str
    transcript: str
    span: Span
    codes: tuple[str, ...]
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """How many people of one role raise a theme or a code.

    Attributes:
        role: the role.
        participants: who raise it (n).
        total: of so many (N).
        in_words: as "most of the patients (14 of 20)"; the legend of the words stands in the summary's notes.
        low: lower end of Wilson's 95 % interval of n/N.
        high: upper end.
        segments: passages with it.
        segments_total: passages of the role.
    """

    role: str
    participants: int
    total: int
    in_words: str
    low: float
    high: float
    segments: int
    segments_total: int


@dataclass(frozen=True, slots=True)
class Typical:
    """A word that one role uses in its passages of a theme more than the others do.

    Attributes:
        word: as it is written most often.
        role: whose word it is.
        participants: people of the role who say it in these passages (n).
        total: people of the role who raise the theme (N).
        others: people of the other roles who say it.
        others_total: people of the other roles who raise the theme.
    """

    word: str
    role: str
    participants: int
    total: int
    others: int
    others_total: int


@dataclass(frozen=True, slots=True)
class CodeSaid:
    """One code of a theme: who raises it."""

    code: str
    name: str
    definition: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One page about one theme.

    Attributes:
        theme: its id.
        name: its name.
        description: what it is, as the codebook says.
        said: who raises it, by role in the project's order.
        codes: its codes.
        typical: words typical of each role.
        quotes: balanced over participants, pinned ones first; negative cases are apart.
        negatives: passages that speak against it.
        memos: what analysts noted about the theme, oldest first.
        notes: what must be read beside it: legend, warnings, what could not be shown and why.
    """

    theme: str
    name: str
    description: str
    said: tuple[Said, ...]
    codes: tuple[CodeSaid, ...]
    typical: tuple[Typical, ...]
    quotes: tuple[Quote, ...]
    negatives: tuple[Quote, ...]
    memos: tuple[Memo, ...]
    notes: tuple[str, ...]
