"""Every count opens its passages: a dialog with who says it, and the very words.

`button` is a count that can be pressed, `choose` stands below a table or chart and opens any of its counts, and
`opened` opens one that was clicked in a chart.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from qual.model.selection import EVERYTHING, Selection
from qual.ui import places, problems, resources, state
from qual.ui.widgets import code_name, count, plain, role_name
from qual.workflow import behind
from qual.workflow.behind import Behind, Place
from qual.workflow.passages import Passage

AT_ONCE = 25
"""Passages that a dialog shows at first, and more with each click."""
_SHOWN = "qual_behind_shown"
_CLICKED = "qual_behind_clicked_"


def button(
    text: str, label: str, *, key: str, group: str = "", participant: str = "", kind: str = "", by: str = "role",
    selection: Selection = EVERYTHING,
) -> None:  # fmt: skip
    """A count that opens its passages.

    Args:
        text: the count, as "7/9".
        label: id of the theme or code.
        key: of the button.
        group: whose, "" for everybody.
        participant: of whom only.
        kind: as in `workflow.behind`.
        by: what the count is split by.
        selection: what was counted only.
    """
    if st.button(plain(text), key=key, type="tertiary", help="Show the passages behind this count."):
        opened(label, group=group, participant=participant, kind=kind, by=by, selection=selection)


def choose(
    labels: Sequence[tuple[str, str, str]], groups: Sequence[str], *, key: str, by: str = "role",
    selection: Selection = EVERYTHING,
) -> None:  # fmt: skip
    """Choose a count of a table, and open it.

    Args:
        labels: id, kind ("" or as in `workflow.behind`) and name of each row.
        groups: of the table.
        key: of the widgets.
        by: what the counts are split by.
        selection: what was counted only.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}-behind"):
        row = st.selectbox(
            "Passages behind a count", range(len(labels)), format_func=lambda at: labels[at][2], key=f"{key}-what",
        )  # fmt: skip
        group = st.selectbox(
            "Of", ["", *groups], format_func=lambda one: role_name(one) if one else "everybody", key=f"{key}-whose",
            width=220,
        )  # fmt: skip
        if st.button("Show the passages", icon=":material/format_quote:", key=f"{key}-show") and row is not None:
            label, kind, _ = labels[row]
            opened(label, group=group or "", kind=kind, by=by, selection=selection)


def clicked(picked: dict[str, object], *, key: str) -> bool:
    """Whether a click in a chart is a new one; a chart keeps its last click through every later run."""
    known = state.get(f"{_CLICKED}{key}", {})
    if picked == known:
        return False
    state.put(f"{_CLICKED}{key}", picked)
    return bool(picked)


def opened(
    label: str, *, group: str = "", participant: str = "", kind: str = "", by: str = "role",
    selection: Selection = EVERYTHING,
) -> None:  # fmt: skip
    """Open the passages of a count."""
    state.put(_SHOWN, AT_ONCE)
    _dialog(label, group, participant, kind, by, selection)


@st.dialog("Passages behind the count", width="large", icon=":material/format_quote:")
def _dialog(label: str, group: str, participant: str, kind: str, by: str, selection: Selection) -> None:
    project = resources.project()
    found = behind.behind(
        project, label, group=group, participant=participant, kind=kind, by=by, selection=selection
    )  # fmt: skip
    st.markdown(f"**{plain(found.name)}**, {plain(heading(found))}")
    for note in found.notes:
        st.caption(plain(note))
    if not found.places:
        st.info("No passage was counted: nobody has given this code to words of theirs.")
        return
    most = int(state.get(_SHOWN, AT_ONCE))
    shown = found.places[:most]
    words = {(one.transcript, one.span): one for one in behind.in_words(project, shown)}
    book = project.codebook.book
    number = 0
    for (whose, who), own in groupby(shown, key=lambda one: (one.group, one.participant)):
        several = list(own)
        all_of = sum((one.group, one.participant) == (whose, who) for one in found.places)
        st.markdown(f"**{plain(who)}**, {plain(role_name(whose))}: {count(all_of, 'passage')}")
        for one in several:
            number += 1
            codes = ", ".join(code_name(book, code) for code in one.codes)
            foot = f"{one.transcript} · {codes} · coded by {', '.join(one.coders)}"
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(width="stretch"):
                    st.html(quoted(one, words.get((one.transcript, one.span)), foot))
                if st.button(
                    "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"behind-open-{number}",
                    help="Open the transcript at these words.",
                ):  # fmt: skip
                    places.go_to_words(one.transcript, one.marked[0].start)
    if len(found.places) > most:
        st.button(
            f"Show {min(AT_ONCE, len(found.places) - most)} more of {len(found.places) - most:,}",
            key="behind-more", on_click=_more, args=(most + AT_ONCE,),
        )  # fmt: skip


@problems.caught
def _more(most: int) -> None:
    state.put(_SHOWN, most)


def heading(found: Behind) -> str:
    """How many people and passages, of how many."""
    whose = role_name(found.group) if found.group else "everybody"
    if found.participant:
        whose = found.participant
        return f"{whose}: {len(found.places):,} of {count(found.segments_total, 'passage')}"
    return (
        f"{whose}: {found.participants:,} of {count(found.total, 'participant')}, "
        f"{len(found.places):,} of {count(found.segments_total, 'passage')}"
    )


def quoted(place: Place, words: Passage | None, foot: str) -> str:
    """A counted passage as HTML, with the coded words marked; everything escaped."""
    if words is None:
        return f"<blockquote class='qual-quote'><footer>{html.escape(foot)}</footer></blockquote>"
    parts, at = [], place.span.start
    for one in place.marked:
        plain_words = words.words[at - place.span.start : one.start - place.span.start]
        coded = words.words[one.start - place.span.start : one.end - place.span.start]
        parts += [html.escape(plain_words), f"<mark class='qual-here'>{html.escape(coded)}</mark>"]
        at = one.end
    parts.append(html.escape(words.words[at - place.span.start :]))
    return f"<blockquote class='qual-quote'>{''.join(parts)}<footer>{html.escape(foot)}</footer></blockquote>"
