"""First run, or another study: the sample, a new study, or one that is there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qual.errors import Refused
from qual.ui import problems, resources, state
from qual.ui.parts import working
from qual.ui.widgets import plain, title
from qual.workflow import codebook_exchange as exchange
from qual.workflow import jobs, projects
from qual.workflow.demo import demo
from qual.workflow.jobs import Job

JOB = "qual_sample_job"
SAMPLE_FOLDER = "qual-sample"
NONE, SHIPPED, STUDY, FILE = "None", "The shipped one", "Another study's", "A file"
BEGINNINGS = {
    NONE: "Codes are made while reading: select words, type a name.",
    SHIPPED: "Treatment-resistant depression, 22 codes in 7 themes.",
    STUDY: "A copy; the other study stays as it is.",
    FILE: "A table, a list of names, an outline, .qdc or .yaml.",
}
"""Codebooks a study can begin with, and what is said of each."""


def show() -> None:
    """Draw the page."""
    title("Code interviews, decide yourself", "Suggestions are made on this computer. Nothing leaves it.")
    if not resources.may_choose():
        st.info("Ask whoever runs this server to start it with the folder of your study: `qual app --project DIR`.")
        return
    job: Job | None = state.get(JOB)
    if job is not None:
        _sample_in_work(job)
        return
    first, second, third = st.columns(3, gap="medium")
    with first.container(border=True, height="stretch"), problems.guarded():
        _sample()
    with second.container(border=True, height="stretch"), problems.guarded():
        _new()
    with third.container(border=True, height="stretch"), problems.guarded():
        _existing()


def _sample() -> None:
    st.subheader("Look around", anchor=False)
    st.write(
        "Fourteen invented interviews about treatment-resistant depression, partly coded. Break what you like."
    )
    place = Path.cwd() / SAMPLE_FOLDER
    if st.button("Open the sample study", type="primary", width="stretch"):
        state.put(JOB, jobs.start("Building the sample study", lambda job: _build(job, place)))
        st.rerun()
    st.caption(f"In {plain(place)}")


def _build(job: Job, place: Path) -> str:
    def progress(done: int, total: int) -> None:
        job.progress(done, total)
        if job.stopped():
            raise Refused("Building the sample study", "you stopped it", hint="Open it again to go on from there.")

    demo(place, progress=progress).close()
    return str(place)


def _sample_in_work(job: Job) -> None:
    if job.running:
        st.write(
            "The sample study is being built: fourteen interviews are read, cut, and compared with its codebook. "
            "It takes a minute or two."
        )
        working.watch(job)
        return
    state.put(JOB, None)
    if not working.failed(job):
        resources.choose(Path(str(job.result)))
    st.rerun()


def _new() -> None:
    st.subheader("Start a study", anchor=False)
    name = st.text_input("Name of the study", placeholder="Living with …", max_chars=120, key="qual_new_name")
    folder = st.text_input(
        "Folder", value=str(Path.cwd() / "my-study"), help="A new or an empty folder.", key="qual_new_folder"
    )
    chosen = st.radio(
        "Codebook", list(BEGINNINGS), captions=list(BEGINNINGS.values()), key="qual_new_codebook",
        help="Whatever you choose, codes can be made, changed and brought in at any time.",
    )  # fmt: skip
    codebook, missing = _codebook(chosen)
    if st.button("Make the study", width="stretch", disabled=missing, key="qual_new_make"):
        place = Path(folder.strip()).expanduser()
        projects.create(place, codebook=codebook, name=name.strip() or place.name).close()
        resources.choose(place)
        st.rerun()


def _codebook(chosen: str) -> tuple[str | tuple[bytes, str] | None, bool]:
    """What the study begins with, and whether it has still to be named."""
    if chosen == SHIPPED:
        return exchange.SAMPLE, False
    if chosen == STUDY:
        near = {str(path): path.name for path in exchange.studies_near(Path.cwd() / "here")}
        other = st.selectbox(
            "Folder of the other study", list(near), index=None, key="qual_new_study", accept_new_options=True,
            format_func=lambda one: near.get(one, one), placeholder="Choose one, or type its folder",
        )  # fmt: skip
        return (other.strip() if other else None), not other
    if chosen == FILE:
        file = st.file_uploader("Codebook file", key="qual_new_file", label_visibility="collapsed")
        return (file.getvalue(), file.name) if file else None, file is None
    return None, False


def _existing() -> None:
    st.subheader("Go on with a study", anchor=False)
    near = sorted(path.parent for path in Path.cwd().glob(f"*/{projects.PROJECT_FILE}"))
    for place in near[:8]:
        if st.button(plain(place.name), key=f"open {place}", width="stretch", icon=":material/folder:"):
            resources.choose(place)
            st.rerun()
    if not near:
        st.caption(f"There is no study in {plain(Path.cwd())}.")
    with st.form("qual_open", border=False):
        folder = st.text_input("Folder of the study", placeholder="/home/ada/interviews")
        wanted = st.form_submit_button("Open it", width="stretch")
    if wanted and folder.strip():
        place = Path(folder.strip()).expanduser()
        if resources.is_project(place):
            resources.choose(place)
            st.rerun()
        st.error(f"There is no study in {plain(place)}: it has no {projects.PROJECT_FILE}.")


show()
