"""Transcripts: add them, say who speaks, read and code them; every act undoable, none applied twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.ui import state
from qual.ui.parts.speakers import kind_of
from qual.workflow import reader
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, go, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

NEW = "Interviewer: And now?\n\nP09: I wait. <script>alert(1)</script>\n\nInterviewer: Yes.\n\nP09: Yes, I wait.\n"
UNKNOWN_TABLE = b"alpha;beta;gamma\n1;Q;What brings you here today then\n2;A;I cannot sleep at all any more\n"


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Choose files and import them."""
    app.file_uploader[0].set_value([(name, data, "") for name, data in files]).run()
    return next(one for one in app.button if one.label.startswith("Import")).click().run()


def words_field(app: AppTest, words: str) -> AppTest:
    return app.text_area[0].set_value(words).run()


def code_field(app: AppTest, code: str) -> AppTest:
    return next(one for one in app.selectbox if one.label == "Code").set_value(code).run()


def shown(app: AppTest) -> str:
    """The text of the transcript as it is sent to the browser."""
    return next(str(one.proto.body) for one in app.get("html") if "qual-reader" in one.proto.body)


def test_a_study_without_transcripts_asks_for_them(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "transcripts")
    assert app.file_uploader[0].label.startswith("Interviews")


def test_files_come_in_together_and_a_bad_one_stops_nobody(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "transcripts")
    upload(app, ("P09.txt", NEW.encode()), ("empty.txt", b""), ("notes.pages", b"x"))
    assert_sound(app)
    assert "1 transcript added" in texts(app)
    assert "empty" in texts(app)
    assert len(app.error) == 2
    assert reader.names(empty_study) == ["P09"]
    upload(app, ("P09.txt", NEW.encode()))
    assert "already in the project" in texts(app)
    assert reader.names(empty_study) == ["P09"]


def test_after_an_import_the_speakers_come_next(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "transcripts")
    upload(app, ("P09.txt", NEW.encode()))
    button(app, "Go to the speakers").click().run()
    assert "2 of 2 speaker labels not confirmed yet" in texts(app)


def test_a_table_nobody_can_guess_asks_which_column_is_what(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "transcripts")
    upload(app, ("odd.csv", UNKNOWN_TABLE))
    assert_sound(app)
    assert "Which column of odd" in texts(app)
    app.selectbox[0].set_value("gamma")
    app.selectbox[1].set_value("beta")
    button(app, "Import this table").click().run()
    assert_sound(app)
    assert reader.names(empty_study) == ["odd"]
    assert {one.speaker.label for one in reader.labels(empty_study)} == {"Q", "A"}


def test_roles_are_proposals_until_one_click_confirms_them(open_app: OpenApp, empty_study: OpenProject) -> None:
    empty_study.import_files([("P09.txt", NEW.encode()), ("P10.txt", NEW.replace("P09", "P10").encode())])
    assert {one.role for one in reader.labels(empty_study)} == {"unknown"}
    app = open_app(empty_study, "transcripts")
    app.session_state[state.VIEW] = state.SPEAKERS
    app.run()
    ready = [one for one in reader.labels(empty_study) if one.speaker.proposed != "unknown"]
    button(app, f"Confirm all {len(ready)} as proposed").click().run()
    assert_sound(app)
    assert [one.speaker.proposed for one in ready] == [
        one.role for one in reader.labels(empty_study) if one.speaker.confirmed
    ]
    assert "confirmed as proposed" in texts(app)


def test_labels_of_one_kind_are_confirmed_together(open_app: OpenApp, empty_study: OpenProject) -> None:
    empty_study.import_files([(f"x{n}.txt", NEW.replace("P09", f"KX0{n}").encode()) for n in (1, 2, 3)])
    app = open_app(empty_study, "transcripts")
    app.session_state[state.VIEW] = state.SPEAKERS
    app.run()
    role = next(one for one in app.selectbox if one.key and one.key.startswith("qual_role_of_KX"))
    role.set_value("clinician").run()
    next(one for one in app.button if one.key and one.key.startswith("qual_confirm_KX")).click().run()
    assert_sound(app)
    found = {one.speaker.label: one.role for one in reader.labels(empty_study)}
    assert [found[f"KX0{n}"] for n in (1, 2, 3)] == ["clinician"] * 3
    assert found["Interviewer"] == "unknown"


def test_a_speaker_can_be_corrected_and_named(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts")
    app.session_state[state.VIEW] = state.SPEAKERS
    app.run()
    assert "are confirmed" in texts(app)
    who = next(one for one in app.text_input if one.label == "Participant" and one.value == "P01")
    who.set_value("Rosa").run()
    save = next(one for one in app.button if one.label == "Save" and "_P01_P01_" in (one.key or ""))
    save.click().run()
    assert_sound(app)
    found = next(one for one in reader.labels(study) if one.speaker.label == "P01")
    assert (found.speaker.participant, found.role) == ("Rosa", "patient")


@pytest.mark.parametrize(
    ("label", "kind"),
    [("P07", "P"), ("Dr 2", "Dr"), ("KX-01", "KX"), ("Interviewer", "Interviewer"), ("12", "12"), ("", "")],
)
def test_kinds_of_labels(label: str, kind: str) -> None:
    assert kind_of(label) == kind


def test_words_become_a_coding_and_undo_takes_it_back(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    words_field(app, "heard  NOTHING at all")
    code_field(app, "waiting")
    button(app, "Add coding").click().run()
    assert_sound(app)
    table = study.codings()
    assert table[["quote", "code", "coder", "origin"]].to_numpy().tolist() == [
        ["heard nothing at all", "waiting", "Ada", "reader"]
    ]
    assert "qual-chip" in shown(app)
    assert "Coded as" in app.toast[0].value
    button(app, "Undo my last act").click().run()
    assert study.codings().empty
    assert "qual-chip" not in shown(app)


def test_words_that_occur_twice_ask_which_ones(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    words_field(app, "not")
    code_field(app, "waiting")
    choice = app.radio[0]
    assert len(choice.options) > 1
    choice.set_value(1).run()
    button(app, "Add coding").click().run()
    found = reader.find(reader.page(study, "P01").transcript.text, "not")
    assert study.codings()["start"].tolist() == [found[1].start]


def test_a_whole_turn_is_coded(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    app.session_state["qual_code_what"] = "A whole turn"
    app.run()
    next(one for one in app.selectbox if one.label == "Turn").set_value(3).run()
    code_field(app, "stopping")
    button(app, "Add coding").click().run()
    assert study.codings()["quote"].tolist() == ["I just stopped taking them. Nobody asked."]


def test_words_that_are_not_there_code_nothing(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    words_field(app, "never said by anyone")
    code_field(app, "waiting")
    assert "not in this transcript" in texts(app)
    assert button(app, "Add coding").disabled


def test_nobody_codes_without_a_name(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts")
    words_field(app, "heard nothing at all")
    code_field(app, "waiting")
    assert "Write your name" in texts(app)
    assert button(app, "Add coding").disabled
    assert button(app, "I have read all of it").disabled


def test_a_coding_is_looked_at_and_removed_by_who_made_it_only(open_app: OpenApp, study: OpenProject) -> None:
    place = Span(*studies.place_of(study, "P01", "heard nothing at all"))
    study.apply([Op("1", "code", "Ada", "P01", place, "waiting", memo="see P02")])
    made = study.codings()["coding"][0]
    for coder, may in (("Grace", False), ("Ada", True)):
        app = open_app(study, "transcripts", coder=coder)
        next(one for one in app.selectbox if one.label == "Look at a coding").set_value(made).run()
        assert "see P02" in texts(app)
        assert button(app, "Remove").disabled is not may
    button(app, "Remove").click().run()
    assert_sound(app)
    assert study.codings().empty
    button(app, "Undo my last act").click().run()
    assert study.codings()["coding"].tolist() == [made]


def test_reading_to_the_end_counts_as_looked_at(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    button(app, "I have read all of it").click().run()
    button(app, "I have read all of it").click().run()
    with study.store.reading() as tables:
        assert [(one.transcript, one.coder) for one in tables.reviews()] == [("P01", "Ada")]


def test_a_link_opens_a_transcript_at_its_place_once(open_app: OpenApp, study: OpenProject) -> None:
    start, _ = studies.place_of(study, "C01", "I sometimes see")
    app = open_app(study, "transcripts", transcript="C01", at=str(start))
    text = shown(app)
    assert text.index("qual-target") < text.index("I sometimes see")
    button(app, "Next").click().run() if not button(app, "Next").disabled else button(app, "Previous").click().run()
    assert "qual-target" not in shown(app), "a link is followed once; the person goes on from there"


@pytest.mark.parametrize(
    ("transcript", "at"),
    [("nobody", ""), ("P01", "x"), ("P01", "-3"), ("P01", "9" * 40), ("../etc", "1"), ("P01", "999999")],
)
def test_a_link_that_is_wrong_breaks_nothing(
    open_app: OpenApp, study: OpenProject, transcript: str, at: str
) -> None:
    app = open_app(study, "transcripts", transcript=transcript, at=at)
    assert ("not in this study" in texts(app)) is (transcript != "P01")
    assert "qual-reader" in shown(app)


def test_words_of_a_transcript_reach_the_page_escaped(open_app: OpenApp, empty_study: OpenProject) -> None:
    empty_study.import_files([("P09.txt", NEW.encode())])
    app = open_app(empty_study, "transcripts", coder="Ada")
    assert "&lt;script&gt;" in shown(app)
    assert not any("<script>alert" in one.proto.body for one in app.get("html"))


def test_the_transcript_last_read_is_there_again(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts")
    button(app, "Next").click().run()
    second = app.session_state[state.TRANSCRIPT]
    assert second == reader.names(study)[1]
    go(app, "home")
    go(app, "transcripts")
    assert app.session_state[state.TRANSCRIPT] == second
