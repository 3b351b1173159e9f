"""Pieces of the HTML report: words, tables, quotes. Everything that people wrote is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from qual.exporters.base import Table, Value
from qual.exporters.document_numbers import number

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
COLORS = 6
"""Roles take turns at so many colours."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what is shown, what it is sorted by (None: by what is shown), its class."""

    text: str
    value: Value = None
    kind: str = ""
    span: int = 1


def clean(text: str) -> str:
    """The text without what no page can hold, its lines ended by LF."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def words(text: object) -> str:
    """Text as the content of an element."""
    return escape(clean(str(text)), quote=False)


def attribute(text: object) -> str:
    """Text as the value of an attribute, with its quotes."""
    return f'"{escape(clean(str(text)), quote=True)}"'


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph in the direction of its script; "" for nothing."""
    return f'<p{_class(kind)} dir="auto">{words(text)}</p>' if text.strip() else ""


def heading(level: int, text: str, anchor: str = "") -> str:
    """A heading, with an id that links lead to."""
    name = f" id={attribute(anchor)}" if anchor else ""
    return f'<h{level}{name} dir="auto">{words(text)}</h{level}>'


def listed(items: Sequence[str]) -> str:
    """A list of sentences, "" where there are none."""
    return f"<ul>{''.join(f'<li dir=auto>{words(item)}</li>' for item in items)}</ul>" if items else ""


def grid(
    name: str,
    heads: Sequence[Sequence[Cell]],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str = "",
    kinds: Sequence[str] = (),
    sortable: bool = True,
) -> str:
    """A table that scrolls sideways by itself and can be sorted; its first column are headings of the rows.

    Args:
        name: what the table is called, for reading back.
        heads: rows of headings, the last one with a cell for each column.
        rows: the cells.
        caption: what stands above it.
        kinds: a class for each row, where given.
        sortable: whether its headings sort.
    """
    top = "".join(f"<tr>{''.join(_head(one) for one in line)}</tr>" for line in heads)
    of_rows = kinds or [""] * len(rows)
    body = "".join(_row(row, f"find {kind}".strip()) for row, kind in zip(rows, of_rows, strict=True))
    said = f'<caption dir="auto">{words(caption)}</caption>' if caption else ""
    label = attribute(caption or name.replace("_", " "))
    sort = " data-sort" if sortable and len(rows) > 1 else ""
    return (
        f'<div class="wide block" tabindex="0" role="region" aria-label={label}>'
        f"<table data-name={attribute(name)}{sort}>{said}<thead>{top}</thead><tbody>{body}</tbody></table></div>"
    )


def plain_table(table: Table, *, caption: str = "") -> str:
    """Any table of plain values, numbers to the right and sorted as numbers."""
    if not table.rows:
        return paragraph("Nothing to show.", "note")
    numeric = [
        all(isinstance(row[at], int | float) or row[at] is None for row in table.rows)
        for at in range(len(table.headings))
    ]
    sides = ["n" if side else "" for side in numeric]
    heads = [Cell(name.replace("_", " "), kind=side) for name, side in zip(table.headings, sides, strict=True)]
    body = [
        [Cell(shown(value), value if side else None, side) for value, side in zip(row, sides, strict=True)]
        for row in table.rows
    ]
    return grid(table.name, [heads], body, caption=caption)


def shown(value: Value) -> str:
    """A value as people read it: text as it is, three significant decimals, whole numbers whole."""
    if isinstance(value, float) and not value.is_integer():
        return number(value, 3 if abs(value) < 1 else 2)
    return number(value)


def facts(name: str, lines: Sequence[tuple[str, str]]) -> str:
    """Pairs of what and how much, in two columns."""
    body = "".join(
        f'<tr class="find"><th scope="row" dir="auto">{words(what)}</th><td dir="auto">{words(said)}</td></tr>'
        for what, said in lines
    )
    return (
        f'<div class="wide block" tabindex="0" role="region" aria-label={attribute(name)}>'
        f'<table class="facts" data-name={attribute(name)}><tbody>{body}</tbody></table></div>'
        if lines
        else ""
    )


def quote(
    said: str,
    source: str,
    *,
    place: tuple[str, int, int] | None = None,
    role: int = -1,
    more: str = "",
) -> str:
    """Words of a participant, who said them, and where they stand in which transcript.

    Args:
        said: verbatim, with […] and [ ] where an analyst shortened or replaced something.
        source: who.
        place: transcript, start and end in code points.
        role: number of the role, for its colour; -1 for none.
        more: what else stands in the line below.
    """
    where = ""
    if place:
        name, start, end = place
        where = f" data-transcript={attribute(name)} data-start={start} data-end={end}"
    color = f" role-{role % COLORS}" if role >= 0 else ""
    at = f"{place[0]}, {place[1]:,}–{place[2]:,}" if place else ""
    foot = " · ".join(filter(None, (source, more, at)))
    return (
        f'<blockquote class="find{color}"{where}><p dir="auto">{words(said)}</p>'
        f'<footer dir="auto">{words(foot)}</footer></blockquote>'
    )


def _head(one: Cell) -> str:
    if one.span > 1:
        return f'<th colspan={one.span} scope="colgroup" class="over" dir="auto">{words(one.text)}</th>'
    scope = "" if not one.text else ' scope="col"'
    return f'<th{scope}{_class(one.kind)} dir="auto">{words(one.text)}</th>'


def _row(row: Sequence[Cell], kind: str) -> str:
    return f"<tr{_class(kind)}>{''.join(_cell(one, first=not at) for at, one in enumerate(row))}</tr>"


def _cell(one: Cell, *, first: bool) -> str:
    sort = "" if one.value is None else f" data-v={attribute(one.value)}"
    tag = 'th scope="row"' if first else "td"
    return f'<{tag}{_class(one.kind)}{sort} dir="auto">{words(one.text)}</{tag[:2]}>'


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
