"""The themes page: what fits no code yet, grouped; each group can become a code."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from qual.model.codebook import Code, Example
from qual.model.participant import UNKNOWN
from qual.ui import places, resources, state
from qual.ui.parts import code_form, suggest_job
from qual.ui.widgets import count, need_coder, plain, quote, role_name, title
from qual.workflow import theming
from qual.workflow.codebooks import CodebookState
from qual.workflow.projects import OpenProject
from qual.workflow.theming import Candidate, Quote

SHOWN_QUOTES = 2
"""Further quotes stand behind a click."""


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title(
        "Candidate themes",
        "Passages that fit none of your codes, grouped by what they have in common. A group is an observation, "
        "not a finding: read its quotes, then decide whether it deserves a code.",
    )
    if project.segments().empty:
        st.info("There is no transcript yet.")
        if st.button("Add transcripts", type="primary", icon=places.TRANSCRIPTS.icon, key="themes-lead"):
            places.go(places.TRANSCRIPTS)
        return
    suggest_job.show(project)
    found, note = _candidates(project)
    if note:
        st.caption(plain(note))
    if not found:
        st.info("No group of passages stands out from your codes.")
        return
    editable = bool(need_coder())
    codebook = project.codebook
    for candidate in found:
        _candidate(codebook, candidate, editable=editable and codebook.in_file)
    code_form.show()


def _candidates(project: OpenProject) -> tuple[tuple[Candidate, ...], str]:
    """The groups; computed again only when something in the study has changed."""
    made_of = (str(project.folder), project.store.revision(), project.codebook.sha256)
    kept = state.get(state.CANDIDATES)
    if kept is None or kept[0] != made_of:
        with st.spinner("Grouping what fits no code …"):
            found = theming.report(project)
        made_of = (made_of[0], project.store.revision(), made_of[2])
        kept = (made_of, found)
        state.put(state.CANDIDATES, kept)
    result: tuple[tuple[Candidate, ...], str] = kept[1]
    return result


def _candidate(codebook: CodebookState, candidate: Candidate, *, editable: bool) -> None:
    with st.container(border=True, key=f"candidate-{candidate.id}"):
        st.subheader(plain(candidate.label), anchor=False)
        st.caption(f"{count(len(candidate.segments), 'passage')} from {plain(people(candidate.participants))}")
        for one in candidate.quotes[:SHOWN_QUOTES]:
            _quote(candidate, one)
        if candidate.quotes[SHOWN_QUOTES:]:
            more = count(len(candidate.quotes) - SHOWN_QUOTES, "more quote", "more quotes")
            with st.expander(more.capitalize()):
                for one in candidate.quotes[SHOWN_QUOTES:]:
                    _quote(candidate, one)
        st.button(
            "Make this a code", icon=":material/new_label:", disabled=not editable, key=f"make-{candidate.id}",
            on_click=code_form.prepare, args=(proposed(candidate), codebook.sha256),
            help="Opens the form of a new code, filled with these words and quotes. You choose what to keep.",
        )  # fmt: skip


def _quote(candidate: Candidate, one: Quote) -> None:
    with st.container(horizontal=True, vertical_alignment="top"):
        with st.container(width="stretch"):
            quote(one.text, f"{one.participant or one.transcript}, {role_name(one.role)}")
        if st.button(
            "Open", icon=":material/article:", type="tertiary", key=f"open-{candidate.id}-{one.segment}",
            help="Open the transcript at these words.",
        ):  # fmt: skip
            places.go_to_words(one.transcript, one.start)


def people(participants: Mapping[str, int]) -> str:
    """How many people of which role, such as "3 participants: patient 2, clinician 1"."""
    parts = ", ".join(f"{role_name(role)} {number}" for role, number in participants.items())
    return f"{count(sum(participants.values()), 'participant')}: {parts}"


def proposed(candidate: Candidate) -> Code:
    """A new code to begin with: the group's words as name, its quotes as examples in their own voices."""
    name = " ".join(candidate.words[:3]).strip().capitalize() or candidate.label
    said = ((" ".join(one.text.split()), "" if one.role == UNKNOWN else one.role) for one in candidate.quotes)
    return Code("", name, examples=tuple(Example(text, role) for text, role in said))
