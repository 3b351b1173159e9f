"""What people decided, laid over segments."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qual.model.segment import Segment
from qual.model.span import Span
from qual.workflow import marks

SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), SPANS)
def test_touched_is_what_brute_force_finds(widths: list[int], span: Span) -> None:
    segments, at = [], 0
    for place, width in enumerate(widths):
        segments.append(Segment("T", Span(at, at + width), place))
        at += width + place % 2
    assert marks.cut_of(segments).touched("T", span) == [s for s in segments if s.span.overlaps(span)]


def test_a_reject_holds_where_it_shares_half_of_the_shorter() -> None:
    assert marks.mostly(Span(0, 10), Span(5, 15))
    assert not marks.mostly(Span(0, 10), Span(6, 16))
    assert marks.mostly(Span(0, 100), Span(90, 100))
    assert not marks.mostly(Span(0, 5), Span(5, 9))
