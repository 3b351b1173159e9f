"""Making suggestions, as work in the background: one job per study, whoever looks at it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from qual.ui import problems, state
from qual.ui.widgets import count, plain
from qual.workflow import jobs, suggesting
from qual.workflow.projects import OpenProject
from qual.workflow.suggesting import SuggestReport

EVERY = 0.5
"""Seconds between two looks at a job."""
NAME = "Making suggestions"
HELP = (
    "The sentence model on this computer compares every passage with your codebook and your decisions. "
    "Nothing leaves it, and nothing becomes a coding before you accept it."
)


def show(project: OpenProject) -> None:
    """A running job with its progress, or why suggestions should be made (again), with a button; else nothing."""
    if running(project):
        _watch(project)
        return
    reason = why(project)
    if reason:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="suggest-offer"):
            st.markdown(plain(reason), width="stretch")
            _button(project, kind="secondary" if suggesting.made_at(project) else "primary")


def running(project: OpenProject) -> bool:
    """Whether suggestions are being made just now."""
    return NAME in _jobs(str(project.folder))


def small(project: OpenProject) -> None:
    """The button alone, where suggestions should be made again; why, is in its help."""
    reason = "" if running(project) else why(project)
    if reason:
        _button(project, kind="tertiary", reason=reason)


def why(project: OpenProject) -> str:
    """Why suggestions should be made (again), "" where they are current or there is no code.

    What is stale stays so until they are made again, so that the question is not asked after every decision.
    """
    found = project.codebook
    if not any(not code.retired for code in found.book.codes):
        return ""
    made_of = (str(project.folder), found.sha256, suggesting.made_at(project))
    kept = state.get(state.STALE)
    if kept is None or kept[0] != made_of or not kept[1]:
        kept = (made_of, suggesting.stale(project))
        state.put(state.STALE, kept)
    return str(kept[1])


def _button(project: OpenProject, *, kind: Literal["primary", "secondary", "tertiary"], reason: str = "") -> None:
    label = "Refresh suggestions" if suggesting.made_at(project) else "Make suggestions"
    st.button(
        label, icon=":material/auto_awesome:", type=kind, key="suggest-start", on_click=begin, args=(project,),
        help=f"{reason} {HELP}".strip(),
    )  # fmt: skip


@problems.caught
def begin(project: OpenProject) -> None:
    """Start the job unless one is running for this study."""
    working = _jobs(str(project.folder))
    if NAME not in working:
        working[NAME] = jobs.start(NAME, lambda job: project.suggest(progress=job.progress, stop=job.stopped))


@st.fragment(run_every=EVERY)
def _watch(project: OpenProject) -> None:
    """Show how far the job is; when it has ended, say so and let the page come anew."""
    job = _jobs(str(project.folder)).get(NAME)
    if job is None or not job.running:
        if job is not None and _jobs(str(project.folder)).pop(NAME, None) is job:
            _tell(job)
        st.rerun()
    with st.container(border=True):
        done = f"{job.done:,} of {count(job.total, 'text')} read" if job.total else "loading the sentence model …"
        st.progress(min(job.done / job.total, 1.0) if job.total else 0.0, text=f"{NAME}: {done}")
        st.button(
            "Stop", icon=":material/stop_circle:", key="suggest-stop", on_click=job.stop,
            help="What is read so far is kept, so that the next start goes on from there.",
        )  # fmt: skip


def _tell(job: jobs.Job) -> None:
    report = job.result
    if job.failure:
        problems.tell("error", job.failure)
    elif isinstance(report, SuggestReport):
        if report.stopped:
            problems.tell("info", "Stopped. The suggestions are as they were; what was read is kept for next time.")
        else:
            made = f"{count(report.suggestions, 'suggestion')} for {count(report.segments, 'passage')}."
            problems.tell("success", " ".join([made, *report.notes]))


@st.cache_resource(show_spinner=False)
def _jobs(folder: str) -> dict[str, jobs.Job]:  # noqa: ARG001 - the key: one set of jobs per study
    return {}
