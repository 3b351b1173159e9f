"""Plans of changes of the codebook, for screens and commands; see `qual.codebook.surgery`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.codebook import threeway
from qual.codebook.compare import EntryChange, FieldChange, details
from qual.codebook.surgery import (
    add_code,
    add_theme,
    code_of,
    merge,
    move_code,
    move_theme,
    remove_theme,
    replaced,
    retire_code,
    set_code,
    set_theme,
    split,
    theme_of,
)
from qual.codebook.threeway import Conflict

if TYPE_CHECKING:
    from qual.model.codebook import Codebook
    from qual.model.surgery import Surgery

__all__ = [
    "Conflict", "EntryChange", "FieldChange", "add_code", "add_theme", "code_of", "conflicts", "details", "merge",
    "move_code", "move_theme", "remove_theme", "replaced", "retire_code", "set_code", "set_theme", "split",
    "theme_of",
]  # fmt: skip


def conflicts(asked: Surgery, now: Codebook) -> tuple[Conflict, ...]:
    """What a plan and the codebook as it is now both changed, each in its own way; () where it can be done."""
    if now == asked.base:
        return ()
    return threeway.merged(asked.base, asked.wanted, now).conflicts
