"""What a session remembers, each key named once; a widget's own value dies when the page changes, these do not."""

from __future__ import annotations

from typing import Any

import streamlit as st

from qual.model.ids import new_id

FOLDER = "qual_folder"
"""Folder of the open study, "" while the person chooses another one."""
CODER = "qual_coder"
"""Name of the person whose acts these are."""
TRANSCRIPT = "qual_transcript"
"""Id of the transcript last looked at; sidebar links drop query parameters, so it stands here as well."""
AT = "qual_at"
"""Place in that transcript to show, None for its beginning."""
MESSAGES = "qual_messages"
"""Messages to show once, after the next run: (kind, text) pairs."""
OPS = "qual_ops"
"""What is on screen -> the id its act will have, so that a double click or a rerun is carried out once."""
ROUNDS = "qual_rounds"
"""Name -> number; part of a widget's key where the widget must start afresh."""


def get(key: str, default: Any = None) -> Any:  # noqa: ANN401 - session state holds one type per key
    """The remembered value, or the default."""
    return st.session_state.get(key, default)


def put(key: str, value: object) -> None:
    """Remember a value."""
    st.session_state[key] = value


def coder() -> str:
    """Name of the person who codes in this session, "" while nobody has said."""
    return str(get(CODER, "")).strip()


def op_id(seen: str) -> str:
    """The id of the act that a button for `seen` will ask for; the same at every rerun until it is spent."""
    ids: dict[str, str] = st.session_state.setdefault(OPS, {})
    return ids.setdefault(seen, new_id())


def spend(seen: str) -> None:
    """The act for `seen` was answered: the next one for the same thing is another act."""
    st.session_state.setdefault(OPS, {}).pop(seen, None)


def round_of(name: str) -> int:
    """A number for a widget's key; `next_round` gives the widget a fresh start."""
    rounds: dict[str, int] = st.session_state.setdefault(ROUNDS, {})
    return rounds.get(name, 0)


def next_round(name: str) -> None:
    """Let the widgets whose key holds this round start afresh, empty."""
    rounds: dict[str, int] = st.session_state.setdefault(ROUNDS, {})
    rounds[name] = rounds.get(name, 0) + 1
