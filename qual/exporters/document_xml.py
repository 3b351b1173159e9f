"""Pieces of a Word document as WordprocessingML text: runs, paragraphs, tables, fields, pictures.

Written as text rather than through python-docx, whose tables take seconds for what a long report holds. Every word
goes through `clean`, so that no control character and no sign of XML reaches the file as such.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
GREY, RULE, LINE, SHADE, ACCENT = "595959", "404040", "C8CDD3", "F1F4F7", "1F3A5F"
TWIPS = 567
"""Twentieths of a point in a centimetre."""
EMU = 360_000
"""English metric units in a centimetre."""
_FEW_ROWS = 12
_IN_CELL = '<w:pStyle w:val="TableText"/>'
_CELL = 160
"""Twips of a cell that its two margins take."""


def clean(text: str) -> str:
    """The text without what XML cannot hold, its lines ended by LF."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def from_the_right(text: str) -> bool:
    """Whether the first letter of a text belongs to a script written from the right (Unicode Annex 9, rule P2)."""
    first = next((kind for sign in text if (kind := unicodedata.bidirectional(sign)) in {"L", "R", "AL"}), "L")
    return first != "L"


def attribute(text: str) -> str:
    """The text inside the quotes of an attribute."""
    return escape(clean(text), quote=True).replace("\n", " ")


def run(text: str, *, bold: bool = False, italic: bool = False, size: float = 0, color: str = "") -> str:
    """A piece of text with its look; lines and tabs stay; of a script written from the right it is marked so.

    Args:
        text: any text.
        bold: heavier.
        italic: slanted.
        size: in points; 0 as the paragraph's style has it.
        color: six hexadecimal digits; "" as the style has it.
    """
    words = clean(text)
    look = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    look += f'<w:color w:val="{color}"/>' if color else ""
    look += f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>' if size else ""
    look += "<w:rtl/>" if from_the_right(words) else ""
    inner = "<w:br/>".join(
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' for part in line.split("\t"))
        for line in words.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inner}</w:r>"


def paragraph(
    *runs: str,
    style: str = "",
    right: bool = False,
    keep: bool = False,
    first: bool = False,
    align: str = "",
    indent: float = 0,
    spacing: tuple[float, float] | None = None,
    bar: str = "",
    tab: float = 0,
) -> str:
    """A paragraph of runs.

    Args:
        runs: what `run`, `field` or `link` made.
        style: the id of a style of the document.
        right: set from the right.
        keep: stays on the page of the next one.
        first: begins a page.
        align: "right" or "center".
        indent: centimetres.
        spacing: points before and after.
        bar: colour of a line beside it.
        tab: centimetres of a tab at which text ends.
    """
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += ("<w:keepNext/>" if keep else "") + ("<w:pageBreakBefore/>" if first else "")
    if bar:
        side = "right" if right else "left"
        look += f'<w:pBdr><w:{side} w:val="single" w:sz="18" w:space="8" w:color="{bar}"/></w:pBdr>'
    look += f'<w:tabs><w:tab w:val="right" w:pos="{round(tab * TWIPS)}"/></w:tabs>' if tab else ""
    look += "<w:bidi/>" if right else ""
    if spacing is not None:
        look += f'<w:spacing w:before="{round(20 * spacing[0])}" w:after="{round(20 * spacing[1])}"/>'
    look += f'<w:ind w:left="{round(indent * TWIPS)}"/>' if indent else ""
    look += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{''.join(runs)}</w:p>"


def words(text: str, style: str = "", *, keep: bool = False, indent: float = 0, align: str = "") -> str:
    """A paragraph of plain text for each of its lines that is not blank, each in its own direction."""
    lines = [line for line in clean(text).split("\n") if line.strip()]
    return "".join(
        paragraph(run(line), style=style, right=from_the_right(line), keep=keep, indent=indent, align=align)
        for line in lines
    )


def field(instruction: str, shown: str = "", *, size: float = 0, color: str = "") -> str:
    """A number that the reading program fills in, as PAGE; `shown` until then."""
    text = run(shown, size=size, color=color)
    return f'<w:fldSimple w:instr=" {attribute(instruction)} ">{text}</w:fldSimple>'


def bookmarked(inner: str, name: str, number: int) -> str:
    """Runs that `link` and PAGEREF can point at."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def link(inner: str, bookmark: str) -> str:
    """Runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{bookmark}" w:history="1">{inner}</w:hyperlink>'


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: whole paragraphs, over one column or several.

    Attributes:
        inner: paragraphs, as `paragraph` made them.
        span: columns.
        shade: background, six hexadecimal digits.
    """

    inner: str
    span: int = 1
    shade: str = ""


def cell(
    text: str, *, bold: bool = False, align: str = "", indent: float = 0, color: str = "", span: int = 1
) -> Cell:
    """A cell of plain text, a paragraph for each line."""
    lines = [line for line in clean(text).split("\n") if line.strip()] or [""]
    return Cell(
        "".join(
            paragraph(
                run(line, bold=bold, color=color), style="TableText", right=from_the_right(line), align=align,
                indent=indent,
            )
            for line in lines
        ),
        span,
    )  # fmt: skip


def table(
    headings: Sequence[Sequence[Cell]],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    name: str = "",
    plain: bool = False,
    whole: int = 1_500,
) -> str:
    """A table as wide as the sum of its columns; rows of headings are repeated on every page.

    Args:
        headings: rows of headings.
        rows: the other rows, each with as many columns as there are widths.
        widths: of the columns, in centimetres.
        name: what the table is, for who hears it read out.
        plain: without lines.
        whole: rows with at most so many characters of text stay on one page, and so do short tables.
    """
    sizes = [round(width * TWIPS) for width in widths]
    look = (
        f'<w:tblW w:w="{sum(sizes)}" w:type="dxa"/>{"" if plain else _borders()}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" '
        'w:noVBand="1"/>'
    )
    look += f'<w:tblCaption w:val="{attribute(name)[:250]}"/>' if name else ""
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    top = "".join(_row(row, sizes, heading=True, whole=whole, last=row is headings[-1]) for row in headings)
    made = [_row(row, sizes, whole=whole) for row in rows]
    if len(made) <= _FEW_ROWS and sum(_length(row) for row in made) <= whole:
        top, made = _kept(top), [*map(_kept, made[:-1]), *made[-1:]]
    body = "".join(made)
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{top}{body}</w:tbl>"


def _kept(rows: str) -> str:
    """Rows that stay on the page of the next one."""
    return rows.replace(_IN_CELL, f"{_IN_CELL}<w:keepNext/>")


def _borders() -> str:
    sides = (("top", 8, RULE), ("bottom", 8, RULE), ("insideH", 4, LINE))
    lines = (
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>' for side, size, color in sides
    )
    return f"<w:tblBorders>{''.join(lines)}</w:tblBorders>"


def _row(
    row: Sequence[Cell], sizes: Sequence[int], *, whole: int, heading: bool = False, last: bool = False
) -> str:
    at, made, longest = 0, [], 0
    for one in row:
        look = f'<w:tcW w:w="{sum(sizes[at : at + one.span])}" w:type="dxa"/>'
        look += f'<w:gridSpan w:val="{one.span}"/>' if one.span > 1 else ""
        if heading and last:
            look += f'<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="{RULE}"/></w:tcBorders>'
        shade = one.shade or (SHADE if heading else "")
        look += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
        look += '<w:vAlign w:val="bottom"/>' if heading else ""
        made.append(f"<w:tc><w:tcPr>{look}</w:tcPr>{one.inner}</w:tc>")
        longest = max(longest, _length(one.inner))
        at += one.span
    marks = ("<w:cantSplit/>" if longest <= whole else "") + ("<w:tblHeader/>" if heading else "")
    return f"<w:tr>{f'<w:trPr>{marks}</w:trPr>' if marks else ''}{''.join(made)}</w:tr>"


def _length(inner: str) -> int:
    return sum(len(part) for part in re.findall(r"<w:t [^>]*>([^<]*)", inner))


def picture(relation: str, *, number: int, name: str, alt: str, size: tuple[float, float]) -> str:
    """A run with a picture of the document in it.

    Args:
        relation: id of the picture's part.
        number: its own, from 1.
        name: what it is called.
        alt: what it shows, in words.
        size: width and height in centimetres.
    """
    wide, high = (round(side * EMU) for side in size)
    told = f'id="{number}" name="{attribute(name)}" descr="{attribute(alt)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr {told}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {told}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def fitted(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: float
) -> list[tuple[list[int], list[float]]]:
    """Which columns stand side by side, and how wide each is, so that a table fits the page.

    Where the columns are too many for one table there are several, each beginning with the first column.

    Args:
        headings: of the columns.
        rows: their text.
        width: of the page, in centimetres.

    Returns:
        for each table the numbers of its columns and their widths in centimetres, `width` together.
    """
    char, spare = 0.165, _CELL / TWIPS + 0.1
    needs, floors = [], []
    for at, heading in enumerate(headings):
        texts = [heading, *(row[at] for row in rows)]
        longest = max(min(len(text), 140) for text in texts)
        word = max((min(len(word), 14) for text in texts for word in text.split()), default=1)
        needs.append(max(longest, word) * char + spare)
        floors.append(max(word * char * 1.1 + spare, 1.1, min(longest * char / 4, 3.2)))
    blocks = _blocks(floors, width)
    return [(block, _shared([needs[at] for at in block], [floors[at] for at in block], width)) for block in blocks]


def _blocks(floors: Sequence[float], width: float) -> list[list[int]]:
    """Columns in as few tables as they fit into, about as many in each; the first column begins every table."""
    if sum(floors) <= width or len(floors) <= 2:  # noqa: PLR2004 - a first column and another
        return [list(range(len(floors)))]
    room = max(width - floors[0], 1.0)
    limit = room
    for tables in range(2, len(floors)):
        limit = min(room, max(sum(floors[1:]) / tables, *floors[1:]) * 1.15)
        if len(_packed(floors, limit)) <= tables:
            break
    return _packed(floors, limit)


def _packed(floors: Sequence[float], limit: float) -> list[list[int]]:
    blocks: list[list[int]] = [[0]]
    for at in range(1, len(floors)):
        if len(blocks[-1]) > 1 and sum(floors[one] for one in blocks[-1][1:]) + floors[at] > limit:
            blocks.append([0])
        blocks[-1].append(at)
    return blocks


def _shared(needs: Sequence[float], floors: Sequence[float], width: float) -> list[float]:
    """Widths that together are the page's: at least the floors where that can be, the rest by need."""
    least = sum(floors)
    if least >= width:
        return [floor * width / least for floor in floors]
    wants = [max(need - floor, 0.01) for need, floor in zip(needs, floors, strict=True)]
    spare = width - least
    return [floor + spare * want / sum(wants) for floor, want in zip(floors, wants, strict=True)]
