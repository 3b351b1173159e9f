"""What is written is valid by the schema, and read back as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from qual.refi import reading, writing
from qual.refi.book import RefiBook, RefiCode, RefiSet, walk
from tests.refi.refi_files import G

BOOK = RefiBook(
    (
        RefiCode(
            G.format(1),
            'Access & "care" <x>\n2',
            False,
            "#112233",
            "one\r\ntwo\rthree & <four> 🙂 أمل\t]]>",
            (
                RefiCode(G.format(2), "Cost", children=(RefiCode(G.format(3), "", description="x"),)),
                RefiCode(G.format(4), "E"),
            ),
        ),
        RefiCode(G.format(5), "Last"),
    ),
    (RefiSet(G.format(6), "S", "d", (G.format(2),)), RefiSet(G.format(7), "T")),
    "qual 1.0",
)


def test_a_codebook_is_read_back_as_it_was_written() -> None:
    found = reading.read(writing.codebook_file(BOOK), "x").book
    assert found is not None
    bare = [replace(code, children=(), line=None) for code, _ in walk(found.codes)]
    wanted = [replace(code, children=()) for code, _ in walk(BOOK.codes)]
    wanted[0] = replace(wanted[0], description="one\ntwo\nthree & <four> 🙂 أمل\t]]>")
    assert bare == wanted
    assert [depth for _, depth in walk(found.codes)] == [0, 1, 2, 1, 0]
    assert (found.sets, found.origin) == (BOOK.sets, BOOK.origin)


def test_it_is_utf_8_without_a_byte_order_mark_and_the_same_each_time() -> None:
    data = writing.codebook_file(BOOK)
    assert data == writing.codebook_file(BOOK)
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<CodeBook ')
    assert data.endswith(b"</CodeBook>\n")
    assert b"\r" not in data
    assert "Sets" not in writing.codebook_file(replace(BOOK, sets=())).decode()


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    code = RefiCode(G.format(1), "a\x00b\x0bc\ufffe", description="x\x1f\ud800y")
    found = reading.read(writing.codebook_file(RefiBook((code,), origin="q\x08")), "x").book
    assert found is not None
    assert (found.codes[0].name, found.codes[0].description, found.origin) == ("abc", "xy", "q")


@pytest.mark.shared
def test_it_is_valid_by_the_schema(shared: Path) -> None:
    file = shared / "refi" / "xsd" / "Codebook-mrt2019.xsd"
    if not file.is_file():
        pytest.skip("the schemas of REFI-QDA are not beside this working tree (../shared/refi/xsd)")
    schema = etree.XMLSchema(etree.parse(str(file)))
    for book in (BOOK, replace(BOOK, sets=(), origin=""), RefiBook(BOOK.codes[1:])):
        schema.assertValid(etree.fromstring(writing.codebook_file(book)))


def deep(levels: int) -> tuple[RefiCode, ...]:
    codes: tuple[RefiCode, ...] = ()
    for number in range(levels):
        codes = (RefiCode(f"{number:08}{G.format(0)[8:]}", "x", children=codes),)
    return codes


def test_the_deepest_that_is_written_can_be_read() -> None:
    found = reading.read(writing.codebook_file(RefiBook(deep(writing.DEPTH_LIMIT))), "x").book
    assert found is not None
    assert sum(1 for _ in walk(found.codes)) == writing.DEPTH_LIMIT


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ((), "no code"),
        ((RefiCode("", "a"),), "GUID"),
        ((RefiCode(G.format(1).lower(), "a"),), "GUID"),
        ((RefiCode(G.format(1), "a"), RefiCode(G.format(1), "b")), "GUID"),
        ((RefiCode(G.format(1), "a", color="red"),), "colour"),
        ((RefiCode(G.format(1), "a", color="#abc"),), "colour"),
        (deep(writing.DEPTH_LIMIT + 1), "levels"),
    ],
)
def test_what_would_be_invalid_is_not_written(codes: tuple[RefiCode, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        writing.codebook_file(RefiBook(codes))
