"""All quotes of one code, by role and participant, a page at a time, and the memos about it and on its codings."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Code
from qual.model.memo import Memo
from qual.ui import places, problems, state
from qual.ui.parts import theme_kept
from qual.ui.parts.memos import plain_lines
from qual.ui.parts.reader_data import when
from qual.ui.widgets import count, plain, role_name
from qual.workflow import code_page
from qual.workflow.code_page import Quote
from qual.workflow.passages import Passage, passages
from qual.workflow.projects import OpenProject

AT_ONCE = 20
"""Quotes shown at first, and more with each click."""
MOST_MEMOS = 20
LONGEST = 600
"""Letters of a quote that are shown; the transcript has all of it."""
_ROLE, _PERSON = "code-quotes-role", "code-quotes-person"


def show(project: OpenProject, code: Code) -> None:
    """Draw the view."""
    found, notes = theme_kept.made(
        project, f"{state.CODE_MADE}quotes", "Reading the quotes …",
        lambda: (code_page.quotes(project, code.id), code_page.notes(project, code.id)), of=code.id,
    )  # fmt: skip
    if not found:
        st.info("No words have this code yet.")
    else:
        _quotes(project, code, found)
    _notes(notes)


def _quotes(project: OpenProject, code: Code, found: Sequence[Quote]) -> None:
    role, person, most = _narrowed(code, found)
    wanted = [one for one in found if (not role or one.role == role) and (not person or who(one) == person)]
    people = len({who(one) for one in wanted})
    st.caption(f"{count(len(wanted), 'quote')} by {count(people, 'participant')}.")
    with project.store.reading() as tables:
        words = {
            (one.transcript, one.span): one
            for one in passages(tables, [(one.transcript, one.span) for one in wanted[:most]])
        }
    heading = ""
    for number, one in enumerate(wanted[:most]):
        own = f"{who(one)}, {role_name(one.role)}"
        if own != heading:
            st.markdown(f"**{plain(own)}**")
            heading = own
        _quote(one, words.get((one.transcript, one.span)), number)
    if len(wanted) > most:
        st.button(
            f"Show {min(AT_ONCE, len(wanted) - most)} more of {len(wanted) - most:,}", key="code-quotes-more",
            on_click=_more, args=(code.id, most + AT_ONCE),
        )  # fmt: skip


def _narrowed(code: Code, found: Sequence[Quote]) -> tuple[str, str, int]:
    """The role and participant chosen ("" for all), and how many quotes are shown."""
    kept = state.get(state.CODE_QUOTES, {})
    kept = kept if kept.get("code") == code.id else {}
    roles = Counter(one.role for one in found)
    role = kept.get("role", "") if kept.get("role", "") in roles else ""
    people = Counter(who(one) for one in found if not role or one.role == role)
    person = kept.get("person", "") if kept.get("person", "") in people else ""
    st.session_state[_ROLE], st.session_state[_PERSON] = role, person
    with st.container(horizontal=True, key="code-quotes-filters"):
        st.selectbox(
            "Role", ["", *roles], key=_ROLE, width=260, on_change=_filter, args=(code.id,),
            format_func=lambda one: f"{role_name(one)}  ·  {roles[one]:,}" if one else "Every role",
        )  # fmt: skip
        st.selectbox(
            "Participant", ["", *people], key=_PERSON, width=260, on_change=_filter, args=(code.id,),
            format_func=lambda one: f"{one}  ·  {people[one]:,}" if one else "Everybody",
        )  # fmt: skip
    return role, person, int(kept.get("most", AT_ONCE))


@problems.caught
def _filter(code: str) -> None:
    role, person = st.session_state.get(_ROLE, ""), st.session_state.get(_PERSON, "")
    state.put(state.CODE_QUOTES, {"code": code, "role": role, "person": person})


@problems.caught
def _more(code: str, most: int) -> None:
    kept = state.get(state.CODE_QUOTES, {})
    kept = kept if kept.get("code") == code else {}
    state.put(state.CODE_QUOTES, {**kept, "code": code, "most": most})


def who(one: Quote) -> str:
    """Who says it; where nobody has said so, the transcript."""
    return one.participant or one.transcript


def _quote(one: Quote, words: Passage | None, number: int) -> None:
    coders = ", ".join(dict.fromkeys(coding.coder for coding in one.codings))
    days = sorted({coding.created[:10] for coding in one.codings})
    given = sorted({coding.given for coding in one.codings if coding.given})
    facts = [one.transcript, f"coded by {coders}", ", ".join(days)]
    if given:
        facts.append(f"given as {', '.join(given)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            st.html(in_place(words, one.words, " · ".join(facts)))
        if st.button(
            "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"code-quote-{number}",
            help="Open the transcript at these words.",
        ):  # fmt: skip
            places.go_to_words(one.transcript, one.span.start)


def in_place(words: Passage | None, own: str, foot: str) -> str:
    """Words with what stands around them, marked, and a line below; as HTML, everything escaped."""
    text = (words.words if words else own).strip()
    text = text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
    before, after = (words.before, words.after) if words else ("", "")
    around = "".join(
        (
            f"<span class='qual-around'>{html.escape(before)} </span>" if before else "",
            f"<mark class='qual-here'>{html.escape(text)}</mark>",
            f"<span class='qual-around'> {html.escape(after)}</span>" if after else "",
        )
    )
    return f"<blockquote class='qual-quote'>{around}<footer>{html.escape(foot)}</footer></blockquote>"


def _notes(notes: Sequence[Memo]) -> None:
    st.subheader("Memos", anchor=False)
    if not notes:
        st.caption("Nobody has written a memo about the code or on one of its codings.")
    for memo in notes[:MOST_MEMOS]:
        with st.container(border=True, key=f"code-memo-{memo.id}"):
            if memo.quote:
                st.html(in_place(None, memo.quote, memo.transcript))
            st.markdown(plain_lines(memo.text))
            about = "about the code" if memo.about == "code" else "on a coding"
            st.caption(f"{about} · {plain(memo.coder)} · {when(memo.created)}")
    if len(notes) > MOST_MEMOS:
        st.caption(f"… and {len(notes) - MOST_MEMOS:,} more, on the page Memos.")
