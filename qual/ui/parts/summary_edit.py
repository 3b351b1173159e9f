"""The dialog that shortens a quote with […], replaces words by [ ], or calls it a counter-example."""

from __future__ import annotations

import html

import streamlit as st

from qual.model.span import Span
from qual.ui import problems, resources, state
from qual.ui.widgets import plain
from qual.workflow import finding, quote_edits
from qual.workflow.projects import OpenProject

_WORDS, _BY = "summary-edit-words", "summary-edit-by"


@problems.caught
def prepare(theme: str, transcript: str, start: int, end: int) -> None:
    """Open the dialog for a quote, as a button's callback."""
    state.put(state.SUMMARY_EDIT, (theme, transcript, start, end))
    state.next_round(_WORDS)


def show(project: OpenProject) -> None:
    """Draw the dialog while it is open; the last thing on the page."""
    if state.get(state.SUMMARY_EDIT) is not None:
        _dialog(project)


@problems.caught
def _close() -> None:
    state.put(state.SUMMARY_EDIT, None)


@st.dialog("Edit the quote", width="large", icon=":material/content_cut:", on_dismiss=_close)
def _dialog(project: OpenProject) -> None:
    opened = state.get(state.SUMMARY_EDIT)
    if opened is None:
        return
    theme, transcript, start, end = opened
    passage = Span(start, end)
    said = finding.words_at(project, transcript, passage)
    held = quote_edits.handling(project)
    edits = held.edits(theme, transcript, passage)
    problems.show_messages()
    st.markdown("**As it is printed**")
    with project.store.reading() as tables:
        text = tables.texts([transcript]).get(transcript, "")
    printed = html.escape(quote_edits.shown(text, passage, edits))
    st.html(f"<blockquote class='qual-quote' dir='auto'>{printed}</blockquote>")
    _choose(theme, transcript, passage, said)
    _edits(theme, transcript, text, edits)
    _against(held, theme, transcript, passage)


def places_of(said: str, start: int) -> list[Span]:
    """Where each word of a quote is in the transcript, words being what white space parts."""
    found: list[Span] = []
    at = 0
    for word in said.split():
        at = said.index(word, at)
        found.append(Span(start + at, start + at + len(word)))
        at += len(word)
    return found


def _choose(theme: str, transcript: str, passage: Span, said: str) -> None:
    """Click words, then say what becomes of them."""
    number = state.round_of(_WORDS)
    spans = places_of(said, passage.start)
    words = said.split()
    chosen = st.pills(
        "Click a word, or the first and the last word of a stretch", range(len(words)), selection_mode="multi",
        format_func=lambda place: plain(words[place]), key=f"{_WORDS}-{number}",
    )  # fmt: skip
    by = st.text_input(
        "Instead of them (empty: they are left out and […] stands there)", key=f"{_BY}-{number}",
        placeholder="the hospital", max_chars=quote_edits.LONGEST,
    )  # fmt: skip
    stretch = Span(spans[min(chosen)].start, spans[max(chosen)].end) if chosen else None
    seen = stretch.shift(-passage.start).of(said) if stretch else ""
    if seen:
        st.caption(f"Chosen: “{plain(seen)}”")
    with st.container(horizontal=True):
        st.button(
            f"Replace by [{by.strip()}]" if by.strip() else "Leave out […]", type="primary",
            disabled=stretch is None, icon=":material/check:", key=f"summary-edit-do-{number}", on_click=_do,
            args=(theme, transcript, passage, stretch, seen, by),
        )  # fmt: skip
    st.caption(
        "What is left out is left out on this theme's page. What is replaced is replaced wherever these words are "
        "quoted. The transcript itself stays as it is."
    )


@problems.caught
def _do(theme: str, transcript: str, passage: Span, words: Span | None, seen: str, by: str) -> None:
    if words is None:
        return
    project, coder = resources.project(), state.coder()
    if by.strip():
        quote_edits.replace_words(project, transcript, words, by, coder=coder, quote=seen)
    else:
        quote_edits.leave_out(project, theme, transcript, passage, words, coder=coder, quote=seen)
    state.next_round(_WORDS)


def _edits(theme: str, transcript: str, text: str, edits: tuple[quote_edits.Edit, ...]) -> None:
    if not edits:
        return
    st.markdown("**Changes**")
    for one in edits:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{plain(one.shown)} for “{plain(one.span.of(text))}”, by {plain(one.coder)}", width="stretch"
            )
            st.button(
                "Take back", icon=":material/undo:", type="tertiary", on_click=_back, args=(theme, transcript, one),
                key=f"summary-edit-back-{one.span.start}-{one.span.end}-{one.shown == quote_edits.GAP}",
            )  # fmt: skip


@problems.caught
def _back(theme: str, transcript: str, edit: quote_edits.Edit) -> None:
    quote_edits.take_back(resources.project(), theme, transcript, edit, coder=state.coder())


def _against(held: quote_edits.Handling, theme: str, transcript: str, passage: Span) -> None:
    """Whether it speaks against the theme."""
    own = [one.state for one in held.states.get(theme, ()) if (one.transcript, one.span) == (transcript, passage)]
    is_one = own[-1:] == [quote_edits.NEGATIVE]
    st.divider()
    st.button(
        "It does not speak against the theme" if is_one else "It speaks against the theme",
        icon=":material/undo:" if is_one else ":material/thumb_down:", key=f"summary-edit-against-{is_one}",
        on_click=_turn, args=(theme, transcript, passage, not is_one),
        help="A counter-example stands apart, under “What speaks against it”, and is not quoted for the theme.",
    )  # fmt: skip
    if is_one:
        st.caption("It is a counter-example: it stands apart from the quotes.")


@problems.caught
def _turn(theme: str, transcript: str, passage: Span, against: bool) -> None:  # noqa: FBT001 - what it will be
    wanted = quote_edits.NEGATIVE if against else ""
    quote_edits.mark(resources.project(), theme, transcript, passage, wanted, coder=state.coder())
