"""Codebooks of a few nested entries, and random surgery on them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from qual.codebook import surgery
from qual.codebook.surgery import ordered
from qual.errors import QualError
from qual.model.codebook import Code, Codebook, Example, Theme

NAMES = st.sampled_from(["Hope", "no", "12", "a: b", "x #y", "it's", 'say "so"', "/a/b", "😀 أمل", "é–ü"])
TEXTS = st.sampled_from(["", "One line.", "Two\nlines: here", "x #y", "😀", "- no", "Word " * 30 + "end."])
PHRASES = st.lists(st.sampled_from(["one", "two", "a, b", "c: d", "[e]", "'f'"]), max_size=3, unique=True).map(
    tuple
)
EXAMPLES = st.lists(
    st.sampled_from([Example("said"), Example("said", "patient"), Example('He: "no"', "clinician")]),
    max_size=2,
    unique=True,
).map(tuple)
COLORS = st.sampled_from(["", "#4477AA", "#abcdef"])
STEPS = st.sampled_from(
    ["add", "add", "remove", "move", "move", "move", "field", "field", "field", "theme", "merge", "order", "title"]
)


def arranged(book: Codebook) -> Codebook:
    """The same codebook with its codes as a file lists them."""
    return replace(book, codes=ordered(book.themes, book.codes))


@st.composite
def books(draw: st.DrawFn, least: int = 3, most: int = 7) -> Codebook:
    """Themes t1 to t3 with codes under them and under each other, some without a theme."""
    themes = tuple(Theme(f"t{n}", draw(NAMES), draw(TEXTS).strip(), draw(COLORS)) for n in (1, 2, 3))
    codes: list[Code] = []
    for n in range(draw(st.integers(least, most))):
        parent = draw(st.sampled_from([None, None, *codes]))
        theme = parent.theme if parent else draw(st.sampled_from(["", "t1", "t2"]))
        codes.append(
            Code(
                f"c{n}", draw(NAMES), theme, draw(TEXTS).strip(), draw(PHRASES), draw(PHRASES), draw(EXAMPLES),
                draw(COLORS), parent=parent.id if parent else "", heading=draw(st.booleans()),
            )
        )  # fmt: skip
    return arranged(Codebook("Title", "1", themes, tuple(codes)))


@st.composite
def surgeries(draw: st.DrawFn, book: Codebook, mark: str, most: int) -> Codebook:
    """The codebook after some random steps; entries that come in carry the mark in their ids."""
    for number in range(draw(st.integers(1, most))):
        try:
            book = arranged(_step(draw, book, f"{mark}{number}"))
        except QualError:
            continue  # that step cannot be made here
    return book


def _step(draw: st.DrawFn, book: Codebook, new: str) -> Codebook:
    step = draw(STEPS)
    if step == "title":
        return replace(book, title=draw(NAMES), label=draw(st.sampled_from(["1", "2", "3 b"])))
    if step == "theme":
        return _theme_step(draw, book, new)
    if step == "add" or not book.codes:
        return _added(draw, book, new)
    return _code_step(draw, book, draw(st.sampled_from(book.codes)), step)


def _added(draw: st.DrawFn, book: Codebook, new: str) -> Codebook:
    under = draw(st.sampled_from([None, *book.codes]))
    theme = under.theme if under else draw(st.sampled_from(["", *(theme.id for theme in book.themes)]))
    code = Code(new, draw(NAMES), theme, draw(TEXTS).strip(), draw(PHRASES), parent=under.id if under else "")
    return surgery.placed(book, code, draw(st.sampled_from(["", *_beside(book, code)])))


def _beside(book: Codebook, code: Code) -> list[str]:
    """The ids of the codes in the list that a code is in, or comes into."""
    return [one.id for one in book.codes if (one.theme, one.parent) == (code.theme, code.parent)]


def _code_step(draw: st.DrawFn, book: Codebook, code: Code, step: str) -> Codebook:
    if step == "field":
        return _with(book, _field_step(draw, code))
    if step == "merge":
        other = draw(st.sampled_from(book.codes))
        return surgery.merge(book, [code.id], other).wanted
    if step == "remove":
        left = {code.id, *(one.id for one in book.under(code.id))}
        kept = any(one.merged_into in left for one in book.codes)
        return book if kept else replace(book, codes=tuple(one for one in book.codes if one.id not in left))
    if step == "order":
        return surgery.moved(
            book, code.id, code.theme, code.parent, draw(st.sampled_from(["", *_beside(book, code)]))
        )
    parent = draw(st.sampled_from(["", *(one.id for one in book.codes)]))
    return surgery.moved(book, code.id, draw(st.sampled_from(["", *(one.id for one in book.themes)])), parent)


def _theme_step(draw: st.DrawFn, book: Codebook, new: str) -> Codebook:
    what = draw(st.sampled_from(["add", "remove", "order", "field"]))
    if what == "add" or not book.themes:
        return replace(book, themes=(*book.themes, Theme(new, draw(NAMES), draw(TEXTS).strip(), draw(COLORS))))
    theme = draw(st.sampled_from(book.themes))
    if what == "remove":
        return surgery.remove_theme(book, theme.id).wanted
    if what == "order":
        return surgery.move_theme(
            book, theme.id, draw(st.sampled_from(["", *(one.id for one in book.themes)]))
        ).wanted
    return surgery.set_theme(book, Theme(theme.id, draw(NAMES), draw(TEXTS).strip(), draw(COLORS))).wanted


def _field_step(draw: st.DrawFn, code: Code) -> Code:
    values = {
        "name": NAMES, "definition": TEXTS.map(str.strip), "include": PHRASES, "exclude": PHRASES,
        "examples": EXAMPLES, "color": COLORS, "retired": st.booleans(), "heading": st.booleans(),
    }  # fmt: skip
    name = draw(st.sampled_from(sorted(values)))
    return replace(code, **{name: draw(values[name])})  # type: ignore[arg-type]


def _with(book: Codebook, code: Code) -> Codebook:
    return replace(book, codes=tuple(code if one.id == code.id else one for one in book.codes))
