"""Memos: what people note while they read and code."""

from __future__ import annotations

from dataclasses import dataclass

from qual.model.span import Span

ABOUT = ("coding", "passage", "transcript", "participant", "code", "project", "theme", "cell")
"""A cell is where a participant meets a code or theme in the framework matrix: `choice.pair(code, participant)`."""


@dataclass(frozen=True, slots=True)
class Memo:
    """A dated note by a named person.

    Attributes:
        id: unique. The memo typed with a coding is "coding-" and the coding's id, that of a reject "decision-"
            and the decision's.
        about: one of ABOUT.
        target: id of the coding, transcript, participant, code or theme, or the pair of a cell; "" for a
            passage and for the project.
        transcript: id of the transcript it belongs to, "" where it belongs to none.
        span: the words it is about, None where it is about no words.
        quote: these words, "" without.
        text: what the person wrote.
        coder: who.
        created: UTC, ISO 8601.
        replaces: id of the memo it took the place of, "" for none.
    """

    id: str
    about: str
    target: str
    transcript: str
    span: Span | None
    quote: str
    text: str
    coder: str
    created: str
    replaces: str = ""

    def __post_init__(self) -> None:
        if self.about not in ABOUT:
            raise ValueError(f"a memo is about one of {', '.join(ABOUT)}, not {self.about!r}")
