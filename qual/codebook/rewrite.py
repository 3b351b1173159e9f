"""A codebook file and what it is to say -> the file that says it, every other byte as it was.

All edits are planned on one reading of the file and made at once, and the result is read once: if it does not say
exactly what is wanted, nothing is handed out. Only an id that was derived from a name costs one more reading,
since it is written out before the entry changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qual.codebook import emit, nesting, values
from qual.codebook.edit import Edit, Page, applied
from qual.codebook.emit import Value
from qual.codebook.layout import MAX_LEVELS, TOP_FIELDS, Place
from qual.codebook.nesting import BOOK, THEMES, Entry, Listing
from qual.codebook.places import (
    Piece,
    cut_entries,
    list_lines,
    moved_piece,
    new_piece,
    put_beside,
    put_inside,
    span_of,
    with_own_fields,
)
from qual.codebook.read import Loaded, load
from qual.codebook.surgery import ordered
from qual.codebook.syntax import Node
from qual.errors import Refused
from qual.model.codebook import Code, Codebook, Theme

TWICE = "the id stands in the file twice"


def rewritten(data: bytes, loaded: Loaded, wanted: Codebook, what: str) -> bytes:
    """The file made to say what is wanted; the same bytes where it says so already.

    Args:
        data: the bytes of the file.
        loaded: the same file, read and sound.
        wanted: what it is to say; codes stand in the order of their siblings, theme by theme.
        what: the act, for refusals.

    Raises:
        Refused: where that cannot be, or cannot be written without touching other entries.
    """
    wanted = _settled(wanted, what)
    if _canonical(loaded.layout.book) == wanted:
        return data
    plan = _Plan(loaded, wanted, what)
    if edits := plan.missing_ids():
        data = _checked(loaded, edits, _canonical(loaded.layout.book), what)
        loaded = load(data)
        plan = _Plan(loaded, wanted, what)
    return _checked(loaded, plan.edits(), wanted, what)


def page_of(loaded: Loaded) -> Page:
    """The text of a file."""
    return Page(loaded.source.raw, loaded.source.newline)


class _Plan:
    """What has to be done to a file, entry by entry."""

    def __init__(self, loaded: Loaded, wanted: Codebook, what: str) -> None:
        self.page, self.layout, self.root = page_of(loaded), loaded.layout, loaded.root
        self.wanted, self.what = wanted, what
        self.themes = {theme.id: theme for theme in wanted.themes}
        self.codes = {code.id: code for code in wanted.codes}
        self.old, self.new = nesting.listings(loaded.layout.book), nesting.listings(wanted)
        self.stays = {name: nesting.staying(self.old.get(name, ()), ids) for name, ids in self.new.items()}
        self.homes = nesting.positions(self.new)
        self.gone: dict[int, set[int]] = {}
        for listing, ids in self.old.items():
            for own in ids:
                if own not in self.stays.get(listing, ()):
                    place = self._place(Entry(listing.kind, own))
                    self.gone.setdefault(id(place.holder), set()).add(place.index)
        self.elsewhere: list[Edit] = []

    def missing_ids(self) -> list[Edit]:
        """What writes the derived ids of the entries out that are to change."""
        edits = []
        for entry in self._touched():
            self._refuse_repeated(entry)
            if entry in self.homes:
                edits += with_own_fields(self.page, self._place(entry), entry.id)
        return edits

    def edits(self) -> list[Edit]:
        """All edits of the file."""
        if self.root is not None and self.root.resolved.pairs:
            return [*self._edits(BOOK), *self.elsewhere]
        fields = [("title", self.wanted.title), ("version", self.wanted.label)]
        lines = emit.entry([(name, value) for name, value in fields if value])
        for name, listing in (("themes", THEMES), ("codes", Listing(BOOK))):
            pieces = [self._piece(Entry(listing.kind, own)) for own in self.new.get(listing, ())]
            if pieces:
                lines += list_lines(name, (line for piece in pieces for line in piece.listed()))
        page, at = self.page, len(self.page.text)
        cut = [Edit(self.root.start, self.root.end, "")] if self.root is not None else []  # {}
        start = page.newline if page.text and not page.text.endswith(("\n", "\r")) else ""
        return [*cut, Edit(at, at, start + page.lines(lines, 0).removeprefix(page.newline) + page.newline)]

    # -- entries ------------------------------------------------------------------------------------------------

    def _touched(self) -> Iterator[Entry]:
        """The entries of the file that change, go, move, or get others into them; each once."""
        seen = {BOOK}
        for listing in {**self.old, **self.new}:
            before, after = self.old.get(listing, ()), self.new.get(listing, ())
            stays = self.stays.get(listing, frozenset())
            owners = [listing.owner] if any(own not in stays for own in after) else []
            own_entries = (Entry(listing.kind, own) for own in before)
            changed = [entry for entry in own_entries if entry.id not in stays or self._changed(entry)]
            for entry in (*owners, *changed):
                if entry not in seen and self._there(entry):
                    seen.add(entry)
                    yield entry

    def _there(self, entry: Entry) -> bool:
        return entry.id in (self.layout.themes if entry.kind == "theme" else self.layout.codes)

    def _place(self, entry: Entry) -> Place:
        return (self.layout.theme_places if entry.kind == "theme" else self.layout.code_places)[entry.id]

    def _refuse_repeated(self, entry: Entry) -> None:
        if (entry.kind, entry.id) in self.layout.repeated:
            raise Refused(f"{self.what}, at the {entry.kind} {entry.id!r},", TWICE, hint="Mend it there.")

    def _changed(self, entry: Entry) -> dict[str, Value]:
        """The fields of an entry that are to have another value."""
        if entry.kind == "book":
            old, new = self.layout.book, self.wanted
            pairs = (("title", old.title, new.title), ("version", old.label, new.label))
            return {name: value for name, was, value in pairs if value != was}
        if entry.kind == "theme":
            theme, wish = self.layout.themes[entry.id], self.themes.get(entry.id)
            if wish is None or wish == theme:
                return {}
            values_now, values_then = emit.theme_values(wish), emit.theme_values(theme)
        else:
            code, wanted = self.layout.codes[entry.id], self.codes.get(entry.id)
            if wanted is None or wanted == code:
                return {}
            values_now, values_then = emit.code_values(wanted), emit.code_values(code)
        return {name: value for name, value in values_now.items() if value != values_then[name]}

    # -- edits --------------------------------------------------------------------------------------------------

    def _edits(self, entry: Entry) -> list[Edit]:
        """All edits inside an entry that stays, or moves as a whole.

        Of two at one place the first comes first in the file: fields before lists, what is inside before what is
        beside.
        """
        node = self.root.resolved if entry == BOOK and self.root is not None else self._place(entry).node.resolved
        fields = self._changed(entry)
        order = {"book": TOP_FIELDS, "theme": (*values.THEME_FIELDS, "codes"), "code": values.CODE_FIELDS}
        edits = self.page.set_fields(node, fields, order[entry.kind]) if fields else []
        for name in (THEMES, Listing(BOOK)) if entry == BOOK else (Listing(entry),):
            edits += self._list_edits(node, name)
        return edits

    def _list_edits(self, node: Node, listing: Listing) -> list[Edit]:
        """Edits of one list: its entries cut out, put in, and changed where they stay."""
        stays = self.stays.get(listing, frozenset())
        edits: list[Edit] = []
        cut: dict[int, tuple[Node, list[int], list[int]]] = {}
        for own in self.old.get(listing, ()):
            entry = Entry(listing.kind, own)
            if own in stays:
                edits += self._edits(entry)
                continue
            place = self._place(entry)
            _, moved, removed = cut.setdefault(id(place.holder), (place.holder, [], []))
            (moved if entry in self.homes else removed).append(place.index)
        for parts in cut.values():
            edits += cut_entries(self.page, *parts)
        ids = self.new.get(listing, ())
        first = next((own for own in ids if own in stays), "")
        for after, bundle in nesting.runs(ids, stays):
            pieces = [self._piece(Entry(listing.kind, own)) for own in bundle]
            if after or first:
                place = self._place(Entry(listing.kind, after or first))
                edits.append(put_beside(self.page, place, pieces, self.what, behind=bool(after)))
            else:
                edits += put_inside(self.page, node, listing.name, pieces, self.gone, self.what)
        return edits

    def _piece(self, entry: Entry) -> Piece:
        """An entry on its way into a list: a new one, or one that stood elsewhere in the file."""
        if not self._there(entry):
            inside = [self._piece(Entry("code", own)) for own in self.new.get(Listing(entry), ())]
            return new_piece(self._fields(entry), inside)
        place = self._place(entry)
        start, end = span_of(self.page, place)
        edits = self._edits(entry)
        inner = [edit for edit in edits if start <= edit.start and edit.end <= end]
        self.elsewhere += [edit for edit in edits if edit not in inner]  # what stands behind an *alias
        return moved_piece(self.page, place, inner)

    def _fields(self, entry: Entry) -> list[tuple[str, Value]]:
        new = (
            emit.theme_values(self.themes[entry.id])
            if entry.kind == "theme"
            else emit.code_values(self.codes[entry.id])
        )
        return [(name, value) for name, value in new.items() if value not in {"", (), False}]


def _settled(book: Codebook, what: str) -> Codebook:
    """What is wanted as it will be read back.

    Raises:
        Refused: if no file can say it.
    """
    themes, codes = map(values.settled_theme, book.themes), map(values.settled_code, book.codes)
    title, label = values.one_line(book.title), values.one_line(book.label)
    try:
        book = Codebook(title, label, tuple(themes), tuple(codes))
    except ValueError as error:
        raise Refused(what, str(error)) from error
    for kind, entries in (("theme", book.themes), ("code", book.codes)):
        for entry in entries:
            refuse_unsound(kind, entry)
    if nesting.levels(book) > MAX_LEVELS:
        raise Refused(what, f"codes stand at most {MAX_LEVELS} levels deep", hint="Choose a place higher up.")
    into = {code.id: code.merged_into for code in book.codes}
    for own in (*values.circling(into), *(own for own, other in into.items() if other and other not in into)):
        why = "is not there" if into[own] not in into else "is merged into it in the end, or is itself"
        raise Refused(what, f"the code {own!r} is merged into {into[own]!r}, which {why}")
    return _canonical(book)


def refuse_unsound(kind: str, entry: Theme | Code) -> None:
    """Refuse an entry that no file can hold.

    Raises:
        Refused: without an id or a name, or with a color that is none.
    """
    what = f"The {kind} {entry.id or entry.name!r}"
    if not entry.id or not entry.name:
        raise Refused(what, f"a {kind} needs an id and a name", hint="Fill in both.")
    if entry.color and values.color(entry.color) is None:
        raise Refused(what, "its color is not written as #RRGGBB", hint="Choose a color such as #4477AA.")


def _canonical(book: Codebook) -> Codebook:
    """The same codebook with its codes theme by theme, those without a theme behind them."""
    return replace(book, codes=ordered(book.themes, book.codes))


def _checked(loaded: Loaded, edits: list[Edit], expected: Codebook, what: str) -> bytes:
    """The bytes of the changed file, if they say exactly what is expected."""
    new = loaded.source.encode(applied(loaded.source.raw, edits))
    again = load(new)
    if again.broken or _canonical(again.layout.book) != expected:
        why = "the entry is written in a way that cannot be changed without touching others"
        hint = "Change it in the file itself; lines shared through & and * are the usual cause."
        raise Refused(what, why, hint=hint, problems=again.problems)
    return new
