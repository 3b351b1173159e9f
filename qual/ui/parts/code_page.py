"""The page of one code: what it means, where it comes from, how often it is given, its quotes, what is near it."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.ui import places, problems, resources, state
from qual.ui.parts import (
    check_view,
    code_form,
    code_page_history,
    code_page_near,
    code_page_numbers,
    code_page_quotes,
    codebook_acts,
    rereview,
    split_board,
)
from qual.ui.widgets import code_color, code_name, need_coder, plain, title
from qual.workflow.projects import OpenProject

_CHOICE, _ANOTHER = "code-page-view", "code-page-another"
OVERVIEW, QUOTES, HISTORY, NEAR, AGAINST, AGREEMENT, AGAIN = (
    "Overview", "Quotes", "History", "Neighbours", "Against it", "Agreement", "Look again",
)  # fmt: skip
View = Callable[[OpenProject, Code], None]
MISSING = "The link names a code that is not in the codebook. Choose one."


def show() -> None:
    """Draw the page."""
    project = resources.project()
    book = project.codebook.book
    code = _code(book)
    if code is None:
        title("Code")
        if not book.codes:
            st.info("There is no code yet.")
        elif state.get(state.CODE_PAGE) or st.query_params.get("code"):
            st.warning(MISSING)
        _another(book, None)
        return
    if code_form.is_open():
        code_form.show()
    _head(project, book, code)
    VIEWS[_view()](project, code)


def _code(book: Codebook) -> Code | None:
    """The code of the address, else the one opened last."""
    linked = st.query_params.get("code", "")
    wanted = str(linked or state.get(state.CODE_PAGE) or "")
    found = book.code(wanted)
    if found is not None:
        state.put(state.CODE_PAGE, found.id)
        if linked != found.id:
            st.query_params["code"] = found.id
    return found


def _head(project: OpenProject, book: Codebook, code: Code) -> None:
    title(plain(code.name))
    st.html(_facts(book, code))
    editable = bool(state.coder()) and project.codebook.in_file
    with st.container(horizontal=True, vertical_alignment="center", key="code-page-acts"):
        st.button(
            "Edit", icon=":material/edit:", key="code-page-edit", disabled=not editable,
            on_click=code_form.prepare, args=(code,),
        )  # fmt: skip
        if not (code.heading or code.merged_into):
            if st.button("Merge …", icon=":material/merge:", key="code-page-merge", disabled=not editable):
                codebook_acts.prepare(codebook_acts.MERGE, code.id)
                places.go(places.CODEBOOK)
            if st.button("Split …", icon=":material/call_split:", key="code-page-split", disabled=not editable):
                split_board.prepare(code.id)
                places.go(places.CODEBOOK)
        if st.button("Codebook", icon=places.CODEBOOK.icon, type="tertiary", key="code-page-codebook"):
            places.go(places.CODEBOOK)
        st.space("stretch")
        _another(book, code)


def _another(book: Codebook, code: Code | None) -> None:
    """The page of another code, by typing part of its name."""
    names = {one.id: one.name for one in book.codes}
    if len(names) <= 1 and code is not None:
        return
    st.session_state[_ANOTHER] = code.id if code else None
    st.selectbox(
        "Another code", list(names), index=None, key=_ANOTHER, format_func=lambda one: names.get(one, one),
        label_visibility="collapsed", placeholder="Type to find a code", width=320, on_change=_open,
    )  # fmt: skip


@problems.caught
def _open() -> None:
    chosen = st.session_state.get(_ANOTHER)
    if chosen:
        state.put(state.CODE_PAGE, chosen)
        st.query_params["code"] = chosen


def _facts(book: Codebook, code: Code) -> str:
    """Where the code stands and what it is, as HTML."""
    theme = book.theme(code.theme)
    path = [theme.name if theme else "No theme", *(one.name for one in book.above(code.id))]
    tags = ["heading: it groups, and is given to no words"] if code.heading else []
    if code.retired and not code.merged_into:
        tags.append("retired: not offered any more")
    if code.merged_into:
        tags.append(f"merged into {code_name(book, code.merged_into)}")
    marks = "".join(f" <span class='qual-tag'>{html.escape(tag)}</span>" for tag in tags)
    return (
        f"<p class='qual-code-more'><span class='qual-code-swatch' style='background:{code_color(book, code.id)}'>"
        f"</span>{html.escape(' › '.join(path))}<span class='qual-code-id'>{html.escape(code.id)}</span>{marks}</p>"
    )


def _view() -> str:
    """The view chosen; it outlives a change of page and of code."""
    kept = state.get(state.CODE_VIEW, OVERVIEW)
    st.session_state[_CHOICE] = kept if kept in VIEWS else OVERVIEW
    st.segmented_control(
        "What to look at", list(VIEWS), key=_CHOICE, on_change=_keep, label_visibility="collapsed", required=True
    )
    return str(st.session_state[_CHOICE])


@problems.caught
def _keep() -> None:
    state.put(state.CODE_VIEW, st.session_state.get(_CHOICE) or OVERVIEW)


def _against(project: OpenProject, code: Code) -> None:
    coder = need_coder()
    if not code.offered:
        st.info("Nothing is looked for: the code is not offered.")
    elif coder:
        check_view.lists(project, code, coder)


def _again(project: OpenProject, code: Code) -> None:
    rereview.show(project, code.id)


VIEWS: dict[str, View] = {
    OVERVIEW: code_page_numbers.show, QUOTES: code_page_quotes.show, HISTORY: code_page_history.show,
    NEAR: code_page_near.neighbours, AGAINST: _against, AGREEMENT: code_page_near.agreement, AGAIN: _again,
}  # fmt: skip
"""What the page can show; only the one chosen is made."""
