"""Two people changed one codebook: what both meant, and where they meant different things.

Every field of every entry is merged for itself, where a code stands is one field, and so is the order of a list.
Where both changed a field in different ways, theirs is kept and a `Conflict` says so. What one side took out while
the other changed it, or put something under it, stays and is a conflict as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from qual.codebook import nesting, values
from qual.codebook.layout import MAX_LEVELS
from qual.codebook.nesting import BOOK, THEMES, Entry, Listing
from qual.codebook.surgery import ordered
from qual.codebook.threeway_lists import items, order
from qual.model.codebook import Code, Codebook, Theme

Kind = Literal["code", "theme", "codebook"]

_LISTS = frozenset({"include", "exclude", "examples"})
_THEME_FIELDS = tuple(one.name for one in fields(Theme) if one.name != "id")
_CODE_FIELDS = tuple(one.name for one in fields(Code) if one.name not in {"id", "theme", "parent"})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both sides changed in different ways.

    Attributes:
        kind: what the entry is.
        entry: its id, "" for the codebook itself.
        field: the field as the model calls it; "place" (theme, parent), "order" (ids of what stands under it;
            of a codebook that may be its themes), or "entry" where one side took it out.
        base: its value before either; None where the entry was not there.
        ours: its value on our side; None where the entry is not there.
        theirs: its value on their side, which is kept; None where the entry is not there.
    """

    kind: Kind
    entry: str
    field: str
    base: object
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Merged:
    """The codebook with the changes of both sides, and what they disagree about."""

    book: Codebook
    conflicts: tuple[Conflict, ...] = ()


def merged(base: Codebook, ours: Codebook, theirs: Codebook) -> Merged:
    """What leads from `base` to `ours`, done to `theirs`.

    Args:
        base: the codebook that both began with.
        ours: as one side left it.
        theirs: as the other left it; it wins where both changed the same.

    Returns:
        a sound codebook, and the conflicts in the order of the codebook.
    """
    return _Merger(_Side(base), _Side(ours), _Side(theirs)).merged()


class _Side:
    """One state of the codebook, by ids."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.themes = {theme.id: theme for theme in book.themes}
        self.codes = {code.id: code for code in book.codes}
        self.homes = {code.id: nesting.home(code) for code in book.codes}
        self.lists = nesting.listings(book)

    def entry(self, entry: Entry) -> Theme | Code | None:
        return (self.themes if entry.kind == "theme" else self.codes).get(entry.id)

    def place(self, own: str) -> tuple[str, str] | None:
        code = self.codes.get(own)
        return None if code is None else (code.theme, code.parent)


@dataclass(slots=True)
class _Draft:
    """What is being put together.

    Attributes:
        themes: the themes by id.
        codes: the codes by id; where they stand is told by `homes` alone.
        homes: the list each code stands in.
        gone: entries that one side took out and nobody missed so far, as they were.
        conflicts: what was found, by entry and field.
    """

    themes: dict[str, Theme] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    homes: dict[str, Listing] = field(default_factory=dict)
    gone: dict[Entry, Theme | Code] = field(default_factory=dict)
    conflicts: dict[tuple[Entry, str], Conflict] = field(default_factory=dict)


class _Merger:
    """Puts three states together, step by step."""

    def __init__(self, base: _Side, ours: _Side, theirs: _Side) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.draft = _Draft()

    def merged(self) -> Merged:
        """The result."""
        title, label = (self._whole(BOOK, name, *self._each(name)) for name in ("title", "label"))
        for kind in ("theme", "code"):
            for entry in self._entries(kind):
                self._settle(entry)
        while self._missed() or self._circle() or self._merge_circle() or self._too_deep():
            pass
        themes = tuple(self.draft.themes[own] for own in self._ordered(THEMES, self.draft.themes))
        book = self._arranged(Codebook(str(title), str(label), themes))
        for side in (self.theirs.book, self.ours.book):
            if _canonical(side) == _canonical(book):
                book = side  # where codes without a theme stand is its own affair
                break
        return Merged(book, tuple(self._sorted(book)))

    # -- entries and their fields -------------------------------------------------------------------------------

    def _each(self, name: str) -> Iterator[object]:
        return (getattr(side.book, name) for side in (self.base, self.ours, self.theirs))

    def _entries(self, kind: Literal["theme", "code"]) -> list[Entry]:
        sides = (side.themes if kind == "theme" else side.codes for side in (self.theirs, self.ours, self.base))
        return list(dict.fromkeys(Entry(kind, own) for side in sides for own in side))

    def _settle(self, entry: Entry) -> None:
        """Keep, merge or drop one entry."""
        was, we, they = (side.entry(entry) for side in (self.base, self.ours, self.theirs))
        if we is not None and they is not None:
            self._keep(entry, self._fields(entry, was, we, they))
            if entry.kind == "code":
                self._settle_home(entry)
            return
        left, side = (we, self.ours) if we is not None else (they, self.theirs)
        if left is None:
            return  # both took it out
        if was is None or self._differs(entry, side):
            self._keep(entry, left)
            if was is not None:
                self._clash(entry, "entry", was, we, they)
        else:
            self.draft.gone[entry] = left

    def _keep(self, entry: Entry, value: Theme | Code) -> None:
        if isinstance(value, Theme):
            self.draft.themes[entry.id] = value
            return
        self.draft.codes[entry.id] = value
        side = self.theirs if entry.id in self.theirs.codes else self.ours
        self.draft.homes[entry.id] = side.homes[entry.id]

    def _differs(self, entry: Entry, side: _Side) -> bool:
        """Whether a side changed an entry, or put it elsewhere."""
        was, now = self.base.entry(entry), side.entry(entry)
        names = _THEME_FIELDS if entry.kind == "theme" else _CODE_FIELDS
        elsewhere = entry.kind == "code" and self.base.homes[entry.id] != side.homes[entry.id]
        return elsewhere or any(getattr(was, name) != getattr(now, name) for name in names)

    def _fields(self, entry: Entry, was: Theme | Code | None, we: Theme | Code, they: Theme | Code) -> Theme | Code:
        found: dict[str, Any] = {}
        for name in _THEME_FIELDS if entry.kind == "theme" else _CODE_FIELDS:
            before = getattr(was, name) if was is not None else None
            if name in _LISTS:
                together = items(before or (), getattr(we, name), getattr(they, name))
                if together is not None:
                    found[name] = together
                    continue
            found[name] = self._whole(entry, name, before, getattr(we, name), getattr(they, name))
        return replace(they, **found)

    def _whole(self, entry: Entry, name: str, was: object, we: object, they: object) -> object:
        """One value: of the side that changed it, else theirs."""
        if they in (was, we):
            return we
        if we != was:
            self._clash(entry, name, was, we, they)
        return they

    def _settle_home(self, entry: Entry) -> None:
        own = entry.id
        was, we, they = (side.homes.get(own) for side in (self.base, self.ours, self.theirs))
        if they == was and we is not None:
            self.draft.homes[own] = we
        elif we not in (was, they):
            self._clash_place(own)

    def _clash(self, entry: Entry, name: str, was: object, we: object, they: object) -> None:
        kind: Kind = "codebook" if entry.kind == "book" else entry.kind
        self.draft.conflicts[entry, name] = Conflict(kind, entry.id, name, was, we, they)

    def _clash_place(self, own: str) -> None:
        self._clash(Entry("code", own), "place", *(side.place(own) for side in (self.base, self.ours, self.theirs)))

    # -- what must hold ------------------------------------------------------------------------------------------

    def _missed(self) -> bool:
        """Bring back what was taken out while something stands under it or was merged into it."""
        owners = [home.owner for home in self.draft.homes.values()]
        owners += [Entry("code", code.merged_into) for code in self.draft.codes.values() if code.merged_into]
        missed = [entry for entry in dict.fromkeys(owners) if entry in self.draft.gone]
        for entry in missed:
            self._keep(entry, self.draft.gone.pop(entry))
            self._clash(entry, "entry", *(side.entry(entry) for side in (self.base, self.ours, self.theirs)))
        return bool(missed)

    def _parents(self) -> dict[str, str]:
        """Code -> the code it stands under, "" for none."""
        homes = self.draft.homes
        return {own: home.owner.id if home.owner.kind == "code" else "" for own, home in homes.items()}

    def _circle(self) -> bool:
        """Two moves that put codes under each other: ours is not made."""
        back = [own for own in values.circling(self._parents()) if self._moved_by_us(own)]
        for own in back:
            self._put_back(own)
        return bool(back)

    def _moved_by_us(self, own: str) -> bool:
        there = self.theirs.homes.get(own)
        return there is not None and self.draft.homes[own] != there

    def _put_back(self, own: str) -> None:
        self.draft.homes[own] = self.theirs.homes[own]
        self._clash_place(own)

    def _merge_circle(self) -> bool:
        """Two merges that lead round: ours is not made. What no side said soundly is merged into nothing."""
        codes, theirs = self.draft.codes, self.theirs.codes
        into = {own: code.merged_into for own, code in codes.items() if code.merged_into}
        circle = values.circling(into)
        mine = [own for own in circle if own in theirs and theirs[own].merged_into != into[own]]
        for own in mine or (*circle, *(own for own, other in into.items() if other not in codes)):
            left = theirs[own].merged_into if mine else ""
            sides = (side.codes.get(own) for side in (self.base, self.ours, self.theirs))
            self._clash(Entry("code", own), "merged_into", *(one and one.merged_into for one in sides))
            codes[own] = replace(codes[own], merged_into=left)
        return bool(mine)

    def _too_deep(self) -> bool:
        """Nests that only both moves together make too deep: one of ours is not made."""
        parents = self._parents()
        for own in parents:
            path = [own]
            while parents[path[-1]]:
                path.append(parents[path[-1]])
            if len(path) > MAX_LEVELS:
                moved = [one for one in reversed(path) if self._moved_by_us(one)]
                new = [one for one in path if parents[one] and one not in self.theirs.codes]
                if moved:
                    self._put_back(moved[0])
                    return True
                if new:
                    self.draft.homes[new[0]] = self.draft.homes[parents[new[0]]]
                    self._clash_place(new[0])
                    return True
        return False

    # -- order ---------------------------------------------------------------------------------------------------

    def _ordered(self, listing: Listing, members: Mapping[str, object] | list[str]) -> tuple[str, ...]:
        was, we, they = (side.lists.get(listing, ()) for side in (self.base, self.ours, self.theirs))
        known = {*we, *they}
        found, clash = order(was, we, they, [own for own in members if own in known])
        if clash:
            self._clash(listing.owner, "order", was, we, they)
        return (*found, *(own for own in members if own not in known))

    def _arranged(self, book: Codebook) -> Codebook:
        """The codebook with the codes, each before those under it and of the theme of the outermost."""
        lists: dict[Listing, list[str]] = {}
        for own, home in self.draft.homes.items():
            lists.setdefault(home, []).append(own)
        tops = [(Listing(Entry("theme", theme.id)), theme.id) for theme in book.themes]
        tops = [*tops, (Listing(BOOK), "")]
        codes: list[Code] = []
        for top, theme in tops:
            waiting = [(own, "") for own in self._ordered(top, lists.get(top, []))][::-1]
            while waiting:
                own, parent = waiting.pop()
                codes.append(replace(self.draft.codes[own], theme=theme, parent=parent))
                inside = Listing(Entry("code", own))
                waiting += [(one, own) for one in self._ordered(inside, lists.get(inside, []))][::-1]
        return replace(book, codes=tuple(codes))

    def _sorted(self, book: Codebook) -> list[Conflict]:
        """The conflicts as their entries stand in the codebook."""
        entries = [
            BOOK,
            *(Entry("theme", one.id) for one in book.themes),
            *(Entry("code", one.id) for one in book.codes),
        ]
        number = {entry: n for n, entry in enumerate(entries)}
        found = sorted(self.draft.conflicts.items(), key=lambda one: number.get(one[0][0], len(number)))
        return [conflict for _, conflict in found]


def _canonical(book: Codebook) -> Codebook:
    return replace(book, codes=ordered(book.themes, book.codes))
