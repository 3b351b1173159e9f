"""Words to hand on: excerpts by code or participant, and one participant's own words for them to check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from qual.errors import Refused
from qual.ui import problems, state
from qual.ui.parts import matrix_choices, selection_view, theme_kept
from qual.ui.parts.export_files import MIME, NAMES, PEOPLE
from qual.ui.widgets import count, plain, quote, role_name, shorten
from qual.workflow import exporting, report_names, sharing
from qual.workflow.codebooks import free_id
from qual.workflow.projects import OpenProject
from qual.workflow.summary_ground import PSEUDONYM

if TYPE_CHECKING:
    from qual.workflow.sharing import Excerpt, Excerpts, Group

T = TypeVar("T")
PAGE = "share"
BY = {"code": "By code", "participant": "By participant"}
COLUMNS = {"place": "place (characters)", "coder": "who coded it"}
INSIDE = {"code": ("theme", "code"), "participant": ("participant", "role", "theme")}
"""What the headings say already."""
CONTENTS = {
    "docx": "To read, send on and write in.",
    "xlsx": "A row for each quote, with filters.",
    "csv": "A row for each quote, for any program.",
    "html": "One file that opens in any browser, also from a USB stick.",
}
FIRST = 5
LONGEST = 600
_COLUMNS = "share-columns"


def excerpts(project: OpenProject) -> None:
    """Draw the view of excerpts."""
    st.subheader("What is in it", anchor=False)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        by = matrix_choices.one_of("Arranged", list(BY), state.SHARE_BY, BY)
    with right:
        names = _names()
    columns = _columns(by)
    chosen = selection_view.choose(project, PAGE, unit=False)
    choices = f"{by} {names} {columns} {chosen}"
    with problems.guarded():
        found = _read(
            project, choices,
            lambda: sharing.excerpts(project, by=by, selection=chosen, columns=columns, names=names),
        )  # fmt: skip
        number = _number(found)
        if not number:
            st.info(f"0 quotes, because {plain(sharing.why_none(project, chosen))}.")
        else:
            twice = "code" if by == "code" else "theme"
            _told(found, f"{count(number, 'quote')} of {count(found.people, 'participant')}")
            st.caption(f"A passage with several {twice}s stands under each of them, and is counted there.")
            _first(found)
        for note in found.notes:
            st.caption(plain(note))
        _file(project, found, f"{free_id(project.settings.name, ())}-excerpts-by-{by}", choices)


def member_check(project: OpenProject) -> None:
    """Draw the view of what a participant is given."""
    people = sharing.to_check(project)
    if not people:
        st.info("0 participants, because nobody has a pseudonym and a role yet: say on Transcripts who speaks.")
        return
    st.subheader("Whose words", anchor=False)
    left, right = st.columns(2, vertical_alignment="bottom")
    with right:
        names = _names()
    shown = report_names.names(project, names).person
    words = {one: f"{one}, {role_name(role)}" for one, role in people.items()}
    if names != PSEUDONYM:
        words = {one: f"{said}  ·  {shown(one)}" for one, said in words.items()}
    with left:
        who = matrix_choices.remembered("Participant", list(people), state.SHARE_WHO, words, width=400)
    st.caption("Their own coded words under the themes. Nobody else's words, no counts, no coders, no memos.")
    choices = f"{who} {names}"
    with problems.guarded():
        found = _read(project, choices, lambda: _own(project, who, names))
        if found is None:
            st.info(f"0 quotes, because none of the words of {plain(who)} have a code of a theme.")
            return
        _told(
            found, f"{count(_number(found), 'quote')} of {plain(shown(who))}, {count(len(found.groups), 'theme')}"
        )
        st.caption("Each theme ends with room for their answer. Read it before you send it: they may name others.")
        _first(found)
        stem = f"{free_id(project.settings.name, ())}-{_stems(people, shown)[who]}-to-check"
        _file(project, found, stem, choices)


def _own(project: OpenProject, who: str, names: str) -> Excerpts | None:
    """A participant's words, None where none are coded."""
    try:
        return sharing.member_check(project, who, names=names)
    except Refused:
        return None


def _read(project: OpenProject, choices: str, make: Callable[[], T]) -> T:
    """What was read for these choices; read again once the study or its settings change."""
    return theme_kept.made(
        project, state.SHARE_FOUND, "Reading …", make, of=f"{choices} {project.settings}"
    )  # fmt: skip


def _stems(people: Iterable[str], shown: Callable[[str], str]) -> dict[str, str]:
    """What each one's file is called: two whose names differ by a sign only have two files."""
    found: dict[str, str] = {}
    for one in people:
        found[one] = free_id(shown(one), found.values())
    return found


def _names() -> str:
    return matrix_choices.remembered("Name people", list(PEOPLE), state.SHARE_NAMES, PEOPLE, width=400)


def _columns(by: str) -> tuple[str, ...]:
    """What stands beside the words; what the headings say is no choice."""
    options = [one for one in sharing.ALL_COLUMNS if one not in INSIDE[by]]
    kept = state.get(state.SHARE_COLUMNS, sharing.USUAL)
    st.session_state[_COLUMNS] = [one for one in options if one in kept]
    st.pills(
        "Beside the words", options, selection_mode="multi", key=_COLUMNS, on_change=_keep_columns, args=(by,),
        format_func=lambda one: COLUMNS.get(one, one),
    )  # fmt: skip
    chosen = tuple(one for one in options if one in kept)
    if {"coder", "memo"} & set(chosen):
        st.caption("Names of coders and memos are the team's own: look at them before you hand this on.")
    return chosen


@problems.caught
def _keep_columns(by: str) -> None:
    """Remember the choice; columns that cannot be chosen at the moment stay as they were."""
    hidden = [one for one in state.get(state.SHARE_COLUMNS, sharing.USUAL) if one in INSIDE[by]]
    state.put(state.SHARE_COLUMNS, (*hidden, *st.session_state[_COLUMNS]))


def _number(found: Excerpts) -> int:
    return sum(len(group.excerpts) for group in found.groups)


def _told(found: Excerpts, sentence: str) -> None:
    more = f"; the first {FIRST} of them:" if _number(found) > FIRST else ":"
    st.markdown(f"**{sentence}**{more}")


def _first(found: Excerpts) -> None:
    """The first quotes under their headings; a long one is cut here, never in the file."""
    cut, before = False, ""
    with st.container(border=True):
        for group, one in _some(found):
            heading = " › ".join(map(plain, group.path))
            if heading != before:
                st.markdown(f"**{heading}**")
            before = heading
            words = one.words if len(one.words) <= LONGEST else shorten(one.words, LONGEST)
            cut = cut or words != one.words
            quote(f"“{words}”", " · ".join(value for _, value in one.beside if value.strip()))
        if cut:
            st.caption("Long quotes end with … here; in the file they are whole.")


def _some(found: Excerpts) -> Iterator[tuple[Group, Excerpt]]:
    every = ((group, one) for group in found.groups for one in group.excerpts)
    yield from (pair for pair, _ in zip(every, range(FIRST), strict=False))


def _file(project: OpenProject, found: Excerpts, stem: str, choices: str) -> None:
    """Choose the format, make the file, download it."""
    st.subheader("As a file", anchor=False)
    format_ = matrix_choices.one_of("Format", list(sharing.FORMATS), state.SHARE_FORMAT, NAMES)
    st.markdown(CONTENTS[format_])
    make = st.button(
        f"Make the file ({NAMES[format_]})", type="primary", key="share-make", icon=":material/docs:",
        disabled=not found.groups,
    )  # fmt: skip
    path = project.folder / "exports" / f"{stem}.{format_}"
    with problems.guarded():
        if make:
            _make(project, found, path, choices)
        _made(project, path, choices)
    st.caption(f"Every file is also kept in the study's folder, under {plain(project.folder / 'exports')}.")


def _make(project: OpenProject, found: Excerpts, path: Path, choices: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with st.spinner("Writing …"):
        sharing.write(project, found, path)
    made = state.get(state.SHARES_MADE, {})
    state.put(state.SHARES_MADE, {**made, str(path): (exporting.stamp(project), choices)})


def _made(project: OpenProject, path: Path, choices: str) -> None:
    """Download what was made last under this name."""
    made = state.get(state.SHARES_MADE, {}).get(str(path))
    if made is None or not path.is_file():
        return
    then, of = made
    with st.container(border=True):
        if then != exporting.stamp(project):
            st.caption("The study has changed since this was made.")
        elif of != choices:
            st.caption("You have chosen otherwise since this was made.")
        data = path.read_bytes()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.download_button(
                f"Download {plain(path.name)}", data, file_name=path.name, mime=MIME[path.suffix[1:]],
                key=f"share-download-{path.name}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            st.caption(f"{max(len(data) / 1000, 1):,.0f} kB")
