"""The page of patterns: when codes stop being new, which go together, and where in an interview they are said."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.ui import places, resources, state
from qual.ui.parts import (
    matrix_choices,
    no_codes,
    patterns_pairs,
    patterns_saturation,
    patterns_timeline,
    selection_view,
)
from qual.ui.widgets import plain, title
from qual.workflow.projects import OpenProject

SATURATION, PAIRS, TIMELINE = "saturation", "pairs", "timeline"
VIEWS = {SATURATION: "Saturation", PAIRS: "Co-occurrence", TIMELINE: "Timeline"}


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Patterns")
    if project.segments().empty:
        _lead("There is nothing to look for yet.", "Add transcripts", places.TRANSCRIPTS)
        return
    if project.codings().empty:
        _uncoded(project)
        return
    view = matrix_choices.one_of("View", list(VIEWS), state.PATTERNS_VIEW, VIEWS)
    selection = selection_view.choose(project, "patterns")
    if view == SATURATION:
        notes = patterns_saturation.show(project, selection)
    elif view == PAIRS:
        notes = patterns_pairs.show(project, selection)
    else:
        notes = patterns_timeline.show(project, selection)
    _notes(notes)


def _uncoded(project: OpenProject) -> None:
    if not no_codes.hint(project):
        _lead("No passage has a code yet, so there is no pattern.", "Review suggestions", places.REVIEW)


def _notes(notes: Sequence[str]) -> None:
    with st.expander("How this was counted", icon=":material/help:"):
        st.markdown("\n".join(f"- {plain(note)}" for note in notes))


def _lead(text: str, label: str, place: places.Place) -> None:
    st.info(text)
    if st.button(label, type="primary", icon=place.icon, key="patterns-lead"):
        places.go(place)
