"""Changes of one code in a dialog: what they touch is shown first, they are done once, and one key undoes them."""

from __future__ import annotations

from qual.model.codebook import Code
from qual.ui.parts import codebook_merge
from qual.workflow.projects import OpenProject
from tests.ui import codebook_hands as hands
from tests.ui.conftest import OpenApp


def test_a_merge_shows_what_it_touches_is_one_act_and_one_undo(open_app: OpenApp, study: OpenProject) -> None:
    hands.code(study, hands.HEARD, "waiting")
    hands.code(study, hands.STOPPED, "stopping", coder="Ben")
    before = study.codebook.book
    app = open_app(study, "codebook", coder="Ada")
    hands.menu(app, "code-menu-waiting", "Merge")
    assert "Choose at least one other code" in hands.said(app)
    app.multiselect[0].set_value(["waiting", "stopping"]).run()
    assert hands.field(app, "Definition").value == (
        "Waits for an appointment or a letter.\nStops or changes medication on their own."
    )
    said = hands.said(app)
    assert "Stopping tablets: 1 coding will count as Waiting." in said
    assert [list(one.value["Coded by"]) for one in app.table] == [["Ada 1", "Ben 1"]]
    hands.field(app, "Why (kept in the record)").set_value("same thing")
    hands.press(app, "Merge 2 codes")
    assert "2 codes are one now" in hands.said(app)
    gone = study.codebook.book.code("stopping")
    assert gone is not None
    assert (gone.merged_into, gone.retired) == ("waiting", True)
    with study.store.reading() as tables:
        [event] = tables.events(kind="codebook")
        assert (event.details["why"], event.coder) == ("same thing", "Ada")
        assert {one.code for one in tables.codings()} == {"waiting"}
    hands.press(app, "Undo")
    assert study.codebook.book == before
    with study.store.reading() as tables:
        assert {one.code for one in tables.codings()} == {"waiting", "stopping"}


def test_what_was_typed_in_a_merge_outlives_another_choice(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    hands.menu(app, "code-menu-waiting", "Merge")
    hands.field(app, "Definition").set_value("Both.").run()
    app.multiselect[0].set_value(["waiting", "hopeless"]).run()
    app.radio[0].set_value("").run()
    assert hands.field(app, "Definition").value == "Both."
    assert hands.field(app, "Name of the one code").value == "Waiting"
    hands.field(app, "Name of the one code").set_value("Limbo").run()
    hands.press(app, "Merge 2 codes")
    made = study.codebook.book.code("limbo")
    assert made is not None
    assert (made.definition, made.theme) == ("Both.", "care")


def test_joined_texts_hold_nothing_twice() -> None:
    one = Code("a", "A", definition="Same.", include=("x", "Y z"))
    other = Code("b", "B", definition="Same.", include=("y  z", "w"))
    found = codebook_merge.joined([one, other], other)
    assert (found.id, found.definition, found.include) == ("b", "Same.", ("y  z", "w", "x"))
