"""CSV: the coded excerpts in one file, each further table in a file of its own beside it, and the manifest as JSON.

UTF-8 with a byte-order mark and CRLF, so that Excel shows accents and dashes as they are.

A spreadsheet runs a cell that begins like a formula, and quotes do begin with "-" and "=". Such a cell gets
a leading apostrophe, as a person would type it. So in CSV a `quote` may have one character more than the
transcript; offsets stand unchanged beside it, and XLSX and JSON carry the words untouched.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from io import StringIO

from qual.exporters import manifest
from qual.exporters.base import SYNTHETIC, Report, Value
from qual.exporters.content import lines, tables
from qual.exporters.snippets import snippets

_RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide forms run too, in East Asian versions of Excel
_HIDDEN = "\ufeff\u200b\u200c\u200d\u2060"


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.csv` with the excerpts (else the first table), then `stem frequencies.csv` and so on.

    Further tables have a file only where they have rows. Of invented data, every row of every file says so in a
    last column. `stem manifest.json` says which file is which table, with its SHA-256.
    """
    files: dict[str, bytes] = {}
    named: dict[str, str] = {}
    for table in tables(report):
        if files and not table.rows:
            continue
        name = f"{stem} {table.name}.csv" if files else f"{stem}.csv"
        named[table.name] = name
        files[name] = _write(table.headings, table.rows, synthetic=report.synthetic)
    named["about"] = f"{stem} about.csv" if files else f"{stem}.csv"
    files[named["about"]] = _write(("about", "text"), lines(report), synthetic=report.synthetic)
    made = snippets("csv", named, stem=stem, main=f"{stem}.csv")
    if report.manifest:
        told = {
            table: {"file": name, "sha256": hashlib.sha256(files[name]).hexdigest()}
            for table, name in named.items()
        }
        said = manifest.text({"manifest": report.manifest, "tables": told})
        made[f"{stem} manifest.json"] = f"{said}\n".encode("utf-8", "replace")
    return files | made


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    begins = text.lstrip().lstrip(_HIDDEN).lstrip()
    return f"'{text}" if text.startswith(("\t", "\r")) or begins.startswith(_RUNS) else text


def _write(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, synthetic: bool) -> bytes:
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings] + ["data"] * synthetic)
    for row in rows:
        writer.writerow([_cell(value) for value in row] + [SYNTHETIC] * synthetic)
    return buffer.getvalue().encode("utf-8-sig", "replace")


def _cell(value: Value) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value
