"""A codebook as rows."""

from __future__ import annotations

from qual.codebook.tabular import COLUMNS, rows
from qual.model.codebook import Code, Codebook, Example, Theme


def test_one_row_for_each_code_in_the_researchers_order() -> None:
    examples = (Example("I stopped.", "patient"), Example("They stop."))
    book = Codebook(
        "T",
        "1",
        (Theme("t", "Care", color="#000001"),),
        (
            Code("b", "Second", "t", "Def.", ("one", "two, three"), ("four",), examples, "#000002"),
            Code("a", "First", "t"),
            Code("c", "Third", retired=True),
        ),
    )
    assert rows(book) == [
        {
            "theme": "Care",
            "code": "b",
            "name": "Second",
            "definition": "Def.",
            "include": "one\ntwo, three",
            "exclude": "four",
            "examples": "patient: I stopped.\nThey stop.",
            "color": "#000002",
        },
        dict.fromkeys(COLUMNS, "") | {"theme": "Care", "code": "a", "name": "First", "color": "#000001"},
        dict.fromkeys(COLUMNS, "") | {"code": "c", "name": "Third (retired)"},
    ]
    assert all(tuple(row) == COLUMNS for row in rows(book))


def test_an_empty_codebook_has_no_rows() -> None:
    assert rows(Codebook()) == []
