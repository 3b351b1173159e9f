"""The frequencies page: counts with their denominators, by role or attribute."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.ui.parts import frequency_table
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def code(project: OpenProject, transcript: str, words: str, name: str) -> None:
    span = Span(*studies.place_of(project, transcript, words))
    answers = project.apply([Op(new_id(), "code", "Ada", transcript=transcript, span=span, code=name, quote=words)])
    assert not answers[0].refusal


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    """One patient waits (twice), one clinician too; nobody is hopeless."""
    code(study, "P01", "I was on the waiting list", "waiting")
    code(study, "P01b", "Still on the waiting list", "waiting")
    code(study, "C01", "The waiting list grows", "waiting")
    return study


def table(app: AppTest) -> pd.DataFrame:
    return pd.DataFrame(app.table[0].value)


def test_without_transcripts_there_is_nothing_to_count(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "frequencies")
    assert "nothing to count yet" in texts(app)


def test_without_codings_the_page_says_why_all_is_zero(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "frequencies")
    assert "every count is zero" in texts(app)
    assert set(table(app)["Participants"]) == {"0/2", "0/1"}


def test_participants_come_first_with_their_denominators(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "frequencies")
    said = texts(app)
    assert "Counts describe this coded corpus." in said
    assert "Unit: passage" in said
    found = table(app)
    care = found[found["Theme or code"] == "Care"]
    assert dict(zip(care["Group"], care["Participants"], strict=True)) == {"patient": "1/2", "clinician": "1/1"}
    assert "%" not in "".join(found["Participants"]) + "".join(found["95 % interval"])
    assert {"Per 100 passages", "Median (quartiles)", "Segments", "Reviewed"} <= set(found.columns)
    beside = pd.DataFrame(app.table[1].value)
    assert dict(zip(beside["Group"], beside["Words"], strict=True)) == {"patient": "72", "clinician": "27"}
    assert len(app.get("vega_lite_chart")) == 1


def test_codes_of_one_theme_or_all_can_be_shown(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "frequencies")
    next(one for one in app.selectbox if one.label == "Show").set_value("codes").run()
    assert set(table(app)["Theme or code"]) == {"Waiting", "Stopping tablets", "Hopelessness"}
    next(one for one in app.selectbox if one.label == "Show").set_value("toll").run()
    assert set(table(app)["Theme or code"]) == {"Hopelessness"}


def test_counts_follow_new_codings_and_choices_survive(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "frequencies")
    next(one for one in app.selectbox if one.label == "Show").set_value("toll").run()
    code(coded, "P01b", "no point in hoping", "hopeless")
    app.switch_page("../pages/codebook.py").run()
    app.switch_page("../pages/frequencies.py").run()
    found = table(app)
    assert dict(zip(found["Group"], found["Participants"], strict=True)) == {"patient": "1/2", "clinician": "0/1"}


def test_a_part_of_the_study_is_counted_and_said_until_everything_is_again(
    open_app: OpenApp, coded: OpenProject
) -> None:
    app = open_app(coded, "frequencies")
    next(one for one in app.multiselect if one.label == "Roles").set_value(["patient"]).run()
    assert set(table(app)["Group"]) == {"patient"}
    assert "Counted only: roles patient." in texts(app).replace("\\", "")
    app.switch_page("../pages/codebook.py").run()
    app.switch_page("../pages/frequencies.py").run()
    next(one for one in app.multiselect if one.label == "Codes and themes").set_value(["waiting"]).run()
    assert "Counted only: codes Waiting; roles patient." in texts(app).replace("\\", "")
    assert table(app).empty
    assert "a theme is counted only whole" in texts(app)
    button(app, "Count everything").click().run()
    assert_sound(app)
    assert set(table(app)["Group"]) == {"patient", "clinician"}
    assert "Counted only" not in texts(app)


def test_a_code_that_left_the_codebook_is_named(open_app: OpenApp, coded: OpenProject) -> None:
    text = coded.codebook_file.read_text("utf-8")
    coded.codebook_file.write_text(text.replace("id: waiting", "id: queueing"), "utf-8")
    app = open_app(coded, "frequencies")
    next(one for one in app.selectbox if one.label == "Show").set_value("codes").run()
    assert any("no longer in the codebook" in label for label in table(app)["Theme or code"])


def test_names_that_are_alike_are_told_apart() -> None:
    assert frequency_table.unique(["A", "A", "B"], ["one", "two", "three"]) == ["A (one)", "A (two)", "B"]
    assert frequency_table.unique(["A", "A"], ["one", "one"]) == ["A", "A"]


def test_numbers_are_said_as_people_read_them() -> None:
    assert frequency_table.counted(7, 9, 7 / 9) == "7/9"
    assert frequency_table.counted(14, 20, 0.7) == "14/20 (70 %)"
    assert frequency_table.per_hundred(0.0714, 0.02, 0.122) == "7.1 (2.0 to 12.2)"
    assert frequency_table.per_hundred(0.5, math.nan, math.nan) == "50.0"
    assert frequency_table.per_hundred(math.nan, math.nan, math.nan) == "–"
