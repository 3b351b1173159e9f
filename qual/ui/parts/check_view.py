"""The page Check: for one code, what speaks against what was found, as passages to read and people to ask about."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.ui import places, problems, resources, state
from qual.ui.parts import no_codes
from qual.ui.widgets import code_name, count, need_coder, plain, quote, role_name, title, usable_codes
from qual.workflow import checking
from qual.workflow.checking import Checks, Near, Place, Silence
from qual.workflow.projects import OpenProject

LONGEST = 280
"""Characters of a passage that are shown; the transcript has all of it."""
INTRODUCTION = (
    "For one code at a time: what may say the opposite, who does not speak of it, what was coded unevenly, and "
    "what was nearly found. Nothing here changes a coding."
)
RULE = (
    "Passages as near in meaning to a coded one as one pair in a hundred, in which a word of the code’s "
    "definition or examples is negated in one of the two only (not, never, nobody, stopped …) or stands as "
    "its opposite (easy, hard). A rule of English word lists: it finds candidates, and misses what other words say."
)


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Check", INTRODUCTION)
    codes = usable_codes(project.codebook.book)
    if no_codes.hint(project):
        return
    if not codes or project.segments().empty:
        st.info("There is nothing to check before there are transcripts and a codebook with codes.")
        return
    coder = need_coder()
    if not coder:
        return
    lists(project, _chosen(codes, project.codebook.book), coder)


def lists(project: OpenProject, code: Code, coder: str) -> None:
    """Everything that speaks against what was found for a code, as this coder may see it."""
    found = _made(project, code, coder)
    _opposed(found)
    _silent(found.silent, code_name(project.codebook.book, code.id))
    _splits(found)
    _near(found)
    _rejected(found)
    if found.compared < found.passages:
        st.caption(
            f"{found.compared:,} of {count(found.passages, 'passage')} could be compared by meaning; the others "
            "have no vector yet. Make suggestions to give them one."
        )


def _chosen(codes: Sequence[Code], book: Codebook) -> Code:
    by_id, key = {code.id: code for code in codes}, "check-code"
    kept = state.get(state.CHECK_CODE)
    st.session_state[key] = kept if kept in by_id else codes[0].id

    def name(code: str) -> str:
        theme = book.theme(by_id[code].theme)
        return f"{by_id[code].name}  ·  {theme.name}" if theme else by_id[code].name

    st.selectbox("Code", list(by_id), key=key, format_func=name, on_change=_keep, args=(key,), width=420)
    return by_id[str(st.session_state[key])]


@problems.caught
def _keep(key: str) -> None:
    state.put(state.CHECK_CODE, st.session_state[key])


def _made(project: OpenProject, code: Code, coder: str) -> Checks:
    """What was found; looked for again only when something in the study has changed."""
    made_of = (str(project.folder), project.store.revision(), project.codebook.sha256, code.id, coder)
    kept = state.get(state.CHECKS)
    if kept is None or kept[0] != made_of:
        with st.spinner("Looking …"):
            kept = (made_of, checking.checks(project, code, coder=coder))
        state.put(state.CHECKS, kept)
    found: Checks = kept[1]
    return found


def _heading(words: str, caption: str, *, nothing: str = "") -> None:
    st.subheader(words, anchor=False)
    st.caption(caption)
    if nothing:
        st.markdown(nothing)


def _opposed(found: Checks) -> None:
    _heading("May say the opposite", RULE, nothing="" if found.opposed else "None found.")
    for number, one in enumerate(found.opposed):
        with st.container(border=True, key=f"check-opposed-{number}"):
            _passage(one.place, "Without the code", f"opposed-{number}-here", at=one.here)
            _passage(one.against, "With the code", f"opposed-{number}-there", at=one.there)


def _silent(silent: Sequence[Silence], code: str) -> None:
    _heading(
        "Who does not speak of it",
        "People of a role in which others do. Only whoever's every passage is decided for the code counts as not "
        "speaking of it.",
        nothing="" if silent else f"Nobody has a passage with “{plain(code)}” yet.",
    )
    if silent:
        st.table(
            {
                "Role": [role_name(one.role) for one in silent],
                "Speak of it": [f"{one.voiced:,} of {one.people:,}" for one in silent],
                "Do not": [f"{len(one.none):,}{_names(one.none)}" for one in silent],
                "Not read to the end yet": [
                    f"{len(one.unread):,}{_names([f'{who} ({n:,} of {m:,} passages)' for who, n, m in one.unread])}"
                    for one in silent
                ],
            },
            hide_index=True, border="horizontal", alt="Who has no passage with the code, by role",
        )  # fmt: skip


def _names(names: Sequence[str]) -> str:
    return f": {plain(', '.join(names))}" if names else ""


def _splits(found: Checks) -> None:
    _heading(
        "Alike, but coded differently",
        "Pairs as alike in meaning as one in a thousand; the same person gave the code to one of them only.",
        nothing="" if found.splits else "None found.",
    )
    for number, one in enumerate(found.splits):
        with st.container(border=True, key=f"check-split-{number}"):
            _passage(one.coded, f"Coded by {one.coder}", f"split-{number}-coded")
            how = one.how.capitalize().replace(",", f" by {one.coder},", 1)
            how = how if one.coder in how else f"{how} by {one.coder}"
            _passage(one.other, how, f"split-{number}-other")


def _near(found: Checks) -> None:
    _heading(
        "Nearly suggested",
        "What comes nearest below the threshold of this code, and nobody has decided.",
        nothing="" if found.near else "None is open.",
    )
    if found.suggested:
        are = "is" if found.suggested == 1 else "are"
        st.markdown(f"{count(found.suggested, 'suggestion')} at or above it {are} open as well.")
        if st.button("Review them", icon=places.REVIEW.icon, key="check-review"):
            state.put(state.REVIEW_FILTERS, {"code": found.code})
            places.go(places.REVIEW)
    _list(found.near, "near")


def _rejected(found: Checks) -> None:
    _heading(
        "Rejected against a high score",
        "Nobody gave them the code; the program thought it fitted.",
        nothing="" if found.rejected else "None.",
    )
    _list(found.rejected, "rejected")


def _list(found: Sequence[Near], name: str) -> None:
    for number, one in enumerate(found):
        with st.container(border=True, key=f"check-{name}-{number}"):
            _passage(one.place, f"Score {one.score:.2f}, {one.band}" if one.band else "", f"{name}-{number}")


def _passage(one: Place, note: str, key: str, *, at: str = "") -> None:
    """A passage in its own words, a long one around those at which it is to be read; who says it; the way to it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        facts = [note, f"“{at}”" if at else "", one.person, role_name(one.role), one.transcript]
        with st.container(width="stretch"):
            quote(around(one.quote, at), " · ".join(dict.fromkeys(fact for fact in facts if fact)))
        if st.button("Open in transcript", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"check-{key}-open"):
            places.go_to_words(one.transcript, one.span.start)


def around(text: str, words: str, *, most: int = LONGEST) -> str:
    """At most about so many characters of a text, in whole words, around the last of these; … for what is left out.

    Without the words, or where they are not found, its beginning.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    last = words.rpartition(" ")[2] if words else ""
    place = re.search(rf"\b{re.escape(last)}\b", line.replace("\u2019", "'"), re.IGNORECASE) if last else None
    start = max(0, min((place.start() if place else 0) - most // 2, len(line) - most))
    end = min(len(line), start + most)
    first = line.rfind(" ", 0, start + 1) + 1 if start else 0
    final = line.find(" ", end) if end < len(line) else len(line)
    final = final if final >= 0 else len(line)
    return ("… " if first else "") + line[first:final] + (" …" if final < len(line) else "")
