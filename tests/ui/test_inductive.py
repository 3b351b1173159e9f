"""A study without any code: every page works and says what to do; the first code is made while reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.ui import state
from qual.workflow import preferences
from qual.workflow.projects import OpenProject, create, open_project
from tests import studies
from tests.fakes import HashingEncoder
from tests.ui.conftest import OpenApp, assert_sound, button, go, texts

PAGES = ("home", "transcripts", "codebook", "review", "progress", "check", "frequencies")
WORKS = ("themes", "export")


@pytest.fixture
def inductive(tmp_path: Path) -> Iterator[OpenProject]:
    """Four transcripts, roles confirmed, and no codebook at all."""
    create(tmp_path / "study", name="Open study").close()
    with open_project(tmp_path / "study", encoder=HashingEncoder()) as project:
        preferences.set_refreshes(project, on=False)
        project.import_files(studies.write_transcripts(tmp_path / "up"), roles=studies.ROLES, coder="Ada")
        yield project


def test_every_page_says_what_to_do_until_there_is_a_code(open_app: OpenApp, inductive: OpenProject) -> None:
    app = open_app(inductive, "home", coder="Ada")
    for page in PAGES:
        go(app, page)
        assert_sound(app)
        assert "here is no code yet" in texts(app), page
    for page in WORKS:
        assert_sound(go(app, page))
    span = Span(*studies.place_of(inductive, "P01", "heard nothing"))
    made = Op("1", "newcode", "Ada", name="Silence")
    answers = inductive.apply([made, Op("2", "code", "Ada", transcript="P01", span=span, code="new:Silence")])
    assert not [one for one in answers if one.refusal]
    for page in ("transcripts", "codebook", "review"):
        go(app, page)
        assert_sound(app)
        assert "here is no code yet" not in texts(app), page


def test_the_hint_leads_to_the_transcripts_and_to_the_codebooks_way_in(
    open_app: OpenApp, inductive: OpenProject
) -> None:
    app = open_app(inductive, "check", coder="Ada")
    button(app, "Read and code").click().run()
    assert_sound(app)
    assert app.title[0].value == "Transcripts"
    go(app, "frequencies")
    button(app, "Bring in a codebook").click().run()
    assert_sound(app)
    assert app.session_state[state.CODEBOOK_VIEW] == "exchange"
    assert "Bring a codebook in" in texts(app)
