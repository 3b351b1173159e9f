"""What changed between two texts, word by word, so that a person sees it at a glance.

Texts are cut into words, single signs and the white space between; a script that writes without spaces, and a run
of letters too long for a word, into characters. A letter keeps the marks that stand on it, an emoji its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"

Run = tuple[str, str]
"""`SAME`, `ADDED` or `REMOVED`, and the text; never empty."""

LONGEST_WORD = 40
"""Letters without a space from which a run is compared letter by letter."""

LEAST_KEPT, MANY = 0.5, 4
"""Where less than this share of the longer text is the same, in so many pieces or more, the text was written anew:
old and new are shown whole, since nobody can read them interleaved."""

MOST_COMPARED = 1_000_000
"""Words of the one text by words of the other, ends that are alike left out, up to which they are compared. Beyond
that the whole middle counts as removed and added, so that the time is bounded."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: words without spaces between."""
_ASCII = re.compile(r"\s+|\w+(?:['-]\w+)*|.", re.DOTALL)
"""The pieces of a text without other signs, found at once; `_pieces` finds the same letter by letter."""
_JOINER = "\u200d"
_INSIDE = "'\u2019-"
"""Signs that do not end a word where letters stand on both sides."""
_SPACE, _WORD, _SINGLE = range(3)


def differences(old: str, new: str) -> tuple[Run, ...]:
    """Runs whose same and removed parts join to `old`, and whose same and added parts join to `new`, exactly.

    Neighbouring runs are of different kinds; where something was removed and added at one place, what was removed
    comes first.
    Two empty texts give no run.
    """
    if old == new:
        return ((SAME, old),) if old else ()
    first, one = _cut(old)
    second, other = _cut(new)
    edits: list[Run] = _changed(first, second)
    for start, end, begin, stop in _aligned([word for word, _ in one], [word for word, _ in other]):
        if start == end or begin == stop or one[start][0] != other[begin][0]:
            gone, fresh = _text(one[start:end]), _text(other[begin:stop])
            kept = one[end - 1][1] if start < end and begin < stop and one[end - 1][1] == other[stop - 1][1] else ""
            edits += [(REMOVED, gone.removesuffix(kept)), (ADDED, fresh.removesuffix(kept)), (SAME, kept)]
            continue
        for (word, space), (_, between) in zip(one[start:end], other[begin:stop], strict=True):
            edits.append((SAME, word))
            edits += _changed(space, between)
    found = _joined(edits)
    same = [text for kind, text in found if kind == SAME]
    anew = len(same) >= MANY and sum(map(len, same)) < LEAST_KEPT * max(len(old), len(new))
    return tuple(_changed(old, new)) if anew else found


def _text(words: Sequence[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in words)


def _changed(old: str, new: str) -> list[Run]:
    return [(SAME, old)] if old == new else [(REMOVED, old), (ADDED, new)]


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Stretches (start, end, begin, stop) of both in order, each wholly the same words or wholly others."""
    least = min(len(old), len(new))
    head = next((place for place in range(least) if old[place] != new[place]), least)
    tail = next((back for back in range(least - head) if old[-1 - back] != new[-1 - back]), least - head)
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    blocks = [(0, 0, head)]
    if len(middle) * len(other) <= MOST_COMPARED:
        matcher = SequenceMatcher(None, middle, other, autojunk=False)
        blocks += [(head + i, head + j, size) for i, j, size in matcher.get_matching_blocks()]
    blocks += [(len(old) - tail, len(new) - tail, tail)]
    found, i, j = [], 0, 0
    for start, begin, size in blocks:
        if (i, j) != (start, begin):
            found.append((i, start, j, begin))
        if size:
            found.append((start, start + size, begin, begin + size))
        i, j = start + size, begin + size
    return found


def _joined(edits: Iterable[Run]) -> tuple[Run, ...]:
    """Runs of one kind put together, and all that was removed between two same runs before all that was added."""
    found: list[Run] = []
    removed = added = ""
    for kind, text in [*edits, (SAME, "")]:
        if kind == REMOVED:
            removed += text
        elif kind == ADDED:
            added += text
        elif text or not found or removed or added:
            changed = [(REMOVED, removed), (ADDED, added)]
            found += [run for run in changed if run[1]]
            removed = added = ""
            if found and found[-1][0] == SAME:
                text = found.pop()[1] + text  # noqa: PLW2901 - the run goes on
            if text:
                found.append((SAME, text))
    return tuple(found)


def _cut(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The white space a text begins with, and every word with the white space behind it."""
    lead, words = "", list[tuple[str, str]]()
    for piece, kind in _pieces(text):
        if kind != _SPACE:
            words.append((piece, ""))
        elif words:
            words[-1] = (words[-1][0], piece)
        else:
            lead = piece
    return lead, words


def _pieces(text: str) -> list[tuple[str, int]]:
    """Runs of white space, words, and single signs; joined they are the text."""
    if text.isascii():
        return [piece for found in _ASCII.finditer(text) for piece in _finished(found[0], _kind(found[0]))]
    pieces: list[tuple[str, int]] = []
    run: list[str] = []
    kind = _SINGLE
    letters = _letters(text)
    for place, letter in enumerate(letters):
        own = _kind(letter)
        between = letter in _INSIDE and kind == _WORD and bool(run) and place + 1 < len(letters)
        if between and _kind(letters[place + 1]) == _WORD:
            own = _WORD
        if own != kind or own == _SINGLE:
            pieces += _finished(run, kind)
            run, kind = [], own
        run.append(letter)
    return pieces + _finished(run, kind)


def _finished(run: Sequence[str], kind: int) -> list[tuple[str, int]]:
    if kind == _WORD and len(run) > LONGEST_WORD:
        return [(letter, _SINGLE) for letter in run]
    return [("".join(run), kind)] if run else []


def _kind(letter: str) -> int:
    if letter[0].isspace():
        return _SPACE
    return _WORD if (letter[0].isalnum() or letter[0] == "_") and not _UNSPACED.match(letter) else _SINGLE


def _letters(text: str) -> list[str]:
    """The text in what a reader takes for one character: a letter with its marks, an emoji with all its parts."""
    found: list[str] = []
    flags = 0
    for sign in text:
        flag = "\U0001f1e6" <= sign <= "\U0001f1ff"
        flags = flags + 1 if flag else 0
        belongs = _goes_on(sign) or (found[-1:] and found[-1].endswith(_JOINER)) or (flag and flags % 2 == 0)
        if belongs and found and not found[-1].isspace():
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _goes_on(sign: str) -> bool:
    """Whether a sign belongs to the one before: a mark, a joiner, a skin tone or a tag."""
    if sign < "\u0300":
        return False
    tone_or_tag = "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f"
    return tone_or_tag or sign in {_JOINER, "\u200c"} or unicodedata.category(sign).startswith("M")
