"""A correction of a text: what was replaced by what, where words are afterwards, and how it is taken back.

Old and new words are compared word by word, and letter by letter within words that are much alike, so that
whoever marked a word has the corrected word, and whoever marked something else has the very same words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from qual.model.span import Span

_LETTERS = 600
"""Stretches longer than this are other words: nobody mistypes at such a length."""

_PIECES = 600
"""In stretches of more pieces than this the commonest words are no landmarks: comparing would take minutes."""

_Place = tuple[int, int, int, int]
"""Old start and end, new start and end."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One replacement in a text. Neither side is ever empty, so it lies in one turn before and after.

    Attributes:
        at: where it begins.
        old: the words that stood there.
        new: the words that stand there now.

    Raises:
        ValueError: if a side is empty, nothing is replaced, or `at` is negative.
    """

    at: int
    old: str
    new: str

    def __post_init__(self) -> None:
        if self.at < 0 or not self.old or not self.new or self.old == self.new:
            raise ValueError("a correction replaces words by other words")

    @property
    def before(self) -> Span:
        """The place of the old words."""
        return Span(self.at, self.at + len(self.old))

    @property
    def after(self) -> Span:
        """The place of the new words."""
        return Span(self.at, self.at + len(self.new))

    @property
    def growth(self) -> int:
        """By how many characters the text gets longer."""
        return len(self.new) - len(self.old)

    @property
    def reverse(self) -> Correction:
        """What takes it back."""
        return Correction(self.at, self.new, self.old)

    def applied(self, text: str) -> str:
        """The text with the new words.

        Raises:
            ValueError: if the old words are not there.
        """
        if self.before.of(text) != self.old:
            raise ValueError("the words to replace are not there")
        return text[: self.at] + self.new + text[self.before.end :]

    def moved(self, span: Span) -> Span | None:
        """Where the words of a span are afterwards; None if fewer than half of their characters are left.

        A word of the span that was replaced counts as its new word; words added at its edge stay outside.
        White space among the replaced words counts for nothing.
        """
        if span.end <= self.at:
            return span
        if span.start >= self.before.end:
            return span.shift(self.growth)
        aligned = alignment(self.old, self.new)
        start, end = max(span.start - self.at, 0), min(span.end - self.at, len(self.old))
        outside = len(span) - (end - start)
        kept = outside + aligned.kept(start, end)
        if not kept or 2 * kept < outside + aligned.solid[end] - aligned.solid[start]:
            return None
        inside = aligned.extent(start, end)
        first = span.start if span.start < self.at else self.at + inside[0]
        last = span.end + self.growth if span.end > self.before.end else self.at + inside[1]
        return Span(first, last)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Old characters `[old_start, old_end)` became new ones `[new_start, new_end)`.

    Attributes:
        matches: (old offset, new offset, length) of the characters that are the same.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    matches: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which characters of old words are which of the new ones.

    Attributes:
        hunks: in order; together they are all characters of both.
        solid: how many characters other than white space stand before each offset of the old words.
    """

    hunks: tuple[Hunk, ...]
    solid: tuple[int, ...]

    def kept(self, start: int, end: int) -> int:
        """How many old characters of this stretch are left, white space apart."""
        return sum(self.solid[old + length] - self.solid[old] for old, _new, length in self._matches(start, end))

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """From where to where a stretch goes in the new words; from their end to their start if nowhere."""
        places = [(new, new + length) for _old, new, length in self._matches(start, end)]
        places += [
            (hunk.new_start, hunk.new_end)
            for hunk in self.hunks
            if start <= hunk.old_start < hunk.old_end <= end and hunk.new_start < hunk.new_end
        ]
        size = self.hunks[-1].new_end
        return min((place[0] for place in places), default=size), max((place[1] for place in places), default=0)

    def _matches(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The matches within this stretch, cut to it."""
        for hunk in self.hunks:
            if hunk.old_end <= start or hunk.old_start >= end:
                continue
            for old, new, length in hunk.matches:
                first, last = max(old, start), min(old + length, end)
                if first < last:
                    yield first, new + first - old, last - first


@lru_cache(maxsize=256)
def alignment(old: str, new: str) -> Alignment:
    """Which characters of the old words are which of the new ones; neither is empty."""
    hunks: list[Hunk] = []
    for place in _compared(_with_space(tokens(old)), _with_space(tokens(new)), (0, 0)):
        hunks += _refined(old, new, place)
    solid = (0, *accumulate(not letter.isspace() for letter in old))
    return Alignment(tuple(hunks), solid)


def _refined(old: str, new: str, place: _Place) -> list[Hunk]:
    """A stretch as it is where both sides are the same or one is empty; else compared piece by piece."""
    before, after = tokens(old[place[0] : place[1]]), tokens(new[place[2] : place[3]])
    if not before or not after or before == after or max(len(before), len(after)) > _PIECES:
        return [_hunk(old, new, place)]
    return [_hunk(old, new, piece) for piece in _compared(before, after, (place[0], place[2]), paired=True)]


def _compared(
    before: Sequence[str], after: Sequence[str], start: tuple[int, int], *, paired: bool = False
) -> Iterator[_Place]:
    """Stretches of characters that are the same on both sides, or differ; with `paired`, piece for piece."""
    ends, new_ends = (
        [*accumulate(map(len, before), initial=start[0])],
        [*accumulate(map(len, after), initial=start[1])],
    )
    matcher = SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > _PIECES)
    for kind, a, b, c, d in matcher.get_opcodes():
        if paired and kind == "replace" and b - a == d - c:
            yield from ((ends[a + n], ends[a + n + 1], new_ends[c + n], new_ends[c + n + 1]) for n in range(b - a))
        else:
            yield ends[a], ends[b], new_ends[c], new_ends[d]


def _with_space(pieces: Sequence[str]) -> list[str]:
    """Pieces with the white space after them: it is everywhere, and to compare it alone would take minutes."""
    joined: list[str] = []
    for piece in pieces:
        if joined and piece.isspace():
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def tokens(text: str) -> list[str]:
    """The text in pieces: words, white space, and one piece for each other character.

    Marks and joiners belong to the letter before them. In scripts without spaces each letter is a piece.
    """
    pieces: list[str] = []
    last = ""
    for letter in text:
        kind = _kind(letter)
        if pieces and ((kind == last and kind in ("word", "space")) or (kind == "mark" and last != "space")):
            pieces[-1] += letter
        else:
            pieces.append(letter)
        if kind != "mark" or last in ("", "space"):
            last = kind
    return pieces


def difference(at: int, old: str, new: str) -> Correction | None:
    """The smallest replacement of whole words that makes new words of the old ones at `at`; None if none is needed.

    Raises:
        ValueError: if one of them is empty.
    """
    if old == new:
        return None
    before, after = tokens(old), tokens(new)
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    # Words that only came or only went take a neighbour along: a replacement has two sides.
    if head + tail == most:
        head, tail = (head - 1, tail) if head else (head, max(tail - 1, 0))
    skip = sum(map(len, before[:head]))
    return Correction(
        at + skip, "".join(before[head : len(before) - tail]), "".join(after[head : len(after) - tail])
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a text's history.

    Attributes:
        version: the version this made; the text as imported is 1.
        event: the act that made it.
        correction: what was replaced.
        takes_back: the version whose replacement this one reverses, None for a person's correction.
    """

    version: int
    event: int
    correction: Correction
    takes_back: int | None = None


def shortened(steps: Iterable[Step]) -> list[Step]:
    """Steps that lead to the same text, without those that were taken back later.

    Words moved along these keep every character that was only away for a while.

    Raises:
        ValueError: if a step takes back one whose words were touched since.
    """
    left: list[Step] = []
    for step in steps:
        place = next((n for n, one in enumerate(left) if one.version == step.takes_back), None)
        if place is None:
            left.append(step)
            continue
        gone = left[place].correction
        rest: list[Step] = []
        at = gone.at
        for one in left[place + 1 :]:
            made = one.correction
            if made.at >= at + len(gone.new):
                made = replace(made, at=made.at - gone.growth)
            elif made.before.end <= at:
                at += made.growth
            else:
                raise ValueError(f"version {one.version} touched the words of version {step.takes_back}")
            rest.append(replace(one, correction=made))
        left[place:] = rest
    return left


def reversal(steps: Sequence[Step], version: int) -> Correction | None:
    """What takes a version back in the newest text; None where its words were touched since."""
    step = next(one for one in steps if one.version == version)
    at, size = step.correction.at, len(step.correction.new)
    for later in shortened(one for one in steps if one.version > version):
        made = later.correction
        if made.before.end <= at:
            at += made.growth
        elif made.at < at + size:
            return None
    return Correction(at, step.correction.new, step.correction.old)


def newest(steps: Sequence[Step], version: int) -> tuple[int, bool]:
    """The version that says last whether the correction which made `version` holds, and whether it does."""
    backward = {step.takes_back: step.version for step in steps}
    holds = True
    while version in backward:
        version, holds = backward[version], not holds
    return version, holds


def _hunk(old: str, new: str, place: tuple[int, int, int, int]) -> Hunk:
    old_start, old_end, new_start, new_end = place
    found = _alike(old[old_start:old_end], new[new_start:new_end])
    return Hunk(*place, tuple((old_start + a, new_start + b, length) for a, b, length in found))


def _alike(old: str, new: str) -> list[tuple[int, int, int]]:
    """What two words have in common; nothing, unless that is half of the longer one: it is another word then."""
    if old == new:
        return [(0, 0, len(old))] if old else []
    if max(len(old), len(new)) > _LETTERS:
        return []
    blocks = [tuple(block) for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()]
    found = [(a, b, length) for a, b, length in blocks if length]
    return found if 2 * sum(length for _a, _b, length in found) >= max(len(old), len(new)) else []


def _kind(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter.isspace():
        return "space"
    if category[0] == "M" or category in ("Cf", "Sk"):
        return "mark"
    if category == "Lo" and unicodedata.east_asian_width(letter) == "W":
        return "wide"
    return "word" if category[0] in "LN" else "other"
