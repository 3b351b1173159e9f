"""JSON: one document with everything, each table a list of records, nothing rounded, nothing guarded."""

from __future__ import annotations

import json

from qual.exporters.base import MEANINGS, SYNTHETIC, Report, tables


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.json` in UTF-8; a missing value is null."""
    document = {
        "title": report.title,
        "data": SYNTHETIC if report.synthetic else "",
        "synthetic": report.synthetic,
        "provenance": dict(report.provenance),
        "notes": list(report.notes),
        "columns": dict(MEANINGS),
        **{t.name: [dict(zip(t.headings, row, strict=True)) for row in t.rows] for t in tables(report)},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return {f"{stem}.json": f"{text}\n".encode("utf-8", "replace")}
