"""The codebook file changed in another program: noticed, shown in full, and kept or put back by a person."""

from __future__ import annotations

import streamlit as st

from qual.errors import QualError
from qual.model.codebook import Codebook
from qual.ui import places, problems, resources, state
from qual.ui.parts import codebook_changes, codebook_undo, theme_kept
from qual.ui.parts.reader_data import when
from qual.ui.widgets import count, plain
from qual.workflow import outside, versions
from qual.workflow.outside import OutsideChange
from qual.workflow.projects import OpenProject

LONGEST_WHY = 500
HEAD = "The codebook file was changed outside qual"
INTRODUCTION = (
    "It is in force, since the file is yours. Say that it is meant so, or put back what the file said before; what "
    "was changed elsewhere since then stays."
)


def notice(project: OpenProject) -> None:
    """Put a change nobody has noticed yet into the record; a fault is said by the page itself."""
    try:
        outside.notice(project)
    except QualError as error:
        problems.note(error)


def hint(project: OpenProject) -> None:
    """One line, with the way to the codebook, on pages that show no more of it."""
    waiting = _waiting(project)
    if not waiting:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="outside-hint"):
        st.markdown(
            f":material/edit_document: **{HEAD}** ({plain(waiting[-1].changes.summary())}).", width="stretch"
        )
        if st.button("Look at it", key="outside-look", icon=places.CODEBOOK.icon):
            places.go(places.CODEBOOK)


def broken(project: OpenProject) -> None:
    """Where the file cannot be used: which version stays in force, and since when."""
    found = project.codebook
    if found.in_file:
        return
    known = next((one for one in versions.versions(project) if one.in_force), None)
    since = f", in force since {when(known.created)}," if known else ""
    own = count(len(found.book.codes), "code")
    st.error(
        f"**The codebook file cannot be read as it is.** The last good version{since} stays in force ({own}); "
        "nothing is lost. You can go on coding. The codebook can be changed again once the file is mended:"
    )


def show(project: OpenProject, coder: str) -> None:
    """Every change that waits for a person, oldest first."""
    waiting = _waiting(project)
    if not waiting:
        return
    with st.container(border=True, key="outside"):
        st.markdown(f"#### :material/edit_document: {HEAD}")
        st.caption(INTRODUCTION)
        for change in waiting:
            _change(project, change, coder, alone=len(waiting) == 1)
        if len(waiting) > 1:
            st.button(
                f"Keep all {len(waiting)}", key="outside-keep-all", icon=":material/done_all:", disabled=not coder,
                on_click=_keep, args=([one.event for one in waiting], coder, ""),
            )  # fmt: skip
        if not coder:
            st.caption("Write your name in the side bar to keep it or to put it back.")


def _change(project: OpenProject, change: OutsideChange, coder: str, *, alone: bool) -> None:
    said = f"Noticed {when(change.noticed)}: {change.changes.summary()}"
    with st.container() if alone else st.expander(plain(said)):
        if alone:
            st.markdown(plain(said))
        for name, number in change.lost:
            st.error(
                f"**“{plain(name)}” is not in the file any more, and {count(number, 'coding')} "
                f"{'hangs' if number == 1 else 'hang'} on it.** The codings are kept and counted under its id. Put "
                "it back, or retire it instead of deleting it."
            )
        books = _books(project, change)
        codebook_changes.show(change.details, books, key=f"outside-every-{change.event}")
        reason = st.text_input(
            "Why (kept in the record)", key=f"outside-why-{change.event}", max_chars=LONGEST_WHY, disabled=not coder
        )
        with st.container(horizontal=True):
            st.button(
                "Keep it", key=f"outside-keep-{change.event}", icon=":material/check:", type="primary",
                disabled=not coder, on_click=_keep, args=([change.event], coder, reason),
            )  # fmt: skip
            st.button(
                "Put back what it was", key=f"outside-back-{change.event}", icon=":material/undo:",
                disabled=not (coder and project.codebook.in_file), on_click=_put_back,
                args=(change.event, coder, reason),
            )  # fmt: skip


def _waiting(project: OpenProject) -> tuple[OutsideChange, ...]:
    """As `outside.waiting`, kept while the study stays as it is: a long codebook takes seconds to compare."""
    said = "Looking at what was changed …"
    return theme_kept.made(project, state.CODEBOOK_OUTSIDE, said, lambda: outside.waiting(project))


def _books(project: OpenProject, change: OutsideChange) -> list[Codebook]:
    return [versions.book_at(project, version) for version in (change.after, change.before)]


@problems.caught
def _keep(events: list[int], coder: str, why: str) -> None:
    for event in events:
        outside.keep(resources.project(), event, coder=coder, why=why)
    problems.tell("success", "Kept as the file says it.")


@problems.caught
def _put_back(event: int, coder: str, why: str) -> None:
    done = outside.put_back(resources.project(), event, coder=coder, why=why)
    codebook_undo.tell(done, "The codebook file says again what it said before.")
