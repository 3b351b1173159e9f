"""The form of a code: what a person types, laid over what the codebook file says by now.

One phrase or example stands on one line. What a person did not touch stays exactly as the file has it, also
where the file was changed elsewhere while the form was open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import streamlit as st

from qual.errors import ChangedElsewhere, QualError
from qual.model.codebook import Code, Codebook, Example, Theme
from qual.ui import problems, resources, state
from qual.ui.widgets import code_color, plain
from qual.workflow import codebooks, speaking
from qual.workflow.codebooks import CodebookState

MOVED_ON = (
    "The codebook file was changed in another program or window while this form was open. Nothing was written, and "
    "what you typed is still here. Save again to put only your changes into the file as it is now."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form was opened with.

    Attributes:
        base: the code as it was; its id is "" for a new code.
        sha256: of the file it came from; a save presents it.
        moved_on: True after the file was found changed.
    """

    base: Code
    sha256: str
    moved_on: bool = False


@problems.caught
def prepare(base: Code, sha256: str) -> None:
    """Open the form afresh, as a button's callback; `show` draws it until it is saved or dismissed."""
    state.next_round("code-form")
    state.put(state.CODE_FORM, Draft(base, sha256))


def show() -> None:
    """Draw the form while one is open; the last thing on a page."""
    if state.get(state.CODE_FORM) is not None:
        _dialog()


@problems.caught
def _close() -> None:
    state.put(state.CODE_FORM, None)


@st.dialog("Code", width="large", icon=":material/label:", on_dismiss=_close)
def _dialog() -> None:
    project, draft = resources.project(), state.get(state.CODE_FORM)
    book, coder = project.codebook.book, state.coder()
    with st.form(f"code-form-{state.round_of('code-form')}", border=False):
        typed = _fields(book, draft.base, (*speaking.data_roles(project),))
        saved = st.form_submit_button("Save", type="primary", icon=":material/save:")
    st.caption(
        "Saved to the codebook file. Its comments, its order and everything you did not change stay as they are."
    )
    if not saved:
        if draft.moved_on:
            st.warning(MOVED_ON)
        return
    try:
        said = _save(draft, typed, coder)
    except ChangedElsewhere:
        now = project.codebook
        state.put(state.CODE_FORM, replace(draft, sha256=now.sha256, moved_on=True))
        st.warning(MOVED_ON)
        _theirs(draft, now)
        return
    except QualError as error:
        st.error(problems.said(error))
        return
    if said:
        st.error(said)
        return
    problems.tell("success", f"{typed.name} is saved.")
    _close()
    st.rerun()


def _save(draft: Draft, typed: Code, coder: str) -> str:
    """Write the code; returns why it cannot be written, "" where it was."""
    project = resources.project()
    found = project.codebook
    if not typed.name.strip():
        return "A code needs a name."
    taken = _same_name(found.book, typed)
    if taken:
        return f"There is a code called “{plain(typed.name)}” in this theme already."
    if not draft.base.id:
        code = replace(typed, id=codebooks.free_id(typed.name, [c.id for c in found.book.codes]))
        codebooks.add_code(project, code, coder=coder, expected=draft.sha256)
        return ""
    now = found.book.code(draft.base.id)
    if now is None:
        return (
            "This code is not in the file any more. Copy what you typed, close the form and look at the codebook."
        )
    code = merged(draft.base, typed, now)
    if code != now:
        codebooks.save_code(project, code, coder=coder, expected=draft.sha256)
    return ""


def _same_name(book: Codebook, typed: Code) -> bool:
    name = typed.name.strip().casefold()
    return any(c.id != typed.id and c.theme == typed.theme and c.name.casefold() == name for c in book.codes)


def _theirs(draft: Draft, now: CodebookState) -> None:
    """What of this very code was changed elsewhere, so that nothing is overwritten unseen."""
    code = now.book.code(draft.base.id)
    if code is None or not draft.base.id:
        return
    different = [name for name in _names() if getattr(code, name) != getattr(draft.base, name)]
    if different:
        st.info(f"In the file this code has now another {plain(' and '.join(different))}.")
    if "definition" in different:
        st.caption(f"Its definition there: {plain(code.definition)}")


def merged(base: Code, typed: Code, now: Code) -> Code:
    """The code as the file has it now, with what the person changed since `base`."""
    changed = {name: getattr(typed, name) for name in _names() if getattr(typed, name) != getattr(base, name)}
    return replace(now, **changed)


def _names() -> list[str]:
    return [field.name for field in fields(Code) if field.name != "id"]


def _fields(book: Codebook, base: Code, roles: Sequence[str]) -> Code:
    """Draw the fields and return the code they make."""
    number = state.round_of("code-form")

    def key(name: str) -> str:
        return f"code-{name}-{number}"

    first, second = st.columns([3, 2])
    name = first.text_input("Name", base.name, key=key("name"), max_chars=200)
    theme = _theme(second, book.themes, base, key("theme"))
    definition = st.text_area("Definition", base.definition, key=key("definition"), height=110, help=_MEANS)
    include, exclude = st.columns(2)
    include_text = include.text_area(
        "Include, one per line", "\n".join(map(one_line, base.include)), key=key("include")
    )
    exclude_text = exclude.text_area(
        "Exclude, one per line", "\n".join(map(one_line, base.exclude)), key=key("exclude")
    )
    voices = list(dict.fromkeys([*roles, *(example.role for example in base.examples), ""]))
    typed = {}
    for place, (voice, column) in enumerate(zip(voices, _columns(len(voices)), strict=True)):
        said = f"Examples, {voice}" if voice else "Examples, anyone"
        own = "\n".join(one_line(example.text) for example in base.examples if example.role == voice)
        typed[voice] = column.text_area(f"{said}, one per line", own, key=key(f"examples-{place}"))
    picked, use = st.columns(2, vertical_alignment="bottom")
    shown = base.color or code_color(book, base.id)
    color = picked.color_picker("Colour", shown, key=key("color"))
    retired = use.checkbox("Retired", base.retired, key=key("retired"), help=_RETIRED)
    return replace(
        base, name=name.strip(), theme=theme, definition=typed_text(base.definition, definition),
        include=typed_lines(base.include, include_text), exclude=typed_lines(base.exclude, exclude_text),
        examples=typed_examples(base.examples, typed),
        color=base.color if color.casefold() == shown.casefold() else color.upper(), retired=retired,
    )  # fmt: skip


_MEANS = "What a passage must say to get this code. The clearer it is, the better the suggestions."
_RETIRED = "Offered and suggested no longer. The codings it has stay and are still counted."


def _theme(place: st.delta_generator.DeltaGenerator, themes: Sequence[Theme], base: Code, key: str) -> str:
    names = {theme.id: theme.name for theme in themes}
    options = [*names, *([""] if not base.theme else [])]
    index = options.index(base.theme) if base.theme in options else 0
    return place.selectbox("Theme", options, index, key=key, format_func=lambda t: names.get(t, "No theme")) or ""


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
