"""First run, or another study: the sample, a new study, or one that is there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qual.errors import Refused
from qual.ui import problems, resources, state
from qual.ui.parts import working
from qual.ui.widgets import plain, title
from qual.workflow import jobs, projects
from qual.workflow.demo import demo
from qual.workflow.jobs import Job

JOB = "qual_sample_job"
SAMPLE_FOLDER = "qual-sample"


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
    with st.form("qual_new", border=False):
        name = st.text_input("Name of the study", placeholder="Living with …", max_chars=120)
        folder = st.text_input("Folder", value=str(Path.cwd() / "my-study"), help="A new or an empty folder.")
        codebook = st.file_uploader(
            "Codebook, if you have one", type=["yaml", "yml"], help="Codes can also be written later."
        )
        wanted = st.form_submit_button("Make the study", width="stretch")
    if wanted:
        place = Path(folder.strip()).expanduser()
        made = projects.create(place, name=name.strip() or place.name)
        with made:
            if codebook is not None:
                made.codebook_file.write_bytes(codebook.getvalue())
        resources.choose(place)
        st.rerun()


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
