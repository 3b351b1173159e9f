"""The view of timelines: where in one interview, or in all of them, codes are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from qual.figures import timeline as drawing
from qual.model.codebook import Codebook
from qual.model.selection import Selection
from qual.ui import places, state
from qual.ui.parts import behind, figure_view, matrix_choices, theme_kept
from qual.ui.widgets import role_name
from qual.workflow import timelines
from qual.workflow.drawing import stamped
from qual.workflow.projects import OpenProject
from qual.workflow.timelines import PooledAnswer, TimelineAnswer

ALL = ""


def show(project: OpenProject, selection: Selection) -> Sequence[str]:
    """Draw the view; gives the notes that belong beneath it."""
    with project.store.reading() as tables:
        there = [one.id for one in tables.transcripts()]
    options = [ALL, *(one for one in there if not selection.transcripts or one in selection.transcripts)]
    transcript = matrix_choices.remembered(
        "Interview", options, state.TIMELINE_OF, {ALL: "All, laid over each other"}, width=320
    )
    answer = theme_kept.made(
        project, state.TIMELINE, "Laying out the words …",
        lambda: timelines.timeline(project, transcript, selection=selection) if transcript
        else timelines.pooled(project, selection=selection),
        of=repr((transcript, selection)),
    )  # fmt: skip
    title = f"Where in {transcript} it is said" if transcript else "Where in the interviews it is said"
    figure = drawing.timeline(ordered(answer.pieces, project.codebook.book), roles=project.roles, title=title)
    picked = figure_view.show(
        stamped(project, figure, selection), key="timeline-figure", picks=drawing.PICK, table=False
    )
    of = replace(selection, transcripts=(transcript,)) if transcript else selection
    if behind.clicked(picked, key="timeline") and picked.get("code"):
        behind.opened(str(picked["code"]), group=str(picked.get("role", "")), selection=of)
    if isinstance(answer, PooledAnswer):
        _places(answer, of)
    else:
        _pieces(answer)
    return answer.notes


def ordered(pieces: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """The pieces in codebook order, codes that left it last."""
    rank = {code.id: place for place, code in enumerate(book.codes)}
    codes = pieces["code"].tolist()
    return pieces.iloc[sorted(range(len(codes)), key=lambda row: rank.get(codes[row], len(rank)))]


def percent(value: float) -> str:
    """A place on the line, a dash for none."""
    return "–" if value != value else f"{100 * value:.0f} %"  # noqa: PLR0124 - not-a-number differs from itself


def _places(answer: PooledAnswer, selection: Selection) -> None:
    """Where each code is said first, by role; in how many interviews."""
    if answer.places.empty:
        return
    rows = answer.places.to_dict("records")
    st.subheader("Where each code is said first", anchor=False)
    st.dataframe(
        {
            "Code": [row["label"] for row in rows],
            "Role": [role_name(row["role"]) for row in rows],
            "Interviews": [f"{row['interviews']}/{row['interviews_total']}" for row in rows],
            "Median": [percent(row["first"]) for row in rows],
            "Middle half": [
                f"{percent(row['first_q1'])} to {percent(row['first_q3'])}" if row["first"] == row["first"] else "–"
                for row in rows
            ],
            "Stretches of words": [row["pieces"] for row in rows],
        },
        hide_index=True, key="timeline-places",
    )  # fmt: skip
    _tenths(answer)
    labels = [(str(code), "", str(label)) for code, label in {row["code"]: row["label"] for row in rows}.items()]
    behind.choose(labels, list(dict.fromkeys(row["role"] for row in rows)), key="timeline", selection=selection)


def _tenths(answer: PooledAnswer) -> None:
    """In how many interviews each code is said in each tenth."""
    with st.expander("By tenths of the interview", icon=":material/table:"):
        st.caption("Interviews in which the code is said in that tenth of the respondents' words.")
        table = answer.tenths.assign(role=[role_name(role) for role in answer.tenths["role"]])
        table["of"] = table["interviews_total"]
        wide = table.pivot_table(index=["label", "role", "of"], columns="tenth", values="interviews", sort=False)
        shown = wide.astype(int).reset_index()
        shown.columns = pd.Index(
            ["Code", "Role", "Of", *(f"{10 * (n - 1)}–{10 * n} %" for n in range(1, len(shown.columns) - 2))]
        )
        st.dataframe(shown, hide_index=True, key="timeline-tenths")


def _pieces(answer: TimelineAnswer) -> None:
    """Every stretch; a tick opens its words."""
    if answer.pieces.empty:
        return
    rows = answer.pieces.to_dict("records")
    st.subheader("In numbers", anchor=False)
    st.caption("Tick a line to open the transcript there.")
    picked = st.dataframe(
        {
            "Code": [row["label"] for row in rows],
            "Who": [row["participant"] for row in rows],
            "Role": [role_name(row["role"]) for row in rows],
            "From": [percent(row["start"]) for row in rows],
            "To": [percent(row["end"]) for row in rows],
            "Words": [row["words"] for row in rows],
        },
        hide_index=True, on_select="rerun", selection_mode="single-row", key="timeline-pieces",
    )  # fmt: skip
    chosen = picked["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        places.go_to_words(answer.transcript, int(rows[chosen[0]]["from"]))
