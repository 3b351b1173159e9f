"""A codebook in a file of any kind -> themes and codes, what was not understood, and what has no place here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from qual.codebook import read
from qual.codebook.columns import known
from qual.codebook.incoming_values import Incoming
from qual.codebook.outline import read_outline
from qual.codebook.sheets import delimited, text_of, workbook
from qual.codebook.source import MAX_BYTES
from qual.codebook.tables import looks_like_table, read_table
from qual.errors import Problem
from qual.model.codebook import Codebook

SUFFIXES = (
    ".yaml", ".yml", ".json", ".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".txt", ".text", ".md", ".markdown",
    ".qdc", ".qde", ".qdpx",
)  # fmt: skip
"""Endings of files that can be read; any other file is read by what it holds."""

_TABLES = {".csv", ".tsv", ".tab"}
_BOOKS = {".xlsx", ".xlsm"}
_OWN = {".yaml", ".yml", ".json"}
_ARCHIVES = {".qdc", ".qde", ".qdpx"}
_NOT_READ: Mapping[str, str] = {
    ".xls": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx or .csv.",
    ".numbers": "Export it as .xlsx or .csv.",
    ".docx": "Copy the codebook into a spreadsheet, or save it as plain text with one code on a line.",
    ".doc": "Copy the codebook into a spreadsheet, or save it as plain text with one code on a line.",
    ".odt": "Copy the codebook into a spreadsheet, or save it as plain text with one code on a line.",
    ".rtf": "Save it as plain text with one code on a line.",
    ".pdf": "Copy the codebook into a spreadsheet or a text file.",
    ".nvp": "Export the codebook from NVivo as .qdc.",
    ".nvpx": "Export the codebook from NVivo as .qdc.",
    ".mx24": "Export the code system from MAXQDA as .qdc or .xlsx.",
    ".atlproj": "Export the codes from ATLAS.ti as .qdc or .xlsx.",
}


def read_any(
    data: bytes, name: str, *, columns: Mapping[str, str] | None = None, roles: Collection[str] = ()
) -> Incoming:
    """The codebook in a file: YAML, CSV, TSV, XLSX, a list of names, an outline, Taguette's CSV or REFI-QDA.

    It never raises on content: what is not understood is a problem with its line, what has no place in a codebook
    of ours stands under `lost`.

    Args:
        data: the bytes of the file.
        name: its name; the ending says what it is, without a known one its content does.
        columns: for a table, what a column holds (see `qual.codebook.columns.PARTS`) -> its heading, "column 3", or
            "" for what no column holds; what is left out is found by the headings.
        roles: the project's roles, which may stand before an example ("patient: ...").
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.casefold()
    kind = suffix if suffix in SUFFIXES or suffix in _NOT_READ else _sniffed(data, name)
    if kind in _NOT_READ:
        return _refused(name, f"a codebook cannot be read from {kind}", _NOT_READ[kind], kind)
    if kind in _ARCHIVES:
        from qual.codebook.qdc import read_qdc

        return read_qdc(data, name)
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1e6:.1f} MB; a codebook of more than {MAX_BYTES / 1e6:.0f} MB is not read"
        return _refused(name, f"the file has {size}", "Is it the right file?", kind)
    if kind in _OWN:
        book, problems = read.read(data, file=name)
        return Incoming(book, problems, "yaml")
    if kind in _BOOKS:
        return read_table(workbook(data, name), name, "xlsx", columns=columns, roles=roles)
    return _text(data, name, columns, roles, table=kind in _TABLES)


def _refused(name: str, message: str, hint: str, kind: str) -> Incoming:
    return Incoming(Codebook(), (Problem(name, None, message, hint, fatal=True),), kind.lstrip("."))


def _text(
    data: bytes, name: str, columns: Mapping[str, str] | None, roles: Collection[str], *, table: bool
) -> Incoming:
    """A table or an outline, which may be one or the other under the ending .txt."""
    words, problems = text_of(data, name)
    fatal = any(problem.fatal for problem in problems)
    if table or (not fatal and looks_like_table(words.split("\n"))):
        return read_table(delimited(data, name, known), name, "csv", columns=columns, roles=roles)
    if fatal:
        return Incoming(Codebook(), problems, "outline")
    found = read_outline(words, name, roles=roles)
    return Incoming(found.book, (*problems, *found.problems), found.format, found.lost)


def _sniffed(data: bytes, name: str) -> str:
    """What a file without a known ending is, by its content, as the ending it should have."""
    if data.startswith(b"PK\x03\x04"):
        return ".qdpx" if b"project.qde" in data else ".xlsx"
    begins = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith(b"<"):
        return ".qde" if b"<Project" in data[:5000] else ".qdc"
    words = text_of(data, name)[0]
    lines = words.split("\n")
    if any(line.startswith(("themes:", "codes:")) for line in lines) or begins.startswith(b"{"):
        return ".yaml"
    if looks_like_table(lines) or any(known(line.split(",")) > 1 for line in lines[:20]):
        return ".csv"
    return ".txt"
