"""Reports for people read back: HTML and Word, by what stands on the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from qual.exporters import manifest
from qual.exporters.base import Table, Value
from qual.exporters.reading_back import Quoted, Told
from qual.exporters.web_page import MANIFEST

_LINES = frozenset({"h1", "h2", "h3", "h4", "p", "li", "figcaption", "caption", "summary", "footer"})


def html(data: bytes) -> Told:
    """Tables by their names, lines and quotes with their places, and the manifest.

    Raises:
        ValueError: if the manifest is damaged.
    """
    page = _Page()
    page.feed(data.decode("utf-8", "replace"))
    page.close()
    try:
        told = json.loads(page.manifest) if page.manifest else {}
    except json.JSONDecodeError as error:
        raise ValueError("its manifest is damaged") from error
    return Told("html", told if isinstance(told, dict) else {}, page.tables, tuple(page.lines), tuple(page.quotes))


class _Page(HTMLParser):
    """Collects what a page says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, Table] = {}
        self.lines: list[str] = []
        self.quotes: list[Quoted] = []
        self.manifest = ""
        self._text: list[str] = []
        self._into = ""
        self._table: _Rows | None = None
        self._place: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._begin("manifest" if given.get("id") == MANIFEST else "nothing")
        elif tag in {"style", "nav", "header"}:
            self._begin("nothing")
        elif self._into == "nothing":
            return
        elif tag == "table":
            self._table = _Rows(given.get("data-name", ""))
        elif self._table is not None and tag in {"td", "th", "tr", "thead"}:
            self._in_table(self._table, tag, given)
        elif tag == "blockquote":
            self._place = given
        elif tag == "img":
            self.lines.append(given.get("alt", ""))
        elif tag in _LINES:
            self._begin(tag)

    def _in_table(self, table: _Rows, tag: str, given: dict[str, str]) -> None:
        if tag == "tr":
            table.rows.append([])
        elif tag == "thead":
            table.headed = True
        else:
            table.value = given.get("data-v", "")
            self._begin("cell")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._into == "manifest":
            self.manifest = self._end()
        elif tag in {"script", "style", "nav", "header"}:
            self._end()
        elif tag == "table" and self._table is not None:
            table = self._table.table(len(self.tables))
            self.tables[next(_unlike_of(table.name, self.tables))] = table
            self.lines += _narrow([[text for text, _ in row] for row in self._table.rows])
            self._table = None
        elif tag in {"td", "th"} and self._table is not None:
            self._table.cell(self._end())
        elif tag == "p" and self._place is not None and self._into == "p":
            self._quote(self._end())
        elif tag == "blockquote":
            self._place = None
        elif tag in _LINES and self._into == tag:
            self.lines.append(self._end())

    def handle_data(self, data: str) -> None:
        if self._into:
            self._text.append(data)

    def _begin(self, into: str) -> None:
        self._into, self._text = into, []

    def _end(self) -> str:
        text, self._into, self._text = "".join(self._text), "", []
        return text

    def _quote(self, words: str) -> None:
        place = self._place or {}
        self.lines.append(words)
        try:
            span = (int(place.get("data-start", "-1")), int(place.get("data-end", "-1")))
        except ValueError:
            span = (-1, -1)
        where = f"quote {len(self.quotes) + 1}"
        self.quotes.append(Quoted(where, words, place.get("data-transcript", ""), *span, edited=True))


class _Rows:
    """A table while it is being read: the last row of its head names the columns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[tuple[str, str]]] = []
        self.headed = False
        self.value = ""

    def cell(self, text: str) -> None:
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append((text, self.value))

    def table(self, number: int) -> Table:
        """What was read; a number behind what is shown is part of its cell where both do not say the same."""
        width = max((len(row) for row in self.rows), default=0)
        body = [row for row in self.rows if len(row) == width]
        headings = [text for text, _ in body.pop(0)] if self.headed and body else ["what", "said"][:width]
        rows: list[list[Value]] = [[f"{text} ⟨{value}⟩" if value else text for text, value in row] for row in body]
        return Table(self.name or f"table {number + 1}", tuple(_unlike(headings)), rows)


def _unlike(headings: list[str]) -> Iterator[str]:
    """The headings, a second one of a name with a number behind it."""
    seen: dict[str, int] = {}
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        yield heading if seen[heading] == 1 else f"{heading} ({seen[heading]})"


def word(data: bytes) -> Told:
    """Tables by the heading above them, lines, quotes by their style, and the manifest.

    Raises:
        ValueError: if it is no Word document, or its manifest is damaged.
    """
    import docx
    from docx.oxml.ns import qn

    told = manifest.from_word(data)
    try:
        body = docx.Document(BytesIO(data)).element.body
    except (KeyError, ValueError, OSError, SyntaxError) as error:
        raise ValueError("it is not readable as a Word document") from error
    tables: dict[str, Table] = {}
    lines: list[str] = []
    quotes: list[Quoted] = []
    above = ""
    for block in body:
        quotes += [
            Quoted(f"quote under “{above}”", said.removeprefix("“").removesuffix("”"), edited=True)
            for paragraph in block.iter(qn("w:p"))
            if _style(paragraph, qn) == "Quote" and (said := _words(paragraph, qn))
        ]
        if block.tag == qn("w:tbl"):
            rows = [[_cell(cell, qn) for cell in row.iter(qn("w:tc"))] for row in block.iter(qn("w:tr"))]
            name = next(_unlike_of(above, tables))
            tables[name] = _gridded(name, rows)
            lines += _narrow(rows)
        elif block.tag == qn("w:p") and (said := _words(block, qn)):
            lines.append(said)
            above = said if _style(block, qn).startswith(("Heading", "Caption")) else above
    return Told("docx", told, tables, tuple(lines), tuple(quotes))


def _style(paragraph: Any, qn: Any) -> str:  # noqa: ANN401 - python-docx brings no types
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else str(found.get(qn("w:val")))


def _words(paragraph: Any, qn: Any) -> str:  # noqa: ANN401 - as above
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    parts = [
        one.text or "" if one.tag == qn("w:t") else signs[one.tag]
        for one in paragraph.iter(qn("w:t"), *signs)
        if one.get(qn("w:type")) is None and one.getparent().tag == qn("w:r")
    ]
    return "".join(parts).strip()


def _cell(cell: Any, qn: Any) -> str:  # noqa: ANN401 - as above
    return "\n".join(_words(paragraph, qn) for paragraph in cell.iter(qn("w:p"))).strip()


def _gridded(name: str, rows: list[list[str]]) -> Table:
    """The widest rows; the first of them names the columns."""
    width = max((len(row) for row in rows), default=0)
    wide: list[list[Value]] = [list(row) for row in rows if len(row) == width]
    first = [str(cell) for cell in wide[0]] if wide else []
    return Table(name, tuple(_unlike(first)), wide[1:] if len(wide) > 1 else wide)


def _narrow(rows: list[list[str]]) -> list[str]:
    """What stands in the rows with fewer cells than the widest, such as the groups above the columns."""
    width = max(map(len, rows), default=0)
    return [" | ".join(row) for row in rows if len(row) < width and any(row)]


def _unlike_of(name: str, known: dict[str, Table]) -> Iterator[str]:
    number, wanted = 1, name or "table"
    while wanted in known:
        number += 1
        wanted = f"{name or 'table'} ({number})"
    yield wanted
