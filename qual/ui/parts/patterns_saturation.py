"""The view of saturation: a sentence per role, the band, and the codes in the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.figures import saturation as drawing
from qual.model.selection import Selection
from qual.ui import state
from qual.ui.parts import behind, figure_view, matrix_choices, theme_kept
from qual.ui.widgets import code_name, plain, role_name
from qual.workflow.drawing import stamped
from qual.workflow.projects import OpenProject
from qual.workflow.saturating import ADDED, ALL, EVERYBODY, PRIOR, Curve, SaturationAnswer, in_words

KINDS = {ALL: "All codes", PRIOR: "Codes of the beginning", ADDED: "Codes added since"}
BASES = {"4": "4 interviews", "5": "5 interviews", "6": "6 interviews"}
RUNS = {"2": "2 interviews", "3": "3 interviews"}
THRESHOLDS = {"0.05": "at most 5 % new", "0": "nothing new"}
ORDERS = {"came": "As they came in", "coded": "As they were coded"}


def show(project: OpenProject, selection: Selection) -> Sequence[str]:
    """Draw the view; gives the notes that belong beneath it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="saturation-choices"):
        kind = matrix_choices.remembered("Count", list(KINDS), state.SATURATION_KIND, KINDS, width=200)
        base = matrix_choices.remembered("Base", list(BASES), state.SATURATION_BASE, BASES, width=136)
        run = matrix_choices.remembered("Run", list(RUNS), state.SATURATION_RUN, RUNS, width=136)
        threshold = matrix_choices.remembered(
            "Reached with", list(THRESHOLDS), state.SATURATION_THRESHOLD, THRESHOLDS, width=164
        )
        order = matrix_choices.remembered("Interviews", list(ORDERS), state.SATURATION_ORDER, ORDERS, width=180)
    answer = theme_kept.made(
        project, state.SATURATION, "Counting in 1,000 orders …",
        lambda: project.saturation(
            base=int(base), run=int(run), threshold=float(threshold), order=order, selection=selection
        ),
        of=repr((base, run, threshold, order, selection)),
    )  # fmt: skip
    curves = [one for one in answer.curves if one.kind == kind]
    st.markdown(f"**{plain(answer.notes[0])}**")
    _reached(curves)
    figure = drawing.saturation(answer.table(kind=kind), roles=[one.role or EVERYBODY for one in curves])
    figure_view.show(stamped(project, figure, selection), key="saturation-figure")
    _runs(curves)
    _codes(project, answer, selection)
    return answer.notes


def _reached(curves: Sequence[Curve]) -> None:
    """Each role in a line: how many interviews, how many codes, and whether they stop being new."""
    rows = [
        (
            plain(role_name(one.role) if one.role else EVERYBODY),
            f"{one.result.interviews:,}" + (f" ({len(one.unread)} not read yet)" if one.unread else ""),
            f"{one.result.codes:,}",
            plain(in_words(one)),
        )
        for one in curves
    ]
    columns = ("Role", "Interviews", "Different codes", "Code saturation")
    shown = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    st.table(shown, hide_index=True, border="horizontal", alt="Code saturation by role")


def _runs(curves: Sequence[Curve]) -> None:
    """What each run brought, for those who check the arithmetic."""
    with st.expander("What each run brought", icon=":material/table:"):
        rows = [
            (plain(one.role or EVERYBODY), f"{run.first}–{run.last}", f"{run.new}", f"{100 * run.share:.1f} %")
            for one in curves
            for run in one.result.runs
        ]
        if not rows:
            st.caption("There is no run after the base in any role.")
            return
        columns = ("Role", "Interviews", "New codes", "Of the base's codes")
        shown = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
        st.table(shown, hide_index=True, border="horizontal", alt="New codes by run")


def _codes(project: OpenProject, answer: SaturationAnswer, selection: Selection) -> None:
    """Which interview each code comes from first, and when it came into the codebook."""
    if not answer.codes:
        return
    st.subheader("Where each code came first", anchor=False)
    book = project.codebook.book
    names = [code_name(book, one.code) for one in answer.codes]
    st.dataframe(
        {
            "Code": names,
            "First in interview": [one.interview for one in answer.codes],
            "Transcript": [one.transcript for one in answer.codes],
            "In the codebook": ["from the beginning" if one.prior else "added since" for one in answer.codes],
            "Since": [one.since[:10] for one in answer.codes],
        },
        hide_index=True, key="saturation-codes",
    )  # fmt: skip
    roles = [one.role for one in answer.curves if one.role and one.kind == ALL]
    labels = [(one.code, "", name) for one, name in zip(answer.codes, names, strict=True)]
    behind.choose(labels, roles, key="saturation", selection=selection)
