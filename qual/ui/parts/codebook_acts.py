"""Changes of one code in a dialog: what is to be, what it touches, why, and one button that names the act.

The plan is made on the codebook as it was when the dialog was opened, and the act's id is fixed then: pressed twice
it is done once, and what others changed meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from qual.errors import QualError
from qual.model.codebook import Code, Codebook
from qual.model.ids import new_id
from qual.model.surgery import Surgery
from qual.ui import problems, resources, state
from qual.ui.parts import codebook_touches, codebook_undo
from qual.ui.parts.codebook_places import place_select, place_words, siblings
from qual.ui.widgets import code_color, count, plain, shorten
from qual.workflow import curating, planning
from qual.workflow.projects import OpenProject

RENAME, MOVE, RECOLOUR, RETIRE, BACK, MERGE = "Rename", "Move or nest", "Recolour", "Retire", "Take back", "Merge"
ICONS = {
    RENAME: ":material/edit:", MOVE: ":material/drive_file_move:", RECOLOUR: ":material/palette:",
    RETIRE: ":material/archive:", BACK: ":material/unarchive:", MERGE: ":material/merge:",
}  # fmt: skip
LONGEST_NAME, LONGEST_WHY = 200, 500
GONE = "This code is not in the codebook any more. Close this and look at the codebook as it is now."
STALE = "Below is the codebook as it is now. Press again if you still want it."


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that is being prepared.

    Attributes:
        what: RENAME, MOVE …
        code: id of the code it is about.
        book: the codebook it is planned on.
        op: the id its act will have.
        refused: why the last attempt was refused, "" for nothing.
    """

    what: str
    code: str
    book: Codebook
    op: str
    refused: str = ""

    @property
    def own(self) -> Code:
        """The code it is about."""
        return planning.code_of(self.book, self.code)


@problems.caught
def prepare(what: str, code: str) -> None:
    """Open the dialog, as a button's callback; `show` draws it until it is done or dismissed."""
    state.next_round("codebook-act")
    codebook_undo.forget()
    state.put(state.CODEBOOK_ACT, Asked(what, code, resources.project().codebook.book, new_id()))


def is_open() -> bool:
    """Whether a dialog is to be drawn."""
    return state.get(state.CODEBOOK_ACT) is not None


@problems.caught
def close() -> None:
    """Put the dialog away."""
    state.put(state.CODEBOOK_ACT, None)


def show(dialogs: dict[str, Callable[[OpenProject, Asked], None]]) -> None:
    """Draw the dialog while one is open.

    Args:
        dialogs: what draws an act's own dialog, for acts that are not drawn here.
    """
    asked: Asked | None = state.get(state.CODEBOOK_ACT)
    if asked is None:
        return
    if asked.book.code(asked.code) is None:
        close()
        problems.tell("warning", GONE)
        st.rerun()
    draw = (_DIALOGS | dialogs)[asked.what]
    title = f"{asked.what}: {shorten(asked.own.name, 50)}"

    @st.dialog(title, width="large", icon=ICONS[asked.what], on_dismiss=close)
    def dialog() -> None:
        now: Asked | None = state.get(state.CODEBOOK_ACT)
        if now is not None:
            draw(resources.project(), now)

    dialog()


def key(name: str) -> str:
    """The key of a field of the dialog that is open."""
    return f"codebook-{name}-{state.round_of('codebook-act')}"


def settle(project: OpenProject, asked: Asked, plan: Surgery | str, label: str, words: str) -> None:
    """The lower part of every dialog: what it touches, why, and the button that does it.

    Args:
        project: the open project.
        asked: the change that is being prepared.
        plan: the change, or why there is none yet, "" where nothing differs.
        label: of the button, naming the act.
        words: what is said once it is done.
    """
    if asked.refused:
        st.warning(f"{plain(asked.refused)} {STALE}")
    if isinstance(plan, Surgery):
        codebook_touches.show(project, plan)
    elif plan:
        st.warning(plain(plan))
    why = st.text_input("Why (kept in the record)", key=key("why"), max_chars=LONGEST_WHY)
    pressed = st.button(
        label, type="primary", icon=ICONS[asked.what], key=key("do"), disabled=not isinstance(plan, Surgery)
    )
    if pressed and isinstance(plan, Surgery):
        _do(project, asked, plan, why, words)


def planned(make: Callable[[], Surgery]) -> Surgery | str:
    """The plan, or why there cannot be one; "" where it would change nothing."""
    try:
        plan = make()
    except QualError as error:
        return str(error)
    return plan if plan.wanted != plan.base or plan.shifts else ""


def _do(project: OpenProject, asked: Asked, plan: Surgery, why: str, words: str) -> None:
    try:
        done = curating.perform(project, plan, coder=state.coder(), why=why, op=asked.op)
    except QualError as error:
        # A refused act is not in the record, so its id can be used again for the plan on the codebook as it is now.
        now = project.codebook.book
        state.put(state.CODEBOOK_ACT, replace(asked, book=now, refused=str(error)))
        st.rerun(scope="fragment" if now.code(asked.code) else "app")
    codebook_undo.tell(done, words)
    close()
    st.rerun()


def _rename(project: OpenProject, asked: Asked) -> None:
    own = asked.own
    name = " ".join(st.text_input("Name", own.name, key=key("name"), max_chars=LONGEST_NAME).split())
    st.caption("Its id stays, and so do its codings: renaming is not recoding.")
    plan = "A code needs a name." if not name else taken(asked.book, own, name) or planned(
        lambda: planning.set_code(asked.book, replace(own, name=name))
    )  # fmt: skip
    settle(project, asked, plan, "Rename the code", f"“{own.name}” is now called “{name}”.")


def taken(book: Codebook, own: Code, name: str) -> str:
    """Why a code cannot have this name, "" where it can."""
    same = (c for c in book.codes if c.id != own.id and not c.merged_into and c.theme == own.theme)
    there = any(c.parent == own.parent and c.name.casefold() == name.casefold() for c in same)
    return f"There is a code called “{name}” beside it already." if there else ""


def _recolour(project: OpenProject, asked: Asked) -> None:
    own = asked.own
    shown = own.color or code_color(asked.book, own.id)
    color = st.color_picker("Colour", shown, key=key("color"))
    theirs = bool(own.color) and st.checkbox(
        "No colour of its own: its theme's, or one by its place", key=key("none")
    )
    new = "" if theirs else own.color if color.casefold() == shown.casefold() else color.upper()
    plan = planned(lambda: planning.set_code(asked.book, replace(own, color=new)))
    settle(project, asked, plan, "Recolour the code", f"“{own.name}” has another colour.")


def _move(project: OpenProject, asked: Asked) -> None:
    own = asked.own
    theme, parent = place_select(asked.book, own, key=key("place"))
    beside = siblings(asked.book, own.id, theme, parent)
    names = {code.id: code.name for code in beside}
    stays = (theme, parent) == (own.theme, own.parent)
    before = st.selectbox(
        "In front of", ["", *names], key=key(f"before-{theme}-{parent}"), placeholder="Where it stands now",
        index=None if stays else 0, format_func=lambda code: names.get(code, "At the end, behind all others"),
    )  # fmt: skip
    if under := asked.book.under(own.id):
        st.caption(f"With it {'goes' if len(under) == 1 else 'go'} {count(len(under), 'code')} under it.")
    plan = "" if stays and before is None else planned(
        lambda: planning.move_code(asked.book, own.id, theme, parent, before or "")
    )  # fmt: skip
    where = place_words(asked.book, theme, parent)
    settle(project, asked, plan, "Move the code", f"“{own.name}” now stands {where}.")


def _retire(project: OpenProject, asked: Asked) -> None:
    own = asked.own
    st.markdown("It is offered and suggested no longer. Its codings stay, readable and counted.")
    plan = planned(lambda: planning.retire_code(asked.book, own.id))
    settle(project, asked, plan, "Retire the code", f"“{own.name}” is retired.")


def _take_back(project: OpenProject, asked: Asked) -> None:
    own = asked.own
    into = asked.book.code(own.merged_into)
    if own.merged_into:
        name = plain(into.name if into else own.merged_into)
        st.markdown(
            f"It was merged into **{name}**. It comes back as a code in use; codings made until now go on counting "
            "as that one. To get them back as well, undo the merge instead."
        )
    else:
        st.markdown("It is offered and suggested again.")
    plan = planned(lambda: planning.retire_code(asked.book, own.id, retired=False))
    settle(project, asked, plan, "Take the code back", f"“{own.name}” is in use again.")


_DIALOGS: dict[str, Callable[[OpenProject, Asked], None]] = {
    RENAME: _rename, MOVE: _move, RECOLOUR: _recolour, RETIRE: _retire, BACK: _take_back,
}  # fmt: skip
