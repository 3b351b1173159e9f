"""A transcript cut into the segments that are offered for coding.

Whatever the unit, a segment lies in one turn, so never across speakers; it has no white space at its
edges; and the same transcript gives the same segments. Every word of every turn is in exactly one segment,
with one exception: as passages, a turn that only keeps the talk going ("mm-hm", "okay") gives none, as
there is nothing in it to code.
"""

from __future__ import annotations

from collections.abc import Sequence

from qual.config import UNITS
from qual.model.segment import Segment
from qual.model.span import Span, trimmed
from qual.model.transcript import Transcript
from qual.segmentation.passages import passages
from qual.segmentation.sentences import SentenceSplitter, spacy_splitter


def cut(transcript: Transcript, *, unit: str, sentences: SentenceSplitter | None = None) -> tuple[Segment, ...]:
    """The segments of all turns, in order.

    Args:
        transcript: what to cut.
        unit: turn, sentence, or passage (a few sentences that belong together).
        sentences: where sentences end; the rule-based splitter by default.

    Raises:
        ValueError: for another unit.
    """
    if unit not in UNITS:
        raise ValueError(f"a unit is one of {', '.join(UNITS)}, not {unit!r}")
    found: list[Segment] = []
    splitter = sentences
    for turn in transcript.turns:
        whole = trimmed(transcript.text, turn.span.start, turn.span.end)
        if whole is None:
            continue
        text = whole.of(transcript.text)
        places: Sequence[tuple[int, int]] = [(0, len(text))]
        if unit != "turn":
            splitter = splitter or spacy_splitter()
            places = splitter.spans(text)
        if unit == "passage":
            places = passages(text, places)
        for start, end in places:
            found.append(Segment(transcript.id, Span(start, end).shift(whole.start), turn.order))
    return tuple(found)
