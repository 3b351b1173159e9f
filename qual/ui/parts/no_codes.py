"""A study without codes: what to do, said on every page where codes are at work."""

from __future__ import annotations

import streamlit as st

from qual.ui import places, state
from qual.workflow.projects import OpenProject

READING = "**There is no code yet.** Select words in the text and type a name: that makes the first one."
REVIEWING = (
    "**There is no code yet.** Passages come one by one all the same: press O and type a name to make a code. To "
    "meet the words in their order, read whole transcripts first."
)
ELSEWHERE = "**There is no code yet.** Codes can be made while reading: select words and type a name."


def none_yet(project: OpenProject) -> bool:
    """Whether no code can be given."""
    return not any(code.offered for code in project.codebook.book.codes)


def hint(project: OpenProject, words: str = ELSEWHERE) -> bool:
    """Say what to do while there is no code, with ways there; returns whether it was said.

    Args:
        project: the open project.
        words: what to say; on the page of transcripts without a button, since one is there already.
    """
    if not none_yet(project) or project.segments().empty:
        return False
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="no-codes"):
        st.markdown(words, width="stretch")
        if words != READING:
            if st.button("Read and code", icon=places.TRANSCRIPTS.icon, type="primary", key="no-codes-read"):
                state.put(state.VIEW, state.READ)
                places.go(places.TRANSCRIPTS)
            if st.button("Bring in a codebook", icon=places.CODEBOOK.icon, key="no-codes-bring"):
                state.put(state.CODEBOOK_VIEW, "exchange")
                places.go(places.CODEBOOK)
    return True
