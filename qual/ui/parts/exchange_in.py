"""A codebook that comes in, looked at: what it is, what comes, what it may be of one's own, and what it touches."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from qual.errors import QualError
from qual.model.codebook import Code, Codebook
from qual.model.ids import new_id
from qual.ui import problems, resources, state
from qual.ui.parts import codebook_touches, codebook_undo, exchange_choices
from qual.ui.widgets import count, plain
from qual.workflow import codebook_exchange as exchange
from qual.workflow import effects
from qual.workflow.codebook_exchange import Choice, Coming
from qual.workflow.effects import Effects
from qual.workflow.projects import OpenProject

LONGEST_WHY = 500
MOST_LISTED = 100
KINDS = {
    "yaml": "a codebook file of qual", "csv": "a table (CSV)", "xlsx": "a workbook (Excel)",
    "taguette csv": "a codebook of Taguette", "outline": "an outline", "list": "a list of names",
    "qdc": "a REFI-QDA codebook", "qdpx": "a REFI-QDA project",
}  # fmt: skip
COLUMNS = {
    "name": "Name of the code", "theme": "Theme", "definition": "Definition", "include": "What belongs to it",
    "exclude": "What does not", "examples": "Examples", "id": "Id", "parent": "Stands under (code)",
    "subtheme": "Levels between theme and code", "color": "Colour",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A codebook file that is being looked at.

    Attributes:
        folder: of the study it is looked at in.
        data, name: the file.
        coming: what it brings, beside the study's codebook as it was then.
        op: id of the act that bringing it in will be.
        columns: which column holds what, where a person said so.
        changed: choices that differ from those proposed, by incoming code.
        touches: what it touches, with the choices it was made for.
    """

    folder: str
    data: bytes
    name: str
    coming: Coming
    op: str
    columns: Mapping[str, str] | None = None
    changed: Mapping[str, Choice] = field(default_factory=dict)
    touches: tuple[Mapping[str, Choice], str, Effects] | None = None


def opened(project: OpenProject, data: bytes, name: str, *, columns: Mapping[str, str] | None = None) -> Opened:
    """Look at a file; nothing is taken over."""
    state.next_round("exchange")
    return Opened(
        str(project.folder), data, name, exchange.look(project, data, name, columns=columns), new_id(), columns
    )


def show(project: OpenProject, one: Opened, *, editable: bool) -> None:
    """Draw what comes, and what can be done with it."""
    if (
        one.coming.base != project.codebook.book
    ):  # somebody changed the codebook: the same file beside it as it is now
        known = exchange.look(project, one.data, one.name, columns=one.columns)
        one = replace(one, coming=known, touches=None)
        state.put(state.EXCHANGE, one)
    found = one.coming.incoming
    with st.container(border=True):
        _head(one)
        problems.show(found.problems, "What was not understood")
        if found.lost:
            with st.expander(f"What has no place in a codebook of qual ({len(found.lost):,})"):
                st.markdown("\n".join(f"- {plain(line)}" for line in found.lost[:MOST_LISTED]))
        if found.headings:
            _columns(one)
        if not found.book.codes and not found.book.themes:
            st.button("Choose another file", key="exchange-another", on_click=_leave)
            return
        _tree(found.book)
        choices = exchange_choices.show(one.coming, one.changed, _change)
        _settle(project, one, choices, editable=editable)


def _head(one: Opened) -> None:
    found = one.coming.incoming
    kind = KINDS.get(found.format, found.format)
    what = f"{count(len(found.book.codes), 'code')} in {count(len(found.book.themes), 'theme')}"
    said = f"**{plain(one.name)}** is {kind}: {what}." if found.book.codes else f"**{plain(one.name)}**: {kind}"
    st.markdown(said)


def _columns(one: Opened) -> None:
    """Which column was taken for what, and a way to say otherwise."""
    found = one.coming.incoming
    fatal = not found.book.codes
    known = ", ".join(
        f"{COLUMNS[part].casefold()}: {heading}" for part, heading in found.columns.items() if part in COLUMNS
    )
    if known:
        st.caption(f"Columns: {plain(known)}")
    with st.expander("Which column holds what", expanded=fatal), st.form("exchange-columns", border=False):
        chosen = {}
        columns = st.columns(3)
        for place, (part, label) in enumerate(COLUMNS.items()):
            key = f"exchange-column-{part}-{state.round_of('exchange')}"
            with columns[place % 3]:
                chosen[part] = _column(part, label, found.headings, found.columns.get(part, ""), key)
        if st.form_submit_button("Read it again with these columns"):
            state.put(state.EXCHANGE, opened(resources.project(), one.data, one.name, columns=chosen))
            st.rerun()


def _column(part: str, label: str, headings: tuple[str, ...], now: str, key: str) -> str:
    """The heading of the column (or of several, with ";" between) that holds a part."""
    if part in exchange.SEVERAL:
        held = [heading for heading in headings if heading == now or heading in now.split("; ")]
        return "; ".join(st.multiselect(label, headings, held, key=key, placeholder="None"))
    place = headings.index(now) if now in headings else None
    return st.selectbox(label, headings, place, key=key, placeholder="None") or ""


def _tree(book: Codebook) -> None:
    shown = book.codes[:MOST_LISTED]
    with st.expander("All that comes", expanded=not state.get(state.EXCHANGE).coming.base.codes):
        lines = []
        for theme in [*book.themes, None]:
            own = [code for code in shown if code.theme == (theme.id if theme else "")]
            if own or (theme and not any(code.theme == theme.id for code in book.codes)):
                lines.append(f"<li><b>{html.escape(theme.name if theme else 'Without a theme')}</b></li>")
                lines += [_leaf(book, code) for code in own]
        st.html(f"<ul class='qual-coming' tabindex='0' aria-label='All that comes'>{''.join(lines)}</ul>")
        if len(book.codes) > len(shown):
            st.caption(f"… and {len(book.codes) - len(shown):,} more codes.")


def _leaf(book: Codebook, code: Code) -> str:
    depth = min(len(book.above(code.id)), 12) + 1
    said = f" <span>{html.escape(code.definition)}</span>" if code.definition else ""
    return f"<li style='margin-left:{depth * 1.2:.1f}rem'>{html.escape(code.name)}{said}</li>"


@problems.caught
def _change(changed: Mapping[str, Choice]) -> None:
    one: Opened | None = state.get(state.EXCHANGE)
    if one is not None:
        state.put(state.EXCHANGE, replace(one, changed=changed))


def _settle(project: OpenProject, one: Opened, choices: Mapping[str, Choice], *, editable: bool) -> None:
    """What it touches, why, and the button that does it."""
    try:
        plan = exchange.plan(one.coming, choices)
    except QualError as error:
        st.warning(problems.said(error))
        return
    version = project.store.revision()
    known = one.touches
    if known is None or known[:2] != (choices, str(version)):
        with st.spinner("Looking what it touches …"):
            known = (choices, str(version), effects.effects(project, plan))
        one = replace(one, touches=known)
        state.put(state.EXCHANGE, one)
    st.divider()
    nothing = plan.wanted == plan.base
    st.markdown(
        "**What changes:** "
        + ("nothing, your codebook says all of this." if nothing else plain(known[2].changes.summary()) + ".")
    )
    if not nothing and one.coming.base.codes:
        codebook_touches.show(project, plan, known[2])
    why = st.text_input(
        "Why (kept in the record)", key=f"exchange-why-{state.round_of('exchange')}", max_chars=LONGEST_WHY
    )
    with st.container(horizontal=True):
        pressed = st.button(
            "Bring it in", type="primary", icon=":material/download:", key="exchange-do",
            disabled=not editable or nothing,
        )  # fmt: skip
        st.button("Leave it", key="exchange-leave", on_click=_leave)
    if pressed:
        with st.spinner("Writing the codebook …"):
            done = exchange.bring_in(project, one.coming, choices, coder=state.coder(), why=why, op=one.op)
        codebook_undo.tell(done, f"{one.name} is brought in: {known[2].changes.summary()}.")
        _leave()
        st.rerun()


@problems.caught
def _leave() -> None:
    state.put(state.EXCHANGE, None)
