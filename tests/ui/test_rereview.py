"""Decisions under an older text on screen: what changed, whose they are, and what each button does."""

from __future__ import annotations

import pytest

from qual.ui.parts import code_page
from qual.workflow.projects import OpenProject
from qual.workflow.rereview import rereview
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.ui.test_code_page import choose, html_of
from tests.workflow.test_rereview import mark, rewrite


@pytest.fixture
def waiting(study: OpenProject) -> OpenProject:
    mark(study, "waiting list for a year")
    mark(study, "Still on the waiting list")
    mark(study, "The waiting list grows every month", coder="Bea")
    mark(study, "The dog keeps me going", act="reject")
    rewrite(study)
    return study


def opened(open_app: OpenApp, study: OpenProject, coder: str = "Ada") -> object:
    app = open_app(study, "code", coder=coder, code="waiting")
    return choose(app, code_page.AGAIN)


def test_ones_own_come_first_with_what_changed(open_app: OpenApp, waiting: OpenProject) -> None:
    app = opened(open_app, waiting)
    assert_sound(app)  # type: ignore[arg-type]
    assert "2 codings, the oldest first" in texts(app)  # type: ignore[arg-type]
    assert "<ins class='qual-ins'>" in html_of(app)
    assert "month" in html_of(app)
    assert "3 codings made under the older text" in html_of(app)
    assert "rejected by Ada" in html_of(app)
    app.segmented_control(key="rereview-whose").set_value("Everybody’s").run()  # type: ignore[attr-defined]
    assert "3 codings, the oldest first" in texts(app)  # type: ignore[arg-type]
    others = [one for one in app.button if one.label == "Remove"]  # type: ignore[attr-defined]
    assert len(others) == 2


def test_still_right_settles_ones_own_and_says_so_beside_anothers(open_app: OpenApp, waiting: OpenProject) -> None:
    app = opened(open_app, waiting)
    button(app, "Still right").click().run()  # type: ignore[arg-type]
    assert_sound(app)  # type: ignore[arg-type]
    assert rereview(waiting).settled == 1
    assert "1 coding made under one was found still right" in texts(app)  # type: ignore[arg-type]
    app = opened(open_app, waiting, coder="Bea")
    assert "1 coding, the oldest first" in texts(app)  # type: ignore[arg-type]
    app.segmented_control(key="rereview-whose").set_value("Everybody’s").run()  # type: ignore[attr-defined]
    for one in [one for one in app.button if one.label == "Still right"][:1]:  # type: ignore[attr-defined]
        one.click().run()
    assert_sound(app)  # type: ignore[arg-type]


def test_remove_and_another_code_do_what_they_say(open_app: OpenApp, waiting: OpenProject) -> None:
    app = opened(open_app, waiting)
    button(app, "Remove").click().run()  # type: ignore[arg-type]
    assert len(waiting.codings()) == 2
    [field] = [one for one in app.selectbox if str(one.key).startswith("rereview-to-")]  # type: ignore[attr-defined]
    field.select("stopping").run()
    button(app, "Give it this code").click().run()  # type: ignore[arg-type]
    assert_sound(app)  # type: ignore[arg-type]
    assert sorted(waiting.codings()["code"]) == ["stopping", "waiting"]


def test_nothing_waiting_is_said_and_a_name_is_asked_for(open_app: OpenApp, study: OpenProject) -> None:
    assert "No decision waits" in texts(opened(open_app, study))  # type: ignore[arg-type]
    assert "Write your name" in texts(opened(open_app, study, coder=""))  # type: ignore[arg-type]
