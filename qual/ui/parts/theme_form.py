"""The form of a theme: its name and what it gathers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from qual.errors import QualError
from qual.model.codebook import Codebook, Theme
from qual.model.ids import new_id
from qual.model.surgery import Surgery
from qual.ui import problems, resources, state
from qual.ui.parts import codebook_clash, codebook_undo
from qual.ui.parts.code_form import LONGEST_WHY, typed_text
from qual.workflow import codebooks, curating, planning
from qual.workflow.projects import OpenProject

if TYPE_CHECKING:
    from qual.workflow.planning import Conflict


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form was opened with.

    Attributes:
        base: the theme as it was; its id is "" for a new one.
        book: the codebook the change is planned on: as it was when the form was opened, or when a clash was shown.
        op: id of the act that saving will be.
        clash: the fields that somebody else changed as well.
    """

    base: Theme
    book: Codebook
    op: str
    clash: tuple[Conflict, ...] = ()


@problems.caught
def prepare(base: Theme) -> None:
    """Open the form afresh, as a button's callback; `show` draws it until it is saved or dismissed."""
    state.next_round("theme-form")
    codebook_undo.forget()
    book = resources.project().codebook.book
    now = book.theme(base.id) if base.id else None
    state.put(state.THEME_FORM, Draft(now or base, book, new_id()))


def is_open() -> bool:
    """Whether the form is to be drawn."""
    return state.get(state.THEME_FORM) is not None


def show() -> None:
    """Draw the form while one is open; the last thing on a page."""
    if is_open():
        _dialog()


@problems.caught
def _close() -> None:
    state.put(state.THEME_FORM, None)


@st.dialog("Theme", icon=":material/folder:", on_dismiss=_close)
def _dialog() -> None:
    draft, number, why = state.get(state.THEME_FORM), state.round_of("theme-form"), ""
    if draft is None:
        return
    with st.form(f"theme-form-{number}", border=False):
        name = st.text_input("Name", draft.base.name, key=f"theme-name-{number}", max_chars=200)
        definition = st.text_area("What it gathers", draft.base.definition, key=f"theme-definition-{number}")
        if draft.base.id:
            why = st.text_input("Why (kept in the record)", key=f"theme-why-{number}", max_chars=LONGEST_WHY)
        saved = st.form_submit_button("Save", type="primary", icon=":material/save:")
    if saved:
        typed = replace(draft.base, name=name.strip(), definition=typed_text(draft.base.definition, definition))
        _saved(resources.project(), draft, typed, why)
    elif draft.clash:
        codebook_clash.show(draft.clash, draft.book)


def _saved(project: OpenProject, draft: Draft, typed: Theme, why: str) -> None:
    """Save what was typed, or say why not."""
    now = project.codebook.book
    why_not = _unfit(now, draft, typed)
    if why_not:
        st.error(why_not)
        return
    try:
        plan = _plan(draft, typed)
        clash = planning.conflicts(plan, now)
        if clash:
            state.put(state.THEME_FORM, replace(draft, book=now, clash=clash))
            st.rerun()
        done = curating.perform(project, plan, coder=state.coder(), why=why, op=draft.op)
    except QualError as error:
        st.error(problems.said(error))
        return
    codebook_undo.tell(done, f"“{typed.name}” is saved.")
    _close()
    st.rerun()


def _plan(draft: Draft, typed: Theme) -> Surgery:
    if not draft.base.id:
        own = codebooks.free_id(typed.name, (theme.id for theme in draft.book.themes))
        return planning.add_theme(draft.book, replace(typed, id=own))
    names = ("name", "definition")
    mine = {name: getattr(typed, name) for name in names if getattr(typed, name) != getattr(draft.base, name)}
    return planning.set_theme(draft.book, replace(planning.theme_of(draft.book, draft.base.id), **mine))


def _unfit(now: Codebook, draft: Draft, typed: Theme) -> str:
    """Why it cannot be saved as typed, or ""."""
    if not typed.name:
        return "A theme needs a name."
    if any(t.id != typed.id and t.name.casefold() == typed.name.casefold() for t in now.themes):
        return "There is a theme of this name already."
    if draft.base.id and now.theme(draft.base.id) is None:
        return "This theme is not in the file any more."
    return ""
