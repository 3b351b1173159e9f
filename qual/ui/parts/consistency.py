"""The view consistency of the codebook page: what was decided under older texts, unevenly, by one person only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, problems, state
from qual.ui.parts import consistency_drift, consistency_names, rereview, theme_kept
from qual.ui.parts.check_view import around
from qual.ui.widgets import code_name, count, need_coder, plain, quote, role_name
from qual.workflow import consistency
from qual.workflow.checking import Place
from qual.workflow.consistency import ALIKE, INCONSISTENT, REJECTED, Alike, Differing, Use
from qual.workflow.projects import OpenProject

T = TypeVar("T")
OLDER, LIKE, DRIFT, NAMES, USE = (
    "Older texts", "Alike, coded differently", "Over time", "Names and twins", "Who uses what",
)  # fmt: skip
AT_ONCE = 5
_CHOICE = "consistency-part"
HOW_ALIKE = (
    f"Passages of the same words, or alike in meaning by at least {ALIKE:.2f} of 1; one has the code, and in the "
    "other somebody rejected it or read to the end and left it. What stands around can make the same words mean "
    "different things: these are questions."
)


def show(project: OpenProject) -> None:
    """Draw the view."""
    kept = state.get(f"{state.CONSISTENCY}part", OLDER)
    st.session_state[_CHOICE] = kept if kept in PARTS else OLDER
    st.segmented_control(
        "What to look at", list(PARTS), key=_CHOICE, on_change=_keep, label_visibility="collapsed", required=True
    )
    PARTS[str(st.session_state[_CHOICE])](project)


@problems.caught
def _keep() -> None:
    state.put(f"{state.CONSISTENCY}part", st.session_state.get(_CHOICE) or OLDER)


def _older(project: OpenProject) -> None:
    rereview.show(project)


def on_demand(project: OpenProject, name: str, label: str, said: str, make: Callable[[], T]) -> T | None:
    """What a button has made, kept; said where the study has changed since. None before it was asked for."""
    key = f"{state.CONSISTENCY}{name}"
    kept = state.get(key)
    now_ = theme_kept.state_of(project)
    if kept is not None and kept[0][0] != now_[0]:
        kept = None  # of another study
    fresh = kept is not None and kept[0] == now_
    asked = False
    if not fresh:
        with st.container(horizontal=True, vertical_alignment="center", key=f"consistency-{name}-ask"):
            if kept is not None:
                st.caption("The study has changed since this was looked at.", width="content")
            asked = st.button(
                "Look again" if kept is not None else label, icon=":material/search:", key=f"consistency-{name}",
                type="secondary" if kept is not None else "primary",
            )  # fmt: skip
    if asked:
        with st.spinner(said):
            kept = (now_, make())
        state.put(key, kept)
        st.rerun()
    return None if kept is None else kept[1]


def _alike(project: OpenProject) -> None:
    coder = need_coder()
    if not coder:
        return
    st.caption(HOW_ALIKE)
    found: Alike | None = on_demand(
        project, "alike", "Look for them", "Comparing passages …", lambda: consistency.uneven(project, coder=coder)
    )
    if found is None:
        return
    missing = f"{found.compared:,} of {count(found.judged, 'passage')} that somebody has judged were compared"
    more = (
        f"; the worst {len(found.pairs):,} of {len(found.pairs) + found.more:,} pairs are kept"
        if found.more
        else ""
    )
    if not found.pairs:
        st.markdown("None found.")
    else:
        book = project.codebook.book
        most = int(state.get(f"{state.CONSISTENCY}most", AT_ONCE))
        st.markdown(f"**{count(len(found.pairs), 'pair')}**, the worst first.")
        for number, one in enumerate(found.pairs[:most]):
            _pair(one, number, book)
        if len(found.pairs) > most:
            st.button(f"Show {AT_ONCE} more", key="consistency-alike-more", on_click=_more, args=(most + AT_ONCE,))
    unread = "" if found.compared == found.judged else "; the others have no vector yet: make suggestions"
    st.caption(f"{missing}{unread}{more}.")


@problems.caught
def _more(most: int) -> None:
    state.put(f"{state.CONSISTENCY}most", most)


def _pair(one: Differing, number: int, book: Codebook) -> None:
    found = one.found
    with st.container(border=True, key=f"consistency-pair-{number}", gap="xsmall"):
        kind = "one person" if found.kind == INCONSISTENT else "two people"
        same = "the same words" if found.same_words else f"likeness {found.likeness:.2f} of 1"
        st.markdown(f"**{plain(code_name(book, found.code))}** · {kind} · {same}")
        left, right = st.columns(2)
        with left:
            _words(one.coded, f"Coded by {found.by}", f"pair-{number}-coded")
        with right:
            how = "Rejected by" if found.how == REJECTED else "Read and left without it by"
            _words(one.other, f"{how} {found.without}", f"pair-{number}-other")
        if found.turned is not None:
            said = f"“{found.turned.here}” here and “{found.turned.there}” there: that may well be why."
            st.caption(plain(said))


def _words(one: Place, note: str, key: str) -> None:
    quote(around(one.quote, ""), f"{note} · {one.person} · {role_name(one.role)} · {one.transcript}")
    if st.button(
        "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"consistency-{key}",
        help="Open the transcript at these words.",
    ):  # fmt: skip
        places.go_to_words(one.transcript, one.span.start)


def _use(project: OpenProject) -> None:
    found: Use = theme_kept.made(project, f"{state.CONSISTENCY}use", "Counting …", lambda: consistency.use(project))
    book = project.codebook.book
    st.caption(
        f"Of {count(found.codes, 'code')} that can be given. Transcripts and participants are counted, never "
        "passages. A transcript counts as read by a person who has read or decided at least half of its passages. "
        "With several codes, p is adjusted for all that could have been answered (Holm)."
    )
    _list("Never used", [(one.code, one.sentence) for one in found.unused], "", "Every code is used.", book)
    _list(
        "Used by one person only", [(one.code, one.sentence) for one in found.person.codes], found.person.refused,
        "No code is.", book,
    )  # fmt: skip
    _list(
        "Received by one role only", [(one.code, one.sentence) for one in found.role.codes], found.role.refused,
        "No code is.", book,
    )  # fmt: skip


def _list(heading: str, rows: Sequence[tuple[str, str]], refused: str, none: str, book: Codebook) -> None:
    st.subheader(heading, anchor=False)
    if refused:
        st.markdown(f"Not asked: {plain(refused)}")
    elif not rows:
        st.markdown(none)
    for code, sentence in rows:
        link(code, sentence, book, heading)


def link(code: str, sentence: str, book: Codebook, place: str) -> None:
    """A code, what was found of it, and the way to its page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(code_name(book, code))}**  \n:small[{plain(sentence)}]", width="stretch")
        if st.button(
            "Open", icon=places.CODE.icon, type="tertiary", key=f"consistency-{place}-{code}",
            help="Open the page of this code.",
        ):  # fmt: skip
            places.go_to_code(code)


def _drift(project: OpenProject) -> None:
    found = on_demand(
        project,
        "drift",
        "Look for changes",
        "Asking, over all codes and coders …",
        lambda: consistency.drift(project),
    )
    consistency_drift.show(project, found)


def _names(project: OpenProject) -> None:
    consistency_names.show(project, on_demand, link)


PARTS: dict[str, Callable[[OpenProject], None]] = {
    OLDER: _older, LIKE: _alike, DRIFT: _drift, NAMES: _names, USE: _use,
}  # fmt: skip
"""What is asked, what most needs a person first; only the one chosen is made."""
