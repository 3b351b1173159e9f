"""The review page: passage after passage, each decided by a person who sees it in its conversation."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import exchange, places, problems, resources, state
from qual.ui.components import mount
from qual.ui.parts import component_data, no_codes, review_data, suggest_job, watching
from qual.ui.widgets import code_name, plain, role_name, shorten, title
from qual.workflow import asking, reader, reviewing
from qual.workflow.asking import Asking, Filters, Held
from qual.workflow.projects import OpenProject

KEY = "review"
MOST_HELD = 300
"""Passages the component may still know of."""
WHY_NAMES = {"likely": "best open", "unsure": "weak"}
"""Reasons to ask whose names could be taken for how well a code fits."""
BAND_NAMES = {"likely": "likely", "possible": "possible", "unsure": "unsure"}


def show() -> None:
    """Draw the page."""
    project, coder = resources.project(), state.coder()
    with watching.drawn(project):
        found = asking.passages(project, coder=coder, filters=_chosen()) if coder else Asking((), 0, 0)
        with st.container(horizontal=True, vertical_alignment="center", key="review-where"):
            title("Review")
            if found.open:
                _filters(found, project.codebook.book)
                suggest_job.status()
        if coder:
            _above(project, found)
        _queue()
    watching.others()


def _above(project: OpenProject, found: Asking) -> None:
    """Suggestions to make, and where there is nothing to decide, what to do about it."""
    without = no_codes.hint(project, no_codes.REVIEWING)
    if not found.open and not without:
        suggest_job.show(project)
    if not found.left:
        _nothing(project, found)


@st.fragment
def _queue() -> None:
    """The passage on screen; decisions come back here, without the rest of the page."""
    with problems.guarded(), watching.drawn(project := resources.project()):
        if state.get(state.GO):
            state.put(state.GO, None)
            transcript, at = state.get(state.TRANSCRIPT), state.get(state.AT)
            places.go_to_words(str(transcript), at)
        exchange.say_notes()
        data = payload(project, state.coder())
        mount.mount(
            "review", data, key=KEY, on_ops_change=exchange.receiver(KEY), on_open_change=_asked,
            on_passed_change=_passed,
        )  # fmt: skip


def payload(project: OpenProject, coder: str) -> dict[str, Any]:
    """Everything the review component is told."""
    told = component_data.common(project, coder)
    held = Held(state.get(state.REVIEW_SENT, ()), state.get(state.REVIEW_PASSED, ()), _back(told["history"]))
    found = asking.passages(project, coder=coder, filters=_chosen(), held=held) if coder else Asking((), 0, 0)
    sent = {item.segment: None for item in found.items} | dict.fromkeys(held.sent)
    state.put(state.REVIEW_SENT, tuple(sent)[:MOST_HELD])
    texts = reader.texts(project, [one.transcript for one in found.items])
    voices = reader.voices(project, texts)
    return {
        **told,
        "items": review_data.items(found.items, texts, weak=_chosen().on_suggestions),
        "turns": review_data.turns(found.items, texts, voices, project.roles),
        "left": found.left,
        "decided": reviewing.decided(project, coder=coder) if coder else 0,
        "filtered": any(asdict(_chosen()).values()),
        "view": json.dumps(asdict(_chosen())),
        "elsewhere": list(found.closed),
    }


def _back(history: dict[str, list[dict[str, Any]]]) -> tuple[str, int] | None:
    """Where the act that was undone last had been made, so that its passage can be shown again."""
    last = next(iter(history["redo"]), {})
    return (last["transcript"], last["start"]) if "start" in last else None


def _filters(found: Asking, book: Codebook) -> None:
    """Choose what to be asked about; each choice says how many passages it would leave."""
    chosen = asdict(_chosen())
    order = {code.id: place for place, code in enumerate(book.codes)}
    themes = {theme.id: theme.name for theme in book.themes}
    names: dict[str, Callable[[str], str]] = {
        "code": lambda value: code_name(book, value),
        "theme": lambda value: themes.get(value, value),
        "role": role_name,
        "participant": str,
        "transcript": str,
        "band": lambda value: BAND_NAMES.get(value, value),
        "why": lambda value: WHY_NAMES.get(value, value),
    }
    active = ", ".join(names[key](value) for key, value in chosen.items() if value)
    label = f"Filter: {plain(shorten(active, 50))}" if active else "Filter"
    with st.popover(label, icon=":material/filter_list:", key="review-filters"):
        for name, in_words in names.items():
            _filter(name, found.counts.get(name, {}), in_words, order)
    if active:
        st.button("Show all", icon=":material/filter_list_off:", type="tertiary", key="review-all", on_click=_all)


LABELS = {"band": "How well it fits", "why": "Why it is asked"}


def _filter(name: str, counts: dict[str, int], in_words: Callable[[str], str], order: dict[str, int]) -> None:
    now = getattr(_chosen(), name)
    values = sorted({*counts, now} - {""}, key=lambda v: (order.get(v, len(order)), v))

    def label(value: str) -> str:
        return f"{in_words(value)} ({counts.get(value, 0):,})" if value else "All"

    key = f"review-filter-{name}"
    st.session_state[key] = now
    st.selectbox(
        LABELS.get(name, name.capitalize()), ["", *values], key=key, format_func=label, on_change=_choose,
        args=(name, key),
    )  # fmt: skip


def _chosen() -> Filters:
    kept: dict[str, str] = state.get(state.REVIEW_FILTERS, {})
    return Filters(**kept)


@problems.caught
def _choose(name: str, key: str) -> None:
    state.put(state.REVIEW_FILTERS, {**asdict(_chosen()), name: st.session_state[key]})


@problems.caught
def _all() -> None:
    state.put(state.REVIEW_FILTERS, {})


@problems.caught
def _passed() -> None:
    """The component says which passages were passed over, so that they come last."""
    sent = mount.sent(KEY, "passed")
    if isinstance(sent, list):
        state.put(state.REVIEW_PASSED, tuple(str(one) for one in sent))


@problems.caught
def _asked() -> None:
    """The component asks for something that another page does: the transcript at these words."""
    wanted = mount.sent(KEY, "open")
    if isinstance(wanted, dict) and wanted.get("what") == "transcript" and isinstance(wanted.get("start"), int):
        state.put(state.TRANSCRIPT, str(wanted.get("transcript", "")))
        state.put(state.AT, wanted["start"])
        state.put(state.GO, places.TRANSCRIPTS.name)


def _nothing(project: OpenProject, found: Asking) -> None:
    """Why there is nothing to decide, and what to do about it."""
    if found.open:
        st.info("Nothing is open with these filters.")
        st.button("Show all passages", type="primary", key="review-all-again", on_click=_all)
    elif project.segments().empty:
        _lead("There is no transcript to review yet.", "Add transcripts", places.TRANSCRIPTS)
    elif not any(code.offered for code in project.codebook.book.codes):
        _lead(
            "The codebook has no code yet, so nothing can be suggested. Make codes while you read.",
            "Read and code", places.TRANSCRIPTS,
        )  # fmt: skip
    else:
        _lead("You have seen every passage there is to decide.", "See the frequencies", places.FREQUENCIES)


def _lead(text: str, label: str, place: places.Place) -> None:
    st.info(text)
    if st.button(label, type="primary", icon=place.icon, key="review-lead"):
        places.go(place)
