"""Vectors in the shape the learner needs them: unit length, and beside each the turn before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.segments import SegmentText

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TINY = 1e-12


def unit_vectors(encode: Callable[[list[str]], NDArray[np.float32]], texts: Sequence[str]) -> NDArray[np.float32]:
    """One vector of unit length per text, shape (n, d); equal texts are encoded once.

    Raises:
        ValueError: if the encoder gives anything but one vector per text, or numbers that are none.
    """
    different = list(dict.fromkeys(texts))
    if not different:
        return np.zeros((0, 0), dtype=np.float32)
    vectors = np.array(encode(different), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(different) or not np.isfinite(vectors).all():  # noqa: PLR2004 - (n, d)
        raise ValueError(
            f"The encoder gave {vectors.shape} finite numbers for {len(different)} texts, not one row each."
        )
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)
    if len(different) == len(texts):
        return vectors
    place = {text: row for row, text in enumerate(different)}
    return np.asarray(vectors[[place[text] for text in texts]])


def before_each(segments: Sequence[SegmentText], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector of the segment before each segment, zeros at the start of a transcript, shape (n, d)."""
    place = {segment.text: row for row, segment in enumerate(segments)}
    rows = np.array(
        [place.get(segment.previous, -1) if segment.previous else -1 for segment in segments], dtype=int
    )
    return np.where((rows >= 0)[:, None], vectors[rows], np.float32(0)) if len(rows) else vectors
