"""Notices what others do: a look every two seconds at a number that grows with every change of the study."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from qual.errors import QualError
from qual.ui import resources, state
from qual.workflow.projects import OpenProject

SECONDS = 2


@contextmanager
def drawn(project: OpenProject) -> Iterator[None]:
    """What the block draws is on screen as the study stood when the block began.

    A change while it is read may or may not be in it, and a block that another run cuts short has drawn nothing:
    both are then drawn again. A block that fails is not, or its message would flicker.
    """
    began = _now(project)
    try:
        yield
    except Exception:
        state.put(state.REVISION, began)
        raise
    state.put(state.REVISION, began)


@st.fragment(run_every=SECONDS)
def others() -> None:
    """Draw the page again when somebody else, or a job, has changed the study or its codebook."""
    try:
        project = resources.project()
        changed = _now(project) != state.get(state.REVISION)
    except QualError:  # said by the page itself; a look must not disturb
        return
    if changed:
        st.rerun()


def _now(project: OpenProject) -> tuple[int, int]:
    try:
        written = project.codebook_file.stat().st_mtime_ns
    except OSError:
        written = 0
    return project.store.revision(), written
