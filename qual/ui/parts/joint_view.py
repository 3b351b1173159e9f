"""Joint displays on the page of the matrix: what is known of people beside what they raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from qual.model.selection import Selection
from qual.ui import state
from qual.ui.parts import behind, matrix_choices
from qual.ui.widgets import plain
from qual.workflow import joint_display
from qual.workflow.matrix import values
from qual.workflow.matrix_tables import heading

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.joint_display import Joint
    from qual.workflow.projects import OpenProject

WHAT = (
    "Who raises a theme, beside what the table of participants says of them. Descriptive: that two things are "
    "found in the same people makes neither a cause of the other."
)
KINDS = {"": "As it looks", "number": "Numbers", "category": "Categories"}


def choices(project: OpenProject) -> None:
    """Which attribute, of whom, and how it is taken."""
    known = values(project)
    if not known:
        return
    words = {name: name.replace("_", " ").capitalize() for name in known}
    matrix_choices.remembered("Known of people", known, state.JOINT_OF, words)
    matrix_choices.remembered("Taken as", list(KINDS), state.JOINT_KIND, KINDS, width=130)
    matrix_choices.role(project)


def show(project: OpenProject, columns: str) -> None:
    """The attribute chosen beside the themes."""
    known = values(project)
    if not known:
        st.info(
            "Nothing is known of people yet. Add a participants table (participants.csv) with the transcripts: one "
            "row for each participant, one column for each thing known."
        )
        return
    chosen = state.get(state.JOINT_OF)
    role = matrix_choices.role_chosen(project)
    found = joint_display.joint(
        project, chosen if chosen in known else known[0], columns, kind=str(state.get(state.JOINT_KIND) or ""),
        selection=Selection(roles=(role,) if role else ()), test=bool(st.session_state.get("joint-test")),
    )  # fmt: skip
    st.caption(WHAT)
    if found.kind == "number":
        st.checkbox(
            "Also test each difference", key="joint-test", help="Permutation over participants; not adjusted."
        )
    for note in found.warnings:
        st.warning(plain(note), icon=":material/visibility_off:")
    _tables(found)
    _behind(found, Selection(roles=(role,) if role else ()))
    with st.expander("How this was counted", icon=":material/help:"):
        st.markdown("\n".join(f"- {plain(note)}" for note in found.notes))


def _tables(found: Joint) -> None:
    name = found.attribute.replace("_", " ")
    what = "Codes" if any(one.theme for one in found.matrix.columns) else "Themes"
    st.subheader(f"{what} by {plain(name)}", anchor=False)
    if found.kind == "number":
        st.caption(
            "Median [quartiles] of those who raise it and of those who were asked and do not; difference of means."
        )
    else:
        st.caption("Participants who raise it, of all with this value.")
    st.table(_safe(joint_display.readable(found)))
    st.subheader("Cases", anchor=False)
    st.dataframe(joint_display.cases(found), hide_index=True, width="stretch")


def _behind(found: Joint, selection: Selection) -> None:
    """The passages of any count of the table."""
    names = [heading(found.matrix, place) for place in range(len(found.matrix.columns))]
    labels = [(column.id, "", name) for column, name in zip(found.matrix.columns, names, strict=True)]
    if not labels:
        return
    if found.kind == "category":
        groups, by = list(dict.fromkeys(found.stated)), found.attribute
    else:
        groups, by = list(dict.fromkeys(found.matrix.framework.people[row].role for row in found.rows)), "role"
    behind.choose(labels, groups, key="joint", by=by, selection=selection)


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its first column as the rows' names, all words as they are."""
    shown = table.rename(columns=plain)
    for column in shown.columns:
        shown[column] = [plain(value) for value in shown[column]]
    return shown.set_index(shown.columns[0])
