from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.matching.rules import find_phrases, words_of
from qual.model.codebook import Code

TEXT = "I've been on the Waiting-List, you know;\nthey don\u2019t ring. WAITING ROOM!"


def found(phrase: str, text: str = TEXT) -> bool:
    return bool(find_phrases([Code("c", "C", include=(phrase,))], [text]))


@pytest.mark.parametrize(
    "phrase", ["waiting list", "Waiting List", "waiting   list.", "they don't ring", "the waiting", "waiting room"]
)
def test_a_phrase_matches_whatever_its_case_and_punctuation(phrase: str) -> None:
    assert found(phrase)


@pytest.mark.parametrize(
    "phrase", ["wait", "list waiting", "aiting list", "waiting lists", "ring waiting list", "", "?", "I"]
)
def test_only_whole_words_in_their_order_match(phrase: str) -> None:
    assert not found(phrase)


def test_each_match_says_where_of_what_and_how() -> None:
    codes = [Code("a", "A", include=("list",)), Code("b", "B", include=("cat",), exclude=("waiting list", "list"))]
    matches = find_phrases(codes, ["my cat", "the waiting list"])
    assert [(m.row, m.code, m.phrase, m.include) for m in matches] == [
        (1, 0, "list", True),
        (0, 1, "cat", True),
        (1, 1, "waiting list", False),
        (1, 1, "list", False),
    ]


def test_letters_of_other_languages_are_words() -> None:
    assert words_of("Über-Ärger: l\u2019été, 2 Jahre") == ["über", "ärger", "l'été", "2", "jahre"]
    assert found("ÜBER ärger", "Viel über Ärger")


@given(
    st.lists(st.lists(st.sampled_from(["a1", "b2", "c3"]), max_size=6), max_size=5),
    st.lists(st.lists(st.sampled_from(["a1", "b2", "c3"]), min_size=1, max_size=3), max_size=4),
)
def test_the_index_finds_what_looking_at_every_place_finds(
    texts: list[list[str]], phrases: list[list[str]]
) -> None:
    code = Code("c", "C", include=tuple(" ".join(phrase) for phrase in phrases))
    matches = find_phrases([code], [" ".join(text) for text in texts])
    slow = {
        (row, " ".join(phrase))
        for row, text in enumerate(texts)
        for phrase in phrases
        if any(text[at : at + len(phrase)] == phrase for at in range(len(text)))
    }
    assert {(m.row, m.phrase) for m in matches} == slow
