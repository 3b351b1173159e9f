"""The codebook page: themes with their codes, how often each is used, and the way into its form."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass

import streamlit as st

from qual.model.codebook import Code, Codebook, Theme
from qual.ui import problems, resources
from qual.ui.parts import code_form, suggest_job, theme_form
from qual.ui.widgets import code_color, count, need_coder, plain, title
from qual.workflow import suggesting
from qual.workflow.codebooks import CodebookState
from qual.workflow.projects import OpenProject

ABSTAINS = "not suggested: no other passage reaches its threshold"
STYLE = """<style>
.qual-code { margin: 0; padding: 0; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
.qual-code-swatch { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 0.2em; margin-right: 0.5em;
  border: 1px solid color-mix(in srgb, currentColor 45%, transparent); }
.qual-code-id { font-weight: 400; opacity: 0.8; font-size: 0.85em; margin-left: 0.5em; }
</style>"""


@dataclass(frozen=True, slots=True)
class Used:
    """How often a code is used: codings, and participants who have one.

    `reaching` are the passages it is suggested for, answered or not; None while no suggestions were made.
    """

    codings: int
    participants: int
    reaching: int | None = None


def show() -> None:
    """Draw the page."""
    project = resources.project()
    found = project.codebook
    book = found.book
    title("Codebook", book.title)
    st.html(STYLE)
    problems.show(found.problems, "In the codebook file")
    coder = need_coder()
    editable = bool(coder) and found.in_file
    _head(project, found, editable=editable)
    if not book.codes:
        st.info(
            "There is no code yet. Add a theme, then its codes; or put a codebook file into the study's folder."
        )
    used = usage(project)
    for theme in book.themes:
        _theme(found, theme, used, editable=editable)
    loose = book.codes_of("")
    if loose:
        st.subheader("Without a theme", anchor=False)
        for code in loose:
            _code(found, code, used, editable=editable)
    theme_form.show()
    code_form.show()


def _head(project: OpenProject, found: CodebookState, *, editable: bool) -> None:
    book = found.book
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Add a theme", icon=":material/create_new_folder:", disabled=not editable, key="add-theme",
            on_click=theme_form.prepare, args=(Theme("", ""), found.sha256),
        )  # fmt: skip
        label = f"version {book.label}, " if book.label else ""
        facts = (
            f"{count(len(book.themes), 'theme')}, {count(len(book.codes), 'code')}, {label}content {book.version}"
        )
        st.caption(f"{plain(facts)}. You may also edit the file itself: {plain(_file(project))}", width="content")
        suggest_job.status()


def _file(project: OpenProject) -> str:
    return str(project.codebook_file.relative_to(project.folder))


def _theme(found: CodebookState, theme: Theme, used: dict[str, Used], *, editable: bool) -> None:
    codes = found.book.codes_of(theme.id)
    with st.container(border=True, key=f"theme-{found.book.themes.index(theme)}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"#### {plain(theme.name)}", width="stretch")
            st.button(
                "Edit theme", icon=":material/edit:", type="tertiary", disabled=not editable,
                key=f"edit-theme-{theme.id}",
                on_click=theme_form.prepare, args=(theme, found.sha256),
            )  # fmt: skip
            st.button(
                "Add a code", icon=":material/add:", type="tertiary", disabled=not editable,
                key=f"add-code-{theme.id}",
                on_click=code_form.prepare, args=(Code("", "", theme.id), found.sha256),
            )  # fmt: skip
        if theme.definition:
            st.caption(plain(theme.definition))
        if not codes:
            st.caption("No code in this theme yet.")
        for code in codes:
            _code(found, code, used, editable=editable)


def _code(found: CodebookState, code: Code, used: dict[str, Used], *, editable: bool) -> None:
    about, numbers, edit = st.columns([7, 3, 1.4], vertical_alignment="top")
    with about:
        st.html(heading(found.book, code))
        st.markdown(plain(code.definition) if code.definition else "*No definition yet.*")
        _phrases(code)
    use = used.get(code.id, Used(0, 0))
    said = (
        f"{count(use.codings, 'coding')}, {count(use.participants, 'participant')}"
        if use.codings
        else "not used yet"
    )
    numbers.caption(f"{said} · {ABSTAINS}" if use.reaching == 0 and not code.retired else said)
    # An accessible name of its own: "Edit" alone says nothing in a list of buttons.
    edit.button(
        "Edit", icon=":material/edit:", disabled=not editable, key=f"edit-code-{code.id}",
        help=plain(f"Edit {code.name}"),
        on_click=code_form.prepare, args=(code, found.sha256),
    )  # fmt: skip


def heading(book: Codebook, code: Code) -> str:
    """A code's name with its colour and id as HTML, everything escaped."""
    retired = ", retired" if code.retired else ""
    color = code_color(book, code.id)
    return (
        f"<p class='qual-code'><span class='qual-code-swatch' style='background:{color}'></span>"
        f"{html.escape(code.name)}<span class='qual-code-id'>{html.escape(code.id)}{retired}</span></p>"
    )


def _phrases(code: Code) -> None:
    parts = [
        f"{word}: {'; '.join(phrases)}"
        for word, phrases in (("Include", code.include), ("Exclude", code.exclude))
        if phrases
    ]
    if code.examples:
        parts.append(count(len(code.examples), "example"))
    if parts:
        st.caption(plain(" · ".join(parts)))


def usage(project: OpenProject) -> dict[str, Used]:
    """How often each code is used; a code without a coding and without a suggestion is not in it."""
    codings = project.codings()
    pairs = list(zip(codings["code"], codings["participant"], strict=True))
    number = Counter(code for code, _ in pairs)
    people = Counter(code for code, _ in set(pairs))
    reaching = suggesting.reaching(project)
    return {code: Used(number[code], people[code], reaching.get(code)) for code in {**number, **reaching}}
