"""The codebook as rows on screen: codes under codes, what is retired folded away, some found by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qual.model.codebook import Code, Codebook, Theme
from qual.workflow import suggesting
from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Row:
    """A code with its place.

    Attributes:
        code: the code.
        depth: how many codes it stands under; 0 where the rows were found by words.
        above: names of the codes it stands under, the outermost first.
    """

    code: Code
    depth: int
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A theme with its rows.

    Attributes:
        theme: the theme, None for codes without one.
        rows: its codes, in the researcher's order.
        folded: those retired or merged, without any code in use under them.
        codes: how many codes in use the theme has, shown or not.
    """

    theme: Theme | None
    rows: tuple[Row, ...]
    folded: tuple[Row, ...]
    codes: int


@dataclass(frozen=True, slots=True)
class Used:
    """How often a code is used.

    Attributes:
        codings: that count as it.
        participants: who have one.
        reaching: passages it is suggested for, answered or not; None while no suggestions were made.
        given: codings that were given as this code and count as another now.
    """

    codings: int = 0
    participants: int = 0
    reaching: int | None = None
    given: int = 0


def groups(book: Codebook, words: str = "") -> list[Group]:
    """The codebook's rows; with words only codes that have all of them in name, texts or theme, in any order."""
    wanted = words.casefold().split()
    folded = _folded(book)
    above: dict[str, tuple[str, ...]] = {}
    names = {theme.id: theme.name for theme in book.themes}
    names_of = {code.id: code.name for code in book.codes}
    rows: dict[str, list[Row]] = {}
    in_use: Counter[str] = Counter()
    for code in book.codes:  # a code stands before those under it
        own = (*above[code.parent], names_of[code.parent]) if code.parent else ()
        above[code.id] = own
        in_use[code.theme] += code.offered
        if not wanted or _has(code, names.get(code.theme, ""), wanted):
            rows.setdefault(code.theme, []).append(Row(code, 0 if wanted else len(own), own))
    found = []
    for theme in (*book.themes, None):
        own_rows = rows.get(theme.id if theme else "", [])
        if not own_rows and (theme is None or (wanted and not _named(theme, wanted))):
            continue
        kept = tuple(row for row in own_rows if row.code.id not in folded)
        away = tuple(row for row in own_rows if row.code.id in folded)
        found.append(Group(theme, kept, away, in_use[theme.id if theme else ""]))
    return found


def first(found: list[Group], most: int) -> Iterator[Group]:
    """The groups until so many rows are out; a theme without codes is a row, too."""
    left = most
    for group in found:
        if left <= 0:
            return
        yield Group(group.theme, group.rows[:left], group.folded, group.codes)
        left -= max(len(group.rows), 1)


def usage(project: OpenProject) -> dict[str, Used]:
    """How often each code is used; a code without a coding and without a suggestion is not in it."""
    codings = project.codings()
    pairs = list(zip(codings["code"], codings["participant"], strict=True))
    number = Counter(code for code, _ in pairs)
    people = Counter(code for code, _ in set(pairs))
    elsewhere = Counter(
        given for code, given in zip(codings["code"], codings["coded_as"], strict=True) if code != given
    )
    reaching = suggesting.reaching(project)
    return {
        code: Used(number[code], people[code], reaching.get(code), elsewhere[code])
        for code in {**number, **reaching, **elsewhere}
    }


def codings_of(group: Group, used: Mapping[str, Used]) -> int:
    """Codings of the codes that a group shows."""
    return sum(used[row.code.id].codings for row in (*group.rows, *group.folded) if row.code.id in used)


def _folded(book: Codebook) -> set[str]:
    """Ids of retired codes that no code in use stands under."""
    needed: set[str] = set()
    found = set()
    for code in reversed(book.codes):
        if code.retired and code.id not in needed:
            found.add(code.id)
        elif code.parent:
            needed.add(code.parent)
    return found


def _has(code: Code, theme: str, wanted: list[str]) -> bool:
    text = " ".join((code.name, code.id, code.definition, *code.include, *code.exclude, theme)).casefold()
    return all(word in text for word in wanted)


def _named(theme: Theme, wanted: list[str]) -> bool:
    text = f"{theme.name} {theme.definition}".casefold()
    return all(word in text for word in wanted)
