"""A study without codes: the ways to begin, none of them wrong."""

from __future__ import annotations

import streamlit as st

from qual.model.codebook import Code, Theme
from qual.ui import places, state
from qual.ui.parts import code_form, theme_form
from qual.workflow.projects import OpenProject

WAYS = (
    "Codes can come from the interviews, from a question you bring, or from an earlier study. You can mix these, "
    "and change everything later: nothing that is coded is lost by it."
)


def show(project: OpenProject, *, editable: bool) -> None:
    """Draw the ways to begin.

    Args:
        project: the open project.
        editable: whether somebody has said their name and the file can be written.
    """
    st.markdown("#### There is no code yet")
    st.markdown(WAYS)
    ways = st.columns(3, border=True)
    with ways[0]:
        _read(project)
    with ways[1]:
        _write(editable=editable)
    with ways[2]:
        _take(editable=editable)


def _read(project: OpenProject) -> None:
    there = not project.segments().empty
    st.markdown("**From the interviews**  \nRead, mark words that matter, and name a new code as you go.")
    label, view = ("Read and code", state.READ) if there else ("Add your interviews", state.ADD)
    if st.button(label, type="primary", icon=places.TRANSCRIPTS.icon, key="start-read"):
        state.put(state.VIEW, view)
        places.go(places.TRANSCRIPTS)


def _write(*, editable: bool) -> None:
    st.markdown("**From what you ask**  \nWrite themes and codes with a sentence on what belongs to each.")
    with st.container(horizontal=True):
        st.button(
            "Add a theme", icon=":material/create_new_folder:", key="start-theme", disabled=not editable,
            on_click=theme_form.prepare, args=(Theme("", ""),),
        )  # fmt: skip
        st.button(
            "Add a code", icon=":material/add:", key="start-code", disabled=not editable,
            on_click=code_form.prepare, args=(Code("", ""),),
        )  # fmt: skip


def _take(*, editable: bool) -> None:
    st.markdown(
        "**From elsewhere**  \nA table, a list of names, another program, another study, or a shipped codebook."
    )
    if st.button("Bring in a codebook", icon=":material/upload:", key="start-take", disabled=not editable):
        state.put(state.CODEBOOK_VIEW, "exchange")
        st.rerun()
