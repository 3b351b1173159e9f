"""The settings page: a coder's keys, the blind share of the study, and transcripts coded blind; saved at once."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from qual.ui import problems, resources, state
from qual.ui.widgets import count, need_coder, plain, title
from qual.workflow import blinding, preferences
from qual.workflow.preferences import READER, REVIEW, Action
from qual.workflow.projects import OpenProject
from qual.workflow.refreshing import ENOUGH, REST

COLUMNS = 3
SCREENS = {
    (REVIEW,): "Deciding suggestions",
    (READER,): "Reading a transcript",
    (REVIEW, READER): "Both",
}
WHY_BLIND = (
    "Who has seen a suggestion may decide differently. So a share of the passages comes to everybody without "
    "suggestions first. Which ones is drawn by chance, before any suggestion is looked at, and it is the same for "
    "all coders. The page Progress shows how often codes were given with and without suggestions in sight."
)


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Settings", "Saved as soon as you change them.")
    coder = need_coder()
    if not coder:
        return
    st.subheader("Coding blind", anchor=False)
    _share(project, coder)
    _transcripts(project, coder)
    st.subheader("Suggestions", anchor=False)
    _refreshing(project)
    st.subheader("Keys", anchor=False)
    _keys(project, coder)


def _share(project: OpenProject, coder: str) -> None:
    now = blinding.share(project)
    key = "settings-share"
    st.session_state[key] = round(100 * now)
    st.slider(
        "Passages that everybody codes without suggestions first",
        min_value=0, max_value=100, step=1, format="%d %%", key=key, on_change=_set_share, args=(coder, key),
    )  # fmt: skip
    st.caption(WHY_BLIND)
    changed = blinding.changed(project)
    words = "For the whole study. A passage you have already decided on stays as it was."
    st.caption(f"{words} Last changed by {plain(changed[0])} on {changed[1][:10]}." if changed else words)


@problems.caught
def _set_share(coder: str, key: str) -> None:
    blinding.set_share(resources.project(), int(st.session_state[key]) / 100, coder=coder)


def _refreshing(project: OpenProject) -> None:
    key = "settings-refreshes"
    st.session_state[key] = preferences.refreshes(project)
    st.toggle("Refresh suggestions by themselves", key=key, on_change=_set_refreshes, args=(key,))
    st.caption(
        "In the background: soon after codes, model, speakers or transcripts were changed; after "
        f"{ENOUGH} new decisions, or {REST:.0f} seconds after the last one. Decisions stay, and so does the "
        "passage on screen. For the whole study; it is kept as a preference, not in the record."
    )


@problems.caught
def _set_refreshes(key: str) -> None:
    preferences.set_refreshes(resources.project(), on=bool(st.session_state[key]))


def _transcripts(project: OpenProject, coder: str) -> None:
    with project.store.reading() as tables:
        names = [info.id for info in tables.transcripts()]
    if not names:
        return
    blind = blinding.transcripts(project, coder)
    key = "settings-blind-transcripts"
    st.session_state[key] = [name for name in names if name in blind]
    st.multiselect(
        "Transcripts you code blind from end to end", names, key=key, on_change=_set_transcripts, args=(coder, key),
        placeholder="None", help="Only for you: neither the transcript nor the queue shows you suggestions there.",
    )  # fmt: skip


@problems.caught
def _set_transcripts(coder: str, key: str) -> None:
    project = resources.project()
    before, after = blinding.transcripts(project, coder), set(st.session_state[key])
    for name in sorted(before ^ after):
        blinding.set_transcript(project, name, blind=name in after, coder=coder)


def _keys(project: OpenProject, coder: str) -> None:
    """One field for each action; a key that cannot be is kept in its field, with the reason below it."""
    keys = preferences.keys(project, coder)
    st.caption(
        "One letter or sign each, or ArrowLeft or ArrowRight. R, C and digits have other meanings. Press ? where "
        "you code to see them all."
    )
    faults: dict[str, tuple[str, str]] = state.get(state.KEY_FAULTS, {})
    changeable = [action for action in preferences.ACTIONS if not action.fixed]
    for screens, actions in groupby(changeable, key=lambda action: action.screens):
        st.markdown(f"**{SCREENS[screens]}**")
        here = list(actions)
        for first in range(0, len(here), COLUMNS):  # row by row, so that Tab goes as the eye does
            for action, column in zip(here[first : first + COLUMNS], st.columns(COLUMNS), strict=False):
                with column:
                    _key(action, keys[action.id], faults.get(action.id), coder)
    fixed = ", ".join(f"{action.default}: {action.label.lower()}" for action in preferences.ACTIONS if action.fixed)
    changed = sum(keys[action.id] != action.default for action in changeable)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Reset all keys", icon=":material/restart_alt:", key="settings-reset", on_click=_reset, args=(coder,),
            disabled=not changed and not faults,
        )  # fmt: skip
        said = f"{count(changed, 'key')} changed." if changed else "All keys are as they come with qual."
        st.caption(f"{said} Always the same: {fixed}.")


def _key(action: Action, key: str, fault: tuple[str, str] | None, coder: str) -> None:
    name = f"settings-key-{action.id}"
    st.session_state[name] = fault[0] if fault else key
    st.text_input(action.label, key=name, max_chars=10, on_change=_set_key, args=(action.id, name, coder))
    if fault:
        st.error(f"{plain(fault[1])} It is still {plain(key)}.", icon=":material/error:")


@problems.caught
def _set_key(action: str, name: str, coder: str) -> None:
    typed = str(st.session_state[name])
    faults = {one: said for one, said in state.get(state.KEY_FAULTS, {}).items() if one != action}
    project = resources.project()
    why = preferences.fault(preferences.keys(project, coder), action, preferences.spelled(typed))
    if why:
        faults[action] = (typed, why)
    else:
        preferences.set_key(project, coder, action, typed)
    state.put(state.KEY_FAULTS, faults)


@problems.caught
def _reset(coder: str) -> None:
    preferences.reset_keys(resources.project(), coder)
    state.put(state.KEY_FAULTS, {})
