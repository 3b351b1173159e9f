"""Pieces of a Word document: what text becomes, and how wide tables are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from qual.exporters import document_xml as xml

_XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def parsed(piece: str) -> str:
    """The text that a reader of the piece sees; fails where the piece is not well-formed."""
    from docx.oxml import parse_xml

    found = parse_xml(f'<w:body xmlns:w="{_XML}">{piece}</w:body>')
    parts: dict[str, Callable[[Any], str]] = {
        "t": lambda one: one.text or "",
        "br": lambda _: "\n",
        "tab": lambda _: "\t",
    }
    tags = ((one.tag.split("}")[-1], one) for one in found.iter())
    return "".join(parts[tag](one) for tag, one in tags if tag in parts)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_well_formed_and_comes_back_without_what_xml_cannot_hold(text: str) -> None:
    assert parsed(xml.paragraph(xml.run(text, bold=True))) == xml.clean(text)
    assert (
        parsed(xml.table([], [[xml.cell(text)]], [5], name=text)).replace("\n", "")
        in xml.clean(text).replace("\n", "")
        or not xml.clean(text).strip()
    )


def test_words_from_the_right_are_marked_in_run_and_paragraph() -> None:
    made = xml.words("אמון\nplain")
    right, left = made.split("</w:p>")[:2]
    assert "<w:bidi/>" in right
    assert "<w:rtl/>" in right
    assert "<w:bidi/>" not in left


def test_an_attribute_cannot_end_itself() -> None:
    assert xml.attribute('a"b<c>\nd') == "a&quot;b&lt;c&gt; d"


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.text("ab cdefgh", max_size=40), min_size=1, max_size=14),
    st.lists(st.integers(0, 200), min_size=14, max_size=14),
)
def test_a_table_in_as_many_pieces_as_it_needs_is_never_wider_than_the_page(
    headings: list[str], lengths: list[int]
) -> None:
    rows = [["word " * (length // 5) for length in lengths[: len(headings)]]]
    blocks = xml.fitted(headings, rows, 16.4)
    for columns, widths in blocks:
        assert columns[0] == 0
        assert abs(sum(widths) - 16.4) < 1e-6
        assert all(width > 0 for width in widths)
    shown = [at for columns, _ in blocks for at in columns[1:]]
    assert shown == list(range(1, len(headings)))


def test_columns_are_spread_evenly_over_the_pieces() -> None:
    blocks = xml.fitted(
        ["name", *["a long heading here"] * 8], [["x", *["some words that are long enough"] * 8]], 12
    )
    sizes = [len(columns) for columns, _ in blocks]
    assert len(blocks) > 1
    assert max(sizes) - min(sizes) <= 1


def test_a_long_row_may_go_over_a_page_and_a_short_one_may_not() -> None:
    made = xml.table([[xml.cell("h")]], [[xml.cell("short")], [xml.cell("x" * 2_000)]], [5])
    assert made.count("<w:cantSplit/>") == 2
    assert made.count("<w:tblHeader/>") == 1


def test_a_short_table_stays_on_one_page_and_a_long_one_does_not() -> None:
    cells = [[xml.cell("a")]]
    assert xml.table(cells, cells * 3, [5]).count("<w:keepNext/>") == 3
    assert xml.table(cells, cells * 30, [5]).count("<w:keepNext/>") == 0
    assert xml.table(cells, [[xml.cell("x" * 1_400)], [xml.cell("y" * 1_400)]], [5]).count("<w:keepNext/>") == 0
