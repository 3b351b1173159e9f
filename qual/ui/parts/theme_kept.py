"""What was made of the study for the themes page, kept while the study stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from qual.ui import state
from qual.workflow.projects import OpenProject

T = TypeVar("T")


def made(project: OpenProject, key: str, said: str, make: Callable[[], T], *, of: str = "") -> T:
    """What was made of the study as it is; made again only when something in the study has changed.

    Args:
        project: the study.
        key: name in `qual.ui.state`.
        said: what is shown meanwhile.
        make: makes it.
        of: what in the study it is about, such as a code; made again for another one.
    """
    made_of = (*state_of(project), of)
    kept: tuple[tuple[str, int, str, str], T] | None = state.get(key)
    if kept is None or kept[0] != made_of:
        with st.spinner(said):
            kept = (made_of, make())
        state.put(key, kept)
    return kept[1]


def state_of(project: OpenProject) -> tuple[str, int, str]:
    """What changes whenever something in the study does."""
    return str(project.folder), project.store.revision(), project.codebook.sha256
