"""Transcripts: add them, say who speaks, read and code them; every act undoable, none applied twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.ui import state
from qual.ui.parts.speakers import kind_of
from qual.workflow import blinding, reader
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, go, texts
from tests.ui.firing import fire, told

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

NEW = "Interviewer: And now?\n\nP09: I wait. <script>alert(1)</script>\n\nInterviewer: Yes.\n\nP09: Yes, I wait.\n"
UNKNOWN_TABLE = b"alpha;beta;gamma\n1;Q;What brings you here today then\n2;A;I cannot sleep at all any more\n"


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Choose files and import them."""
    app.file_uploader[0].set_value([(name, data, "") for name, data in files]).run()
    return next(one for one in app.button if one.label.startswith("Import")).click().run()


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


def test_reading_to_the_end_counts_as_looked_at(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    button(app, "I have read all of it").click().run()
    assert button(app, "Read to the end").disabled
    with study.store.reading() as tables:
        assert [(one.transcript, one.coder) for one in tables.reviews()] == [("P01", "Ada")]


def test_a_link_opens_a_transcript_at_its_place_once(open_app: OpenApp, study: OpenProject) -> None:
    start, _ = studies.place_of(study, "C01", "I sometimes see")
    app = open_app(study, "transcripts", transcript="C01", at=str(start))
    assert (told(app, "reader")["transcript"], told(app, "reader")["at"]) == ("C01", start)
    step = "Previous" if button(app, "Next").disabled else "Next"
    button(app, step).click().run()
    assert told(app, "reader")["transcript"] != "C01", "a link is followed once; the person goes on from there"
    assert told(app, "reader")["at"] is None


@pytest.mark.parametrize(
    ("transcript", "at"),
    [("nobody", ""), ("P01", "x"), ("P01", "-3"), ("P01", "9" * 40), ("../etc", "1"), ("P01", "999999")],
)
def test_a_link_that_is_wrong_breaks_nothing(
    open_app: OpenApp, study: OpenProject, transcript: str, at: str
) -> None:
    app = open_app(study, "transcripts", transcript=transcript, at=at)
    assert ("not in this study" in texts(app)) is (transcript != "P01")
    assert told(app, "reader")["transcript"] == "P01"


def test_the_transcript_last_read_is_there_again_where_it_was_left(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    button(app, "Next").click().run()
    second = app.session_state[state.TRANSCRIPT]
    assert second == reader.names(study)[1]
    before = told(app, "reader")
    fire(app, "reader", "at", 40)
    assert told(app, "reader") == before, "scrolling sends nothing back"
    go(app, "home")
    go(app, "transcripts")
    assert (told(app, "reader")["transcript"], told(app, "reader")["at"]) == (second, 40)


def test_every_turn_and_coding_stands_at_its_words(open_app: OpenApp, study: OpenProject) -> None:
    place = Span(*studies.place_of(study, "P01", "heard nothing at all"))
    study.apply([Op("1", "code", "Ada", "P01", place, "waiting", memo="see P02")])
    data = told(open_app(study, "transcripts", coder="Grace"), "reader")
    text = reader.page(study, "P01").transcript.text
    for turn in data["turns"]:
        assert text[turn["s"] : turn["s"] + len(turn["x"])] == turn["x"]
        assert all(turn["s"] <= cut < turn["s"] + len(turn["x"]) for cut in turn["cuts"])
    [coding] = data["codings"]
    assert text[coding["s"] : coding["e"]] == "heard nothing at all"
    assert (coding["coder"], coding["mine"]) == ("Ada", False)
    assert [memo["text"] for memo in coding["memos"]] == ["see P02"]


def act(app: AppTest, kind: str, **more: object) -> dict[str, object]:
    """An act as the reader sends it."""
    data = told(app, "reader")
    return {"id": f"{kind}-1", "study": data["study"], "coder": data["coder"], "act": kind} | more


def test_words_become_a_coding_that_can_be_changed_and_taken_back(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    start, end = studies.place_of(study, "P01", "heard nothing")
    words = {"transcript": "P01", "start": start, "end": end, "quote": "heard nothing"}
    fire(app, "reader", "ops", [act(app, "code", code="waiting", **words)])
    [coding] = told(app, "reader")["codings"]
    wider = {"start": start, "end": end + 7, "quote": "heard nothing at all"}
    fire(app, "reader", "ops", [act(app, "resize", target=coding["id"], transcript="P01", **wider)])
    fire(app, "reader", "ops", [act(app, "recode", target=coding["id"], code="stopping")])
    rows = study.codings()[["quote", "code", "coder", "origin"]].to_numpy().tolist()
    assert rows == [["heard nothing at all", "stopping", "Ada", "reader"]]
    for number in range(3):
        fire(app, "reader", "ops", [act(app, "undo", id=f"u{number}")])
    assert study.codings().empty
    for number in range(3):
        fire(app, "reader", "ops", [act(app, "redo", id=f"r{number}")])
    assert study.codings()[["quote", "code", "coder", "origin"]].to_numpy().tolist() == rows


def test_a_code_made_while_reading_stands_in_the_codebook_file(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts", coder="Ada")
    start, end = studies.place_of(study, "P01", "heard nothing")
    words = {"transcript": "P01", "start": start, "end": end, "quote": "heard nothing"}
    made = [act(app, "newcode", id="s1", name="Silence"), act(app, "code", id="s1.1", code="new:Silence", **words)]
    fire(app, "reader", "ops", made)
    data = told(app, "reader")
    [code] = [one for one in data["codes"] if one["name"] == "Silence"]
    assert [one["code"] for one in data["codings"]] == [code["id"]] == [data["resolved"]["s1.1"]]
    assert "name: Silence" in study.codebook_file.read_text("utf-8")
    assert "# the researcher's remark" in study.codebook_file.read_text("utf-8")
    fire(app, "reader", "ops", [act(app, "undo", id="u1", target="s1")])
    assert "Silence" not in study.codebook_file.read_text("utf-8")
    assert study.codings().empty


def test_a_corrected_text_takes_its_codings_along(open_app: OpenApp, study: OpenProject) -> None:
    place = Span(*studies.place_of(study, "P01", "Nobody asked"))
    study.apply([Op("1", "code", "Grace", "P01", place, "waiting")])
    app = open_app(study, "transcripts", coder="Ada")
    start, end = studies.place_of(study, "P01", "a year")
    words = {"transcript": "P01", "start": start, "end": end, "quote": "a year", "text": "more than a year"}
    fire(app, "reader", "ops", [act(app, "correct", **words)])
    data = told(app, "reader")
    text = "".join(turn["x"] for turn in data["turns"])
    assert "more than a year" in text
    assert data["version"] == 2
    [coding] = data["codings"]
    assert (coding["s"], coding["e"]) == (place.start + 10, place.end + 10)
    assert "version 2 of the text" in texts(app)


def test_a_transcript_can_be_coded_blind(open_app: OpenApp, study: OpenProject) -> None:
    study.suggest()
    blinding.set_share(study, 0.0, coder="Ada")
    app = open_app(study, "transcripts", coder="Ada")
    assert told(app, "reader")["suggestions"]
    app.toggle(key="reader-blind").set_value(True).run()
    data = told(app, "reader")
    assert (data["blind"], data["suggestions"]) == (True, [])
    app.toggle(key="reader-blind").set_value(False).run()
    assert told(app, "reader")["suggestions"]
    assert told(open_app(study, "transcripts", coder="Grace"), "reader")["blind"] is False


def test_nobody_is_shown_keys_without_a_name(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "transcripts")
    assert told(app, "reader")["coder"] == ""
    assert not [one for one in app.button if one.label == "I have read all of it"]


def test_the_reader_is_told_which_words_are_coded_blind(open_app: OpenApp, study: OpenProject) -> None:
    blinding.set_share(study, 1, coder="Grace")
    data = told(open_app(study, "transcripts", coder="Grace"), "reader")
    spans = blinding.hidden(study, "Grace", "P01").spans
    assert data["hidden"] == [[one.start, one.end] for one in spans]
    assert (data["blind"], len(spans) > 1) == (False, True)


def test_what_lost_its_words_by_a_correction_is_said_at_once(open_app: OpenApp, study: OpenProject) -> None:
    start, end = studies.place_of(study, "P01", "waiting list")
    there = {"coder": "Grace", "transcript": "P01", "start": start, "end": end, "quote": "waiting list"}
    app = open_app(study, "transcripts", coder="Grace")
    here = {**there, "study": told(app, "reader")["study"]}
    fire(app, "reader", "ops", [{**here, "id": "a", "act": "code", "code": "waiting"}])
    assert not app.toast
    fire(app, "reader", "ops", [{**here, "id": "b", "act": "correct", "text": "xyz"}])
    assert [one.value.replace("\\", "") for one in app.toast] == [
        "1 coding lost the words: place or remove what is listed."
    ]
    assert [one["quote"] for one in told(app, "reader")["unplaced"]] == ["waiting list"]
