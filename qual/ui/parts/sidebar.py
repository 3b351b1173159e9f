"""The side bar: the study, who codes, and what is wrong with the codebook file."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qual.model.coding import Op
from qual.ui import places, problems, resources, state
from qual.ui.parts import component_data, suggest_job
from qual.ui.widgets import count, plain, shorten
from qual.workflow import reviewing
from qual.workflow.overview import known_coders
from qual.workflow.projects import OpenProject

_INPUT = "qual_coder_input"
_FIELD_KEYS = Path(__file__).resolve().parents[1] / "assets" / "keys.js"
KEYS = {"undo": "Ctrl+Z", "redo": "Ctrl+Shift+Z"}
MOST_KNOWN = 4
LONGEST = 40
OWN_STATUS = (places.TRANSCRIPTS.name, places.REVIEW.name, places.CODEBOOK.name, places.THEMES.name)
OWN_UNDO = (places.TRANSCRIPTS.name, places.REVIEW.name, places.CODEBOOK.name, places.MATRIX.name)


def show(project: OpenProject) -> None:
    """Draw the side bar of an open study."""
    st.markdown(f"**{plain(project.settings.name)}**")
    if project.settings.synthetic:
        st.badge("Synthetic sample", icon=":material/science:", color="orange")
        st.caption("All people and words in this study are invented.")
    _coder(project)
    _back(project)
    _codebook(project)
    if state.get(state.ON_PAGE) not in OWN_STATUS:
        suggest_job.status()
    if resources.may_choose() and st.button("Open another study", icon=":material/folder_open:", type="tertiary"):
        resources.choose(None)
        st.rerun()


def _coder(project: OpenProject) -> None:
    """Ask for the coder's name; a login or project.toml answers first."""
    name = str(st.user.get("name") or st.user.get("email") or "") if st.user.get("is_logged_in", False) else ""
    if name:
        state.put(state.CODER, name)
        st.caption(f"You code as **{plain(name)}**.")
        return
    if state.CODER not in st.session_state:
        state.put(state.CODER, project.settings.coder)
    # Set at every run: after a quick change of page the browser would else send back an empty name.
    st.session_state[_INPUT] = state.coder()
    st.text_input(
        "Your name",
        key=_INPUT,
        on_change=_remember,
        max_chars=80,
        placeholder="Needed before you code",
        help="Every coding and decision is kept with the name of who made it. Two people are two coders.",
    )
    if not state.coder():
        for known in known_coders(project)[:MOST_KNOWN]:
            st.button(
                f"I am {plain(known)}", key=f"qual_i_am_{known}", type="tertiary", on_click=_is, args=(known,)
            )


def _back(project: OpenProject) -> None:
    """Undo and redo, on every page that has none of its own; each says what it would take back."""
    coder = state.coder()
    if not coder or state.get(state.ON_PAGE) in OWN_UNDO:
        return
    guard_fields()
    past = reviewing.history(project, coder, most=1)
    for act, strokes, icon in (("undo", past.done, "undo"), ("redo", past.undone, "redo")):
        for stroke in strokes[:1]:
            what = plain(shorten(component_data.label(project.codebook.book, stroke), LONGEST))
            # The key names the stroke, so that a second quick click meets a new button and takes back nothing else.
            st.button(
                f"{act.capitalize()}: {what}", icon=f":material/{icon}:", type="tertiary",
                key=f"qual_{act}_{stroke.op}", on_click=take_back, args=(act, stroke.op, coder), shortcut=KEYS[act],
            )  # fmt: skip


def guard_fields() -> None:
    """Keep the keys of undo and redo away from a field in which somebody types."""
    st.html(f"<script>{_FIELD_KEYS.read_text('utf-8')}</script>", unsafe_allow_javascript=True, width="content")


@problems.caught
def take_back(act: str, stroke: str, coder: str) -> None:
    """Undo or redo a stroke, as a button's callback; what came of it is told."""
    seen = f"{act} {stroke}"
    answer = reviewing.apply(resources.project(), [Op(state.op_id(seen), act, coder, target=stroke)])[0]
    state.spend(seen)
    if answer.refusal:
        problems.tell("warning", answer.refusal)
    elif answer.note:
        problems.tell("info", answer.note)


def _remember() -> None:
    state.put(state.CODER, str(st.session_state.get(_INPUT, "")).strip())


def _is(known: str) -> None:
    state.put(state.CODER, known)
    st.session_state[_INPUT] = known


def _codebook(project: OpenProject) -> None:
    found = project.codebook
    if not found.problems:
        return
    if not found.in_file:
        st.error("The codebook file cannot be read. The last good version stays in force until it is mended.")
    with st.expander(f"{count(len(found.problems), 'problem')} in the codebook file", icon=":material/warning:"):
        problems.show(found.problems)
