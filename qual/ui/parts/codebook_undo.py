"""Undo and redo in the head of the codebook page: one key each, saying what they would take back."""

from __future__ import annotations

import streamlit as st

from qual.ui import places, problems, state
from qual.ui.parts import component_data, sidebar
from qual.ui.widgets import plain, shorten
from qual.workflow import reviewing
from qual.workflow.curating import Curated
from qual.workflow.projects import OpenProject

LONGEST = 60


def show(project: OpenProject, coder: str, *, by_key: bool) -> None:
    """Draw both buttons; `by_key` is False while a dialog is open, where the keys belong to its fields."""
    if not coder:
        return
    sidebar.guard_fields()
    past = reviewing.history(project, coder, most=1)
    for act, strokes in (("undo", past.done), ("redo", past.undone)):
        for stroke in strokes[:1]:
            what = plain(shorten(component_data.label(project.codebook.book, stroke), LONGEST))
            # The key names the stroke, so that a second quick press meets a new button and takes back nothing else.
            st.button(
                f"{act.capitalize()}: {what}", icon=f":material/{act}:", type="tertiary",
                key=f"qual_{act}_{stroke.op}", on_click=sidebar.take_back, args=(act, stroke.op, coder),
                shortcut=sidebar.KEYS[act] if by_key else None,
            )  # fmt: skip


def tell(done: Curated, words: str) -> None:
    """Remember what was just done, for `last` to say it."""
    if done.event is None:
        problems.tell("info", "It said so already; nothing had to be changed.")
    elif state.get(state.ON_PAGE) == places.CODEBOOK.name:
        state.put(state.CODEBOOK_DONE, (done.op, words))
    else:
        problems.tell("success", words)


def last(project: OpenProject, coder: str) -> None:
    """Say what was just done, with its undo, as long as it is the last thing this person did."""
    known: tuple[str, str] | None = state.get(state.CODEBOOK_DONE)
    if known is None or not coder:
        return
    op, words = known
    done = reviewing.history(project, coder, most=1).done
    if not done or done[0].op != op:
        state.put(state.CODEBOOK_DONE, None)
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="codebook-done"):
        st.markdown(f":material/check: {plain(words)}", width="stretch")
        st.button(
            "Undo", key=f"codebook-done-undo-{op}", icon=":material/undo:",
            on_click=sidebar.take_back, args=("undo", op, coder), help=f"Or {sidebar.KEYS['undo']}.",
        )  # fmt: skip
        st.button(
            "Close", key=f"codebook-done-close-{op}", icon=":material/close:", type="tertiary", on_click=forget,
            help="Put this note away; what was done stays.",
        )  # fmt: skip


@problems.caught
def forget() -> None:
    """Say it no longer."""
    state.put(state.CODEBOOK_DONE, None)
