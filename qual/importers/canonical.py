"""The one text of a transcript and the place of every turn in it.

Canonical text: line ends LF, no byte order mark, no characters that XML forbids, otherwise as the file had it.
A text file keeps its own text. Captions, tables and documents are written out once, turn by turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qual.importers.base import RawTurn, Upload
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EDGES = re.compile(r"\A[\s\ufeff]+|[\s\ufeff]+\Z")
_BOM = "\ufeff"


def clean(text: str) -> str:
    """The text with LF line ends, no byte order mark and no characters that XML forbids; nothing else changes."""
    legal = _ILLEGAL.sub("", text) if _ILLEGAL.search(text) else text
    return legal.lstrip(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def spoken(text: str) -> str:
    """A turn's words: clean, without white space at the edges."""
    return _EDGES.sub("", clean(text))


def squeezed(text: str) -> str:
    """A label or heading on one line, with single spaces."""
    return " ".join(spoken(text).split())


def removed_characters(text: str) -> tuple[int, int | None]:
    """How many characters `clean` takes out because XML forbids them, and the line of the first."""
    first = _ILLEGAL.search(text)
    if first is None:
        return 0, None
    before = text[: first.start()].replace("\r\n", "\n").replace("\r", "\n")
    return len(_ILLEGAL.findall(text)), before.count("\n") + 1


def assemble(turns: Iterable[RawTurn]) -> tuple[str, tuple[Turn, ...]]:
    r"""The text of turns written out as `label: words` with an empty line after each, and where each one lies.

    A turn without a label is its words alone; a turn without words is left out.
    """
    pieces: list[str] = []
    placed: list[Turn] = []
    at = 0
    for raw in turns:
        words = spoken(raw.text)
        if not words:
            continue
        label = squeezed(raw.label)
        lead = f"{label}: " if label else ""
        start = at + len(lead)
        placed.append(_turn(len(placed), start, start + len(words), raw, label))
        pieces += (lead, words, "\n\n")
        at = start + len(words) + 2
    return "".join(pieces), tuple(placed)


def keep(turns: Sequence[RawTurn]) -> tuple[Turn, ...]:
    """The turns of a text that stays as it is; each must say where it lies."""
    placed = [(turn, turn.span) for turn in turns if turn.span is not None]
    return tuple(
        _turn(order, span.start, span.end, raw, squeezed(raw.label)) for order, (raw, span) in enumerate(placed)
    )


def rendered(upload: Upload, transcript: str, turns: Iterable[RawTurn]) -> Transcript:
    """The transcript of a caption file, table or document."""
    text, placed = assemble(turns)
    return Transcript(transcript, upload.name, upload.sha256, text, placed)


def _turn(order: int, start: int, end: int, raw: RawTurn, label: str) -> Turn:
    return Turn(order, Span(start, end), label, raw.start_s, raw.end_s)
