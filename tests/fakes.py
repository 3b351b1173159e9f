"""Stand-ins that behave like the real thing, without its weight: a deterministic encoder."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class HashingEncoder:
    """Texts that share words have like vectors: each word adds a direction made from its hash.

    Attributes:
        name: as vectors are stored under.
        calls: the texts of every call so far, so that a test can count.
    """

    def __init__(self, dim: int = 64, *, name: str = "hashing@1") -> None:
        self.name = name
        self.calls: list[list[str]] = []
        self._dim = dim

    @property
    def encoded(self) -> list[str]:
        """Every text encoded so far, in order."""
        return [text for call in self.calls for text in call]

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One vector of unit length per text, shape (n, dim)."""
        self.calls.append(list(texts))
        vectors = np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(len(texts), self._dim)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)

    def _vector(self, text: str) -> NDArray[np.float64]:
        words = re.findall(r"\w+", text.casefold()) or ["(no words)"]
        return np.asarray(np.sum([self._direction(word) for word in words], axis=0))

    def _direction(self, word: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
        return np.random.default_rng(seed).normal(size=self._dim)
