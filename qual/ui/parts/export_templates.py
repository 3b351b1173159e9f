"""Templates of reports on the page: load one, save the choices under a name, take one away."""

from __future__ import annotations

import streamlit as st

from qual.model.plan import Plan
from qual.ui import problems, resources, state
from qual.ui.widgets import plain
from qual.workflow import templates
from qual.workflow.projects import OpenProject

_NEW, _LOAD = "report-template-name", "report-template"


def load(project: OpenProject) -> None:
    """Choose among the templates there are; nothing is drawn while there is none."""
    found = {one.name: one for one in templates.listing(project)}
    if not found:
        return
    kept = state.get(state.REPORT_TEMPLATE, "")
    st.session_state[_LOAD] = kept if kept in found else None
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    left.selectbox(
        "Template", list(found), key=_LOAD, on_change=_load, placeholder="Choose a template of this study",
        format_func=lambda name: f"{name}  ·  {found[name].coder}",
    )  # fmt: skip
    if kept in found and state.coder():
        right.button(
            "Delete it", icon=":material/delete:", key="report-template-delete", on_click=_delete, args=(kept,),
            help="Undo brings it back.", width="stretch",
        )  # fmt: skip


def keep(project: OpenProject, plan: Plan) -> None:
    """A field for the name under which the choices are saved."""
    with st.popover("Save these choices as a template", icon=":material/bookmark_add:"):
        if not state.coder():
            st.info("Write your name in the side bar first: a template is kept with the name of who made it.")
            return
        kept = state.get(state.REPORT_TEMPLATE, "")
        st.text_input(
            "Name", key=_NEW, max_chars=templates.LONGEST_NAME, placeholder=kept or "For the steering group"
        )
        st.button("Save", type="primary", key="report-template-save", on_click=_save, args=(plan,))
        taken = {one.name for one in templates.listing(project)}
        if st.session_state.get(_NEW, "").strip() in taken:
            st.caption("There is one of this name; it would be replaced. Undo brings the former one back.")


@problems.caught
def _load() -> None:
    from qual.ui.parts import export_view

    name = st.session_state.get(_LOAD)
    state.put(state.REPORT_TEMPLATE, name or "")
    if name:
        export_view.use(templates.find(resources.project(), name))


@problems.caught
def _save(plan: Plan) -> None:
    name = " ".join(str(st.session_state.get(_NEW, "")).split()) or state.get(state.REPORT_TEMPLATE, "")
    templates.save(resources.project(), name, plan, coder=state.coder())
    state.put(state.REPORT_TEMPLATE, name)
    st.session_state[_NEW] = ""
    st.toast(f"Saved as “{plain(name)}”.")


@problems.caught
def _delete(name: str) -> None:
    templates.delete(resources.project(), name, coder=state.coder())
    state.put(state.REPORT_TEMPLATE, "")
    st.toast(f"“{plain(name)}” is taken away. Undo brings it back.")
