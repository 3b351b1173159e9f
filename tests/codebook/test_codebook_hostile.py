"""Nests that nobody should write: nothing of them is lost, in the file or out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qual.codebook.read import read
from qual.codebook.values import circling, settled_code
from qual.codebook.write import become, move_code, remove_code
from qual.errors import Refused
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_files import NESTED, book_of, ids, problems_of

NAMES = (
    "a/b\\c", "it's", 'say "so"', "😀 أمل", "\u202ertl\u202c שלום", "tab\tin", "# hash", ": colon", "- dash",
    "&anchor", "*star", "!tag", "{}", "[]", "%x", "@y", "`z`", "null", "~", "no", "0x1F", "2024-01-01", "a\u2028b",
    "<<", "---", "...", "?", "|", ">-", " pad ", "codes:", "themes: []", "\x07bell",
)  # fmt: skip


def nest(count: int, levels: int) -> Codebook:
    """Codes with such names, ids and texts, each under the one before, as deep as that."""
    codes: list[Code] = []
    for n in range(count):
        name, other = NAMES[n % len(NAMES)], NAMES[(n + 7) % len(NAMES)]
        parent = codes[-1].id if n % levels else ""
        code = Code(f"id {n}/é'\"{n % 7}: #x", name, "t: 1", f"{name}\n  {other} # x", (name, other), parent=parent)
        codes.append(settled_code(code))
    return Codebook("T: x #", "1", (Theme("t: 1", "Té"),), tuple(codes))


@pytest.mark.parametrize(
    "start",
    [b"", b"\xef\xbb\xbf# c\r\ntitle: x\r\n", "title: x\n".encode("utf-16"), b"{}"],
    ids=["empty", "bom and crlf", "utf-16", "json"],
)
def test_any_words_go_twelve_levels_deep_and_back(start: bytes) -> None:
    book = nest(36, 12)
    data = become(start, book)
    assert read(data) == (book, ())
    flat = replace(book, codes=tuple(replace(code, parent="") for code in reversed(book.codes)))
    turned = become(data, flat)
    assert read(turned) == (flat, ())
    assert read(become(turned, book)) == (book, ())
    assert (b"\r\n" in turned) == (b"\r\n" in start)


def test_hundreds_of_codes_twelve_levels_deep() -> None:
    book = nest(240, 12)
    data = become(b"", book)
    assert read(data) == (book, ())
    assert max(len(book.above(code.id)) for code in read(data)[0].codes) == 11


def test_a_nest_that_is_indented_with_tabs_is_read() -> None:
    text = NESTED.replace("  ", "\t")
    assert [(code.id, code.parent) for code in book_of(text).codes] == [
        (code.id, code.parent) for code in book_of(NESTED).codes
    ]
    assert any("tabs" in problem.message for problem in problems_of(text))
    with pytest.raises(Refused, match="mended first"):
        move_code(text.encode(), "p1", "")


def test_ids_and_names_that_stand_everywhere() -> None:
    text = (
        "codes:\n- id: a\n  name: A\n  codes:\n  - id: a\n    name: A\n    codes:\n    - {id: b, name: A}\n"
        "    - {id: a, name: A, codes: [{id: a, codes: [{id: c, name: A}]}]}\n"
        "- {id: b, name: A, codes: [{id: d}]}\n"
    )
    assert [(code.id, code.parent) for code in book_of(text).codes] == [
        ("a", ""),
        ("b", "a"),
        ("c", "a"),
        ("d", ""),
    ]
    assert [problem.line for problem in problems_of(text) if "already used" in problem.message] == [5, 9, 9, 10]
    moved = move_code(text.encode(), "d", "", parent="c")
    assert ids(moved) == ["a", "b", "c", "d"]
    with pytest.raises(Refused, match="twice"):
        remove_code(text.encode(), "b")


@pytest.mark.parametrize(
    "inside",
    ["*a", "[*a, *a]", "&c [{id: x, codes: [{id: y}]}, {id: z, codes: *a}]", "[{<<: *m, id: x}]", "!run [{id: x}]"],
)
def test_names_that_are_borrowed_in_a_nest(inside: str) -> None:
    text = "m: &m {name: M, codes: [{id: m1}]}\ncodes:\n- {id: f, codes: &a [{id: g}]}\n- id: p\n  codes: "
    text += f"{inside}\n"
    book, _ = read(text.encode())
    assert {"f", "g", "p"} <= {code.id for code in book.codes}
    assert not circling({code.id: code.parent for code in book.codes})
    data = become(text.encode(), replace(book, title="T"))
    assert read(data)[0] == replace(book, title="T")
