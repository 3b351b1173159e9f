"""The review page: what is on screen, what a decision does, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qual.model.suggestion import Evidence
from qual.ui.parts import suggest_job
from qual.ui.parts.review_card import evidence_in_words
from qual.ui.widgets import code_name
from qual.workflow.projects import OpenProject
from tests.ui import browsing
from tests.ui.conftest import OpenApp, assert_sound, button, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[OpenProject]:
    """Four interviews with a dozen suggestions."""
    with browsing.ward_study(tmp_path / "ward", interviews=4) as project:
        yield project


def card(app: AppTest) -> dict[str, Any]:
    """What the browser is sent to draw."""
    found = next(one for one in app.get("bidi_component"))
    return dict(json.loads(found.proto.json))


def marked(app: AppTest) -> str:
    return "".join(turn["marked"] for turn in card(app)["turns"])


def click(app: AppTest, label: str) -> None:
    button(app, label).click().run()
    assert_sound(app)


def test_nothing_can_be_decided_without_a_name(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "review")
    assert "Write your name in the side bar first" in texts(app)
    assert not [one for one in app.button if one.label == "Accept"]


def test_an_empty_study_leads_to_the_transcripts(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "review", coder="Ada")
    assert "no transcript to review" in texts(app)
    click(app, "Add transcripts")
    assert app.title[0].value == "Transcripts"


def test_suggestions_are_made_in_the_background(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "review", coder="Ada")
    assert "There are no suggestions yet." in texts(app)
    click(app, "Make suggestions")
    jobs = suggest_job._jobs(str(study.folder))
    if suggest_job.NAME in jobs:
        jobs[suggest_job.NAME].wait(60)
    app.run()
    assert_sound(app)
    assert "suggestion" in app.success[0].value
    assert marked(app)


def test_one_suggestion_stands_in_its_conversation_with_its_reasons(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    first = ward.queue(coder="Ada")[0]
    with ward.store.reading() as tables:
        words = first.span.of(tables.texts()[first.transcript])
    assert marked(app) == words
    assert card(app)["question"] == f"{code_name(ward.codebook.book, first.suggestion.code)}?"
    assert {turn["who"] for turn in card(app)["turns"]} >= {f"{first.participant} · patient"}
    assert f"**{len(ward.queue(coder='Ada'))} open**" in texts(app)
    assert "What the code means" in texts(app)
    assert "**For.**" in texts(app)


def test_accept_makes_a_coding_with_its_memo_and_goes_on(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    first, words = ward.queue(coder="Ada")[0], marked(app)
    next(one for one in app.text_input if one.placeholder.startswith("Optional note")).set_value("strong")
    click(app, "Accept")
    coding = ward.codings().iloc[0]
    assert (coding["quote"], coding["code"], coding["coder"], coding["origin"], coding["memo"]) == (
        words,
        first.suggestion.code,
        "Ada",
        "suggestion",
        "strong",
    )
    with ward.store.reading() as tables:
        decision = tables.decisions()[0]
    assert (decision.score, decision.band, decision.model) == (
        first.suggestion.score,
        first.suggestion.band,
        first.suggestion.model,
    )
    assert marked(app) != words


def test_the_open_ones_kept_in_the_session_are_those_of_the_store(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    for label in ("Accept", "Reject", "Accept"):
        click(app, label)
        kept = app.session_state["qual_review_queue"][1]
        assert [(one.segment, one.suggestion.code) for one in kept] == [
            (one.segment, one.suggestion.code) for one in ward.queue(coder="Ada")
        ]


def test_reject_keeps_the_reject_and_makes_no_coding(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    waiting = len(ward.queue(coder="Ada"))
    click(app, "Reject")
    assert ward.codings().empty
    assert len(ward.queue(coder="Ada")) == waiting - 1


def test_another_code_instead_rejects_this_one_in_the_same_stroke(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    first, words = ward.queue(coder="Ada")[0], marked(app)
    other = next(code.id for code in ward.codebook.book.codes if code.id != first.suggestion.code)
    choose = next(one for one in app.selectbox if one.label == "Code for these words")
    choose.set_value(other).run()
    click(app, "Use it instead")
    assert ward.codings()["code"].tolist() == [other]
    with ward.store.reading() as tables:
        assert [(d.code, d.verdict) for d in tables.decisions()] == [(first.suggestion.code, "reject")]
    undo = next(one for one in app.button if one.label.startswith("Undo"))
    undo.click().run()
    assert ward.codings().empty
    assert len(ward.queue(coder="Ada")) == len(ward.suggestions())
    assert marked(app) == words


def test_both_codes_can_be_given(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    first = ward.queue(coder="Ada")[0]
    other = next(code.id for code in ward.codebook.book.codes if code.id != first.suggestion.code)
    next(one for one in app.selectbox if one.label == "Code for these words").set_value(other).run()
    click(app, "Use both")
    assert set(ward.codings()["code"]) == {other, first.suggestion.code}


def test_undo_and_decide_again_counts_again(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    words = marked(app)
    click(app, "Accept")
    next(one for one in app.button if one.label.startswith("Undo: accepted")).click().run()
    assert marked(app) == words
    assert ward.codings().empty
    click(app, "Reject")
    assert ward.codings().empty
    assert len(ward.queue(coder="Ada")) == len(ward.suggestions())


def test_a_skipped_one_comes_again_at_the_end(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    waiting = len(ward.queue(coder="Ada"))
    words = marked(app)
    for _ in range(waiting):
        click(app, "Skip")
    assert "was skipped" in texts(app)
    assert len(ward.queue(coder="Ada")) == waiting
    click(app, "Show the skipped ones")
    assert marked(app) == words


def test_filters_say_how_many_are_open_and_survive_a_change_of_page(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    code = next(one for one in app.selectbox if one.label == "Code")
    assert code.options[0] == f"All codes ({len(ward.queue(coder='Ada'))})"
    code.set_value("hopeless").run()
    assert card(app)["question"] == "Hopelessness?"
    app.switch_page("../pages/codebook.py").run()
    app.switch_page("../pages/review.py").run()
    assert card(app)["question"] == "Hopelessness?"
    while [one for one in app.button if one.label == "Accept"]:
        click(app, "Accept")
    assert "Nothing is open with these filters" in texts(app)
    click(app, "Show all")
    assert card(app)["question"] != "Hopelessness?"


def test_two_people_decide_for_themselves(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    click(app, "Accept")
    assert len(ward.queue(coder="Bea")) == len(ward.queue(coder="Ada")) + 1


def test_a_code_that_left_the_codebook_meanwhile_is_not_decided(open_app: OpenApp, ward: OpenProject) -> None:
    app = open_app(ward, "review", coder="Ada")
    ward.codebook_file.write_text("title: Ward study\nthemes: []\n", "utf-8")
    button(app, "Accept").click().run()
    assert_sound(app)
    assert ward.codings().empty


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (Evidence("example", "Nine *months*.", 0.4), r"**For.** Like an example of the code: “Nine \*months\*\.”"),
        (Evidence("exclude", "was told", -0.4), "**Against.** Close to an exclude phrase: “was told”"),
        (Evidence("new kind", "x", 0.1), "**For.** Because of: “x”"),
    ],
)
def test_reasons_are_said_in_words(evidence: Evidence, said: str) -> None:
    assert evidence_in_words(evidence) == said
