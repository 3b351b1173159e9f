"""The page of reports: which of its three views is shown."""

from __future__ import annotations

import streamlit as st

from qual.ui import resources, state
from qual.ui.parts import export_view, matrix_choices, share_view
from qual.ui.widgets import title

REPORT, EXCERPTS, CHECK = "report", "excerpts", "check"
VIEWS = {REPORT: "Report", EXCERPTS: "Excerpts to share", CHECK: "For a participant to check"}


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Reports", "Only codings made by people are in a file; suggestions are in none.")
    view = matrix_choices.one_of("View", list(VIEWS), state.REPORTS_VIEW, VIEWS)
    if project.settings.synthetic:
        st.warning("This study is a synthetic sample. Every file says so.")
    if view == REPORT:
        export_view.show(project)
    elif view == EXCERPTS:
        share_view.excerpts(project)
    else:
        share_view.member_check(project)
