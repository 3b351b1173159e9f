"""Words of a transcript as they are shown in a list: who says them, and a little of what stands around."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow import frames

if TYPE_CHECKING:
    from qual.model.span import Span
    from qual.store.store import Tables

AROUND = 90
"""Characters of the same turn that are shown before and after the words, about."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a transcript.

    Attributes:
        transcript: its id.
        span: where they stand; the text there is `words`.
        words: they themselves.
        before, after: what stands around them in the same turn, in whole words; "" at its ends.
        participant: who says them, "" where nobody has said so.
        role: of who says them, "unknown" where nobody has confirmed it.
        label: the speaker's label.
    """

    transcript: str
    span: Span
    words: str
    before: str
    after: str
    participant: str
    role: str
    label: str


def passages(tables: Tables, places: Iterable[tuple[str, Span]], *, around: int = AROUND) -> list[Passage]:
    """The words at each place, in the order asked for; a place outside its text is left out."""
    asked = list(places)
    names = sorted({name for name, _ in asked})
    texts, found = tables.texts(names), []
    turns = {name: tables.turns(name).get(name, ()) for name in names}
    voices = {name: frames.voices(tables, name) for name in names}
    for name, span in asked:
        text = texts.get(name, "")
        if span.end > len(text):
            continue
        turn = next((one for one in turns[name] if one.span.overlaps(span)), None)
        start = min(turn.span.start, span.start) if turn else span.start
        end = max(turn.span.end, span.end) if turn else span.end
        voice = voices[name].of_label(name, turn.label if turn else "")
        found.append(
            Passage(
                name, span, span.of(text), _before(text[start : span.start], around),
                _after(text[span.end : end], around), voice.participant, voice.role, turn.label if turn else "",
            )
        )  # fmt: skip
    return found


def _before(text: str, most: int) -> str:
    """The end of a text in one line, in whole words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[-most:]
    return "… " + (cut.partition(" ")[2] or cut)


def _after(text: str, most: int) -> str:
    """The beginning of a text in one line, in whole words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    return (cut.rpartition(" ")[0] or cut) + " …"
