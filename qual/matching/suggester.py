"""The learner on its own, for notebooks and benchmarks: tables in, probabilities and reasons out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from qual.errors import NotFound
from qual.matching.anchors import anchors_of
from qual.matching.encoder import load_encoder
from qual.matching.learner import Examples, Floats, Learned, Space, learn, make_space
from qual.matching.queue import review_order
from qual.matching.reasons import Known, reasons
from qual.matching.rules import find_phrases
from qual.matching.tables import read_codes, read_segments
from qual.matching.vectors import before_each, unit_vectors
from qual.model.suggestion import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

DECIDED = 0.05
"""How unlikely the opposite of what a person decided still counts."""


class TextEncoder(Protocol):
    """Anything that turns texts into vectors."""

    def encode(self, texts: list[str], /) -> Floats:
        """One vector per text, shape (n, d)."""
        ...


class Suggester:
    """Suggests codes for segments, and learns from every decision.

    Args:
        codes: table with code_id, name, definition and, if it likes, include, exclude, examples (lists,
            or texts separated by semicolons).
        segments: table with segment_id, transcript_id, order, role, speaker, text.
        encoder: anything with `encode(list[str]) -> float32[n, d]`; the packaged offline model by default.
        context_roles: roles whose segments are context: never suggested for, never queued, score 0.
        seed: decides the random part of the queue.

    Raises:
        ValueError: if a table lacks a column it needs or an id occurs twice.
    """

    def __init__(
        self,
        codes: pd.DataFrame,
        segments: pd.DataFrame,
        *,
        encoder: TextEncoder | None = None,
        context_roles: Collection[str] = ("interviewer",),
        seed: int = 0,
    ) -> None:
        self._codes = read_codes(codes)
        self._segments = read_segments(segments)
        self._encoder: TextEncoder = load_encoder() if encoder is None else encoder
        self._seed = seed
        self._ids = [segment.id for segment in self._segments]
        self._code_ids = [code.id for code in self._codes]
        # The tables' own ids are kept as they are, numbers too, so that what comes out can be joined to them.
        self._index = pd.Index(list(segments["segment_id"]) if self._ids else [], name="segment_id", dtype=object)
        self._columns = pd.Index(list(codes["code_id"]) if self._code_ids else [], name="code_id", dtype=object)
        self._row = _places(self._index)
        self._column = _places(self._columns)
        context = {role.casefold() for role in context_roles}
        self._data = np.array([s.role.casefold() not in context for s in self._segments], dtype=np.bool_)
        self._labels = np.zeros((len(self._ids), len(self._code_ids)), dtype=np.int8)
        self._whole = np.zeros(len(self._ids), dtype=np.bool_)
        self._prepared: tuple[Space, Known] | None = None
        self._learned: tuple[Examples, Learned] | None = None

    def decide(self, segment_id: str, accepted: Iterable[str] = (), rejected: Iterable[str] | None = None) -> None:
        """Tells what a person decided on a segment; a later decision on it replaces an earlier one.

        Args:
            segment_id: the segment that was reviewed.
            accepted: ids of the codes that apply.
            rejected: ids of the codes that do not; without it, all codes that are not accepted. With it,
                nothing is said about the others.

        Raises:
            NotFound: for a segment or code that is not in the tables.
            ValueError: if a code is both accepted and rejected.
        """
        row = self._place("segment", segment_id, self._row)
        yes = self._chosen(accepted)
        no = None if rejected is None else self._chosen(rejected)
        if no is None:
            self._labels[row] = -1
            self._whole[row] = True
        else:
            both = yes & no
            if both:
                name = self._code_ids[min(both)]
                raise ValueError(f"Code {name!r} is both accepted and rejected on segment {segment_id!r}.")
            self._labels[row, sorted(no)] = -1
        self._labels[row, sorted(yes)] = 1
        self._learned = None

    def scores(self) -> pd.DataFrame:
        """How probable each code is on each segment, in [0, 1]: segment_id x code_id.

        Not calibrated in this version. A pair that was decided stands near 0 or 1.
        """
        chance = self._state()[3].chance
        chance = np.where(self._labels > 0, 1 - DECIDED * (1 - chance), chance)
        chance = np.where(self._labels < 0, DECIDED * chance, chance)
        return self._frame(np.where(self._data[:, None] | (self._labels > 0), chance, 0).astype(np.float64))

    def suggested(self) -> pd.DataFrame:
        """What the app would show as a suggestion: as many segments of a code as its rate predicts.

        What has been decided is no longer a suggestion.
        """
        return self._frame(self._state()[3].suggested & (self._labels == 0))

    def queue(self, n: int = 20) -> list[str]:
        """Ids of the segments to review next: likely ones first, mixed with uncertain and random ones."""
        learned = self._state()[3]
        is_open = self._data & ~(self._labels != 0).any(axis=1) & ~self._whole
        confirmed = (self._labels > 0).sum(axis=0)
        rows = review_order(learned.chance, is_open, confirmed, self._ids, n=n, seed=self._seed)
        return [self._index[row] for row in rows]

    def explain(self, segment_id: str, code_id: str) -> list[Evidence]:
        """Why this code on this segment: each reason with its signed share of the score, strongest first.

        Raises:
            NotFound: for a segment or code that is not in the tables.
        """
        pair = self._place("segment", segment_id, self._row), self._place("code", code_id, self._column)
        space, known, examples, learned = self._state()
        rows = np.flatnonzero(self._labels.any(axis=1))
        known = Known(
            known.anchors,
            known.anchor_vectors,
            known.matches,
            texts=[self._segments[row].text for row in rows],
            segments=[self._ids[row] for row in rows],
            rows=self._ids,
        )
        return list(reasons(space, examples, learned, known, [pair])[0])

    def _state(self) -> tuple[Space, Known, Examples, Learned]:
        """The vectors, computed once, and what was learned from the decisions so far."""
        if self._prepared is None:
            self._prepared = self._prepare()
        space, known = self._prepared
        if self._learned is None:
            rows = np.flatnonzero(self._labels.any(axis=1))
            before = None if space.before is None else space.before[rows]
            examples = Examples(space.vectors[rows], before, self._labels[rows], self._whole[rows])
            self._learned = examples, learn(space, examples)
        return space, known, *self._learned

    def _prepare(self) -> tuple[Space, Known]:
        texts = [segment.text for segment in self._segments]
        anchors = anchors_of(self._codes)
        both = unit_vectors(self._encoder.encode, texts + [anchor.embedded for anchor in anchors])
        vectors, anchor_vectors = both[: len(texts)], both[len(texts) :]
        before = before_each(self._segments, vectors)
        matches = find_phrases(self._codes, texts)
        space = make_space(vectors, before, anchors, anchor_vectors, matches, self._data, len(self._codes))
        return space, Known(anchors, anchor_vectors, matches, (), (), ())

    def _chosen(self, codes: Iterable[str]) -> set[int]:
        names = [codes] if isinstance(codes, str) else codes
        return {self._place("code", name, self._column) for name in names}

    def _place(self, kind: str, name: str, places: dict[str, int]) -> int:
        if name not in places:
            raise NotFound(kind, name)
        return places[name]

    def _frame(self, values: NDArray[np.float64] | NDArray[np.bool_]) -> pd.DataFrame:
        return pd.DataFrame(values, index=self._index, columns=self._columns)


def _places(ids: pd.Index[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(ids)}
