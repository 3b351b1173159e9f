"""A transcript's turns lie in its text, in order, and never overlap."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.span import Span
from qual.model.transcript import Transcript, Turn

TEXT = "Int: How are you?\n\nP: Tired, mostly.\n"


def transcript(*turns: Turn, text: str = TEXT) -> Transcript:
    return Transcript(id="P01", file="P01.txt", sha256="0" * 64, text=text, turns=turns)


def test_the_words_of_a_turn_are_those_at_its_span_without_label() -> None:
    made = transcript(Turn(0, Span(5, 17), "Int"), Turn(1, Span(22, 36), "P", start_s=2.5, end_s=4.0))
    assert [turn.span.of(made.text) for turn in made.turns] == ["How are you?", "Tired, mostly."]


def test_words_are_those_spoken_and_not_the_labels() -> None:
    assert transcript(Turn(0, Span(5, 17), "Int"), Turn(1, Span(22, 36), "P")).words == 5
    assert transcript().words == 0


@pytest.mark.parametrize(
    "turns",
    [
        (Turn(1, Span(0, 4)),),
        (Turn(0, Span(0, 4)), Turn(2, Span(5, 6))),
        (Turn(0, Span(0, 4)), Turn(1, Span(3, 6))),
        (Turn(0, Span(6, 8)), Turn(1, Span(0, 4))),
        (Turn(0, Span(30, len(TEXT) + 1)),),
    ],
    ids=["counts from one", "leaves a number out", "overlaps", "out of order", "beyond the text"],
)
def test_a_turn_out_of_place_is_refused_by_number_and_without_its_words(turns: tuple[Turn, ...]) -> None:
    with pytest.raises(ValueError, match=r"^turn \d of transcript P01 is out of place$"):
        transcript(*turns)


def test_turns_may_touch_and_reach_the_end_of_the_text() -> None:
    made = transcript(Turn(0, Span(0, 10)), Turn(1, Span(10, len(TEXT))))
    assert made.turns[1].span.end == len(TEXT)


def test_a_transcript_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        transcript().text = "other"  # type: ignore[misc]


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=8), max_size=6))
def test_what_is_built_turn_by_turn_gives_every_turn_back(said: list[str]) -> None:
    text, turns = "", []
    for order, words in enumerate(said):
        text += "P: "
        turns.append(Turn(order, Span(len(text), len(text) + len(words)), "P"))
        text += words + "\n\n"
    made = transcript(*turns, text=text)
    assert [turn.span.of(made.text) for turn in made.turns] == said
    assert made.words == sum(len(words.split()) for words in said)
