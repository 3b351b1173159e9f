"""Making suggestions, as work in the background: one job per study, whoever looks at it.

Once there are suggestions they are made again by themselves where `workflow.refreshing` finds it due, unless the
study's settings say otherwise. Whoever stops that is not overruled: it waits for a word, or for another change.
"""

from __future__ import annotations

import threading
from typing import Literal

import streamlit as st

from qual.errors import QualError
from qual.ui import problems, resources
from qual.ui.widgets import count, plain
from qual.workflow import jobs, preferences, refreshing, suggesting
from qual.workflow.projects import OpenProject
from qual.workflow.refreshing import DECISIONS, ENOUGH, REST, Behind
from qual.workflow.suggesting import SuggestReport

EVERY, LOOK = 0.5, 2
"""Seconds between two looks at a job, and at whether one is due."""
NAME, AGAIN = "Making suggestions", "Refreshing suggestions"
HELP = (
    "The sentence model on this computer compares every passage with your codebook and your decisions. "
    "Nothing leaves it, and nothing becomes a coding before you accept it."
)
WAITS = f"It refreshes by itself after {ENOUGH} decisions, or when nothing was decided for {REST:.0f} seconds."
NAMED = {
    "program": "qual updated",
    "model": "model changed",
    "codebook": "codebook changed",
    "segments": "transcripts or speakers changed",
}
"""What changed, in as few words as a line above the page has room for."""
_ONE = threading.Lock()


def show(project: OpenProject) -> None:
    """A running job with its progress, or why suggestions should be made (again), with a button; else nothing."""
    keep_fresh(project)
    if running(project):
        _watch(project)
        return
    reason = why(project)
    if reason:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="suggest-offer"):
            st.markdown(plain(reason), width="stretch")
            _button(project, kind="secondary" if suggesting.made_at(project) else "primary")


@st.fragment(run_every=LOOK)
def status() -> None:
    """One line: how far a job is, or what suggestions do not know of yet; nothing where they are current."""
    project = resources.project()  # anew at every look: its settings may name another model by now
    job = _finished(project)
    if job is not None:
        _tell(job)
        st.rerun()
    keep_fresh(project)
    with st.container(horizontal=True, vertical_alignment="center", key="suggest-status"):
        job = _jobs(str(project.folder)).get(NAME)
        if job is not None and job.running:
            _line(project, job)
        else:
            _lag(project)


def keep_fresh(project: OpenProject) -> None:
    """Start the job where suggestions are behind and it is time."""
    if running(project) or not preferences.refreshes(project):
        return
    found = _behind(project)
    if (
        found is not None
        and refreshing.due(found)
        and _token(project, found) != _halted(str(project.folder)).get(NAME)
    ):
        _start(project, by_itself=True)


def running(project: OpenProject) -> bool:
    """Whether suggestions are being made just now."""
    job = _jobs(str(project.folder)).get(NAME)
    return job is not None and job.running


def why(project: OpenProject) -> str:
    """Why suggestions should be made (again), "" where they are current or there is no code."""
    if not any(code.offered for code in project.codebook.book.codes):
        return ""
    found = refreshing.behind(project)
    return found.why if found.made else suggesting.stale(project)


@problems.caught
def begin(project: OpenProject) -> None:
    """Start the job, as a person asked, unless one is running for this study."""
    _halted(str(project.folder)).pop(NAME, None)
    _start(project, by_itself=False)


def _start(project: OpenProject, *, by_itself: bool) -> None:
    working = _jobs(str(project.folder))
    with _ONE:
        if NAME not in working or not working[NAME].running:
            what = AGAIN if by_itself else NAME
            working[NAME] = jobs.start(what, lambda job: project.suggest(progress=job.progress, stop=job.stopped))


def _behind(project: OpenProject) -> Behind | None:
    """What suggestions do not know of; None where that cannot be told: the page itself says what is wrong."""
    try:
        usable = any(code.offered for code in project.codebook.book.codes)
        return refreshing.behind(project) if usable else None
    except QualError:
        return None


def _short(found: Behind) -> str:
    if set(found.changed) == {DECISIONS}:
        return f"{count(found.decisions, 'act')} not learned from yet"
    return f"{', '.join(NAMED[one] for one in found.changed if one in NAMED)} since".capitalize()


def _long(project: OpenProject, found: Behind) -> str:
    if not preferences.refreshes(project):
        then = "Refreshing by itself is switched off under Settings."
    elif NAME in _halted(str(project.folder)):
        then = "Refreshing was stopped; it waits for your word."
    else:
        then = WAITS
    return f"{found.why} {then} Decisions stay as they are. {HELP}"


def _button(project: OpenProject, *, kind: Literal["primary", "secondary", "tertiary"]) -> None:
    label = "Refresh suggestions" if suggesting.made_at(project) else "Make suggestions"
    if kind == "tertiary":
        label = "Refresh now"
    st.button(
        label, icon=":material/auto_awesome:", type=kind, key="suggest-start", on_click=begin, args=(project,),
        help=HELP,
    )  # fmt: skip


def _line(project: OpenProject, job: jobs.Job) -> None:
    """The running job in one line, so that nothing below it moves."""
    part = f"{job.done:,} of {count(job.total, 'text')}" if job.done < job.total else "learning"
    st.markdown(f":small[:material/progress_activity: {job.what}: {part} …]", width="content")
    _stop_button(project, job, kind="tertiary")


def _lag(project: OpenProject) -> None:
    """What suggestions do not know of yet, in one line."""
    found = _behind(project)
    if found is not None and found.why:
        said = f":small[:material/history: {plain(_short(found))}]"
        st.markdown(said, width="content", help=_long(project, found))
        _button(project, kind="tertiary")


def _stop_button(project: OpenProject, job: jobs.Job, *, kind: Literal["secondary", "tertiary"]) -> None:
    st.button(
        "Stop", icon=":material/stop_circle:", type=kind, key="suggest-stop", on_click=_stop, args=(project, job),
        help="What is read so far is kept, so that the next start goes on from there. The suggestions stay as they "
        "were until all is done.",
    )  # fmt: skip


@problems.caught
def _stop(project: OpenProject, job: jobs.Job) -> None:
    job.stop()
    _halt(project)


def _halt(project: OpenProject) -> None:
    """What is behind now is not caught up with by itself."""
    found = _behind(project)
    if found is not None:
        _halted(str(project.folder))[NAME] = _token(project, found)


def _token(project: OpenProject, found: Behind) -> str:
    settings = project.settings
    return f"{sorted(found.changed)} {project.codebook.sha256} {settings.model} {settings.precision}"


@st.fragment(run_every=EVERY)
def _watch(project: OpenProject) -> None:
    """Show how far the job is; when it has ended, say so and let the page come anew."""
    job = _jobs(str(project.folder)).get(NAME)
    if job is None or not job.running:
        ended = _finished(project)
        if ended is not None:
            _tell(ended)
        st.rerun()
    with st.container(border=True):
        done = f"{job.done:,} of {count(job.total, 'text')} read" if job.total else "loading the sentence model …"
        st.progress(min(job.done / job.total, 1.0) if job.total else 0.0, text=f"{job.what}: {done}")
        _stop_button(project, job, kind="secondary")


def _finished(project: OpenProject) -> jobs.Job | None:
    """The job that has ended, once; one that failed is not tried again by itself."""
    working = _jobs(str(project.folder))
    with _ONE:
        job = working.get(NAME)
        if job is None or job.running:
            return None
        del working[NAME]
    if job.failure:
        _halt(project)
    return job


def _tell(job: jobs.Job) -> None:
    """What became of it; of one that nobody had asked for, only what went wrong: a message would move the page."""
    report = job.result
    if job.failure:
        problems.tell("error", job.failure)
    elif isinstance(report, SuggestReport) and job.what != AGAIN:
        if report.stopped:
            problems.tell("info", "Stopped. The suggestions are as they were; what was read is kept for next time.")
        else:
            made = f"{count(report.suggestions, 'suggestion')} for {count(report.segments, 'passage')}."
            problems.tell("success", " ".join([made, *report.notes]))


@st.cache_resource(show_spinner=False)
def _jobs(folder: str) -> dict[str, jobs.Job]:  # noqa: ARG001 - the key: one set of jobs per study
    return {}


@st.cache_resource(show_spinner=False)
def _halted(folder: str) -> dict[str, str]:  # noqa: ARG001 - as above
    return {}
