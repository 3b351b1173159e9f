"""A codebook as REFI-QDA has it: codes within codes, and sets of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefiCode:
    """One `Code`.

    Attributes:
        guid: bare and in upper case; "" where the file gives none.
        name: as written, "" where the file gives none.
        codable: False where it only groups other codes.
        color: `#RRGGBB`, or "".
        description: as written, "" without one.
        children: the codes in it, in order.
        notes: GUIDs of the notes (memos) attached to it.
        line: 1-based line of the file it was read from, None where it was read from none.
    """

    guid: str
    name: str
    codable: bool = True
    color: str = ""
    description: str = ""
    children: tuple[RefiCode, ...] = ()
    notes: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RefiSet:
    """A group of codes, which may share codes with another group; `members` are GUIDs of codes."""

    guid: str
    name: str
    description: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefiBook:
    """All codes of a codebook file or of a project.

    Attributes:
        codes: those at the top, in order.
        sets: groups of codes.
        origin: the tool that wrote the file, in its own words.
        title: name of the project; a codebook file has none.
        cases: GUIDs of the project's cases; some tools write each case as a code, too, with the same GUID.
    """

    codes: tuple[RefiCode, ...] = ()
    sets: tuple[RefiSet, ...] = ()
    origin: str = ""
    title: str = ""
    cases: frozenset[str] = frozenset()


def walk(codes: tuple[RefiCode, ...]) -> Iterator[tuple[RefiCode, int]]:
    """Every code with its depth (0 at the top), each before those in it."""
    waiting = [(code, 0) for code in reversed(codes)]
    while waiting:
        code, depth = waiting.pop()
        yield code, depth
        waiting += [(child, depth + 1) for child in reversed(code.children)]
