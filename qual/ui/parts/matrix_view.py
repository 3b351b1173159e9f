"""The page of the matrix: people by themes or codes, in which one writes; and joint displays."""

from __future__ import annotations

import streamlit as st

from qual.model.selection import Selection
from qual.ui import exchange, places, problems, resources, state
from qual.ui.components import mount
from qual.ui.parts import behind, joint_view, matrix_choices, matrix_data, no_codes, watching
from qual.ui.widgets import plain, title
from qual.workflow import matrix_tables
from qual.workflow.matrix import CODES, THEMES, Matrix, matrix, values
from qual.workflow.projects import OpenProject

KEY = "matrix"
FRAMEWORK, JOINT = "Framework matrix", "Joint display"
MOST_CELLS = 12_000
"""More than this are not drawn at once; choose a role or themes."""
COLUMNS = {THEMES: "Themes", CODES: "Codes"}
_FILES = {
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv"),
}


def show() -> None:
    """Draw the page."""
    project = resources.project()
    with watching.drawn(project):
        title("Matrix")
        if project.segments().empty:
            _lead("There is nobody to compare yet.", "Add transcripts", places.TRANSCRIPTS)
            return
        if not project.codebook.book.codes and no_codes.hint(project):
            return
        with st.container(horizontal=True, vertical_alignment="bottom", key="matrix-choices"):
            view = matrix_choices.one_of("View", [FRAMEWORK, JOINT], state.MATRIX_VIEW, {})
            columns = matrix_choices.one_of("Columns", [THEMES, CODES], state.MATRIX_COLUMNS, COLUMNS)
            if view == FRAMEWORK:
                _framework_choices(project)
            else:
                joint_view.choices(project)
        if view == FRAMEWORK:
            _grid()
            _notes(made(project, columns))
        else:
            joint_view.show(project, columns)
    watching.others()


def made(project: OpenProject, columns: str) -> Matrix:
    """The matrix as chosen; counted again only when something in the study has changed."""
    sort, role = str(state.get(state.MATRIX_SORT) or ""), matrix_choices.role_chosen(project)
    chosen = (columns, sort if sort in values(project) else "", role)
    of = (str(project.folder), project.store.revision(), project.codebook.sha256, *chosen)
    kept: tuple[object, Matrix] | None = state.get(state.MATRIX)
    if kept is None or kept[0] != of:
        selection = Selection(roles=(role,) if role else ())
        kept = (of, matrix(project, columns, selection=selection, attribute=chosen[1]))
        state.put(state.MATRIX, kept)
    return kept[1]


@st.fragment
def _grid() -> None:
    """The table; what is written in it comes back here, without the rest of the page."""
    with problems.guarded(), watching.drawn(project := resources.project()):
        if state.get(state.GO):
            state.put(state.GO, None)
            places.go_to_words(str(state.get(state.TRANSCRIPT)), state.get(state.AT))
        exchange.say_notes()
        found = made(project, str(state.get(state.MATRIX_COLUMNS) or THEMES))
        size = len(found.framework.people) * len(found.columns)
        if not size:
            st.info("There is no row or no column: nobody speaks, or the codebook has no theme. Try the codes.")
        elif size > MOST_CELLS:
            st.warning(f"{size:,} cells are too many to show at once. Choose one role, or themes instead of codes.")
        else:
            told = matrix_data.payload(project, state.coder(), found, str(state.get(state.MATRIX_CELL) or ""))
            mount.mount(
                "matrix", told, key=KEY, on_ops_change=exchange.receiver(KEY), on_open_change=_opened,
                on_look_change=_looked, on_count_change=_counted,
            )  # fmt: skip
            _behind(project)


def _framework_choices(project: OpenProject) -> None:
    ways = ["", *values(project)]
    words = {"": "Role, then name"} | {way: f"Role, then {way.replace('_', ' ')}" for way in ways if way}
    matrix_choices.remembered("Rows sorted by", ways, state.MATRIX_SORT, words)
    matrix_choices.role(project)
    columns = str(state.get(state.MATRIX_COLUMNS) or THEMES)
    with st.popover("Download", icon=":material/download:"):
        for kind, (label, mime) in _FILES.items():

            def made_now(kind: str = kind) -> bytes:
                return _file(columns, kind)

            st.download_button(
                label, data=made_now, file_name=f"matrix-{columns}.{kind}", mime=mime,
                key=f"matrix-{kind}", on_click="ignore", icon=":material/table:",
            )  # fmt: skip
        st.caption("States, summaries and drafts, as on screen; the workbook has every cell one by one as well.")


@problems.caught
def _opened() -> None:
    """The component asks for the transcript at these words."""
    wanted = mount.sent(KEY, "open")
    if isinstance(wanted, dict) and isinstance(wanted.get("start"), int):
        state.put(state.TRANSCRIPT, str(wanted.get("transcript", "")))
        state.put(state.AT, wanted["start"])
        state.put(state.GO, places.TRANSCRIPTS.name)


@problems.caught
def _looked() -> None:
    """The component shows a cell and wants its passages."""
    wanted = mount.sent(KEY, "look")
    if isinstance(wanted, str):
        state.put(state.MATRIX_CELL, wanted)


@problems.caught
def _counted() -> None:
    """The component asks for the passages behind a count of a column."""
    wanted = mount.sent(KEY, "count")
    if isinstance(wanted, dict):
        state.put(state.MATRIX_COUNT, (str(wanted.get("column", "")), str(wanted.get("role", ""))))


def _behind(project: OpenProject) -> None:
    """Open what was asked for, once."""
    asked: tuple[str, str] | None = state.get(state.MATRIX_COUNT)
    if asked is None:
        return
    state.put(state.MATRIX_COUNT, None)
    role = matrix_choices.role_chosen(project)
    behind.opened(asked[0], group=asked[1], selection=Selection(roles=(role,) if role else ()))


def _file(columns: str, kind: str) -> bytes:
    project = resources.project()
    return next(iter(matrix_tables.files(project, made(project, columns), kind).values()))


def _notes(found: Matrix) -> None:
    with st.expander("How to read this", icon=":material/help:"):
        st.markdown("\n".join(f"- {plain(note)}" for note in found.notes))


def _lead(text: str, label: str, place: places.Place) -> None:
    st.info(text)
    if st.button(label, type="primary", icon=place.icon, key="matrix-lead"):
        places.go(place)
