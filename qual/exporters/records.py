"""JSON: one document with everything, each table a list of records, nothing rounded, nothing guarded."""

from __future__ import annotations

import json

from qual.exporters.base import MEANINGS, SYNTHETIC, Report
from qual.exporters.content import lines, tables
from qual.exporters.snippets import snippets


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.json` in UTF-8; a missing value is null. Beside it a few lines of Python and R that read it."""
    found = tables(report)
    document = {
        "title": report.title,
        "data": SYNTHETIC if report.synthetic else "",
        "synthetic": report.synthetic,
        "provenance": dict(report.provenance),
        "notes": list(report.notes),
        "columns": dict(MEANINGS),
        "about": [{"about": name, "text": said} for name, said in lines(report)],
        **{t.name: [dict(zip(t.headings, row, strict=True)) for row in t.rows] for t in found},
        **({"manifest": dict(report.manifest)} if report.manifest else {}),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    names = {name: name for name in ("about", *(table.name for table in found))}
    main = f"{stem}.json"
    return {main: f"{text}\n".encode("utf-8", "replace")} | snippets("json", names, stem=stem, main=main)
