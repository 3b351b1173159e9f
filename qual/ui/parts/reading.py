"""The reading view: one transcript with its codings, and beside it the means to add, find and remove them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.ui import problems, state
from qual.ui.parts import coding_panel, marked
from qual.ui.widgets import count
from qual.workflow import reader
from qual.workflow.projects import OpenProject
from qual.workflow.reader import Page

CHOICE = "qual_transcript_choice"
READER_HEIGHT = 760
SCROLL = """<script>
let own = false;
for (const act of ["wheel", "pointerdown", "keydown"]) addEventListener(act, () => { own = true; }, {once: true});
const bring = () => {
  const turn = document.querySelector(".qual-target");
  let box = own ? null : turn && turn.parentElement;
  while (box && box.scrollHeight <= box.clientHeight) box = box.parentElement;
  if (box) box.scrollTop += turn.getBoundingClientRect().top - box.getBoundingClientRect().top - 80;
};
for (const wait of [0, 200, 700, 1500]) setTimeout(bring, wait);
</script>"""
"""Our own fixed words: brings the turn that was asked for into sight, again while the page still takes its shape,
until the person moves. No text of a transcript is ever part of a script."""


def show(project: OpenProject, names: Sequence[str]) -> None:
    """Draw the view."""
    name = _choose(names)
    page = reader.page(project, name)
    book = project.codebook.book
    text, panel = st.columns([2.1, 1], gap="medium")
    with panel, problems.guarded():
        shown = coding_panel.show(project, page)
    with text, problems.guarded():
        _facts(page)
        if not page.turns:
            st.info("Nobody speaks in this transcript.")
            return
        at = state.get(state.AT)
        with st.container(height=READER_HEIGHT, border=True, key="qual_reader"):
            st.html(marked.document(page, shown, book, project.roles, at=at))
        if at is not None:
            again = f"<!-- {names.index(name)} {int(at)} -->"  # another place is another script, so that it runs
            st.html(SCROLL + again, unsafe_allow_javascript=True)


def _choose(names: Sequence[str]) -> str:
    """The transcript to read: as linked or as last read, else the first; with one step to the next."""
    wanted = state.get(state.TRANSCRIPT)
    wanted = wanted if wanted in names else names[0]
    state.put(state.TRANSCRIPT, wanted)
    st.session_state[CHOICE] = wanted
    place = list(names).index(wanted)
    choice, before, after = st.columns([4, 1.1, 1], vertical_alignment="bottom")
    choice.selectbox("Transcript", names, key=CHOICE, on_change=_remember)
    for column, label, icon, step in (
        (before, "Previous", ":material/chevron_left:", place - 1),
        (after, "Next", ":material/chevron_right:", place + 1),
    ):
        there = 0 <= step < len(names)
        column.button(
            label,
            icon=icon,
            disabled=not there,
            width="stretch",
            on_click=_open,
            args=(names[step] if there else wanted,),
        )
    return str(wanted)


def _remember() -> None:
    _open(str(st.session_state[CHOICE]))


def _open(name: str) -> None:
    state.put(state.TRANSCRIPT, name)
    state.put(state.AT, None)


def _facts(page: Page) -> None:
    people = {spoken.participant for spoken in page.turns if spoken.participant}
    facts = (
        count(len(page.turns), "turn"),
        count(page.transcript.words, "word"),
        count(len(people), "speaker"),
        count(len(page.codings), "coding"),
    )
    st.caption(" · ".join(facts))
