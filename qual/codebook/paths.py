"""Names that hold a whole path, such as "Staff > Manner > Kind": which sign parts them, if any does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SEPARATORS = (" > ", "::", " → ", " » ", " \\ ", "\\", ">", " / ", "/", " | ", "|", ".")
"""Signs between the parts of a path, tried in this order."""

_CONSISTENT = 0.8
_MOSTLY = 0.5


def parts(name: str, separator: str) -> tuple[str, ...]:
    """The parts of a name, () where one of them is empty."""
    found = tuple(piece.strip() for piece in re.split(_pattern(separator), name))
    return found if all(found) else ()


def _pattern(separator: str) -> str:
    sign = re.escape(separator.strip())
    if separator == ".":
        return r"(?<=\S)\.(?=\S)"
    return rf"\s+{sign}\s+" if separator != separator.strip() else rf"\s*{sign}\s*"


def separator_of(names: Sequence[str]) -> str:
    """The sign that parts these names, "" where none does so throughout.

    A name may hold a slash and mean nothing by it. So a sign counts only where at least two names hold it, where
    nine in ten (eight in ten at the least) of these begin with what another name begins with or is, and where these
    are at least half of the names that nothing stands under. A point counts for nothing here (see `dotted`).

    Args:
        names: all names of a file.
    """
    for separator in SEPARATORS[:-1]:
        paths = {name: found for name in names if len(found := parts(name, separator)) > 1}
        if len(paths) < 2:  # noqa: PLR2004 - one name says nothing about the others
            continue
        firsts = Counter(found[0].casefold() for found in paths.values())
        whole = {name.strip().casefold() for name in names}
        supported = [f for f in paths.values() if firsts[f[0].casefold()] > 1 or f[0].casefold() in whole]
        ends = [name for name in names if name in paths or name.strip().casefold() not in firsts]
        if len(supported) >= _CONSISTENT * len(paths) and len(paths) >= _MOSTLY * len(ends):
            return separator
    return ""


def held(names: Sequence[str]) -> list[str]:
    """The signs that part some names and not enough of them, for a notice."""
    return [sign for sign in SEPARATORS[:-1] if sum(len(parts(name, sign)) > 1 for name in names) > 1]


def dotted(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Taguette's names -> their parts; a point parts where what stands before it is, or begins, another name."""
    found = {name: parts(name, ".") or (name,) for name in names}
    starts: Counter[tuple[str, ...]] = Counter()
    for path in set(found.values()):
        starts.update(path[:end] for end in range(1, len(path) + 1))
    return {name: path if starts[path[:1]] > 1 else (name,) for name, path in found.items()}
