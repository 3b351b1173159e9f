"""What to count only: codes, coders, transcripts, roles, participants, unit; said above what is made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from qual.config import UNITS
from qual.model.codebook import Codebook
from qual.model.participant import UNKNOWN
from qual.model.selection import EVERYTHING, Selection
from qual.ui import problems, state
from qual.ui.widgets import plain
from qual.workflow import frames, progress, speaking
from qual.workflow.counted import NOT_STATED, words
from qual.workflow.projects import OpenProject

SELECTED = "qual_selected"
"""Name of a page's selection in what the session remembers; the page's own name follows."""
_SEP = "\t"


def choose(project: OpenProject, page: str, *, codes: bool = True, unit: bool = True) -> Selection:
    """Draw "Count only …" and say what is chosen.

    Args:
        project: the study.
        page: whose selection it is; each page has its own, and keeps it while the session lasts.
        codes: whether codes can be chosen too.
        unit: whether what the words are cut by can be chosen too.
    """
    book = project.codebook.book
    kept = _there(project, state.get(f"{SELECTED}-{page}", EVERYTHING), book, codes=codes)
    with st.expander("Count only …", icon=":material/filter_alt:", key=f"selected-{page}"):
        left, right = st.columns(2)
        with left:
            if codes:
                _codes(book, kept, page)
            _many("Coders", progress.coders(project), kept.coders, page, "coders")
            _many("Transcripts", _transcripts(project), kept.transcripts, page, "transcripts")
        with right:
            roles = [*speaking.data_roles(project), UNKNOWN]
            _many("Roles", roles, kept.roles, page, "roles")
            _participants(project, kept, page)
            if unit:
                _unit(kept, page)
        st.caption("Empty: everything. Values of one attribute are alternatives; several attributes must all hold.")
    if kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/filter_alt: **{plain(words(kept, book))}**")
            st.button(
                "Count everything", key=f"selected-{page}-all", type="tertiary", on_click=_forget, args=(page,)
            )
    return kept


def _there(project: OpenProject, kept: Selection, book: Codebook, *, codes: bool) -> Selection:
    """What was chosen, without what has gone from the study since."""
    if not kept:
        return kept
    known = {one.id for one in book.codes} | {one.id for one in book.themes}
    values = {name: set(found) for name, found in _values(project).items()}
    return Selection(
        tuple(one for one in kept.codes if codes and one in known),
        tuple(one for one in kept.coders if one in progress.coders(project)),
        tuple(one for one in kept.transcripts if one in _transcripts(project)),
        tuple(one for one in kept.roles if one in (*speaking.data_roles(project), UNKNOWN)),
        tuple(pair for pair in kept.attributes if pair[1] in values.get(pair[0], ())),
        kept.unit,
    )


def _codes(book: Codebook, kept: Selection, page: str) -> None:
    names = {theme.id: f"{theme.name} (whole theme)" for theme in book.themes}
    names |= {code.id: code.name for code in book.codes}
    order = [one for theme in book.themes for one in (theme.id, *(code.id for code in book.codes_of(theme.id)))]
    order += [code.id for code in book.codes if not code.theme]
    _many("Codes and themes", order, kept.codes, page, "codes", lambda one: names.get(one, one))


def _participants(project: OpenProject, kept: Selection, page: str) -> None:
    pairs = [f"{name}{_SEP}{value}" for name, found in _values(project).items() for value in found]
    chosen = [_SEP.join(pair) for pair in kept.attributes]
    _many("Participants with", pairs, chosen, page, "attributes", lambda one: one.replace(_SEP, ": ", 1))


def _unit(kept: Selection, page: str) -> None:
    key = f"selected-{page}-unit"
    st.session_state[key] = kept.unit
    st.selectbox(
        "Cut by", ["", *UNITS], key=key, format_func=lambda one: one or "as the study is cut", on_change=_keep,
        args=(page, "unit", key),
    )  # fmt: skip


def _many(
    label: str,
    options: Sequence[str],
    chosen: Sequence[str],
    page: str,
    name: str,
    said: Callable[[str], str] = str,
) -> None:
    """A choice of any number that outlives a change of page."""
    key = f"selected-{page}-{name}"
    st.session_state[key] = [one for one in options if one in chosen]
    st.multiselect(
        label, list(options), key=key, format_func=said, on_change=_keep, args=(page, name, key),
        placeholder="all" if options else "none in this study", disabled=not options,
    )  # fmt: skip


@problems.caught
def _keep(page: str, name: str, key: str) -> None:
    own = f"{SELECTED}-{page}"
    kept: Selection = state.get(own, EVERYTHING)
    parts = {part: getattr(kept, part) for part in kept.__slots__}
    value = st.session_state[key]
    if name == "attributes":
        value = tuple(tuple(one.split(_SEP, 1)) for one in value)
    state.put(own, Selection(**(parts | {name: value if name == "unit" else tuple(value)})))


@problems.caught
def _forget(page: str) -> None:
    state.put(f"{SELECTED}-{page}", EVERYTHING)


def _transcripts(project: OpenProject) -> list[str]:
    with project.store.reading() as tables:
        return [one.id for one in tables.transcripts()]


def _values(project: OpenProject) -> dict[str, list[str]]:
    """Each attribute's values, in order; those who have none are said to be "not stated"."""
    table = frames.participants(project)
    table = table[~table["role"].isin(project.settings.context_roles)]
    names = [str(name) for name in table.columns[3:]]
    return {name: sorted({str(one) or NOT_STATED for one in table[name].tolist()}) for name in names}
