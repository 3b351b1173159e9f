"""The versions of the codebook: when, who and why, any two beside each other, and the file as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import streamlit as st

from qual.errors import NotFound
from qual.model.codebook import Codebook
from qual.ui import problems, resources, state
from qual.ui.parts import codebook_changes
from qual.ui.parts.reader_data import when
from qual.ui.widgets import count, plain, shorten
from qual.workflow import versions
from qual.workflow.projects import OpenProject
from qual.workflow.versions import Difference, Version

MOST = 50
"""Versions listed before one asks for more."""
OLD, NEW = "versions-old", "versions-new"
EMPTY = (
    "Nothing is recorded yet. A version is kept from the first moment on in which somebody codes, decides or "
    "changes the codebook under it."
)


def show(project: OpenProject) -> None:
    """Draw the view."""
    found = versions.versions(project)
    if not found:
        st.info(EMPTY)
        return
    by_hash = {one.version: one for one in reversed(found)}
    old, new = _chosen(found)
    _asked_day(found)
    left, right = st.columns(2)
    for column, key, label, own in ((left, OLD, "From", old), (right, NEW, "To", new)):
        st.session_state[key] = own
        column.selectbox(
            label, list(by_hash), key=key, format_func=lambda one: _name(by_hash[one]) if one in by_hash else "",
            on_change=_choose,
        )  # fmt: skip
        with column:
            _download(project, own, key)
    books = [versions.book_at(project, one) for one in (old, new)]
    _compared(project, books[0], books[1])
    _list(found)


def _chosen(found: Sequence[Version]) -> tuple[str, str]:
    """The two versions to compare: as chosen, else the one before and the one in force."""
    known = {one.version for one in found}
    old, new = state.get(state.CODEBOOK_COMPARED, ("", ""))
    now = next((one.version for one in found if one.in_force), found[-1].version)
    new = new if new in known else now
    before = [one.version for one in found if one.version != new]
    return (old if old in known else before[-1] if before else new), new


@problems.caught
def _choose() -> None:
    state.put(state.CODEBOOK_COMPARED, (st.session_state[OLD], st.session_state[NEW]))


def _asked_day(found: Sequence[Version]) -> None:
    """Choose the version that was in force at the end of a day."""
    first, today = _day(found[0].created), datetime.now(UTC).date()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "Show the codebook as of", value=None, min_value=first, max_value=max(first, today),
            key="versions-day", on_change=_as_of, width=240, format="YYYY-MM-DD",
            help="The version in force at the end of that day (UTC) is put into “From”.",
        )  # fmt: skip


@problems.caught
def _as_of() -> None:
    day = st.session_state.get("versions-day")
    if day is None:
        return
    try:
        version, _ = versions.as_of(resources.project(), day.isoformat())
    except NotFound as error:
        problems.tell("warning", str(error))
        return
    _, new = state.get(state.CODEBOOK_COMPARED, ("", ""))
    state.put(state.CODEBOOK_COMPARED, (version, new))
    problems.tell("info", f"On {day.isoformat()} version {version} was in force. It stands under “From”.")


def _download(project: OpenProject, version: str, key: str) -> None:
    st.download_button(
        "Download the file as it was", data=lambda: _text(project, version), file_name=f"codebook-{version}.yaml",
        mime="application/yaml", key=f"{key}-file", icon=":material/download:", type="tertiary", on_click="ignore",
    )  # fmt: skip


def _text(project: OpenProject, version: str) -> str:
    """The codebook file as it stood, word for word."""
    with project.store.reading() as tables:
        return tables.codebook_text(version) or ""


def _compared(project: OpenProject, old: Codebook, new: Codebook) -> None:
    """The two versions beside each other."""
    found = versions.difference(project, old, new)
    st.subheader("What differs", anchor=False)
    if old.version == new.version:
        st.caption("Both are the same version. Choose another one under “From”.")
        return
    st.markdown(f"{plain(found.changes.summary().capitalize())}.")
    codebook_changes.show(
        found.details, [new, old], key=f"versions-{old.version}-{new.version}", note=_noted(found)
    )


def _noted(found: Difference) -> Callable[[str], str]:
    """What says how many codings a code has, and how many were made under another meaning."""

    def note(code: str) -> str:
        number, older = found.codings.get(code, 0), found.older.get(code, 0)
        if not number:
            return "No coding counts as it."
        rest = f", {older:,} of them made while it meant something else" if older else ""
        return f"{count(number, 'coding')} in force{rest}."

    return note


def _list(found: Sequence[Version]) -> None:
    """Every version, newest first, as a table."""
    st.subheader("All versions", anchor=False)
    most = int(state.get("versions-most", MOST))
    shown = found[::-1][:most]
    st.table(
        {
            "In force from": [when(one.created) for one in shown],
            "What": [plain(_what(one)) for one in shown],
            "Who": [plain(one.by or "–") for one in shown],
            "Why": [plain(shorten(one.why, 200) or "–") for one in shown],
            "Label": [plain(one.label or "–") for one in shown],
            "Version": [f"`{one.version}`" for one in shown],
            "Codings made under it": [f"{one.codings:,}" for one in shown],
            "Decisions": [f"{one.decisions:,}" for one in shown],
        },
        hide_index=True, border="horizontal", alt="Every version of the codebook, newest first",
    )  # fmt: skip
    if len(found) > most and st.button(f"Show {min(MOST, len(found) - most)} more", key="versions-more"):
        state.put("versions-most", most + MOST)
        st.rerun()


def _what(one: Version) -> str:
    return f"{one.what or 'first version kept'}{' (in force)' if one.in_force else ''}"


def _name(one: Version) -> str:
    label = f" · {one.label}" if one.label else ""
    return f"{when(one.created)} · {_what(one)}{f' · {one.by}' if one.by else ''}{label} · {one.version[:7]}"


def _day(created: str) -> date:
    return date.fromisoformat(created[:10])
