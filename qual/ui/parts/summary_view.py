"""The page of one theme for who reads no statistics: who says it, how each role puts it, and where the proof is."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from qual.model.summary import Summary
from qual.ui import places, problems, resources, state
from qual.ui.parts import behind, no_codes, summary_edit, summary_memo, summary_quotes, theme_kept
from qual.ui.widgets import plain, role_color, role_name, title
from qual.workflow import summarising, summary_words
from qual.workflow.projects import OpenProject

NUMBERS = (4, 6, 8, 12)
"""Numbers of quotes that can be chosen."""
MOST_DOTS = 60
"""More people than this are a bar, not a dot each."""
WORDS = ("none", "few", "some", "many", "most", "all")
_THEME, _NUMBER = "summary-theme", "summary-number"


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Theme summaries")
    if project.segments().empty:
        _lead("There is nothing to sum up yet.", "Add transcripts", places.TRANSCRIPTS)
        return
    book = project.codebook.book
    if not book.themes:
        if not no_codes.hint(project):
            _lead("The codebook has no theme yet: a theme is a group of codes.", "Codebook", places.CODEBOOK)
        return
    theme, number = _choices(project)
    found = theme_kept.made(
        project, state.SUMMARY, "Summing up …",
        lambda: summarising.summary(project, theme, quotes=number), of=f"{theme} {number}",
    )  # fmt: skip
    st.html(head(found))
    if not any(one.participants for one in found.said):
        _lead("No passage has a code of this theme yet.", "Review suggestions", places.REVIEW)
    else:
        st.html(who(found, project.roles))
        summary_quotes.show(project, found)
        st.html(codes(found))
        if found.codes:
            raised = [one.role for one in found.said]
            behind.choose([(one.code, "", one.name) for one in found.codes], raised, key="summary-codes")
    summary_memo.show(found)
    with st.expander("How this page was made, and what to keep in mind", icon=":material/help:"):
        st.markdown("\n".join(f"- {plain(note)}" for note in found.notes))
    summary_edit.show(project)


def _choices(project: OpenProject) -> tuple[str, int]:
    """The theme and the number of quotes; both outlive a change of page."""
    book = project.codebook.book
    names = {theme.id: theme.name for theme in book.themes}
    linked = st.query_params.get("theme", "")
    kept = linked if linked in names else state.get(state.SUMMARY_THEME)
    theme = kept if kept in names else next(iter(names))
    _keep(theme)
    number = state.get(state.SUMMARY_QUOTES, summarising.QUOTES)
    st.session_state[_THEME], st.session_state[_NUMBER] = theme, number
    order = list(names)
    place = order.index(theme)
    with st.container(horizontal=True, vertical_alignment="bottom", key="summary-choice"):
        st.selectbox("Theme", order, key=_THEME, format_func=lambda one: names[one], on_change=_chosen, width=380)
        for label, icon, step in (
            ("Previous", ":material/arrow_back:", -1),
            ("Next", ":material/arrow_forward:", 1),
        ):
            st.button(
                label, icon=icon, key=f"summary-{label}", disabled=not 0 <= place + step < len(order),
                on_click=_go, args=(order[min(max(place + step, 0), len(order) - 1)],),
            )  # fmt: skip
        st.space("stretch")
        st.segmented_control("Quotes", NUMBERS, key=_NUMBER, on_change=_numbered, required=True)
    return theme, int(number)


def _keep(theme: str) -> None:
    state.put(state.SUMMARY_THEME, theme)
    if st.query_params.get("theme") != theme:
        st.query_params["theme"] = theme


@problems.caught
def _chosen() -> None:
    _keep(st.session_state[_THEME])


@problems.caught
def _go(theme: str) -> None:
    _keep(theme)


@problems.caught
def _numbered() -> None:
    state.put(state.SUMMARY_QUOTES, st.session_state[_NUMBER] or summarising.QUOTES)


def head(found: Summary) -> str:
    """What the theme is, and in one sentence who raises it; HTML, everything escaped."""
    meaning = html.escape(found.description) or "<i>The codebook says nothing more about it.</i>"
    return f"<div class='qual-summary'><h2>{html.escape(found.name)}</h2><p>{meaning}</p></div>"


def who(found: Summary, roles: Sequence[str]) -> str:
    """Who raises it: a card for each role with a dot for each person; HTML, everything escaped."""
    cards = []
    for one in found.said:
        called = html.escape(summary_words.people(one.role, one.total))
        word = summary_words.quantifier(one.participants, one.total)
        said = html.escape(f"{word} of them raise it" if word in WORDS else one.in_words)
        said = said[:1].upper() + said[1:]
        cards.append(
            f"<div class='qual-summary-card' style='--c:{role_color(one.role, roles)}'>"
            f"<p class='qual-summary-count'><b>{one.participants} of {one.total}</b> {called}</p>"
            f"{_dots(one.participants, one.total)}"
            f"<p>{said}, in {one.segments:,} of {one.segments_total:,} passages.</p></div>"
        )
    notes = "".join(f"<p class='qual-summary-note'>{html.escape(note)}</p>" for note in summarising.beside(found))
    inside = f"<h3>Who says this</h3><div class='qual-summary-cards'>{''.join(cards)}</div>{notes}"
    return f"<div class='qual-summary'>{inside}</div>"


def _dots(number: int, total: int) -> str:
    """A dot for each person, those who raise it filled; of many people a bar."""
    if total > MOST_DOTS:
        width = f"width:{100 * number / total:.1f}%"
        return f"<div class='qual-summary-bar' aria-hidden='true'><i style='{width}'></i></div>"
    dots = "<i class='on'></i>" * number + "<i></i>" * (total - number)
    return f"<div class='qual-summary-dots' aria-hidden='true'>{dots}</div>"


def codes(found: Summary) -> str:
    """The codes of the theme with who raises each, as an HTML table."""
    roles = list(dict.fromkeys(one.role for one in found.said))
    rows = []
    for code in found.codes:
        own = {one.role: f"{one.participants} of {one.total}" for one in code.said}
        cells = "".join(f"<td>{own.get(role, '–')}</td>" for role in roles)
        name, meaning = html.escape(code.name), html.escape(code.definition)
        rows.append(f"<tr><th scope='row'>{name}<small>{meaning}</small></th>{cells}</tr>")
    if not rows:
        return ""
    heads = "".join(
        f"<th scope='col'>{html.escape(summary_words.people(role_name(role), 2))}</th>" for role in roles
    )
    return (
        "<div class='qual-summary'><h3>What belongs to it, and who says which</h3>"
        "<table><thead><tr><th scope='col'>Code</th>"
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _lead(text: str, label: str, place: places.Place) -> None:
    st.info(text)
    if st.button(label, type="primary", icon=place.icon, key="summary-lead"):
        places.go(place)
