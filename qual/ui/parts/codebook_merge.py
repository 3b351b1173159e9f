"""The dialog that makes several codes one: which, what stays, what it means, with both origins in sight."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.model.surgery import Surgery
from qual.ui import problems
from qual.ui.parts.code_form import one_line, typed_lines, typed_text
from qual.ui.parts.codebook_acts import LONGEST_NAME, Asked, key, planned, settle
from qual.ui.widgets import count
from qual.workflow import codebooks, planning
from qual.workflow.projects import OpenProject

NEW = ""
"""In place of a code's id: a new code takes over."""
FIELDS = ("name", "definition", "include", "exclude")


def show(project: OpenProject, asked: Asked) -> None:
    """Draw the dialog's content."""
    book = asked.book
    known = {code.id: code for code in book.codes if not code.merged_into and not code.heading}
    if asked.code not in known:
        st.info(
            "A heading has no codings of its own, so there is nothing to merge. Move the codes under it instead."
        )
        return
    chosen = st.multiselect(
        "Codes that become one", list(known), [asked.code], key=key("sources"),
        format_func=lambda code: _label(book, known[code]), placeholder="Type to find a code", on_change=_propose,
        args=(book,),
    )  # fmt: skip
    codes = [known[one] for one in chosen]
    if len(codes) > 1:
        _origins(codes)
    stays = _stays(book, codes)
    typed = _fields(book, codes, stays)
    plan = _plan(book, codes, stays, typed)
    what = f"Merge {count(len(codes), 'code')}"
    settle(project, asked, plan, what, f"{count(len(codes), 'code')} are one now: “{typed.name}”.")


def joined(codes: Sequence[Code], stays: Code | None) -> Code:
    """What several codes say together: the texts of the one that stays first, nothing twice."""
    order = [*([stays] if stays else []), *(code for code in codes if code is not stays)]
    if not order:
        return Code("", "")
    return replace(
        order[0],
        definition="\n".join(_union([[code.definition] for code in order if code.definition.strip()])),
        include=_union([code.include for code in order]),
        exclude=_union([code.exclude for code in order]),
        examples=tuple(dict.fromkeys(example for code in order for example in code.examples)),
    )


def _union(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for phrases in lists:
        for phrase in phrases:
            found.setdefault(one_line(phrase).casefold(), phrase)
    return tuple(found.values())


def _label(book: Codebook, code: Code) -> str:
    theme = book.theme(code.theme)
    said = f"{code.name}  ·  {theme.name}" if theme else code.name
    return f"{said}  ·  retired" if code.retired else said


def _stays(book: Codebook, codes: Sequence[Code]) -> str:
    """Which code takes over: one of them, or a new one."""
    names = {code.id: f"{code.name}, which stays" for code in codes} | {NEW: "A new code"}
    chosen = st.radio(
        "Their codings count as", list(names), key=key("stays"), format_func=lambda code: names.get(code, ""),
        on_change=_propose, args=(book,),
    )  # fmt: skip
    return chosen or NEW


def _proposal(book: Codebook, sources: Sequence[str], stays: str) -> dict[str, str]:
    codes = [code for code in book.codes if code.id in sources]
    found = joined(codes, book.code(stays) if stays else None)
    return {
        "name": found.name,
        "definition": found.definition,
        "include": "\n".join(map(one_line, found.include)),
        "exclude": "\n".join(map(one_line, found.exclude)),
    }


@problems.caught
def _propose(book: Codebook) -> None:
    """Other codes, other texts; what a person has typed over is left as it is."""
    sources, stays = st.session_state.get(key("sources"), []), st.session_state.get(key("stays"), NEW)
    before = st.session_state.get(key("proposed"), {})
    fresh = _proposal(book, sources, stays if stays in sources else NEW)
    for name in FIELDS:
        if st.session_state.get(key(name)) == before.get(name):
            st.session_state[key(name)] = fresh[name]
    st.session_state[key("proposed")] = fresh


def _fields(book: Codebook, codes: Sequence[Code], stays: str) -> Code:
    """Draw what the one code is to say, and return it."""
    if key("proposed") not in st.session_state:
        st.session_state[key("proposed")] = _proposal(book, [code.id for code in codes], stays)
    proposed = st.session_state[key("proposed")]
    for name in FIELDS:
        st.session_state.setdefault(key(name), proposed[name])
    name = st.text_input("Name of the one code", key=key("name"), max_chars=LONGEST_NAME)
    definition = st.text_area("Definition", key=key("definition"), height=120)
    left, right = st.columns(2)
    include = left.text_area("Include, one per line", key=key("include"))
    exclude = right.text_area("Exclude, one per line", key=key("exclude"))
    whole = joined(codes, next((code for code in codes if code.id == stays), None))
    return replace(
        whole, id=stays, name=one_line(name), definition=typed_text(whole.definition, definition),
        include=typed_lines(whole.include, include), exclude=typed_lines(whole.exclude, exclude),
    )  # fmt: skip


def _plan(book: Codebook, codes: Sequence[Code], stays: str, typed: Code) -> Surgery | str:
    if len(codes) < 2:  # noqa: PLR2004 - two become one
        return "Choose at least one other code."
    if not typed.name:
        return "The one code needs a name."
    own = book.code(stays) if stays else None
    if own is not None:
        into = replace(typed, id=own.id, theme=own.theme, parent=own.parent, color=own.color, retired=False)
    else:
        taken = codebooks.free_id(typed.name, (code.id for code in book.codes))
        into = replace(typed, id=taken, color="", retired=False)
    return planned(lambda: planning.merge(book, [code.id for code in codes], into))


def _origins(codes: Sequence[Code]) -> None:
    """What each of the codes says, beside each other."""
    parts = []
    for code in codes:
        lines = "".join(
            f"<dt>{word}</dt><dd>{html.escape(text)}</dd>"
            for word, text in (
                ("Definition", code.definition or "none"), ("Include", "\n".join(code.include)),
                ("Exclude", "\n".join(code.exclude)),
            )
            if text
        )  # fmt: skip
        parts.append(
            f"<section class='qual-change'><p class='qual-change-name'><b>{html.escape(code.name)}</b></p>"
            f"<dl>{lines}</dl></section>"
        )
    st.html(f"<div class='qual-origins'>{''.join(parts)}</div>")
