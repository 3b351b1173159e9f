"""Passages by what they mean: an answer at once where the model has read them, else the reading of them first."""

from __future__ import annotations

import streamlit as st

from qual.model.span import Span
from qual.ui import problems
from qual.ui.parts import working
from qual.ui.parts.find_ask import Asked
from qual.ui.widgets import count
from qual.workflow import finding, jobs
from qual.workflow.found import Findings, Where
from qual.workflow.projects import OpenProject

NAME = "Reading passages"
AT_ONCE = 40
"""Passages that are read while one waits, about a second's work."""
HELP = "The sentence model on this computer reads every passage once. Nothing leaves it, and what is read is kept."


def answer(project: OpenProject, asked: Asked) -> Findings | None:
    """What was found, or None while the passages have to be read first: the page then says so."""
    working_now = _jobs(str(project.folder))
    job = working_now.get(NAME)
    if job is not None and job.running:
        working.watch(job)
        return None
    if job is not None and working_now.pop(NAME, None) is job:
        working.failed(job)
    missing = finding.unmade(project, where=asked.where)
    if missing > AT_ONCE:
        _offer(project, asked, missing)
        return None
    with st.spinner("Comparing passages …"):
        return _like(project, asked)


def _offer(project: OpenProject, asked: Asked, missing: int) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="find-read-first"):
        st.markdown(
            f"The sentence model has not read {count(missing, 'passage')} yet. Then meanings can be compared.",
            width="stretch",
        )
        st.button(
            "Read them now", icon=":material/auto_stories:", type="primary", key="find-read", on_click=begin,
            args=(project, asked.where), help=HELP,
        )  # fmt: skip


@problems.caught
def begin(project: OpenProject, where: Where) -> None:
    """Start the reading unless it goes on for this study."""
    working_now = _jobs(str(project.folder))
    if NAME not in working_now:
        working_now[NAME] = jobs.start(
            NAME, lambda job: finding.read(project, where=where, progress=job.progress, stop=job.stopped)
        )


def _like(project: OpenProject, asked: Asked) -> Findings:
    if asked.like is None:
        return project.like(asked.words, where=asked.where)
    transcript, start, end = asked.like
    return project.like(transcript=transcript, span=Span(start, end), where=asked.where)


@st.cache_resource(show_spinner=False)
def _jobs(folder: str) -> dict[str, jobs.Job]:  # noqa: ARG001 - the key: one set of jobs per study
    return {}
