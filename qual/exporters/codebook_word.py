"""The codebook in Word, laid out as the appendix of a paper: a table for each theme, on landscape pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from qual.exporters.base import SYNTHETIC
from qual.exporters.workbook import _timeless
from qual.model.appendix import Appendix, Entry, Quote, Section

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMES = ("Code", "Definition", "Use for / do not use for", "Quotes", "Participants (codings)")
_WIDTHS = (4.0, 6.3, 5.7, 6.1, 3.6)
"""Centimetres of the columns: together an A4 page in landscape without its margins of 2 cm."""
_PROSE, _EXAMPLES = (1, 2, 3), 3
_NARROW = (4.2, 9.1, 8.8, 3.6)
_FONT, _SIZE, _SMALL = "Calibri", 9, 8
_GREY, _LINE, _SHADE = "595959", "BFBFBF", "EDEDED"
_INDENT = 0.45
_DEEPEST = 4
_LONGEST_ROW = 1_800
"""Characters of the longest text of a row that is kept on one page; a longer row may go over to the next."""
_NO_THEME = "Codes without a theme"


def to_word(appendix: Appendix) -> bytes:
    """A .docx; the same appendix gives the same bytes.

    Title, version and how was counted stand first; then a table for each theme, its headings repeated on every page
    and no row split over two (but one too long for a page), codes under codes indented; then the retired codes with
    what they were merged into. Columns without any content in the whole document (quotes, counts) are left out.
    """
    import docx

    document = docx.Document()
    _page(document, appendix)
    _styles(document)
    _opening(document, appendix)
    layout = _Layout(appendix)
    for section in appendix.sections:
        _section(document, section, layout)
    if appendix.retired:
        _retired(document, appendix.retired)
    raw = BytesIO()
    document.save(raw)
    return _timeless(raw.getvalue())


class _Layout:
    """Which columns the tables have, and how wide they are: a column that would stay empty is left out."""

    def __init__(self, appendix: Appendix) -> None:
        entries = [entry for section in appendix.sections for entry in section.entries]
        has = (
            True,
            True,
            any(entry.include or entry.exclude for entry in entries),
            any(entry.typical or entry.atypical or entry.examples for entry in entries),
            any(entry.counts for entry in entries),
        )
        self.columns = [at for at, there in enumerate(has) if there]
        quoted = any(entry.typical or entry.atypical for entry in entries)
        self.names = ["Examples" if at == _EXAMPLES and not quoted else _NAMES[at] for at in self.columns]
        prose = [at for at in self.columns if at in _PROSE]
        spare = sum(_WIDTHS[at] for at in range(len(_WIDTHS)) if at not in self.columns) / len(prose)
        self.widths = [_WIDTHS[at] + (spare if at in _PROSE else 0) for at in self.columns]


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _page(document: Document, appendix: Appendix) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    section.header_distance = section.footer_distance = Cm(1)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    parts = [_clean(appendix.title), SYNTHETIC if appendix.synthetic else "", "page "]
    _run(footer, " · ".join(filter(None, parts)), size=_SMALL, color=_GREY)
    _field(footer, "PAGE")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _clean(appendix.title)[:255], "qual", ""
    properties.last_modified_by = ""


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word fills in."""
    from docx.oxml import OxmlElement

    run = _run(paragraph, "1", size=_SMALL, color=_GREY)._r  # noqa: SLF001 - python-docx has no other way to a field
    field = OxmlElement("w:fldSimple")
    field.set(_w("instr"), name)
    run.addprevious(field)
    field.append(run)


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _styles(document: Document) -> None:
    from docx.shared import Pt, RGBColor

    for name, size, before, after in (("Normal", _SIZE, 0, 2), ("Title", 20, 0, 4), ("Heading 1", 13, 16, 4)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(_w(script), _FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(_w(theme), None)
    title = document.styles["Title"].element.find(f".//{_w('pBdr')}")
    if title is not None:
        title.getparent().remove(title)


def _opening(document: Document, appendix: Appendix) -> None:
    from docx.shared import Pt

    name = f"Codebook: {_clean(appendix.title)}" if appendix.title else "Codebook"
    _run(_directed(document.add_paragraph(style="Title"), appendix.title), name)
    entries = [entry for section in appendix.sections for entry in section.entries]
    themes = sum(bool(section.name) for section in appendix.sections)
    facts = [
        f"Version {_clean(appendix.label)}" if appendix.label else "",
        _clean(appendix.date),
        f"{_many(themes, 'theme')}, {_many(sum(not e.heading for e in entries), 'code')}",
        f"content {appendix.version}" if appendix.version else "",
    ]
    line = document.add_paragraph()
    _run(line, " · ".join(filter(None, facts)), color=_GREY)
    said = [SYNTHETIC.capitalize() + ": study, quotes and counts are invented." if appendix.synthetic else ""]
    for words in (*said, appendix.counting, appendix.choosing):
        if words:
            _run(document.add_paragraph(), _clean(words)).font.size = Pt(_SIZE)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _section(document: Document, section: Section, layout: _Layout) -> None:
    name = _clean(section.name) or _NO_THEME
    heading = document.add_paragraph(style="Heading 1")
    _run(_directed(heading, name), name)
    heading.paragraph_format.keep_with_next = True
    if section.definition:
        about = document.add_paragraph()
        _run(_directed(about, section.definition), _clean(section.definition))
        about.paragraph_format.keep_with_next = True
    if not section.entries:
        _run(document.add_paragraph(), "No code in use stands under this theme.", color=_GREY)
        return
    table = _table(document, layout.names, layout.widths)
    for entry in section.entries:
        cells = _row(table, entry, layout.widths)
        for at, cell in zip(layout.columns, cells, strict=True):
            _FILL[at](cell, entry)
        if entry.heading:
            for cell in cells:
                _shade(cell)


def _retired(document: Document, entries: Sequence[Entry]) -> None:
    heading = document.add_paragraph(style="Heading 1")
    _run(heading, "Codes no longer in use")
    heading.paragraph_format.keep_with_next = True
    note = document.add_paragraph()
    _run(
        note,
        "Codings made with these codes are kept; those of a merged code count for the code it was merged into.",
    )
    note.paragraph_format.keep_with_next = True
    table = _table(document, ["Code", "Definition", "Stood under", "Now in"], _NARROW)
    for entry in entries:
        cells = _row(table, entry, _NARROW)
        _name(cells[0], entry, flat=True)
        _texts(cells[1], [entry.definition])
        _texts(cells[2], [" › ".join(entry.where)])
        _texts(cells[3], [entry.merged_into or "retired, merged into no other"])


def _table(document: Document, names: Sequence[str], widths: Sequence[float]) -> Any:  # noqa: ANN401 - as `_run`
    """A table with its row of headings, which Word repeats on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=len(names))
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001 - borders and cell margins have no other way
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(_w(key), value)
        borders.append(line)
    for side, space in (("top", "50"), ("left", "80"), ("bottom", "50"), ("right", "80")):
        margin = OxmlElement(f"w:{side}")
        margin.set(_w("w"), space)
        margin.set(_w("type"), "dxa")
        margins.append(margin)
    for element, follower in ((borders, "tblLayout"), (margins, "tblLook")):  # the order that Word's schema wants
        properties.find(_w(follower)).addprevious(element)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    top = table.rows[0]
    _mark(top, "tblHeader")
    _mark(top, "cantSplit")
    for cell, name, width in zip(top.cells, names, widths, strict=True):
        cell.width = Cm(width)
        _run(cell.paragraphs[0], name, bold=True)
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _shade(cell)
    return table


def _mark(row: Any, name: str) -> None:  # noqa: ANN401 - python-docx has no type for a row's properties
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))  # noqa: SLF001


def _shade(cell: _Cell) -> None:
    from docx.oxml import OxmlElement

    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
        shade.set(_w(key), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _row(table: Any, entry: Entry, widths: Sequence[float]) -> Any:  # noqa: ANN401 - as `_run`
    from docx.shared import Cm

    row = table.add_row()
    longest = max(
        len(entry.definition),
        sum(map(len, (*entry.include, *entry.exclude))),
        sum(len(quote.text) for quote in (entry.typical, entry.atypical, *entry.examples) if quote),
    )
    if longest <= _LONGEST_ROW:
        _mark(row, "cantSplit")
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
    return row.cells


def _name(cell: _Cell, entry: Entry, *, flat: bool = False) -> None:
    from docx.shared import Cm

    depth = 0 if flat else min(entry.depth, _DEEPEST)
    paragraph = _directed(cell.paragraphs[0], entry.name)
    _run(paragraph, _clean(entry.name), bold=True)
    marks = [entry.id] + (["heading, groups only"] if entry.heading and not flat else [])
    below = cell.add_paragraph()
    _run(below, " · ".join(map(_clean, marks)), size=_SMALL, color=_GREY)
    for one in (paragraph, below):
        one.paragraph_format.left_indent = Cm(_INDENT * depth)


def _definition(cell: _Cell, entry: Entry) -> None:
    _texts(cell, [entry.definition])


def _texts(cell: _Cell, texts: Sequence[str]) -> None:
    """Paragraphs, the first one into the paragraph that every cell has."""
    paragraph: Paragraph | None = cell.paragraphs[0]
    for text in texts:
        for part in _clean(text).split("\n"):
            if part.strip():
                _run(_directed(paragraph or cell.add_paragraph(), part), part)
                paragraph = None


def _rules(cell: _Cell, entry: Entry) -> None:
    paragraph: Paragraph | None = cell.paragraphs[0]
    for name, phrases in (("Use for: ", entry.include), ("Do not use for: ", entry.exclude)):
        if phrases:
            words = "; ".join(" ".join(_clean(phrase).split()) for phrase in phrases)
            line = _directed(paragraph or cell.add_paragraph(), words)
            _run(line, name, bold=True)
            _run(line, words)
            paragraph = None


def _quotes(cell: _Cell, entry: Entry) -> None:
    """A typical and an atypical quote; without either the codebook's own examples, named so."""
    paragraph: Paragraph | None = cell.paragraphs[0]
    chosen = [("Typical: ", entry.typical), ("Atypical: ", entry.atypical)]
    own = [] if entry.typical or entry.atypical else [("Example: ", quote) for quote in entry.examples]
    for name, quote in (*chosen, *own):
        if quote is not None:
            line = _directed(paragraph or cell.add_paragraph(), quote.text)
            _run(line, name, bold=True)
            _run(line, f"“{_clean(quote.text).strip()}”", italic=True)
            _run(line, _source(quote), color=_GREY)
            paragraph = None


def _source(quote: Quote) -> str:
    said = ", ".join(filter(None, (_clean(quote.who), _clean(quote.role))))
    return f" ({said})" if said else ""


def _counts(cell: _Cell, entry: Entry) -> None:
    paragraph: Paragraph | None = cell.paragraphs[0]
    if entry.counts and not any(count.codings for count in entry.counts):
        _run(cell.paragraphs[0], f"none of {sum(count.total for count in entry.counts):,}")
        return
    for count in entry.counts:
        line = paragraph or cell.add_paragraph()
        _run(line, f"{_clean(count.role)} ", color=_GREY)
        _run(line, f"{count.participants}/{count.total} ({count.codings})")
        paragraph = None


_FILL = (_name, _definition, _rules, _quotes, _counts)


def _run(
    paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: int = 0, color: str = ""
) -> Any:  # noqa: ANN401 - python-docx brings no types
    """A piece of text with its look; of a script written from the right, marked so."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    if color:
        run.font.color.rgb = RGBColor.from_string(color)
    if _from_the_right(text):
        run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))  # noqa: SLF001
    return run


def _directed(paragraph: Paragraph, text: str) -> Paragraph:
    """The paragraph, set from the right where its text is."""
    from docx.oxml import OxmlElement

    if _from_the_right(text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001
    return paragraph


def _from_the_right(text: str) -> bool:
    """Whether the first letter of a text belongs to a script written from the right (Unicode Annex 9, rule P2)."""
    first = next((kind for sign in text if (kind := unicodedata.bidirectional(sign)) in {"L", "R", "AL"}), "L")
    return first != "L"
