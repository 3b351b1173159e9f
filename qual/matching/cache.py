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

from qual.errors import ModelUnusable
from qual.matching.encoder import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 128
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
        ModelUnusable: if the encoder gives anything but one row of finite numbers per text; nothing of it is kept.
    """
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    keys = [text_key(text) for text in texts]
    wanted = dict(zip(keys, texts, strict=True))
    place = {key: row for row, key in enumerate(wanted)}
    vectors, missing = _stored(encoder.name, list(wanted), storage)
    # Texts of like length share a batch, so that little padding is computed; longest first, so that
    # the time still to go is never guessed too short.
    missing.sort(key=lambda key: (-len(wanted[key]), key))
    if progress is not None:
        progress(len(wanted) - len(missing), len(wanted))
    begin = 0
    while begin < len(missing):
        if stop is not None and stop():
            raise Stopped(len(wanted) - len(missing) + begin, len(wanted))
        part = missing[begin : begin + batch]
        begin += len(part)
        fresh = np.ascontiguousarray(encoder.encode([wanted[key] for key in part]), dtype=np.float32)
        _check(fresh, len(part), vectors.shape[1] if begin > len(part) else None, encoder.name)
        storage.put(encoder.name, [(k, v.astype(_BYTES).tobytes()) for k, v in zip(part, fresh, strict=True)])
        if vectors.shape[1] != fresh.shape[1]:
            # what is stored is of another length than what the encoder gives: all of it is encoded again
            waiting = set(missing)
            missing += [key for key in wanted if key not in waiting]
            vectors = np.empty((len(wanted), fresh.shape[1]), dtype=np.float32)
        vectors[[place[key] for key in part]] = fresh
        if progress is not None:
            progress(len(wanted) - len(missing) + begin, len(wanted))
    return vectors if len(wanted) == len(keys) else vectors[[place[key] for key in keys]]


def _check(vectors: NDArray[np.float32], texts: int, width: int | None, model: str) -> None:
    """Refuses what must never be kept: anything but one row of finite numbers per text, all of one width."""
    if vectors.shape != (texts, vectors.shape[-1] if width is None else width) or not np.isfinite(vectors).all():
        why = f"it gave {vectors.shape} finite numbers for {texts} texts, not one row of one length each"
        raise ModelUnusable(model, why)


def _stored(model: str, keys: Sequence[str], storage: VectorStorage) -> tuple[NDArray[np.float32], list[str]]:
    """One row per key, filled where the storage has a whole vector of the usual length; and the other rows' keys.

    The usual length is the commonest among the first keys that have vectors, the longer one of two as common.
    """
    vectors = np.empty((len(keys), 0), dtype=np.float32)
    missing: list[str] = []
    for start in range(0, len(keys), _LOOK_UP):
        part = keys[start : start + _LOOK_UP]
        found = storage.get(model, part)
        if not vectors.shape[1]:
            sizes = Counter(len(row) for row in found.values() if row and len(row) % _BYTES.itemsize == 0)
            usual = max(sizes, key=lambda size: (sizes[size], size), default=0) // _BYTES.itemsize
            vectors = np.empty((len(keys), usual), dtype=np.float32)
        size = vectors.shape[1] * _BYTES.itemsize
        for row, key in enumerate(part, start):
            stored = found.get(key, b"")
            if size and len(stored) == size:
                vectors[row] = np.frombuffer(stored, dtype=_BYTES)
            else:
                missing.append(key)
    return vectors, missing
