"""Who stands in which list of a codebook, in which order, and which of them need not move."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from qual.model.codebook import Code, Codebook

Kind = Literal["book", "theme", "code"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme, a code, or the codebook itself, whose id is ""."""

    kind: Kind
    id: str = ""


BOOK = Entry("book")


@dataclass(frozen=True, slots=True)
class Listing:
    """The themes of the codebook, or the codes right under it, under a theme or under a code."""

    owner: Entry
    name: Literal["themes", "codes"] = "codes"

    @property
    def kind(self) -> Kind:
        """What its entries are."""
        return "theme" if self.name == "themes" else "code"


THEMES = Listing(BOOK, "themes")


def home(code: Code) -> Listing:
    """The list a code stands in."""
    if code.parent:
        return Listing(Entry("code", code.parent))
    return Listing(Entry("theme", code.theme) if code.theme else BOOK)


def listings(book: Codebook) -> dict[Listing, tuple[str, ...]]:
    """The ids in each list that holds any, in their order."""
    found: dict[Listing, list[str]] = {THEMES: [theme.id for theme in book.themes]}
    for code in book.codes:
        found.setdefault(home(code), []).append(code.id)
    return {listing: tuple(ids) for listing, ids in found.items() if ids}


def levels(book: Codebook) -> int:
    """How many codes stand under each other at the deepest place, 0 for a codebook without codes."""
    level = {"": 0}
    for code in book.codes:  # a code stands before those under it
        level[code.id] = level[code.parent] + 1
    return max(level.values())


def staying(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """As many ids as possible that are in both lists and in one order there, so that the fewest move.

    The longest increasing subsequence of the old numbers (Fredman, 1975), O(n log n).
    """
    number = {own: n for n, own in enumerate(old)}
    common = [own for own in new if own in number]
    ends: list[int] = []
    last: list[str] = []
    before: dict[str, str] = {}
    for own in common:
        at = bisect_left(ends, number[own])
        ends[at : at + 1] = [number[own]]
        last[at : at + 1] = [own]
        if at:
            before[own] = last[at - 1]
    kept = set()
    own = last[-1] if last else ""
    while own:
        kept.add(own)
        own = before.get(own, "")
    return frozenset(kept)


def runs(new: Sequence[str], stay: frozenset[str]) -> list[tuple[str, list[str]]]:
    """The ids that come into a list, each bundle with the one before it that stays ("" at the beginning)."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for own in new:
        if own in stay:
            found.append((own, []))
        else:
            found[-1][1].append(own)
    return [(after, ids) for after, ids in found if ids]


def positions(ids: Mapping[Listing, Sequence[str]]) -> dict[Entry, Listing]:
    """The list each entry stands in."""
    return {Entry(listing.kind, own): listing for listing, found in ids.items() for own in found}
