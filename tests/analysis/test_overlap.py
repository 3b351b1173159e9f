"""Segments that overlap each other: cut() never makes them, the search must not rely on it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qual.analysis.frame import tidy
from qual.analysis.overlap import covered, touching
from tests import naive

TEXT = "ab, c  -- de. é_1 😀 \n gh!  i"
SPANS = ("transcript", "start", "end")

places = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT))).map(
    lambda p: {"transcript": "t", "start": p[0], "end": min(p[0] + p[1], len(TEXT))}
)


@given(st.lists(places, max_size=8), st.lists(places, max_size=8))
def test_pairs_and_coverage_equal_the_definition(
    segments: list[dict[str, Any]], spans: list[dict[str, Any]]
) -> None:
    texted = [{**s, "text": TEXT[s["start"] : s["end"]]} for s in segments]
    frame, other = tidy(texted, (*SPANS, "text")), tidy(spans, SPANS)
    rows = set(zip(*(places.tolist() for places in touching(frame, other)), strict=True))
    assert rows == {
        (i, j) for i, s in enumerate(texted) for j, span in enumerate(spans) if naive.share_a_word(s, span)
    }
    assert covered(frame, other).tolist() == [naive.every_word_read(s, spans) for s in texted]
