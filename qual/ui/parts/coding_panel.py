"""Beside the text: which codings are shown, a new coding, and the codings there are, to look at or take back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Codebook
from qual.model.coding import Coding, Op
from qual.model.span import Span, trimmed
from qual.ui import problems, state
from qual.ui.widgets import code_name, code_select, count, need_coder, plain, quote, shorten
from qual.workflow import reader
from qual.workflow.projects import OpenProject
from qual.workflow.reader import Page

ROUND = "coding"
SOME_WORDS, WHOLE_TURN = "Some words", "A whole turn"
SHOWN_AROUND = 40
FEWEST_LETTERS = 2


def show(project: OpenProject, page: Page) -> list[Coding]:
    """Draw the panel; returns the codings that the text should show."""
    book = project.codebook.book
    with st.container(border=True):
        st.markdown("**Code these words**")
        _new(project, page, book)
    shown = _filtered(page, book)
    with st.container(border=True):
        st.markdown(f"**{count(len(page.codings), 'coding')} here**")
        _existing(project, page, shown, book)
    _whole(project, page)
    return shown


def _filtered(page: Page, book: Codebook) -> list[Coding]:
    """The codings to show, by code and by coder; empty choices show everything."""
    codes = list(dict.fromkeys(coding.code for coding in page.codings))
    coders = list(dict.fromkeys(coding.coder for coding in page.codings))
    if len(codes) < 2 and len(coders) < 2:  # noqa: PLR2004 - nothing to choose from
        return list(page.codings)
    with st.expander("Show only some codings"):
        wanted = st.multiselect(
            "Codes", codes, format_func=lambda code: code_name(book, code), placeholder="All codes"
        )
        people = st.multiselect("Coders", coders, placeholder="All coders")
    return [
        coding
        for coding in page.codings
        if (not wanted or coding.code in wanted) and (not people or coding.coder in people)
    ]


def _new(project: OpenProject, page: Page, book: Codebook) -> None:
    coder = need_coder()
    if not book.codes:
        st.info("The codebook has no codes yet. Write one on the page Codebook.")
        return
    turn = f"{page.transcript.id}_{state.round_of(ROUND)}"
    how = st.segmented_control(
        "What to code",
        (SOME_WORDS, WHOLE_TURN),
        default=SOME_WORDS,
        key="qual_code_what",
        label_visibility="collapsed",
    )
    span = _turn_chosen(page, turn) if how == WHOLE_TURN else _words_chosen(page, turn)
    code = code_select("Code", book, key=f"qual_code_{turn}")
    memo = st.text_input("Memo (optional)", key=f"qual_memo_{turn}", max_chars=2000)
    seen = f"{page.transcript.id}:{span.start}-{span.end}:{code}" if span and code else ""
    st.button(
        "Add coding", type="primary", width="stretch", disabled=not (coder and seen),
        key=f"qual_add_{seen or turn}",
        on_click=_add, args=(project, page, span, code or "", memo, seen),
    )  # fmt: skip


def _words_chosen(page: Page, turn: str) -> Span | None:
    """The place of the words a person pasted; where they occur several times, the person says which."""
    words = st.text_area(
        "Words, copied from the text",
        key=f"qual_words_{turn}",
        height=90,
        placeholder="Select in the text, copy, paste here",
    )
    if len(words.strip()) < FEWEST_LETTERS:
        return None
    text = page.transcript.text
    found = reader.find(text, words)
    if not found:
        st.warning("These words are not in this transcript. Copy them from one turn, without the speaker's name.")
        return None
    if len(found) == 1:
        st.caption(f"Found in turn {page.turn_at(found[0].start) + 1}.")
        return found[0]
    place = st.radio(
        f"They occur {'at least ' if len(found) == reader.MOST_FOUND else ''}{len(found)} times. Which ones?",
        range(len(found)),
        format_func=lambda number: _around(page, found[number]),
        key=f"qual_which_{turn}_{words}",
    )
    return found[place]


def _around(page: Page, span: Span) -> str:
    text = page.transcript.text
    words = text[max(0, span.start - SHOWN_AROUND) : span.end + SHOWN_AROUND]
    return plain(f"Turn {page.turn_at(span.start) + 1}: … {shorten(words, 2 * SHOWN_AROUND + 60)} …")


def _turn_chosen(page: Page, turn: str) -> Span | None:
    names = {
        spoken.turn.order: f"{spoken.turn.order + 1} · {spoken.turn.label or '–'} · {shorten(spoken.words, 50)}"
        for spoken in page.turns
    }
    chosen = st.selectbox(
        "Turn", list(names), index=None, format_func=names.__getitem__, key=f"qual_turn_{turn}",
        placeholder="Type its number or a word of it",
    )  # fmt: skip
    if chosen is None:
        return None
    span = page.turns[chosen].turn.span
    quote(shorten(span.of(page.transcript.text), 300))
    return trimmed(page.transcript.text, span.start, span.end)


@problems.caught
def _add(project: OpenProject, page: Page, span: Span, code: str, memo: str, seen: str) -> None:
    """Carry out the coding that was on screen; the same click twice is one coding.

    It is blind: this view shows no suggestion.
    """
    op = Op(
        id=state.op_id(seen), act="code", coder=state.coder(), transcript=page.transcript.id, span=span, code=code,
        quote=span.of(page.transcript.text), memo=memo.strip(), blind=True,
    )  # fmt: skip
    answer = project.apply([op])[0]
    name = code_name(project.codebook.book, code)
    if answer.refusal:
        problems.tell("error", answer.refusal)
        return
    state.spend(seen)
    state.next_round(ROUND)
    state.put(state.AT, span.start)
    text = f"These words already have the code “{name}”." if answer.unchanged else f"Coded as “{name}”."
    st.toast(plain(text))


def _existing(project: OpenProject, page: Page, shown: Sequence[Coding], book: Codebook) -> None:
    coder = state.coder()
    st.button(
        "Undo my last act", icon=":material/undo:", width="stretch", disabled=not coder, on_click=_undo,
        args=(project, coder), help="Takes back the last thing you did in this study, on any page.",
    )  # fmt: skip
    if not shown:
        st.caption("Nothing is coded here yet." if not page.codings else "None of the codings you chose to show.")
        return
    by_id = {coding.id: coding for coding in shown}
    chosen = st.selectbox(
        "Look at a coding", list(by_id), index=None, key=f"qual_coding_{page.transcript.id}",
        format_func=lambda one: f"{code_name(book, by_id[one].code)} · {shorten(by_id[one].quote, 40)}",
        placeholder="Choose one",
    )  # fmt: skip
    if chosen is None:
        return
    coding = by_id[chosen]
    when = coding.created[:16].replace("T", " ")
    quote(coding.quote, f"{code_name(book, coding.code)} · {coding.coder} · {when} UTC")
    if coding.memo:
        st.markdown(f"Memo: {plain(coding.memo)}")
    find, remove = st.columns(2)
    find.button("Show in text", width="stretch", on_click=state.put, args=(state.AT, coding.span.start))
    remove.button(
        "Remove", key=f"qual_remove_{coding.id}", width="stretch", disabled=coding.coder != coder,
        on_click=_remove, args=(project, coding),
        help=None if coding.coder == coder else "Only the person who made a coding can remove it.",
    )  # fmt: skip


@problems.caught
def _remove(project: OpenProject, coding: Coding) -> None:
    seen = f"remove:{coding.id}"
    op = Op(id=state.op_id(seen), act="remove", coder=state.coder(), target=coding.id)
    answer = project.apply([op])[0]
    if answer.refusal:
        problems.tell("error", answer.refusal)
        return
    state.spend(seen)
    st.toast("Removed. “Undo my last act” brings it back.")


@problems.caught
def _undo(project: OpenProject, coder: str) -> None:
    done = project.undo(1, coder=coder)[0]
    what = _ACTS.get(str(done.get("kind")), "an act")
    code = str(done.get("code") or "")
    name = f" “{code_name(project.codebook.book, code)}”" if code else ""
    where = f" in {done['transcript']}" if done.get("transcript") else ""
    st.toast(plain(f"Undone: {what}{name}{where}."))


_ACTS = {
    "accept": "an accepted suggestion",
    "reject": "a rejected suggestion",
    "code": "the coding",
    "remove": "the removal of",
    "review": "“read to the end”",
}


def _whole(project: OpenProject, page: Page) -> None:
    """Say that nothing is left to code: the transcript's uncoded segments then count as looked at."""
    if not page.turns:
        return
    seen = f"read:{page.transcript.id}:{state.coder()}"
    st.button(
        "I have read all of it", icon=":material/done_all:", key=f"qual_read_{page.transcript.id}", width="stretch",
        disabled=not state.coder(), on_click=_read, args=(project, page, seen),
        help="Says that you have nothing more to code here. What is uncoded then counts as looked at, in every "
        "share of reviewed segments. It can be undone.",
    )  # fmt: skip


@problems.caught
def _read(project: OpenProject, page: Page, seen: str) -> None:
    span = Span(0, len(page.transcript.text))
    op = Op(
        id=state.op_id(seen),
        act="review",
        coder=state.coder(),
        transcript=page.transcript.id,
        span=span,
        blind=True,
    )
    answer = project.apply([op])[0]
    if answer.refusal:
        problems.tell("error", answer.refusal)
        return
    state.spend(seen)
    st.toast("You had said so already." if answer.unchanged else f"{plain(page.transcript.id)} counts as read.")
