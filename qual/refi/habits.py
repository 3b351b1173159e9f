"""What single tools make of a codebook, taken back: folders, participants among the codes, names with a path."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace

from qual.refi.book import RefiBook, RefiCode
from qual.refi.faults import Oddities

_WRAPPERS = frozenset({"nodes", "codes"})
_WRAPPING_TOOL = "nvivo"
_PATH = "::"
_MOST_PARTS = 30


def settled(book: RefiBook, odd: Oddities, keep: Callable[[RefiCode], bool]) -> RefiBook:
    """The codebook as its researcher saw it, whatever tool wrote it.

    NVivo puts all codes into a folder "Nodes" or "Codes" and writes each case as a code as well; ATLAS.ti and
    others write a hierarchy flat, as "Parent::Child". Each of these is taken back and reported.

    Args:
        book: as read.
        odd: takes the report lines.
        keep: whether a code's name is exactly what it should be, so that "::" in it is no path.
    """
    codes = _without_cases(book.codes, book.cases, odd)
    codes = _unwrapped(codes, book.origin, odd)
    return replace(book, codes=_nested(codes, odd, keep))


def _without_cases(codes: tuple[RefiCode, ...], cases: frozenset[str], odd: Oddities) -> tuple[RefiCode, ...]:
    if not cases:
        return codes
    left: list[RefiCode] = []
    for code in codes:
        children = _without_cases(code.children, cases, odd)
        if code.guid and code.guid in cases:
            message = f"“{code.name}” is a case (a participant), not a code; it was left out"
            odd.add("cases among the codes", code.line, message)
            left += children
        else:
            left.append(replace(code, children=children))
    return tuple(left)


def _unwrapped(codes: tuple[RefiCode, ...], origin: str, odd: Oddities) -> tuple[RefiCode, ...]:
    if _WRAPPING_TOOL not in origin.casefold():
        return codes
    left: list[RefiCode] = []
    for code in codes:
        if code.name.strip().casefold() in _WRAPPERS and not code.codable and code.children:
            odd.add("folders", code.line, f"the folder “{code.name}” was left out; what is in it stands at the top")
            left += code.children
        else:
            left.append(code)
    return tuple(left)


def _nested(codes: tuple[RefiCode, ...], odd: Oddities, keep: Callable[[RefiCode], bool]) -> tuple[RefiCode, ...]:
    """Codes at the top named "Parent::Child" put under the code "Parent", where there is one."""
    first: dict[str, int] = {}
    for place, code in enumerate(codes):
        first.setdefault(code.name, place)
    above: dict[int, int] = {}
    settled = list(codes)
    for place, code in enumerate(codes):
        cut = None if keep(code) else _parent_name(code.name, first)
        if cut is not None:
            above[place] = first[code.name[:cut]]
            settled[place] = replace(code, name=code.name[cut + len(_PATH) :])
            message = f"“{code.name}” was read as “{settled[place].name}” under “{code.name[:cut]}”"
            odd.add("names with a path", code.line, message)
    held: dict[int, list[int]] = {}
    for place, parent in above.items():
        held.setdefault(parent, []).append(place)
    for place in sorted(held, key=lambda one: -len(codes[one].name)):  # a child's name is longer than its parent's
        inside = tuple(settled[one] for one in held[place])
        settled[place] = replace(settled[place], children=(*settled[place].children, *inside))
    return tuple(code for place, code in enumerate(settled) if place not in above)


def _parent_name(name: str, known: Container[str]) -> int | None:
    """Where the longest name of another code ends that this name has before a "::"; None without one."""
    if name.count(_PATH) > _MOST_PARTS:
        return None
    cut = name.rfind(_PATH)
    while cut > 0:
        if name[:cut] in known and name[cut + len(_PATH) :].strip():
            return cut
        cut = name.rfind(_PATH, 0, cut)
    return None
