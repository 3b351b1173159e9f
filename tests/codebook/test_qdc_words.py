"""What REFI-QDA has no field for stands in descriptions, and other people's descriptions are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.codebook import qdc_words as say
from qual.codebook.qdc_words import Words, described, understood
from qual.codebook.values import one_line, text
from qual.model.codebook import Example
from tests.codebook.codebook_hands import LINES, SEVERAL, WORDS

FULL = Words(
    say.CODE,
    "cost-of-travel",
    "Cost",
    "What travel costs.\n\nInclude: no phrase, but words of the definition",
    ("cannot afford", "two\n\nlines"),
    ("prices",),
    (Example("Two buses.", "patient"), Example("Each costs."), Example("x", r"a) b\c: (d")),
    retired=True,
    merged_into="transport",
)
WRITTEN = r"""What travel costs.

Include: no phrase, but words of the definition

Written name: Cost
Include: cannot afford
Include: two
|
| lines
Exclude: prices
Example (patient): Two buses.
Example: Each costs.
Example (a\) b\\c: (d): x
Retired: yes
Merged into: transport
qual code: cost-of-travel"""


def test_fields_are_lines_below_the_definition() -> None:
    assert described(FULL) == WRITTEN
    assert understood(WRITTEN) == FULL


def test_without_anything_else_only_the_id_is_written() -> None:
    assert described(Words(say.THEME, "a", definition="x")) == "x\n\nqual theme: a"
    assert described(Words(say.HEADING, "b")) == "qual heading: b"


SETTLED = WORDS.map(text).filter(bool)
TEXTS = LINES.map(text) | st.lists(
    st.sampled_from(["Include: x", "| y", "|", "", "qual code: z", "Retired: yes", "word"]), max_size=6
).map(lambda lines: text("\n".join(lines)))
MANY = st.lists(TEXTS.filter(bool), max_size=3).map(tuple)
NAMES = SETTLED.map(one_line).filter(bool)
EXAMPLES = st.lists(st.builds(Example, SETTLED, st.just("") | NAMES), max_size=3).map(tuple)


@SEVERAL
@given(
    st.builds(
        Words,
        st.sampled_from([say.THEME, say.HEADING, say.CODE]),
        NAMES,
        st.just("") | NAMES,
        TEXTS,
        MANY,
        MANY,
        EXAMPLES,
        st.booleans(),
        st.just("") | NAMES,
    )
)
def test_any_words_are_read_back_as_they_were(words: Words) -> None:
    assert understood(described(words)) == words


@pytest.mark.parametrize(
    "written",
    [
        "Obstacles.\nInclude: cost, distance\nExclude: prices\nExample (patient): Two buses.\nRetired: yes",
        "Include: everything",
        "Id: 17",
        "see the qual code: it is there",
        "qual code:",
        "| a | b |\n| 1 | 2 |",
    ],
)
def test_what_another_tool_wrote_is_left_as_it_is(written: str) -> None:
    assert understood(written) == Words(definition=written)


def test_what_was_changed_in_another_tool_is_taken_over() -> None:
    changed = WRITTEN.replace("cannot afford", "too dear").replace("\n", "\r\n") + "  \n\nNB: ask Ann.\n"
    assert understood(changed).include == ("too dear", "two\n\nlines")
    assert understood(changed).definition == f"{FULL.definition}\nNB: ask Ann."


def test_lost_empty_lines_cost_nothing_but_what_looks_like_a_field() -> None:
    assert understood("Travel.\nInclude: fare\nqual code: a") == Words(say.CODE, "a", "", "Travel.", ("fare",))
    assert understood("Travel.\n| a\nExclude: b\n\nInclude: fare\nqual code: a").include == ("fare",)
    assert understood("Travel.\n| a\nqual code: a").definition == "Travel.\n| a"
