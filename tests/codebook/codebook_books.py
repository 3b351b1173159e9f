"""Codebooks of any content, in the order in which a file gives them, for properties of rooms that exchange them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from qual.codebook.values import one_line, settled_code, settled_theme
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_hands import COLORS, EXAMPLES, LINES, PHRASES, WORDS

AWKWARD = st.sampled_from(
    [
        "=1+1",
        "'=x",
        "''-y",
        "- z",
        "patient: so",
        ": so",
        "a; b | c",
        "x\n y\n\nz",
        "(retired)",
        "@w",
        "a\\: b: c",
        "true",
    ]
)
TEXTS = st.one_of(LINES, AWKWARD)
MANY = st.one_of(PHRASES, st.lists(AWKWARD, max_size=3).map(tuple))
IDS = st.one_of(st.sampled_from(["a", "1", "007", "-b", "=c", "x:y"]), WORDS).map(one_line).filter(bool)


@st.composite
def books(draw: st.DrawFn, most: int = 6) -> Codebook:
    """A codebook with themes, nested codes, headings, retired and merged codes."""
    theme_ids = draw(st.lists(IDS, max_size=3, unique=True))
    named = st.one_of(WORDS, AWKWARD)
    themes = tuple(settled_theme(Theme(own, draw(named), draw(TEXTS), draw(COLORS))) for own in theme_ids)
    ids = draw(st.lists(IDS, max_size=most, unique=True))
    made: list[Code] = []
    for own in ids:
        known = [code.id for code in made]
        parent = draw(st.sampled_from(["", "", *known]))
        theme = draw(st.sampled_from(["", *theme_ids]))
        if parent:
            theme = next(code.theme for code in made if code.id == parent)
        built = st.builds(
            Code, st.just(own), named, st.just(theme), TEXTS, MANY, MANY, EXAMPLES, COLORS, st.booleans()
        )
        code = settled_code(draw(built))
        into = draw(st.sampled_from(["", "", *known]))
        heading = draw(st.booleans())
        made.append(
            replace(code, parent=parent, heading=heading, merged_into=into, retired=code.retired or bool(into))
        )
    title, label = one_line(draw(TEXTS)), one_line(draw(st.sampled_from(["", "3", "=v", "second try"])))
    return in_order(Codebook(title, label, themes, tuple(made)))


def in_order(book: Codebook) -> Codebook:
    """The codes theme by theme, each followed by those under it, and those without a theme last."""
    found: list[Code] = []
    for theme in [*(theme.id for theme in book.themes), ""]:
        todo = [code for code in reversed(book.codes_of(theme)) if not code.parent]
        while todo:
            found.append(todo.pop())
            todo += [code for code in reversed(book.codes) if code.parent == found[-1].id]
    return replace(book, codes=tuple(found))
