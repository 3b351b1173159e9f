"""The framework matrix as CSV and as a workbook that opens ready to be read: wrapped, frozen, filtered.

Text is always text: a summary that begins with "=" is never run as a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING, cast

from qual.exporters.base import SYNTHETIC, Value, from_frame
from qual.exporters.delimited import _write as delimited
from qual.exporters.workbook import _Losses, _lost, _text, _timeless

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet
    from pandas import DataFrame

WIDE, NARROW = 42, 14
_NARROW = frozenset({"participant", "role", "read", "column", "state", "summary_by", "transcript", "guide"})
_QUIET = ("not raised", "not asked", "not read")
"""How a cell begins that nobody raised; it is written in grey italics, so that what was raised stands out."""


def to_csv(table: DataFrame, *, synthetic: bool = False) -> bytes:
    """UTF-8 with a byte-order mark and CRLF, as Excel wants it; no cell runs as a formula."""
    plain = from_frame("matrix", table)
    return delimited(plain.headings, plain.rows, synthetic=synthetic)


def to_xlsx(
    sheets: Mapping[str, DataFrame], notes: Sequence[str], *, title: str = "", synthetic: bool = False
) -> bytes:
    """A workbook with these sheets and one more, About; the same tables give the same bytes.

    Args:
        sheets: name -> table; columns named in short are narrow, all others wide and wrapped.
        notes: sentences for the sheet About.
        title: of the study, for the properties of the file.
        synthetic: whether the data are invented; every page then says so.
    """
    from openpyxl import Workbook

    losses = _Losses()
    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.title = _text(title, losses)
    book.properties.creator = "qual"
    book.properties.description = SYNTHETIC if synthetic else None
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        _fill(sheet, table, losses)
        if synthetic:
            sheet.oddHeader.center.text = SYNTHETIC
    about = book.create_sheet("About")
    lines = [("note", note) for note in notes] + _lost(losses)
    for line in [("data", f"{SYNTHETIC}: everything is invented")] * synthetic + lines:
        about.append([_text(text, losses) for text in line])
    about.column_dimensions["B"].width = 110
    raw = BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue())


def _fill(sheet: Worksheet, table: DataFrame, losses: _Losses) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    plain = from_frame("sheet", table)
    looks: dict[tuple[bool, bool, bool], StyleArray] = {}
    lines: list[list[Value]] = [list(plain.headings), *plain.rows]
    for row, cells in enumerate(lines, start=1):
        for place, value in enumerate(cells, start=1):
            cell = cast("Cell", sheet.cell(row, place))
            cell.value = _text(value, losses) if isinstance(value, str) else value
            kind = (row == 1, isinstance(value, str) and value.startswith(_QUIET), _runs(value))
            if kind not in looks:
                _style(cell, *kind)
                looks[kind] = cell._style  # setting a style anew for each cell takes ten times as long
            cell._style = copy(looks[kind])
            if isinstance(value, str):
                cell.data_type = "s"
    for place, heading in enumerate(plain.headings, start=1):
        numbers = all(not isinstance(cells[place - 1], str) for cells in plain.rows)
        narrow = heading in _NARROW or (numbers and bool(plain.rows))
        sheet.column_dimensions[get_column_letter(place)].width = NARROW if narrow else WIDE
    fixed = next((at for at, heading in enumerate(plain.headings) if heading not in _NARROW), 0)
    sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
    if plain.headings:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(plain.headings))}{len(plain.rows) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _runs(value: Value) -> bool:
    """Whether a spreadsheet would take a text for a formula once somebody edits it."""
    return isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@"))


def _style(cell: Cell, heading: bool, quiet: bool, prefixed: bool) -> None:  # noqa: FBT001 - a kind of cell, as `_fill` has it
    from openpyxl.styles import Alignment, Font

    cell.font = Font(bold=heading, italic=quiet, color="FF6B6B6B" if quiet else None)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.quotePrefix = prefixed
