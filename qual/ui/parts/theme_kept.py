"""What was made of the study for the themes page, kept while the study stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from qual.ui import state
from qual.workflow.projects import OpenProject

T = TypeVar("T")


def made(project: OpenProject, key: str, said: str, make: Callable[[], T]) -> T:
    """What was made of the study as it is; made again only when something in the study has changed."""
    made_of = (str(project.folder), project.store.revision(), project.codebook.sha256)
    kept: tuple[tuple[str, int, str], T] | None = state.get(key)
    if kept is None or kept[0] != made_of:
        with st.spinner(said):
            kept = (made_of, make())
        state.put(key, kept)
    return kept[1]
