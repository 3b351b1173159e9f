"""Lists of names and outlines become codebooks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook.incoming import read_any
from qual.codebook.incoming_values import Incoming
from qual.codebook.outline import read_outline
from qual.model.codebook import Example


def tree(found: Incoming) -> list[str]:
    themes = {theme.id: theme.name for theme in found.book.themes}
    above = {code.id: [one.name for one in found.book.above(code.id)] for code in found.book.codes}
    return [" > ".join([*filter(None, [themes.get(c.theme)]), *above[c.id], c.name]) for c in found.book.codes]


@pytest.mark.parametrize(
    "words",
    [
        "Anger\nFear\n\nJoy",
        "- Anger\n- Fear\n- Joy",
        "1. Anger\n2. Fear\n3) Joy",
        "Anger; Fear; Joy",
        "• Anger\r\n• Fear\r\n• Joy",
    ],
)
def test_a_plain_list_numbered_or_with_bullets(words: str) -> None:
    found = read_any(words.encode(), "names.txt")
    assert tree(found) == ["Anger", "Fear", "Joy"]
    assert (found.format, found.problems, found.lost) == ("list", (), ())


WANTED = ["A > b", "A > b > c", "A > d", "E > f"]


@pytest.mark.parametrize(
    "words",
    [
        "A\n  b\n    c\n  d\nE\n  f",
        "A\n\tb\n\t\tc\n\td\nE\n\tf",
        "A\n- b\n-- c\n- d\nE\n- f",
        "1 A\n".replace("1 ", "1. ") + "1.1 b\n1.1.1 c\n1.2 d\n2. E\n2.1 f",
        "# A\n## b\n### c\n## d\n# E\n- f",
        "## A\n\n- b\n    - c\n- d\n\n## E\n\n* f",
        "- A\n   - b\n      - c\n   - d\n- E\n   - f",
        "A\n   b\n        c\n   d\nE\n f",
    ],
)
def test_an_outline_in_any_hand_is_the_same_tree(words: str) -> None:
    found = read_outline(words, "o.txt")
    assert tree(found) == WANTED
    assert [theme.name for theme in found.book.themes] == ["A", "E"]
    assert found.book.codes[0].heading


def test_a_first_heading_above_all_others_is_the_title() -> None:
    found = read_outline("# My study\n\nVersion 3 · 2 codes\n\n## A\n\nWhat A is.\n\n### b\n\n### c\n", "o.md")
    assert (found.book.title, found.book.label) == ("My study", "3")
    assert tree(found) == ["A > b", "A > c"]
    assert found.book.themes[0].definition == "What A is."


def test_names_with_definitions_by_colon_or_dash() -> None:
    found = read_outline("Feelings\n  Anger: being cross with anyone\n  Fear – being afraid of things\n", "o.txt")
    assert [(c.name, c.definition) for c in found.book.codes] == [
        ("Anger", "being cross with anyone"),
        ("Fear", "being afraid of things"),
    ]


def test_a_colon_in_names_is_no_definition() -> None:
    found = read_outline("Barriers: cost\nBarriers: transport\nSelf-care\nCOVID - fear\n", "o.txt")
    assert [c.name for c in found.book.codes] == [
        "Barriers: cost",
        "Barriers: transport",
        "Self-care",
        "COVID - fear",
    ]


def test_what_comes_again_and_again_before_a_colon_is_part_of_the_name() -> None:
    names = ["Barriers: cost of the bus", "Barriers: no way to the ward", "Helpers: a lift from friends"]
    assert [c.name for c in read_outline("\n".join(names), "o.txt").book.codes] == names


def test_fields_and_sentences_under_a_name() -> None:
    words = (
        "Feelings\n\tAnger\n\t\tBeing cross with anyone at all.\n\t\tInclude: shouting; swearing\n"
        "\t\tWhen not to use: irony\n\t\tExample: patient: “I was furious”\n\t\tColor: 47a\n\tFear\n"
    )
    found = read_outline(words, "o.txt")
    anger, fear = found.book.codes
    assert (anger.definition, anger.include, anger.exclude) == (
        "Being cross with anyone at all.",
        ("shouting", "swearing"),
        ("irony",),
    )
    assert (anger.examples, anger.color, anger.heading) == (
        (Example("I was furious", "patient"),),
        "#4477aa",
        False,
    )
    assert fear.name == "Fear"
    assert "(line 3)" in str(found.problems[0])


def test_markdown_with_paragraphs_bold_names_and_ids() -> None:
    words = "## Care\n\n### **Anger** `a-1`\n\nBeing cross.\nWith anyone.\n\n"
    words += "- **Exclude:** irony\n- **Example:** nurse: Well\n"
    found = read_outline(words, "o.md")
    (anger,) = found.book.codes
    assert (anger.id, anger.name, anger.definition) == ("a-1", "**Anger**".strip("*"), "Being cross.\nWith anyone.")
    assert (anger.exclude, anger.examples) == (("irony",), (Example("Well", "nurse"),))


def test_words_before_the_first_name_are_told() -> None:
    found = read_outline("Some words.\n\n## A\n- b\n", "o.md")
    assert found.lost == ("line 1: words before the first name",)


def test_nothing_to_read_is_told() -> None:
    assert read_outline(" \n\n", "o.txt").problems[0].fatal
    assert read_outline("a\n" * 100_000, "o.txt").problems[0].fatal


def test_twelve_levels_and_names_of_any_script() -> None:
    names = [f"{n} 😀 أمل {'x' * 300 if n == 5 else ''}".strip() for n in range(12)]
    found = read_outline("\n".join("  " * n + name for n, name in enumerate(names)), "o.txt")
    assert [found.book.themes[0].name, *(c.name for c in found.book.codes)] == names
    assert len(found.book.above(found.book.codes[-1].id)) == 10


NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8).map(lambda name: f"n{name}")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, st.integers(0, 3)), min_size=1, max_size=12))
def test_every_line_is_somewhere(lines: list[tuple[str, int]]) -> None:
    found = read_outline("\n".join("  " * depth + name for name, depth in lines), "o.txt")
    names = {theme.name.casefold() for theme in found.book.themes}
    names |= {code.name.casefold() for code in found.book.codes}
    assert {name.casefold() for name, _ in lines} <= names
