"""Home shows one next step and where everything stands."""

from __future__ import annotations

from qual.model.coding import Op
from qual.model.span import Span
from qual.ui import state
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, texts


def code_something(study: OpenProject) -> None:
    place = Span(*studies.place_of(study, "P01", "heard nothing at all"))
    study.apply([Op("1", "code", "Ada", "P01", place, "waiting")])


def test_an_empty_study_shows_one_step_and_no_tables(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "home")
    assert [one.label for one in app.main.button] == ["Add your interviews"]
    assert not app.dataframe


def test_home_leads_to_the_speakers_that_wait(open_app: OpenApp, empty_study: OpenProject) -> None:
    empty_study.import_files([("x.txt", studies.TRANSCRIPTS["P01.txt"].encode())])
    app = open_app(empty_study, "home")
    assert "2 speaker labels wait" in texts(app)
    button(app, "Say who speaks").click().run()
    assert_sound(app)
    assert app.session_state[state.VIEW] == state.SPEAKERS


def test_home_counts_per_role_and_transcript(open_app: OpenApp, study: OpenProject) -> None:
    code_something(study)
    app = open_app(study, "home")
    roles = app.table[0].value
    assert roles["Role"].tolist() == ["patient", "clinician"]
    assert roles["Codings"].tolist() == ["1", "0"]
    transcripts = app.dataframe[0].value
    assert transcripts["Transcript"].tolist() == ["P01", "P01b", "P02", "C01"]
    assert transcripts["Codings"].tolist() == [1, 0, 0, 0]
    assert [one.value for one in app.metric][:2] == ["4", "8 of 8"]
