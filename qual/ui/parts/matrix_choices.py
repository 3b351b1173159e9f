"""Choices on the page of the matrix; each outlives a change of page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from qual.ui import problems, state
from qual.ui.widgets import role_name
from qual.workflow import speaking
from qual.workflow.projects import OpenProject

EVERYBODY = ""


def remembered(label: str, options: Sequence[str], name: str, words: Mapping[str, str], *, width: int = 195) -> str:
    """One of many."""
    key = _ready(options, name)
    st.selectbox(
        label, options, key=key, format_func=lambda one: words.get(one, one), width=width, on_change=_keep,
        args=(name, key),
    )  # fmt: skip
    return str(st.session_state[key])


def one_of(label: str, options: Sequence[str], name: str, words: Mapping[str, str]) -> str:
    """One of a few, all of them in view."""
    key = _ready(options, name)
    st.segmented_control(
        label, options, key=key, format_func=lambda one: words.get(one, one), required=True, on_change=_keep,
        args=(name, key),
    )  # fmt: skip
    return str(st.session_state[key])


def role(project: OpenProject) -> str:
    """Whose rows are shown, EVERYBODY for all."""
    roles = [EVERYBODY, *speaking.data_roles(project)]
    words = {one: role_name(one) if one else "Everybody" for one in roles}
    return remembered("People", roles, state.MATRIX_ROLE, words, width=130)


def role_chosen(project: OpenProject) -> str:
    """The role chosen, EVERYBODY where it is none of this study."""
    chosen = str(state.get(state.MATRIX_ROLE) or EVERYBODY)
    return chosen if chosen in speaking.data_roles(project) else EVERYBODY


def _ready(options: Sequence[str], name: str) -> str:
    """The key of the widget, with what was chosen before set as its value."""
    key, kept = f"{name}-input", state.get(name)
    st.session_state[key] = kept if kept in options else options[0]
    return key


@problems.caught
def _keep(name: str, key: str) -> None:
    state.put(name, st.session_state[key])
