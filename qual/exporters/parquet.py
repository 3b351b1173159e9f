"""Parquet: each table a file with typed columns, for R (arrow), Python, DuckDB and others.

The metadata of every file say which table it is and carry the manifest.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from qual.exporters import manifest
from qual.exporters.base import SYNTHETIC, Report, Table, Value
from qual.exporters.content import lines, tables
from qual.exporters.snippets import snippets

if TYPE_CHECKING:
    import pyarrow as pa

NAME, MANIFEST, DATA = b"qual_table", b"qual_manifest", b"qual_data"
"""Keys of the metadata: name of the table, manifest as JSON, and what the data are where they are invented."""


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.parquet` with the excerpts (else the first table), then `stem frequencies.parquet` and so on.

    Tables without rows are left out, but for the main one; `stem about.parquet` says how it was counted.
    """
    about = Table("about", ("about", "text"), [list(line) for line in lines(report)])
    files: dict[str, bytes] = {}
    named: dict[str, str] = {}
    for table in (*tables(report), about):
        if files and not table.rows:
            continue
        name = f"{stem} {table.name}.parquet" if files else f"{stem}.parquet"
        files[name] = _written(table, report)
        named[table.name] = name
    return files | snippets("parquet", named, stem=stem, main=f"{stem}.parquet")


def _written(table: Table, report: Report) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    columns = [_column([row[place] for row in table.rows]) for place in range(len(table.headings))]
    metadata = {NAME: table.name.encode("utf-8", "replace")}
    if report.manifest:
        metadata[MANIFEST] = manifest.text(report.manifest).encode("utf-8", "replace")
    if report.synthetic:
        metadata[DATA] = SYNTHETIC.encode()
    headings = [_clean(heading) for heading in _unlike(table.headings)]
    made = pa.Table.from_arrays(columns, names=headings).replace_schema_metadata(metadata)
    raw = BytesIO()
    parquet.write_table(made, raw, compression="zstd")
    return raw.getvalue()


def _column(values: Sequence[Value]) -> pa.Array:
    """The values with the narrowest type that holds them all: truth, whole number, number, else text."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    try:
        if kinds == {int}:
            return pa.array(values, pa.int64())
        if kinds and kinds <= {int, float}:
            return pa.array([None if value is None else float(value) for value in values], pa.float64())
    except (OverflowError, pa.ArrowInvalid):  # a number that no column holds stays as its digits
        pass
    return pa.array([None if value is None else _clean(str(value)) for value in values], pa.string())


def _clean(text: str) -> str:
    """The text without half characters, which no UTF-8 holds."""
    return text.encode("utf-8", "replace").decode()


def _unlike(headings: Sequence[str]) -> list[str]:
    """Headings that differ: a second one of a name gets a number."""
    made: list[str] = []
    for heading in headings:
        number, name = 1, heading
        while name in made:
            number += 1
            name = f"{heading}_{number}"
        made.append(name)
    return made
