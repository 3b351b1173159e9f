"""The codes of the codebook page: themes with their codes, how often each is used, and what can be done to each."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

import streamlit as st

from qual.model.codebook import Code, Codebook, Theme
from qual.ui import places, problems, state
from qual.ui.parts import code_form, codebook_acts, codebook_rows, codebook_themes, split_board, theme_form
from qual.ui.parts.codebook_acts import BACK, MERGE, MOVE, RECOLOUR, RENAME, RETIRE
from qual.ui.parts.codebook_rows import Group, Row, Used
from qual.ui.widgets import code_color, code_name, count, plain
from qual.workflow.projects import OpenProject

MOST = 60
"""Codes shown before one asks for more; a page of thousands would not answer."""
FEW = 12
"""Codes up to which nobody needs to search."""
DEEPEST = 8
SPLIT = "Split"
ABSTAINS = "not suggested: no other passage reaches its threshold"
_WORDS = "codebook-words"


def show(project: OpenProject, *, editable: bool) -> None:
    """Draw the codes that have the words searched for."""
    found = project.codebook
    words, most = _search(found.book, editable=editable), int(state.get(state.CODEBOOK_MOST, MOST))
    groups = codebook_rows.groups(found.book, words)
    used = codebook_rows.usage(project)
    rows = sum(len(group.rows) for group in groups)
    if words and not groups:
        st.info(f"No code has “{plain(words)}” in its name, texts or theme.")
    for group in codebook_rows.first(groups, most):
        _group(found.book, group, used, editable=editable)
    if rows > most:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"The first {most:,} of {count(rows, 'code')}. Type above to find others.", width="content")
            st.button(
                f"Show {min(MOST, rows - most)} more", key="codebook-more", on_click=_more, args=(most + MOST,)
            )


def _search(book: Codebook, *, editable: bool) -> str:
    """Words to look for, where there are many codes, and the buttons that add; returns the words."""
    asked = len(book.codes) > FEW
    with st.container(horizontal=True, vertical_alignment="center", key="codebook-add"):
        if asked:
            st.session_state[_WORDS] = state.get(state.CODEBOOK_WORDS, "")
            st.text_input(
                "Find a code", key=_WORDS, on_change=_remember, icon=":material/search:", max_chars=200,
                placeholder="Find a code by words of its name, definition or theme", label_visibility="collapsed",
            )  # fmt: skip
        home = book.themes[0].id if book.themes else ""
        st.button(
            "Add a code", icon=":material/add:", disabled=not editable, key="add-code",
            on_click=code_form.prepare, args=(Code("", "", home),),
        )  # fmt: skip
        st.button(
            "Add a theme", icon=":material/create_new_folder:", disabled=not editable, key="add-theme",
            on_click=theme_form.prepare, args=(Theme("", ""),),
        )  # fmt: skip
    return str(state.get(state.CODEBOOK_WORDS, "")).strip() if asked else ""


@problems.caught
def _remember() -> None:
    state.put(state.CODEBOOK_WORDS, st.session_state.get(_WORDS, ""))
    state.put(state.CODEBOOK_MOST, MOST)


@problems.caught
def _more(most: int) -> None:
    state.put(state.CODEBOOK_MOST, most)


def _group(book: Codebook, group: Group, used: Mapping[str, Used], *, editable: bool) -> None:
    theme = group.theme
    place = book.themes.index(theme) if theme else "none"
    with st.container(border=True, key=f"theme-{place}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(plain(theme.name) if theme else "Without a theme", anchor=False, width="stretch")
            numbers = f"{count(group.codes, 'code')} · {count(codebook_rows.codings_of(group, used), 'coding')}"
            st.markdown(f":small[{numbers}]", width="content")
            st.button(
                "Add a code", icon=":material/add:", type="tertiary", disabled=not editable,
                key=f"add-code-{theme.id if theme else ''}",
                on_click=code_form.prepare, args=(Code("", "", theme.id if theme else ""),),
            )  # fmt: skip
            if theme:
                _theme_menu(book, theme, editable=editable)
        if theme and theme.definition:
            st.caption(plain(theme.definition))
        if not group.codes and not group.rows and not group.folded:
            st.caption("No code in this theme yet.")
        for row in group.rows:
            _row(book, row, used.get(row.code.id, Used()), editable=editable)
        if group.folded:
            _folded(book, group, used, str(place), editable=editable)


def _folded(book: Codebook, group: Group, used: Mapping[str, Used], place: str, *, editable: bool) -> None:
    """What is retired or merged, drawn only where somebody looks."""
    with st.expander(
        f"{len(group.folded):,} retired or merged", icon=":material/archive:", key=f"folded-{place}",
        on_change="rerun", type="compact",
    ) as inside:  # fmt: skip
        if not inside.open:
            return
        for row in group.folded[:MOST]:
            _row(book, row, used.get(row.code.id, Used()), editable=editable)
        if len(group.folded) > MOST:
            st.caption(f"… and {len(group.folded) - MOST:,} more. Type above to find them.")


def _theme_menu(book: Codebook, theme: Theme, *, editable: bool) -> None:
    acts: dict[str, Callable[[], None]] = {"Edit": lambda: theme_form.prepare(theme)}
    if book.themes[0] != theme:
        acts["Move up"] = lambda: codebook_themes.move(theme.id, up=True)
    if book.themes[-1] != theme:
        acts["Move down"] = lambda: codebook_themes.move(theme.id, up=False)
    if not any(code.theme == theme.id for code in book.codes):
        acts["Remove"] = lambda: codebook_themes.remove(theme.id)
    _menu(f"theme-menu-{theme.id}", acts, f"Change the theme {theme.name}", disabled=not editable)


def _row(book: Codebook, row: Row, used: Used, *, editable: bool) -> None:
    """One code: what it is, how often it is used, and the way to all that can be done with it."""
    code = row.code
    with st.container(
        horizontal=True, vertical_alignment="top", key=f"code-row-{min(row.depth, DEEPEST)}-{code.id}", wrap=False
    ):
        st.html(about(book, row, used))
        # An accessible name of its own: "Edit" alone says nothing in a list of buttons.
        if st.button("Open", type="tertiary", key=f"open-code-{code.id}", help=plain(f"Open {code.name}")):
            places.go_to_code(code.id)
        st.button(
            "Edit", type="tertiary", disabled=not editable, key=f"edit-code-{code.id}",
            help=plain(f"Edit {code.name}"), on_click=code_form.prepare, args=(code,),
        )  # fmt: skip
        _code_menu(code, editable=editable)


def _code_menu(code: Code, *, editable: bool) -> None:
    acts: dict[str, Callable[[], None]] = {
        what: lambda what=what: codebook_acts.prepare(what, code.id)  # type: ignore[misc] # bound at once
        for what in (RENAME, MOVE, RECOLOUR, BACK if code.retired else RETIRE)
    }
    if not code.heading and not code.merged_into:
        acts[MERGE] = lambda: codebook_acts.prepare(MERGE, code.id)
        acts[SPLIT] = lambda: split_board.prepare(code.id)
    _menu(f"code-menu-{code.id}", acts, f"Change {code.name}", disabled=not editable)


def _menu(key: str, acts: Mapping[str, Callable[[], None]], said: str, *, disabled: bool) -> None:
    """A menu of acts; each opens a dialog or can be undone."""
    st.menu_button(
        "More", list(acts), key=key, type="tertiary", disabled=disabled, help=plain(said), on_click=_chosen,
        args=(key, acts), format_func=lambda act: _NAMED.get(act, act),
    )  # fmt: skip


_NAMED = {
    RENAME: ":material/edit: Rename …", MOVE: ":material/drive_file_move: Move or nest under …",
    RECOLOUR: ":material/palette: Recolour …", RETIRE: ":material/archive: Retire …",
    BACK: ":material/unarchive: Take back …", MERGE: ":material/merge: Merge …",
    SPLIT: ":material/call_split: Split …", "Edit": ":material/edit: Edit …",
    "Move up": ":material/arrow_upward: Move up", "Move down": ":material/arrow_downward: Move down",
    "Remove": ":material/delete: Remove",
}  # fmt: skip


@problems.caught
def _chosen(key: str, acts: Mapping[str, Callable[[], None]]) -> None:
    act = acts.get(str(st.session_state.get(key)))
    if act is not None:
        act()


def about(book: Codebook, row: Row, used: Used) -> str:
    """What a code is and how often it is used as HTML, everything escaped."""
    code = row.code
    path = (
        f"<p class='qual-code-more'>{html.escape(' › '.join(row.above))} ›</p>"
        if row.above and not row.depth
        else ""
    )
    definition = html.escape(code.definition) if code.definition else "<i>No definition yet.</i>"
    if code.heading and not code.definition:
        definition = ""
    phrases = [
        f"{word}: {'; '.join(said)}"
        for word, said in (("Include", code.include), ("Exclude", code.exclude))
        if said
    ]
    if code.examples:
        phrases.append(count(len(code.examples), "example"))
    more = f"<p class='qual-code-more qual-code-text'>{html.escape(' · '.join(phrases))}</p>" if phrases else ""
    tags = "".join(f" <span class='qual-tag'>{html.escape(tag)}</span>" for tag in _tags(book, code))
    return (
        f"<div class='qual-code'>{path}<p class='qual-code-name'>"
        f"<span class='qual-code-swatch' style='background:{code_color(book, code.id)}'></span>"
        f"{html.escape(code.name)}<span class='qual-code-id'>{html.escape(code.id)}</span>{tags}"
        f"<span class='qual-code-use'>{html.escape(use(code, used))}</span></p>"
        f"<p class='qual-code-text'>{definition}</p>{more}</div>"
    )


def _tags(book: Codebook, code: Code) -> list[str]:
    if code.merged_into:
        return [f"merged into {code_name(book, code.merged_into)}"]
    return [word for word, so in (("heading", code.heading), ("retired", code.retired)) if so]


def use(code: Code, used: Used) -> str:
    """How often a code is used, in words."""
    said = [f"{count(used.codings, 'coding')}, {count(used.participants, 'participant')}"] if used.codings else []
    if used.given:
        said.append(f"{count(used.given, 'coding')} given as this code, counted as another now")
    if not said and not code.heading:
        said.append("not used yet")
    if used.reaching == 0 and code.offered:
        said.append(ABSTAINS)
    return " · ".join(said)


def dialogs() -> None:
    """Draw the form or dialog that is open; the last thing on the page."""
    from qual.ui.parts import codebook_merge

    if theme_form.is_open():
        theme_form.show()
    elif code_form.is_open():
        code_form.show()
    else:
        codebook_acts.show({MERGE: codebook_merge.show})


def any_open() -> bool:
    """Whether a form or dialog lies over the page."""
    return theme_form.is_open() or code_form.is_open() or codebook_acts.is_open()
