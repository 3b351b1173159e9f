"""The board for splitting a code on its page: what the component is told, and what becomes of what it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.ui import state
from qual.ui.parts import split_board
from qual.ui.parts.split_board import Opened
from qual.workflow import curating, splitting
from tests.studies import place_of
from tests.ui.conftest import OpenApp, assert_sound, texts
from tests.ui.firing import fire, told

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from qual.workflow.projects import OpenProject

WORDS = ("waiting list", "stopped taking them")


def code(study: OpenProject) -> list[str]:
    """Ids of two codings of Ada's."""
    ops = [Op(new_id(), "code", "Ada", "P01", Span(*place_of(study, "P01", words)), "waiting") for words in WORDS]
    return [answer.coding for answer in study.apply(ops)]


def opened(study: OpenProject) -> Opened:
    return Opened("split-1", study.codebook.book, splitting.board(study, "waiting"))


def board(open_app: OpenApp, study: OpenProject) -> AppTest:
    app = open_app(study, "codebook", coder="Ada")
    app.session_state[state.SPLIT] = opened(study)
    return app.run()


def asked(first: list[str], second: list[str], **more: object) -> dict[str, Any]:
    parts = [
        {"name": "Lists", "definition": "On a list.", "codings": first},
        {"name": "Letters", "definition": "", "codings": second},
    ]
    return {"op": "split-1", "code": "waiting", "parts": parts, "retire": False, "why": "two ideas", **more}


def test_quotes_are_told_and_what_is_asked_is_one_act(open_app: OpenApp, study: OpenProject) -> None:
    first, second = code(study)
    app = board(open_app, study)
    assert_sound(app)
    sent = told(app, split_board.KEY)
    assert [one["quote"] for one in sent["quotes"]] == list(WORDS)
    assert (sent["name"], sent["taken"]) == ("Waiting", ["Waiting", "Stopping tablets", "Hopelessness"])
    fire(app, split_board.KEY, "split", asked([first], [second]))
    assert_sound(app)
    assert "2 codings split off into “Lists” and “Letters”" in texts(app)
    assert dict(study.codings()[["quote", "code"]].itertuples(index=False)) == {
        WORDS[0]: "lists", WORDS[1]: "letters",
    }  # fmt: skip
    with study.store.reading() as tables:
        [event] = tables.events("codebook")
    assert (event.op, event.coder, event.details["why"]) == ("split-1", "Ada", "two ideas")
    study.undo(coder="Ada")
    assert set(study.codings()["code"]) == {"waiting"}


def test_what_cannot_be_done_is_said_on_the_board(open_app: OpenApp, study: OpenProject) -> None:
    first, second = code(study)
    app = board(open_app, study)
    study.codebook_file.write_text("themes: [}}}\n", "utf-8")
    fire(app, split_board.KEY, "split", asked([first], [second]))
    assert "Mend the file" in told(app, split_board.KEY)["said"]
    fire(app, split_board.KEY, "cancel", "split-1")
    assert app.session_state[state.SPLIT] is None


def test_what_an_older_board_sent_is_passed_over(open_app: OpenApp, study: OpenProject) -> None:
    first, _ = code(study)
    app = board(open_app, study)
    for strange in (asked([first], [], op="another"), "split", None):
        fire(app, split_board.KEY, "split", strange)
    assert app.session_state[state.SPLIT] is not None
    assert len(study.codebook.book.codes) == 3


def test_a_code_without_codings_has_nothing_to_part(open_app: OpenApp, study: OpenProject) -> None:
    app = board(open_app, study)
    assert "nothing to part" in texts(app)
    next(one for one in app.button if one.key == "split-back").click().run()
    assert app.session_state[state.SPLIT] is None


def test_codings_that_are_not_on_the_board_are_left_where_they_are(study: OpenProject) -> None:
    first, second = code(study)
    plan = split_board.plan(opened(study), asked([first, "strange"], [second], retire=True))
    assert {shift.coding for shift in plan.shifts} == {first, second}
    assert plan.wanted.code("waiting") is not None
    with pytest.raises(Refused):
        split_board.plan(opened(study), {"parts": []})
    curating.retire_code(study, "waiting", coder="Ada")
    with pytest.raises(NotFound):
        splitting.board(study, "gone")
