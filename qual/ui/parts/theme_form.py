"""The form of a theme: its name and what it gathers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from qual.errors import ChangedElsewhere, QualError
from qual.model.codebook import Theme
from qual.ui import problems, resources, state
from qual.ui.parts.code_form import MOVED_ON, typed_text
from qual.workflow import codebooks


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form was opened with; the id is "" for a new theme."""

    base: Theme
    sha256: str


@problems.caught
def prepare(base: Theme, sha256: str) -> None:
    """Open the form afresh, as a button's callback; `show` draws it until it is saved or dismissed."""
    state.next_round("theme-form")
    state.put(state.THEME_FORM, Draft(base, sha256))


def show() -> None:
    """Draw the form while one is open; the last thing on a page."""
    if state.get(state.THEME_FORM) is not None:
        _dialog()


@problems.caught
def _close() -> None:
    state.put(state.THEME_FORM, None)


@st.dialog("Theme", icon=":material/folder:", on_dismiss=_close)
def _dialog() -> None:
    draft, number = state.get(state.THEME_FORM), state.round_of("theme-form")
    with st.form(f"theme-form-{number}", border=False):
        name = st.text_input("Name", draft.base.name, key=f"theme-name-{number}", max_chars=200)
        definition = st.text_area("What it gathers", draft.base.definition, key=f"theme-definition-{number}")
        saved = st.form_submit_button("Save", type="primary", icon=":material/save:")
    if not saved:
        return
    typed = replace(draft.base, name=name.strip(), definition=typed_text(draft.base.definition, definition))
    try:
        said = _save(draft, typed, state.coder())
    except ChangedElsewhere:
        state.put(state.THEME_FORM, replace(draft, sha256=resources.project().codebook.sha256))
        said = MOVED_ON
    except QualError as error:
        said = problems.said(error)
    if said:
        st.error(said)
        return
    problems.tell("success", f"{typed.name} is saved.")
    _close()
    st.rerun()


def _save(draft: Draft, typed: Theme, coder: str) -> str:
    """Write the theme; returns why it cannot be written, "" where it was."""
    project = resources.project()
    book = project.codebook.book
    if not typed.name:
        return "A theme needs a name."
    if any(t.id != typed.id and t.name.casefold() == typed.name.casefold() for t in book.themes):
        return "There is a theme of this name already."
    if not draft.base.id:
        theme = replace(typed, id=codebooks.free_id(typed.name, [t.id for t in book.themes]))
        codebooks.add_theme(project, theme, coder=coder, expected=draft.sha256)
        return ""
    now = book.theme(draft.base.id)
    if now is None:
        return "This theme is not in the file any more."
    mine = {
        name: getattr(typed, name)
        for name in ("name", "definition")
        if getattr(typed, name) != getattr(draft.base, name)
    }
    if replace(now, **mine) != now:
        codebooks.save_theme(project, replace(now, **mine), coder=coder, expected=draft.sha256)
    return ""
