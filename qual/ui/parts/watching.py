"""Notices what others do: a look every two seconds at a number that grows with every change of the study."""

from __future__ import annotations

import streamlit as st

from qual.errors import QualError
from qual.ui import resources, state
from qual.workflow.projects import OpenProject

SECONDS = 2


def seen(project: OpenProject) -> None:
    """What is on screen is drawn from the study as it stands now."""
    state.put(state.REVISION, _now(project))


@st.fragment(run_every=SECONDS)
def others() -> None:
    """Draw the page again when somebody else, or a job, has changed the study or its codebook."""
    try:
        project = resources.project()
        changed = _now(project) != state.get(state.REVISION)
    except QualError:  # said by the page itself; a look must not disturb
        return
    if changed:
        seen(project)
        st.rerun()


def _now(project: OpenProject) -> tuple[int, int]:
    try:
        written = project.codebook_file.stat().st_mtime_ns
    except OSError:
        written = 0
    return project.store.revision(), written
