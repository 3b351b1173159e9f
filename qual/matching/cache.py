"""Vectors kept between runs: nothing is encoded twice, and an interruption loses at most one batch.

A vector is stored under the model's name and the SHA-256 of its text, as little-endian float32.
The storage is handed in; this room knows no database.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from qual.matching.encoder import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 256
"""Texts encoded between two looks at `stop`; what an interruption can lose."""

_LOOK_UP = 20_000
_BYTES = np.dtype("<f4")


class Stopped(Exception):
    """The person asked to stop; every finished batch is kept and the next run goes on from there.

    Attributes:
        done: texts whose vectors are stored.
        total: texts asked for, equal ones counted once.
    """

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"Stopped after {done} of {total} texts; the next run goes on from there.")
        self.done = done
        self.total = total


class VectorStorage(Protocol):
    """Where vectors are kept: the project's database, or memory."""

    def get(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The stored vectors among these keys."""
        ...

    def put(self, model: str, rows: Sequence[tuple[str, bytes]]) -> None:
        """Keeps vectors; a key that is there already is overwritten."""
        ...


class MemoryStorage:
    """Vectors kept for as long as the process runs, for notebooks and tests."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], bytes] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The stored vectors among these keys."""
        return {key: self._rows[model, key] for key in keys if (model, key) in self._rows}

    def put(self, model: str, rows: Sequence[tuple[str, bytes]]) -> None:
        """Keeps vectors; a key that is there already is overwritten."""
        self._rows.update({(model, key): vector for key, vector in rows})


def text_key(text: str) -> str:
    """The key of a text in the storage: its SHA-256 in hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def encode_cached(
    encoder: Encoder,
    texts: Sequence[str],
    storage: VectorStorage,
    *,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    batch: int = BATCH,
) -> NDArray[np.float32]:
    """One vector per text, shape (n, d): from the storage where it is there, encoded and stored where not.

    Args:
        encoder: encodes what is missing; not touched when nothing is.
        texts: may repeat; equal texts are encoded once.
        storage: asked first; receives each batch as soon as it is encoded.
        progress: called with (texts done, texts in all), equal texts counted once.
        stop: asked before each batch.
        batch: texts per batch.

    Raises:
        Stopped: if `stop` says so; the batches before are stored.
    """
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    keys = [text_key(text) for text in texts]
    wanted = dict(zip(keys, texts, strict=True))
    known = _stored(encoder.name, list(wanted), storage)
    missing = [key for key in wanted if key not in known]
    # Texts of like length share a batch, so that little padding is computed; longest first, so that
    # the time still to go is never guessed too short.
    missing.sort(key=lambda key: (-len(wanted[key]), key))
    if progress is not None:
        progress(len(known), len(wanted))
    fresh_length = 0
    while missing:
        if stop is not None and stop():
            raise Stopped(len(known), len(wanted))
        part, missing = missing[:batch], missing[batch:]
        vectors = np.ascontiguousarray(encoder.encode([wanted[key] for key in part]), dtype=np.float32)
        storage.put(encoder.name, [(k, v.astype(_BYTES).tobytes()) for k, v in zip(part, vectors, strict=True)])
        if not fresh_length:
            fresh_length = vectors.shape[1]
            other = [key for key, vector in known.items() if vector.size != fresh_length]
            known = {key: vector for key, vector in known.items() if vector.size == fresh_length}
            missing += other
        known.update(zip(part, vectors, strict=True))
        if progress is not None:
            progress(len(known), len(wanted))
    return np.stack([known[key] for key in keys])


def _stored(model: str, keys: Sequence[str], storage: VectorStorage) -> dict[str, NDArray[np.float32]]:
    """The stored vectors, all of one length; those of a rarer length are left out and encoded again."""
    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(keys), _LOOK_UP):
        rows = storage.get(model, keys[start : start + _LOOK_UP])
        whole = {key: row for key, row in rows.items() if row and len(row) % _BYTES.itemsize == 0}
        found.update(
            (key, np.frombuffer(row, dtype=_BYTES).astype(np.float32, copy=False)) for key, row in whole.items()
        )
    lengths = Counter(vector.size for vector in found.values())
    if len(lengths) <= 1:
        return found
    usual = max(lengths, key=lambda length: (lengths[length], length))
    return {key: vector for key, vector in found.items() if vector.size == usual}
