"""Two states of the codebook beside each other, as HTML: what became of each entry, its texts word by word."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui.widgets import count
from qual.workflow.planning import EntryChange, FieldChange

MOST = 40
"""Entries shown before one asks for more."""
FIELDS = {
    "name": "Name", "definition": "Definition", "include": "Include", "exclude": "Exclude", "examples": "Example",
    "theme": "Theme", "parent": "Under", "merged_into": "Merged into", "heading": "Heading", "retired": "Retired",
    "color": "Colour", "title": "Title", "label": "Version label",
}  # fmt: skip
WHAT = {
    "restored": "taken back into use", "merged": "merged", "parted": "no longer merged", "turned": "heading or not",
    "reordered": "other place in the list", "title": "other title", "label": "other version label",
}  # fmt: skip
WHOLE = ("added", "removed")
NOWHERE = {"theme": "no theme", "parent": "directly under its theme", "merged_into": "no other code"}
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def show(
    changes: Sequence[EntryChange],
    books: Sequence[Codebook],
    *,
    key: str,
    note: Callable[[str], str] = lambda _: "",
) -> None:
    """Every entry that differs.

    Args:
        changes: as `compare.details` gives them.
        books: the codebooks that ids are named from, the first that knows one first.
        key: of the button that shows more.
        note: a sentence on a code, by its id, "" for none.
    """
    if not changes:
        st.markdown("Nothing differs.")
        return
    every = len(changes) <= MOST or st.session_state.get(key)
    names = named(books)
    shown = changes if every else changes[:MOST]
    st.html("".join(entry(one, names, note(one.id) if one.kind == "code" else "") for one in shown))
    if not every and st.button(f"Show the other {len(changes) - MOST:,}", key=f"{key}-more", type="tertiary"):
        st.session_state[key] = True
        st.rerun()


def named(books: Sequence[Codebook]) -> dict[str, dict[str, str]]:
    """Names by id: of themes under "theme", of codes under "code"."""
    found: dict[str, dict[str, str]] = {"theme": {}, "code": {}}
    for book in reversed(books):
        found["theme"] |= {theme.id: theme.name for theme in book.themes}
        found["code"] |= {code.id: code.name for code in book.codes}
    return found


def entry(change: EntryChange, names: Mapping[str, Mapping[str, str]], note: str = "") -> str:
    """One entry that differs as HTML, everything escaped."""
    what = ", ".join(WHAT.get(one, one) for one in change.what)
    kind = {"theme": "theme ", "codebook": "codebook "}.get(change.kind, "")
    whole = next((one for one in change.what if one in WHOLE), "")
    lines = "".join(_line(one, names, whole) for one in change.fields if not (whole and one.field == "name"))
    said = f"<p class='qual-change-note'>{html.escape(note)}</p>" if note else ""
    name, tag = html.escape(change.name or change.id), f"<span class='qual-tag'>{html.escape(what)}</span>"
    return (
        f"<section class='qual-change'><p class='qual-change-name'>{kind}<b>{name}</b> {tag}</p>{said}"
        f"{f'<dl>{lines}</dl>' if lines else ''}</section>"
    )


def words(runs: Sequence[tuple[str, str]]) -> str:
    """Runs of words as HTML: what is gone in `del`, what is new in `ins`."""
    marks = {"added": "ins", "removed": "del"}
    parts = ((marks.get(how, ""), html.escape(text)) for how, text in runs)
    return "".join(f"<{mark} class='qual-{mark}'>{text}</{mark}>" if mark else text for mark, text in parts)


def summary(number: int) -> str:
    """How many entries differ, in words."""
    return count(number, "entry differs", "entries differ")


def _line(field: FieldChange, names: Mapping[str, Mapping[str, str]], whole: str) -> str:
    label = html.escape(FIELDS.get(field.field, field.field))
    return f"<dt>{label}</dt><dd>{_value(field, names, whole)}</dd>"


def _value(field: FieldChange, names: Mapping[str, Mapping[str, str]], whole: str) -> str:
    if whole:
        return _one(field.field, field.new if whole == "added" else field.old, names)
    if field.field in ("theme", "parent", "merged_into", "color", "heading", "retired"):
        old, new = (_one(field.field, value, names) for value in (field.old, field.new))
        return f"<del class='qual-del'>{old}</del> <ins class='qual-ins'>{new}</ins>"
    return words(field.words)


def _one(field: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """A value as HTML; ids become names, a colour is shown beside its number."""
    if field in NOWHERE:
        known = names["theme" if field == "theme" else "code"]
        return html.escape(known.get(value, value) if value else NOWHERE[field])
    if field in ("heading", "retired"):
        return "yes" if value else "no"
    if field == "color" and _COLOR.fullmatch(value):
        return f"<span class='qual-code-swatch' style='background:{value}'></span>{value}"
    return html.escape(value) if value else "none"
