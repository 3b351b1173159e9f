"""What analysts noted about a theme: one's own in a field that saves itself, the others' signed."""

from __future__ import annotations

import streamlit as st

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.summary import Summary
from qual.ui import problems, resources, state
from qual.ui.parts.memos import LONGEST, plain_lines
from qual.ui.parts.reader_data import when
from qual.ui.widgets import plain
from qual.workflow import memos, reviewing


def show(found: Summary) -> None:
    """Draw the memos of a theme."""
    coder = state.coder()
    own = [memo for memo in found.memos if memo.coder == coder][-1:]
    st.html("<div class='qual-summary'><h3>Analysts’ memos</h3></div>")
    for memo in found.memos:
        if memo not in own:
            st.markdown(plain_lines(memo.text))
            st.caption(f"{plain(memo.coder)} · {when(memo.created)}")
    if not coder:
        if not found.memos:
            st.caption("Nobody has written one. Write your name in the side bar to add yours.")
        return
    key = f"summary-memo-{found.theme}-{coder}"
    saved: dict[str, str] = state.get(state.SUMMARY_MEMO, {})
    text = own[0].text if own else ""
    if key not in st.session_state or saved.get(key) != text:
        st.session_state[key] = text
        state.put(state.SUMMARY_MEMO, {**saved, key: text})
    st.text_area(
        f"Your memo, {coder}", key=key, max_chars=LONGEST, height=120, on_change=_save,
        args=(found.theme, key, coder),
        placeholder="What you make of this theme. It stands in the reports, with your name.",
        help="It is saved when you leave the field.",
    )  # fmt: skip
    if own:
        st.caption(f"Saved {when(own[0].created)}.")


@problems.caught
def _save(theme: str, key: str, coder: str) -> None:
    project = resources.project()
    words = str(st.session_state.get(key) or "").strip()
    own = [memo.id for memo in memos.listing(project, about="theme", target=theme, coder=coder)][-1:]
    if not words and not own:
        return
    op = Op(new_id(), "memo", coder, about="theme", target=theme, memo=words, replaces=own[0] if own else "")
    (answer,) = reviewing.apply(project, [op])
    if answer.refusal:
        problems.tell("error", answer.refusal)
        return
    state.put(state.SUMMARY_MEMO, {**state.get(state.SUMMARY_MEMO, {}), key: words})
