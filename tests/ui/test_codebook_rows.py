"""The codebook as rows: nested, folded, found by words, and bounded however long it is."""

from __future__ import annotations

from qual.model.codebook import Code, Codebook, Theme
from qual.ui.parts import codebook_places, codebook_rows
from qual.workflow.projects import OpenProject
from tests.ui import codebook_hands as hands
from tests.ui.conftest import OpenApp

BOOK = Codebook(
    themes=(Theme("t", "Care"), Theme("u", "Empty")),
    codes=(
        Code("a", "Access", "t", heading=True),
        Code("b", "Waiting", "t", "Waits for a LETTER.", parent="a"),
        Code("c", "Old", "t", retired=True, parent="a"),
        Code("d", "Kept above", "t", retired=True),
        Code("e", "In use", "t", parent="d"),
        Code("f", "Loose", include=("a letter",)),
    ),
)


def test_rows_are_nested_and_what_is_retired_is_folded_unless_something_in_use_needs_it() -> None:
    care, empty, loose = codebook_rows.groups(BOOK)
    assert [(row.code.id, row.depth) for row in care.rows] == [("a", 0), ("b", 1), ("d", 0), ("e", 1)]
    assert [row.code.id for row in care.folded] == ["c"]
    assert (care.codes, empty.rows, loose.theme) == (2, (), None)


def test_words_are_looked_for_in_every_text_and_the_place_is_told() -> None:
    found = codebook_rows.groups(BOOK, "letter")
    assert [(row.code.id, row.above) for group in found for row in group.rows] == [("b", ("Access",)), ("f", ())]
    assert [group.theme.id for group in codebook_rows.groups(BOOK, "empty") if group.theme] == ["u"]
    assert codebook_rows.groups(BOOK, "letter nowhere") == []


def test_only_so_many_rows_are_shown() -> None:
    shown = list(codebook_rows.first(codebook_rows.groups(BOOK), 3))
    assert [len(group.rows) for group in shown] == [3]


def test_a_code_cannot_stand_under_itself_or_what_is_retired() -> None:
    places = codebook_places.places(BOOK, "a")
    assert ("t", "a") not in places
    assert ("t", "b") not in places
    assert ("t", "d") not in places
    assert places["t", "e"] == "Care › Kept above › In use"


def test_a_long_codebook_is_shown_in_part_and_searched(open_app: OpenApp, study: OpenProject) -> None:
    codes = "\n".join(f"      - {{id: c{n}, name: Code {n}, definition: Says {n}.}}" for n in range(400))
    study.codebook_file.write_text(f"themes:\n  - id: t\n    name: T\n    codes:\n{codes}\n", "utf-8")
    app = open_app(study, "codebook", coder="Ada")
    assert "The first 60 of 400 codes." in hands.said(app)
    assert len([one for one in app.menu_button if str(one.key).startswith("code-menu-")]) == 60
    hands.press(app, "Show 60 more")
    assert len([one for one in app.menu_button if str(one.key).startswith("code-menu-")]) == 120
    app.text_input(key="codebook-words").set_value("says 399").run()
    assert [one.key for one in app.menu_button if str(one.key).startswith("code-menu-")] == ["code-menu-c399"]
    app.text_input(key="codebook-words").set_value("<none>").run()
    assert "No code has “<none>”" in hands.said(app)
