from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.segmentation.passages import LEAST, LONGEST, MOST, SHORTEST, is_backchannel, passages


def at_full_stops(text: str) -> list[tuple[int, int]]:
    """Sentences of a text in which every sentence ends in a full stop."""
    return [match.span() for match in re.finditer(r"\S[^.]*\.?", text)]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in passages(text, at_full_stops(text))]


def sentence(words: int, topic: str = "thing", first: str = "One") -> str:
    return " ".join([first, *[topic] * (words - 1)]) + "."


def lengths(text: str) -> list[int]:
    return [len(passage.split()) for passage in cut(text)]


@pytest.mark.parametrize(
    "text",
    ["mm-hm", "Mm-hmm.", "Yeah, yeah.", "Okay.", "OK", "uh-huh, right", "Oh, wow!", "[laughs]", "(pause)", "...",
     "–", "Um…", "yeah [unintelligible] okay", "Right. Okay. Sure. Yeah. Mm. Okay."],
)  # fmt: skip
def test_what_keeps_the_talk_going_is_no_passage(text: str) -> None:
    assert is_backchannel(text)
    assert cut(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "Yes.",
        "Yeah, tired.",
        "Fine.",
        "Fine, I suppose",
        "😀",
        "12",
        "לא",
        "okay " * 7,
        "[laughs] never",
        "okay?doctor",
    ],
)
def test_what_says_something_is_one(text: str) -> None:
    assert not is_backchannel(text)
    assert cut(text.strip()) == [text.strip()]


def test_a_short_turn_stays_whole() -> None:
    assert lengths(" ".join([sentence(20)] * 4)) == [80]


def test_a_long_turn_is_divided_at_sentence_ends_into_passages_of_the_aimed_length() -> None:
    text = " ".join([sentence(10)] * 30)
    assert sum(lengths(text)) == 300
    assert all(LEAST <= words <= MOST for words in lengths(text))
    assert all(passage.endswith(".") for passage in cut(text))


def test_a_last_short_remainder_joins_the_passage_before_it() -> None:
    assert lengths(f"{sentence(78)} {sentence(5)}") == [83]
    assert lengths(f"{sentence(118)} {sentence(5)}") == [123]
    assert lengths(f"{sentence(119)} {sentence(20)}") == [119, 20]


def test_a_very_short_sentence_stays_with_the_one_after_it() -> None:
    text = " ".join([sentence(60), "Yes.", "Really.", sentence(60)])
    assert cut(text) == [sentence(60), f"Yes. Really. {sentence(60)}"]


def test_the_division_falls_where_the_topic_shifts() -> None:
    sleep = [sentence(12, "sleepless") for _ in range(4)]
    work = [sentence(12, "colleagues") for _ in range(4)]
    assert cut(" ".join([*sleep, *work])) == [" ".join(sleep), " ".join(work)]
    assert lengths(" ".join([*sleep, *sleep[:1], *work])) == [60, 48]
    assert lengths(" ".join([*sleep, *work, *work[:1]])) == [48, 60]


def test_the_division_falls_before_a_word_people_turn_with() -> None:
    for place in (4, 5, 6):
        parts = [sentence(12) for _ in range(10)]
        parts[place] = sentence(12, first="Anyway,")
        assert cut(" ".join(parts))[1].startswith("Anyway,")


def test_the_division_does_not_fall_before_a_word_that_leans_on_the_last_sentence() -> None:
    for place in (4, 5):
        parts = [sentence(12) for _ in range(9)]
        parts[place] = sentence(12, first="Because")
        assert not any(passage.startswith("Because") for passage in cut(" ".join(parts)))


def test_a_sentence_that_is_too_long_is_divided_at_commas() -> None:
    clause = " ".join(["thing"] * 29) + " end,"
    found = cut(" ".join([clause] * 8))
    assert sum(len(passage.split()) for passage in found) == 240
    assert all(passage.endswith("end,") and len(passage.split()) <= LONGEST for passage in found)


def test_without_any_punctuation_it_is_divided_evenly_at_white_space() -> None:
    assert lengths("word " * 1000) == [76, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77]


def test_nothing_said_gives_nothing() -> None:
    assert passages("", []) == []
    assert passages("  \n ", []) == []


@given(
    st.lists(
        st.tuples(st.integers(1, 150), st.sampled_from(["thing", "sleep,", "pill –"])), min_size=1, max_size=25
    )
)
def test_every_word_is_in_one_passage_of_bearable_length(parts: list[tuple[int, str]]) -> None:
    text = " ".join(sentence(words, topic) for words, topic in parts)
    found = cut(text)
    assert " ".join(found).split() == text.split()
    assert all(len(passage.split()) < LONGEST + SHORTEST for passage in found)
    assert cut(text) == found
