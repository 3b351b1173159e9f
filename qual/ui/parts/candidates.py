"""Candidate themes: what fits no code yet, grouped; each can be merged, dismissed or made a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from qual.model.codebook import Code, Example
from qual.model.coding import Op
from qual.model.participant import UNKNOWN
from qual.ui import places, problems, resources, state
from qual.ui.parts import code_form
from qual.ui.widgets import count, need_coder, plain, quote, role_name
from qual.workflow import reviewing, theme_acts
from qual.workflow.codebooks import CodebookState
from qual.workflow.projects import OpenProject
from qual.workflow.theming import GROWN, NEW, SHRUNK, Candidate, Gone, Quote, ThemeReport

SHOWN_QUOTES = 2
"""Further quotes stand behind a click."""
MOST_GONE = 6


def show(project: OpenProject, found: ThemeReport) -> None:
    """Draw the candidates, what became of those shown before, and those that were dismissed."""
    if found.passages:
        st.caption(f"{found.unfitting:,} of {count(found.passages, 'passage')} fit none of your codes.")
    if found.note:
        st.caption(plain(found.note))
    if not found.themes:
        st.info("No group of passages stands out from your codes.")
    coder = need_coder()
    codebook = project.codebook
    for candidate in found.themes:
        others = [one for one in found.themes if one.id != candidate.id]
        _candidate(codebook, candidate, others, coder)
    _gone(found.gone)
    _dismissed(found.dismissed, coder)


def _candidate(codebook: CodebookState, candidate: Candidate, others: Sequence[Candidate], coder: str) -> None:
    with st.container(border=True, key=f"candidate-{candidate.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(plain(candidate.label), anchor=False, width="content")
            if said := news(candidate):
                st.badge(said, color="blue" if candidate.state == NEW else "gray")
        st.caption(_made_of(candidate))
        for one in candidate.quotes[:SHOWN_QUOTES]:
            _quote(candidate, one)
        if candidate.quotes[SHOWN_QUOTES:]:
            more = count(len(candidate.quotes) - SHOWN_QUOTES, "more quote", "more quotes")
            with st.expander(more.capitalize()):
                for one in candidate.quotes[SHOWN_QUOTES:]:
                    _quote(candidate, one)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Make this a code", icon=":material/new_label:", key=f"make-{candidate.id}",
                disabled=not (coder and codebook.in_file), on_click=code_form.prepare,
                args=(proposed(candidate),),
                help="Opens the form of a new code, filled with these words and quotes. You choose what to keep.",
            )  # fmt: skip
            if others:
                _merge_with(candidate, others, coder)
            st.button(
                "Dismiss", icon=":material/visibility_off:", key=f"dismiss-{candidate.id}", type="tertiary",
                disabled=not coder, on_click=_act, args=(theme_acts.DISMISS, coder, candidate.id),
                help="Takes it out of the list for everybody, for as long as mostly the same passages come again. "
                "It can be brought back.",
            )  # fmt: skip


def _merge_with(candidate: Candidate, others: Sequence[Candidate], coder: str) -> None:
    """Choose another candidate and put its passages into this one."""
    labels = {one.id: one.label for one in others}
    key = f"merge-with-{candidate.id}"
    # The number in its key lets it close once the two are merged.
    own = f"merge-{candidate.id}-{len(candidate.segments)}"
    with st.popover("Merge", icon=":material/merge:", disabled=not coder, key=own):
        st.selectbox(
            "Put another theme into this one", list(labels), index=None, key=key,
            format_func=lambda one: labels.get(one, ""), placeholder="Choose a theme",
        )  # fmt: skip
        st.button(
            "Merge them", type="primary", key=f"merge-now-{candidate.id}", on_click=_merge,
            args=(coder, candidate.id, key), disabled=st.session_state.get(key) is None,
        )  # fmt: skip


def _made_of(candidate: Candidate) -> str:
    said = f"{count(len(candidate.segments), 'passage')} from {plain(people(candidate.participants))}"
    return f"{said} · merged of {candidate.parts} groups" if candidate.parts > 1 else said


def news(candidate: Candidate) -> str:
    """How it stands against what was shown before the last suggestions, "" where nothing is to be said."""
    by = f"{abs(candidate.change):,}"
    return {NEW: "new", GROWN: f"grown by {by}", SHRUNK: f"smaller by {by}"}.get(candidate.state, "")


def _gone(gone: Sequence[Gone]) -> None:
    """What was shown before the last update and is no group any more."""
    if not gone:
        return
    lines = [f"“{plain(one.label)}” ({why_gone(one)})" for one in gone[:MOST_GONE]]
    more = f", and {len(gone) - MOST_GONE} more" if len(gone) > MOST_GONE else ""
    st.caption(f"Gone since the suggestions were last made: {'; '.join(lines)}{more}.")


def why_gone(one: Gone) -> str:
    """What became of the passages of a theme that is gone."""
    if not one.passages:
        return "its passages are not in the study any more"
    if one.fitting:
        return f"{one.fitting} of its {count(one.passages, 'passage')} fit a code now"
    if one.passages == 1:
        return "its passage is alone now"
    return f"its {one.passages:,} passages no longer group together"


def _dismissed(dismissed: Sequence[Candidate], coder: str) -> None:
    if not dismissed:
        return
    with st.expander(f"Dismissed ({len(dismissed)})", icon=":material/visibility_off:"):
        for one in dismissed:
            with st.container(horizontal=True, vertical_alignment="center", key=f"dismissed-{one.id}"):
                by = f"dismissed by {plain(one.dismissed_by)}"
                st.markdown(
                    f"**{plain(one.label)}** · {count(len(one.segments), 'passage')} · {by}", width="stretch"
                )
                st.button(
                    "Bring back", icon=":material/undo:", key=f"restore-{one.id}", disabled=not coder,
                    on_click=_act, args=(theme_acts.RESTORE, coder, one.id),
                )  # fmt: skip


@problems.caught
def _merge(coder: str, into: str, field: str) -> None:
    other = st.session_state.get(field)
    if other:
        _apply(Op(state.op_id(f"merge:{into}:{other}"), theme_acts.MERGE, coder, target=into, replaces=str(other)))
        state.spend(f"merge:{into}:{other}")


@problems.caught
def _act(act: str, coder: str, theme: str) -> None:
    _apply(Op(state.op_id(f"{act}:{theme}"), act, coder, target=theme))
    state.spend(f"{act}:{theme}")


def _apply(op: Op) -> None:
    answer = reviewing.apply(resources.project(), [op])[0]
    if answer.refusal:
        problems.tell("warning", answer.refusal)


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
