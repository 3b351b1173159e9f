"""A few sentences of one turn that belong together.

A turn is divided where that costs least. A passage of 40 to 80 words costs nothing, a shorter or longer
one more the further it is from that, and none is longer than 120 words, plus at most a short remainder
that joins the one before. A division costs more where the words before and after it are the same (the
topic goes on) or the next sentence begins with a word that leans on the last ("it", "because"), and less
where it begins with a word people turn with ("anyway", "now", "so"). The cheapest division of the whole
turn is found by dynamic programming; nothing is random, and nothing is learned.

A sentence of one or two words ("Yes.", "Not really.") stays with the one after it. One longer than 120
words is divided at commas and dashes, and where it has none at white space.

The idea of cutting where neighbouring sentences share few words is from Hearst (1997), TextTiling:
segmenting text into multi-paragraph subtopic passages, Computational Linguistics 23(1), 33-64.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qual.model.span import trimmed

SHORTEST, LEAST, MOST, LONGEST = 12, 40, 80, 120
"""Words: a remainder below the first joins its neighbour; the next two are the aim; the last the limit."""

_SAME_WORDS = 0.6
_LEANS = 0.2
_TURNS = -0.2
_WITHIN_SENTENCE = 0.5
_REMAINDER = 4.0
_EACH = 0.05
_SMALLEST_SENTENCE, _SMALLEST_CLAUSE = 3, 10


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


BACKCHANNELS = _words(
    "aha ah alright cool er erm gotcha hm hmm hmmm huh m mhm mhmm mm mmhm mmhmm mmm oh ok okay ooh right "
    "sure uh um wow yeah yep yup"
)
"""What listeners say while another talks. "Yes", "no", "fine" are not among them: they are answers."""

_MOST_BACKCHANNELS = 6
_NOTE = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|<[^<>]*>")
_CLAUSE = re.compile(r"(?:[,;:]|\s[-–—]+|[–—])\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPOKEN = re.compile(r"\S+")

_TURNING = _words("actually alright anyway anyways but eventually finally now okay right so then well")
_LEANING = _words(
    "also and because cause he her him his it its or she that their them these they this those which who"
)
_CONTENT_LENGTH = 4
"""Shorter words say little about a topic; nor do these:"""
_COMMON = _words(
    "about actually after again also always anything because been before being could does doing done down "
    "even everything feel from gets getting going gonna good have having here into just kind know like little "
    "look made make maybe mean more most much never only other over people probably quite really right said "
    "same some something sort still stuff such sure take than that their them then there these they thing "
    "things think this those though time very want wanted well went were what when where which while will "
    "with would yeah your"
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is never divided: a sentence, or a clause of one that is too long."""

    start: int
    end: int
    words: int
    opens: bool
    first: str
    content: frozenset[str]


def passages(text: str, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The passages of one turn, given where its sentences are; a turn of backchannels has none."""
    if is_backchannel(text):
        return []
    atoms = [atom for start, end in _joined(text, sentences) for atom in _atoms(text, start, end)]
    cuts = _cheapest(atoms)
    return [(atoms[left].start, atoms[right - 1].end) for left, right in pairwise(cuts)]


def is_backchannel(text: str) -> bool:
    """True where a turn only keeps the talk going ("mm-hm", "okay, yeah"), or nothing was said.

    At most six words, all of them in `BACKCHANNELS`; a transcriber's note in brackets is no word.
    """
    said = _NOTE.sub(" ", text)
    words = [word.casefold() for word in _WORD.findall(said)]
    if not words:
        return all(unicodedata.category(character)[0] in "PZC" for character in said)
    return len(words) <= _MOST_BACKCHANNELS and BACKCHANNELS.issuperset(words)


def _joined(text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences; a very short one together with what follows it."""
    first: int | None = None
    for start, end in sentences:
        first = start if first is None else first
        if _count(text, first, end) >= _SMALLEST_SENTENCE:
            yield first, end
            first = None
    if first is not None:
        yield first, sentences[-1][1]


def _atoms(text: str, start: int, end: int) -> Iterator[_Atom]:
    """The sentence, or the clauses of one that is longer than a passage may be."""
    if _count(text, start, end) <= LONGEST:
        yield _atom(text, start, end, opens=True)
        return
    opens = True
    cuts = [start]
    for match in _CLAUSE.finditer(text, start, end):
        if _count(text, cuts[-1], match.end()) >= _SMALLEST_CLAUSE:
            cuts.append(match.end())
    for left, right in pairwise([*cuts, end]):
        for piece_start, piece_end in _even(text, left, right):
            yield _atom(text, piece_start, piece_end, opens=opens)
            opens = False


def _even(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch, or equal parts of it at white space where it is longer than a passage may be."""
    words = [match.span() for match in _SPOKEN.finditer(text, start, end)]
    parts = 1 if len(words) <= LONGEST else math.ceil(len(words) / MOST)
    for part in range(parts):
        chosen = words[len(words) * part // parts : len(words) * (part + 1) // parts]
        if chosen:
            yield chosen[0][0], chosen[-1][1]


def _atom(text: str, start: int, end: int, *, opens: bool) -> _Atom:
    span = trimmed(text, start, end)
    if span is None:
        raise ValueError("a sentence without words")
    words = [word.casefold() for word in _WORD.findall(span.of(text))]
    content = frozenset(_stem(word) for word in words if len(word) >= _CONTENT_LENGTH and word not in _COMMON)
    return _Atom(
        span.start,
        span.end,
        words=_count(text, span.start, span.end),
        opens=opens,
        first=words[0] if words else "",
        content=content,
    )


def _count(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _stem(word: str) -> str:
    """Enough to see that "tablets" and "tablet" are one word."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= _CONTENT_LENGTH:
            return word[: -len(ending)]
    return word


def _cheapest(atoms: Sequence[_Atom]) -> list[int]:
    """Where the passages begin and the last one ends, as places among the atoms."""
    best = [0.0] + [math.inf] * len(atoms)
    origin = [0] * (len(atoms) + 1)
    breaks = [_break(atoms, at) for at in range(len(atoms))]
    for end in range(1, len(atoms) + 1):
        words = 0
        for start in range(end - 1, -1, -1):
            words += atoms[start].words
            if words >= LONGEST + SHORTEST and start < end - 1:
                break
            cost = best[start] + _EACH + _length(words) + breaks[start]
            if cost < best[end]:
                best[end], origin[end] = cost, start
    cuts = [len(atoms)]
    while cuts[-1] > 0:
        cuts.append(origin[cuts[-1]])
    return cuts[::-1]


def _length(words: int) -> float:
    """What a passage of this many words costs."""
    if words < SHORTEST:
        return _REMAINDER
    if words < LEAST:
        return ((LEAST - words) / LEAST) ** 2
    if words <= MOST:
        return 0.0
    if words <= LONGEST:
        return ((words - MOST) / (LONGEST - MOST)) ** 2
    return _REMAINDER / 2


def _break(atoms: Sequence[_Atom], at: int) -> float:
    """What it costs to begin a passage at this atom."""
    if at == 0:
        return 0.0
    if not atoms[at].opens:
        return _WITHIN_SENTENCE
    before = frozenset().union(*(atom.content for atom in atoms[max(0, at - 2) : at]))
    after = frozenset().union(*(atom.content for atom in atoms[at : at + 2]))
    smaller = min(len(before), len(after))
    same = len(before & after) / smaller if smaller else 0.0
    first = atoms[at].first
    return _SAME_WORDS * same + _LEANS * (first in _LEANING) + _TURNS * (first in _TURNING)
