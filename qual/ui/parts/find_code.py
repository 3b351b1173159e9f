"""Codes on passages that were found: on one, or on several at once after a look at all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.model.coding import Op
from qual.ui import problems, resources, state
from qual.ui.parts import find_ask
from qual.ui.widgets import code_name, code_select, count, need_coder, plain, quote
from qual.workflow import reviewing
from qual.workflow.found import Passage
from qual.workflow.projects import OpenProject

ROUND = "find-code"
UNDO = "“Undo” in the side bar takes it back."


def tick(passage: Passage) -> None:
    """A box that ticks a passage; what is ticked stays so when the page changes."""
    key = f"find-tick-{passage.id}"
    st.session_state[key] = passage.id in _ticked()
    label = f"Tick this passage of {who(passage)}"
    st.checkbox(label, key=key, on_change=_tick, args=(passage.id, key), label_visibility="collapsed")


def say() -> None:
    """Say once what was coded; a callback of the dialog could not draw it itself."""
    for sentence in state.get(state.FIND_SAID) or ():
        st.toast(plain(sentence))
    state.put(state.FIND_SAID, None)


def who(passage: Passage) -> str:
    """Who said a passage, and where, such as "P02, turn 50"."""
    name = passage.participant or passage.speaker or "–"
    return f"{', '.join(dict.fromkeys((name, passage.transcript)))}, turn {passage.turn + 1}"


def several(project: OpenProject, passages: Sequence[Passage]) -> None:
    """What can be done with the passages that are ticked; only those on screen count."""
    ticked = [passage for passage in passages if passage.id in _ticked()]
    with st.container(horizontal=True, vertical_alignment="center", key="find-several"):
        every = len(ticked) == len(passages)
        st.button(
            "Tick none" if every else f"Tick all {len(passages)} shown", type="tertiary",
            icon=":material/check_box_outline_blank:" if every else ":material/check_box:", key="find-tick-all",
            on_click=state.put, args=(state.FIND_CHOSEN, set() if every else {p.id for p in passages}),
        )  # fmt: skip
        if not ticked:
            return
        st.markdown(f"**{len(ticked)} ticked**", width="content")
        with st.container(width=300):
            code = code_select(
                "Code for the ticked passages", project.codebook.book, key=f"find-several-{state.round_of(ROUND)}",
                labelled=False,
            )  # fmt: skip
        looked = st.button(
            "Look at them and code …", icon=":material/label:", key="find-several-look", disabled=not code
        )
    if looked and code:
        _dialog(ticked, code)


@st.dialog("Code these passages?", width="large", icon=":material/label:")
def _dialog(passages: Sequence[Passage], chosen: str) -> None:
    project = resources.project()
    name = code_name(project.codebook.book, chosen)
    st.markdown(
        f"**{plain(name)}** goes on {count(len(passages), 'whole passage')}. One undo takes all of it back."
    )
    coder = need_coder()
    if st.button(
        f"Code {count(len(passages), 'passage')}", type="primary", icon=":material/label:", disabled=not coder,
        key="find-several-code", on_click=_code_ticked, args=(passages, chosen),
    ):  # fmt: skip
        st.rerun()
    with st.container(height=420, border=False):
        for passage in passages:
            there = " · has this code already" if chosen in passage.codes else ""
            quote(passage.text, f"{who(passage)}{there}")


def _code_ticked(passages: Sequence[Passage], chosen: str) -> None:
    code(passages, chosen)
    state.put(state.FIND_CHOSEN, set())


@problems.caught
def code(passages: Sequence[Passage], chosen: str) -> None:
    """Put a code on these passages, in one stroke; the same click twice is one act.

    It is blind: this page shows no suggestion.
    """
    project = resources.project()
    seen = f"find:{chosen}:{' '.join(passage.id for passage in passages)}"
    stroke = state.op_id(seen)
    ops = [
        Op(
            id=f"{stroke}.{number}" if number else stroke, act="code", coder=state.coder(),
            transcript=passage.transcript, span=passage.span, code=chosen, quote=passage.text, blind=True,
        )
        for number, passage in enumerate(passages)
    ]  # fmt: skip
    answers = reviewing.apply(project, ops)
    for refusal in dict.fromkeys(answer.refusal for answer in answers if answer.refusal):
        problems.tell("warning", refusal)
    state.spend(seen)
    state.next_round(ROUND)
    done = sum(not answer.refusal and not answer.unchanged for answer in answers)
    stood = sum(answer.unchanged for answer in answers)
    name = code_name(project.codebook.book, chosen)
    said = [f"{count(done, 'passage')} coded as “{name}”. {UNDO}"] if done else []
    said += [f"{count(stood, 'passage')} had the code “{name}” from you already."] if stood else []
    state.put(state.FIND_SAID, said)


def like(passage: Passage) -> None:
    """Look for passages like this one."""
    state.put(state.LIKE, (passage.transcript, passage.span.start, passage.span.end))
    find_ask.afresh()


def _ticked() -> set[str]:
    return state.get(state.FIND_CHOSEN) or set()


def _tick(passage: str, key: str) -> None:
    ticked = _ticked()
    state.put(state.FIND_CHOSEN, ticked | {passage} if st.session_state[key] else ticked - {passage})
