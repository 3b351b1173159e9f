"""A segment is its place: the same place always has the same id."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qual.model.segment import Segment, segment_id
from qual.model.span import Span


def test_the_id_says_transcript_and_place() -> None:
    assert Segment("P01", Span(5, 17), turn=0).id == "P01:5-17"


@given(st.integers(0, 99), st.integers(1, 99), st.integers(0, 99), st.integers(1, 99))
def test_two_places_never_share_an_id(start: int, length: int, other: int, other_length: int) -> None:
    same = (start, length) == (other, other_length)
    ids = segment_id("P01", start, start + length), segment_id("P01", other, other + other_length)
    assert (ids[0] == ids[1]) is same


def test_cutting_again_gives_the_same_id_whatever_turn_it_was_found_in() -> None:
    assert Segment("P01", Span(5, 17), turn=0).id == Segment("P01", Span(5, 17), turn=3).id
