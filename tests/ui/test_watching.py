"""What others do shows, whenever they do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from qual.model.coding import Op
from qual.model.span import Span
from qual.ui import state
from qual.ui.parts import watching
from qual.workflow.projects import OpenProject
from tests import studies


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    with studies.small_study(tmp_path) as project:
        state.put(state.REVISION, None)
        yield project
        st.session_state.clear()


def code(project: OpenProject, name: str) -> None:
    start, end = studies.place_of(project, "P01", "heard nothing at all")
    project.apply([Op(name, "code", name, "P01", Span(start, end), "waiting")])


def stale(project: OpenProject) -> bool:
    return bool(state.get(state.REVISION) != watching._now(project))


def test_what_was_drawn_from_the_study_as_it_stands_is_not_drawn_again(study: OpenProject) -> None:
    code(study, "Ada")
    assert stale(study)
    with watching.drawn(study):
        pass
    assert not stale(study)


def test_what_somebody_did_while_the_page_was_read_is_still_to_be_drawn(study: OpenProject) -> None:
    with watching.drawn(study):
        code(study, "Ada")
    assert stale(study)


def test_a_block_cut_short_by_another_run_has_drawn_nothing(study: OpenProject) -> None:
    with pytest.raises(RerunException), watching.drawn(study):
        raise RerunException(RerunData())
    assert stale(study)


def test_a_block_that_fails_is_not_tried_again_and_again(study: OpenProject) -> None:
    with pytest.raises(OSError, match="disk"), watching.drawn(study):
        raise OSError("disk")
    assert not stale(study)
