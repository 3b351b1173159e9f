"""Passages that mean about the same as given words, by the project's sentence encoder.

How alike two passages are is said in words. The encoder's number means nothing by itself: what counts is how alike
passages of this study usually are. Of all pairs of its passages, one in a thousand is "very alike", one in a
hundred "alike" and one in twenty "somewhat alike"; what is less alike than that is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.cache import VectorStorage, encode_cached, text_key
from qual.matching.encoder import Encoder
from qual.matching.segments import SegmentText
from qual.matching.vectors import unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDS = ("very alike", "alike", "somewhat alike")
SHARES = (0.999, 0.99, 0.95)
"""The share of all pairs of passages that are less alike than each band's."""
USUAL = (0.50, 0.40, 0.32)
"""These borders in the sample study with the packaged encoder, for studies too small to have their own."""
FEWEST = 50
"""Different passages from which a study has borders of its own."""
_MOST_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class Alike:
    """A passage like the words that were asked about.

    Attributes:
        segment: its id.
        similarity: the inner product of the two vectors, -1 to 1; no probability, comparable within a study only.
        band: one of BANDS.
    """

    segment: str
    similarity: float
    band: str


def unmade(encoder: Encoder, texts: Sequence[str], storage: VectorStorage) -> int:
    """How many different texts have no vector yet."""
    keys = {text_key(text) for text in texts}
    return len(keys) - len(storage.get(encoder.name, list(keys)))


def make(
    encoder: Encoder,
    texts: Sequence[str],
    storage: VectorStorage,
    *,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> None:
    """Makes and keeps the vectors that are missing.

    Raises:
        Stopped: if `stop` says so; what is encoded is kept.
    """
    encode_cached(encoder, texts, storage, progress=progress, stop=stop)


def nearest(
    words: str,
    segments: Sequence[SegmentText],
    *,
    encoder: Encoder,
    storage: VectorStorage,
    most: int,
    leave_out: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[Alike]:
    """The segments most alike to some words, most alike first; those less than somewhat alike are left out.

    Args:
        words: a passage's, or somebody's own; an encoder reads the first 200 or so.
        segments: those to look through; equal words are equally alike and stay in this order.
        encoder: asked only for texts that the storage does not hold.
        storage: keeps the vectors of segments; words of one's own are not kept.
        most: segments at most.
        leave_out: ids of segments never to be found, such as the one asked about.
        progress: called with (texts done, texts in all) while encoding.
        stop: asked between batches.

    Raises:
        Stopped: if `stop` says so; what is encoded is kept.
    """
    texts = [segment.text for segment in segments]
    if not texts or not words.strip():
        return []
    vectors = unit_vectors(
        lambda missing: encode_cached(encoder, missing, storage, progress=progress, stop=stop), texts
    )
    similarity = vectors @ _vector(words, texts, vectors, encoder)
    usual = borders(vectors[np.sort(np.unique(texts, return_index=True)[1])])
    found: list[Alike] = []
    for row in np.argsort(-similarity, kind="stable"):
        value = float(similarity[row])
        band = next((name for name, border in zip(BANDS, usual, strict=True) if value >= border), "")
        if not band or len(found) == most:
            break
        if segments[row].id not in leave_out:
            found.append(Alike(segments[row].id, value, band))
    return found


def _vector(
    words: str, texts: Sequence[str], vectors: NDArray[np.float32], encoder: Encoder
) -> NDArray[np.float32]:
    """The vector of the words: a segment's own where they are one, so that no network need be loaded."""
    if words in texts:
        return np.asarray(vectors[list(texts).index(words)])
    return np.asarray(unit_vectors(encoder.encode, [words])[0])


def borders(vectors: NDArray[np.float32]) -> tuple[float, ...]:
    """From where on two passages are very alike, alike and somewhat alike; different passages only, in rows."""
    if len(vectors) < FEWEST:
        return USUAL
    rows = np.linspace(0, len(vectors) - 1, min(len(vectors), _MOST_COMPARED)).astype(int)
    some = vectors[rows]
    pairs = (some @ some.T)[np.triu_indices(len(some), 1)]
    return tuple(float(border) for border in np.quantile(pairs, SHARES))
