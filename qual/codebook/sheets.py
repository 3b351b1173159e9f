"""The rows of a table, whichever program wrote it: CSV and TSV of any separator, the sheets of a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from qual.codebook.source import MAX_BYTES, decode
from qual.errors import Problem

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_ROWS = 50_000
MOST_COLUMNS = 200
UNPACKED_LIMIT = 100_000_000
"""Bytes that a workbook may unpack to."""

_SEPARATORS = (",", ";", "\t")
_SNIFFED = 60
_SENTINEL = "\x1e end"
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how a workbook writes a sign that XML cannot hold
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_MOST_MERGED = 200_000
_MAC_LETTERS = re.compile(rb"[A-Za-z][\x80-\x91\x93-\x9f]|[\x80-\x91\x93-\x9f][a-z]")
_WINDOWS_LETTERS = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][a-z]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        name: of the sheet, "" in a text file.
        rows: cells of each row with its 1-based number (the line it begins at in a text file), without empty rows.
        merged: (row, column) of cells whose text stands in the merged cell above; `rows` hold it here already.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheets:
    """All tables of a file, and what has to be said about reading them."""

    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()


def text_of(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file with lines that end in LF, and how it was decoded where that was a guess.

    Byte order mark, UTF-8, UTF-16 without a mark; else Windows-1252, or Mac Roman where the letters with accents
    within words are those of old Macs.
    """
    source = decode(data, name)
    problems = [problem for problem in source.problems if "control characters" not in problem.message]
    raw = source.raw
    if source.usable and not source.encoding and _is_mac(data):
        raw = data.decode("mac_roman")
        guess = ("Western European (Windows-1252)", "those of old Macs (Mac Roman)")
        problems = [Problem(p.file, p.line, p.message.replace(*guess), p.hint) for p in problems]
    clean, removed = _NEVER.subn("", raw)
    if removed:
        problems.append(Problem(name, None, f"{removed:,} control characters were left out"))
    if removed > max(10, len(raw) // 10):
        hint = "Choose a table, a list of names or a codebook."
        return "", (Problem(name, None, "the file is not text", hint, fatal=True),)
    return re.sub("\r\n|\r|\x85|\u2028|\u2029", "\n", clean), tuple(problems)


def _is_mac(data: bytes) -> bool:
    return len(_MAC_LETTERS.findall(data)) > len(_WINDOWS_LETTERS.findall(data))


def delimited(data: bytes, name: str, known: Callable[[Sequence[str]], int]) -> Sheets:
    """The rows of a CSV or TSV.

    Args:
        data: the bytes of the file.
        name: its name, for the problems.
        known: how many cells of a row are headings one knows; finds the separator.
    """
    text, problems = text_of(data, name)
    if any(problem.fatal for problem in problems):
        return Sheets((), problems)
    lines = text.split("\n")
    declared = re.fullmatch(r"(?i)sep=(.)", lines[0].strip(" "))
    # Excel's "sep=" line is kept as an empty one, so that the numbers of the other lines stay right.
    lines = ["", *lines[1:]] if declared else lines
    separator = declared[1] if declared else separator_of(lines, known)
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in _records(lines, separator):
        if cells is None:
            said = "a quotation mark that opens a cell here is never closed"
            hint = "Close it, or double it where it belongs to the words."
            return Sheets((), (*problems, Problem(name, number, said, hint, fatal=True)))
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
    if len(rows) > MOST_ROWS:
        return Sheets((), (*problems, _too_many(name)))
    return Sheets((Sheet("", tuple(rows)),), problems)


def _too_many(name: str) -> Problem:
    return Problem(name, None, f"the table has more than {MOST_ROWS:,} rows", "Is it a codebook?", fatal=True)


def separator_of(lines: Sequence[str], known: Callable[[Sequence[str]], int]) -> str:
    """The separator among comma, semicolon and tab: the one that gives known headings and rows of one width."""

    def fit(separator: str) -> tuple[int, float, int]:
        found = (cells for _, cells in _records(lines, separator) if cells and any(cells))
        rows = list(islice(found, _SNIFFED))
        if not rows:
            return (0, 0.0, 0)
        width, times = Counter(len(row) for row in rows).most_common(1)[0]
        headings = max(known(row) for row in rows[:20]) if max(map(len, rows)) > 1 else 0
        return (headings, times / len(rows) if width > 1 else 0.0, width)

    return max(_SEPARATORS, key=fit)


def _records(lines: Sequence[str], separator: str) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    """The records with the line each begins at; None for one whose quotation mark is never closed."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    reader = csv.reader((f"{line}\n" for line in (*lines, _SENTINEL)), delimiter=separator)
    begun = 1
    for cells in reader:
        if reader.line_num > len(lines):
            if cells != [_SENTINEL]:
                yield begun, None
            return
        yield begun, tuple(cells)
        begun = reader.line_num + 1


def workbook(data: bytes, name: str) -> Sheets:
    """The sheets of an XLSX workbook; of a formula the result that was saved with it, and never the formula."""
    unsafe = _unsafe(data)
    if unsafe:
        return Sheets((), (Problem(name, None, f"the workbook is not read: {unsafe}", "Is it sound?", fatal=True),))
    try:
        with warnings.catch_warnings():  # openpyxl warns of features it does not keep; nothing is written back
            warnings.simplefilter("ignore")
            return _Book(data, name).read()
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged part makes it stumble over
        hint = "Open it in a spreadsheet program and save it again as .xlsx."
        return Sheets((), (Problem(name, None, "the workbook is damaged and cannot be read", hint, fatal=True),))


def _unsafe(data: bytes) -> str:
    """Why a workbook is not opened, or "": what it unpacks to is known before any parser sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            if any(entry.flag_bits & 1 for entry in listed):
                return "it is locked with a password"
            if sum(entry.file_size for entry in listed) > UNPACKED_LIMIT:  # zipfile never gives more than declared
                return f"it unpacks to more than {UNPACKED_LIMIT // 1_000_000} MB"
            for entry in listed:
                if entry.filename.endswith((".xml", ".rels")) and _declares(archive.read(entry)):
                    return "it declares XML entities, which no spreadsheet program writes"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return "it is damaged"
    return ""


def _declares(part: bytes) -> bool:
    marks = ("<!DOCTYPE", "<!ENTITY")
    return any(mark.encode(code) in part for mark in marks for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(slots=True)
class _Book:
    """A workbook while it is read."""

    data: bytes
    name: str
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> Sheets:
        formulas: set[tuple[str, int, int]] = set()
        sheets = self._pass(formulas, values=False)
        if formulas:
            sheets = self._pass(formulas, values=True)
        for sheet in sheets:
            if len(sheet.rows) > MOST_ROWS:
                return Sheets((), (_too_many(self.name),))
        return Sheets(tuple(sheets), tuple(self.problems))

    def _pass(self, formulas: set[tuple[str, int, int]], *, values: bool) -> list[Sheet]:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(self.data), read_only=True, data_only=values, keep_links=False)
        try:
            return [self._sheet(book, at, formulas, values=values) for at in range(len(book.worksheets))]
        finally:
            book.close()

    def _sheet(self, book: Workbook, at: int, formulas: set[tuple[str, int, int]], *, values: bool) -> Sheet:
        sheet = book.worksheets[at]
        sheet.reset_dimensions()  # some programs write a wrong size into the sheet
        grid: dict[int, list[str]] = {}
        # A damaged row number makes openpyxl fill the gap before it with empty rows, for hours.
        for number, row in enumerate(islice(sheet.iter_rows(), 2 * MOST_ROWS), start=1):
            cells = []
            for place, cell in enumerate(row[:MOST_COLUMNS]):
                if cell.data_type == "f":
                    formulas.add((sheet.title, number, place))
                cells.append(cell_text(cell.value))
                if values and cell.value is None and (sheet.title, number, place) in formulas:
                    said = f"a formula in column {place + 1} was never calculated; its cell counts as empty"
                    hint = "Open the workbook in a spreadsheet program and save it, or type the text."
                    self.problems.append(Problem(self.name, number, said, hint))
            if any(cell.strip() for cell in cells):
                grid[number] = cells
        merged = _fill(grid, _merges(self.data, getattr(sheet, "_worksheet_path", "")))
        return Sheet(sheet.title, tuple((number, tuple(cells)) for number, cells in sorted(grid.items())), merged)


def _merges(data: bytes, path: str) -> list[tuple[int, int, int, int]]:
    """First and last row, first and last column (0-based) of the merged cells of a sheet."""
    from openpyxl.utils import column_index_from_string

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if path not in archive.namelist():
            return []
        found = _MERGED.findall(archive.read(path))
    place = {letters: column_index_from_string(letters.decode()) - 1 for own in found for letters in own[::2]}
    return [(int(top), int(bottom), place[left], place[right]) for left, top, right, bottom in found]


def _fill(grid: dict[int, list[str]], merges: list[tuple[int, int, int, int]]) -> frozenset[tuple[int, int]]:
    """Write the text of a merged cell into each of its rows, in its first column."""
    filled: set[tuple[int, int]] = set()
    for top, bottom, left, _ in merges:
        text = grid[top][left] if top in grid and left < len(grid[top]) else ""
        for number in range(top + 1, min(bottom, top + MOST_ROWS) + 1):
            row = grid.get(number)
            if row is None or not text or left >= MOST_COLUMNS or len(filled) >= _MOST_MERGED:
                continue
            row += [""] * (left + 1 - len(row))
            if not row[left]:
                row[left] = text
                filled.add((number, left))
    return frozenset(filled)


def cell_text(value: object) -> str:
    """What a cell shows: numbers without a needless .0, dates as YYYY-MM-DD, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - exact
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    words = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
    return re.sub("\r\n|\r", "\n", _NEVER.sub("", words))
