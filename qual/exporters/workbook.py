"""XLSX: one workbook with a sheet per table, each a filtered table of Excel, as a person would have laid it out.

Text is always written as text: a quote that begins with "=" is a quote, not a formula, and keeps its
words. What a workbook cannot hold is removed (control characters) or cut (cells over 32,767 characters),
and the sheet About says how often.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from qual.exporters import manifest
from qual.exporters.base import SYNTHETIC, Report, Table, Value
from qual.exporters.content import lines, tables

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

SHEETS = ("frequencies", "differences", "excerpts", "codebook", "participants", "memos")
"""Tables that come first, in this order."""
LONGEST = 32_767
"""Most UTF-16 units Excel keeps in a cell."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TITLE, _LONGEST_HEADING = 31, 255
_PERCENT = frozenset(
    {
        "share", "ci_low", "ci_high", "mean_share", "mean_low", "mean_high", "median", "q1", "q3", "estimated",
        "estimated_low", "estimated_high",
    }
)  # fmt: skip
_FEW = 10
_PROSE = frozenset(
    {
        "quote", "shown", "memo", "text", "definition", "include", "exclude", "examples", "note", "why", "topic",
        "answer", "value", "summary",
    }
)  # fmt: skip
_WIDE, _NARROWEST, _WIDEST = 60, 9, 30
_LOOKED_AT = 200


@dataclass(slots=True)
class _Losses:
    """What a workbook could not hold."""

    cut: int = 0
    cleaned: int = 0


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet before it is written: heading row, rows, and the number format of each cell that has one."""

    title: str
    headings: tuple[str, ...]
    rows: list[list[Value]]
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    bold: frozenset[int] = frozenset()


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.xlsx` with the sheet About, a sheet for each table the plan names, and the manifest."""
    losses = _Losses()
    by_name = {table.name: table for table in tables(report)}
    order = [name for name in SHEETS if name in by_name] + [name for name in by_name if name not in SHEETS]
    sheets = [_sheet(_readable(by_name[name]), losses) for name in order]
    about = [*lines(report), *_lost(losses)]
    opening = _Sheet("About", ("about", "text"), [[_text(a, losses), _text(b, losses)] for a, b in about])
    entries: list[list[Value]] = [
        [_text(name, losses), _text(said, losses)] for name, said in manifest.rows(report.manifest)
    ]
    closing = [_Sheet("Manifest", ("entry", "value"), entries)] if report.manifest else []
    return {f"{stem}.xlsx": _written([opening, *sheets, *closing], report)}


def _readable(table: Table) -> Table:
    """Names beside their ids, and in frequencies participants as "14/20" beside the two numbers."""
    headings = list(table.headings)
    for name in ("theme", "code"):
        if {name, f"{name}_name"} <= set(headings):
            headings.remove(f"{name}_name")
            headings.insert(headings.index(name) + 1, f"{name}_name")
    order = [table.headings.index(heading) for heading in headings]
    rows = [[row[place] for place in order] for row in table.rows]
    if {"participants", "participants_total"} <= set(headings):
        n, total = headings.index("participants"), headings.index("participants_total")
        headings.insert(n, "participants n/N")
        rows = [[*row[:n], f"{row[n]}/{row[total]}", *row[n:]] for row in rows]
    return Table(table.name, tuple(headings), rows)


def _sheet(table: Table, losses: _Losses) -> _Sheet:
    headings = tuple(_text(heading, losses) for heading in table.headings)
    rows: list[list[Value]] = [
        [_text(cell, losses) if isinstance(cell, str) else cell for cell in row] for row in table.rows
    ]
    formats: dict[tuple[int, int], str] = {}
    bold: frozenset[int] = frozenset()
    if table.name == "frequencies" and "participants_total" in headings:
        total, code = headings.index("participants_total"), headings.index("code")
        shares = [place for place, heading in enumerate(headings) if heading in _PERCENT]
        bold = frozenset(number for number, row in enumerate(rows) if row[code] is None)
        for number, row in enumerate(rows):
            size = row[total]
            # Below ten participants a percentage promises more than there is.
            shown = "0.0%" if isinstance(size, float | int) and size >= _FEW else "0.000"
            formats |= {(number, place): shown for place in shares}
    else:
        formats = {
            (number, place): "0.000"
            for number, row in enumerate(rows)
            for place, cell in enumerate(row)
            if isinstance(cell, float)
        }
    return _Sheet(table.name.replace("_", " ").capitalize(), headings, rows, formats, bold)


def _text(text: str, losses: _Losses) -> str:
    """The text as a cell can hold it."""
    clean, removed = _ILLEGAL.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))
    losses.cleaned += bool(removed)
    escaped = _ESCAPE.sub("_x005F_", clean)  # else Excel reads _x0041_ as A
    units = escaped.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return escaped
    losses.cut += 1
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _lost(losses: _Losses) -> list[tuple[str, str]]:
    lines = []
    if losses.cut:
        lines.append(
            (
                "cut",
                f"{losses.cut} cells hold more than {LONGEST:,} characters and end in …; csv and json are whole",
            )
        )
    if losses.cleaned:
        lines.append(("removed", f"control characters that a workbook cannot hold, from {losses.cleaned} cells"))
    return lines


def _written(sheets: Sequence[_Sheet], report: Report) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = _ILLEGAL.sub("", report.title)
    book.properties.creator = "qual"
    book.properties.description = SYNTHETIC if report.synthetic else None
    taken: set[str] = set()
    for number, sheet in enumerate(sheets, start=1):
        title = _title(sheet.title, taken)
        taken.add(title.casefold())
        _write(book, replace(sheet, title=title), synthetic=report.synthetic, filtered=f"Table{number}")
    raw = BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue())


def _title(name: str, taken: set[str]) -> str:
    """A sheet's name as Excel allows it, unlike the others."""
    wanted = _NO_TITLE.sub("", name).strip("' ")[:_LONGEST_TITLE] or "Sheet"
    number, title = 1, wanted
    while title.casefold() in taken:
        number += 1
        title = f"{wanted[: _LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return title


def _write(book: Workbook, sheet: _Sheet, *, synthetic: bool, filtered: str = "") -> None:
    """Write a sheet; `filtered` names the table of Excel that it becomes, "" leaves it without."""
    from openpyxl.utils import get_column_letter

    target = book.create_sheet(sheet.title)
    target.freeze_panes = "A2"
    if synthetic:
        target.oddHeader.center.text = SYNTHETIC
    for place, heading in enumerate(sheet.headings):
        target.column_dimensions[get_column_letter(place + 1)].width = _width(sheet, place, heading)
    prose = [heading in _PROSE for heading in sheet.headings]
    cell = _cells(target)
    target.append([cell(heading, strong=True) for heading in sheet.headings])
    for number, row in enumerate(sheet.rows):
        strong = number in sheet.bold
        target.append(
            [
                cell(value, strong=strong, shown=sheet.formats.get((number, place), ""), prose=prose[place])
                for place, value in enumerate(row)
            ]
        )
    if filtered and sheet.headings:
        _filter(target, sheet, filtered)


def _filter(target: Any, sheet: _Sheet, name: str) -> None:  # noqa: ANN401 - its types do not know of filters
    """Make the sheet a table of Excel with a filter for each column.

    Excel wants headings of a table to differ, also in upper and lower case, and to be short; where they are not, or
    there are no rows, the columns have filters all the same.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table as ExcelTable
    from openpyxl.worksheet.table import TableStyleInfo

    ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.rows) + 1}"
    unlike = {heading.strip().casefold() for heading in sheet.headings}
    plain = all(heading and "_x" not in heading and "\n" not in heading for heading in sheet.headings)
    fits = max(map(len, sheet.headings)) <= _LONGEST_HEADING
    if not (sheet.rows and plain and fits and len(unlike) == len(sheet.headings)):
        target.auto_filter.ref = ref
        return
    made: Any = ExcelTable(displayName=name, ref=ref)
    made._initialise_columns()  # noqa: SLF001 - how openpyxl says to do it where rows are written at once
    for column, heading in zip(made.tableColumns, sheet.headings, strict=True):
        column.name = heading
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    target.tables.add(made)


def _cells(target: WriteOnlyWorksheet) -> Callable[..., Cell]:
    """A function that makes cells; each style is set once and copied, since setting it is slow."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    styled: dict[tuple[bool, str, bool, bool], Cell] = {}

    def cell(value: Value, *, strong: bool = False, shown: str = "", prose: bool = False) -> Cell:
        # As if a person had typed an apostrophe first: editing the cell keeps it text.
        prefixed = isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@"))
        kind = (strong, shown, prose, prefixed)
        if kind not in styled:
            pattern = WriteOnlyCell(target)
            pattern.font, pattern.alignment = Font(bold=strong), Alignment(vertical="top", wrap_text=prose)
            pattern.number_format = shown or "General"
            pattern.quotePrefix = prefixed
            styled[kind] = pattern
        made = copy(styled[kind])
        made.value = value
        if isinstance(value, str):
            made.data_type = "s"
        return made

    return cell


def _width(sheet: _Sheet, place: int, heading: str) -> int:
    """Wide for prose, else as wide as the heading and the first rows need."""
    if heading in _PROSE:
        return _WIDE
    # A fraction is shown with few digits, whatever its repr.
    longest = max(
        (len(str(row[place])) for row in sheet.rows[:_LOOKED_AT] if not isinstance(row[place], float)), default=0
    )
    return min(max(longest, len(heading), _NARROWEST - 2) + 2, _WIDEST)


def _timeless(raw: bytes) -> bytes:
    """The same workbook without the time of writing, so that equal reports are equal files."""
    packed = BytesIO()
    with ZipFile(BytesIO(raw)) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", part)
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o600 << 16
            target.writestr(entry, part)
    return packed.getvalue()
