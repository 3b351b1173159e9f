"""Brute-force twins: the definitions, word for word, with loops and without any cleverness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from statistics import fmean

from qual.model.correction import Correction, alignment
from qual.model.span import Span

Row = Mapping[str, object]


def share_a_word(segment: Row, span: Row) -> bool:
    """True if a letter, digit or underscore lies in both."""
    if segment["transcript"] != span["transcript"]:
        return False
    text, at = str(segment["text"]), int(str(segment["start"]))
    inside = range(int(str(span["start"])), int(str(span["end"])))
    return any(re.match(r"\w", letter) and at + place in inside for place, letter in enumerate(text))


def every_word_read(segment: Row, spans: Iterable[Row]) -> bool:
    """True if each letter, digit or underscore of the segment lies in some span."""
    own = [s for s in spans if s["transcript"] == segment["transcript"]]
    text, at = str(segment["text"]), int(str(segment["start"]))
    return all(
        any(int(str(s["start"])) <= at + place < int(str(s["end"])) for s in own)
        for place, letter in enumerate(text)
        if re.match(r"\w", letter)
    )


def count(segments: Sequence[Row], codings: Sequence[Row], codes: Iterable[str], role: str) -> dict[str, float]:
    """Participants, segments, totals and mean share of one role for a set of codes."""
    wanted = set(codes)
    own = [s for s in segments if s["role"] == role]
    having = [s for s in own if any(c["code"] in wanted and share_a_word(s, c) for c in codings)]
    people = {str(s["participant"]) for s in own}
    return {
        "participants": len({str(s["participant"]) for s in having}),
        "participants_total": len(people),
        "segments": len(having),
        "segments_total": len(own),
        "mean_share": fmean(
            sum(s["participant"] == person for s in having) / sum(s["participant"] == person for s in own)
            for person in people
        ),
        "words": sum(len(str(s["text"]).split()) for s in own),
    }


def reviewed(
    segments: Sequence[Row], codings: Sequence[Row], reviews: Sequence[Row], decisions: Sequence[Row], role: str
) -> float:
    """Share of a role's segments (those with a word) that somebody has looked at."""
    own = [s for s in segments if s["role"] == role and re.search(r"\w", str(s["text"]))]
    seen = [
        s for s in own if every_word_read(s, reviews) or any(share_a_word(s, act) for act in (*codings, *decisions))
    ]
    return len(seen) / len(own) if own else 0.0


def permutation(a: Sequence[float], b: Sequence[float]) -> float:
    """Share of all divisions of the pooled values whose means differ at least as much."""
    pooled = [*a, *b]
    observed = abs(fmean(a) - fmean(b))
    divisions = list(combinations(range(len(pooled)), len(a)))
    extreme = 0
    for chosen in divisions:
        first = [pooled[place] for place in chosen]
        second = [value for place, value in enumerate(pooled) if place not in chosen]
        extreme += abs(fmean(first) - fmean(second)) >= observed - 1e-10
    return extreme / len(divisions)


def holm(p: Sequence[float]) -> list[float]:
    """Step down: the smallest times m, the next times m - 1 …, never below one before it."""
    m = len(p)
    ordered = sorted(p)
    return [min(1.0, max((m - j) * ordered[j] for j in range(ordered.index(value) + 1))) for value in p]


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Step up: m / rank times p, never above one after it."""
    m = len(p)
    ordered = sorted(p)
    return [min(m / (j + 1) * ordered[j] for j in range(ordered.index(value), m)) for value in p]


def moved(text: str, correction: Correction, span: Span) -> Span | None:
    """Where a span goes, following each character: `Correction.moved` without its arithmetic.

    A new character belongs to the span if it is an old one of it, if it is part of what took the place of whole
    words of it, or if it stands between two that do.
    """
    begin, end = correction.before.start, correction.before.end
    inside = set(range(span.start, span.end))
    came_from: dict[int, int] = {new: new for new in range(begin)}
    came_from |= {old + correction.growth: old for old in range(end, len(text))}
    belongs = set()
    for hunk in alignment(correction.old, correction.new).hunks:
        for old, new, length in hunk.matches:
            came_from |= {begin + new + n: begin + old + n for n in range(length)}
        olds = set(range(begin + hunk.old_start, begin + hunk.old_end))
        if olds and olds <= inside:
            belongs |= set(range(begin + hunk.new_start, begin + hunk.new_end))
    left = [old for old in came_from.values() if old in inside and not (begin <= old < end and text[old].isspace())]
    counted = [at for at in inside if not (begin <= at < end and text[at].isspace())]
    belongs |= {new for new, old in came_from.items() if old in inside}
    return Span(min(belongs), max(belongs) + 1) if left and 2 * len(left) >= len(counted) else None
