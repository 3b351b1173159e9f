"""Transcripts: read and code them, say who speaks, add more."""

from __future__ import annotations

import streamlit as st

from qual.ui import resources, state
from qual.ui.parts import reading, speakers, suggest_job, upload
from qual.ui.widgets import title
from qual.workflow import reader

_CHOICE = "qual_view_choice"
_VIEWS = (state.READ, state.SPEAKERS, state.ADD)


def show() -> None:
    """Draw the page."""
    project = resources.project()
    names = reader.names(project)
    _follow_link(names)
    with st.container(horizontal=True, vertical_alignment="center", key="transcripts-head"):
        title("Transcripts")
        view = _view(empty=not names)
        if view == state.READ:
            suggest_job.status()
    if view == state.ADD:
        upload.show(project)
    elif view == state.SPEAKERS:
        speakers.show(project)
    else:
        reading.show(project, names)


def _follow_link(names: list[str]) -> None:
    """A link to a transcript opens it once; afterwards the page's own choice counts."""
    wanted, at = st.query_params.get("transcript", ""), st.query_params.get("at", "")
    if not wanted or state.get(state.LINK) == (wanted, at):
        return
    state.put(state.LINK, (wanted, at))
    if wanted not in names:
        st.warning("The link names a transcript that is not in this study.")
        return
    state.put(state.VIEW, state.READ)
    state.put(state.TRANSCRIPT, wanted)
    state.put(state.AT, int(at) if at.isdecimal() and len(at) < 12 else None)  # noqa: PLR2004 - no text is that long


def _view(*, empty: bool) -> str:
    """Which of the three views is wanted; without transcripts only adding makes sense."""
    wanted = state.ADD if empty else state.get(state.VIEW, state.READ)
    st.session_state[_CHOICE] = wanted
    st.segmented_control(
        "What to do", _VIEWS, key=_CHOICE, on_change=_remember, label_visibility="collapsed", disabled=empty,
        width="content",
    )  # fmt: skip
    return str(wanted)


def _remember() -> None:
    state.put(state.VIEW, st.session_state.get(_CHOICE) or state.get(state.VIEW, state.READ))


show()
