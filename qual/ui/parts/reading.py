"""The reading view: one transcript in the reader, and above it which one, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from qual.model.coding import Op
from qual.ui import exchange, places, problems, resources, state
from qual.ui.components import mount
from qual.ui.parts import component_data, no_codes, reader_data, watching
from qual.ui.widgets import count, plain
from qual.workflow import blinding, preferences, reader, reviewing, suggesting
from qual.workflow.asking_order import UNSURE
from qual.workflow.projects import OpenProject
from qual.workflow.reader import Page

CHOICE = "qual_transcript_choice"
KEY = "reader"


def show(project: OpenProject, names: Sequence[str]) -> None:
    """Draw the view."""
    name = _wanted(names)
    with watching.drawn(project):
        with (
            problems.guarded(),
            st.container(horizontal=True, vertical_alignment="center", key="reader-tools"),
        ):
            _choose(names, name)
            _tools(project, name)
        no_codes.hint(project, no_codes.READING)
        _reader(name)
    watching.others()


def _wanted(names: Sequence[str]) -> str:
    """The transcript to read: as linked or as last read, else the first."""
    wanted = state.get(state.TRANSCRIPT)
    name = str(wanted if wanted in names else names[0])
    state.put(state.TRANSCRIPT, name)
    return name


def _choose(names: Sequence[str], name: str) -> None:
    """Another transcript, from the list or one step on."""
    st.session_state[CHOICE] = name
    place = list(names).index(name)
    st.selectbox("Transcript", names, key=CHOICE, on_change=_remember, label_visibility="collapsed", width=260)
    for label, icon, step in (
        ("Previous", ":material/chevron_left:", place - 1),
        ("Next", ":material/chevron_right:", place + 1),
    ):
        there = 0 <= step < len(names)
        st.button(
            label, icon=icon, disabled=not there, key=f"reader-{label}", help=f"{label} transcript",
            on_click=_open, args=(names[step] if there else name,),
        )  # fmt: skip


def _remember() -> None:
    _open(str(st.session_state[CHOICE]))


def _open(name: str) -> None:
    state.put(state.TRANSCRIPT, name)
    state.put(state.AT, None)


def _tools(project: OpenProject, name: str) -> None:
    """Blind coding, the word that all of it is read, and what there is to know about the transcript."""
    page, coder = reader.page(project, name), state.coder()
    st.space("stretch")
    if not coder or not page.turns:
        return
    blind = name in blinding.transcripts(project, coder)
    st.session_state["reader-blind"] = blind
    st.toggle(
        "Code blind", key="reader-blind", on_change=_set_blind, args=(name,),
        help="Hides every suggestion in this transcript from you, here and in the review queue, so that your "
        "codings are your own. Each coding keeps whether a suggestion was visible.",
    )  # fmt: skip
    done = coder in page.read_by
    st.button(
        "Read to the end" if done else "I have read all of it", icon=":material/done_all:", disabled=done,
        key=f"reader-read-{name}", on_click=_read, args=(name,),
        help="Says that you have nothing more to code here. What is uncoded then counts as looked at, in "
        "every share of reviewed segments. It can be undone.",
    )  # fmt: skip


def _suggested(project: OpenProject, data: Mapping[str, Any]) -> str:
    """How many suggestions are open here, or that there is nothing worth suggesting."""
    strong = sum(one["band"] != UNSURE for one in data["suggestions"])
    if data["blind"] or not data["coder"]:
        return "suggestions are hidden" if data["blind"] else "suggestions are shown to whoever has given a name"
    if strong or not suggesting.made_at(project):
        return f"{count(strong, 'suggestion')} open" if strong else "no suggestions yet"
    weak = len(data["suggestions"])
    more = f"; {count(weak, 'weak one')} can be ticked under Shown" if weak else ""
    return f"nothing more is suggested: no open code reaches its threshold here{more}"


def _facts(page: Page) -> str:
    people = {spoken.participant for spoken in page.turns if spoken.participant}
    facts = [
        count(len(page.turns), "turn"),
        count(page.transcript.words, "word"),
        count(len(people), "speaker"),
        count(len(page.codings), "coding"),
    ]
    if page.version > 1:
        facts.append(f"corrected, version {page.version} of the text")
    return " · ".join(facts)


@st.fragment
def _reader(name: str) -> None:
    """The text itself; what is done in it comes back here, without the rest of the page."""
    with problems.guarded(), watching.drawn(project := resources.project()):
        if state.get(state.GO):
            state.put(state.GO, None)
            places.go(places.FIND)
        page = reader.page(project, name)
        if not page.turns:
            st.info("Nobody speaks in this transcript.")
        exchange.say_notes()
        data = payload(project, page, state.coder())
        mount.mount(
            "reader", data, key=KEY, on_ops_change=exchange.receiver(KEY), on_at_change=_remember_place,
            on_open_change=_asked,
        )  # fmt: skip
        st.caption(f"{_facts(page)} · {_suggested(project, data)}")


def payload(project: OpenProject, page: Page, coder: str) -> dict[str, Any]:
    """Everything the reader is told about a transcript."""
    book = project.codebook.book
    name = page.transcript.id
    hidden = blinding.hidden(project, coder, name) if coder else None
    return {
        **component_data.common(project, coder),
        **reader_data.transcript(page, project.roles),
        "codings": reader_data.codings(page, book, coder),
        "suggestions": reader_data.suggestions(reader.suggested(project, name, coder=coder)),
        "blind": hidden is not None and hidden.whole,
        "hidden": [[one.start, one.end] for one in hidden.spans] if hidden else [],
        "memos": reader_data.notes(page, coder),
        "unplaced": reader_data.unplaced(page, book, coder),
        "read_by_me": coder in page.read_by,
        "marks": list(state.get(state.MARKS, {}).get(name, [])),
        "at": _at(project, name, coder),
    }


def _at(project: OpenProject, name: str, coder: str) -> int | None:
    """The place a link names; else where this coder last read."""
    wanted = state.get(state.AT)
    if wanted is not None or not coder:
        return None if wanted is None else int(wanted)
    kept: dict[tuple[str, str], int | None] = state.get(state.RESUMED, {})
    if (coder, name) not in kept:  # once per session: the reader itself knows where it is from then on
        kept = {**kept, (coder, name): preferences.position(project, coder, name)}
        state.put(state.RESUMED, kept)
    return kept[coder, name]


@problems.caught
def _remember_place() -> None:
    at, coder, name = mount.sent(KEY, "at"), state.coder(), state.get(state.TRANSCRIPT)
    if isinstance(at, int) and coder and name:
        preferences.remember_position(resources.project(), coder, name, at)


@problems.caught
def _asked() -> None:
    """The reader asks for something that another page does, such as passages like these words."""
    wanted = mount.sent(KEY, "open")
    if isinstance(wanted, Mapping) and wanted.get("what") == "like":
        state.put(state.LIKE, (str(state.get(state.TRANSCRIPT)), wanted.get("start"), wanted.get("end")))
        state.put(state.GO, places.FIND.name)


@problems.caught
def _set_blind(name: str) -> None:
    blind = bool(st.session_state["reader-blind"])
    blinding.set_transcript(resources.project(), name, blind=blind, coder=state.coder())


@problems.caught
def _read(name: str) -> None:
    project = resources.project()
    span = reader.whole(reader.page(project, name))
    seen = f"read:{name}:{state.coder()}"
    blind = name in blinding.transcripts(project, state.coder())
    act = Op(id=state.op_id(seen), act="review", coder=state.coder(), transcript=name, span=span, blind=blind)
    answer = reviewing.apply(project, [act])[0]
    if answer.refusal:
        problems.tell("error", answer.refusal)
        return
    state.spend(seen)
    st.toast("You had said so already." if answer.unchanged else f"{plain(name)} counts as read.")
