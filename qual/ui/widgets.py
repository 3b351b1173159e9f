"""Small things that several pages draw; text of other people always arrives escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.model.participant import UNKNOWN
from qual.ui import state

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
"""Colours that stay apart for colour-blind readers (Okabe & Ito 2008), in the order roles take them."""
NO_COLOR = "#7A7A7A"
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: object) -> str:
    """Text that Markdown leaves as it is: a file name, a code's name, an error."""
    return _PUNCTUATION.sub(r"\\\1", str(text).replace("\n", " "))


def words_html(text: str, *, marked: tuple[int, int] | None = None) -> str:
    """Words of a transcript for `st.html`, escaped, with one stretch marked where asked."""
    if marked is None:
        return html.escape(text)
    start, end = marked
    parts = (html.escape(text[:start]), html.escape(text[start:end]), html.escape(text[end:]))
    return f"{parts[0]}<mark class='qual-here'>{parts[1]}</mark>{parts[2]}"


def quote(text: str, source: str = "") -> None:
    """A quotation, word for word, and below it where it is from."""
    foot = f"<footer>{html.escape(source)}</footer>" if source else ""
    st.html(f"<blockquote class='qual-quote'>{html.escape(text)}{foot}</blockquote>")


def title(text: str, introduction: str = "") -> None:
    """A page's heading and the sentence below it."""
    st.title(text, anchor=False, width="stretch" if introduction else "content")
    if introduction:
        st.caption(introduction)


def share(part: float | None) -> str:
    """A share in per cent, or a dash where there is none."""
    return "–" if part is None or part != part else f"{100 * part:.0f} %"  # noqa: PLR0124 - not-a-number differs from itself


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: one interview, three interviews, 1,200 words."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def clock(seconds: float | None) -> str:
    """Seconds as m:ss or h:mm:ss, "" without a time."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def shorten(text: str, most: int = 60) -> str:
    """The beginning of a text in one line, with … where something was left out."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def role_name(role: str) -> str:
    """A role for people to read: nobody has confirmed "unknown"."""
    return "not confirmed yet" if role == UNKNOWN else role


def role_color(role: str, roles: Sequence[str]) -> str:
    """A role's colour: by its place among the project's roles, grey for unknown."""
    return OKABE_ITO[list(roles).index(role) % len(OKABE_ITO)] if role in roles else NO_COLOR


def code_name(book: Codebook, code: str) -> str:
    """A code's name; its id where the codebook has it no longer."""
    found = book.code(code)
    return found.name if found else f"{code} (no longer in the codebook)"


def code_color(book: Codebook, code: str) -> str:
    """A code's colour, its theme's, or one by its place in the codebook; grey for a code that is not in it."""
    found = book.code(code)
    if found is None:
        return NO_COLOR
    theme = book.theme(found.theme)
    colors = (found.color, theme.color if theme else "")
    by_place = OKABE_ITO[book.codes.index(found) % len(OKABE_ITO)]
    return next((color for color in colors if _HEX.fullmatch(color)), by_place)


def usable_codes(book: Codebook) -> list[Code]:
    """Codes that can be given, in the researcher's order of themes."""
    order = {theme.id: place for place, theme in enumerate(book.themes)}
    codes = [code for code in book.codes if code.offered]
    return sorted(codes, key=lambda code: order.get(code.theme, len(order)))


def code_select(
    label: str, book: Codebook, *, key: str, without: Sequence[str] = (), labelled: bool = True
) -> str | None:
    """Choose one code by typing part of its name or theme; None while none is chosen.

    Without `labelled` the label is there for screen readers only.
    """
    codes = {code.id: code for code in usable_codes(book) if code.id not in without}

    def name(code: str) -> str:
        theme = book.theme(codes[code].theme)
        return f"{codes[code].name}  ·  {theme.name}" if theme else codes[code].name

    return st.selectbox(
        label, list(codes), index=None, format_func=name, key=key, placeholder="Type to find a code",
        label_visibility="visible" if labelled else "collapsed",
    )  # fmt: skip


def need_coder() -> str:
    """Name of the person who codes; while nobody has said, a sentence that asks for it, and ""."""
    name = state.coder()
    if not name:
        st.info("Write your name in the side bar first: every decision is kept with the name of who made it.")
    return name
