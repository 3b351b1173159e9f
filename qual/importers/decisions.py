"""A table of decisions made elsewhere: which code a person gave, or refused, which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qual.errors import Problem
from qual.importers.base import Upload
from qual.importers.rows import read_rows
from qual.importers.signatures import kind_of

REQUIRED = ("transcript", "start", "end", "code", "decision")
_OPTIONAL = ("quote", "coder", "memo", "blind")
_NEEDED = f"Needed are {', '.join(REQUIRED)}."
_MOST_DIGITS = 18
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
    if kind := kind_of(data):
        what = {"zip": "an Excel workbook or another archive", "ole": "an old Office file"}.get(kind, kind)
        return (), (Problem(name, None, f"the file is {what}, and no CSV table.", "Save it as CSV.", fatal=True),)
    # Read as CSV whatever its ending: a decisions file may well be called .txt.
    found = read_rows(Upload("decisions.csv", data)) if data.strip() else None
    if isinstance(found, Problem):
        return (), (replace(found, file=name),)
    table = found.sheets[0].rows if found else ()
    if not table:
        return (), (Problem(name, 1, "the file is empty.", _NEEDED, fatal=True),)
    header = [heading.strip().casefold() for heading in table[0][1]]
    if fault := _header_fault(header):
        return (), (Problem(name, table[0][0], fault, _NEEDED, fatal=True),)
    rows: list[DecisionRow] = []
    problems: list[Problem] = []
    for line, cells in table[1:]:
        if any(cell.strip() for cell in cells[len(header) :]):
            row: DecisionRow | str = (
                "the row has more cells than there are headings; is a comma not in quotation marks?"
            )
        else:
            row = _row(dict(zip(header, cells, strict=False)), line)
        if isinstance(row, str):
            problems.append(Problem(name, line, row, "Correct the row; nothing was applied."))
        else:
            rows.append(row)
    return tuple(rows), tuple(problems)


def _header_fault(header: Sequence[str]) -> str:
    """What is wrong with the headings, or ""."""
    missing = [heading for heading in REQUIRED if heading not in header]
    if missing:
        return f"the column {missing[0]!r} is missing."
    twice = [heading for heading in (*REQUIRED, *_OPTIONAL) if header.count(heading) > 1]
    return f"the column {twice[0]!r} is there twice." if twice else ""


def _row(record: dict[str, str], line: int) -> DecisionRow | str:
    """The row, or a sentence that says what is wrong with it."""
    decision = record.get("decision", "").strip().casefold()
    if decision not in DECISIONS:
        return f"the decision is not one of {', '.join(DECISIONS)}."
    start, end = _whole(record.get("start", "")), _whole(record.get("end", ""))
    if start is None or end is None:
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


def _whole(cell: str) -> int | None:
    """A whole number as people write it: no underscores, and no more digits than any text has characters."""
    digits = cell.strip().removeprefix("+").removeprefix("-")
    return int(cell) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
