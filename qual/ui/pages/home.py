"""Home: what is done, what is next, and how far every role and transcript is."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.ui import places, resources, state
from qual.ui.parts import codebook_outside, steps, watching
from qual.ui.widgets import count, plain, role_name, share, title
from qual.workflow.overview import Overview, Standing, overview
from qual.workflow.projects import OpenProject


def show() -> None:
    """Draw the page."""
    project = resources.project()
    codebook_outside.notice(project)
    with watching.drawn(project):
        _page(project)
    watching.others()


def _page(project: OpenProject) -> None:
    title(project.settings.name)
    codebook_outside.hint(project)
    found = overview(project, coder=state.coder())
    steps.next_step(found)
    steps.done(found)
    if not found.transcripts:
        return
    st.subheader("Roles", anchor=False)
    _roles(found, project.settings.context_roles)
    st.subheader("Transcripts", anchor=False)
    _transcripts(found)


def _roles(found: Overview, context: Sequence[str]) -> None:
    if not found.roles:
        st.caption("No segments yet.")
        return
    st.table(
        {
            "Role": [role_name(one.name) for one in found.roles],
            "Participants": [f"{one.participants:,}" for one in found.roles],
            "Segments": [f"{one.segments:,}" for one in found.roles],
            "Looked at": [share(one.reviewed) for one in found.roles],
            "Codings": [f"{one.codings:,}" for one in found.roles],
            "Words": [f"{one.words:,}" for one in found.roles],
        }
    )
    if context:
        st.caption(f"Context, neither counted here nor suggested: the words of {plain(', '.join(context))}.")


def _transcripts(found: Overview) -> None:
    shown = {
        "Transcript": [one.name for one in found.transcripts],
        "Segments": [one.segments for one in found.transcripts],
        "Looked at": [None if one.reviewed is None else 100 * one.reviewed for one in found.transcripts],
        "Codings": [one.codings for one in found.transcripts],
        "Words": [one.words for one in found.transcripts],
        "Speakers": [_waiting(one) for one in found.transcripts],
    }
    st.caption("Tick a line to open its transcript.")
    picked = st.dataframe(
        shown,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="qual_home_transcripts",
        column_config={
            "Looked at": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100),
            "Words": st.column_config.NumberColumn(format="localized"),
        },
    )
    rows = picked["selection"]["rows"]
    if rows and rows[0] < len(found.transcripts):
        places.go_to_words(found.transcripts[rows[0]].name)


def _waiting(one: Standing) -> str:
    return f"{count(one.unconfirmed, 'label')} to confirm" if one.unconfirmed else "confirmed"


show()
