"""A table of decisions made elsewhere: which code a person gave, or refused, which words."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from qual.errors import Problem

REQUIRED = ("transcript", "start", "end", "code", "decision")
DECISIONS = ("accept", "reject", "review")
_TRUE = {"1", "true", "yes", "y", "x", "blind"}
_FALSE = {"", "0", "false", "no", "n"}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One row of a decisions CSV, its kinds checked, its facts not yet.

    Attributes:
        line: 1-based line in the file.
        decision: accept, reject, or review ("read, nothing more to add"; without a code).
        quote: None where the file has no quote for it.
    """

    line: int
    transcript: str
    start: int
    end: int
    code: str
    decision: str
    quote: str | None = None
    coder: str = ""
    memo: str = ""
    blind: bool = False


def read_decisions(name: str, data: bytes) -> tuple[tuple[DecisionRow, ...], tuple[Problem, ...]]:
    """Rows of a decisions CSV and what is wrong with it; headings in any order and case."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if _semicolons(text) else ",")
    rows: list[DecisionRow] = []
    problems: list[Problem] = []
    try:
        header = [heading.strip().casefold() for heading in next(reader, [])]
        missing = [heading for heading in REQUIRED if heading not in header]
        if missing:
            message = f"the column {missing[0]!r} is missing." if header else "the file is empty."
            return (), (Problem(name, 1, message, f"Needed are {', '.join(REQUIRED)}.", fatal=True),)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = _row(dict(zip(header, cells, strict=False)), reader.line_num)
            if isinstance(row, str):
                problems.append(Problem(name, reader.line_num, row, "Correct the row; nothing was applied."))
            else:
                rows.append(row)
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, f"the table breaks off: {error}.", "Save it as CSV again."))
    return tuple(rows), tuple(problems)


def _semicolons(text: str) -> bool:
    first = text.split("\n", 1)[0]
    return first.count(";") > first.count(",")


def _row(record: dict[str, str], line: int) -> DecisionRow | str:
    """The row, or a sentence that says what is wrong with it."""
    decision = record.get("decision", "").strip().casefold()
    if decision not in DECISIONS:
        return f"the decision is not one of {', '.join(DECISIONS)}."
    try:
        start, end = int(record.get("start", "")), int(record.get("end", ""))
    except ValueError:
        return "start and end are not whole numbers."
    if not 0 <= start < end:
        return "start is not before end, or below 0."
    blind = record.get("blind", "").strip().casefold()
    if blind not in _TRUE | _FALSE:
        return "blind is neither true nor false."
    code = record.get("code", "").strip()
    if decision != "review" and not code:
        return "the code is missing."
    return DecisionRow(
        line=line,
        transcript=record.get("transcript", "").strip(),
        start=start,
        end=end,
        code=code,
        decision=decision,
        quote=record.get("quote") or None,
        coder=record.get("coder", "").strip(),
        memo=record.get("memo", "").strip(),
        blind=blind in _TRUE,
    )
