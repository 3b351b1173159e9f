"""The board on which a code is split: its quotes in the two groups the learner sees, for a person to drag between.

Nothing is changed before the person says so; then the new codes, the codings that go to them and the rejects that
hold for them are one act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from qual.errors import QualError
from qual.model.codebook import Code, Codebook
from qual.model.ids import new_id
from qual.model.surgery import Surgery
from qual.ui import exchange, problems, resources, state
from qual.ui.components import mount
from qual.ui.parts import codebook_undo
from qual.ui.widgets import code_name, count, plain, title
from qual.workflow import codebooks, curating, planning, splitting
from qual.workflow.projects import OpenProject
from qual.workflow.splitting import Board

KEY = "qual_split_board"
MOST_PARTS = 2
LEAST_P = 0.001
LONGEST_NAME, LONGEST_TEXT = 200, 10_000
GROUPED = "The two groups differ more in what is said than chance would part them (p {p}, this code alone)."
PARTED = "The two groups are only the clearest parting; chance parts such quotes as well (p {p}, this code alone)."


@dataclass(frozen=True, slots=True)
class Opened:
    """What the board was opened with.

    Attributes:
        op: id of the act that the split will be.
        book: the codebook at that moment.
        board: the codings laid out.
        said: why the last attempt was refused, "" for nothing.
    """

    op: str
    book: Codebook
    board: Board
    said: str = ""


@problems.caught
def prepare(code: str) -> None:
    """Open the board for a code, as a button's callback; `show` draws it until it is closed."""
    project = resources.project()
    state.put(state.SPLIT, Opened(new_id(), project.codebook.book, splitting.board(project, code)))


def is_open() -> bool:
    """Whether a board is to be drawn in place of the page."""
    return state.get(state.SPLIT) is not None


def show() -> None:
    """Draw the board."""
    project, opened = resources.project(), state.get(state.SPLIT)
    board, book = opened.board, opened.book
    title(f"Split {plain(code_name(book, board.code))}")
    if not board.laid:
        st.info("No words are coded with it, so there is nothing to part. Add a new code instead.")
        st.button("Back to the codebook", on_click=_close, key="split-back")
        return
    st.markdown(
        "Drag quotes, or move the chosen one with ← and →. Codings keep the code their coder gave on record; they "
        "only count as the new code from now on. One undo takes all of it back."
    )
    p = "" if board.p is None else f"{board.p:.3f}" if board.p >= LEAST_P else f"below {LEAST_P}"
    why = board.why or (GROUPED if board.proposed else PARTED).format(p=p)
    st.caption(f"{count(len(board.laid), 'coding')}. {plain(why)}")
    mount.mount("split", _told(project, opened), key=KEY, on_split_change=_asked, on_cancel_change=_cancelled)


def plan(opened: Opened, sent: Mapping[str, Any]) -> Surgery:
    """What a person asked for on the board.

    Raises:
        Refused: if it cannot be done so.
    """
    book, own = opened.book, planning.code_of(opened.book, opened.board.code)
    laid = {one.coding for one in opened.board.laid}
    taken = [code.id for code in book.codes]
    parts: list[Code] = []
    codings: dict[str, str] = {}
    for one in list(sent.get("parts") or [])[:MOST_PARTS]:
        name = " ".join(str(one.get("name", "")).split())[:LONGEST_NAME]
        text = str(one.get("definition", ""))[:LONGEST_TEXT].strip()
        part = Code(codebooks.free_id(name, taken), name, own.theme, text, color="", parent=own.parent)
        taken.append(part.id)
        parts.append(part)
        codings |= {str(coding): part.id for coding in one.get("codings") or () if str(coding) in laid}
    return planning.split(book, own.id, parts, codings, retire=sent.get("retire") is True)


def _told(project: OpenProject, opened: Opened) -> dict[str, Any]:
    board, book = opened.board, opened.book
    return {
        "op": opened.op,
        "study": exchange.study_of(project),
        "code": board.code,
        "name": code_name(book, board.code),
        "quotes": [asdict(one) | {"given": code_name(book, one.given) if one.given else ""} for one in board.laid],
        "words": [list(words) for words in board.words],
        "roles": list(project.roles),
        "taken": [code.name for code in book.codes],
        "said": opened.said,
    }


@problems.caught
def _asked() -> None:
    """The person has parted the quotes: do it."""
    sent, opened = mount.sent(KEY, "split"), state.get(state.SPLIT)
    if not isinstance(sent, dict) or opened is None or sent.get("op") != opened.op:
        return
    project = resources.project()
    try:
        asked = plan(opened, sent)
        why = str(sent.get("why", ""))[:LONGEST_TEXT]
        done = curating.perform(project, asked, coder=state.coder(), why=why, op=opened.op)
    except QualError as error:
        state.put(state.SPLIT, replace(opened, said=str(error)))
        return
    names = " and ".join(f"“{code.name}”" for code in asked.wanted.codes if opened.book.code(code.id) is None)
    codebook_undo.tell(done, f"{count(len(asked.shifts), 'coding')} split off into {names}.")
    _close()


@problems.caught
def _cancelled() -> None:
    opened = state.get(state.SPLIT)
    if opened is not None and mount.sent(KEY, "cancel") == opened.op:
        _close()


def _close() -> None:
    state.put(state.SPLIT, None)
