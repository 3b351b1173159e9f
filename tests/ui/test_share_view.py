"""Excerpts and member checks on screen: chosen, looked at, made, kept, and refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.selection import Selection
from qual.model.span import Span
from qual.ui import state
from qual.ui.parts import export_page, selection_view, share_view
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from qual.workflow.projects import OpenProject

CODED = (
    ("P01", "waiting list for a year", "waiting"),
    ("P01", "I just stopped taking them", "stopping"),
    ("C01", "The waiting list grows every month", "waiting"),
)


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    for place, (transcript, words, code) in enumerate(CODED):
        span = Span(*studies.place_of(study, transcript, words))
        study.apply([Op(str(place), "code", "Ada", transcript, span, code, memo="tired")])
    return study


def opened(open_app: OpenApp, project: OpenProject, view: str, **kept: object) -> AppTest:
    app = open_app(project, "export")
    app.session_state[state.REPORTS_VIEW] = view
    for name, value in kept.items():
        app.session_state[getattr(state, name)] = value
    app.run()
    assert_sound(app)
    return app


def said(app: AppTest) -> str:
    return "\n".join([texts(app), *(str(one.proto.body) for one in app.get("html"))]).replace("\\", "")


def downloads(app: AppTest) -> list[str]:
    return [str(getattr(one, "label", "")).replace("\\", "") for one in app.get("download_button")]


def test_excerpts_are_looked_at_made_kept_and_offered(open_app: OpenApp, coded: OpenProject) -> None:
    app = opened(open_app, coded, export_page.EXCERPTS, SHARE_FORMAT="csv")
    assert "**3 quotes of 2 participants**:" in said(app)
    assert "“waiting list for a year”<footer>P01 · patient</footer>" in said(app)
    assert "tired" not in said(app)
    assert downloads(app) == []
    app.pills(key="share-columns").set_value(["memo"]).run()
    assert "“waiting list for a year”<footer>tired</footer>" in said(app)
    assert "look at them before you hand this on" in said(app)
    button(app, "Make the file (CSV)").click().run()
    assert_sound(app)
    kept = (coded.folder / "exports" / "small-study-excerpts-by-code.csv").read_text("utf-8-sig")
    assert [kept.count(words) for _, words, _ in CODED] == [1, 1, 1]
    assert "P01" not in kept
    assert downloads(app) == ["Download small-study-excerpts-by-code.csv"]
    assert "since this was made" not in said(app)
    app.session_state[f"{selection_view.SELECTED}-{share_view.PAGE}"] = Selection(roles=("clinician",))
    app.run()
    assert "**1 quote of 1 participant**:" in said(app)
    assert "Counted only: roles clinician." in said(app)
    assert "You have chosen otherwise since this was made." in said(app)
    app.session_state[f"{selection_view.SELECTED}-{share_view.PAGE}"] = Selection(codes=("hopeless",))
    app.run()
    assert "0 quotes, because nobody has coded words in what is chosen." in said(app)
    assert button(app, "Make the file (CSV)").disabled


def test_by_participant_and_number(open_app: OpenApp, coded: OpenProject) -> None:
    app = opened(open_app, coded, export_page.EXCERPTS, SHARE_BY="participant", SHARE_NAMES="number")
    assert app.pills(key="share-columns").options == [
        "transcript",
        "place (characters)",
        "code",
        "who coded it",
        "memo",
    ]
    assert "**patient 1, patient › Care**" in said(app)
    assert "P01" not in said(app)
    assert "Their words stay as they were said" in said(app)


def test_a_participant_is_given_their_own_words_or_the_reason(open_app: OpenApp, coded: OpenProject) -> None:
    app = opened(open_app, coded, export_page.CHECK, SHARE_FORMAT="html")
    who = next(one for one in app.selectbox if one.label == "Participant")
    assert who.options == ["P01, patient", "P02, patient", "C01, clinician"]
    assert "**2 quotes of P01, 1 theme**:" in said(app)
    button(app, "Make the file (Web page)").click().run()
    assert_sound(app)
    kept = (coded.folder / "exports" / "small-study-p01-to-check.html").read_text("utf-8")
    assert "waiting list for a year" in kept
    assert "grows every month" not in kept
    assert downloads(app) == ["Download small-study-p01-to-check.html"]
    who.select("P02").run()
    assert_sound(app)
    assert "0 quotes, because none of the words of P02 have a code of a theme." in said(app)
    assert downloads(app) == []


@pytest.mark.parametrize(
    ("view", "why"),
    [
        (export_page.EXCERPTS, "0 quotes, because there are no interviews yet."),
        (export_page.CHECK, "0 participants, because nobody has a pseudonym and a role yet"),
    ],
)
def test_nothing_there_is_said(open_app: OpenApp, empty_study: OpenProject, view: str, why: str) -> None:
    assert why in said(opened(open_app, empty_study, view))


def test_two_whose_names_differ_by_a_sign_have_two_files() -> None:
    assert share_view._stems(["P 1", "P-1", "Q"], str) == {"P 1": "p-1", "P-1": "p-1-2", "Q": "q"}
