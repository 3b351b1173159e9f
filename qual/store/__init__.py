"""The project's database: open it, read and write within transactions, know that it is sound.

The only room that knows SQL. It turns rows into the types of `qual.model` and back, and decides nothing.
"""

from __future__ import annotations

from qual.store.anchors import Anchor, Thing, Unplaced
from qual.store.codebooks import CodebookVersion
from qual.store.events import DuplicateOp
from qual.store.opening import open_store, upgrade_store
from qual.store.store import Store, Tables
from qual.store.suggestions import SuggestionState
from qual.store.transcripts import TranscriptInfo
from qual.store.vectors import VectorTable

__all__ = [
    "Anchor",
    "CodebookVersion",
    "DuplicateOp",
    "Store",
    "SuggestionState",
    "Tables",
    "Thing",
    "TranscriptInfo",
    "Unplaced",
    "VectorTable",
    "open_store",
    "upgrade_store",
]
