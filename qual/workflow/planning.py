"""Plans of changes of the codebook, for screens and commands; see `qual.codebook.surgery`."""

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

__all__ = [
    "EntryChange", "FieldChange", "add_code", "add_theme", "code_of", "conflicts", "details", "merge", "move_code", "move_theme",
    "remove_theme", "replaced", "retire_code", "set_code", "set_theme", "split", "theme_of",
]  # fmt: skip
