"""The page of one code: reached by a link, each view sound, everything escaped, thousands of quotes at once."""

from __future__ import annotations

import pytest

from qual.model.codebook import Code
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.ui import state
from qual.ui.parts import code_page, code_page_numbers, code_page_quotes
from qual.workflow import code_page as values
from qual.workflow.code_page import Quote
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.workflow.test_rereview import mark, rewrite


def html_of(app: object) -> str:
    return "\n".join(str(one.proto.body) for one in app.get("html"))  # type: ignore[attr-defined]


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    """Two coders, a memo, a changed definition."""
    own = mark(study, "waiting list for a year")
    mark(study, "Still on the waiting list", coder="Bea")
    mark(study, "heard nothing at all", "hopeless")
    mark(study, "The waiting list grows every month", coder="Bea")
    mark(study, "The dog keeps me going", act="review")
    mark(study, "The dog keeps me going", act="review", coder="Bea")
    study.apply([Op(new_id(), "memo", "Ada", about="coding", target=own, memo="A *year* is <b>long</b>.")])
    rewrite(study)
    return study


def choose(app: object, view: str) -> object:
    return app.segmented_control(key="code-page-view").set_value(view).run()  # type: ignore[attr-defined]


def test_a_link_opens_the_page_and_the_list_of_pages_does_not_name_it(
    open_app: OpenApp, coded: OpenProject
) -> None:
    app = open_app(coded, "code", coder="Ada", code="waiting")
    assert app.title[0].value == "Waiting"
    assert "3 codings" in texts(app)
    assert "Waits for an appointment for more than a month." in html_of(app)
    rows = next(one.value for one in app.table if "Role" in one.value).to_dict("records")
    assert [(row["Role"], row["Participants"]) for row in rows] == [("patient", "1 of 2"), ("clinician", "1 of 1")]
    assert app.session_state[state.CODE_PAGE] == "waiting"
    assert not button(app, "Edit").disabled
    assert "no suggestions were made" in texts(app)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (code_page.QUOTES, "3 quotes by 2 participants"), (code_page.HISTORY, "2 states of the codebook"),
        (code_page.NEAR, "On the same passages"), (code_page.AGAINST, "Who does not speak of it"),
        (code_page.AGREEMENT, "nothing can be compared"), (code_page.AGAIN, "Still right"),
    ],
)  # fmt: skip
def test_each_view_is_sound(open_app: OpenApp, coded: OpenProject, view: str, said: str) -> None:
    app = open_app(coded, "code", coder="Ada", code="waiting")
    choose(app, view)
    assert_sound(app)
    assert said in texts(app)
    assert app.session_state[state.CODE_VIEW] == view


def test_quotes_are_marked_in_their_place_and_what_people_wrote_is_escaped(
    open_app: OpenApp, coded: OpenProject
) -> None:
    app = open_app(coded, "code", coder="Ada", code="waiting")
    choose(app, code_page.QUOTES)
    assert "I was on the </span><mark class='qual-here'>waiting list for a year</mark>" in html_of(app)
    assert "A \\*year\\* is \\<b\\>long\\<\\/b\\>\\." in texts(app)
    app.selectbox(key="code-quotes-role").select("clinician").run()
    assert "1 quote by 1 participant" in texts(app)
    app.selectbox(key="code-quotes-role").select("").run()
    app.selectbox(key="code-quotes-person").select("P01").run()
    assert "2 quotes by 1 participant" in texts(app)


def test_thousands_of_quotes_come_a_page_at_a_time(
    open_app: OpenApp, coded: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tuple(Quote("P01", Span(n, n + 1), "x", f"P{n % 50}", "patient", ()) for n in range(10_000))
    monkeypatch.setattr(values, "quotes", lambda *_: many)
    monkeypatch.setattr(code_page_quotes, "passages", lambda *_: [])
    app = open_app(coded, "code", coder="Ada", code="waiting")
    choose(app, code_page.QUOTES)
    assert "10,000 quotes by 50 participants" in texts(app)
    opens = [one for one in app.button if one.key and one.key.startswith("code-quote-")]
    assert len(opens) == code_page_quotes.AT_ONCE
    button(app, "Show 20 more of 9,980").click().run()
    opens = [one for one in app.button if one.key and one.key.startswith("code-quote-")]
    assert len(opens) == 2 * code_page_quotes.AT_ONCE


def test_a_code_that_is_not_there_is_said_and_another_can_be_chosen(
    open_app: OpenApp, coded: OpenProject, empty_study: OpenProject
) -> None:
    app = open_app(coded, "code", coder="Ada", code="<script>")
    assert "not in the codebook" in texts(app)
    app.selectbox(key="code-page-another").select("hopeless").run()
    assert_sound(app)
    assert app.title[0].value == "Hopelessness"
    app = open_app(empty_study, "code", code="waiting")
    assert "Nobody has given it yet" in texts(app)
    choose(app, code_page.QUOTES)
    assert "No words have this code yet" in texts(app)


def test_history_shows_the_words_that_changed(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "code", coder="Ada", code="waiting")
    choose(app, code_page.HISTORY)
    shown = html_of(app)
    assert "<del class='qual-del'>" in shown
    assert "Changed outside qual" in shown


def test_everything_a_codebook_says_is_escaped() -> None:
    code = Code("x", "<i>", definition="<b>&", include=("<u>",))
    shown = code_page_numbers.definition(code)
    assert "&lt;b&gt;&amp;" in shown
    assert "&lt;u&gt;" in shown
    assert "<b>" not in shown
