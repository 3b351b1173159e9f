"""What the app calls: segments, codebook and what people decided in; suggestions with their reasons out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.anchors import Anchor, anchors_of
from qual.matching.bands import band_of
from qual.matching.cache import VectorStorage, encode_cached
from qual.matching.encoder import Encoder
from qual.matching.learner import Examples, Floats, Learned, Space, learn, make_space
from qual.matching.marks import CONFIRMED, Decided, Mark, Marks, lay_on
from qual.matching.reasons import Known, reasons
from qual.matching.rules import find_phrases
from qual.matching.segments import CONTEXT_CHARACTERS, SegmentText
from qual.matching.vectors import unit_vectors
from qual.model.codebook import Code, Codebook
from qual.model.suggestion import Suggestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEAST_CHANCE", "MOST_PER_SEGMENT", "Mark", "Marks", "SegmentText", "propose"]

MOST_PER_SEGMENT = 3
"""Codes kept for a segment because they are its best; a code whose expected share reaches it is kept too."""

LEAST_CHANCE = 0.03
"""Below this uncalibrated chance nothing is suggested."""


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
) -> list[Suggestion]:
    """Suggestions for every segment, best first, each with its reasons.

    Of a segment the best codes are kept, and any whose score is among as many as the code's rate
    predicts; never a retired code, never what is confirmed on the segment, never what is barred.

    Args:
        segments: those that are data, in any order.
        codebook: its retired codes are passed over.
        marks: what people decided so far.
        encoder: asked only for texts that the storage does not hold.
        storage: keeps the vectors between runs.
        barred: (segment id, code id) never to be suggested again.
        progress: called with (texts done, texts in all) while encoding.
        stop: asked between batches.

    Raises:
        Stopped: if `stop` says so; what is encoded is kept.
        ValueError: if a segment id occurs twice.
    """
    codes = tuple(code for code in codebook.codes if not code.retired)
    row_of = {segment.id: row for row, segment in enumerate(segments)}
    if len(row_of) < len(segments):
        raise ValueError("a segment id occurs twice among the segments to suggest for")
    if not segments or not codes:
        return []
    decided = lay_on(segments, codes, marks or Marks())
    anchors = anchors_of(codes)
    space, examples, known = _compare(
        segments,
        codes,
        anchors,
        decided,
        lambda texts: encode_cached(encoder, texts, storage, progress=progress, stop=stop),
    )
    learned = learn(space, examples)
    pairs = _kept(learned, _closed(decided, row_of, {code.id: place for place, code in enumerate(codes)}, barred))
    version = codebook.version
    return [
        Suggestion(
            segment=segments[row].id,
            code=codes[code].id,
            score=float(learned.chance[row, code]),
            probability=None,
            band=band_of(float(learned.chance[row, code])),
            evidence=evidence,
            model=encoder.name,
            codebook_version=version,
        )
        for (row, code), evidence in zip(pairs, reasons(space, examples, learned, known, pairs), strict=True)
    ]


def _compare(
    segments: Sequence[SegmentText],
    codes: Sequence[Code],
    anchors: Sequence[Anchor],
    decided: Decided,
    encode: Callable[[list[str]], Floats],
) -> tuple[Space, Examples, Known]:
    """All vectors in one go, then every segment compared with every text of every code."""
    texts = [segment.text for segment in segments]
    other_texts = [mark.text for mark, _, _ in decided.others]
    embedded = [anchor.embedded for anchor in anchors]
    # The turn before is read by the regressions only: a first run, without decisions, does not pay for it.
    teaches = decided.teaches
    before = [segment.previous[-CONTEXT_CHARACTERS:] for segment in segments] if teaches else []
    other_before = [mark.previous[-CONTEXT_CHARACTERS:] for mark, _, _ in decided.others] if teaches else []
    every = _Vectors([*texts, *embedded, *other_texts, *before, *other_before], encode)
    vectors, others = every.of(texts), every.of(other_texts)
    vectors_before = every.of(before) if teaches else None
    matches = find_phrases(codes, texts)
    data = np.ones(len(segments), dtype=np.bool_)
    space = make_space(vectors, vectors_before, anchors, every.of(embedded), matches, data, len(codes))
    examples = Examples(
        vectors=np.vstack([vectors[decided.rows], others]),
        before=None
        if vectors_before is None
        else np.vstack([vectors_before[decided.rows], every.of(other_before)]),
        labels=decided.example_labels,
        whole=decided.example_reviewed,
    )
    known = Known(
        anchors,
        every.of(embedded),
        matches,
        texts=[texts[row] for row in decided.rows] + other_texts,
        segments=[segments[row].id for row in decided.rows]
        + [_only(mark.segments) for mark, _, _ in decided.others],
        rows=[segment.id for segment in segments],
    )
    return space, examples, known


class _Vectors:
    """The vectors of many texts, encoded in one call; the empty text has a zero vector."""

    def __init__(self, texts: Sequence[str], encode: Callable[[list[str]], Floats]) -> None:
        different = list(dict.fromkeys(text for text in texts if text))
        vectors = unit_vectors(encode, different)
        self._place = {text: place for place, text in enumerate(different)}
        self._place[""] = len(different)
        self._vectors = np.vstack([vectors, np.zeros((1, vectors.shape[1]), dtype=np.float32)])

    def of(self, texts: Sequence[str]) -> Floats:
        """The vectors of these texts, shape (n, d)."""
        return self._vectors[np.array([self._place[text] for text in texts], dtype=np.intp)]


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
    chance = np.where(closed, -1, learned.chance)
    best = np.zeros(chance.shape, dtype=np.bool_)
    order = np.argsort(-chance, axis=1, kind="stable")[:, :MOST_PER_SEGMENT]
    np.put_along_axis(best, order, values=True, axis=1)
    keep = ((best & (chance >= LEAST_CHANCE)) | learned.suggested) & ~closed
    rows, columns = np.nonzero(keep)
    ranked = np.argsort(-chance[rows, columns], kind="stable")
    return [(int(rows[place]), int(columns[place])) for place in ranked]
