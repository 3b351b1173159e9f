"""What is done to a theme without a dialog, since nothing hangs on it: moving it, and removing an empty one."""

from __future__ import annotations

from qual.model.codebook import Codebook
from qual.model.surgery import Surgery
from qual.ui import problems, resources, state
from qual.ui.parts import codebook_undo
from qual.workflow import curating, planning


@problems.caught
def move(theme: str, *, up: bool) -> None:
    """Put a theme one place up or down, as a button's callback."""
    book = resources.project().codebook.book
    name = planning.theme_of(book, theme).name
    _do(planning.move_theme(book, theme, _before(book, theme, up=up)), f"“{name}” stands in another place.")


@problems.caught
def remove(theme: str) -> None:
    """Take a theme without codes out, as a button's callback."""
    book = resources.project().codebook.book
    name = planning.theme_of(book, theme).name
    _do(planning.remove_theme(book, theme), f"The theme “{name}” is removed.")


def _before(book: Codebook, theme: str, *, up: bool) -> str:
    """The theme in front of which it is to stand, "" for the end."""
    ids = [one.id for one in book.themes]
    at = ids.index(theme) + (-1 if up else 2)
    return ids[max(at, 0)] if at < len(ids) else ""


def _do(plan: Surgery, words: str) -> None:
    codebook_undo.tell(curating.perform(resources.project(), plan, coder=state.coder()), words)
