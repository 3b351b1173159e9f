"""The learner on its own, for notebooks and benchmarks: tables in, probabilities and reasons out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from qual.errors import NotFound
from qual.matching.anchors import anchors_of
from qual.matching.counts import Examples
from qual.matching.encoder import load_encoder
from qual.matching.learner import Learned, learn
from qual.matching.queue import drawn_order, review_order
from qual.matching.ranker import Weights
from qual.matching.reasons import Known, reasons
from qual.matching.ridge import Inverses
from qual.matching.rules import find_phrases
from qual.matching.space import Floats, Space, lay_out, make_space
from qual.matching.tables import read_codes, read_segments
from qual.matching.vectors import unit_vectors
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
        codes: table with code_id, name, definition and, if it likes, theme, include, exclude, examples (lists,
            or texts separated by semicolons).
        segments: table with segment_id, transcript_id, order, role, speaker, text.
        encoder: anything with `encode(list[str]) -> float32[n, d]`; the packaged offline model by default.
        context_roles: roles whose segments are context: never suggested for, never queued, score 0.
        seed: decides the random part of the queue.
        weights: where the ranker begins; the shipped weights by default.

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
        weights: Weights | None = None,
    ) -> None:
        self._codes = read_codes(codes)
        self._segments = read_segments(segments)
        self._encoder: TextEncoder = load_encoder() if encoder is None else encoder
        self._seed, self._weights = seed, weights
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
        self._drawn: NDArray[np.intp] | None = None
        self._inverses = Inverses()
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

        A pair that was decided stands near 0 or 1. How well the others are calibrated: `docs/engine.md`.
        """
        chance = self._state()[3].chance.copy()
        decided = np.flatnonzero(self._labels.any(axis=1))
        own, labels = chance[decided], self._labels[decided]
        own = np.where(labels > 0, 1 - DECIDED * (1 - own), own)
        chance[decided] = np.where(labels < 0, DECIDED * own, own)
        chance[~self._data] *= self._labels[~self._data] > 0
        return self._frame(chance)

    def suggested(self) -> pd.DataFrame:
        """What the app would show as a suggestion: pairs at or above the code's threshold.

        What has been decided is no longer a suggestion.
        """
        return self._frame(self._state()[3].suggested & (self._labels == 0))

    def queue(self, n: int = 20) -> list[str]:
        """Ids of the segments to review next: likely ones mixed with uncertain, unlike and random ones."""
        space, _, _, learned = self._state()
        decided = self._labels.any(axis=1) | self._whole
        if self._drawn is None:
            self._drawn = drawn_order(self._ids, self._seed)
        rows = review_order(space, learned.chance, self._data & ~decided, decided, self._drawn, n=n)
        return [self._index[row] for row in rows]

    def explain(self, segment_id: str, code_id: str) -> list[Evidence]:
        """Why this code on this segment: each reason with its signed share of the log-odds, strongest first.

        The last one may be of kind "change": what would have to go for the mind to change.

        Raises:
            NotFound: for a segment or code that is not in the tables.
        """
        pair = self._place("segment", segment_id, self._row), self._place("code", code_id, self._column)
        space, known, examples, learned = self._state()
        return list(reasons(space, examples, learned, known, [pair])[0])

    @property
    def space(self) -> Space:
        """Where every segment stands beside the codes and beside the others; decisions do not change it."""
        return self._state()[0]

    def _state(self) -> tuple[Space, Known, Examples, Learned]:
        """The vectors, computed once, and what was learned from the decisions so far."""
        if self._prepared is None:
            self._prepared = self._prepare()
        space, known = self._prepared
        if self._learned is None:
            rows = np.flatnonzero(self._labels.any(axis=1) | self._whole)
            examples = Examples(rows, self._labels[rows], self._whole[rows])
            self._learned = examples, learn(space, examples, self._weights, self._inverses)
        return space, known, *self._learned

    def _prepare(self) -> tuple[Space, Known]:
        texts = [segment.text for segment in self._segments]
        anchors = anchors_of(self._codes)
        both = unit_vectors(self._encoder.encode, texts + [anchor.embedded for anchor in anchors])
        vectors, anchor_vectors = both[: len(texts)], both[len(texts) :]
        matches = find_phrases(self._codes, texts)
        layout = lay_out(self._segments, context=~self._data)
        themes = [code.theme for code in self._codes]
        space = make_space(texts, vectors, layout, anchors, anchor_vectors, matches, themes)
        before = [segment.previous for segment in self._segments]
        return space, Known(anchors, anchor_vectors, vectors, matches, texts, self._ids, before)

    def _chosen(self, codes: Iterable[str]) -> set[int]:
        names = [codes] if isinstance(codes, str) else codes
        return {self._place("code", name, self._column) for name in names}

    def _place(self, kind: str, name: str, places: dict[str, int]) -> int:
        if name not in places:
            raise NotFound(kind, name)
        return places[name]

    def _frame(self, values: NDArray[np.float32] | NDArray[np.bool_]) -> pd.DataFrame:
        return pd.DataFrame(values, index=self._index, columns=self._columns)


def _places(ids: pd.Index[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(ids)}
