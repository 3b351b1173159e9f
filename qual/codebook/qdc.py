"""REFI-QDA codebooks (`.qdc`), both ways, and the codebook inside a project (`.qdpx`, `.qde`).

A code at the top that cannot be coded with is a theme; one below another that cannot is a heading; every other one
is a code. What the standard has no field for stands in the description (`qual.codebook.qdc_words`). Sets become
nothing: a code may be in several of them, and has one place here, so which to follow is the researcher's to say.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from qual.codebook import qdc_words as say
from qual.codebook import values
from qual.codebook.incoming_values import Incoming
from qual.errors import Problem, Refused
from qual.model.codebook import Code, Codebook, Theme
from qual.refi import habits, reading, writing
from qual.refi.book import RefiBook, RefiCode, walk
from qual.refi.faults import Oddities
from qual.refi.guids import guid

MOST_NAMED = 20
"""So many groups that were not carried over are named; the rest are counted."""


def read_qdc(data: bytes, name: str) -> Incoming:
    """The codebook in a REFI-QDA file, whoever wrote it; never raises.

    A codebook that `to_qdc` wrote comes back with its ids, also through another tool that kept descriptions. Codes
    of other tools get ids made of their names.

    Args:
        data: the bytes of a `.qdc`, `.qde` or `.qdpx`; the content says which.
        name: the file's name, for the problems.
    """
    return read_with_guids(data, name)[0]


def read_with_guids(data: bytes, name: str) -> tuple[Incoming, Mapping[str, str]]:
    """As `read_qdc`, and for each GUID of the file the id of the code it became.

    Themes have no codings and are not among them. Of several codes with one GUID the first counts.
    """
    found = reading.read(data, name)
    if found.book is None:
        return Incoming(Codebook(), found.problems, found.kind), {}
    odd = Oddities(name)
    refi = habits.settled(found.book, odd, lambda code: bool(say.understood(code.description).kind))
    built = _Built(odd)
    built.read(refi)
    problems = sorted((*found.problems, *odd.problems), key=lambda problem: problem.line or 0)
    if not refi.codes:
        hint = "Export the codebook again from the program it comes from."
        problems.append(Problem(name, None, "the file holds no codes", hint, fatal=True))
    title = re.sub(r"\.qd[a-z]{1,2}$", "", values.one_line(refi.title), flags=re.IGNORECASE)
    book = Codebook(title, themes=tuple(built.themes), codes=tuple(built.codes))
    lost = tuple(_lost_in(refi, found.kind, built.foreign))
    return Incoming(book, tuple(problems), found.kind, lost), built.guids


def to_qdc(book: Codebook, *, made_by: str) -> bytes:
    """The bytes of a `.qdc` that holds the codebook; the same for the same codebook, GUIDs included.

    Themes and codes keep their order as far as each theme's codes stand together. Names that occur twice get a
    number, since some tools take each only once; `read_qdc` takes it away again. `losses_out` says what is left
    behind.

    Args:
        book: the codebook.
        made_by: the program and its version, for the file's `origin`.

    Raises:
        Refused: where the codebook holds neither themes nor codes, or codes stand in one another too deep.
    """
    entries = list(_in_order(book))
    written = _names_once(entries)
    inside: dict[tuple[str, str], list[RefiCode]] = {}
    for entry, name in zip(reversed(entries), reversed(written), strict=True):
        kind, own = _key(entry)
        children = tuple(reversed(inside.pop((kind, own), [])))
        inside.setdefault(_holder(entry), []).append(_refi(entry, name, children))
    codes = tuple(reversed(inside.get(("", ""), [])))
    try:
        return writing.codebook_file(RefiBook(codes, origin=made_by))
    except ValueError as error:
        raise Refused("Writing the codebook as .qdc", str(error)) from error


def losses_out(book: Codebook) -> tuple[str, ...]:
    """What a `.qdc` of this codebook does not say, or only to those who read descriptions; one sentence each."""
    said = []
    if book.title or book.label:
        said.append("The codebook's title and version label are left out: a .qdc has no place for them.")
    entries = list(_in_order(book))
    if [entry.id for entry in entries if isinstance(entry, Code)] != [code.id for code in book.codes]:
        said.append("The order of the codes changes: those of one theme, and those under one code, stand together.")
    strange = [entry.name for entry in entries if entry.color and values.color(entry.color) is None]
    if strange:
        said.append(f"{_quoted(strange)}: the colour is left out, since it is not written as #RRGGBB.")
    numbered = [name for entry, name in zip(entries, _names_once(entries), strict=True) if name != entry.name]
    if numbered:
        said.append(f"{_quoted(numbered)}: numbered, since some tools take each name only once.")
    if any(code.include or code.exclude or code.examples for code in book.codes):
        said.append("Phrases to include and exclude and examples stand as lines in the code's description.")
    if any(code.retired for code in book.codes):
        said.append("Retired codes are marked as such in their description only; other tools offer them again.")
    return tuple(said)


_Entry = Theme | Code


def _key(entry: _Entry) -> tuple[str, str]:
    return (say.THEME if isinstance(entry, Theme) else say.CODE), entry.id


def _holder(entry: _Entry) -> tuple[str, str]:
    """What an entry stands in; ("", "") at the top."""
    if isinstance(entry, Theme) or not (entry.parent or entry.theme):
        return "", ""
    return (say.CODE, entry.parent) if entry.parent else (say.THEME, entry.theme)


def _in_order(book: Codebook) -> Iterator[_Entry]:
    """Themes and codes as the file has them, each before what is in it."""
    inside: dict[tuple[str, str], list[_Entry]] = {}
    first: dict[str, int] = {}
    for place, code in enumerate(book.codes):
        inside.setdefault(_holder(code), []).append(code)
        first.setdefault(code.theme, place)
    loose = deque(inside.get(("", ""), []))
    places = {code.id: place for place, code in enumerate(book.codes)}
    top: list[_Entry] = []
    for theme in book.themes:  # codes without a theme that stand before its first code stay before it
        while loose and places[loose[0].id] < first.get(theme.id, 0):
            top.append(loose.popleft())
        top.append(theme)
    waiting = [*top, *loose][::-1]
    while waiting:
        entry = waiting.pop()
        yield entry
        waiting += reversed(inside.get(_key(entry), []))


def _groups(entry: _Entry) -> bool:
    return isinstance(entry, Theme) or entry.heading


def _names_once(entries: list[_Entry]) -> list[str]:
    """The name of each, with " (2)" and so on behind it where one of its kind (groups, codes) has it already."""
    taken: dict[bool, set[str]] = {True: set(), False: set()}
    for entry in entries:
        taken[_groups(entry)].add(entry.name)
    seen: set[tuple[bool, str]] = set()
    numbers: dict[tuple[bool, str], int] = {}
    names = []
    for entry in entries:
        kind, name = _groups(entry), entry.name
        if (kind, name) in seen:
            number = numbers.get((kind, name), 2)
            while (numbered := f"{name} ({number})") in taken[kind]:
                number += 1
            numbers[kind, name] = number + 1
            taken[kind].add(numbered)
            name = numbered
        seen.add((kind, entry.name))
        names.append(name)
    return names


def _refi(entry: _Entry, name: str, children: tuple[RefiCode, ...]) -> RefiCode:
    before = entry.name if name != entry.name else ""
    kind, own = _key(entry)
    color = values.color(entry.color) or ""
    if isinstance(entry, Theme):
        words = say.Words(kind, own, before, values.text(entry.definition))
        return RefiCode(guid(kind, own), name, False, color, say.described(words), children)
    code = values.settled_code(entry)
    words = say.Words(
        say.HEADING if code.heading else say.CODE,
        own,
        before,
        code.definition,
        code.include,
        code.exclude,
        code.examples,
        code.retired,
        entry.merged_into,
    )
    return RefiCode(guid(kind, own), name, not code.heading, color, say.described(words), children)


@dataclass(slots=True)
class _Ids:
    """Ids given out so far; made from names in bounded time, however often a name occurs."""

    taken: set[str] = field(default_factory=set)
    _next: dict[str, int] = field(default_factory=dict)

    def made(self, name: str) -> str:
        """As `values.derived_id`, and taken from now on."""
        stem = values.derived_id(name, ())
        number = self._next.get(stem, 1)
        own = stem if number == 1 else f"{stem}-{number}"
        while own in self.taken:
            number += 1
            own = f"{stem}-{number}"
        self._next[stem] = number + 1
        self.taken.add(own)
        return own


@dataclass(frozen=True, slots=True)
class _Found:
    """A code of the file with its depth, what its description says, and whether it is a theme of ours."""

    code: RefiCode
    depth: int
    words: say.Words
    theme: bool


@dataclass(slots=True)
class _Built:
    """Themes and codes of a codebook of another tool, or of one of ours that comes back.

    Attributes:
        odd: takes the report lines.
        themes, codes: in the order of the file.
        guids: GUID -> id of the code it became.
        foreign: how many entries got an id made of their name.
    """

    odd: Oddities
    themes: list[Theme] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    guids: dict[str, str] = field(default_factory=dict)
    foreign: int = 0

    def read(self, book: RefiBook) -> None:
        """Take over all codes of a file; ids that are in it are given out before any is made."""
        found = [self._understood(code, depth) for code, depth in walk(book.codes)]
        ids = self._identities(found)
        above: list[tuple[str, str]] = []
        for one, own in zip(found, ids, strict=True):
            del above[one.depth :]
            theme, parent = above[-1] if above else ("", "")
            if one.theme:
                self.themes.append(self._theme(one, own))
                above.append((own, ""))
            else:
                self.codes.append(self._code(one, own, theme, parent))
                above.append((theme, own))
                if one.code.guid:
                    self.guids.setdefault(one.code.guid, own)
        self._settle_merged()

    def _understood(self, code: RefiCode, depth: int) -> _Found:
        words = say.understood(code.description)
        theme = depth == 0 and (words.kind == say.THEME or not (code.codable or words.kind))
        if code.codable and words.kind in {say.THEME, say.HEADING}:
            kept = "theme" if theme else "heading"
            message = f"“{code.name}” came back as a code to code with; it is a {kept}, as it was"
            self.odd.add("groups that came back as codes", code.line, message)
        return _Found(code, depth, words, theme)

    def _identities(self, found: list[_Found]) -> list[str]:
        """An id for each: the one its description names, unless another has it, or one made of its name."""
        themes, codes = _Ids(), _Ids()
        kept: dict[int, str] = {}
        for place, one in enumerate(found):
            taken = (themes if one.theme else codes).taken
            if one.words.id and one.words.id not in taken:
                taken.add(one.words.id)
                kept[place] = one.words.id
        given = []
        for place, one in enumerate(found):
            if place in kept:
                given.append(kept[place])
                continue
            own = (themes if one.theme else codes).made(_name(one))
            given.append(own)
            if one.words.id:
                message = f"“{one.code.name}” has the id {one.words.id!r} of another; it got the id {own!r}"
                self.odd.add("repeated ids", one.code.line, message)
            else:
                self.foreign += 1
        return given

    def _theme(self, one: _Found, own: str) -> Theme:
        return Theme(own, _name(one), one.words.definition, values.color(one.code.color) or "")

    def _code(self, one: _Found, own: str, theme: str, parent: str) -> Code:
        words = one.words
        return Code(
            own,
            _name(one),
            theme,
            words.definition,
            words.include,
            words.exclude,
            words.examples,
            values.color(one.code.color) or "",
            words.retired,
            parent,
            not one.code.codable or words.kind in {say.THEME, say.HEADING},
            words.merged_into,
        )

    def _settle_merged(self) -> None:
        """Each code is merged into one that is there and not, in the end, into itself; otherwise into none."""
        into = {code.id: code.merged_into for code in self.codes if code.merged_into}
        known, circle = {code.id for code in self.codes}, values.circling(into)
        for place, code in enumerate(self.codes):
            if code.merged_into and (code.merged_into not in known or code.id in circle):
                why = "and that in the end into itself" if code.id in circle else "which is not in the file"
                message = f"“{code.name}” is merged into {code.merged_into!r}, {why}; it counts as not merged"
                self.odd.add("merged codes", None, message)
                self.codes[place] = replace(code, merged_into="")


def _name(one: _Found) -> str:
    """The name, without the number that a name occurring twice was written with."""
    name = values.one_line(one.code.name)
    before = one.words.name
    if before and name.startswith(before) and re.fullmatch(r" \(\d+\)", name[len(before) :]):
        return before
    return name or ("Unnamed theme" if one.theme else "Unnamed code")


def _lost_in(book: RefiBook, kind: str, foreign: int) -> Iterator[str]:
    if kind == "qdpx":
        yield "Only the project's codebook was read, not its documents, codings, cases and memos."
    for one in book.sets[:MOST_NAMED]:
        yield (
            f"The group “{one.name}” (codes: {len(one.members)}) was not carried over: a code may be in several "
            "groups, but stands in one place here."
        )
    if len(book.sets) > MOST_NAMED:
        yield f"{len(book.sets) - MOST_NAMED} more groups were not carried over."
    noted = sum(bool(code.notes) for code, _ in walk(book.codes))
    if noted:
        yield f"Memos attached to codes were not carried over: a codebook has no place for them (codes: {noted})."
    if foreign:
        yield f"The other tool's GUIDs are not kept; ids were made of names (codes and themes: {foreign})."


def _quoted(names: Iterable[str]) -> str:
    said = [f"“{name}”" for name in names]
    more = f" and {len(said) - MOST_NAMED} more" if len(said) > MOST_NAMED else ""
    return ", ".join(said[:MOST_NAMED]) + more
