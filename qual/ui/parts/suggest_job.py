"""Making suggestions, as work in the background: one job per study, whoever looks at it."""

from __future__ import annotations

import streamlit as st

from qual.ui import problems
from qual.ui.widgets import count, plain
from qual.workflow import jobs, suggesting
from qual.workflow.projects import OpenProject
from qual.workflow.suggesting import SuggestReport

EVERY = 0.5
"""Seconds between two looks at a job."""
NAME = "Making suggestions"


def show(project: OpenProject) -> None:
    """A running job with its progress, or why suggestions should be made (again), with a button; else nothing."""
    if NAME in _jobs(str(project.folder)):
        _watch(project)
        return
    reason = suggesting.stale(project)
    if not reason or not any(not code.retired for code in project.codebook.book.codes):
        return
    first = "no suggestions" in reason
    with st.container(border=True, key="suggest-offer"):
        st.markdown(plain(reason))
        label = "Make suggestions" if first else "Refresh suggestions"
        st.button(
            label, icon=":material/auto_awesome:", type="primary" if first else "secondary", key="suggest-start",
            on_click=begin, args=(project,),
            help="The sentence model on this computer compares every passage with your codebook. Nothing leaves "
            "it, and nothing becomes a coding before you accept it.",
        )  # fmt: skip


@problems.caught
def begin(project: OpenProject) -> None:
    """Start the job unless one is running for this study."""
    running = _jobs(str(project.folder))
    if NAME not in running:
        running[NAME] = jobs.start(NAME, lambda job: project.suggest(progress=job.progress, stop=job.stopped))


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
