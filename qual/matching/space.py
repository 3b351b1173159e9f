"""All that does not change with decisions: where every segment stands beside the codes and beside the others.

    definition  likeness to the nearest text of a code (definition, include, examples) less what an exclude text
                is nearer by, less half the segment's mean over all codes (a segment near to everything says
                little), standardised per code
    lexical     likeness of the words of a segment to those of a code's texts, in standard deviations
    phrases     what include and exclude phrases found word for word add

Segments are also described by vector, content and manner (`lexicon`), length, role, place in the transcript, and by
what stands before and after them, for the `channels` that learn from decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from qual.matching.anchors import EXCLUDE, Anchor
from qual.matching.lexicon import MOST_MANNERS, Lexicon, content_of, make_lexicon, manner_of, rows_of
from qual.matching.rules import PhraseMatch
from qual.matching.segments import SegmentText

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

Floats: TypeAlias = "NDArray[np.float32]"

ROW_MEAN_SHARE = 0.5
INCLUDE_BONUS, EXCLUDE_MALUS = 1.5, -2.25
"""What a phrase found word for word adds to the log-odds."""
NOWHERE = -1
"""The row of what does not exist: the segment before the first one."""
PLACES, LENGTH_STEPS = 64, 8
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Layout:
    """Who says what where. n rows: the segments, then marked words that are no segment.

    Attributes:
        before, after: rows of `Space.vectors` of what stands before and after, NOWHERE for nothing, shape (n,).
        role: number of the role, shape (n,).
        roles: their names.
        order: place in the transcript counted in segments, shape (n,).
        place: place in the transcript from 0 to PLACES, shape (n,).
        group: number of the participant, or of the transcript where nobody is named; what is kept apart in
            cross-fitting, shape (n,).
        transcript: number of the transcript, shape (n,).
        data: True for segments that are data, not context and not a marked word, shape (n,).
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    role: NDArray[np.intp]
    roles: tuple[str, ...]
    order: NDArray[np.intp]
    place: NDArray[np.intp]
    group: NDArray[np.intp]
    transcript: NDArray[np.intp]
    data: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Space:
    """See the module. n rows, k codes, d dimensions.

    Attributes:
        layout: who says what where.
        vectors: of the rows, then of other texts that stand before them; centred on the data and of unit length,
            shape (n or more, d).
        content, manner: the words of the rows.
        content_lexicon, manner_lexicon: what their columns mean.
        length: ln(1 + words) in steps of 1 / LENGTH_STEPS, shape (n,).
        definition: standardised likeness to a code's texts, shape (n, k).
        lexical: standardised likeness of words, shape (n, k).
        phrases: log-odds that phrases found word for word add, shape (n, k).
        nearest: which anchor is nearest, shape (n, k).
        excluded: what a nearer exclude text took from `definition`, zero or negative, shape (n, k).
        code_words: the words of each code's texts, in the columns of `content`.
        themes: number of each code's theme, NOWHERE for none, shape (k,).
    """

    layout: Layout
    vectors: Floats
    content: csr_matrix
    manner: csr_matrix
    content_lexicon: Lexicon
    manner_lexicon: Lexicon
    length: Floats
    definition: Floats
    lexical: Floats
    phrases: Floats
    nearest: NDArray[np.intp]
    excluded: Floats
    code_words: csr_matrix
    themes: NDArray[np.intp]

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.length)

    @property
    def codes(self) -> int:
        """How many there are."""
        return int(self.definition.shape[1])


def lay_out(
    segments: Sequence[SegmentText],
    before: NDArray[np.intp] | None = None,
    *,
    context: NDArray[np.bool_] | None = None,
    places_of: Sequence[int] = (),
) -> Layout:
    """The layout of segments and, after them, of marked words that are no segment.

    Args:
        segments: in any order.
        before: rows of `Space.vectors` of what stands before each row; the segment before in the transcript
            if left out.
        context: True for segments that are context.
        places_of: for each marked word the row of a segment it lies in, or NOWHERE.
    """
    n = len(segments)
    transcript = _numbers([segment.transcript for segment in segments])[0]
    group = _numbers([segment.participant or segment.transcript for segment in segments])[0]
    role, roles = _numbers([segment.role for segment in segments])
    order, size = np.zeros(n, dtype=np.intp), np.ones(n, dtype=np.intp)
    last, after = np.full(n, NOWHERE, dtype=np.intp), np.full(n, NOWHERE, dtype=np.intp)
    by_transcript: dict[int, list[int]] = defaultdict(list)
    for row in sorted(range(n), key=lambda row: (transcript[row], segments[row].order, row)):
        by_transcript[int(transcript[row])].append(row)
    for rows in by_transcript.values():
        order[rows], size[rows] = np.arange(len(rows)), len(rows)
        last[rows[1:]], after[rows[:-1]] = rows[:-1], rows[1:]
    place = np.rint(PLACES * order / np.maximum(1, size - 1)).astype(np.intp)
    data = ~context if context is not None else np.ones(n, dtype=np.bool_)
    own = np.array(places_of, dtype=np.intp)
    found = np.flatnonzero(own != NOWHERE)

    def with_marks(values: NDArray[np.intp], missing: int) -> NDArray[np.intp]:
        extra = np.full(len(own), missing, dtype=np.intp)
        extra[found] = values[own[found]]
        return np.concatenate([values, extra])

    return Layout(
        before=with_marks(last, NOWHERE) if before is None else before,
        after=with_marks(after, NOWHERE),
        role=with_marks(role, NOWHERE),
        roles=roles,
        order=with_marks(order, 0),
        place=with_marks(place, 0),
        group=with_marks(group, int(group.max(initial=0)) + 1),
        transcript=with_marks(transcript, NOWHERE),
        data=np.concatenate([data, np.zeros(len(own), dtype=np.bool_)]),
    )


def make_space(
    texts: Sequence[str],
    vectors: Floats,
    layout: Layout,
    anchors: Sequence[Anchor],
    anchor_vectors: Floats,
    matches: Sequence[PhraseMatch],
    themes: Sequence[str],
) -> Space:
    """Compares every row with every text of every code, once.

    Args:
        texts: of the rows.
        vectors: of the rows, then of other texts, of unit length, shape (n or more, d).
        layout: of the rows.
        anchors: the codes' texts.
        anchor_vectors: theirs, shape (anchors, d).
        matches: phrases found word for word.
        themes: each code's theme, "" for none.
    """
    n, codes, data = len(texts), len(themes), layout.data
    likeness, nearest, excluded = _likeness(vectors[:n], anchors, anchor_vectors, codes)
    definition, spread = _standardised(likeness + excluded, data)
    phrases = np.zeros((n, codes), dtype=np.float32)
    # A second phrase of the same kind adds nothing: it is often the same thing said twice.
    for row, code, include in {(match.row, match.code, match.include) for match in matches}:
        phrases[row, code] += INCLUDE_BONUS if include else EXCLUDE_MALUS
    contents, manners = [content_of(text) for text in texts], [manner_of(text) for text in texts]
    content_lexicon = make_lexicon([words for words, own in zip(contents, data, strict=True) if own])
    manner_lexicon = make_lexicon([words for words, own in zip(manners, data, strict=True) if own], MOST_MANNERS)
    content = rows_of(content_lexicon, contents)
    code_words = rows_of(content_lexicon, _words_of_codes(anchors, codes))
    lexical = np.asarray((content @ code_words.T).todense(), dtype=np.float32).reshape(n, codes)
    lexical /= _spread(_of_data(lexical, data))
    length = np.log1p(np.array([len(text.split()) for text in texts], dtype=np.float32))
    return Space(
        layout=layout,
        vectors=_centred(vectors, data),
        content=content,
        manner=rows_of(manner_lexicon, manners),
        content_lexicon=content_lexicon,
        manner_lexicon=manner_lexicon,
        length=np.asarray(np.rint(length * LENGTH_STEPS) / LENGTH_STEPS, dtype=np.float32),
        definition=definition,
        lexical=lexical,
        phrases=phrases,
        nearest=nearest,
        excluded=np.asarray(excluded / spread, dtype=np.float32),
        code_words=code_words,
        themes=np.where([theme != "" for theme in themes], _numbers(themes)[0], NOWHERE),
    )


def _likeness(
    vectors: Floats, anchors: Sequence[Anchor], anchor_vectors: Floats, codes: int
) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Likeness to the nearest text of each code, which that is, and what an exclude text takes away."""
    n = len(vectors)
    nearest = np.zeros((n, codes), dtype=np.intp)
    raw, excluded = np.zeros((n, codes), dtype=np.float32), np.zeros((n, codes), dtype=np.float32)
    by_code: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for place, anchor in enumerate(anchors):
        by_code[anchor.code, anchor.kind == EXCLUDE].append(place)
    for code in range(codes):
        own, against = np.array(by_code[code, False]), by_code[code, True]
        alike = vectors @ anchor_vectors[own].T
        best = alike.argmax(axis=1)
        nearest[:, code], raw[:, code] = own[best], alike[np.arange(n), best]
        if against:
            worst = (vectors @ anchor_vectors[against].T).max(axis=1)
            excluded[:, code] = -np.maximum(0, worst - raw[:, code])
    if codes:
        raw -= ROW_MEAN_SHARE * raw.mean(axis=1, keepdims=True)
    return raw, nearest, excluded


def _words_of_codes(anchors: Sequence[Anchor], codes: int) -> list[list[str]]:
    words: list[list[str]] = [[] for _ in range(codes)]
    for anchor in anchors:
        if anchor.kind != EXCLUDE:
            words[anchor.code] += content_of(anchor.embedded)
    return words


def _standardised(values: Floats, data: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Values in standard deviations from their mean over the data, and the deviations, shape (1, k).

    Where all data are alike, every value counts as their mean.
    """
    own = _of_data(values, data)
    spread = _spread(own)
    return np.asarray((values - own.mean(axis=0, keepdims=True)) / spread, dtype=np.float32), spread


def _spread(own: Floats) -> Floats:
    """Standard deviations of columns, shape (1, k); endless for a column of one value, which can tell nothing."""
    spread = own.std(axis=0, keepdims=True)
    return np.where(spread > _TINY, spread, np.float32(np.inf))


def _of_data(values: Floats, data: NDArray[np.bool_]) -> Floats:
    return values[data] if data.any() else np.zeros((1, values.shape[1]), dtype=np.float32)


def _centred(vectors: Floats, data: NDArray[np.bool_]) -> Floats:
    """Vectors less the mean of the data, of unit length again; what is the mean itself becomes zero."""
    own = vectors[: len(data)][data]
    if not len(own):
        return vectors
    moved = vectors - own.mean(axis=0)
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    moved /= np.where(length > _TINY, length, np.inf)
    return np.asarray(moved, dtype=np.float32)


def _numbers(names: Sequence[str]) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Names as numbers in order of appearance; "" is a name like others."""
    different = tuple(dict.fromkeys(names))
    number = {name: place for place, name in enumerate(different)}
    return np.array([number[name] for name in names], dtype=np.intp), different
