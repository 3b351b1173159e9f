"""Differences of two texts, word by word: both texts can be rebuilt, and people see whole words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook import worddiff
from qual.codebook.worddiff import ADDED, REMOVED, SAME, differences

WORDS = st.sampled_from(
    ["the", "the", "list", "waiting", "don't", "well-being", " ", " ", "  ", "\n", "\t", ",", ".", "(", "é",
     "e\u0301",
     "أمل", "הַקְשָׁבָה", "待合室", "รอหมอ", "क्षि", "👩‍⚕️", "👍🏽", "🇬🇧", "🇫🇷", "\u200d", "\u0301", "x" * 60, "\u200f"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=14).map("".join), st.text(max_size=30))


def texts(runs: tuple[worddiff.Run, ...]) -> tuple[str, str]:
    return (
        "".join(text for kind, text in runs if kind != ADDED),
        "".join(text for kind, text in runs if kind != REMOVED),
    )


@settings(max_examples=300)
@given(TEXTS, TEXTS)
def test_both_texts_are_rebuilt_and_runs_are_joined(old: str, new: str) -> None:
    runs = differences(old, new)
    assert texts(runs) == (old, new)
    assert all(text for _, text in runs)
    kinds = [kind for kind, _ in runs]
    assert (ADDED, REMOVED) not in pairwise(kinds)
    assert all(one != other for one, other in pairwise(kinds))


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_the_way_back_removes_what_the_way_there_added_where_it_is_cut_short(old: str, new: str) -> None:
    limit, worddiff.MOST_COMPARED = worddiff.MOST_COMPARED, 0
    try:
        assert texts(differences(old, new)) == (old, new)
    finally:
        worddiff.MOST_COMPARED = limit


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("", "", ()),
        ("", "one", ((ADDED, "one"),)),
        ("one", "", ((REMOVED, "one"),)),
        ("one two", "one two", ((SAME, "one two"),)),
        ("a b c", "a c", ((SAME, "a "), (REMOVED, "b "), (SAME, "c"))),
        ("waits long", "waits very long", ((SAME, "waits "), (ADDED, "very "), (SAME, "long"))),
        ("waiting for it", "hoping to it", ((REMOVED, "waiting for"), (ADDED, "hoping to"), (SAME, " it"))),
        ("the list,", "the list.", ((SAME, "the list"), (REMOVED, ","), (ADDED, "."))),
        ("a  b", "a b", ((SAME, "a"), (REMOVED, "  "), (ADDED, " "), (SAME, "b"))),
        (" a", "a", ((REMOVED, " "), (SAME, "a"))),
        ("I don't", "I do", ((SAME, "I "), (REMOVED, "don't"), (ADDED, "do"))),
        ("等待医生的信", "等待护士的信", ((SAME, "等待"), (REMOVED, "医生"), (ADDED, "护士"), (SAME, "的信"))),
        ("لا أمل", "كل أمل", ((REMOVED, "لا"), (ADDED, "كل"), (SAME, " أمل"))),
        ("ok 👍🏽", "ok 👍", ((SAME, "ok "), (REMOVED, "👍🏽"), (ADDED, "👍"))),
        ("🇬🇧🇫🇷", "🇬🇧🇩🇪", ((SAME, "🇬🇧"), (REMOVED, "🇫🇷"), (ADDED, "🇩🇪"))),
        ("कि", "की", ((REMOVED, "कि"), (ADDED, "की"))),
        ("x" * 50 + "y" + "z" * 50, "x" * 50 + "z" * 50, ((SAME, "x" * 50), (REMOVED, "y"), (SAME, "z" * 50))),
    ],
)  # fmt: skip
def test_people_see_whole_words_and_whole_characters(old: str, new: str, runs: tuple[worddiff.Run, ...]) -> None:
    assert differences(old, new) == runs


def test_a_text_too_long_to_compare_is_removed_and_added_between_ends_that_are_alike() -> None:
    old = " ".join(["start", *(f"o{n}" for n in range(2000)), "end"])
    new = " ".join(["start", *(f"n{n}" for n in range(2000)), "end"])
    assert [kind for kind, _ in differences(old, new)] == [SAME, REMOVED, ADDED, SAME]


@given(
    st.lists(st.sampled_from(["a", "b_", "3", "'", "-", " ", "\n", "\x1c", ",", "y" * 50]), max_size=12).map(
        "".join
    )
)
def test_plain_letters_are_cut_as_any_others(text: str) -> None:
    pieces = worddiff._pieces(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert [*pieces, (",", worddiff._SINGLE), ("é", worddiff._WORD)] == worddiff._pieces(f"{text},é")


def test_a_text_written_anew_is_shown_whole() -> None:
    old = "The drug did nothing for the person, or it took only the edge off and then it stopped."
    new = "A treatment may help and wear off; the letter says what counts, and who judges it then."
    assert differences(old, new) == (("removed", old), ("added", new))
