"""The quotes of a theme side by side by role, what can be done with each, and what speaks against the theme."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from qual.model.span import Span
from qual.model.summary import Quote, Summary, Typical
from qual.ui import places, problems, resources, state
from qual.ui.parts import behind, summary_edit
from qual.ui.widgets import count, plain, shorten
from qual.workflow import finding, quote_edits, summary_words
from qual.workflow.projects import OpenProject
from qual.workflow.summary_quotes import WITHOUT

MOST_COLUMNS = 3
"""More roles than this are stacked."""
NEED_NAME = "Write your name in the side bar first."


def show(project: OpenProject, found: Summary) -> None:
    """Draw each role's words and quotes, then counter-examples, then what was dropped."""
    roles = [one.role for one in found.said if one.participants]
    passages = {one.role: one.segments for one in found.said}
    named = {code.id: code.name for code in project.codebook.book.codes}
    columns = st.columns(len(roles), gap="large") if len(roles) <= MOST_COLUMNS else [st.container() for _ in roles]
    for role, column in zip(roles, columns, strict=True):
        with column:
            people = summary_words.people(role, 2)
            own_words = words([one for one in found.typical if one.role == role], several=len(roles) > 1)
            st.html(f"<div class='qual-summary'><h3>How {html.escape(people)} put it</h3>{own_words}</div>")
            own = [one for one in found.quotes if one.role == role]
            if st.button(
                f"All {count(passages[role], 'passage')}", icon=":material/format_quote:", type="tertiary",
                key=f"summary-all-{role}", help="Show every passage that is counted here, and who says it.",
            ):  # fmt: skip
                behind.opened(found.theme, group=role)
            for one in own:
                _quote(found.theme, one, named)
            if not own:
                st.caption("No quote is shown here. Ask for more, or pin one.")
    _against(project, found, named)
    _dropped(project, found.theme)


def words(typical: Sequence[Typical], *, several: bool) -> str:
    """Words typical of a role with the people who say them; HTML, everything escaped."""
    if not typical:
        return "<p class='qual-summary-words'>No word sets them apart.</p>" if several else ""
    chips = "".join(
        f"<span class='qual-summary-word'>{html.escape(one.word)} "
        f"<small>{one.participants} of {one.total}, others {one.others} of {one.others_total}</small></span>"
        for one in typical
    )
    return f"<p class='qual-summary-words'>Words the others use less: {chips}</p>"


def card(one: Quote, named: dict[str, str]) -> str:
    """A quote as HTML, with who says it, about which codes, and why it stands here."""
    facts = [f"{one.participant}, {one.role}", *(named.get(code, code) for code in one.codes)]
    if one.state == quote_edits.PINNED:
        facts.append("pinned")
    foot = html.escape(" · ".join(facts))
    why = f"<br>{html.escape(one.why[:1].upper() + one.why[1:])}." if one.state == quote_edits.NEGATIVE else ""
    foot = f"<footer>{foot}{why}</footer>"
    return f"<blockquote class='qual-quote' dir='auto'>{html.escape(one.shown)}{foot}</blockquote>"


def _quote(theme: str, one: Quote, named: dict[str, str]) -> None:
    """A quote, and what can be done with it."""
    where = (theme, one.transcript, one.span.start, one.span.end)
    key = "-".join(map(str, where))
    pinned = one.state == quote_edits.PINNED
    with st.container(key=f"summary-quote-{key}", gap=None):
        st.html(card(one, named))
        with st.container(horizontal=True, gap="small"):
            if st.button(
                "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"open-{key}",
                help="Open the transcript at these words.",
            ):  # fmt: skip
                places.go_to_words(one.transcript, one.span.start)
            if pinned:
                _act("Unpin", "keep_off", _unmark, where, "Let the rule choose again.")
            elif one.state != quote_edits.NEGATIVE:
                _act(
                    "Pin",
                    "keep",
                    _pin,
                    where,
                    "Keep this quote here and in reports, whatever the rule would choose.",
                )
            _act("Drop", "visibility_off", _drop, where, "Do not show it for this theme. It can be brought back.")
            said = "Shorten it with […], replace names by [ ], or call it a counter-example."
            _act("Edit …", "content_cut", summary_edit.prepare, where, said)


def _act(label: str, icon: str, do: Callable[..., None], where: tuple[str, str, int, int], said: str) -> None:
    named = bool(state.coder())
    st.button(
        label, icon=f":material/{icon}:", type="tertiary", key=f"{label}-{'-'.join(map(str, where))}", on_click=do,
        args=where, disabled=not named, help=said if named else NEED_NAME,
    )  # fmt: skip


def _against(project: OpenProject, found: Summary, named: dict[str, str]) -> None:
    st.html("<div class='qual-summary'><h3>What speaks against it</h3></div>")
    for one in found.negatives:
        _quote(found.theme, one, named)
    without = [note for note in found.notes if note.startswith(WITHOUT)]
    for note in without:
        st.markdown(plain(note))
    if not found.negatives:
        st.caption(
            "No counter-example is known so far. That is no proof that there is none: the page Check looks for "
            "passages that may say the opposite."
        )
        if project.codebook.book.codes and st.button(
            "Look for some", icon=places.CHECK.icon, type="tertiary", key="summary-check"
        ):
            places.go(places.CHECK)


def _dropped(project: OpenProject, theme: str) -> None:
    gone = [one for one in quote_edits.handling(project).states.get(theme, ()) if one.state == quote_edits.DROPPED]
    if not gone:
        return
    with st.expander(count(len(gone), "dropped passage"), icon=":material/visibility_off:"):
        for one in gone:
            words = finding.words_at(project, one.transcript, one.span)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    f"{plain(shorten(words, 160))} ({plain(one.transcript)}, dropped by {plain(one.coder)})"
                )
                st.button(
                    "Bring back", icon=":material/undo:", type="tertiary", disabled=not state.coder(),
                    key=f"back-{theme}-{one.transcript}-{one.span.start}-{one.span.end}",
                    on_click=_unmark, args=(theme, one.transcript, one.span.start, one.span.end),
                )  # fmt: skip


@problems.caught
def _pin(theme: str, transcript: str, start: int, end: int) -> None:
    _mark(theme, transcript, start, end, quote_edits.PINNED)


@problems.caught
def _drop(theme: str, transcript: str, start: int, end: int) -> None:
    _mark(theme, transcript, start, end, quote_edits.DROPPED)
    st.toast("Dropped. It stands below, to be brought back.")


@problems.caught
def _unmark(theme: str, transcript: str, start: int, end: int) -> None:
    _mark(theme, transcript, start, end, "")


def _mark(theme: str, transcript: str, start: int, end: int, wanted: str) -> None:
    quote_edits.mark(resources.project(), theme, transcript, Span(start, end), wanted, coder=state.coder())
