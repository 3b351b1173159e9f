"""A codebook as CSV or XLSX that is read back as the same codebook.

Columns and rows are handed in (`qual.codebook.tabular.WHOLE` and `whole`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO

from qual.exporters.delimited import guarded as formula_guarded
from qual.exporters.workbook import _Losses, _lost, _Sheet, _text, _timeless, _write


def to_csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """UTF-8 with a byte order mark and CRLF, as Excel wants it; no cell runs as a formula.

    An apostrophe stands before what a spreadsheet would run, and before what begins with apostrophes and then
    that, so that reading takes exactly one away.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(row.get(name, "")) for name in columns])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    bare = text.lstrip("'")
    return f"'{text}" if formula_guarded(bare) != bare else text


def to_xlsx(
    columns: Sequence[str], rows: Sequence[Mapping[str, str]], *, title: str = ""
) -> tuple[bytes, tuple[str, ...]]:
    """One sheet, every cell a text; and what a workbook could not hold, a sentence each.

    Args:
        columns: the headings.
        rows: the cells by heading.
        title: the codebook's title, for the properties of the file.
    """
    from openpyxl import Workbook

    losses = _Losses()
    cells = [[_text(row.get(name, ""), losses) or None for name in columns] for row in rows]
    book = Workbook(write_only=True)
    book.properties.title = _text(title, _Losses())
    book.properties.creator = "qual"
    _write(book, _Sheet("Codebook", tuple(columns), [list(row) for row in cells]), synthetic=False)
    raw = BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue()), tuple(f"{what}: {said}" for what, said in _lost(losses))
