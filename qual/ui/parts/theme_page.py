"""The themes page: which of its three views is shown, and what has to be there before there is anything to show."""

from __future__ import annotations

import streamlit as st

from qual.ui import places, problems, resources, state
from qual.ui.parts import candidates, code_form, suggest_job, theme_codes, theme_kept, theme_map, working
from qual.ui.widgets import count, title
from qual.workflow import finding, jobs, theming
from qual.workflow.projects import OpenProject
from qual.workflow.theming import ThemeReport

CANDIDATES, MAP, CODES = "Candidate themes", "Map", "Inside codes"
VIEWS = (CANDIDATES, MAP, CODES)
AT_ONCE = 200
"""Passages that the sentence model reads while one waits, some seconds' work."""
READING = "Reading passages"


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title(
        "Themes",
        "What your codes do not cover yet, and what is inside them. Everything here is an observation, not a "
        "finding: read the quotes, then decide.",
    )
    if project.segments().empty:
        st.info("There is no transcript yet.")
        if st.button("Add transcripts", type="primary", icon=places.TRANSCRIPTS.icon, key="themes-lead"):
            places.go(places.TRANSCRIPTS)
        return
    suggest_job.show(project)
    view = _view()
    if not _read(project):
        return
    if view == CODES:
        theme_codes.show(project)
        return
    found = _report(project)
    if view == MAP:
        theme_map.show(project, found)
        return
    candidates.show(project, found)
    code_form.show()


def _report(project: OpenProject) -> ThemeReport:
    said = "Grouping what fits no code …"
    return theme_kept.made(project, state.CANDIDATES, said, lambda: theming.report(project))


def _view() -> str:
    """The view chosen; it outlives a change of page."""
    key = "themes-view"
    kept = state.get(state.THEMES_VIEW, CANDIDATES)
    st.session_state[key] = kept
    st.segmented_control(
        "Show", VIEWS, key=key, on_change=_keep_view, args=(key,), label_visibility="collapsed", required=True
    )
    return str(kept)


@problems.caught
def _keep_view(key: str) -> None:
    state.put(state.THEMES_VIEW, st.session_state[key] or CANDIDATES)


def _read(project: OpenProject) -> bool:
    """Whether the sentence model has read the passages; else a running job, or a button to start it."""
    reading = _jobs(str(project.folder))
    job = reading.get(READING)
    if job is not None and job.running:
        working.watch(job)
        return False
    if job is not None and reading.pop(READING, None) is job:
        working.failed(job)
    if suggest_job.running(project):
        return False
    missing = finding.unmade(project)
    if missing <= AT_ONCE:
        return True
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="themes-read-first"):
        st.markdown(
            f"The sentence model has not read {count(missing, 'passage')} yet. Then passages can be compared.",
            width="stretch",
        )
        st.button(
            "Read them now", icon=":material/auto_stories:", key="themes-read", on_click=_begin, args=(project,),
            help="The sentence model on this computer reads every passage once. Nothing leaves it.",
        )  # fmt: skip
    return False


@problems.caught
def _begin(project: OpenProject) -> None:
    """Start the reading unless it goes on for this study."""
    reading = _jobs(str(project.folder))
    if READING not in reading:
        reading[READING] = jobs.start(
            READING, lambda job: finding.read(project, progress=job.progress, stop=job.stopped)
        )


@st.cache_resource(show_spinner=False)
def _jobs(folder: str) -> dict[str, jobs.Job]:  # noqa: ARG001 - the key: one set of jobs per study
    return {}
