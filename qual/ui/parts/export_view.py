"""Reports: choose what is in one, look at it, make it as a file, keep the choice as a template."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from qual.model.plan import Plan
from qual.model.selection import EVERYTHING
from qual.ui import problems, state
from qual.ui.parts import export_files, export_templates, selection_view
from qual.ui.parts.export_files import PEOPLE
from qual.ui.widgets import plain
from qual.workflow import exporting, reporting, templates
from qual.workflow.projects import OpenProject

PAGE = "export"
MOST_QUOTES = 20


def show(project: OpenProject) -> None:
    """Draw the view."""
    if project.codings().empty:
        st.info(
            "Nothing is coded yet: the tables of codings will have no rows. The codebook is exported all the same."
        )
    export_templates.load(project)
    st.subheader("What is in it", anchor=False)
    plan = _plan(project)
    st.caption(f"{plain(templates.in_words(plan)).capitalize()}.")
    export_templates.keep(project, plan)
    st.subheader("As a file", anchor=False)
    export_files.show(project, plan)


def _plan(project: OpenProject) -> Plan:
    """The choices of the page as a plan."""
    kept: Plan = state.get(state.REPORT_PLAN, Plan())
    names = exporting.section_names()
    st.session_state["report-sections"] = list(kept.sections)
    st.pills(
        "Parts", list(names), selection_mode="multi", key="report-sections", format_func=lambda name: names[name],
        on_change=_keep, args=("sections",),
    )  # fmt: skip
    with st.container(horizontal=True):
        everything, numbers, nothing = "All parts", "Only numbers", "None"
        for label, parts in ((everything, tuple(names)), (numbers, _NUMBERS), (nothing, ())):
            st.button(label, key=f"report-{label}", type="tertiary", on_click=_parts, args=(parts,))
    first, second, third, fourth = st.columns(4, vertical_alignment="bottom")
    _number(first, kept)
    ways = ["role", *reporting.attributes(project)]
    _choice(second, "Split by", ways, kept.by, "by")
    _choice(third, "Name people", list(PEOPLE), kept.names, "names")
    st.session_state["report-test"] = kept.test
    fourth.checkbox(
        "p-values", key="report-test", on_change=_keep, args=("test",),
        help="Each difference tested by permuting the roles over participants, adjusted for the number of codes.",
    )  # fmt: skip
    if not kept.sections:
        st.info("No part is chosen: the report would only say what it was made from.")
    chosen = selection_view.choose(project, PAGE)
    return replace(kept, selection=chosen, by=kept.by if kept.by in ways else "role")


_NUMBERS = ("summary", "participants", "frequencies", "differences", "saturation", "cooccurrence", "methods")


def _number(place: st.delta_generator.DeltaGenerator, kept: Plan) -> None:
    st.session_state["report-quotes"] = kept.quotes
    place.number_input(
        "Quotes of each theme", 0, max(MOST_QUOTES, kept.quotes), key="report-quotes", on_change=_keep,
        args=("quotes",), help="At most so many; fewer where fewer people say it.",
    )  # fmt: skip


def _choice(
    place: st.delta_generator.DeltaGenerator, label: str, options: list[str], value: str, name: str
) -> None:
    key = f"report-{name}"
    st.session_state[key] = value if value in options else options[0]
    place.selectbox(
        label, options, key=key, format_func=lambda one: PEOPLE.get(one, one.replace("_", " ")), on_change=_keep,
        args=(name,),
    )  # fmt: skip


@problems.caught
def _keep(name: str) -> None:
    """Remember one choice; the widget would forget it with the page."""
    value = st.session_state[f"report-{name}"]
    kept: Plan = state.get(state.REPORT_PLAN, Plan())
    changed: dict[str, Any] = {name: tuple(value) if name == "sections" else value}
    state.put(state.REPORT_PLAN, replace(kept, **changed))


@problems.caught
def _parts(parts: tuple[str, ...]) -> None:
    kept: Plan = state.get(state.REPORT_PLAN, Plan())
    state.put(state.REPORT_PLAN, replace(kept, sections=parts))


def use(plan: Plan) -> None:
    """Show this plan on the page, as a button's callback."""
    state.put(state.REPORT_PLAN, replace(plan, selection=EVERYTHING))
    state.put(f"{selection_view.SELECTED}-{PAGE}", plan.selection)
