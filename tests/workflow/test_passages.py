"""Words as they are shown in a list: exactly what stands there, with the same speaker's words around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qual.model.span import Span
from qual.workflow import passages as module
from qual.workflow.passages import passages
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def test_words_come_with_who_says_them_and_what_stands_around(study: OpenProject) -> None:
    start, end = place_of(study, "P01", "heard nothing")
    with study.store.reading() as tables:
        [one] = passages(tables, [("P01", Span(start, end))])
        [short] = passages(tables, [("P01", Span(start, end))], around=10)
    assert (one.words, one.participant, one.role, one.label) == ("heard nothing", "P01", "patient", "P01")
    assert one.before == "I was on the waiting list for a year. I"
    assert one.after == "at all, not a letter."
    assert (short.before, short.after) == ("… a year. I", "at all, …")


def test_a_place_outside_the_text_is_left_out_and_words_over_two_turns_stay_whole(study: OpenProject) -> None:
    with study.store.reading() as tables:
        text = tables.texts(["P02"])["P02"]
        whole, gone = Span(0, len(text)), Span(0, len(text) + 1)
        found = passages(tables, [("P02", gone), ("P02", whole), ("nowhere", Span(0, 1))])
    assert [one.words for one in found] == [text]
    assert (found[0].before, found[0].after) == ("", "")


@given(st.text(alphabet="ab \n", max_size=60), st.integers(1, 20))
def test_what_is_around_is_part_of_the_text_and_no_longer_than_asked(text: str, most: int) -> None:
    line = " ".join(text.split())
    before, after = module._before(text, most), module._after(text, most)
    assert line.endswith(before.removeprefix("… "))
    assert line.startswith(after.removesuffix(" …"))
    assert max(len(before), len(after)) <= most + 2
