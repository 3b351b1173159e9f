"""Entries of a file, in a tree, become a sound codebook."""

from __future__ import annotations

from qual.codebook.planting import Entry, planted, quoted, rows_said


def test_an_entry_without_a_name_shows_its_id_or_is_left_out_and_told() -> None:
    book, problems = planted([Entry("", 3, id="x"), Entry(" ", 4), Entry("A", 5, color="blue")], "b.csv")
    assert [(code.id, code.name) for code in book.codes] == [("x", "x"), ("a", "A")]
    assert [(problem.line, problem.message) for problem in problems] == [
        (4, "an entry without a name was left out"),
        (5, "“blue” is no colour; it was left out"),
    ]


def test_a_theme_holds_no_examples_so_such_an_entry_stays_a_code() -> None:
    plain = Entry("Care", 1, definition="d", under=[Entry("A", 2)])
    full = Entry("Costs", 3, include=["x"], under=[Entry("B", 4)])
    book, _ = planted([plain, full], "b.csv", title="T", label="1")
    assert [theme.name for theme in book.themes] == ["Care"]
    assert [(code.name, code.theme, code.parent) for code in book.codes] == [
        ("A", "care", ""),
        ("Costs", "", ""),
        ("B", "", "costs"),
    ]


def test_rows_and_names_in_messages_are_short() -> None:
    assert rows_said([4]) == "row 4"
    assert rows_said([5, 2, 3, 9], "line") == "lines 2–3, 5, 9"
    assert rows_said(range(1, 40, 2)).endswith(" and 10 more")
    assert len(quoted("x" * 300)) == 62
