"""What stands in a Word document, in order: paragraphs with their line breaks, and tables.

Read from the document's own elements, because python-docx leaves out inserted text and content controls.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Element = Any
"""An lxml element; python-docx hands them out without a type."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    f"{_W}{name}"
    for name in ("del", "moveFrom", "txbxContent", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "instrText")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        number: 1-based place among the paragraphs outside tables.
        text: its words; a line break is a line end, a tab a tab.
        bold: how many characters at its beginning are bold.
    """

    number: int
    text: str
    bold: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its 1-based number and the text of its cells, row by row."""

    number: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A document's paragraphs and tables in order, and what was found that is read in part or not at all."""

    blocks: tuple[Paragraph | Grid, ...]
    changes: int
    unread: tuple[str, ...]


def contents(data: bytes) -> Contents:
    """What stands in a .docx file; raises whatever python-docx raises on a damaged one."""
    import docx

    document = docx.Document(io.BytesIO(data))
    body: Element = document.element.body
    strong = {style.style_id for style in document.styles if style.style_id and _is_bold(style.element)}
    blocks: list[Paragraph | Grid] = []
    paragraphs = grids = 0
    for element in _top(body):
        if element.tag == f"{_W}p":
            paragraphs += 1
            text, bold = _text(element, strong)
            blocks.append(Paragraph(paragraphs, text, bold))
        else:
            grids += 1
            blocks.append(Grid(grids, tuple(_row(row) for row in _rows(element))))
    changes = sum(1 for tag in ("ins", "del", "moveFrom", "moveTo") for _ in body.iter(f"{_W}{tag}"))
    unread = [
        name
        for name, tag in (
            ("text boxes", "txbxContent"),
            ("footnotes", "footnoteReference"),
            ("comments", "commentReference"),
        )
        if next(body.iter(f"{_W}{tag}"), None) is not None
    ]
    return Contents(tuple(blocks), changes, tuple(unread))


def _top(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, also those inside content controls and tracked insertions."""
    for child in parent.iterchildren():
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _top(child)


def _rows(table: Element) -> Iterator[Element]:
    for child in table.iterchildren():
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _row(row: Element) -> tuple[str, ...]:
    cells = (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row)
    return tuple("\n".join(_text(paragraph, frozenset())[0] for paragraph in _paragraphs(cell)) for cell in cells)


def _paragraphs(cell: Element) -> Iterator[Element]:
    """The paragraphs of a cell, those of a table inside it too."""
    for element in _top(cell):
        if element.tag == f"{_W}p":
            yield element
        else:
            yield from (paragraph for inner in element.iter(f"{_W}tc") for paragraph in _paragraphs(inner))


def _text(paragraph: Element, strong: frozenset[str] | set[str]) -> tuple[str, int]:
    """A paragraph's words, and how many characters at its beginning are bold."""
    pieces: list[tuple[str, bool]] = []
    for run in _runs(paragraph):
        words = "".join(_characters(run))
        if words:
            pieces.append((words, _is_bold(run) or _style(run) in strong))
    bold = 0
    for words, heavy in pieces:
        if not heavy and words.strip():
            break
        bold += len(words)
    return "".join(words for words, _ in pieces), bold


def _runs(parent: Element) -> Iterator[Element]:
    for child in parent.iterchildren():
        if child.tag == f"{_W}r":
            yield child
        elif child.tag not in _SKIPPED:
            yield from _runs(child)


def _characters(run: Element) -> Iterator[str]:
    for child in run.iterchildren():
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"


def _is_bold(holder: Element) -> bool:
    mark = holder.find(f"{_W}rPr/{_W}b")
    return mark is not None and str(mark.get(f"{_W}val", "1")) not in _OFF


def _style(run: Element) -> str:
    mark = run.find(f"{_W}rPr/{_W}rStyle")
    return "" if mark is None else str(mark.get(f"{_W}val", ""))
