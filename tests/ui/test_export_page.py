"""The page of reports: chosen, made, looked at, checked, kept as a template."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.coding import Op
from qual.model.plan import Plan
from qual.model.selection import Selection
from qual.model.span import Span
from qual.ui import state
from qual.workflow import exporting, templates
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, texts

if TYPE_CHECKING:
    import pytest

FEW = Plan(sections=("frequencies", "excerpts"), quotes=2, selection=Selection(roles=("patient",)))


def code_something(study: OpenProject) -> None:
    place = Span(*studies.place_of(study, "P01", "heard nothing at all"))
    study.apply([Op("1", "code", "Ada", "P01", place, "waiting")])


def test_a_report_is_made_kept_offered_and_checked(open_app: OpenApp, study: OpenProject) -> None:
    code_something(study)
    app = open_app(study, "export", coder="Ada")
    app.session_state[state.REPORT_PLAN] = Plan(sections=FEW.sections)
    app.session_state[state.REPORT_FORMAT] = "json"
    button(app.run(), "Make the report (JSON)").click().run()
    assert_sound(app)
    kept = json.loads((study.folder / "exports" / "small-study.json").read_text("utf-8"))
    assert "heard nothing at all" in json.dumps(kept)
    assert "codebook" not in kept
    offered = [str(getattr(one, "label", "")).replace("\\", "") for one in app.get("download_button")]
    assert "Download small-study json.zip" in offered
    button(app, "Check it against the study").click().run()
    assert "byte for byte" in texts(app)
    assert "has changed since" not in texts(app)
    place = Span(*studies.place_of(study, "P02", "The dog keeps me going."))
    study.apply([Op("2", "code", "Ada", "P02", place, "waiting")])
    button(app, "Check it against the study").click().run()
    assert_sound(app)
    assert "The study has changed since this was made" in texts(app)
    assert "the file says" in texts(app)


def test_a_template_is_saved_loaded_and_taken_away(open_app: OpenApp, study: OpenProject) -> None:
    templates.save(study, "For Jane", FEW, coder="Ada")
    app = open_app(study, "export", coder="Ada")
    next(one for one in app.selectbox if one.label == "Template").select("For Jane").run()
    assert app.session_state[state.REPORT_PLAN].sections == FEW.sections
    assert "only roles patient" in texts(app).replace("\\", "")
    button(app, "Delete it").click().run()
    assert_sound(app)
    assert templates.listing(study) == ()
    next(one for one in app.text_input if one.label == "Name").set_value(" Mine ").run()
    button(app, "Save").click().run()
    assert_sound(app)
    [one] = templates.listing(study)
    assert (one.name, one.plan, one.coder) == ("Mine", FEW, "Ada")


def test_it_can_be_looked_at_and_nothing_chosen_is_said(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "export")
    assert "Nothing is coded yet" in texts(app)
    button(app, "None").click().run()
    assert "No part is chosen" in texts(app)
    button(app, "Look at it first").click().run()
    assert_sound(app)
    assert app.session_state[state.REPORT_LOOK][1].startswith("<!DOCTYPE html>")


def test_a_full_disk_is_told_in_a_sentence(
    open_app: OpenApp, study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused("Writing small-study.docx", "No space left on device")

    monkeypatch.setattr(exporting, "export", full)
    app = open_app(study, "export")
    button(app, "Make the report (Word)").click().run()
    assert_sound(app)
    assert "No space left on device" in texts(app)


def test_several_files_are_one_archive_the_same_each_time() -> None:
    made = {"a.csv": b"x", "a b.csv": b"y"}
    packed = exporting.archive(made)
    assert packed == exporting.archive(made)
    with zipfile.ZipFile(BytesIO(packed)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == made
