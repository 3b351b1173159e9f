"""A codebook as Markdown: readable, harmless, and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt

from qual.codebook.incoming import read_any
from qual.codebook.read import read
from qual.exporters.codebook_markdown import to_markdown
from qual.model.codebook import Code, Codebook, Example, Theme
from tests.codebook.codebook_books import in_order


def test_the_sample_codebook_comes_back(root: Path) -> None:
    book = in_order(read((root / "codebook" / "codebook.yaml").read_bytes())[0])
    found = read_any(to_markdown(book), "book.md")
    assert found.book == book
    assert (found.problems, found.lost) == ((), ())


def test_nesting_flags_and_loose_codes_come_back() -> None:
    chain = [Code("c0", "Level 0", "t")]
    chain += [Code(f"c{n}", f"Level {n}", "t", parent=f"c{n - 1}") for n in range(1, 8)]
    book = Codebook(
        "Costs: *mine*",
        "3",
        (Theme("t", "Care_of_all", "One.\nTwo: three - four.", "#112233"), Theme("e", "Empty")),
        (
            *chain,
            Code("h", "Only groups", "t", heading=True),
            Code("r", "1. Gone", "t", "- not a list\n# no heading", retired=True, merged_into="c1"),
            Code(
                "l",
                "<b>Loose</b> | `x`",
                "",
                "",
                ("it's; so | or so",),
                (),
                (Example("Well", "patient"),),
                "#445566",
            ),
            Code("m", "Loose with others"),
            Code("n", "Under loose", parent="m"),
        ),
    )
    found = read_any(to_markdown(book, note="Invented."), "book.md")
    assert [c for c in found.book.codes if c.id != "l"] == [c for c in book.codes if c.id != "l"]
    loose = found.book.code("l")
    assert loose == replace(book.codes[-3], include=("it's", "so", "or so"))
    assert (found.book.themes, found.book.title, found.book.label) == (book.themes, book.title, book.label)


def test_nothing_in_it_is_taken_for_html_or_marks() -> None:
    book = Codebook("T", codes=(Code("a", "<script>alert(1)</script> *b*", "", "[x](http://y) # z\n# w\n1. v"),))
    shown = MarkdownIt().render(to_markdown(book).decode())
    assert "<script" not in shown
    assert "<em>" not in shown
    assert "<a " not in shown
    assert shown.count("<h1>") == 1
    assert "<ol>" not in shown


def test_an_empty_codebook_is_a_title() -> None:
    assert to_markdown(Codebook()).decode().startswith("# Codebook\n\nCodebook · 0 themes, 0 codes · ")
