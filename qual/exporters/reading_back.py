"""A report read back from its files: its manifest, every cell of every table, every line, every quote.

What is read is what a person would see, so that a number typed over in Word or Excel is found.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from qual.exporters import manifest
from qual.exporters.base import Table, plain
from qual.exporters.delimited import guarded
from qual.exporters.parquet import MANIFEST, NAME

ASIDE = frozenset({"manifest"})
"""What a file says about itself, and is compared apart."""
MOST_UNPACKED = 500_000_000
"""Bytes of a packed file, unpacked, that are read; ten thousand quotes take a tenth of it."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that a file gives as a participant's.

    Attributes:
        where: the place in the file.
        words: as they stand there.
        transcript: from which transcript, "" where the file does not say.
        start: first code point, -1 where the file does not say.
        end: behind the last.
        edited: whether words may be left out ([…]) or replaced ([ ]).
    """

    where: str
    words: str
    transcript: str = ""
    start: int = -1
    end: int = -1
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a file says.

    Attributes:
        format: one of `qual.exporters.registry.FORMATS`.
        manifest: what it was made from, {} where it does not say.
        tables: its tables by name.
        lines: its other lines, in their order.
        quotes: the words it gives as participants'.
        missing: files that belong to it and are not there.
    """

    format: str
    manifest: Mapping[str, object]
    tables: Mapping[str, Table]
    lines: tuple[str, ...] = ()
    quotes: tuple[Quoted, ...] = ()
    missing: tuple[str, ...] = ()


def kind(data: bytes) -> str:
    """The format of a file by its content, "" for none of ours."""
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"PK"):
        try:
            with ZipFile(BytesIO(data)) as packed:
                names = set(packed.namelist())
        except BadZipFile:
            return ""
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""
    begins = data[:200].lstrip(b"\xef\xbb\xbf").lstrip().lower()
    if begins.startswith((b"<!doctype html", b"<html")):
        return "html"
    if begins.startswith(b"{"):
        return "json"
    return "csv" if b"," in data[:100_000] or begins.isascii() else ""


def read(name: str, data: bytes, beside: Mapping[str, bytes]) -> Told:
    """What a report says.

    Args:
        name: the main file's name.
        data: its bytes.
        beside: the other files of its folder that may belong to it, by name.

    Raises:
        ValueError: if the file cannot be read; the text says why.
    """
    from qual.exporters import reading_pages

    found = kind(data)
    if not found:
        raise ValueError("it is no report of qual: neither .docx, .xlsx, .html, .csv, .json nor .parquet")
    if found == "csv":
        return _csv(name, data, beside)
    if found == "parquet":
        return _parquet(name, data, beside)
    reader = {
        "json": _json,
        "xlsx": _xlsx,
        "html": reading_pages.html,
        "docx": reading_pages.word,
    }[found]
    try:
        _unpackable(data)
        return reader(data)
    except ValueError:
        raise
    except Exception as error:  # a damaged file makes the libraries that read it raise almost anything
        raise ValueError("it is damaged") from error


def _unpackable(data: bytes) -> None:
    """Say no to a packed file that would fill the memory.

    Raises:
        ValueError: if it unpacks to more than any report of ours.
    """
    if not data.startswith(b"PK"):
        return
    with ZipFile(BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise ValueError(
                f"unpacked it has more than {MOST_UNPACKED // 1_000_000:,} MB, which no report of qual has"
            )


def same_words(words: str, told: str) -> bool:
    """Whether a file's cell holds these words, as its format can hold them."""
    from qual.exporters.web_html import clean
    from qual.exporters.workbook import _Losses, _text

    if told in (words, guarded(words)):
        return True
    whole = _text(words, _Losses())
    return told in (whole, clean(words), words.encode("utf-8", "replace").decode())


def quotes_of(tables: Iterable[Table]) -> tuple[Quoted, ...]:
    """Every quote that stands in a table beside its place."""
    found = []
    for table in tables:
        at = {heading: place for place, heading in enumerate(table.headings)}
        if not {"quote", "transcript", "start", "end"} <= set(at):
            continue
        for number, row in enumerate(table.rows, start=1):
            transcript, start, end = (row[at[name]] for name in ("transcript", "start", "end"))
            if not row[at["quote"]] or not transcript:
                continue
            try:
                place = (str(transcript), int(float(str(start))), int(float(str(end))))
            except (ValueError, OverflowError):
                place = (str(transcript), -1, -1)
            where = f"{table.name}, row {number}"
            found.append(Quoted(where, str(row[at["quote"]]), *place))
            if "shown" in at and row[at["shown"]]:
                found.append(Quoted(where, str(row[at["shown"]]), *place, edited=True))
    return tuple(found)


def _json(data: bytes) -> Told:
    try:
        document = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError("it is not readable as JSON") from error
    if not isinstance(document, dict):
        raise ValueError("it is no report of qual")  # noqa: TRY004 - one kind of error for a reader
    tables, lines = {}, []
    for name, value in document.items():
        if name in ASIDE:
            continue
        if isinstance(value, list) and all(isinstance(row, dict) for row in value):
            headings = tuple(dict.fromkeys(heading for row in value for heading in row))
            tables[name] = Table(name, headings, [[plain(row.get(one)) for one in headings] for row in value])
        else:
            lines.append(f"{name}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}")
    told = document.get("manifest", {})
    return Told("json", told if isinstance(told, dict) else {}, tables, tuple(lines), quotes_of(tables.values()))


def _csv(name: str, data: bytes, beside: Mapping[str, bytes]) -> Told:
    whole = {**beside, name: data}
    listing, said = _listing(name, beside)
    tables, missing = {}, []
    for table, file in listing.items():
        if file in whole:
            tables[table] = _table(table, whole[file])
        else:
            missing.append(file)
    return Told("csv", said, tables, (), quotes_of(tables.values()), tuple(missing))


def _listing(name: str, beside: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, object]]:
    """Table -> file, and the manifest, from the file beside that names this one."""
    stem = name.rsplit(".", 1)[0]
    for other in sorted(beside, key=lambda one: one != f"{stem} manifest.json"):
        if not other.endswith("manifest.json"):
            continue
        try:
            told = json.loads(beside[other].decode("utf-8"))
            listing = {str(table): str(one["file"]) for table, one in told["tables"].items()}
            said = dict(told["manifest"])
        except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError):
            continue
        if name in listing.values():
            return listing, said
        if other == f"{stem} manifest.json":  # the main file has another suffix than .csv
            first = f"{stem}.csv"
            return {table: name if file == first else file for table, file in listing.items()}, said
    return {"excerpts": name}, {}


def _table(name: str, data: bytes) -> Table:
    try:
        lines = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError("it is not readable as CSV in UTF-8") from error
    headings = tuple(lines[0]) if lines else ()
    return Table(name, headings, [list(row) for row in lines[1:]])


def _parquet(name: str, data: bytes, beside: Mapping[str, bytes]) -> Told:
    stem = name.rsplit(".", 1)[0]
    files = {name: data}
    files |= {
        other: own for other, own in beside.items() if other.startswith(f"{stem} ") and kind(own) == "parquet"
    }
    tables: dict[str, Table] = {}
    said: dict[str, object] = {}
    for file, raw in files.items():
        table, told = _parquet_table(file, raw)
        tables.setdefault(table.name, table)
        said = said or told
    return Told("parquet", said, tables, (), quotes_of(tables.values()))


def _parquet_table(file: str, data: bytes) -> tuple[Table, dict[str, object]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        found = parquet.read_table(BytesIO(data))
        metadata = found.schema.metadata or {}
        told = json.loads(metadata.get(MANIFEST, b"{}").decode("utf-8"))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ValueError(f"{file} is not readable as Parquet") from error
    columns = [column.to_pylist() for column in found.columns]
    rows = [[plain(value) for value in row] for row in zip(*columns, strict=True)]
    name = metadata.get(NAME, file.encode()).decode("utf-8")
    return Table(name, tuple(found.column_names), rows), told


def _xlsx(data: bytes) -> Told:
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), read_only=True)
        sheets = {
            sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
        }
        book.close()
    except (BadZipFile, KeyError, ValueError, OSError, TypeError, SyntaxError) as error:
        raise ValueError("it is not readable as a workbook") from error
    told: dict[str, object] = {}
    tables = {}
    for title, rows in sheets.items():
        filled = [row for row in rows if any(cell is not None for cell in row)]
        if title == "Manifest":
            pairs = [(_unescaped(row[0]), _unescaped(row[1])) for row in filled[1:]]
            told = manifest.from_rows(pairs)
            continue
        headings = tuple(str(cell) for cell in filled[0] if cell is not None) if filled else ()
        body = [[plain(cell) for cell in (*row, *[None] * len(headings))][: len(headings)] for row in filled[1:]]
        tables[title.lower().replace(" ", "_")] = Table(title, headings, body)
    return Told("xlsx", told, tables, (), quotes_of(tables.values()))


def _unescaped(cell: object) -> str:
    return str(cell).replace("_x005F_", "_")
