"""What comes next, as one button, and what is done, as a short list."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qual.ui import places, state
from qual.ui.places import Place
from qual.ui.widgets import count, share
from qual.workflow.overview import Overview


def next_step(found: Overview) -> None:
    """The one thing to do next: why, and the button that leads there."""
    words, button, place, view = _STEPS[found.step](found)
    with st.container(border=True):
        what, act = st.columns([2.4, 1], vertical_alignment="center", gap="medium")
        what.markdown(f"**Next**  \n{words}")
        if act.button(button, type="primary", key="qual_next", icon=":material/arrow_forward:", width="stretch"):
            if view:
                state.put(state.VIEW, view)
            places.go(place)


def done(found: Overview) -> None:
    """Four numbers that say how far the study is."""
    segments = sum(one.segments for one in found.transcripts)
    seen = sum((one.reviewed or 0.0) * one.segments for one in found.transcripts)
    numbers = (
        ("Transcripts", f"{len(found.transcripts):,}", ""),
        ("Speaker labels confirmed", f"{found.labels - found.unconfirmed:,} of {found.labels:,}", ""),
        ("Segments looked at", share(seen / segments if segments else None), f"{round(seen):,} of {segments:,}"),
        ("Codings", f"{found.codings:,}", f"by {count(found.coders, 'coder')}" if found.codings else ""),
    )
    for column, (label, value, more) in zip(st.columns(4), numbers, strict=True):
        column.metric(label, value, help=more or None, border=True)


Told = tuple[str, str, Place, str]


def _import(_: Overview) -> Told:
    return "The study has no transcripts yet.", "Add your interviews", places.TRANSCRIPTS, state.ADD


def _speakers(found: Overview) -> Told:
    waiting = count(found.unconfirmed, "speaker label waits", "speaker labels wait")
    words = f"{waiting} for you to say whose it is. Until then their words count as “not confirmed yet”."
    return words, "Say who speaks", places.TRANSCRIPTS, state.SPEAKERS


def _codebook(_: Overview) -> Told:
    words = "There is no code yet. Make codes while reading (select words, type a name), or bring a codebook in."
    return words, "See the ways to begin", places.CODEBOOK, ""


def _suggest(found: Overview) -> Told:
    if found.suggestions:
        return "The codebook has changed since suggestions were made.", "Refresh the suggestions", places.REVIEW, ""
    words = f"{count(found.codes, 'code')} can now be looked for in the transcripts."
    return words, "Find passages that may fit", places.REVIEW, ""


def _review(_: Overview) -> Told:
    return (
        "Suggestions wait for your decision. Each one you accept or reject teaches.",
        "Go on reviewing",
        places.REVIEW,
        "",
    )


def _frequencies(_: Overview) -> Told:
    return "You have decided on every suggestion.", "Look at the counts", places.FREQUENCIES, ""


_STEPS: dict[str, Callable[[Overview], Told]] = {
    "import": _import,
    "speakers": _speakers,
    "codebook": _codebook,
    "suggest": _suggest,
    "review": _review,
    "frequencies": _frequencies,
}
