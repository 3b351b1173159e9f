"""What was found, passage by passage: its words with the hits marked, who said them, and what can be done with it.

Everything people said or wrote is escaped before it stands between tags of our own.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, state
from qual.ui.parts import find_code
from qual.ui.widgets import code_color, code_name, code_select, count, role_name
from qual.workflow.found import Note, Passage, Piece
from qual.workflow.projects import OpenProject


def show(project: OpenProject, found: Sequence[Passage], most: int) -> None:
    """Draw the first passages, and above them what can be done with those that are ticked."""
    passages = found[:most]
    if not passages:
        return
    book = project.codebook.book
    find_code.several(project, passages)
    marks: dict[str, list[list[int]]] = defaultdict(list)
    for passage in found:
        marks[passage.transcript] += [[hit.start, hit.end] for hit in passage.hits]
    for passage in passages:
        with st.container(border=True, key=f"find-card-{passage.id}"):
            st.html(card(passage, book))
            _acts(passage, book, marks[passage.transcript])


def card(passage: Passage, book: Codebook) -> str:
    """A passage as HTML: who and where, the words, the codes on them."""
    who = passage.participant or passage.speaker or "–"
    facts = [role_name(passage.role), f"{passage.transcript}, turn {passage.turn + 1}"]
    facts += ["context, not data"] if passage.context else []
    facts += [passage.alike] if passage.alike else []
    head = f"<b>{html.escape(who)}</b>" + "".join(f"<span>{html.escape(fact)}</span>" for fact in facts)
    chips = "".join(_chip(code, book) for code in passage.codes)
    codes = f"<div class='qual-found-codes'>{chips}</div>" if chips else ""
    return (
        f"<div class='qual-found'><div class='qual-who'>{head}</div>"
        f"{_words(passage.excerpt(), passage.text)}{codes}</div>"
    )


def memos(project: OpenProject, notes: Sequence[Note]) -> None:
    """The memos that hold the words."""
    if not notes:
        return
    st.subheader(count(len(notes), "memo"), anchor=False)
    book = project.codebook.book
    for note in notes:
        with st.container(border=True, key=f"find-memo-{note.memo.id}"):
            st.html(memo_card(note, book))
            if note.transcript and st.button(
                "Open in transcript",
                icon=places.TRANSCRIPTS.icon,
                type="tertiary",
                key=f"find-memo-{note.memo.id}-open",
            ):
                places.go_to_words(note.transcript, note.span.start if note.span else None)


def memo_card(note: Note, book: Codebook) -> str:
    """A memo as HTML: what it is about, by whom and when, and its words."""
    memo = note.memo
    about = {"code": code_name(book, memo.target), "project": "the study"}.get(
        memo.about, note.transcript or memo.target
    )
    facts = (memo.coder, f"{memo.created[:16].replace('T', ' ')} UTC")
    head = f"<b>{html.escape(f'Memo on {about}')}</b>" + "".join(
        f"<span>{html.escape(fact)}</span>" for fact in facts
    )
    return f"<div class='qual-found'><div class='qual-who'>{head}</div>{_words(note.excerpt(), memo.text)}</div>"


def _words(shown: Sequence[Piece], whole: str) -> str:
    """The words with the hits marked; where some are left out, all of them behind a click."""
    marked = "".join(
        f"<mark class='qual-here'>{html.escape(piece.words)}</mark>" if piece.hit else html.escape(piece.words)
        for piece in shown
    )
    quote = f"<blockquote class='qual-quote' dir='auto'>{marked}</blockquote>"
    if sum(len(piece.words) for piece in shown) >= len(whole):
        return quote
    rest = f"<blockquote class='qual-quote' dir='auto'>{html.escape(whole)}</blockquote>"
    size = count(len(whole.split()), "word")
    return f"{quote}<details class='qual-whole'><summary>The whole passage, {size}</summary>{rest}</details>"


def _chip(code: str, book: Codebook) -> str:
    color, name = code_color(book, code), html.escape(code_name(book, code))
    return f"<span class='qual-chip' style='--c:{color}'>{name}</span>"


def _acts(passage: Passage, book: Codebook, marks: list[list[int]]) -> None:
    """What can be done with one passage: tick it, code it, open it with every hit marked, find others like it."""
    coder = state.coder()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        find_code.tick(passage)
        key = f"find-code-{passage.id}-{state.round_of(find_code.ROUND)}"
        with st.container(width=300):
            code = code_select("Code for this passage", book, key=key, without=passage.codes, labelled=False)
        st.button(
            "Code", key=f"{key}-do", icon=":material/label:", disabled=not (coder and code),
            on_click=find_code.code, args=((passage,), code or ""),
            help="Puts the code on the whole passage." if coder else "Write your name in the side bar first.",
        )  # fmt: skip
        if st.button(
            "Open in transcript", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"find-open-{passage.id}"
        ):
            at = passage.hits[0].start if passage.hits else passage.span.start
            state.put(state.MARKS, {passage.transcript: marks})
            places.go_to_words(passage.transcript, at)
        st.button(
            "Passages like this one", icon=":material/hub:", type="tertiary", key=f"find-like-{passage.id}",
            on_click=find_code.like, args=(passage,),
        )  # fmt: skip
