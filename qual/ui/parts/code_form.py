"""The form of a code: what a person types, laid over what the codebook file says by now.

One phrase or example stands on one line. What a person did not touch stays exactly as the file has it, also
where the file was changed elsewhere while the form was open; only where both changed the same field is the person
asked. What codings and rejects hang on is shown before it is saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import streamlit as st

from qual.errors import QualError
from qual.model.codebook import Code, Codebook, Example
from qual.model.ids import new_id
from qual.model.surgery import Surgery
from qual.ui import problems, resources, state
from qual.ui.parts import codebook_changes, codebook_clash, codebook_touches, codebook_undo
from qual.ui.parts.codebook_places import place_select
from qual.ui.widgets import code_color, count, plain
from qual.workflow import codebooks, curating, effects, planning, speaking
from qual.workflow.projects import OpenProject

if TYPE_CHECKING:
    from qual.workflow.planning import Conflict

LONGEST_WHY = 500
GONE = "This code is not in the file any more. Copy what you typed, close the form and look at the codebook."


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form was opened with.

    Attributes:
        base: the code as it was; its id is "" for a new code.
        book: the codebook the change is planned on: as it was when the form was opened, or when a clash was shown.
        op: id of the act that saving will be.
        typed: what was typed last, None before.
        why: the reason typed last.
        looking: True while it is shown what saving touches.
        clash: the fields that somebody else changed as well.
    """

    base: Code
    book: Codebook
    op: str
    typed: Code | None = None
    why: str = ""
    looking: bool = False
    clash: tuple[Conflict, ...] = ()


@problems.caught
def prepare(base: Code) -> None:
    """Open the form afresh, as a button's callback; `show` draws it until it is saved or dismissed."""
    state.next_round("code-form")
    codebook_undo.forget()
    book = resources.project().codebook.book
    now = book.code(base.id) if base.id else None
    state.put(state.CODE_FORM, Draft(now or base, book, new_id()))


def is_open() -> bool:
    """Whether the form is to be drawn."""
    return state.get(state.CODE_FORM) is not None


def show() -> None:
    """Draw the form while one is open; the last thing on a page."""
    if is_open():
        _dialog()


@problems.caught
def _close() -> None:
    state.put(state.CODE_FORM, None)


@st.dialog("Code", width="large", icon=":material/label:", on_dismiss=_close)
def _dialog() -> None:
    project, draft = resources.project(), state.get(state.CODE_FORM)
    if draft is None:
        return
    if draft.looking:
        _look(project, draft)
        return
    with st.form(f"code-form-{state.round_of('code-form')}", border=False):
        typed = _fields(draft, (*speaking.data_roles(project),))
        why = ""
        if draft.base.id:
            why = st.text_input("Why (kept in the record)", draft.why, key=_key("why"), max_chars=LONGEST_WHY)
        saved = st.form_submit_button("Save", type="primary", icon=":material/save:")
    st.caption(
        "Saved to the codebook file. Its comments, its order and everything you did not change stay as they are."
    )
    if saved:
        _saved(project, replace(draft, typed=typed, why=why))
    elif draft.clash:
        codebook_clash.show(draft.clash, draft.book)
        st.button("Keep what is in the file", on_click=_take_theirs, key=_key("theirs"), icon=":material/undo:")


def _saved(project: OpenProject, draft: Draft) -> None:
    """Save what was typed, or show why not, or first what it touches."""
    now, typed = project.codebook.book, draft.typed or draft.base
    why_not = _unfit(now, draft, typed)
    if why_not:
        st.error(why_not)
        return
    try:
        plan = plan_of(draft)
        clash = planning.conflicts(plan, now)
        if clash:
            state.put(state.CODE_FORM, replace(draft, book=now, clash=clash))
            st.rerun()
        looked = effects.effects(project, plan) if draft.base.id else None
    except QualError as error:
        st.error(problems.said(error))
        return
    if looked is not None and _weighty(plan, draft) and codebook_touches.hangs(looked):
        state.put(state.CODE_FORM, replace(draft, looking=True, clash=()))
        st.rerun()
    _perform(project, draft, plan)


def _look(project: OpenProject, draft: Draft) -> None:
    """The step before saving: what differs, and what hangs on it."""
    plan = plan_of(draft)
    book = plan.base
    st.markdown(f"**{plain(draft.base.name)}**: look what it touches before you save.")
    codebook_changes.show(planning.details(book, plan.wanted), [plan.wanted, book], key=_key("changes"))
    codebook_touches.show(project, plan)
    why = st.text_input("Why (kept in the record)", draft.why, key=_key("look-why"), max_chars=LONGEST_WHY)
    with st.container(horizontal=True):
        if st.button("Save the change", type="primary", icon=":material/save:", key=_key("do")):
            _perform(project, replace(draft, why=why), plan)
        st.button("Back to the form", icon=":material/arrow_back:", on_click=_back, key=_key("back"))


@problems.caught
def _back() -> None:
    draft = state.get(state.CODE_FORM)
    state.next_round("code-form")
    state.put(state.CODE_FORM, replace(draft, looking=False))


@problems.caught
def _take_theirs() -> None:
    """Of the fields that both changed, the file's own; the rest stays as typed."""
    draft = state.get(state.CODE_FORM)
    now, typed = draft.book.code(draft.base.id), draft.typed or draft.base
    clashing = {
        name for one in draft.clash for name in (("theme", "parent") if one.field == "place" else (one.field,))
    }
    theirs = {name: getattr(now, name) for name in _names() if now and name in clashing}
    state.next_round("code-form")
    state.put(state.CODE_FORM, replace(draft, typed=replace(typed, **theirs), clash=()))


def _perform(project: OpenProject, draft: Draft, plan: Surgery) -> None:
    typed = draft.typed or draft.base
    try:
        older = effects.effects(project, plan).older if draft.base.id else 0
        done = curating.perform(project, plan, coder=state.coder(), why=draft.why, op=draft.op)
    except QualError as error:
        st.error(problems.said(error))
        return
    verb = "waits" if older == 1 else "wait"
    again = f" {count(older, 'coding')} made under the older text {verb} on its page, under Look again."
    codebook_undo.tell(done, f"“{typed.name}” is saved.{again if older else ''}")
    _close()
    st.rerun()


def plan_of(draft: Draft) -> Surgery:
    """The change as a plan: what the person typed over what they were shown, and nothing else.

    Raises:
        NotFound: if what it stands under is not there any more.
        Refused: if it cannot stand there.
    """
    typed = draft.typed or draft.base
    if not draft.base.id:
        own = codebooks.free_id(typed.name, (code.id for code in draft.book.codes))
        return planning.add_code(draft.book, replace(typed, id=own))
    shown = planning.code_of(draft.book, draft.base.id)
    return planning.set_code(draft.book, merged(draft.base, typed, shown))


def _unfit(now: Codebook, draft: Draft, typed: Code) -> str:
    """Why it cannot be saved as typed, or ""."""
    if not typed.name.strip():
        return "A code needs a name."
    if draft.base.id and now.code(draft.base.id) is None:
        return GONE
    if _same_name(now, typed, draft.base):
        return f"There is a code called “{plain(typed.name)}” in this place already."
    return ""


def _weighty(plan: Surgery, draft: Draft) -> bool:
    """Whether decisions or suggestions depend on what changes."""
    old, new = plan.base.code(draft.base.id), plan.wanted.code(draft.base.id)
    if old is None or new is None:
        return False
    return (old.meaning, old.offered) != (new.meaning, new.offered)


def _same_name(book: Codebook, typed: Code, base: Code) -> bool:
    name, place = typed.name.strip().casefold(), (typed.theme, typed.parent)
    if base.id and (name, place) == (base.name.casefold(), (base.theme, base.parent)):
        return False  # it was so before
    return any(
        code.id != typed.id and (code.theme, code.parent) == place and code.name.casefold() == name
        for code in book.codes
        if not code.merged_into
    )


def merged(base: Code, typed: Code, now: Code) -> Code:
    """The code as the file has it now, with what the person changed since `base`."""
    changed = {name: getattr(typed, name) for name in _names() if getattr(typed, name) != getattr(base, name)}
    return replace(now, **changed)


def _names() -> list[str]:
    return [field.name for field in fields(Code) if field.name != "id"]


def _key(name: str) -> str:
    return f"code-{name}-{state.round_of('code-form')}"


def _fields(draft: Draft, roles: Sequence[str]) -> Code:
    """Draw the fields and return the code they make."""
    book, base, shown = draft.book, draft.base, draft.typed or draft.base
    first, second = st.columns([3, 2])
    name = first.text_input("Name", shown.name, key=_key("name"), max_chars=200)
    with second:
        theme, parent = place_select(book, shown, key=_key("place"))
    definition = st.text_area("Definition", shown.definition, key=_key("definition"), height=110, help=_MEANS)
    include, exclude = st.columns(2)
    include_text = include.text_area("Include, one per line", _as_lines(shown.include), key=_key("include"))
    exclude_text = exclude.text_area("Exclude, one per line", _as_lines(shown.exclude), key=_key("exclude"))
    voices = list(dict.fromkeys([*roles, *(example.role for example in base.examples), ""]))
    typed = {}
    for place, (voice, column) in enumerate(zip(voices, _columns(len(voices)), strict=True)):
        said = f"Examples, {voice}" if voice else "Examples, anyone"
        own = _as_lines([example.text for example in shown.examples if example.role == voice])
        typed[voice] = column.text_area(f"{said}, one per line", own, key=_key(f"examples-{place}"))
    color, heading, retired = _use(book, base, shown)
    return replace(
        base, name=name.strip(), theme=theme, parent=parent, definition=typed_text(base.definition, definition),
        include=typed_lines(base.include, include_text), exclude=typed_lines(base.exclude, exclude_text),
        examples=typed_examples(base.examples, typed), color=color, heading=heading, retired=retired,
    )  # fmt: skip


def _use(book: Codebook, base: Code, shown: Code) -> tuple[str, bool, bool]:
    """Colour, whether it only groups, and whether it is retired."""
    picked, heads, use = st.columns(3, vertical_alignment="bottom")
    own = base.color or code_color(book, base.id)
    color = picked.color_picker("Colour", shown.color or own, key=_key("color"))
    heading = heads.checkbox("Heading", shown.heading, key=_key("heading"), help=_HEADING)
    retired = base.retired
    if not base.merged_into:
        retired = use.checkbox("Retired", shown.retired, key=_key("retired"), help=_RETIRED)
    return base.color if color.casefold() == own.casefold() else color.upper(), heading, retired


_MEANS = "What a passage must say to get this code. The clearer it is, the better the suggestions."
_RETIRED = "Offered and suggested no longer. The codings it has stay and are still counted."
_HEADING = "It only groups the codes under it: offered and suggested for no words of its own."


def _as_lines(phrases: Sequence[str]) -> str:
    return "\n".join(map(one_line, phrases))


def _columns(number: int) -> list[st.delta_generator.DeltaGenerator]:
    """As many places, at most two in a row."""
    found: list[st.delta_generator.DeltaGenerator] = []
    while len(found) < number:
        found += st.columns(min(2, number - len(found)))
    return found


def one_line(text: str) -> str:
    """A phrase as a form shows it."""
    return " ".join(text.split())


def typed_text(old: str, typed: str) -> str:
    """A typed text; the file's own where only its line breaks differ."""
    return old if one_line(typed) == one_line(old) else typed.strip()


def typed_lines(old: Sequence[str], typed: str) -> tuple[str, ...]:
    """Typed phrases, one per line; a phrase that was there before stays as the file has it."""
    known = {one_line(phrase): phrase for phrase in old}
    lines = dict.fromkeys(one_line(line) for line in typed.splitlines() if line.strip())
    return tuple(known.get(line, line) for line in lines)


def typed_examples(old: Sequence[Example], typed: Mapping[str, str]) -> tuple[Example, ...]:
    """Typed examples by role: those kept stand in the file's order and words, new ones behind them."""
    wanted = [(role, line) for role, text in typed.items() for line in typed_lines((), text)]
    kept = [example for example in old if (example.role, one_line(example.text)) in wanted]
    there = {(example.role, one_line(example.text)) for example in kept}
    return (*kept, *(Example(line, role) for role, line in wanted if (role, line) not in there))
