"""The review page: one suggestion after the other, each decided by a person who sees it in its conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, problems, resources, state
from qual.ui.parts import review_acts, review_card, suggest_job
from qual.ui.parts.review_acts import Seen, seen_name
from qual.ui.widgets import code_name, count, need_coder, plain, role_name, shorten, title
from qual.workflow import reviewing
from qual.workflow.projects import OpenProject
from qual.workflow.queueing import QueueItem


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Review", "Read the passage in its conversation, then decide. Only what you accept becomes a coding.")
    coder = need_coder()
    if not coder:
        return
    book = project.codebook.book
    everything = review_acts.waiting(project, coder)
    if suggest_job.running(project) or not everything:
        suggest_job.show(project)
    items = [item for item in everything if _fits(item, _chosen())]
    _where(project, coder, everything, items)
    item = _current(items)
    if item is None:
        _nothing(project, everything, items)
        return
    code = book.code(item.suggestion.code)
    turns = review_card.around(project, item)
    here = next((turn for turn in turns if turn.here), None)
    if code is None or here is None:  # the codebook or the transcript changed between two looks
        st.rerun()
    quote = here.text[item.span.start - here.span.start : item.span.end - here.span.start]
    name = seen_name(item.segment, item.suggestion.code)
    state.put(state.REVIEW_ON, name)
    review_card.show(book, code, Seen(item, quote, coder, state.op_id(name)), turns)


def _current(items: list[QueueItem]) -> QueueItem | None:
    """What is on screen stays there while it is open; else the first that was not skipped."""
    named = {seen_name(item.segment, item.suggestion.code): item for item in items}
    on = state.get(state.REVIEW_ON)
    if on in named:
        return named[on]
    skipped = state.get(state.REVIEW_SKIPPED, {})
    return next((item for name, item in named.items() if name not in skipped), None)


def _filters(items: list[QueueItem], book: Codebook) -> None:
    """Choose code, role and transcript; each choice says how many are open."""
    chosen = _chosen()
    order = {code.id: place for place, code in enumerate(book.codes)}
    names: dict[str, Callable[[str], str]] = {
        "code": lambda value: code_name(book, value),
        "role": role_name,
        "transcript": str,
    }
    active = ", ".join(names[key](value) for key, value in chosen.items() if value)
    label = f"Filter: {plain(shorten(active, 50))}" if active else "Filter"
    with st.popover(label, icon=":material/filter_list:", key="review-filters"):
        for name, in_words in names.items():
            _filter(items, name, in_words, order)


def _filter(items: list[QueueItem], name: str, in_words: Callable[[str], str], order: dict[str, int]) -> None:
    chosen = _chosen()
    others = {key: value for key, value in chosen.items() if key != name}
    numbers = Counter(_value(item, name) for item in items if _fits(item, others))
    values = sorted({*numbers, chosen.get(name, "")} - {""}, key=lambda v: (order.get(v, len(order)), v))

    def label(value: str) -> str:
        if not value:
            return f"All {name}s ({numbers.total():,})"
        return f"{in_words(value)} ({numbers[value]:,})"

    key = f"review-filter-{name}"
    st.session_state[key] = chosen.get(name, "")
    st.selectbox(name.capitalize(), ["", *values], key=key, format_func=label, on_change=_choose, args=(name, key))


def _chosen() -> dict[str, str]:
    kept: dict[str, str] = state.get(state.REVIEW_FILTERS, {})
    return kept


@problems.caught
def _choose(name: str, key: str) -> None:
    state.put(state.REVIEW_FILTERS, {**_chosen(), name: st.session_state[key]})
    state.put(state.REVIEW_ON, None)


def _value(item: QueueItem, name: str) -> str:
    return {"code": item.suggestion.code, "role": item.role, "transcript": item.transcript}[name]


def _fits(item: QueueItem, chosen: dict[str, str]) -> bool:
    return all(not value or _value(item, name) == value for name, value in chosen.items())


def _where(project: OpenProject, coder: str, everything: list[QueueItem], items: list[QueueItem]) -> None:
    """How many are open and decided, and the way back from the last decision."""
    decided = reviewing.decided(project, coder=coder)
    with st.container(horizontal=True, vertical_alignment="center", key="review-where"):
        shown = "" if len(items) == len(everything) else f" ({len(items):,} of them here)"
        st.markdown(f"**{len(everything):,} open**{shown} · {decided:,} decided by you", width="content")
        _filters(everything, project.codebook.book)
        if everything:
            suggest_job.small(project)
        stroke = reviewing.last_stroke(project, coder=coder)
        if not stroke:
            return
        op = state.op_id(f"undo {stroke[0].op}")
        what = review_acts.in_words(stroke[0], project)
        # The key names the act, so that a second quick click meets a new button and undoes nothing else.
        with st.container(width="content"):
            st.button(
                f"Undo: {plain(what)}", icon=":material/undo:", type="tertiary", key=f"undo-{stroke[0].seq}",
                on_click=review_acts.take_back, args=(coder, stroke, op),
            )  # fmt: skip


def _nothing(project: OpenProject, everything: list[QueueItem], items: list[QueueItem]) -> None:
    """Why there is nothing to decide, and what to do about it."""
    skipped = state.get(state.REVIEW_SKIPPED, {})
    if items and skipped:
        st.info(f"All that is left here was skipped: {count(len(items), 'suggestion')}.")
        st.button("Show the skipped ones", type="primary", key="review-again", on_click=_again)
    elif everything:
        st.info("Nothing is open with these filters.")
        st.button("Show all", type="primary", key="review-all", on_click=_all)
    elif project.segments().empty:
        _lead("There is no transcript to review yet.", "Add transcripts", places.TRANSCRIPTS)
    elif not any(not code.retired for code in project.codebook.book.codes):
        _lead("The codebook has no code yet, so nothing can be suggested.", "Write the first code", places.CODEBOOK)
    elif project.suggestions(limit=1).empty and not reviewing.decided(project, coder=state.coder()):
        st.info("There are no suggestions yet. Make them above; it takes a moment.")
    else:
        _lead("You have decided every suggestion.", "See the frequencies", places.FREQUENCIES)


def _lead(text: str, label: str, place: places.Place) -> None:
    st.info(text)
    if st.button(label, type="primary", icon=place.icon, key="review-lead"):
        places.go(place)


@problems.caught
def _again() -> None:
    state.put(state.REVIEW_SKIPPED, {})


@problems.caught
def _all() -> None:
    state.put(state.REVIEW_FILTERS, {})
    state.put(state.REVIEW_ON, None)
