"""Settings are saved at once; a key that cannot be stays in its field with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.workflow import blinding, preferences
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, go, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def typed(app: AppTest, action: str, key: str) -> AppTest:
    return app.text_input(key=f"settings-key-{action}").set_value(key).run()


def test_nobody_has_no_settings(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "settings")
    assert "Write your name" in texts(app)
    assert not app.slider


def test_a_key_is_saved_at_once_and_shown_after_a_change_of_page(open_app: OpenApp, study: OpenProject) -> None:
    app = typed(open_app(study, "settings", coder="Ada"), "accept", "Z")
    assert_sound(app)
    assert preferences.keys(study, "Ada")["accept"] == "z"
    assert app.text_input(key="settings-key-accept").value == "z"
    app = go(go(app, "home"), "settings")
    assert app.text_input(key="settings-key-accept").value == "z"
    assert "1 key changed" in texts(app)


def test_a_key_that_is_taken_is_refused_in_its_place_until_it_is_mended(
    open_app: OpenApp, study: OpenProject
) -> None:
    app = typed(open_app(study, "settings", coder="Ada"), "accept", "x")
    assert "This key is taken" in texts(app)
    assert app.text_input(key="settings-key-accept").value == "x"
    assert preferences.keys(study, "Ada")["accept"] == "a"
    assert len(app.error) == 1
    app = typed(typed(app, "reject", "5"), "accept", "q")
    assert [one.value.split()[0] for one in app.error] == ["Digits"]
    assert preferences.keys(study, "Ada")["accept"] == "q"


def test_reset_brings_every_key_back_and_takes_the_complaints_away(open_app: OpenApp, study: OpenProject) -> None:
    app = typed(typed(open_app(study, "settings", coder="Ada"), "accept", "z"), "skip", "1")
    button(app, "Reset all keys").click().run()
    assert_sound(app)
    assert preferences.keys(study, "Ada") == preferences.DEFAULTS
    assert app.text_input(key="settings-key-accept").value == "a"
    assert app.text_input(key="settings-key-skip").value == "s"
    assert not app.error
    assert button(app, "Reset all keys").disabled


def test_every_key_that_can_be_changed_has_a_field_that_says_what_it_does(
    open_app: OpenApp, study: OpenProject
) -> None:
    app = open_app(study, "settings", coder="Ada")
    labels = [one.label for one in app.main.text_input]
    assert labels == [action.label for action in preferences.ACTIONS if not action.fixed]


def test_the_blind_share_is_the_studys_and_says_who_changed_it(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "settings", coder="Ada")
    assert app.slider(key="settings-share").value == 10
    app.slider(key="settings-share").set_value(29).run()
    assert_sound(app)
    assert blinding.share(study) == 0.29
    assert "Last changed by Ada" in texts(app)
    blinding.set_share(study, 0.05, coder="Bea")
    app.run()
    assert app.slider(key="settings-share").value == 5
    assert "Last changed by Bea" in texts(app)


def test_transcripts_are_coded_blind_by_one_coder(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "settings", coder="Ada")
    app.multiselect(key="settings-blind-transcripts").set_value(["P02", "C01"]).run()
    assert blinding.transcripts(study, "Ada") == {"P02", "C01"}
    app.multiselect(key="settings-blind-transcripts").set_value(["C01"]).run()
    assert_sound(app)
    assert blinding.transcripts(study, "Ada") == {"C01"}
    app = go(go(app, "home"), "settings")
    assert app.multiselect(key="settings-blind-transcripts").value == ["C01"]
    assert blinding.transcripts(study, "Bea") == frozenset()


def test_a_study_without_transcripts_has_settings_too(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "settings", coder="Ada")
    assert app.slider
    assert not app.multiselect
