"""What people have decided, laid over the segments as they are cut now.

Codings and rejects point at the text; segments come and go. A coding counts for every segment it touches. A
reject holds for a segment it shares at least half of the shorter one's characters with, and only while the code
still means what it meant when it was rejected.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qual.model.codebook import Codebook
from qual.model.coding import Coding, Decision, Review
from qual.model.segment import Segment
from qual.model.span import Span

Pair = tuple[str, str]
"""(segment id, code id)"""


@dataclass(frozen=True, slots=True)
class Cut:
    """The segments of every transcript, in order of their place."""

    by_transcript: dict[str, list[Segment]]
    _starts: dict[str, list[int]] = field(default_factory=dict)

    def touched(self, transcript: str, span: Span) -> list[Segment]:
        """The segments that share a character with the span."""
        found = self.by_transcript.get(transcript, [])
        if transcript not in self._starts:
            self._starts[transcript] = [one.span.start for one in found]
        starts = self._starts[transcript]
        first = max(bisect_right(starts, span.start) - 1, 0)
        last = bisect_left(starts, span.end)
        return [one for one in found[first:last] if one.span.overlaps(span)]

    def at(self, transcript: str, start: int) -> Segment | None:
        """The segment that a character lies in, or None."""
        found = self.touched(transcript, Span(start, start + 1))
        return found[0] if found else None


def cut_of(segments: Iterable[Segment]) -> Cut:
    """The segments by transcript; they must come in order of their place."""
    by_transcript: dict[str, list[Segment]] = {}
    for segment in segments:
        by_transcript.setdefault(segment.transcript, []).append(segment)
    return Cut(by_transcript)


def in_force(decisions: Iterable[Decision], book: Codebook) -> list[Decision]:
    """The rejects whose code still has the meaning they were made under."""
    meanings = {code.id: code.meaning for code in book.codes}
    return [d for d in decisions if d.verdict == "reject" and meanings.get(d.code) == d.meaning]


def coded_pairs(cut: Cut, codings: Iterable[Coding]) -> set[Pair]:
    """Segments that have a code already."""
    return {(s.id, c.code) for c in codings for s in cut.touched(c.transcript, c.span)}


def rejected_pairs(cut: Cut, rejects: Iterable[Decision]) -> set[Pair]:
    """Segments for which a code was turned down."""
    return {(s.id, d.code) for d in rejects for s in cut.touched(d.transcript, d.span) if mostly(d.span, s.span)}


def read_segments(cut: Cut, reviews: Iterable[Review]) -> set[str]:
    """Segments that lie wholly within words a person has read."""
    return {s.id for r in reviews for s in cut.touched(r.transcript, r.span) if r.span.contains(s.span)}


def mostly(one: Span, other: Span) -> bool:
    """True if the two share at least half of the shorter one."""
    shared = one.overlap(other)
    return shared is not None and 2 * len(shared) >= min(len(one), len(other))


def segment_ids(segments: Sequence[Segment]) -> tuple[str, ...]:
    """The ids, in order."""
    return tuple(segment.id for segment in segments)
