"""What is marked: never a word more, never a word less, and a long passage shortened around it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from qual.model.span import Span
from qual.search.hits import LEFT_OUT, Piece, excerpt, joined, pieces


@st.composite
def marked(draw: st.DrawFn, most: int = 80) -> tuple[str, int, tuple[Span, ...]]:
    words = draw(st.text(alphabet="ab é😀\n", min_size=1, max_size=most))
    at = draw(st.integers(0, 50))
    ends = st.tuples(st.integers(0, len(words) - 1), st.integers(1, 8))
    drawn = draw(st.lists(ends, max_size=5))
    return words, at, joined(Span(at + start, at + min(len(words), start + more)) for start, more in drawn)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9))))
def test_joined_covers_the_same_places_and_never_overlaps(drawn: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + more) for start, more in drawn]
    found = joined(spans)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert {p for s in found for p in range(s.start, s.end)} == {p for s in spans for p in range(s.start, s.end)}


@given(marked())
def test_pieces_are_the_whole_passage_and_mark_the_hits(case: tuple[str, int, tuple[Span, ...]]) -> None:
    words, at, hits = case
    shown = pieces(words, at, hits)
    assert "".join(piece.words for piece in shown) == words
    assert [piece.words for piece in shown if piece.hit] == [
        hit.shift(-at).of(words) if at else hit.of(words) for hit in hits
    ]
    assert excerpt(words, at, hits) == shown, "a short passage is shown whole"


@given(marked(most=400))
def test_an_excerpt_shows_only_words_of_the_passage_in_order(case: tuple[str, int, tuple[Span, ...]]) -> None:
    words, at, hits = case
    shown = excerpt(words, at, hits, most=60, around=10)
    place = 0
    for part in "".join(piece.words for piece in shown).split(LEFT_OUT):
        found = words.find(part, place)
        assert found >= 0
        place = found + len(part)
    if len(words) > 60:
        assert sum(len(piece.words) for piece in shown) <= 60 + 80
        if hits:
            assert any(piece.hit for piece in shown)


def test_a_long_passage_is_shown_around_its_first_hits() -> None:
    words = "lorem " * 100 + "the waiting list is long " + "ipsum " * 100
    start = words.index("waiting")
    shown = excerpt(words, 0, [Span(start, start + 7)], most=100, around=12)
    assert shown == [
        Piece(LEFT_OUT), Piece("lorem lorem the "), Piece("waiting", hit=True), Piece(" list is long"),
        Piece(LEFT_OUT),
    ]  # fmt: skip


def test_a_long_passage_without_hits_shows_its_beginning() -> None:
    shown = excerpt("lorem " * 200, 7, [], most=100)
    assert shown[0].words.startswith("lorem lorem")
    assert shown[-1] == Piece(LEFT_OUT)
    assert len(shown) == 2
