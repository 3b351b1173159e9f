"""The page that finds passages: what is asked, what was found, and what to do where nothing was."""

from __future__ import annotations

import streamlit as st

from qual.errors import QualError
from qual.model.span import Span
from qual.ui import places, problems, resources, state
from qual.ui.parts import find_ask, find_cards, find_code, find_job
from qual.ui.parts.find_ask import Asked
from qual.ui.widgets import plain, quote, title
from qual.workflow import finding, reader
from qual.workflow.found import FIT, MOST_ALIKE, STUDY, Findings
from qual.workflow.projects import OpenProject

STEP = 20
"""Passages shown at once."""
HOW = """\
| you write | you get passages with |
|---|---|
| `waiting list` | both words, in any form: *waits*, *lists* |
| `"waiting list"` | exactly these words |
| `waiting -list` | the one and not the other |
| `letter OR appointment` | one of the two |
| `appoint*` | words that begin so |
"""
ORDERS = {STUDY: "As in the study", FIT: "What fits best first"}
NO_NUMBER = (
    "The sentence model compares meanings on this computer. Where likeness ends is a matter of degree, so no "
    "number of people is given."
)


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Find", "Passages by the words in them, or by what they mean. They open, and can be coded, from here.")
    if not reader.names(project):
        st.info("There is no transcript yet.")
        if st.button("Add transcripts", type="primary", icon=places.TRANSCRIPTS.icon, key="find-lead"):
            places.go(places.TRANSCRIPTS)
        return
    find_code.say()
    asked = find_ask.show(project)
    try:
        _answer(project, asked)
    except QualError as error:
        st.warning(problems.said(error))


def _answer(project: OpenProject, asked: Asked) -> None:
    """What was found, or what to do first."""
    if asked.like:
        _asked_about(project, asked)
    elif not asked.words.strip():
        if asked.by == state.BY_WORDS:
            st.markdown(HOW)
        else:
            st.caption("Describe in your own words what people may have said: *nobody calls back*.")
        return
    if asked.meaning:
        found = find_job.answer(project, asked)
        if found is None:
            return
    else:
        found = project.find(asked.words, where=asked.where, order=asked.order)
    if not found.passages and not found.memos:
        _nothing(asked)
        return
    _head(found, asked)
    most = int(state.get(state.FIND_SHOWN) or STEP)
    find_cards.show(project, found.passages, most)
    left = len(found.passages) - most
    if left > 0:
        st.button(
            f"Show {min(STEP, left)} more of {left:,}", icon=":material/expand_more:", key="find-more",
            on_click=state.put, args=(state.FIND_SHOWN, most + STEP),
        )  # fmt: skip
    find_cards.memos(project, found.memos)


def _head(found: Findings, asked: Asked) -> None:
    """How much was found, of how many people; and the order, where there is a choice."""
    if asked.meaning:
        most = f"The {MOST_ALIKE} passages that are most alike" if len(found.passages) == MOST_ALIKE else "Passages"
        st.markdown(f"**{most}, the most alike first.**")
        st.caption(NO_NUMBER)
        return
    words, order = st.columns([3, 1], vertical_alignment="center")
    words.markdown(f"**{plain(found.summary)}**")
    if len(found.passages) > 1:
        with order:
            find_ask.choice("Order", state.FIND_ORDER, list(ORDERS), ORDERS.__getitem__)


def _asked_about(project: OpenProject, asked: Asked) -> None:
    """The passage that others are compared with, and the way back."""
    transcript, start, end = asked.like or ("", 0, 1)
    with st.container(border=True, key="find-like"):
        st.markdown("**Passages like this one**")
        quote(finding.words_at(project, transcript, Span(start, end)), transcript)
        st.button(
            "Back to the words" if asked.words else "Leave it", icon=":material/arrow_back:", key="find-unlike",
            on_click=state.put, args=(state.LIKE, None),
        )  # fmt: skip


def _nothing(asked: Asked) -> None:
    """Nothing was found: what else could be tried, with a button for each."""
    if asked.meaning:
        st.info("No passage is like this one. Other passages may still speak of the same thing in another way.")
    else:
        st.info(
            "No passage and no memo holds this. All words must stand in one passage: try fewer words, "
            "or the beginning of one with a star, such as appoint*."
        )
    with st.container(horizontal=True):
        if not asked.meaning:
            st.button(
                "Search by meaning instead", icon=":material/hub:", key="find-by-meaning", on_click=state.put,
                args=(state.FIND_BY, state.BY_MEANING),
            )  # fmt: skip
        if asked.filtered:
            st.button("Clear the filters", icon=":material/filter_alt_off:", key="find-clear-2",
                      on_click=find_ask.clear)  # fmt: skip


def like(transcript: str, span: Span) -> None:
    """Show passages like the one at a place; only in the body of a page."""
    state.put(state.LIKE, (transcript, span.start, span.end))
    places.go(places.FIND)
