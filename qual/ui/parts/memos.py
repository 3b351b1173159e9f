"""The page of memos: find what was noted, write about the study, a transcript, a participant or a code."""

from __future__ import annotations

import streamlit as st

from qual.model.choice import parts
from qual.model.codebook import Codebook
from qual.model.coding import Op
from qual.model.memo import ABOUT, Memo
from qual.ui import places, problems, resources, state
from qual.ui.parts.reader_data import when
from qual.ui.widgets import code_name, count, need_coder, plain, quote, shorten, title
from qual.workflow import memos, reader, reviewing
from qual.workflow.overview import known_coders
from qual.workflow.projects import OpenProject

MOST_SHOWN = 50
LONGEST = 20_000
ROUND = "memo"
WRITABLE = ("project", "transcript", "participant", "code")
"""What a memo can be about here; passages and codings get theirs in the text."""
IN_WORDS = {
    "project": "the study", "transcript": "a transcript", "participant": "a participant", "code": "a code",
    "passage": "a passage", "coding": "a coding", "theme": "a theme", "cell": "a cell of the matrix",
}  # fmt: skip


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Memos", "What was noted while reading and coding, dated and signed. Every memo is in the exports.")
    coder = need_coder()
    if coder:
        with st.expander("Write a memo", icon=":material/edit_note:"):
            _write(project, project.codebook.book, coder)
    about, person, words = _filters(project)
    found = memos.listing(project, about=about, coder=person, words=words)[::-1]
    if not found:
        anything = about or person or words.strip()
        st.info(
            "No memo fits." if anything else "Nobody has written a memo yet. In the text, press M on a passage."
        )
        return
    st.caption(count(len(found), "memo") + (f", the newest {MOST_SHOWN} shown" if len(found) > MOST_SHOWN else ""))
    book = project.codebook.book
    for memo in found[:MOST_SHOWN]:
        _memo(memo, book, coder)


def _filters(project: OpenProject) -> tuple[str, str, str]:
    words, kind, who = st.columns([3, 1, 1], vertical_alignment="bottom")
    wanted = words.text_input("Words in the memo", key="memos-words", placeholder="All memos")
    about = kind.selectbox(
        "About", ["", *ABOUT], format_func=lambda a: IN_WORDS.get(a, "anything"), key="memos-about"
    )
    person = who.selectbox(
        "By", ["", *known_coders(project)], format_func=lambda name: name or "anybody", key="memos-by"
    )
    return about, person, wanted


def _write(project: OpenProject, book: Codebook, coder: str) -> None:
    number = state.round_of(ROUND)
    about = st.segmented_control(
        "About", WRITABLE, default="project", format_func=lambda one: IN_WORDS[one], key="memo-about"
    )
    target = _target(project, book, about or "project", number)
    words = st.text_area("Memo", key=f"memo-words-{number}", max_chars=LONGEST, height=140)
    st.button(
        "Save the memo", type="primary", icon=":material/save:", key=f"memo-save-{number}",
        on_click=_save, args=(coder, about or "project", target, f"memo-words-{number}"),
        disabled=target is None,
    )  # fmt: skip
    if not words and target is None:
        st.caption("Choose what it is about first.")


def _target(project: OpenProject, book: Codebook, about: str, number: int) -> str | None:
    """Id of what the memo is about; "" for the study, None while nothing is chosen."""
    if about == "project":
        return ""
    options = {
        "transcript": lambda: reader.names(project),
        "participant": lambda: reader.people(project),
        "code": lambda: [code.id for code in book.codes],
    }[about]()
    return st.selectbox(
        IN_WORDS[about].capitalize(), options, index=None, key=f"memo-{about}-{number}",
        format_func=(lambda one: code_name(book, one)) if about == "code" else str,
    )  # fmt: skip


def _memo(memo: Memo, book: Codebook, coder: str) -> None:
    with st.container(border=True, key=f"memo-{memo.id}"):
        st.markdown(f"**{plain(_heading(memo, book))}**")
        if memo.quote:
            quote(shorten(memo.quote, 400))
        st.markdown(plain_lines(memo.text))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{plain(memo.coder)} · {when(memo.created)}", width="stretch")
            if memo.transcript and st.button(
                "Open in the text", icon=":material/article:", type="tertiary", key=f"memo-open-{memo.id}"
            ):
                places.go_to_words(memo.transcript, memo.span.start if memo.span else None)
            if memo.coder == coder:
                _change(memo)


def _change(memo: Memo) -> None:
    with st.popover("Change", icon=":material/edit:", key=f"memo-change-{memo.id}"):
        st.text_area("Memo", value=memo.text, key=f"memo-text-{memo.id}", max_chars=LONGEST, height=140)
        act = {"on_click": _replace, "width": "stretch"}
        st.button("Save", type="primary", key=f"memo-keep-{memo.id}", args=(memo, f"memo-text-{memo.id}"), **act)  # type: ignore[arg-type] # one set of options for both
        st.button("Delete", key=f"memo-delete-{memo.id}", args=(memo, ""), **act)  # type: ignore[arg-type] # as above


def _heading(memo: Memo, book: Codebook) -> str:
    names = {
        "project": "The study",
        "code": f"Code “{code_name(book, memo.target)}”",
        "transcript": f"Transcript {memo.target or memo.transcript}",
        "participant": f"Participant {memo.target}",
        "coding": f"A coding in {memo.transcript}",
        "passage": f"A passage in {memo.transcript}",
        "theme": f"Theme “{theme_name(book, memo.target)}”",
    }
    if memo.about == "cell":
        column, participant = parts(memo.target)
        name = code_name(book, column) if book.code(column) else theme_name(book, column)
        return f"Matrix: {participant}, {name}"
    return names[memo.about]


def theme_name(book: Codebook, theme: str) -> str:
    """A theme's name; its id where the codebook has it no longer."""
    found = book.theme(theme)
    return found.name if found else f"{theme} (no longer in the codebook)"


def plain_lines(text: str) -> str:
    """What a person wrote, line for line, as Markdown that shows it as it is."""
    return "  \n".join(plain(line) for line in text.splitlines())


@problems.caught
def _save(coder: str, about: str, target: str | None, field: str) -> None:
    words = str(st.session_state.get(field) or "").strip()
    if not words:
        problems.tell("info", "A memo needs words.")
        return
    seen = f"memo:{field}"
    op = Op(
        id=state.op_id(seen), act="memo", coder=coder, about=about, target=target or "", memo=words,
        transcript=(target or "") if about == "transcript" else "",
    )  # fmt: skip
    if _applied(op):
        state.spend(seen)
        state.next_round(ROUND)
        st.toast("The memo is saved.")


@problems.caught
def _replace(memo: Memo, field: str) -> None:
    """Change a memo, or delete it where no field is named."""
    words = str(st.session_state.get(field) or "").strip() if field else ""
    if field and not words:
        problems.tell("info", "A memo needs words. To take it away, use Delete.")
        return
    seen = f"memo:{memo.id}:{words}"
    if _applied(Op(id=state.op_id(seen), act="memo", coder=memo.coder, replaces=memo.id, memo=words)):
        state.spend(seen)
        st.toast("The memo is changed." if words else "The memo is deleted. Undo brings it back.")


def _applied(op: Op) -> bool:
    answer = reviewing.apply(resources.project(), [op])[0]
    if answer.refusal:
        problems.tell("error", answer.refusal)
    return not answer.refusal
