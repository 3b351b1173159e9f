"""What the app calls: segments, codebook and what people decided in; suggestions with their reasons out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.anchors import anchors_of
from qual.matching.bands import band_of
from qual.matching.cache import VectorStorage, encode_cached
from qual.matching.counts import Examples
from qual.matching.encoder import Encoder
from qual.matching.fairness import report_of
from qual.matching.learner import Learned, learn
from qual.matching.marks import CONFIRMED, Decided, Mark, Marks, lay_on
from qual.matching.reasons import Known, reasons
from qual.matching.rules import find_phrases
from qual.matching.segments import CONTEXT_CHARACTERS, SegmentText
from qual.matching.space import NOWHERE, Floats, Space, lay_out, make_space
from qual.matching.thresholds import LEAST_CHANCE
from qual.matching.vectors import unit_vectors
from qual.model.codebook import Code, Codebook
from qual.model.learning import LearnerReport
from qual.model.suggestion import Suggestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOST_PER_SEGMENT", "Mark", "Marks", "Proposed", "SegmentText", "propose"]

MOST_PER_SEGMENT = 3
"""Codes kept for a segment because they are its best; a code at or above its threshold is kept too."""
FEWEST_WHOLE, FEWEST_PARTICIPANTS, FEWEST_CONFIRMED, FEWEST_OF_CODE = 50, 5, 30, 10
"""From how much on a chance is shown as a number and not only as a band: segments read in whole, participants they
are of, pairs confirmed in all, and pairs confirmed of the code itself."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run gave: suggestions, best first, and what the learner found out about itself."""

    suggestions: tuple[Suggestion, ...]
    report: LearnerReport


def propose(
    segments: Sequence[SegmentText],
    codebook: Codebook,
    marks: Marks | None = None,
    *,
    encoder: Encoder,
    storage: VectorStorage,
    barred: Collection[tuple[str, str]] = (),
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    made: str = "",
) -> Proposed:
    """Suggestions for every segment, best first, each with its reasons.

    Of a segment the best codes are kept, and any at or above the code's threshold; never a retired code, never what
    is confirmed on the segment, never what is barred.

    Args:
        segments: those that are data, in any order.
        codebook: its retired codes are passed over.
        marks: what people decided so far.
        encoder: asked only for texts that the storage does not hold.
        storage: keeps the vectors between runs.
        barred: (segment id, code id) never to be suggested again.
        progress: called with (texts done, texts in all) while encoding.
        stop: asked between batches.
        made: when, for the report; UTC, ISO 8601.

    Raises:
        Stopped: if `stop` says so; what is encoded is kept.
        ValueError: if a segment id occurs twice.
    """
    codes = tuple(code for code in codebook.codes if code.offered)
    row_of = {segment.id: row for row, segment in enumerate(segments)}
    if len(row_of) < len(segments):
        raise ValueError("a segment id occurs twice among the segments to suggest for")
    if not segments or not codes:
        return Proposed((), LearnerReport(made, 0))
    decided = lay_on(segments, codes, marks or Marks())
    work = _prepare(
        segments,
        codes,
        decided,
        lambda texts: encode_cached(encoder, texts, storage, progress=progress, stop=stop),
    )
    learned = learn(work.space, work.examples)
    closed = _closed(decided, row_of, {code.id: place for place, code in enumerate(codes)}, barred)
    pairs = _kept(learned, closed)
    sure = _sure(work)
    version = codebook.version
    role = work.space.layout.role
    why = reasons(work.space, work.examples, learned, work.known, pairs)
    return Proposed(
        tuple(
            Suggestion(
                segment=segments[row].id,
                code=codes[code].id,
                score=float(learned.chance[row, code]),
                probability=float(learned.chance[row, code]) if sure[code] else None,
                band=band_of(float(learned.chance[row, code]), float(learned.threshold[role[row], code])),
                evidence=evidence,
                model=encoder.name,
                codebook_version=version,
            )
            for (row, code), evidence in zip(pairs, why, strict=True)
        ),
        _report(segments, codes, work, learned, made),
    )


@dataclass(frozen=True, slots=True)
class _Work:
    space: Space
    examples: Examples
    known: Known


def _prepare(
    segments: Sequence[SegmentText],
    codes: Sequence[Code],
    decided: Decided,
    encode: Callable[[list[str]], Floats],
) -> _Work:
    """All vectors in one go, then every segment compared with every text of every code."""
    anchors = anchors_of(codes)
    row_of = {segment.id: row for row, segment in enumerate(segments)}
    places = [_first(mark.segments, row_of) for mark, _, _ in decided.others]
    texts = [segment.text for segment in segments] + [mark.text for mark, _, _ in decided.others]
    # What stands before is read by what learns from decisions only: a first run does not pay for it.
    previous = [segment.previous[-CONTEXT_CHARACTERS:] for segment in segments] if decided.teaches else []
    previous += [mark.previous[-CONTEXT_CHARACTERS:] for mark, _, _ in decided.others] if decided.teaches else []
    different = list(dict.fromkeys(text for text in previous if text))
    embedded = [anchor.embedded for anchor in anchors]
    every = unit_vectors(encode, [*texts, *different, *embedded])
    end = len(texts) + len(different)
    place = {text: len(texts) + number for number, text in enumerate(different)}
    before = np.array([place.get(text, NOWHERE) for text in previous], dtype=np.intp)
    if not decided.teaches:
        before = np.full(len(texts), NOWHERE, dtype=np.intp)
    layout = lay_out(segments, before, places_of=places)
    matches = find_phrases(codes, texts)
    themes = [code.theme for code in codes]
    space = make_space(texts, every[:end], layout, anchors, every[end:], matches, themes)
    rows = np.concatenate([decided.rows, np.arange(len(segments), len(texts))])
    examples = Examples(rows, decided.example_labels, decided.example_reviewed)
    names = [segment.id for segment in segments] + [_only(mark.segments) for mark, _, _ in decided.others]
    told = [segment.previous for segment in segments] + [mark.previous for mark, _, _ in decided.others]
    return _Work(space, examples, Known(anchors, every[end:], every, matches, texts, names, told))


def _first(names: Sequence[str], row_of: Mapping[str, int]) -> int:
    """The row of the first of these segments that is there, NOWHERE without one."""
    return next((row_of[name] for name in names if name in row_of), NOWHERE)


def _only(segments: Sequence[str]) -> str:
    """The segment that marked words lie in, "" where they lie in several or none."""
    return segments[0] if len(segments) == 1 else ""


def _closed(
    decided: Decided, row_of: Mapping[str, int], column_of: Mapping[str, int], barred: Collection[tuple[str, str]]
) -> NDArray[np.bool_]:
    """True for pairs that are not to be suggested: confirmed already, or barred."""
    closed = decided.labels == CONFIRMED
    for segment, code in barred:
        if segment in row_of and code in column_of:
            closed[row_of[segment], column_of[code]] = True
    return np.asarray(closed)


def _kept(learned: Learned, closed: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The pairs to suggest, best first."""
    chance = np.where(closed, -1, learned.chance[: len(closed)])
    best = np.zeros(chance.shape, dtype=np.bool_)
    order = np.argsort(-chance, axis=1, kind="stable")[:, :MOST_PER_SEGMENT]
    np.put_along_axis(best, order, values=True, axis=1)
    keep = ((best & (chance >= LEAST_CHANCE)) | learned.suggested[: len(closed)]) & ~closed
    rows, columns = np.nonzero(keep)
    ranked = np.argsort(-chance[rows, columns], kind="stable")
    return [(int(rows[place]), int(columns[place])) for place in ranked]


def _sure(work: _Work) -> NDArray[np.bool_]:
    """Codes whose chances are shown as numbers: enough was decided to know that they hold, shape (k,)."""
    labels = work.examples.labels
    confirmed = (labels[work.space.layout.data[work.examples.rows]] > 0).sum(axis=0)
    groups = len(np.unique(work.space.layout.group[work.examples.rows])) if len(labels) else 0
    whole = int(work.examples.whole.sum())
    if groups < FEWEST_PARTICIPANTS or whole < FEWEST_WHOLE or confirmed.sum() < FEWEST_CONFIRMED:
        return np.zeros(len(confirmed), dtype=np.bool_)
    return np.asarray(confirmed >= FEWEST_OF_CODE)


def _report(
    segments: Sequence[SegmentText], codes: Sequence[Code], work: _Work, learned: Learned, made: str
) -> LearnerReport:
    """Measured on segments read in whole, each judged by models without its participant."""
    held_out = learned.held_out.astype(np.float64)
    measured = np.isfinite(held_out).all(axis=1) & work.examples.whole
    rows = work.examples.rows[measured]
    return report_of(
        made=made,
        codes=[code.id for code in codes],
        probability=held_out[measured],
        truth=work.examples.labels[measured] > 0,
        suggested=held_out[measured] >= learned.threshold[work.space.layout.role[rows]],
        roles=[segments[row].role for row in rows],
        participants=[segments[row].participant or segments[row].transcript for row in rows],
        known=work.examples.labels[measured] != 0,
        thresholds=[float(cut) for cut in learned.threshold[NOWHERE]],
    )
