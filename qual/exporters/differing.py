"""Two reports beside each other: every cell and every line that differs, named so that a person finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isclose

from qual.exporters.base import Table, Value
from qual.exporters.reading_back import Told

EXACT = 1e-9
"""Numbers nearer than this, relative to their size, are the same: another machine may differ in the last digit."""
_MOST_LOOKED_AT = 250_000
"""Pairs of rows that are looked at for likeness; where more differ, they are told as gone and as new."""
_LONGEST = 80
_LABEL = 4
"""Names of a row that are said at most."""


def compare(file: Told, study: Told) -> list[str]:
    """A sentence for each difference; empty where both say the same."""
    found: list[str] = [f"The file {name} that belongs to it is missing." for name in file.missing]
    for name, table in file.tables.items():
        if name not in study.tables:
            found.append(f"The table {name} is in the file and not in the study.")
        else:
            found += tables(table, study.tables[name])
    found += [f"The table {name} is not in the file." for name in study.tables if name not in file.tables]
    return found + _lines(file.lines, study.lines)


def tables(file: Table, study: Table) -> list[str]:
    """What differs between two tables of one name, the same rows in another order being the same."""
    found = [f"{file.name}: the column {h} is only in the file." for h in file.headings if h not in study.headings]
    found += [f"{file.name}: the column {h} is not in the file." for h in study.headings if h not in file.headings]
    shared = [heading for heading in file.headings if heading in study.headings]
    left, right = (_chosen(table, shared) for table in (file, study))
    pairs, extra, gone = _paired(left, right)
    for one, other in pairs:
        label = _label(one, other)
        found += [
            f"{file.name}, {label}, {heading}: the file says {_said(a)}, the study {_said(b)}."
            for heading, a, b in zip(shared, one, other, strict=True)
            if not equal(a, b)
        ]
    found += [f"{file.name}, {_label(row, row)}: the row is only in the file." for row in extra]
    return found + [f"{file.name}, {_label(row, row)}: the row is not in the file." for row in gone]


def equal(one: Value, other: Value) -> bool:
    """Whether two cells say the same; an empty one says nothing, a number is a number however it is typed."""
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return isclose(one, other, rel_tol=EXACT, abs_tol=EXACT)
    if "." in (text := str(one)) and "." in (said := str(other)) and _number(text) and _number(said):
        return isclose(float(text), float(said), rel_tol=EXACT, abs_tol=EXACT)  # of a CSV, where all is text
    return str(one) == str(other)


Rows = list[list[Value]]


def _paired(left: Rows, right: Rows) -> tuple[list[tuple[list[Value], list[Value]]], Rows, Rows]:
    """Rows that belong together and differ, rows only on the left, rows only on the right.

    Rows belong together by the columns on the left side that tell all rows apart; the rest by likeness.
    """
    same = Counter(map(_key, left)) & Counter(map(_key, right))
    left, right = _without(left, same), _without(right, same)
    width = _telling(right)
    by_name = {_key(row[:width]): row for row in right}
    pairs, alone = [], []
    for row in left:
        partner = by_name.pop(_key(row[:width]), None) if width else None
        if partner is None:
            alone.append(row)
        else:
            pairs.append((row, partner))
    taken = Counter(_key(partner) for _, partner in pairs)
    rest = _without(right, taken)
    if len(alone) * len(rest) > _MOST_LOOKED_AT:
        return pairs, alone, rest
    extra: Rows = []
    for row in alone:
        best = max(range(len(rest)), key=lambda at: _likeness(row, rest[at]), default=None)
        if best is not None and 2 * _likeness(row, rest[best]) >= len(row):
            pairs.append((row, rest.pop(best)))
        else:
            extra.append(row)
    return pairs, extra, rest


def _telling(rows: Rows) -> int:
    """How many columns from the left tell all rows apart; 0 where all of them together do not."""
    width = len(rows[0]) if rows else 0
    for many in range(1, width + 1):
        if len({_key(row[:many]) for row in rows}) == len(rows):
            return many
    return 0


def _without(rows: Rows, taken: Counter[tuple[str, ...]]) -> Rows:
    left = Counter(taken)
    kept = []
    for row in rows:
        key = _key(row)
        if left[key] > 0:
            left[key] -= 1
        else:
            kept.append(row)
    return kept


def _key(row: Sequence[Value]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell) for cell in row)


def _likeness(one: Sequence[Value], other: Sequence[Value]) -> int:
    return sum(equal(a, b) for a, b in zip(one, other, strict=True))


def _chosen(table: Table, headings: Sequence[str]) -> Rows:
    places = [table.headings.index(heading) for heading in headings]
    return [[row[at] if at < len(row) else None for at in places] for row in table.rows]


def _label(one: Sequence[Value], other: Sequence[Value]) -> str:
    """The row's names: the first texts that both agree on, else its first cell."""
    names = [
        str(a)
        for a, b in zip(one, other, strict=True)
        if isinstance(a, str) and a and not _number(a) and equal(a, b)
    ]
    return f"row {_short(' / '.join(names[:_LABEL]) or str(one[0] if one else ''))}"


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _lines(file: Sequence[str], study: Sequence[str]) -> list[str]:
    """Lines of one and not of the other; the same number of both are told as pairs, in their order."""
    here = list((Counter(file) - Counter(study)).elements())
    there = list((Counter(study) - Counter(file)).elements())
    if len(here) == len(there):
        return [f"Text: the file says {_said(a)}, the study {_said(b)}." for a, b in zip(here, there, strict=True)]
    found = [f"Text only in the file: {_said(line)}." for line in here]
    return found + [f"Text that is not in the file: {_said(line)}." for line in there]


def _said(value: Value) -> str:
    if value is None or value == "":
        return "nothing"
    return f"“{_short(value)}”" if isinstance(value, str) and not _number(value) else str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
