"""What a person searches for: words, how they are meant, and where to look. It all stays when the page changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from qual.model.codebook import Codebook
from qual.model.span import Span
from qual.ui import problems, state
from qual.ui.widgets import code_name, plain, role_name
from qual.workflow import finding
from qual.workflow.found import STUDY, Choices, Where
from qual.workflow.projects import OpenProject

LONGEST = 2000
"""Characters of a question; more than a whole passage."""
_LABELS = {
    "roles": "Role", "participants": "Participant", "transcripts": "Transcript", "codes": "Coded with",
    "without": "Not coded with", "coders": "Coded by",
}  # fmt: skip
_UNCODED = "uncoded"
_UNCODED_LABEL = "Only what has no code yet"

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the page.

    Attributes:
        words: as typed.
        by: how they are meant, BY_WORDS or BY_MEANING.
        like: the passage others are compared with, which then counts instead of the words.
        where: the filters.
        order: of the answer.
    """

    words: str
    by: str
    like: Place | None
    where: Where
    order: str

    @property
    def meaning(self) -> bool:
        """Whether meanings are compared."""
        return self.like is not None or self.by == state.BY_MEANING

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return self.where != Where()


def show(project: OpenProject) -> Asked:
    """Draw the field and the filters; returns what they say."""
    _follow_link()
    words, how = st.columns([3, 1.1], vertical_alignment="bottom")
    with words:
        field = "find-words"
        st.session_state[field] = state.get(state.FIND_WORDS, "")
        st.text_input(
            "Words to find", key=field, max_chars=LONGEST, on_change=_typed, icon=":material/search:",
            placeholder='waiting list    "waiting list"    waiting -list    letter OR appointment    appoint*',
        )  # fmt: skip
    with how:
        st.session_state["find-by"] = state.get(state.FIND_BY, state.BY_WORDS)
        st.segmented_control(
            "Find passages", (state.BY_WORDS, state.BY_MEANING), key="find-by", on_change=_meant,
            label_visibility="collapsed", width="stretch",
        )  # fmt: skip
    where = _filters(finding.choices(project), project.codebook.book)
    asked = str(state.get(state.FIND_WORDS, ""))
    if asked != st.query_params.get("q", ""):  # so that the address can be kept, and leads here again
        st.query_params.from_dict({"q": asked} if asked else {})
    state.put(state.FIND_LINK, asked)
    return Asked(
        asked, str(state.get(state.FIND_BY, state.BY_WORDS)), _like(project), where,
        str(state.get(state.FIND_ORDER, STUDY)),
    )  # fmt: skip


@problems.caught
def clear() -> None:
    """Leave nothing out any more."""
    state.put(state.FIND_FILTERS, {})


def choice(label: str, name: str, options: Sequence[str], said: Callable[[str], str]) -> None:
    """A choice of one that is kept when the page changes."""
    key = f"find-{name}"
    st.session_state[key] = state.get(name, options[0])

    def chosen() -> None:
        state.put(name, st.session_state[key])

    st.selectbox(label, options, key=key, format_func=said, on_change=chosen, label_visibility="collapsed")


def _follow_link() -> None:
    """A link to a search is followed once; afterwards what is typed counts."""
    wanted = st.query_params.get("q", "")[:LONGEST]
    if wanted and wanted != state.get(state.FIND_LINK):
        _ask(wanted)


def _typed() -> None:
    _ask(str(st.session_state["find-words"]))


def _ask(words: str) -> None:
    state.put(state.FIND_WORDS, words)
    state.put(state.LIKE, None)
    afresh()


def _meant() -> None:
    state.put(state.FIND_BY, st.session_state["find-by"] or state.get(state.FIND_BY, state.BY_WORDS))
    state.put(state.LIKE, None)
    afresh()


def afresh() -> None:
    """Another question: begin at the top, with nothing ticked."""
    state.put(state.FIND_SHOWN, None)
    state.put(state.FIND_CHOSEN, set())
    state.put(state.MARKS, {})


def _like(project: OpenProject) -> Place | None:
    """The passage others are compared with, while it is there."""
    kept = state.get(state.LIKE)
    if not kept:
        return None
    transcript, start, end = kept
    there = isinstance(start, int) and isinstance(end, int) and 0 <= start < end
    if not there or not finding.words_at(project, str(transcript), Span(start, end)).strip():
        return None
    return str(transcript), start, end


def _filters(there: Choices, book: Codebook) -> Where:
    """The filters, folded away while none is used; what is no longer in the study is dropped."""
    kept: dict[str, tuple[str, ...]] = state.get(state.FIND_FILTERS, {})
    options = {name: getattr(there, name) for name in _LABELS}
    used = {name: tuple(v for v in kept.get(name, ()) if v in options[name]) for name in _LABELS}
    uncoded = bool(kept.get(_UNCODED))

    def name_of(code: str) -> str:
        return code_name(book, code)

    said: dict[str, Callable[[str], str]] = {"roles": role_name, "codes": name_of, "without": name_of}
    with st.expander("Filters", icon=":material/filter_alt:"):
        columns = st.columns(3)
        for number, (name, label) in enumerate(_LABELS.items()):
            with columns[number % 3]:
                _filter(name, label, options[name], used[name], said.get(name, str))
        key = "find-filter-uncoded"
        st.session_state[key] = uncoded
        st.checkbox(_UNCODED_LABEL, key=key, on_change=_filtered, args=(_UNCODED, key))
    if uncoded or any(used.values()):
        with st.container(horizontal=True, vertical_alignment="center"):
            parts = [
                f"{_LABELS[n].lower()} {', '.join(said.get(n, str)(v) for v in vs)}" for n, vs in used.items() if vs
            ]
            st.caption(plain("Only: " + " · ".join(parts + [_UNCODED_LABEL.lower()] * uncoded)), width="content")
            st.button("Clear the filters", icon=":material/filter_alt_off:", type="tertiary", key="find-clear",
                      on_click=clear)  # fmt: skip
    return Where(**used, uncoded=uncoded)


def _filter(name: str, label: str, options: Sequence[str], used: Sequence[str], said: Callable[[str], str]) -> None:
    key = f"find-filter-{name}"
    st.session_state[key] = list(used)
    st.multiselect(
        label, options, key=key, format_func=said, placeholder="Any" if options else "None yet",
        on_change=_filtered, args=(name, key), disabled=not options,
    )  # fmt: skip


def _filtered(name: str, key: str) -> None:
    kept = state.get(state.FIND_FILTERS, {})
    chosen = st.session_state[key]
    state.put(
        state.FIND_FILTERS, {**kept, name: (("yes",) if chosen else ()) if name == _UNCODED else tuple(chosen)}
    )
    afresh()
