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
    for code, rows in by_code.items():
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            for row, evidence in zip(part, _of_codebook(space, learned, known, code, part), strict=True):
                found[row, code] += evidence
            for row, evidence in zip(part, _of_examples(space, examples, learned, known, code, part), strict=True):
                found[row, code] += evidence
    return [_strongest_first(found[pair]) for pair in pairs]


def _strongest_first(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """Sorted by size; a phrase that is both found word for word and near in meaning is one reason."""
    shares: dict[tuple[str, str, str], float] = defaultdict(float)
    for one in evidence:
        shares[one.kind, one.text, one.segment] += one.contribution
    merged = [Evidence(kind, text, share, segment) for (kind, text, segment), share in shares.items()]
    return tuple(sorted(merged, key=lambda e: (-abs(e.contribution), e.kind, e.text, e.segment)))


def _of_codebook(space: Space, learned: Learned, known: Known, code: int, rows: list[int]) -> list[list[Evidence]]:
    """The nearest text of the code, and the exclude text that counted against it."""
    scale = float(learned.likeness_scale[code])
    usual = float(space.likeness[space.data, code].mean()) if space.data.any() else 0.0
    against = [i for i, anchor in enumerate(known.anchors) if anchor.code == code and anchor.kind == EXCLUDE]
    out = []
    for row in rows:
        anchor = known.anchors[space.nearest[row, code]]
        own = [Evidence(anchor.kind, anchor.text, (float(space.likeness[row, code]) - usual) * scale)]
        if space.excluded[row, code] < 0:
            worst = against[int(np.argmax(known.anchor_vectors[against] @ space.vectors[row]))]
            share = float(space.excluded[row, code]) * scale
            own.append(Evidence(EXCLUDE, known.anchors[worst].text, share))
        out.append(own)
    return out


def _of_examples(
    space: Space, examples: Examples, learned: Learned, known: Known, code: int, rows: list[int]
) -> list[list[Evidence]]:
    """The confirmed examples that spoke most for the code and the rejected ones that spoke most against it."""
    labels = examples.labels[:, code]
    if not labels.any():
        return [[] for _ in rows]
    used = np.flatnonzero(labels)
    shares = _shares(space, examples, learned, code, rows, used)
    ids = np.array([known.segments[e] for e in used.tolist()])
    out = []
    for place, row in enumerate(rows):
        others = ids != known.rows[row]
        own = []
        for kind, sign, most in (("confirmed", 1, MOST_CONFIRMED), ("rejected", -1, MOST_REJECTED)):
            signed = shares[place] * sign
            candidates = np.flatnonzero((labels[used] == sign) & others & (signed > 0))
            best = candidates[np.argsort(-signed[candidates], kind="stable")][:most]
            own += [
                Evidence(kind, known.texts[int(used[e])], float(shares[place, e]), known.segments[int(used[e])])
                for e in best
            ]
        out.append(own)
    return out


def _shares(
    space: Space, examples: Examples, learned: Learned, code: int, rows: list[int], used: NDArray[np.intp]
) -> Floats:
    """What each used example adds to each row's score, shape (rows, used)."""
    alike = _against_average(space.vectors, space.data, rows) @ examples.vectors[used].T
    shares = alike * learned.by_meaning[used, code]
    if space.before is None or examples.before is None:
        return np.asarray(shares + alike * learned.by_regression[used, code])
    alike = alike + BEFORE_WEIGHT**2 * _against_average(space.before, space.data, rows) @ examples.before[used].T
    return np.asarray(shares + alike / (1 + BEFORE_WEIGHT**2) * learned.by_regression[used, code])


def _against_average(vectors: Floats, data: NDArray[np.bool_], rows: list[int]) -> Floats:
    usual = vectors[data].mean(axis=0) if data.any() else np.zeros(vectors.shape[1], dtype=np.float32)
    return np.asarray(vectors[rows] - usual, dtype=np.float32)
