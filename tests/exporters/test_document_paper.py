"""The paper of a document: styles, page sizes, headers, contents that lead somewhere."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest

from qual.exporters import document_xml as xml
from qual.exporters.document_paper import LANDSCAPE, PORTRAIT, Chapter, Paper
from tests.exporters.report_values import LONG, PIXEL


def written(*, cover: bool) -> Any:  # noqa: ANN401 - python-docx brings no types
    paper = Paper(LONG, synthetic=True)
    opening, wide = Chapter("Opening"), Chapter("Wide", wide=True)
    wide.blocks += [paper.heading("One", 1), paper.heading(LONG, 2), paper.heading("Three", 3)]
    wide.blocks += [paper.caption("Table", "first"), paper.caption("Figure", "a"), paper.caption("Table", "second")]
    wide.blocks.append(paper.picture(PIXEL, name="dot", alt="A dot.", width=40))
    opening.blocks.append(paper.contents())
    return docx.Document(BytesIO(paper.write([opening, wide], cover=cover)))


@pytest.fixture(scope="module")
def file() -> Any:  # noqa: ANN401
    return written(cover=True)


def test_headings_are_words_own_and_the_contents_lead_to_them(file: Any) -> None:  # noqa: ANN401
    names = [p.style.name for p in file.paragraphs]
    assert [name for name in names if name.startswith("Heading")] == ["Heading 1", "Heading 2", "Heading 3"]
    marks = {one.get(f"{{{one.nsmap['w']}}}name") for one in file.element.body.iter("{*}bookmarkStart")}
    leads = [one.get(f"{{{one.nsmap['w']}}}anchor") for one in file.element.body.iter("{*}hyperlink")]
    assert len(leads) == 2
    assert set(leads) <= marks


def test_a_document_never_ends_with_a_table() -> None:
    chapter = Chapter("x", [xml.table([], [[xml.cell("a")]], [5])])
    body = docx.Document(BytesIO(Paper("t", synthetic=False).write([chapter]))).element.body
    assert [one.tag.split("}")[1] for one in body][-3:] == ["tbl", "p", "sectPr"]


def test_captions_count_tables_and_figures_apart(file: Any) -> None:  # noqa: ANN401
    captions = [p.text for p in file.paragraphs if p.style.name == "Caption"]
    assert captions == ["Table 1. first", "Figure 1. a", "Table 2. second"]


def test_a_cover_has_no_header_and_every_other_page_says_where_it_is(file: Any) -> None:  # noqa: ANN401
    first, second = file.sections
    assert first.header.paragraphs[0].text == ""
    assert second.header.paragraphs[0].text.endswith("\tWide")
    assert len(second.header.paragraphs[0].text) < 90
    assert second.footer.paragraphs[0].text.startswith("synthetic sample\tPage ")
    assert written(cover=False).sections[0].header.paragraphs[0].text.endswith("\tOpening")


def test_pages_and_pictures_are_as_wide_as_they_may_be(file: Any) -> None:  # noqa: ANN401
    second = file.sections[1]
    assert second.page_width > second.page_height
    room = (second.page_width - second.left_margin - second.right_margin) / xml.EMU
    assert room == pytest.approx(LANDSCAPE, abs=0.01)
    assert Chapter("x").width == PORTRAIT
    [size] = [int(one.get("cx")) for one in file.element.body.iter("{*}extent")]
    assert size <= 17.0 * xml.EMU


def test_one_font_for_every_script_and_no_time_of_writing(file: Any) -> None:  # noqa: ANN401
    for name in ("Normal", "Heading 1", "Table Text", "toc 1"):
        fonts = file.styles[name].element.rPr.rFonts
        assert {fonts.get(f"{{{fonts.nsmap['w']}}}{script}") for script in ("ascii", "hAnsi", "cs")} == {"Calibri"}
    assert file.core_properties.author == "qual"
    assert len(file.core_properties.title) <= 255
