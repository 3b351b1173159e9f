from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.config import UNITS
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.segmentation import cut
from qual.segmentation.passages import LONGEST, SHORTEST, is_backchannel

said = st.lists(
    st.sampled_from(
        ["mm-hm", "yeah", "I slept badly.", "So, um, then...", "Why?", "😀", "👩🏽‍⚕️ said no.", "שלום עולם.",
         "مرحبا؟", " ", "\n\n", "word " * 50, "Anyway, fine.", "\u00a0", "no,", "It was hard…", "[laughs]"]
    ) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    min_size=0, max_size=12,
).map(" ".join)  # fmt: skip


def transcript(turns: list[tuple[str, str]], *, gap: str = "\n\n") -> Transcript:
    text = ""
    made: list[Turn] = []
    for label, words in turns:
        text += f"{label}: "
        if words:
            made.append(Turn(len(made), Span(len(text), len(text) + len(words)), label))
        text += words + gap
    return Transcript("P01", "P01.txt", "0", text, tuple(made))


def words_of(source: Transcript, unit: str) -> list[list[str]]:
    return [segment.span.of(source.text).split() for segment in cut(source, unit=unit)]


def test_the_three_units() -> None:
    source = transcript([("I", "How are you? Really."), ("P", "Mm-hm."), ("P", "  Tired. Always 😔 tired. ")])
    assert words_of(source, "turn") == [
        ["How", "are", "you?", "Really."], ["Mm-hm."], ["Tired.", "Always", "😔", "tired."],
    ]  # fmt: skip
    assert words_of(source, "sentence") == [
        ["How", "are", "you?"], ["Really."], ["Mm-hm."], ["Tired."], ["Always", "😔", "tired."],
    ]  # fmt: skip
    assert words_of(source, "passage") == [
        ["How", "are", "you?", "Really."], ["Tired.", "Always", "😔", "tired."],
    ]  # fmt: skip
    assert [segment.turn for segment in cut(source, unit="passage")] == [0, 2]
    assert cut(source, unit="turn")[2].id == "P01:41-63"


@settings(max_examples=60)
@given(turns=st.lists(st.tuples(st.sampled_from(["P", "Int", ""]), said), max_size=6), unit=st.sampled_from(UNITS))
def test_every_word_of_every_turn_is_in_exactly_one_segment(turns: list[tuple[str, str]], unit: str) -> None:
    source = transcript(turns)
    segments = cut(source, unit=unit)
    for turn in source.turns:
        words = turn.span.of(source.text)
        found = [segment.span for segment in segments if segment.turn == turn.order]
        inside = [word for span in found for word in span.of(source.text).split()]
        silent = unit == "passage" and is_backchannel(words.strip())
        assert inside == ([] if silent else words.split())
        assert all(turn.span.contains(span) for span in found)
    assert all(segment.span.of(source.text).strip() == segment.span.of(source.text) for segment in segments)
    assert all(left.span.end <= right.span.start for left, right in pairwise(segments))
    assert cut(source, unit=unit) == segments


def test_an_empty_transcript_and_blank_turns() -> None:
    blank = Transcript("e", "e", "0", "  \n ", (Turn(0, Span(0, 4)),))
    for unit in UNITS:
        assert cut(Transcript("e", "e", "0", "", ()), unit=unit) == ()
        assert cut(blank, unit=unit) == ()


def test_another_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="paragraph"):
        cut(transcript([]), unit="paragraph")


def test_another_splitter_can_be_handed_in() -> None:
    class Halves:
        def spans(self, text: str) -> list[tuple[int, int]]:
            middle = text.index("|")
            return [(0, middle), (middle + 1, len(text))]

    source = transcript([("P", "one|two")])
    assert words_of(source, "turn") == [["one|two"]]
    found = cut(source, unit="sentence", sentences=Halves())
    assert [segment.span.of(source.text) for segment in found] == ["one", "two"]


@pytest.mark.parametrize("word", ["word", "word,", "Word.", "😀", "שלום"])
def test_a_turn_of_two_hundred_thousand_words(word: str) -> None:
    source = transcript([("P", " ".join([word] * 200_000))])
    passages = words_of(source, "passage")
    assert sum(len(words) for words in passages) == 200_000
    assert max(len(words) for words in passages) < LONGEST + SHORTEST
    assert sum(len(words) for words in words_of(source, "sentence")) == 200_000
