"""What was found, as values: places that are marked, and a long passage shortened to what is around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qual.model.span import Span

LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that answers a question.

    Attributes:
        text: number of its text among those the index was made of.
        span: the passage's place, absolute.
        hits: the words that were asked for, absolute, in order, never overlapping.
        score: how well it fits; comparable within one answer only.
    """

    text: int
    span: Span
    hits: tuple[Span, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage to show: words, and whether they were asked for."""

    words: str
    hit: bool = False


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order; those that overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def pieces(words: str, at: int, hits: Sequence[Span]) -> list[Piece]:
    """The words of a passage, cut where a hit begins or ends.

    Args:
        words: the passage.
        at: its place in the text the hits are counted in.
        hits: in order, inside the passage, never overlapping.
    """
    found, last = [], 0
    for hit in hits:
        found += [Piece(words[last : hit.start - at]), Piece(words[hit.start - at : hit.end - at], hit=True)]
        last = hit.end - at
    return [piece for piece in (*found, Piece(words[last:])) if piece.words]


def excerpt(words: str, at: int, hits: Sequence[Span], *, most: int = 600, around: int = 160) -> list[Piece]:
    """As `pieces`, but of a long passage only what stands around its first hits, with … for what is left out.

    Args:
        words: the passage.
        at: its place in the text the hits are counted in.
        hits: in order, inside the passage, never overlapping; without any, its beginning is shown.
        most: characters; a passage up to this length is shown whole, of a longer one about so many.
        around: characters kept on each side of a hit.
    """
    if len(words) <= most:
        return pieces(words, at, hits)
    kept: list[Span] = []
    for hit in hits or (Span(at, at + 1),):
        start, end = hit.start - at, min(hit.end - at, hit.start - at + most) if hits else most - around
        window = Span(_before(words, max(0, start - around)), _after(words, min(len(words), end + around)))
        if kept and sum(map(len, joined([*kept, window]))) > most:
            break
        kept.append(window)
    shown: list[Piece] = []
    last = 0
    for part in joined(kept):
        shown += [Piece(LEFT_OUT)] if part.start > last else []
        inside = [cut for hit in hits if (cut := hit.overlap(part.shift(at)))]
        shown += pieces(part.of(words), part.start + at, inside)
        last = part.end
    return [*shown, Piece(LEFT_OUT)] if last < len(words) else shown


_STEP = 20
"""Characters by which an excerpt may grow so that it does not cut a word."""


def _before(words: str, place: int) -> int:
    """The beginning of the word that stands at a place, where it is near."""
    for start in range(place, max(0, place - _STEP) - 1, -1):
        if start == 0 or words[start - 1].isspace():
            return start
    return place


def _after(words: str, place: int) -> int:
    """The end of the word that stands at a place, where it is near."""
    for end in range(place, min(len(words), place + _STEP) + 1):
        if end == len(words) or words[end].isspace():
            return end
    return place
