"""In and out of the codebook: what comes is shown, chosen, brought in as one act; every form is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.ui import state
from qual.ui.parts import exchange_in
from qual.workflow import codebook_exchange as exchange
from qual.workflow.codebook_exchange import Choice
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

TABLE = (
    "Category;Label;Meaning\n"
    "Care;Waiting;Nobody rings.\n"
    "Care;Stopping the tablets;Stops on their own.\n"
    "Joy;Small pleasures;A dog, tea.\n"
)


def opened(open_app: OpenApp, study: OpenProject, text: str = TABLE, *, coder: str = "Ada") -> AppTest:
    app = open_app(study, "codebook", coder=coder, view="exchange")
    app.session_state[state.CODEBOOK_VIEW] = "exchange"
    app.run()
    app.file_uploader[0].set_value(("their.csv", text.encode(), "text/csv")).run()
    app.run()
    assert_sound(app)
    return app


def box(app: AppTest, label: str) -> object:
    return next(one for one in app.selectbox if one.label == label)


def test_what_comes_is_shown_and_nothing_changes(open_app: OpenApp, study: OpenProject) -> None:
    before = study.codebook_file.read_bytes()
    said = texts(opened(open_app, study)).replace("\\", "")
    assert "**their.csv** is a table (CSV): 3 codes in 2 themes." in said
    assert "2 codes may be yours already" in said
    assert "What changes:** 1 code added; 1 theme added" in said
    assert study.codebook_file.read_bytes() == before


def test_codes_are_brought_in_as_chosen_and_undone(open_app: OpenApp, study: OpenProject) -> None:
    before = study.codebook_file.read_bytes()
    app = opened(open_app, study)
    box(app, "What becomes of Waiting").set_value("overwrite").run()  # type: ignore[attr-defined]
    assert "redefined" in texts(app)
    next(one for one in app.text_input if one.label.startswith("Why")).set_value("pilot")
    button(app, "Bring it in").click().run()
    assert_sound(app)
    assert "is brought in" in texts(app).replace("\\", "")
    codes = {code.id: code for code in study.codebook.book.codes}
    assert codes["waiting"].definition == "Nobody rings."
    assert "small-pleasures" in codes
    assert app.session_state[state.EXCHANGE] is None
    button(app, "Undo").click().run()
    assert study.codebook_file.read_bytes() == before


def test_one_choice_for_all_and_another_code_of_mine(open_app: OpenApp, study: OpenProject) -> None:
    app = opened(open_app, study)
    box(app, "For all of these").set_value("skip").run()  # type: ignore[attr-defined]
    held = app.session_state[state.EXCHANGE].changed
    assert held == {"waiting": Choice("skip"), "stopping-the-tablets": Choice("skip")}
    box(app, "What becomes of Waiting").set_value("other").run()  # type: ignore[attr-defined]
    box(app, "The code of mine that Waiting is").set_value("hopeless").run()  # type: ignore[attr-defined]
    assert_sound(app)
    assert app.session_state[state.EXCHANGE].changed["waiting"] == Choice("fill", "hopeless")
    box(app, "For all of these").set_value("proposed").run()  # type: ignore[attr-defined]
    assert app.session_state[state.EXCHANGE].changed == {}


def test_columns_nobody_knew_are_asked_for(open_app: OpenApp, study: OpenProject) -> None:
    app = opened(open_app, study, "A,B,C\nHope,Looks forward.,1\n")
    assert "Bring it in" not in [one.label for one in app.button]
    box(app, "Name of the code").set_value("A")  # type: ignore[attr-defined]
    button(app, "Read it again with these columns").click().run()
    assert_sound(app)
    assert "None of these codes looks like one of yours" in texts(app)
    button(app, "Leave it").click().run()
    assert app.session_state[state.EXCHANGE] is None


def test_a_codebook_changed_meanwhile_is_looked_at_anew(open_app: OpenApp, study: OpenProject) -> None:
    app = opened(open_app, study)
    text = study.codebook_file.read_text("utf-8").replace("name: Waiting", "name: Queueing")
    study.codebook_file.write_text(text, "utf-8")
    app.run()
    assert_sound(app)
    names = {code.name for code in app.session_state[state.EXCHANGE].coming.base.codes}
    assert "Queueing" in names


def test_without_a_name_it_can_be_looked_at_only(open_app: OpenApp, study: OpenProject) -> None:
    assert button(opened(open_app, study, coder=""), "Bring it in").disabled


def test_many_codes_show_the_first_that_need_a_choice(open_app: OpenApp, study: OpenProject) -> None:
    rows = "".join(f"Theme {n // 50};Code {n};It is about {n}.\n" for n in range(150))
    exchange.bring_in(study, exchange.look(study, f"Category;Label;Meaning\n{rows}".encode(), "a.csv"), coder="Ada")
    app = opened(open_app, study, f"Category;Label;Meaning\n{rows.replace('about', 'on')}")
    chosen = [one for one in app.selectbox if one.label.startswith("What becomes of")]
    assert len(chosen) == 100
    assert "and 50 more" in texts(app)


def test_the_shipped_codebook_and_every_form_are_at_hand(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada", view="exchange")
    offered = [str(getattr(one, "label", "")) for one in app.get("download_button")]
    assert sorted(offered) == [f"Download .{form}" for form in ("csv", "docx", "md", "qdc", "xlsx", "yaml")]
    assert set(exchange.FORMATS) == {one.removeprefix("Download .") for one in offered}
    app.session_state[state.EXCHANGE] = exchange_in.opened(study, *exchange.source(exchange.SAMPLE))
    app.run()
    assert_sound(app)
    assert "22 codes in 7 themes" in texts(app)
