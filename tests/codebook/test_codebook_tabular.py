"""A codebook as rows, and rows as a codebook."""

from __future__ import annotations

from hypothesis import given, settings

from qual.codebook.tabular import COLUMNS, WHOLE, from_whole, rows, unguarded, whole
from qual.model.codebook import Code, Codebook, Example, Theme
from tests.codebook.codebook_books import books

SOME = settings(max_examples=15, deadline=None)


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
            **dict.fromkeys(("parent", "heading", "retired", "merged_into"), ""),
        },
        dict.fromkeys(COLUMNS, "") | {"theme": "Care", "code": "a", "name": "First", "color": "#000001"},
        dict.fromkeys(COLUMNS, "") | {"code": "c", "name": "Third (retired)", "retired": "true"},
    ]
    assert all(tuple(row) == COLUMNS for row in rows(book))


def test_an_empty_codebook_has_no_rows() -> None:
    assert rows(Codebook()) == []


def test_the_place_of_a_code_stands_in_its_row() -> None:
    codes = (
        Code("a", "A", heading=True),
        Code("b", "B", parent="a"),
        Code("c", "C", retired=True, merged_into="b"),
    )
    found = [{name: row[name] for name in COLUMNS[-4:]} for row in rows(Codebook(codes=codes))]
    empty = dict.fromkeys(COLUMNS[-4:], "")
    assert found == [
        empty | {"heading": "true"},
        empty | {"parent": "a"},
        empty | {"retired": "true", "merged_into": "b"},
    ]


@SOME
@given(books())
def test_a_whole_codebook_is_read_back_from_its_rows(book: Codebook) -> None:
    table = list(enumerate(whole(book), 2))
    assert all(tuple(row) == WHOLE for _, row in table)
    found, problems = from_whole(table, "book.xlsx")
    assert found == book
    assert [p for p in problems if "stands in this place already" not in p.message] == []


def test_rows_that_a_person_added_need_no_ids() -> None:
    table = [
        (2, {"kind": "theme", "theme": "Care", "name": "Care", "theme_id": "t"}),
        (3, {"theme": "care", "name": "Anger"}),
        (4, {"theme": "New", "name": "Fear", "parent": "Anger", "retired": "perhaps"}),
        (5, {"theme": "New", "name": "Joy", "parent": "Joy"}),
        (6, {"theme": "New", "name": "Calm", "parent": "nobody", "code": "anger-2"}),
        (7, {"name": "Lone", "code": "x", "merged_into": "Calm"}),
        (8, {"name": "Odd", "code": "y", "merged_into": "nothing"}),
    ]
    book, problems = from_whole(table, "b.csv")
    assert [(t.id, t.name) for t in book.themes] == [("t", "Care"), ("new", "New")]
    assert [(c.id, c.theme, c.parent) for c in book.codes] == [
        ("anger", "t", ""),
        ("fear", "t", "anger"),
        ("joy", "new", ""),
        ("anger-2", "new", ""),
        ("x", "", ""),
        ("y", "", ""),
    ]
    assert book.codes[4].merged_into == "anger-2"
    assert [p.line for p in problems] == [4, 5, 6, 8]


def test_one_apostrophe_is_taken_from_what_would_run() -> None:
    cells = ["'=1", "''-x", "' +", "'quoted'", "it's", "'\u200b=x", "'"]
    assert [unguarded(cell) for cell in cells] == ["=1", "'-x", " +", "'quoted'", "it's", "\u200b=x", "'"]
