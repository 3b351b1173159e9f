"""Segments, a codebook and decisions in; suggestions with their reasons out.

`Suggester` is the learner for notebooks and benchmarks; `propose` in `qual.matching.proposals` is
what the app calls. Sentence encoders are loaded in `qual.matching.encoder` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qual.matching.suggester import Suggester

__all__ = ["Suggester"]


def __getattr__(name: str) -> object:
    """`Suggester`, loaded with pandas at its first use so that importing the package stays fast."""
    if name == "Suggester":
        from qual.matching.suggester import Suggester

        return Suggester
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
