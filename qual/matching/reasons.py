"""Why a code was suggested: each reason with its signed share of the score.

The score is linear in likeness, examples and phrases once it is fitted, so a reason's share is not an
approximation: it is what would be missing if the reason were not there and all else stayed. Shares are
told against the average segment, in units of the score (standard deviations of the code's scores).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.anchors import EXCLUDE, Anchor
from qual.matching.learner import (
    BEFORE_WEIGHT,
    EXCLUDE_MALUS,
    INCLUDE_BONUS,
    Examples,
    Floats,
    Learned,
    Space,
)
from qual.matching.rules import PhraseMatch
from qual.model.suggestion import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CONFIRMED, MOST_REJECTED = 2, 1
_CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Known:
    """The words behind the numbers.

    Attributes:
        anchors: the codes' texts, in the order of the space.
        anchor_vectors: theirs, in the same order.
        matches: phrases found word for word.
        texts: of the examples.
        segments: of the examples, "" where an example is no segment.
        rows: of the segments' ids, so that a segment is no reason for itself.
    """

    anchors: Sequence[Anchor]
    anchor_vectors: Floats
    matches: Sequence[PhraseMatch]
    texts: Sequence[str]
    segments: Sequence[str]
    rows: Sequence[str]


def reasons(
    space: Space, examples: Examples, learned: Learned, known: Known, pairs: Sequence[tuple[int, int]]
) -> list[tuple[Evidence, ...]]:
    """The reasons for each (segment row, code column), strongest first, in the order of the pairs."""
    found: dict[tuple[int, int], list[Evidence]] = {pair: [] for pair in pairs}
    by_code: dict[int, list[int]] = defaultdict(list)
    for row, code in found:
        by_code[code].append(row)
    for match in known.matches:
        if (match.row, match.code) in found:
            kind, share = ("include", INCLUDE_BONUS) if match.include else (EXCLUDE, EXCLUDE_MALUS)
            # Several phrases of one kind count once between them, and the first is named.
            if all(evidence.kind != kind for evidence in found[match.row, match.code]):
                found[match.row, match.code].append(Evidence(kind, match.phrase, share))
    work = _Reasons(space, examples, learned, known)
    for code, rows in by_code.items():
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            for row, own in zip(part, work.of_codebook(code, part), strict=True):
                found[row, code] += own
            for row, own in zip(part, work.of_examples(code, part), strict=True):
                found[row, code] += own
    return [_strongest_first(found[pair]) for pair in pairs]


class _Reasons:
    """Reasons of some segments for one code at a time."""

    def __init__(self, space: Space, examples: Examples, learned: Learned, known: Known) -> None:
        self._space, self._examples, self._learned, self._known = space, examples, learned, known
        self._usual = _average(space.vectors, space.data)
        self._usual_before = None if space.before is None else _average(space.before, space.data)
        self._usual_likeness = _average(space.likeness, space.data)

    def of_codebook(self, code: int, rows: list[int]) -> list[list[Evidence]]:
        """The nearest text of the code, and the exclude text that counted against it."""
        space, known = self._space, self._known
        scale = float(self._learned.likeness_scale[code])
        usual = float(self._usual_likeness[code])
        against = [i for i, anchor in enumerate(known.anchors) if anchor.code == code and anchor.kind == EXCLUDE]
        out = []
        for row in rows:
            anchor = known.anchors[int(space.nearest[row, code])]
            own = [Evidence(anchor.kind, anchor.text, (float(space.likeness[row, code]) - usual) * scale)]
            if space.excluded[row, code] < 0:
                worst = against[int(np.argmax(known.anchor_vectors[against] @ space.vectors[row]))]
                share = float(space.excluded[row, code]) * scale
                own.append(Evidence(EXCLUDE, known.anchors[worst].text, share))
            out.append(own)
        return out

    def of_examples(self, code: int, rows: list[int]) -> list[list[Evidence]]:
        """The confirmed examples that spoke most for the code and the rejected ones most against it."""
        known, labels = self._known, self._examples.labels[:, code]
        out: list[list[Evidence]] = [[] for _ in rows]
        for kind, sign, most in (("confirmed", 1, MOST_CONFIRMED), ("rejected", -1, MOST_REJECTED)):
            used = [int(example) for example in np.flatnonzero(labels == sign)]
            if not used:
                continue
            signed = self._shares(code, rows, used) * sign
            of_segment = defaultdict(list)
            for place, example in enumerate(used):
                of_segment[known.segments[example]].append(place)
            for place, row in enumerate(rows):
                signed[place, of_segment.get(known.rows[row], [])] = 0  # a segment is no reason for itself
            for place, best in enumerate(_largest(signed, most)):
                out[place] += [
                    Evidence(kind, known.texts[used[e]], sign * float(signed[place, e]), known.segments[used[e]])
                    for e in best
                    if signed[place, e] > 0
                ]
        return out

    def _shares(self, code: int, rows: list[int], used: list[int]) -> Floats:
        """What each used example adds to each row's score, shape (rows, used)."""
        space, examples, learned = self._space, self._examples, self._learned
        alike = (space.vectors[rows] - self._usual) @ examples.vectors[used].T
        shares = alike * learned.by_meaning[used, code]
        if space.before is None or examples.before is None or self._usual_before is None:
            return np.asarray(shares + alike * learned.by_regression[used, code])
        alike += BEFORE_WEIGHT**2 * ((space.before[rows] - self._usual_before) @ examples.before[used].T)
        return np.asarray(shares + alike / (1 + BEFORE_WEIGHT**2) * learned.by_regression[used, code])


def _average(values: Floats, data: NDArray[np.bool_]) -> Floats:
    return np.asarray(values[data].mean(axis=0)) if data.any() else np.zeros(values.shape[1], dtype=np.float32)


def _largest(values: Floats, most: int) -> list[list[int]]:
    """Per row the places of the largest values, largest first."""
    most = min(most, values.shape[1])
    places = np.argpartition(-values, most - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(values, places, axis=1), axis=1, kind="stable")
    return [[int(place) for place in row] for row in np.take_along_axis(places, order, axis=1)]


def _strongest_first(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """Sorted by size; a phrase that is both found word for word and near in meaning is one reason."""
    shares: dict[tuple[str, str, str], float] = defaultdict(float)
    for one in evidence:
        shares[one.kind, one.text, one.segment] += one.contribution
    merged = [Evidence(kind, text, share, segment) for (kind, text, segment), share in shares.items()]
    return tuple(sorted(merged, key=lambda e: (-abs(e.contribution), e.kind, e.text, e.segment)))
