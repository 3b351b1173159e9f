"""The frame around every page: which study, who codes, what is wrong; and the first run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from qual.errors import Problem
from qual.model.coding import Op
from qual.model.span import Span
from qual.ui import places, problems, resources
from qual.ui.widgets import clock, count, plain, share
from qual.workflow import projects
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, button, go, texts


def test_without_a_study_the_app_offers_the_sample_a_new_one_or_another(open_app: OpenApp) -> None:
    app = open_app()
    assert not button(app, "Open the sample study").disabled
    assert [one.value for one in app.subheader] == ["Look around", "Start a study", "Go on with a study"]


def test_a_new_study_is_made_and_opened(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    app.text_input[0].set_value("Night shifts")
    app.text_input[1].set_value(str(tmp_path / "night"))
    button(app, "Make the study").click().run()
    assert app.title[0].value == "Night shifts"
    assert not button(app, "Add your interviews").disabled
    assert (tmp_path / "night" / "project.toml").is_file()


def test_a_folder_that_is_not_empty_is_refused_in_a_sentence(open_app: OpenApp, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_text("mine", "utf-8")
    app = open_app()
    app.text_input[1].set_value(str(tmp_path / "full"))
    button(app, "Make the study").click().run()
    assert "not an empty folder" in texts(app)
    assert not app.exception


def test_a_folder_without_a_study_is_not_opened(open_app: OpenApp, tmp_path: Path) -> None:
    app = open_app()
    app.text_input[2].set_value(str(tmp_path))
    button(app, "Open it").click().run()
    assert "There is no study in" in texts(app)


def test_a_study_can_be_opened_and_left_again(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app()
    app.text_input[2].set_value(str(study.folder))
    button(app, "Open it").click().run()
    assert app.title[0].value == "Small study"
    button(app, "Open another study").click().run()
    assert not button(app, "Open the sample study").disabled


def test_a_server_for_others_opens_no_folder_a_visitor_names(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "may_choose", lambda: False)
    app = open_app()
    assert not app.button
    assert "asks nobody for a password" in texts(app)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 - a value to refuse, nothing is bound
        ("", False),
        ("192.168.1.4", False),
    ],
)
def test_only_loopback_counts_as_this_computer(address: str, local: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    assert resources.is_loopback(address) is local


@pytest.mark.parametrize("place", [one for group in places.SECTIONS.values() for one in group])
def test_every_page_of_a_study_without_transcripts_has_words_and_no_fault(
    open_app: OpenApp, empty_study: OpenProject, place: places.Place
) -> None:
    app = open_app(empty_study, place.name)
    assert app.title


@pytest.mark.parametrize("place", [one for group in places.SECTIONS.values() for one in group])
def test_every_page_of_a_study_has_words_and_no_fault(
    open_app: OpenApp, study: OpenProject, place: places.Place
) -> None:
    app = open_app(study, place.name, coder="Ada")
    assert app.title


def test_the_coder_s_name_is_kept_from_page_to_page(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study)
    app.sidebar.text_input[0].set_value("  Ada ").run()
    go(app, "transcripts")
    assert app.session_state["qual_coder"] == "Ada"
    assert "Write your name in the side bar" not in texts(app)


def test_whoever_coded_before_can_say_so_with_one_click(open_app: OpenApp, study: OpenProject) -> None:
    study.apply([Op("1", "code", "Grace", "P01", Span(15, 30), "waiting")])
    app = open_app(study)
    button(app, "I am Grace").click().run()
    assert app.session_state["qual_coder"] == "Grace"
    assert app.sidebar.text_input[0].value == "Grace"


def test_a_broken_codebook_is_told_with_its_line_on_every_page(open_app: OpenApp, study: OpenProject) -> None:
    assert study.codebook.book.codes
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text.replace("name: Waiting", "name: [Waiting"), "utf-8")
    app = open_app(study, "transcripts")
    assert any("in the codebook file" in one.label for one in app.expander)
    assert "line" in texts(app)


def test_a_synthetic_sample_is_marked_on_every_page(open_app: OpenApp, tmp_path: Path) -> None:
    with projects.create(tmp_path / "invented", synthetic=True) as project:
        app = open_app(project, "export")
    assert "Synthetic sample" in texts(app)


def test_a_study_whose_folder_is_gone_leads_back_to_the_choice(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study)
    (study.folder / "project.toml").unlink()
    app.run()
    assert not button(app, "Open the sample study").disabled


GUARDED = """
from qual.errors import Refused
from qual.ui import problems

with problems.guarded():
    raise Refused("The act", "the rules *forbid* it")
with problems.guarded():
    raise KeyError("secret words of a transcript")
"""

CALLBACKS = """
import streamlit as st
from qual.errors import Refused
from qual.ui import problems

def refuse():
    raise Refused("Undo", "there is nothing")

def fail():
    raise ValueError("words of a transcript")

problems.show_messages()
st.button("refuse", on_click=problems.caught(refuse))
st.button("fail", on_click=problems.caught(fail))
"""


def test_an_error_of_ours_is_a_sentence_and_a_fault_never_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_string(GUARDED).run()
    assert not app.exception
    assert "the rules \\*forbid\\* it" in app.error[0].value
    assert app.error[1].value == problems.INSIDE
    assert "KeyError at" in caplog.text
    assert "secret words" not in caplog.text


def test_a_callback_tells_its_error_above_the_page(caplog: pytest.LogCaptureFixture) -> None:
    app = AppTest.from_string(CALLBACKS).run()
    app.button[0].click().run()
    assert "Undo was refused: there is nothing" in app.error[0].value.replace("\\", "")
    app.button[1].click().run()
    assert [one.value for one in app.error] == [plain(problems.INSIDE)]
    assert "words of a transcript" not in caplog.text


def test_problems_name_file_line_and_what_to_do() -> None:
    told = problems.sentence(Problem("my_file.csv", 7, "the row has *no* words.", "Delete it."))
    assert told == "**my\\_file\\.csv\\, line 7**  \nThe row has \\*no\\* words\\. Delete it\\."


def test_small_words() -> None:
    assert [count(0, "word"), count(1, "word"), count(1200, "word")] == ["0 words", "1 word", "1,200 words"]
    assert [clock(None), clock(61.9), clock(3723)] == ["", "1:01", "1:02:03"]
    assert [share(None), share(float("nan")), share(0.126)] == ["–", "–", "13 %"]


@pytest.mark.parametrize(
    ("chosen", "codes"), [("None", 0), ("The shipped one", 22), ("A file", 2), ("Another study's", 3)]
)
def test_a_study_begins_with_the_codebook_chosen(
    open_app: OpenApp, study: OpenProject, tmp_path: Path, chosen: str, codes: int
) -> None:
    pilot = Path.cwd() / "pilot"  # beside the place the app was started in
    shutil.copytree(study.folder, pilot)
    app = open_app()
    app.text_input[1].set_value(str(tmp_path / "new"))
    app.radio[0].set_value(chosen).run()
    if chosen == "A file":
        assert button(app, "Make the study").disabled
        app.file_uploader[0].set_value(("names.txt", b"Hope\nFear\n", "text/plain")).run()
    elif chosen == "Another study's":
        app.selectbox[0].set_value(str(pilot)).run()
    button(app, "Make the study").click().run()
    assert not app.exception
    with projects.open_project(tmp_path / "new") as made:
        assert len(made.codebook.book.codes) == codes
