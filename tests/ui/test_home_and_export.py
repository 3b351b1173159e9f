"""Home shows one next step and where everything stands; export writes what it says."""

from __future__ import annotations

import json

import pytest

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


@pytest.mark.parametrize(
    ("format_", "name"), [("xlsx", "Excel workbook"), ("csv", "CSV files"), ("json", "JSON document")]
)
def test_an_export_is_made_kept_and_offered(open_app: OpenApp, study: OpenProject, format_: str, name: str) -> None:
    code_something(study)
    app = open_app(study, "export", coder="Ada")
    button(app, f"Make the {name}").click().run()
    assert_sound(app)
    kept = study.folder / "exports" / f"small-study.{format_}"
    assert kept.is_file()
    offered = [str(getattr(one, "label", "")).replace("\\", "") for one in app.get("download_button")]
    assert f"Download small-study.{format_}" in offered
    if format_ == "json":
        assert "heard nothing at all" in json.dumps(json.loads(kept.read_text("utf-8")))


def test_an_export_that_is_older_than_the_study_says_so(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "export")
    button(app, "Make the JSON document").click().run()
    assert "has changed since" not in texts(app)
    code_something(study)
    app.run()
    assert "has changed since" in texts(app)


def test_an_export_of_nothing_says_why_its_tables_are_empty(open_app: OpenApp, study: OpenProject) -> None:
    assert "Nothing is coded yet" in texts(open_app(study, "export"))


def test_a_full_disk_is_told_in_a_sentence(
    open_app: OpenApp, study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qual.errors import Refused
    from qual.workflow import exporting

    def full(*_: object, **__: object) -> None:
        raise Refused("Writing small-study.json", "No space left on device")

    monkeypatch.setattr(exporting, "export", full)
    app = open_app(study, "export")
    button(app, "Make the JSON document").click().run()
    assert_sound(app)
    assert "No space left on device" in texts(app)
