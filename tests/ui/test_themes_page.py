"""The page of candidate themes: what fits no code, and how it becomes one."""

from __future__ import annotations

import pytest

from qual.model.codebook import Example
from qual.ui.parts import candidates
from qual.workflow import theming
from qual.workflow.projects import OpenProject
from qual.workflow.theming import Candidate, Quote
from tests.ui.conftest import OpenApp, assert_sound, button, texts

FOUND = Candidate(
    "c1",
    "kettle · tea",
    ("kettle", "tea"),
    ("P01:64-110", "P02:40-60"),
    {"patient": 2, "unknown": 1},
    (
        Quote("P01:64-110", "P01", 64, 110, "P01", "patient", "I put the *kettle*\non <again>."),
        Quote("P02:40-60", "P02", 40, 60, "P02", "patient", "Tea helps."),
        Quote("C01:10-20", "C01", 10, 20, "", "unknown", "A cup."),
    ),
)


@pytest.fixture
def grouped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theming, "report", lambda _: ((FOUND,), "One passage was too short."))


def test_without_transcripts_the_page_leads_to_them(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "themes")
    assert "no transcript yet" in texts(app)
    button(app, "Add transcripts").click().run()
    assert app.title[0].value == "Transcripts"


def test_a_real_study_without_suggestions_says_what_to_do(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    assert not button(app, "Make suggestions").disabled
    assert "make suggestions first" in texts(app)


@pytest.mark.usefixtures("grouped")
def test_a_group_stands_with_its_people_and_quotes(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    said = texts(app).replace("\\", "")
    assert "kettle · tea" in said
    assert "2 passages from 3 participants: patient 2, not confirmed yet 1" in said
    assert "One passage was too short." in said
    assert "&lt;again&gt;" in "".join(str(one.proto.body) for one in app.get("html"))


@pytest.mark.usefixtures("grouped")
def test_a_group_becomes_a_code_with_its_quotes_as_examples(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    button(app, "Make this a code").click().run()
    assert_sound(app)
    name = next(one for one in app.text_input if one.label == "Name")
    assert name.value == "Kettle tea"
    name.set_value("Small comforts")
    next(one for one in app.selectbox if one.label == "Theme").set_value("toll")
    button(app, "Save").click().run()
    assert_sound(app)
    code = study.codebook.book.code("small-comforts")
    assert code is not None
    assert code.theme == "toll"
    assert Example("I put the *kettle* on <again>.", "patient") in code.examples


@pytest.mark.usefixtures("grouped")
def test_without_a_name_nobody_makes_a_code(open_app: OpenApp, study: OpenProject) -> None:
    assert button(open_app(study, "themes"), "Make this a code").disabled


@pytest.mark.usefixtures("grouped")
def test_a_quote_opens_its_transcript(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    next(one for one in app.button if one.label == "Open").click().run()
    assert_sound(app)
    assert app.title[0].value == "Transcripts"
    assert app.session_state["qual_transcript"] == "P01"


def test_a_group_of_unconfirmed_people_is_no_role() -> None:
    assert candidates.people({"unknown": 1}) == "1 participant: not confirmed yet 1"
    assert candidates.proposed(FOUND).examples[2] == Example("A cup.", "")
