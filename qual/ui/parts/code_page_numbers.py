"""The overview of one code: what it means, how many people have it, along the study, and how well it is learned."""

from __future__ import annotations

import html

import streamlit as st

from qual.figures.labels import interval
from qual.model.codebook import Code
from qual.ui import state
from qual.ui.parts import code_page_chart, theme_kept
from qual.ui.parts.reader_data import when
from qual.ui.widgets import count, plain, role_name, share
from qual.workflow import code_page
from qual.workflow.code_page import Learned, Numbers
from qual.workflow.projects import OpenProject

ALONG, DAYS = "By transcript", "By day"


def show(project: OpenProject, code: Code) -> None:
    """Draw the view."""
    meaning, counts = st.columns([1, 1], gap="large")
    with meaning:
        st.html(definition(code))
    found = theme_kept.made(
        project, f"{state.CODE_MADE}numbers", "Counting …", lambda: code_page.numbers(project, code.id), of=code.id
    )
    with counts:
        _roles(found)
    if found.codings:
        _over_time(found)
    _learned(found.learned, code)


def definition(code: Code) -> str:
    """What the code means, as HTML, everything escaped."""
    said = html.escape(code.definition) if code.definition else "<i>No definition yet.</i>"
    parts = [f"<p class='qual-code-definition'>{said}</p>"]
    examples = [f"{one.role}: {one.text}" if one.role else one.text for one in code.examples]
    for label, phrases in (("Include", code.include), ("Exclude", code.exclude), ("Examples", examples)):
        if phrases:
            items = "".join(f"<li>{html.escape(one)}</li>" for one in phrases)
            parts.append(f"<p class='qual-change-note'>{label}</p><ul>{items}</ul>")
    return f"<div class='qual-code'>{''.join(parts)}</div>"


def _roles(found: Numbers) -> None:
    if not found.codings:
        st.markdown("Nobody has given it yet.")
    else:
        who = ", ".join(f"{plain(name)} {number:,}" for name, number in found.coders)
        st.markdown(f"**{count(found.codings, 'coding')}** by {who}.")
    if found.roles:
        st.table(
            {
                "Role": [role_name(one.role) for one in found.roles],
                "Participants": [f"{one.participants:,} of {one.of:,}" for one in found.roles],
                "95 % interval": [interval(one.low, one.high, one.of) for one in found.roles],
                "Passages": [f"{one.passages:,} of {one.passages_of:,}" for one in found.roles],
            },
            hide_index=True, border="horizontal", alt="How many participants have the code, by role",
        )  # fmt: skip
    for note in found.notes:
        st.caption(plain(note))


def _over_time(found: Numbers) -> None:
    st.subheader("Along the study", anchor=False)
    shown = ALONG
    if len(found.days) > 1:
        shown = st.segmented_control(
            "Counted", (ALONG, DAYS), default=ALONG, key="code-page-along", label_visibility="collapsed",
            required=True,
        )  # fmt: skip
    dark = st.context.theme.type == "dark"
    if shown == DAYS:
        drawn = code_page_chart.by_day(found.days, dark=dark)
    else:
        drawn = code_page_chart.along(found.transcripts, dark=dark)
    st.altair_chart(drawn, theme=None, key="code-page-chart")
    st.caption(
        "Codings in force by the day (UTC) on which they were made."
        if shown == DAYS
        else "Passages with the code, of all passages of each transcript, in the order in which these came in."
    )
    with st.expander("The same as a table", type="compact"):
        if shown == DAYS:
            table = {"Day": [day for day, _ in found.days], "Codings": [f"{n:,}" for _, n in found.days]}
        else:
            table = {
                "Transcript": [plain(name) for name, _, _ in found.transcripts],
                "Passages": [f"{own:,} of {of:,}" for _, own, of in found.transcripts],
            }
        st.table(table, hide_index=True, border="horizontal", alt="Counts along the study")


def _learned(found: Learned, code: Code) -> None:
    st.subheader("How well suggestions know it", anchor=False)
    own = found.found
    if not code.offered:
        st.markdown("It is not suggested: the code is not offered.")
    elif own is None or own.ap is None:
        st.markdown(_unlearned(found))
    else:
        usual = own.n_pos / found.reviewed if found.reviewed else None
        st.markdown(
            f"**Average precision {own.ap:.2f}** on people it had not seen; guessing would get "
            f"{f'{usual:.2f}' if usual is not None else 'nothing'}. 1 means that every passage with the code is "
            "ranked above every other."
        )
        off = (
            f"its chances are off by {share(own.ece)} on average"
            if own.ece is not None
            else "its chances could not be checked"
        )
        learned = f"{count(own.n_pos, 'passage')} of {found.reviewed:,} that can be learned from have it"
        st.caption(f"{learned}; {off}. Last run {when(found.made)}.")
    if own is not None and own.threshold is not None:
        reached = f"; {count(found.reaching, 'passage')} reach it" if found.reaching is not None else ""
        st.caption(f"It is suggested from a chance of {own.threshold:.2f} on{reached}.")


def _unlearned(found: Learned) -> str:
    if not found.made:
        return "Nothing is known yet: no suggestions were made."
    if found.found is None:
        return "Nothing is known yet: the last suggestions were made without this code."
    positive = count(found.found.n_pos, "passage")
    return (
        f"Too little to tell: {positive} of {found.reviewed:,} that can be learned from have it. It takes passages "
        "with and without the code from several people."
    )
