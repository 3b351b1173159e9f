"""The history of one code: each state in which it changed, newest first, with who, when, why and the words."""

from __future__ import annotations

import html

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.ui import state
from qual.ui.parts import codebook_changes, theme_kept
from qual.ui.parts.reader_data import when
from qual.ui.widgets import code_name, count
from qual.workflow import code_history
from qual.workflow.code_history import Change, Origin
from qual.workflow.planning import EntryChange
from qual.workflow.projects import OpenProject

MOST = 30
"""Changes shown, the newest."""


def show(project: OpenProject, code: Code) -> None:
    """Draw the view."""
    book = project.codebook.book
    changes, origins = theme_kept.made(
        project, f"{state.CODE_MADE}history", "Reading the versions of the codebook …",
        lambda: (code_history.history(project, code.id), code_history.origins(project, code.id)), of=code.id,
    )  # fmt: skip
    _origins(origins, book, code)
    st.caption(
        f"{count(len(changes), 'state')} of the codebook in which this code changed, the newest first. Where its "
        "meaning changed (definition, include or exclude), decisions under the older text wait under “Look again”."
    )
    names = codebook_changes.named([book])
    st.html("".join(_change(one, code, names) for one in changes[::-1][:MOST]))
    if len(changes) > MOST:
        st.caption(f"… and {len(changes) - MOST:,} earlier ones, under Codebook, Versions.")


def _origins(found: tuple[Origin, ...], book: Codebook, code: Code) -> None:
    if code.merged_into and not any(one.into and one.whole for one in found):
        st.html(f"<p>Merged into {_name(code_name(book, code.merged_into))}.</p>")
    if found:
        st.html(f"<ul>{''.join(f'<li>{said(one)}</li>' for one in found)}</ul>")


def said(one: Origin) -> str:
    """What went where in a merge or split, as HTML."""
    number = count(one.codings, "coding")
    if one.into:
        told = f"{'Merged' if one.whole else 'Split'} into {_name(one.name)}: {number} of it count there"
    else:
        told = f"{number} came from {_name(one.name)}, {'merged' if one.whole else 'split'} into this code"
    return f"{told} ({html.escape(_signed(one.by, one.created))}){_why(one.why)}"


def _change(one: Change, code: Code, names: dict[str, dict[str, str]]) -> str:
    title = one.done[:1].upper() + one.done[1:] if one.done else "First kept" if "added" in one.what else "Changed"
    moment = _signed(one.by, one.created) if one.created else "in the file, nothing was decided under it yet"
    note = f"{moment}{f' · reason: {one.why}' if one.why else ''} · content {one.version}"
    return codebook_changes.entry(EntryChange("code", code.id, title, one.what, one.fields), names, note)


def _signed(by: str, created: str) -> str:
    return f"{by + ', ' if by else ''}{when(created)}"


def _why(why: str) -> str:
    return f": “{html.escape(why)}”" if why else "."


def _name(name: str) -> str:
    return f"“{html.escape(name)}”"
