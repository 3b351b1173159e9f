"""The frequencies page: who raised what, by role, with everything that must stand beside such a count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from qual.figures import dots
from qual.model.codebook import Codebook
from qual.model.selection import Selection
from qual.ui import places, problems, resources, state
from qual.ui.parts import (
    behind,
    differences_view,
    fairness,
    figure_view,
    frequency_table,
    no_codes,
    selection_view,
)
from qual.ui.widgets import plain, share, title
from qual.workflow import counting, drawing
from qual.workflow.counting import FrequencyAnswer
from qual.workflow.projects import OpenProject

if TYPE_CHECKING:
    import pandas as pd

BANNER = "Counts describe this coded corpus."
THEMES, ALL_CODES = "themes", "codes"


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Frequencies")
    if project.segments().empty:
        _lead("There is nothing to count yet.", "Add transcripts", places.TRANSCRIPTS)
        return
    book = project.codebook.book
    by, of = _choices(project, book)
    selection = selection_view.choose(project, "frequencies")
    answer = _answer(project, by, selection)
    rows = frequency_table.labelled(answer, book, of)
    groups = list(answer.reviewed)
    st.info(f"{BANNER} Only codings that a person made are counted.", icon=":material/info:")
    fairness.show(project, book)
    _reviewed(answer, groups)
    if rows.empty and selection.codes:
        st.info(
            "Nothing to show here: a theme is counted only whole. Choose codes under *Show*, or the whole theme."
        )
    elif not project.codings().empty:
        _chart(project, rows, groups, answer)
    elif not no_codes.hint(project):
        _lead("No passage has a code yet, so every count is zero.", "Review suggestions", places.REVIEW)
    frequency_table.show(rows, answer)
    _passages(rows, groups, answer)
    _estimates(answer)
    _notes(answer)
    differences_view.show(project, answer)


def _answer(project: OpenProject, by: str, selection: Selection) -> FrequencyAnswer:
    """The counts; made again only when something in the study has changed."""
    made_of = (str(project.folder), project.store.revision(), project.codebook.sha256, by, selection)
    kept: dict[object, FrequencyAnswer] = state.get(state.FREQUENCIES, {})
    if made_of not in kept:
        with st.spinner("Counting …"):
            answer = project.frequency_answer(by, selection=selection)
        kept = {known: one for known, one in kept.items() if isinstance(known, tuple) and known[:3] == made_of[:3]}
        state.put(state.FREQUENCIES, kept | {made_of: answer})
        return answer
    return kept[made_of]


def _choices(project: OpenProject, book: Codebook) -> tuple[str, str]:
    """What to split by, and which themes or codes to show."""
    left, right = st.columns(2)
    ways = ["role", *counting.attributes(project)]
    parts = {THEMES: "All themes", ALL_CODES: "All codes"} | {t.id: f"Codes of {t.name}" for t in book.themes}
    by = _remembered(
        left, "Split by", ways, state.FREQUENCIES_BY, {way: way.replace("_", " ").capitalize() for way in ways}
    )
    of = _remembered(right, "Show", list(parts), state.FREQUENCIES_OF, parts)
    return by, of


def _remembered(
    place: st.delta_generator.DeltaGenerator, label: str, options: list[str], name: str, words: dict[str, str]
) -> str:
    """A choice that outlives a change of page."""
    kept = state.get(name)
    key = f"{name}-input"
    st.session_state[key] = kept if kept in options else options[0]
    place.selectbox(
        label, options, key=key, format_func=lambda option: words[option], on_change=_keep, args=(name, key)
    )
    return str(st.session_state[key])


@problems.caught
def _keep(name: str, key: str) -> None:
    state.put(name, st.session_state[key])


def _reviewed(answer: FrequencyAnswer, groups: list[str]) -> None:
    """How much of each group's words a person has looked at: what the counts rest on."""
    shares = [f"{plain(group)} {share(answer.reviewed.get(group))}" for group in groups]
    st.markdown(f"**Reviewed so far:** {', '.join(shares) or 'nothing'}. Unit: {plain(answer.unit)}.")


def _chart(project: OpenProject, rows: pd.DataFrame, groups: list[str], answer: FrequencyAnswer) -> None:
    """The dots; a click on one opens its passages."""
    if rows.empty:
        return
    drawn = dots.dots(rows, groups=groups, title="Participants who raise each theme or code")
    figure = drawing.stamped(project, drawn, answer.selection)
    picked = figure_view.show(figure, key="frequencies-dots", heading=False, table=False, picks=dots.PICK)
    if behind.clicked(picked, key="frequencies"):
        kind, _, label = str(picked["key"]).partition("/")
        behind.opened(label, group=str(picked["group"]), kind=kind, by=answer.by, selection=answer.selection)


def _passages(rows: pd.DataFrame, groups: list[str], answer: FrequencyAnswer) -> None:
    """Any count of the table, opened without a mouse."""
    named = dict(zip(rows["key"], rows["label"], strict=True))
    if not named or not int(rows["segments"].sum()):
        return
    labels = [(key.partition("/")[2], key.partition("/")[0], label) for key, label in named.items()]
    behind.choose(labels, groups, key="frequencies", by=answer.by, selection=answer.selection)


def _estimates(answer: FrequencyAnswer) -> None:
    """What was estimated beside the counts, or why not, where review is incomplete."""
    said = [note for note in answer.notes if note.startswith(("Estimated for", "No estimate"))]
    if said and min(answer.reviewed.values(), default=1.0) < 1:
        st.caption("  \n".join(plain(note) for note in said))


def _notes(answer: FrequencyAnswer) -> None:
    with st.expander("How this was counted", expanded=False, icon=":material/help:"):
        st.markdown("\n".join(f"- {plain(note)}" for note in (*answer.notes, *frequency_table.METHOD)))


def _lead(text: str, label: str, place: places.Place) -> None:
    st.info(text)
    if st.button(label, type="primary", icon=place.icon, key="frequencies-lead"):
        places.go(place)
