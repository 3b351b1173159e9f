"""The rows of a table, whichever program wrote it: CSV and TSV of any separator, the sheets of a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from qual.errors import Problem
from qual.importers.base import Upload
from qual.importers.canonical import clean, removed_characters
from qual.importers.decoding import decode
from qual.importers.headings import known_parts

_SEPARATORS = (",", ";", "\t")
_SNIFFED = 60
_MOST_ROWS = 1_048_576
"""Rows of an Excel sheet."""
_SENTINEL = "\x1e end"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name ("" in a text file) and its rows with their 1-based numbers, empty ones left out."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All sheets of a file, how its bytes were decoded, and what has to be said about them."""

    sheets: tuple[Sheet, ...]
    encoding: str = ""
    problems: tuple[Problem, ...] = ()


def read_rows(upload: Upload) -> Table | Problem:
    """The sheets of a table file, or the problem that makes it unreadable."""
    return _workbook(upload) if upload.suffix == ".xlsx" else _delimited(upload)


def _delimited(upload: Upload) -> Table | Problem:
    decoded = decode(upload)
    if isinstance(decoded, Problem):
        return decoded
    lines = clean(decoded.text).split("\n")
    declared = ""
    if lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == len("sep=,"):
        declared = lines[0].strip()[-1]
    # Excel's "sep=" line is kept as an empty one, so that the numbers of the other lines stay right.
    lines = ["", *lines[1:]] if declared else lines
    separator = declared or separator_of(lines)
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in _records(lines, separator):
        if cells is None:
            return upload.refuse(
                "A quotation mark that opens a cell here is never closed.",
                line=number,
                hint="Close it, or double it where it belongs to the words.",
            )
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
    return Table((Sheet("", tuple(rows)),), decoded.encoding, decoded.problems)


def separator_of(lines: list[str]) -> str:
    """The separator among comma, semicolon and tab: the one that gives known headings and rows of one width."""
    return max(_SEPARATORS, key=lambda separator: _fit(lines, separator))


def _fit(lines: list[str], separator: str) -> tuple[int, float, int]:
    rows: list[tuple[str, ...]] = []
    for _, cells in _records(lines, separator):
        if cells and any(cells):
            rows.append(cells)
        if len(rows) >= _SNIFFED:
            break
    if not rows:
        return (0, 0.0, 0)
    width, times = Counter(len(row) for row in rows).most_common(1)[0]
    known = max(known_parts(row) for row in rows[:20]) if width > 1 else 0
    return (known, times / len(rows) if width > 1 else 0.0, width)


def _records(lines: list[str], separator: str) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    """The records with the line each begins at; None for one whose quotation mark is never closed."""
    # One cell may hold a whole interview; the module's own limit is 128 kB.
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 27))
    reader = csv.reader((f"{line}\n" for line in (*lines, _SENTINEL)), delimiter=separator)
    begun = 1
    for cells in reader:
        if reader.line_num > len(lines):
            if cells != [_SENTINEL]:
                yield begun, None
            return
        yield begun, tuple(cells)
        begun = reader.line_num + 1


def _workbook(upload: Upload) -> Table | Problem:
    try:
        # openpyxl warns of features it does not keep; nothing is written back here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets, removed = _sheets(upload.data)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it stumble over
        return upload.refuse(
            "The Excel workbook is damaged and cannot be read.", hint="Open it in Excel and save it again as .xlsx."
        )
    problems: tuple[Problem, ...] = ()
    if removed:
        said = "1 control character was" if removed == 1 else f"{removed:,} control characters were"
        problems = (upload.problem(f"{said} removed; the words around stay as they are."),)
    return Table(sheets, "", problems)


def _sheets(data: bytes) -> tuple[tuple[Sheet, ...], int]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    removed = 0
    sheets: list[Sheet] = []
    try:
        for sheet in book.worksheets:
            # Some programs write a wrong size into the sheet; without it every row is read.
            sheet.reset_dimensions()
            rows: list[tuple[int, tuple[str, ...]]] = []
            # A damaged row number makes openpyxl fill the gap before it with empty rows, for hours.
            numbered = enumerate(islice(sheet.iter_rows(values_only=True), _MOST_ROWS), start=1)
            for number, values in numbered:
                cells = tuple(cell_text(value) for value in values)
                if any(cell.strip() for cell in cells):
                    removed += sum(removed_characters(cell)[0] for cell in cells)
                    rows.append((number, tuple(clean(cell) for cell in cells)))
            sheets.append(Sheet(sheet.title, tuple(rows)))
    finally:
        book.close()
    return tuple(sheets), removed


def cell_text(value: object) -> str:
    """What a cell shows: numbers without a needless .0, times as clock times, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        minutes, rest = divmod(value.total_seconds(), 60)
        hours, minutes = divmod(int(minutes), 60)
        return f"{hours:02d}:{minutes:02d}:{rest:06.3f}"
    return str(value)
