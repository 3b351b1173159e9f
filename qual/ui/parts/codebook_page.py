"""The codebook page: its head with views, undo and redo, what was changed outside qual, and the view chosen."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qual.ui import problems, resources, state
from qual.ui.parts import (
    codebook_outside,
    codebook_start,
    codebook_tree,
    codebook_undo,
    split_board,
    suggest_job,
    watching,
)
from qual.ui.widgets import count, need_coder, plain, title
from qual.workflow.projects import OpenProject

CODES = "codes"
_CHOICE = "codebook-view"


def _codes(project: OpenProject, *, editable: bool) -> None:
    if project.codebook.book.codes or project.codebook.book.themes:
        codebook_tree.show(project, editable=editable)
    if not project.codebook.book.codes and project.codebook.in_file:
        codebook_start.show(project, editable=editable)


def _versions(project: OpenProject, *, editable: bool) -> None:  # noqa: ARG001 - as every view is called
    from qual.ui.parts import codebook_versions

    codebook_versions.show(project)


def _consistency(project: OpenProject, *, editable: bool) -> None:  # noqa: ARG001 - as every view is called
    from qual.ui.parts import consistency

    consistency.show(project)


def _exchange(project: OpenProject, *, editable: bool) -> None:
    from qual.ui.parts import exchange_view

    exchange_view.show(project, editable=editable)


VIEWS: dict[str, tuple[str, Callable[..., None]]] = {
    "codes": ("Codes", _codes),
    "consistency": ("Consistency", _consistency),
    "versions": ("Versions", _versions),
    "exchange": ("In and out", _exchange),
}
"""Name in the page's address -> what the view is called, and what draws it: (project, editable=…)."""


def show() -> None:
    """Draw the page."""
    project = resources.project()
    if split_board.is_open():
        split_board.show()
        return
    codebook_outside.notice(project)
    with watching.drawn(project):
        _page(project)
    if not codebook_tree.any_open():  # nothing moves under what a person is typing
        watching.others()


def _page(project: OpenProject) -> None:
    view = _head(project)
    found = project.codebook
    with st.container(key="codebook-notes"):  # always there, so that nothing below it is drawn anew when it fills
        codebook_outside.broken(project)
        problems.show(found.problems, "" if not found.in_file else "In the codebook file")
        coder = need_coder()
        codebook_outside.show(project, coder)
        codebook_undo.last(project, coder)
    with st.container(key=f"codebook-{view}"):
        VIEWS[view][1](project, editable=bool(coder) and found.in_file)
    codebook_tree.dialogs()


def _head(project: OpenProject) -> str:
    """The heading with the views beside it; returns the one chosen."""
    book = project.codebook.book
    with st.container(horizontal=True, vertical_alignment="center", key="codebook-head"):
        title("Codebook")
        view = _view()
        if not codebook_tree.any_open():  # as in `show`
            suggest_job.status()
    label = f" · version {book.label}" if book.label else ""
    name = f"{book.title} · " if book.title else ""
    numbers = f"{count(len(book.themes), 'theme')}, {count(len(book.codes), 'code')}"
    with st.container(horizontal=True, vertical_alignment="center", key="codebook-facts"):
        st.caption(
            plain(f"{name}{numbers}{label}"), width="content",
            help=f"Content {book.version}. You may also edit the file itself: {plain(_file(project))}",
        )  # fmt: skip
        codebook_undo.show(project, state.coder(), by_key=not codebook_tree.any_open())
    return view


def _view() -> str:
    """The view chosen: named in the page's address, kept through a change of page."""
    linked = st.query_params.get("view", "")
    if linked in VIEWS:
        state.put(state.CODEBOOK_VIEW, linked)
    kept = str(state.get(state.CODEBOOK_VIEW, CODES))
    chosen = kept if kept in VIEWS else CODES
    st.session_state[_CHOICE] = chosen
    st.segmented_control(
        "What to look at", list(VIEWS), key=_CHOICE, format_func=lambda name: VIEWS[name][0], on_change=_choose,
        label_visibility="collapsed", required=True,
    )  # fmt: skip
    return chosen


@problems.caught
def _choose() -> None:
    chosen = st.session_state.get(_CHOICE) or CODES
    state.put(state.CODEBOOK_VIEW, chosen)
    st.query_params["view"] = chosen


def _file(project: OpenProject) -> str:
    return str(project.codebook_file.relative_to(project.folder))
