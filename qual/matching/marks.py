"""What people decided, turned into examples the learner can use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.segments import SegmentText
from qual.model.codebook import Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONFIRMED, REJECTED = 1, -1


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said about one code on some words.

    Attributes:
        code: the code's id.
        text: the words, which need not be those of a segment.
        segments: ids of the segments they overlap, () where none is left.
        previous: the words of the turn before, "" where there is none.
    """

    code: str
    text: str
    segments: tuple[str, ...] = ()
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """All that people decided so far.

    Attributes:
        confirmed: codings that stand.
        rejected: suggestions that were turned down, while the code still means the same.
        reviewed: ids of segments somebody has read in whole: what is not confirmed there was left uncoded,
            and that speaks against every code that has been decided on anywhere. (A code nobody has
            decided on may be newer than the review.)
        unasked: code id -> segments of `reviewed` that were read before the code was there; that nobody gave
            it to them says nothing.
    """

    confirmed: Sequence[Mark] = ()
    rejected: Sequence[Mark] = ()
    reviewed: Collection[str] = ()
    unasked: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """Marks laid on the segments of this run.

    Attributes:
        labels: 1 confirmed, -1 rejected or left uncoded, 0 nothing said, shape (segments, codes).
        reviewed: True for segments read in whole, shape (segments,).
        rows: segments that carry a label; they are examples.
        others: marked words that are no segment's words: examples too, each with code column and label.
    """

    labels: NDArray[np.int8]
    reviewed: NDArray[np.bool_]
    rows: NDArray[np.intp]
    others: tuple[tuple[Mark, int, int], ...]

    @property
    def teaches(self) -> bool:
        """True if some code has been both confirmed and rejected, so that the two can be told apart."""
        labels = self.example_labels
        return bool(((labels > 0).any(axis=0) & (labels < 0).any(axis=0)).any())

    @property
    def example_labels(self) -> NDArray[np.int8]:
        """Labels of all examples, the segments first, shape (examples, codes)."""
        extra = np.zeros((len(self.others), self.labels.shape[1]), dtype=np.int8)
        for place, (_, column, label) in enumerate(self.others):
            extra[place, column] = label
        return np.vstack([self.labels[self.rows], extra])

    @property
    def example_reviewed(self) -> NDArray[np.bool_]:
        """True for the examples that are segments read in whole, shape (examples,)."""
        return np.concatenate([self.reviewed[self.rows], np.zeros(len(self.others), dtype=np.bool_)])


def lay_on(segments: Sequence[SegmentText], codes: Sequence[Code], marks: Marks) -> Decided:
    """Marks laid on segments: a segment has a code's label if a mark overlaps it.

    What one person confirmed and another rejected counts as confirmed. Marks of codes that are not
    among the codes, and segments that are gone, are passed over.
    """
    row_of = {segment.id: row for row, segment in enumerate(segments)}
    column_of = {code.id: column for column, code in enumerate(codes)}
    labels = np.zeros((len(segments), len(codes)), dtype=np.int8)
    others: dict[tuple[str, int], tuple[Mark, int, int]] = {}
    for given, label in ((marks.rejected, REJECTED), (marks.confirmed, CONFIRMED)):
        for mark in given:
            column = column_of.get(mark.code)
            if column is None:
                continue
            rows = [row_of[name] for name in mark.segments if name in row_of]
            labels[rows, column] = label
            if mark.text.strip() and all(segments[row].text != mark.text for row in rows):
                others[mark.text, column] = (mark, column, label)
    reviewed = np.zeros(len(segments), dtype=np.bool_)
    reviewed[[row_of[name] for name in marks.reviewed if name in row_of]] = True
    left = reviewed[:, None] & _used(labels, others) & (labels == 0)
    for code, names in marks.unasked.items():
        if code in column_of:
            left[[row_of[name] for name in names if name in row_of], column_of[code]] = False
    labels[left] = REJECTED
    return Decided(labels, reviewed, np.flatnonzero(labels.any(axis=1)), tuple(others.values()))


def _used(labels: NDArray[np.int8], others: Mapping[tuple[str, int], object]) -> NDArray[np.bool_]:
    """True for codes that somebody has decided on, shape (codes,)."""
    used = np.asarray(labels.any(axis=0))
    used[[column for _, column in others]] = True
    return used
