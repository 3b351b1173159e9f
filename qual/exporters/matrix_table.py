"""The framework matrix as CSV and as a workbook that opens ready to be read: wrapped, frozen, filtered.

Text is always text: a summary that begins with "=" is never run as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from qual.exporters.base import SYNTHETIC, Value, from_frame
from qual.exporters.delimited import _write as delimited
from qual.exporters.workbook import _Losses, _lost, _text, _timeless

if TYPE_CHECKING:
    from openpyxl.cell import Cell
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
    book = Workbook(write_only=True)
    book.properties.title = _text(title, losses)
    book.properties.creator = "qual"
    book.properties.description = SYNTHETIC if synthetic else None
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        if synthetic:
            sheet.oddHeader.center.text = SYNTHETIC
        _fill(sheet, table, losses)
    about = book.create_sheet("About")
    about.column_dimensions["B"].width = 110
    lines = [("note", note) for note in notes] + _lost(losses)
    for line in [("data", f"{SYNTHETIC}: everything is invented")] * synthetic + lines:
        about.append([_text(text, losses) for text in line])
    raw = BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue())


def _fill(sheet: Any, table: DataFrame, losses: _Losses) -> None:  # noqa: ANN401 - openpyxl's stubs leave out what it has
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    plain = from_frame("sheet", table)
    for place, heading in enumerate(plain.headings, start=1):
        numbers = all(not isinstance(cells[place - 1], str) for cells in plain.rows)
        narrow = heading in _NARROW or (numbers and bool(plain.rows))
        sheet.column_dimensions[get_column_letter(place)].width = NARROW if narrow else WIDE
    fixed = next((at for at, heading in enumerate(plain.headings) if heading not in _NARROW), 0)
    sheet.freeze_panes = f"{get_column_letter(fixed + 1)}2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    cell = _cells(sheet)
    sheet.append([cell(_text(heading, losses), heading=True) for heading in plain.headings])
    for row in plain.rows:
        sheet.append([cell(_text(value, losses)) if isinstance(value, str) and value else value for value in row])
    if plain.headings:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(plain.headings))}{len(plain.rows) + 1}"


def _cells(sheet: Any) -> Callable[..., Cell]:  # noqa: ANN401 - as above
    """A function that makes cells; each look is set once and copied, since setting it is slow."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    looks: dict[tuple[bool, bool, bool], Cell] = {}

    def cell(value: Value, *, heading: bool = False) -> Cell:
        kind = (heading, isinstance(value, str) and value.startswith(_QUIET), _runs(value))
        if kind not in looks:
            pattern = WriteOnlyCell(sheet)
            pattern.font = Font(bold=heading, italic=kind[1], color="FF6B6B6B" if kind[1] else None)
            pattern.alignment = Alignment(vertical="top", wrap_text=True)
            pattern.quotePrefix = kind[2]
            looks[kind] = pattern
        made = copy(looks[kind])
        made.value = value
        if isinstance(value, str):
            made.data_type = "s"
        return made

    return cell


def _runs(value: Value) -> bool:
    """Whether a spreadsheet would take a text for a formula once somebody edits it."""
    return isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@"))
