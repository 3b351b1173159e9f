"""A table of any headings -> a codebook: which sheet, which row of headings, which columns, and what is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from qual.codebook import cells, tabular
from qual.codebook.columns import PARTS, Columns, find, folded, given, known, part_of, position
from qual.codebook.growing import Growing, Row, unretired
from qual.codebook.incoming_values import Incoming
from qual.codebook.planting import planted, quoted, rows_said
from qual.codebook.sheets import Sheet, Sheets
from qual.codebook.values import one_line
from qual.errors import Problem
from qual.model.codebook import Codebook

HEADING_REACH = 20
"""Rows from the top among which the headings are looked for."""

_WORDS, _LETTERS = 8, 80
_REPORT = ("theme", "code", "name", "definition", "include", "exclude", "examples", "color")


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet with its row of headings, -1 without one, and what its columns hold."""

    sheet: Sheet
    head: int
    cells: tuple[str, ...]
    columns: Columns

    @property
    def body(self) -> Sequence[Row]:
        """The rows below the headings."""
        return self.sheet.rows[self.head + 1 :]

    @property
    def worth(self) -> tuple[bool, int, int]:
        """How much the sheet looks like a codebook."""
        return self.columns.names_codes, len(self.columns.at), len(self.body)


def read_table(
    sheets: Sheets,
    file: str,
    kind: str,
    *,
    columns: Mapping[str, str] | None = None,
    roles: Collection[str] = (),
) -> Incoming:
    """The codebook in the sheets of a file.

    Args:
        sheets: what the file holds.
        file: its name, for the problems.
        kind: "csv" or "xlsx".
        columns: part -> heading, where a person says which column holds what.
        roles: the project's own roles, which may stand before an example.
    """
    full = [sheet for sheet in sheets.sheets if sheet.rows]
    if not full:
        fatal = Problem(file, None, "the table is empty", "Choose a file with a code in each row.", fatal=True)
        said = sheets.problems if any(problem.fatal for problem in sheets.problems) else (*sheets.problems, fatal)
        return Incoming(Codebook(), said, kind)
    layouts = [layout(sheet, columns or {}) for sheet in full]
    best = max(layouts, key=lambda one: one.worth)
    headings = _headings(best)
    fault = _fault(best, file)
    if fault is not None:
        return Incoming(Codebook(), (*sheets.problems, fault), kind, columns=_named(best), headings=headings)
    problems, lost = list(sheets.problems), []
    if len(full) > 1:
        problems.append(Problem(file, None, f"the codebook was read from the sheet {quoted(best.sheet.name)}"))
        lost = [f"sheet {quoted(s.name)} ({len(s.rows):,} rows)" for s in full if s is not best.sheet]
    if tabular.is_whole(best.cells):
        found = _whole(best, file, kind, problems, lost)
    else:
        found = _grown(best, file, kind, problems, lost, cells.ROLES | {role.casefold() for role in roles})
    return replace(found, headings=headings)


def layout(sheet: Sheet, columns: Mapping[str, str]) -> Layout:
    """A sheet with its row of headings: the one a person's headings fit, else the one that names most parts."""
    best, score = -1, 0
    for index, (_, row) in enumerate(sheet.rows[:HEADING_REACH]):
        short = all(len(cell.split()) <= _WORDS and len(cell) <= _LETTERS for cell in row)
        wanted = sum(bool(name.strip()) and position(name, row) is not None for name in columns.values())
        parts = known(row)
        width = sum(bool(cell.strip()) for cell in row)
        fits = parts > 1 or (parts == 1 and find(row).names_codes and (index == 0 or width > 1))
        here = wanted * 10 + (parts * 2 + find(row).names_codes if short and fits else 0)
        if here > score:
            best, score = index, here
    by_place = bool(columns) and all(folded(name).startswith("column ") for name in columns.values() if name)
    if best < 0 or (by_place and not known(sheet.rows[best][1])):
        row = max((row for _, row in sheet.rows[:HEADING_REACH]), key=len)
        heads = tuple(f"column {place + 1}" for place in range(len(row)))
        return Layout(sheet, -1, heads, given(columns, heads, _unheaded(sheet)))
    row = sheet.rows[best][1]
    found = find(row, [cells_ for _, cells_ in sheet.rows[best + 1 : best + 201]])
    return Layout(sheet, best, row, given(columns, row, found))


def _unheaded(sheet: Sheet) -> Columns:
    """Of a table without headings: one column of names, or names and definitions."""
    held = sorted({place for _, row in sheet.rows for place, cell in enumerate(row) if cell.strip()})
    if len(held) == 1:
        return Columns({"name": (held[0],)})
    if len(held) == 2:  # noqa: PLR2004 - names and definitions
        return Columns({"name": (held[0],), "definition": (held[1],)})
    return Columns()


def _headings(one: Layout) -> tuple[str, ...]:
    """How a person can name the columns: by the headings, or by a first row that may well be such."""
    top = tuple(cell.strip() for cell in one.sheet.rows[0][1])
    fit = all(top) and len(set(top)) == len(top) == len(one.cells) and max(map(len, top)) <= _LETTERS
    shown = top if one.head < 0 and not one.columns.names_codes and fit else one.cells
    return tuple(cell.strip() or f"column {place + 1}" for place, cell in enumerate(shown))


def _fault(one: Layout, file: str) -> Problem | None:
    """Why nothing of the table can be read."""
    line, top = one.sheet.rows[max(one.head, 0)]
    shown = ", ".join(quoted(cell.strip() or f"column {place + 1}") for place, cell in enumerate(top[:30]))
    if one.columns.unknown:
        said = f"a column can hold {', '.join(PARTS[:-3])}, and not {', '.join(one.columns.unknown)}"
        return Problem(file, None, said, "Name one of these.", fatal=True)
    if one.columns.missing:
        missing = ", ".join(map(quoted, one.columns.missing))
        return Problem(
            file, line, f"there is no column {missing}; the headings are {shown}", "Name one.", fatal=True
        )
    if not one.columns.names_codes:
        return Problem(file, line, *_ask(shown), fatal=True)
    return None


def _ask(shown: str) -> tuple[str, str]:
    return (
        f"no heading says which column holds the names of the codes; the columns are {shown}",
        "Say which: the column that holds `name`, and where there are such, `definition`, `theme`, `examples`.",
    )


def _named(one: Layout) -> dict[str, str]:
    """Part -> heading of its column."""
    return {
        part: "; ".join(one.cells[place].strip() for place in places)
        for part, places in one.columns.at.items()
        if all(place < len(one.cells) for place in places)
    }


def _whole(one: Layout, file: str, kind: str, problems: list[Problem], lost: list[str]) -> Incoming:
    heads = [one_line(cell).casefold() for cell in one.cells]
    table = [
        (number, {head: row[place] if place < len(row) else "" for place, head in enumerate(heads) if head})
        for number, row in one.body
    ]
    book, more = tabular.from_whole(table, file, text_file=kind == "csv")
    lost += _unread(one, {place for place, head in enumerate(heads) if head in tabular.WHOLE})
    return Incoming(
        book, (*problems, *more), kind, tuple(lost), {name: name for name in tabular.WHOLE if name in heads}
    )


def _grown(
    one: Layout, file: str, kind: str, problems: list[Problem], lost: list[str], roles: Collection[str]
) -> Incoming:
    taguette = "highlights" in one.columns.at
    report = [one_line(cell).casefold() for cell in one.cells[: len(_REPORT)]] == list(_REPORT)
    if report and kind == "csv":
        sheet = one.sheet
        plain = tuple((number, tuple(map(tabular.unguarded, row))) for number, row in sheet.rows)
        one = replace(one, sheet=replace(sheet, rows=plain))
    if one.head < 0 and len(one.columns.at) > 1:
        said = "the table has no row of headings; the first column was read as names, the second as definitions"
        problems.append(Problem(file, None, said, "Add a row of headings if that is wrong."))
    title, above = _above(one)
    grown = Growing(file, one.sheet, one.body, one.columns, roles).run()
    if report:
        unretired(grown.top.under)
    book, more = planted(grown.top.under, file, title=title)
    used = {place for part, places in one.columns.at.items() for place in places if part != "highlights"}
    lost += [*above, *_unread(one, used), *grown.lost]
    problems += [*grown.problems, *more]
    if not book.codes:
        problems.append(
            Problem(file, None, "the table names no code", "Write a code into each row.", fatal=not book.themes)
        )
    return Incoming(book, tuple(problems), "taguette csv" if taguette else kind, tuple(lost), _named(one))


def _above(one: Layout) -> tuple[str, list[str]]:
    """The title that stands above the headings, and what else stands there."""
    rows = [(number, [cell for cell in row if cell.strip()]) for number, row in one.sheet.rows[: max(one.head, 0)]]
    title = next((found[0] for _, found in rows if len(found) == 1), "")
    rest = [number for number, found in rows if found != [title]]
    return title, [f"what stands above the headings ({rows_said(rest)})"] if rest else []


def _unread(one: Layout, used: Collection[int]) -> list[str]:
    """The columns that nothing was read from, with how many cells of them hold something and in which rows."""
    lost = []
    for place in range(max((len(row) for _, row in one.sheet.rows), default=0)):
        held = [number for number, row in one.body if place < len(row) and row[place].strip()]
        if place in used or not held:
            continue
        name = one.cells[place].strip() if place < len(one.cells) else ""
        cells_ = "1 cell" if len(held) == 1 else f"{len(held):,} cells"
        lost.append(f"column {quoted(name or f'column {place + 1}')}: {cells_} ({rows_said(held)})")
    return lost


def looks_like_table(lines: Sequence[str]) -> bool:
    """Whether lines of text are a table: one of the first splits at tabs or semicolons into known headings."""
    return any(
        len(row) > 1 and known(row) > 1 and any(part_of(cell) == "name" or part_of(cell) == "theme" for cell in row)
        for line in lines[:HEADING_REACH]
        for row in (line.split("\t"), line.split(";"))
    )
