"""Half-open positions: what two spans share, and what a span of words is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.span import Span, trimmed


@st.composite
def spans(draw: st.DrawFn, most: int = 40) -> Span:
    start = draw(st.integers(0, most - 1))
    return Span(start, draw(st.integers(start + 1, most)))


def places(span: Span) -> set[int]:
    return set(range(span.start, span.end))


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (4, 3), (-1, 2), (-2, -1)])
def test_a_span_is_never_empty_backwards_or_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"not {start}, {end}"):
        Span(start, end)


def test_the_words_are_those_from_start_up_to_but_without_end() -> None:
    assert Span(4, 7).of("She was tired") == "was"


def test_positions_count_characters_and_not_bytes() -> None:
    assert Span(2, 6).of("😀 café") == "café"


@given(spans())
def test_length_is_the_number_of_characters(span: Span) -> None:
    assert len(span) == len(places(span)) == len(span.of("x" * 40))


@given(spans(), spans())
def test_overlap_is_what_both_cover(one: Span, other: Span) -> None:
    both = places(one) & places(other)
    shared = one.overlap(other)
    assert (places(shared) if shared else set()) == both
    assert one.overlaps(other) is bool(both)
    assert one.overlap(other) == other.overlap(one)


def test_spans_that_only_touch_share_nothing() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 3).overlap(Span(3, 5)) is None


@given(spans(), spans())
def test_contains_means_every_place_of_the_other(one: Span, other: Span) -> None:
    assert one.contains(other) is (places(other) <= places(one))


@given(spans(), st.integers(0, 20))
def test_shifting_there_and_back_changes_nothing(span: Span, by: int) -> None:
    moved = span.shift(by)
    assert places(moved) == {place + by for place in places(span)}
    assert moved.shift(-by) == span


def test_a_span_cannot_be_shifted_before_the_text() -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(1, 3).shift(-2)


def test_spans_stand_in_the_order_of_the_text() -> None:
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 4)]) == [Span(0, 4), Span(0, 9), Span(2, 3)]


@given(st.text(st.sampled_from("ab \t\n\u00a0é😀"), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_trimming_leaves_the_same_words_without_white_space_around_them(text: str, start: int, length: int) -> None:
    found = trimmed(text, start, start + length)
    words = text[start : start + length].strip()
    if found is None:
        assert words == ""
    else:
        assert found.of(text) == words
        assert start <= found.start
        assert found.end <= start + length
