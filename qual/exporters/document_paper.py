"""The paper a report is written on: styles, page sizes, headers and footers, pictures, contents, and the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from qual.exporters import document_xml as xml
from qual.exporters.base import SYNTHETIC
from qual.exporters.manifest import put_into_word
from qual.exporters.workbook import _timeless

if TYPE_CHECKING:
    from docx.document import Document

    from qual.exporters.base import Report

PORTRAIT, LANDSCAPE = 16.4, 25.1
"""Centimetres between the margins of A4."""
TALLEST = 21.0
"""Centimetres of a picture's height, so that its caption fits on the page."""
_SIDE, _TOP = 2.3, 2.4
_FONT = "Calibri"
_NAMED = 70
_STYLES = (
    # name, size, bold, colour, points before, points after
    ("Normal", 10.5, False, "000000", 0, 6),
    ("Title", 30, True, xml.ACCENT, 0, 6),
    ("Subtitle", 14, False, xml.GREY, 0, 24),
    ("Heading 1", 20, True, xml.ACCENT, 0, 10),
    ("Heading 2", 14, True, xml.ACCENT, 16, 5),
    ("Heading 3", 11, True, "000000", 12, 3),
    ("Caption", 9.5, True, "000000", 8, 4),
    ("Table Text", 9, False, "000000", 0, 0),
    ("Note", 9, False, xml.GREY, 4, 3),
    ("Quote", 10, False, "000000", 2, 1),
    ("Source", 8.5, False, xml.GREY, 0, 6),
    ("Warning", 10.5, True, "7A2E00", 0, 12),
    ("toc 1", 10.5, True, "000000", 6, 1),
    ("toc 2", 10, False, "000000", 0, 1),
)


@dataclass(slots=True)
class Chapter:
    """A part of the report that begins on a page of its own.

    Attributes:
        title: its heading; "" for the title page.
        blocks: what stands under it, as `document_xml` writes it.
        wide: on landscape pages.
    """

    title: str
    blocks: list[str] = field(default_factory=list)
    wide: bool = False

    @property
    def width(self) -> float:
        """Centimetres that a table may have."""
        return LANDSCAPE if self.wide else PORTRAIT


class Paper:
    """A document being written; numbers what has a number."""

    def __init__(self, title: str, *, synthetic: bool, manifest: Mapping[str, object] | None = None) -> None:
        import docx

        self.title, self.synthetic, self.manifest = title, synthetic, manifest or {}
        self.document: Document = docx.Document()
        self.entries: list[tuple[int, str, str]] = []
        self.numbers = {"Table": 0, "Figure": 0, "bookmark": 0}
        _styles(self.document)
        _properties(self.document, title, synthetic=synthetic)

    def heading(self, name: str, level: int, *, listed: bool = True, first: bool = False) -> str:
        """A heading of level 1 to 3; those of the first two stand in the contents, unless not listed.

        `first` lets it begin a page.
        """
        text = xml.clean(name).replace("\n", " ").strip() or "Without a name"
        self.numbers["bookmark"] += 1
        number = self.numbers["bookmark"]
        mark = f"_Toc{number:08}"
        if listed and level <= 2:  # noqa: PLR2004 - levels of the contents
            self.entries.append((level, text, mark))
        inner = xml.bookmarked(xml.run(text), mark, number)
        return xml.paragraph(inner, style=f"Heading{level}", right=xml.from_the_right(text), keep=True, first=first)

    def caption(self, kind: str, text: str) -> str:
        """`Table 1. …` or `Figure 1. …`, counted through the report."""
        self.numbers[kind] += 1
        name = f"{kind} {self.numbers[kind]}. {xml.clean(text).replace(chr(10), ' ')}"
        return xml.paragraph(xml.run(name), style="Caption", keep=True)

    def picture(self, png: bytes, *, name: str, alt: str, width: float) -> str:
        """A paragraph with a picture, at most as wide as this and as tall as a page allows."""
        relation, image = self.document.part.get_or_add_image(BytesIO(png))
        ratio = image.px_height / max(image.px_width, 1)
        wide = min(width, 17.0, TALLEST / max(ratio, 0.01))
        self.numbers["bookmark"] += 1
        drawn = xml.picture(
            relation, number=self.numbers["bookmark"], name=name, alt=alt, size=(wide, wide * ratio)
        )  # fmt: skip
        return xml.paragraph(drawn, keep=True, align="center")

    def contents(self) -> str:
        """The list of headings so far, each leading to its place; the reading program knows the pages."""
        made = []
        for level, name, mark in self.entries:
            shown = name if len(name) <= 120 else f"{name[:119]}…"  # noqa: PLR2004 - two lines
            inner = xml.link(xml.run(shown) + xml.run("\t") + xml.field(f"PAGEREF {mark} \\h"), mark)
            made.append(xml.paragraph(inner, style=f"toc{level}", tab=PORTRAIT))
        return "".join(made)

    def write(self, chapters: list[Chapter], *, cover: bool = True) -> bytes:
        """The file, without header and footer on a cover; the same chapters give the same bytes."""
        for at, chapter in enumerate(chapters):
            if at:
                self._turn()
            self._page(chapter, bare=cover and at == 0)
            self._put(chapter.blocks)
        put_into_word(self.document, self.manifest)
        raw = BytesIO()
        self.document.save(raw)
        return _timeless(raw.getvalue())

    def _turn(self) -> None:
        """Begin another section; the paragraph that ends the last one takes no room."""
        from docx.shared import Pt
        from docx.text.paragraph import Paragraph

        self.document.add_section()
        last = Paragraph(self.document.element.body.sectPr.getprevious(), self.document)
        last.paragraph_format.space_before = last.paragraph_format.space_after = Pt(0)
        last.paragraph_format.line_spacing = Pt(1)

    def _put(self, blocks: list[str]) -> None:
        """Blocks before the last section's properties, a paragraph after a table at the end, as Word wants."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        body = self.document.element.body
        text = "".join(blocks)
        if not text or text.endswith("</w:tbl>"):
            text += xml.paragraph(style="Note")
        parsed = parse_xml(f"<w:body {nsdecls('w', 'wp', 'a', 'pic', 'r')}>{text}</w:body>")
        last = body.sectPr
        for element in list(parsed):
            last.addprevious(element)

    def _page(self, chapter: Chapter, *, bare: bool) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm

        section = self.document.sections[-1]
        long, short = Cm(29.7), Cm(21.0)
        section.orientation = WD_ORIENT.LANDSCAPE if chapter.wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if chapter.wide else (short, long)
        section.left_margin = section.right_margin = Cm(_SIDE)
        section.top_margin, section.bottom_margin = Cm(_TOP), Cm(2.2)
        section.header_distance = section.footer_distance = Cm(1.1)
        for part in (section.header, section.footer):
            part.is_linked_to_previous = False
        if bare:
            return
        title, name = _short(self.title), _short(chapter.title)
        header = xml.paragraph(_small(title), _small(f"\t{name}"), tab=chapter.width)
        footer = xml.paragraph(
            _small(SYNTHETIC if self.synthetic else ""), _small("\tPage "), _counted("PAGE"),
            _small(" of "), _counted("NUMPAGES"), tab=chapter.width,
        )  # fmt: skip
        _replace(section.header, header)
        _replace(section.footer, footer)


class ReportPaper(Paper):
    """The paper of a report, which the chapters are about."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.title, synthetic=report.synthetic, manifest=report.manifest)
        self.report = report


def _small(text: str) -> str:
    return xml.run(text, size=8.5, color=xml.GREY)


def _counted(name: str) -> str:
    return xml.field(name, "1", size=8.5, color=xml.GREY)


def _short(text: str) -> str:
    flat = " ".join(xml.clean(text).split())
    return flat if len(flat) <= _NAMED else f"{flat[: _NAMED - 1]}…"


def _replace(part: Any, paragraph: str) -> None:  # noqa: ANN401 - a header or a footer, which share no name
    """Put one paragraph into a header or footer in the place of the empty one."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    made = parse_xml(f"<w:body {nsdecls('w')}>{paragraph}</w:body>")[0]
    old = part.paragraphs[0]._p  # noqa: SLF001 - python-docx has no other way to its place
    old.getparent().replace(old, made)


def _properties(document: Document, title: str, *, synthetic: bool) -> None:
    properties = document.core_properties
    properties.title, properties.author = xml.clean(title).replace("\n", " ")[:255], "qual"
    properties.comments = SYNTHETIC if synthetic else ""
    properties.last_modified_by, properties.language = "", "en-GB"


def _styles(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    known = {style.name for style in document.styles}
    for name, size, bold, color, before, after in _STYLES:
        new = name not in known
        style = (
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
            if new
            else document.styles[name]
        )
        if new:
            style.base_style = document.styles["Normal"]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
        style.font.italic, style.font.color.rgb = False, RGBColor.from_string(color)
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing = 1.12 if name in {"Normal", "Quote"} else 1.0
        layout.widow_control = True
        _fonts(style)
    for name, indent in (("toc 1", 0.0), ("toc 2", 0.6)):
        document.styles[name].paragraph_format.left_indent = Cm(indent)
    for name in ("Quote", "Source"):
        document.styles[name].paragraph_format.left_indent = Cm(0.35)


def _fonts(style: Any) -> None:  # noqa: ANN401 - python-docx brings no types
    """One font for every script, British English, no line under a title."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    look = style.element.get_or_add_rPr()
    fonts = look.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for old in (*look.findall(qn("w:lang")), *look.findall(qn("w:spacing")), *look.findall(qn("w:kern"))):
        look.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    look.append(language)
    line = style.element.find(f".//{qn('w:pBdr')}")
    if line is not None:
        line.getparent().remove(line)
