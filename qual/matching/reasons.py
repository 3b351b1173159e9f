"""Why a code was suggested: each reason with its signed share of the log-odds, and what would change the mind.

The log-odds are a sum once the model is fitted, so a reason's share is not an approximation: it is what would be
missing if the reason were not there and all else stayed. Shares are told against the average segment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching import channels
from qual.matching.anchors import EXCLUDE, Anchor
from qual.matching.channels import CONTENT, MANNER_MEANING
from qual.matching.counts import Examples
from qual.matching.fit import standard_length
from qual.matching.learner import MOST_CHANCE, Learned
from qual.matching.ranker import log_odds
from qual.matching.rules import PhraseMatch
from qual.matching.space import EXCLUDE_MALUS, INCLUDE_BONUS, NOWHERE, PLACES, Floats, Space
from qual.model.suggestion import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

MOST_CONFIRMED, MOST_REJECTED, MOST_WORDS = 2, 1, 3
LEAST_SHARE = 0.05
"""Shares of the log-odds below this are not told, but for the nearest text of the code."""
_CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Known:
    """The words behind the numbers.

    Attributes:
        anchors: the codes' texts, in the order of the space.
        anchor_vectors: theirs, in the same order.
        vectors: of the rows, as they were before they were centred.
        matches: phrases found word for word.
        texts: of the rows of the space.
        names: ids of the segments the rows are, "" where a row is no segment.
        before: the words that stand before each row, "" for none.
    """

    anchors: Sequence[Anchor]
    anchor_vectors: Floats
    vectors: Floats
    matches: Sequence[PhraseMatch]
    texts: Sequence[str]
    names: Sequence[str]
    before: Sequence[str]


def reasons(
    space: Space, examples: Examples, learned: Learned, known: Known, pairs: Sequence[tuple[int, int]]
) -> list[tuple[Evidence, ...]]:
    """The reasons for each (row, code), strongest first, then what would change the mind."""
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
            for own in (work.of_codebook(code, part), work.of_examples(code, part), work.of_context(code, part)):
                for row, evidence in zip(part, own, strict=True):
                    found[row, code] += evidence
    return [
        _with_change(_strongest_first(found[row, code]), _distance(space, learned, row, code))
        for row, code in pairs
    ]


class _Reasons:
    """Reasons of some rows for one code at a time."""

    def __init__(self, space: Space, examples: Examples, learned: Learned, known: Known) -> None:
        self._space, self._learned, self._known = space, learned, known
        self._rows = examples.rows[learned.used]
        self._labels = examples.labels[learned.used]
        data = space.layout.data
        self._data = np.flatnonzero(data) if data.any() else np.arange(space.rows)
        self._usual = {
            "vectors": space.vectors[self._data].mean(axis=0),
            "content": np.asarray(space.content[self._data].mean(axis=0)).ravel(),
            "manner": np.asarray(space.manner[self._data].mean(axis=0)).ravel(),
        }
        self._usual_beside = [
            channels.vectors_at(space, beside[self._data]).mean(axis=0)
            for beside in (space.layout.before, space.layout.after)
        ]
        self._length = standard_length(space)
        self._usual_lexical = space.lexical[self._data].mean(axis=0)

    def of_codebook(self, code: int, rows: list[int]) -> list[list[Evidence]]:
        """The nearest text of the code, the exclude text that counted against it, and the words they share."""
        space, known = self._space, self._known
        definition, lexical = self._weight("definition", code), self._weight("lexical", code)
        against = [i for i, anchor in enumerate(known.anchors) if anchor.code == code and anchor.kind == EXCLUDE]
        shared = space.content[rows].multiply(space.code_words[code]).tocsr()
        out = []
        for place, row in enumerate(rows):
            anchor = known.anchors[int(space.nearest[row, code])]
            taken = float(space.excluded[row, code])
            own = [Evidence(anchor.kind, anchor.text, (float(space.definition[row, code]) - taken) * definition)]
            if taken < 0:
                worst = against[int(np.argmax(known.anchor_vectors[against] @ known.vectors[row]))]
                own.append(Evidence(EXCLUDE, known.anchors[worst].text, taken * definition))
            words = _telling(shared, place, space.content_lexicon.terms)
            share = (float(space.lexical[row, code]) - float(self._usual_lexical[code])) * lexical
            if words and abs(share) >= LEAST_SHARE:
                own.append(Evidence("words", words, share))
            out.append(own)
        return out

    def of_examples(self, code: int, rows: list[int]) -> list[list[Evidence]]:
        """The confirmed examples that spoke most for the code and the rejected ones most against it."""
        labels = self._labels[:, code]
        out: list[list[Evidence]] = [[] for _ in rows]
        for kind, sign, most in (("confirmed", 1, MOST_CONFIRMED), ("rejected", -1, MOST_REJECTED)):
            used = np.flatnonzero(labels == sign)
            if not len(used):
                continue
            signed = self._shares(code, rows, used) * sign
            for place, row in enumerate(rows):
                signed[place, self._rows[used] == row] = 0  # a segment is no reason for itself
            for place, best in enumerate(_largest(signed, most)):
                for e in best:
                    if signed[place, e] >= LEAST_SHARE:
                        example = int(self._rows[used[e]])
                        share = sign * float(signed[place, e])
                        out[place].append(
                            Evidence(kind, self._known.texts[example], share, self._known.names[example])
                        )
        return out

    def of_context(self, code: int, rows: list[int]) -> list[list[Evidence]]:
        """Who speaks, where, how it is put and what stands around it, as far as decisions taught that it counts."""
        duals, layout = self._learned.duals, self._space.layout
        if not len(self._rows):
            return [[] for _ in rows]
        role = _against_usual(self._role_shares(duals.role[:, code]), rows, self._data)
        place = _against_usual(self._place_shares(duals.place[:, code]), rows, self._data)
        manner, terms = self._manner(rows, duals.manner[:, code])
        around = self._around(rows, code)
        near = np.zeros((len(rows), 1), dtype=np.float32)
        channels.add_near(near, self._space, self._rows, duals.near[:, [code]], np.array(rows))
        length = self._learned.weights.of("length") * self._length[rows]
        out = []
        for at, row in enumerate(rows):
            name = layout.roles[layout.role[row]] if layout.role[row] != NOWHERE else ""
            share = 100 * layout.place[row] / PLACES
            told = [
                Evidence("role", name, float(role[at])),
                Evidence("place", f"{share:.0f} % into the transcript", float(place[at])),
                Evidence("manner", terms[at], float(manner[at])),
                Evidence("before", self._known.before[row], float(around[at])),
                Evidence("near", "nearby in this transcript", float(near[at, 0])),
                Evidence("length", f"{len(self._known.texts[row].split())} words", float(length[at])),
            ]
            out.append([one for one in told if one.text and abs(one.contribution) >= LEAST_SHARE])
        return out

    def _weight(self, feature: str, code: int) -> float:
        weights, known = self._learned.weights, float(self._learned.known[code])
        return weights.of(feature) * (1 - known) + weights.of(f"{feature}_known") * known

    def _shares(self, code: int, rows: list[int], used: NDArray[np.intp]) -> Floats:
        """What each used example adds to each row's log-odds by meaning and words, shape (rows, used)."""
        space, duals, own = self._space, self._learned.duals, self._rows[used]
        meaning, manner = duals.meaning[used, code], duals.manner[used, code]
        alike = (space.vectors[rows] - self._usual["vectors"]) @ space.vectors[own].T
        words = np.asarray((space.content[rows] @ space.content[own].T).todense())
        words = words - np.asarray(space.content[own] @ self._usual["content"]).ravel()
        return np.asarray(alike * (meaning + MANNER_MEANING * manner) + CONTENT * words * meaning)

    def _role_shares(self, dual: Floats) -> Floats:
        layout = self._space.layout
        table = np.zeros(len(layout.roles) + 1, dtype=np.float32)
        np.add.at(table, layout.role[self._rows], dual)
        table[NOWHERE] = 0
        return np.asarray(table[layout.role])

    def _place_shares(self, dual: Floats) -> Floats:
        return channels.project_place(self._space, self._rows, dual[:, None])[:, 0]

    def _manner(self, rows: list[int], dual: Floats) -> tuple[Floats, list[str]]:
        space = self._space
        weights = np.asarray(space.manner[self._rows].T @ dual).ravel()
        total = np.asarray(space.manner[rows] @ weights).ravel() - float(self._usual["manner"] @ weights)
        each = space.manner[rows].multiply(weights).tocsr()
        terms = space.manner_lexicon.terms
        signs = np.sign(total)
        told = [_telling(each, place, terms, float(signs[place])) for place in range(len(rows))]
        return total.astype(np.float32), told

    def _around(self, rows: list[int], code: int) -> Floats:
        space, total = self._space, np.zeros(len(rows), dtype=np.float32)
        sides = self._learned.duals.beside(space.layout)
        for (beside, dual), usual in zip(sides, self._usual_beside, strict=True):
            weights = channels.vectors_at(space, beside[self._rows]).T @ dual[:, code]
            total += (channels.vectors_at(space, beside[rows]) - usual) @ weights
        return total


def _telling(values: csr_matrix, row: int, terms: Sequence[str], sign: float = 1.0) -> str:
    """The words that count most for one side in a row, largest first, at most MOST_WORDS."""
    own = slice(values.indptr[row], values.indptr[row + 1])
    size = sign * values.data[own]
    columns = values.indices[own]
    best = [place for place in np.argsort(-size, kind="stable")[:MOST_WORDS] if size[place] > 0]
    return ", ".join(terms[int(columns[place])] for place in best)


def _against_usual(values: Floats, rows: list[int], data: NDArray[np.intp]) -> Floats:
    return np.asarray(values[rows] - values[data].mean())


def _largest(values: Floats, most: int) -> list[list[int]]:
    """Per row the places of the largest values, largest first."""
    most = min(most, values.shape[1])
    places = np.argpartition(-values, most - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(values, places, axis=1), axis=1, kind="stable")
    return [[int(place) for place in row] for row in np.take_along_axis(places, order, axis=1)]


def _strongest_first(evidence: list[Evidence]) -> list[Evidence]:
    """Sorted by size; a phrase that is both found word for word and near in meaning is one reason."""
    shares: dict[tuple[str, str, str], float] = defaultdict(float)
    for one in evidence:
        shares[one.kind, one.text, one.segment] += one.contribution
    merged = [Evidence(kind, text, share, segment) for (kind, text, segment), share in shares.items()]
    return sorted(merged, key=lambda e: (-abs(e.contribution), e.kind, e.text, e.segment))


def _distance(space: Space, learned: Learned, row: int, code: int) -> float:
    """By how much the log-odds of a pair lie above its threshold, negative below; NaN where it cannot be told.

    Reasons add to the log-odds before the chances of a row are multiplied, so both are taken back to there. A
    chance that was cut at MOST_CHANCE after that may have been any larger one.
    """
    scale = float(learned.scale[row])
    chance, threshold = float(learned.chance[row, code]), float(learned.threshold[space.layout.role[row], code])
    if chance >= MOST_CHANCE and scale > 1:
        return float("nan")
    before = np.clip(np.array([chance, threshold]) / scale, 1e-6, 1 - 1e-6)
    return float(log_odds(before) @ [1, -1])


def _with_change(evidence: list[Evidence], distance: float) -> tuple[Evidence, ...]:
    """Reasons and, last, the least that would change the mind.

    That is the strongest reasons of one side that would have to go for the chance to cross the threshold; nothing
    where all of them together would not do it.

    Args:
        evidence: strongest first.
        distance: of the log-odds from the threshold; at it, a code is suggested.
    """
    sign = 1 if distance >= 0 else -1
    needed, gone = abs(distance), []
    for one in evidence:
        if needed < 0:
            break
        if one.contribution * sign > 0:
            gone.append(one)
            needed -= abs(one.contribution)
    if not needed < 0:
        return tuple(evidence)
    shift = -sum(one.contribution for one in gone)
    return (*evidence, Evidence("change", " + ".join(one.kind for one in gone), shift))
