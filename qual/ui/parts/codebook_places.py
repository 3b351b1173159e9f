"""Where a code can stand: under a theme, or under another code, chosen by typing part of either."""

from __future__ import annotations

import streamlit as st

from qual.model.codebook import Code, Codebook

Place = tuple[str, str]
"""Theme and the code above, "" for none."""
NO_THEME = "No theme"


def places(book: Codebook, own: str = "") -> dict[Place, str]:
    """Every place a code can have, in the order of the file, with its path; none under the code itself."""
    inside = {own, *(code.id for code in book.under(own))} if own else set()
    names = {theme.id: theme.name for theme in book.themes}
    under: dict[str, list[Code]] = {}
    for code in book.codes:
        under.setdefault(code.theme, []).append(code)
    paths: dict[str, str] = {}
    found: dict[Place, str] = {}
    for theme in [*names, ""]:
        found[theme, ""] = names.get(theme, NO_THEME)
        for code in under.get(theme, ()):
            above = paths[code.parent] if code.parent else found[theme, ""]
            paths[code.id] = f"{above} › {code.name}"
            if code.id not in inside and not code.retired:
                found[theme, code.id] = paths[code.id]
    return found


def place_select(book: Codebook, base: Code, *, key: str) -> Place:
    """Choose where a code stands; what it stands under now is chosen at first."""
    known = places(book, base.id)
    own = (base.theme, base.parent)
    if own not in known:  # under a retired code
        known[own] = place_words(book, *own)
    options = list(known)
    return st.selectbox(
        "Stands under", options, options.index(own), key=key, format_func=lambda place: known.get(place, "")
    )


def place_words(book: Codebook, theme: str, parent: str) -> str:
    """A place in words, as in "under Care"."""
    code, own = book.code(parent) if parent else None, book.theme(theme) if theme else None
    return f"under “{code.name}”" if code else f"under “{own.name}”" if own else "without a theme"


def siblings(book: Codebook, own: str, theme: str, parent: str) -> list[Code]:
    """The codes that stand beside a place already."""
    return [code for code in book.codes if (code.theme, code.parent) == (theme, parent) and code.id != own]
