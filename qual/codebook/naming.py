"""A code or theme as a person names it: by its id, or by its name, whatever the case."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TypeVar

from qual.codebook import values
from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Theme

LIKE = 0.6
"""Share of letters in common (difflib's ratio) from which a name is offered for one that is not there."""
MOST_OFFERED = 3

_Entry = TypeVar("_Entry", Code, Theme)


def code_named(book: Codebook, said: str, *, retired: bool = False) -> Code:
    """The code that is meant.

    Args:
        book: the codebook.
        said: its id, or its name in upper or lower case.
        retired: where codes in use and retired ones have one name, whether a retired one is meant.

    Raises:
        NotFound: if there is none; the names most like it are offered.
        Refused: if several codes have this name.
    """
    found = _meant(book.codes, said)
    state = [code for code in found if code.retired is retired]
    return _one("code", book.codes, said, found if len(found) == 1 or not state else state)


def theme_named(book: Codebook, said: str) -> Theme:
    """The theme that is meant, by its id or name.

    Raises:
        NotFound: if there is none; the names most like it are offered.
        Refused: if several themes have this name.
    """
    return _one("theme", book.themes, said, _meant(book.themes, said))


def known_code(book: Codebook, said: str) -> Code | None:
    """As `code_named`, None where there is none.

    Raises:
        Refused: if several codes have this name.
    """
    try:
        return code_named(book, said)
    except NotFound:
        return None


def like(entries: Sequence[_Entry], said: str, least: float = LIKE) -> tuple[_Entry, ...]:
    """The entries whose names or ids are most like what was said, the most alike first."""
    by_name: dict[str, _Entry] = {}
    for said_of, one in [(one.name, one) for one in entries] + [(one.id, one) for one in entries]:
        by_name.setdefault(plain(said_of), one)
    found = get_close_matches(plain(said), by_name, n=2 * MOST_OFFERED, cutoff=least)
    return tuple({by_name[name].id: by_name[name] for name in found}.values())[:MOST_OFFERED]


def plain(name: str) -> str:
    """A name as names are compared: on one line, without spaces at its ends, in one case."""
    return " ".join(values.one_line(name).split()).casefold()


def _meant(entries: Sequence[_Entry], said: str) -> list[_Entry]:
    """Those meant: by id, else by name, else by either in any case."""
    wanted, low = values.one_line(said), plain(said)
    return (
        [one for one in entries if one.id == wanted]
        or [one for one in entries if plain(one.name) == low]
        or [one for one in entries if plain(one.id) == low]
    )


def _one(kind: str, entries: Sequence[_Entry], said: str, found: Sequence[_Entry]) -> _Entry:
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.id for one in found)
        raise Refused(
            f"The {kind} name {said!r}", f"{len(found)} {kind}s have it", hint=f"Name one by its id: {ids}."
        )
    near = [one.name for one in like(entries, said)]
    hint = f"Is {' or '.join(repr(name) for name in near)} meant?" if near else ""
    raise NotFound(kind, said, hint=hint or "`qual codebook list` names them all.")
