"""Work that goes on while the page stays usable: how far it is, and a way to stop it."""

from __future__ import annotations

import streamlit as st

from qual.ui import problems
from qual.ui.widgets import plain
from qual.workflow.jobs import Job


@st.fragment(run_every=0.5)
def watch(job: Job) -> None:
    """Show a running job; when it has ended, the whole page runs again."""
    if not job.running:
        st.rerun()
    part = job.done / job.total if job.total else 0.0
    far = f" · {job.done:,} of {job.total:,}" if job.total else " …"
    st.progress(min(part, 1.0), text=plain(job.what) + far)
    st.button("Stop", on_click=job.stop, help="What is done so far is kept.")


def failed(job: Job) -> bool:
    """Say why a job failed, if it did."""
    if job.failure:
        problems.tell("error", job.failure)
    return bool(job.failure)
