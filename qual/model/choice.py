"""Choices: what an analyst settles about counting and reporting, apart from the codings themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass

from qual.model.span import Span

ABOUT = ("asked", "declared", "quote", "template")
"""asked: whether a participant was asked about a code. declared: a code whose difference was to be tested before
anybody looked. quote: what becomes of a passage on the page of a theme. template: which parts a report has."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing an analyst settled; the newest about the same target holds.

    Attributes:
        about: one of ABOUT.
        target: what it is about: `pair(code, participant)`, a code, a theme or a name.
        transcript: where the words are that it is about, "" for none.
        span: these words, in the text as it is now; None for none.
        value: what was settled, as text or JSON; "" takes an earlier choice back.
        coder: who.
        created: UTC, ISO 8601.
        event: its place in the record.
    """

    about: str
    target: str
    transcript: str
    span: Span | None
    value: str
    coder: str
    created: str
    event: int

    def __post_init__(self) -> None:
        if self.about not in ABOUT:
            raise ValueError(f"a choice is about one of {', '.join(ABOUT)}, not {self.about!r}")


def pair(*parts: str) -> str:
    """Several ids as one target, whatever letters are in them."""
    return json.dumps(parts, ensure_ascii=False)


def parts(target: str) -> tuple[str, ...]:
    """The ids that `pair` put together."""
    found = json.loads(target)
    return tuple(str(part) for part in found)
