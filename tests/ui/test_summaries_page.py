"""The page of theme summaries: who says this, how many, where is the proof; and what can be done with a quote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.model.span import Span
from qual.ui import state
from qual.ui.parts import summary_edit, summary_quotes, summary_view
from qual.workflow import quote_edits
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.workflow.summary_study import HOPE, WAITED, span_of, summary_study

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[OpenProject]:
    with summary_study(tmp_path / "waiting") as project:
        yield project


def html(app: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in app.get("html"))


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert_sound(app)
    return app


def test_a_pi_reads_who_says_it_how_each_role_puts_it_and_what_speaks_against_it(
    open_app: OpenApp, waiting: OpenProject
) -> None:
    app = open_app(waiting, "summaries")
    page = html(app)
    assert "<b>4 of 5</b> patients" in page
    assert "Most of them raise it, in 4 of 9 passages." in page
    assert "All of them raise it, in 4 of 8 passages." in page
    assert page.count("<i class='on'></i>") == 8
    assert "In words: few is under a quarter" in page
    assert "kettle <small>3 of 4, others 0 of 4</small>" in page
    assert "It was likely to be “Waiting”, and ada said no: says the contrary." in page
    assert "Nobody has read anything yet of 1 of 5 patients (P5)." in page
    assert all(one.disabled for one in app.button if one.label in ("Pin", "Drop", "Edit …")), "without a name"
    click(app, "summary-all-clinician")
    assert "4 of 4 participants, 4 of 8 passages" in texts(app).replace("\\", "")
    click(app, "summary-Next")
    assert "<h2>Toll</h2>" in html(app)
    assert app.query_params["theme"] in ("toll", ["toll"])
    span = span_of(waiting, "P1", HOPE)
    click(app, f"open-toll-P1-{span.start}-{span.end}")
    assert app.session_state[state.AT] == span.start


def test_quotes_are_pinned_dropped_and_edited_and_a_memo_saves_itself(
    open_app: OpenApp, waiting: OpenProject
) -> None:
    app = open_app(waiting, "summaries", coder="Ada")
    kept, gone = span_of(waiting, "P3", WAITED["P3"]), span_of(waiting, "C2", WAITED["C2"])
    where = f"care-P3-{kept.start}-{kept.end}"
    click(app, f"Pin-{where}")
    assert f"Unpin-{where}" in [one.key for one in app.button]
    click(app, f"Drop-care-C2-{gone.start}-{gone.end}")
    assert [one.label for one in app.expander if "dropped" in one.label] == ["1 dropped passage"]
    click(app, f"Edit …-{where}")
    app.button_group[-1].set_value([1, 2]).run()
    button(app, "Leave out […]").click().run()
    assert "You […] Mary said patience" in html(app)
    app.button_group[-1].set_value([3])
    next(one for one in app.text_input if "by" in str(one.key)).set_value("the nurse").run()
    button(app, "Replace by [the nurse]").click().run()
    assert "You […] [the nurse] said patience" in html(app)
    button(app, "It speaks against the theme").click().run()
    assert_sound(app)
    held = quote_edits.handling(waiting)
    assert [one.state for one in held.states["care"] if one.transcript == "P3"] == ["negative"]
    app.text_area[0].set_value("They wait.").run()
    assert_sound(app)
    assert [(one.coder, one.text) for one in waiting.theme_summary("care").memos] == [("Ada", "They wait.")]


def test_words_of_others_are_escaped_and_many_people_are_a_bar(waiting: OpenProject) -> None:
    from dataclasses import replace

    found = waiting.theme_summary("care", quotes=1)
    evil = replace(found, name="<b>&", description="", said=(replace(found.said[0], participants=70, total=140),))
    assert "<h2>&lt;b&gt;&amp;</h2>" in summary_view.head(evil)
    assert "nothing more about it" in summary_view.head(evil)
    assert "width:50.0%" in summary_view.who(evil, ("patient",))
    quote = replace(found.quotes[0], shown="<script>")
    assert "&lt;script&gt;" in summary_quotes.card(quote, {})
    assert summary_quotes.words([], several=False) == ""
    assert summary_view.codes(replace(found, codes=())) == ""


def test_words_to_click_stand_where_they_are_in_the_transcript() -> None:
    said = "so  it\nwas, it was"
    places = summary_edit.places_of(said, 10)
    assert [one.shift(-10).of(said) for one in places] == said.split()
    assert places[3] == Span(22, 24)
