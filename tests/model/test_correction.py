"""A replacement in a text, where words go, and how it is taken back."""

from __future__ import annotations

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from qual.model.correction import (
    Correction,
    Step,
    alignment,
    difference,
    newest,
    reversal,
    shortened,
    tokens,
)
from qual.model.span import Span
from tests.naive import moved as moved_naively

PIECES = [
    "teh",
    "the",
    "cat",
    "cats",
    " ",
    "  ",
    "\n",
    ".",
    "é",
    "e\u0301",
    "😀",
    "👍🏽",
    "🇮🇱",
    "猫が",
    "אני",
    "עייף",
    "a",
    "b",
]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join).filter(lambda text: text.strip())
TEXT = "I was on teh waiting list for a yeer. I heard nothing"
MENDED = "I was on the waiting list for a year. I heard nothing"


def words_after(old: str, new: str, words: str) -> str | None:
    """What some words of the old text are in the new one."""
    correction = difference(0, old, new)
    assert correction is not None
    start = old.index(words)
    found = correction.moved(Span(start, start + len(words)))
    return found.of(new) if found else None


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("I was", "I was"),
        ("teh", "the"),
        ("on teh waiting", "on the waiting"),
        ("for a yeer", "for a year"),
        ("yeer. I", "year. I"),
        ("heard nothing", "heard nothing"),
    ],
)
def test_a_typing_error_keeps_the_edges_of_what_is_marked(words: str, after: str) -> None:
    assert words_after(TEXT, MENDED, words) == after


@pytest.mark.parametrize(
    ("old", "new", "words", "after"),
    [
        ("the hospit.", "the hospital.", "the hospit", "the hospital"),  # completed words are the word
        ("the ward", "the big ward", "ward", "ward"),  # added words at an edge are not
        ("the ward", "the big ward", "the ward", "the big ward"),
        ("the big ward", "the ward", "the big", "the "),  # to the letter: the space was marked too
        ("the big ward", "the ward", "big", None),  # gone
        ("happy now", "angry now", "happy", None),  # another word, not the same mended
        ("happy now", "angry now", "happy now", None),
        ("very happy now", "very angry now", "very happy now", "very angry now"),
        ("every body came", "everybody came", "every body", "everybody"),
        ("every body came", "everybody came", "body came", "body came"),
        ("猫が好き", "犬が好き", "が好き", "が好き"),
        ("猫が好き", "犬が好き", "猫が", "犬が"),
        ("猫が好き", "犬が好き", "猫", None),
        ("עייף מאד", "עייף מאוד", "מאד", "מאוד"),
        ("cafe\u0301 au lait", "thé au lait", "au lait", "au lait"),
        ("ok 👍🏽", "ok 👍🏿", "👍🏽", "👍🏿"),
        ("she said no", "she said", "said no", "said"),
    ],
)
def test_where_words_go(old: str, new: str, words: str, after: str | None) -> None:
    assert words_after(old, new, words) == after


@given(old=texts, new=texts, lead=texts, tail=texts, data=st.data())
def test_as_when_each_character_is_followed(old: str, new: str, lead: str, tail: str, data: st.DataObject) -> None:
    if old == new:
        return
    text = lead + old + tail
    correction = Correction(len(lead), old, new)
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    note(repr((correction, span)))
    assert correction.moved(span) == moved_naively(text, correction, span)


@given(old=texts, new=texts, lead=st.just("") | texts, tail=st.just("") | texts, data=st.data())
def test_words_away_from_a_correction_stay_the_same(
    old: str, new: str, lead: str, tail: str, data: st.DataObject
) -> None:
    correction = difference(len(lead), old, new)
    text = lead + old + tail
    if correction is None:
        assert old == new
        return
    after = correction.applied(text)
    assert after == lead + new + tail
    assert correction.reverse.applied(after) == text
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    found = correction.moved(span)
    if not span.overlaps(correction.before):
        assert found is not None
        assert found.of(after) == span.of(text)
    elif found is not None:
        assert found.end <= len(after)


@given(text=texts)
def test_pieces_make_up_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


def test_pieces_are_words_spaces_and_letters_of_scripts_without_spaces() -> None:
    assert tokens("Don't,  cafe\u0301 猫が 👍🏽!") == [
        "Don",
        "'",
        "t",
        ",",
        "  ",
        "cafe\u0301",
        " ",
        "猫",
        "が",
        " ",
        "👍🏽",
        "!",
    ]
    assert tokens("\u0301a \u0301b") == ["\u0301", "a", " ", "\u0301", "b"]


def test_only_whole_words_are_replaced_and_never_nothing() -> None:
    assert difference(5, "the ward", "the ward") is None
    assert difference(5, "the wrad here", "the ward here") == Correction(9, "wrad", "ward")
    assert difference(0, "ward", "ward again") == Correction(0, "ward", "ward again")
    assert difference(0, "ward again", "ward") == Correction(0, "ward again", "ward")
    assert difference(0, "ward", "the ward") == Correction(0, "ward", "the ward")
    for at, old, new in [(-1, "a", "b"), (0, "", "b"), (0, "a", ""), (0, "a", "a")]:
        with pytest.raises(ValueError, match="replaces words"):
            Correction(at, old, new)
    with pytest.raises(ValueError, match="not there"):
        Correction(0, "a", "b").applied("cab")


def test_long_stretches_without_a_common_word_are_other_words() -> None:
    assert words_after("x" * 700 + " end", "x" * 701 + " end", "x" * 700) is None
    assert words_after("x" * 500 + " end", "x" * 501 + " end", "x" * 500) == "x" * 501
    long = " ".join(f"w{n % 500}" for n in range(3000))
    assert words_after(long, "Start " + long + " end", "w7 w8 w9") == "w7 w8 w9"
    one, other = " ".join(f"a{n}" for n in range(700)), " ".join(f"b{n}" for n in range(700))
    assert words_after(one, other, "a7 a8 a9") is None


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[Step], list[str]]:
    """A text, steps of corrections, undos and redos in any order, and the text after each."""
    text = draw(texts)
    steps: list[Step] = []
    seen = [text]
    for version in range(2, draw(st.integers(2, 9))):
        old = seen[-1]
        made: Correction | None = None
        takes_back = None
        if draw(st.booleans()) and steps:
            takes_back, _ = newest(steps, draw(st.sampled_from([s.version for s in steps if s.takes_back is None])))
            made = reversal(steps, takes_back)
        if made is None:
            start = draw(st.integers(0, len(old) - 1))
            end = draw(st.integers(start, len(old)))
            new = old[:start] + draw(texts) + old[end:]
            made, takes_back = difference(0, old, new), None
        if made is None:
            break
        steps.append(Step(version, version, made, takes_back))
        seen.append(made.applied(old))
    return text, steps, seen


@given(history=histories(), data=st.data())
def test_a_shortened_history_leads_to_the_same_text(
    history: tuple[str, list[Step], list[str]], data: st.DataObject
) -> None:
    _, steps, seen = history
    since = data.draw(st.integers(0, len(steps)))
    text = seen[since]
    left = shortened(steps[since:])
    for step in left:
        text = step.correction.applied(text)
    assert text == seen[-1]
    assert not {s.takes_back for s in left} & {s.version for s in left}


@given(history=histories(), data=st.data())
def test_taking_everything_back_is_the_first_text_and_leaves_no_step(
    history: tuple[str, list[Step], list[str]], data: st.DataObject
) -> None:
    first, steps, seen = history
    text = seen[-1]
    while holding := [s.version for s in steps if s.takes_back is None and newest(steps, s.version)[1]]:
        version = data.draw(st.sampled_from(holding))
        made = reversal(steps, version)
        if made is None:  # its words were touched by a later one that still holds, which can be taken back
            version = max(holding, key=lambda one: newest(steps, one)[0])
            made = reversal(steps, newest(steps, version)[0])
        assert made is not None
        text = made.applied(text)
        steps.append(Step(len(steps) + 2, 0, made, newest(steps, version)[0]))
    assert text == first
    assert shortened(steps) == []


def test_what_was_touched_since_cannot_be_taken_back() -> None:
    steps = [Step(2, 1, Correction(0, "teh", "the")), Step(3, 2, Correction(0, "the", "this"))]
    assert reversal(steps, 2) is None
    assert reversal(steps, 3) == Correction(0, "this", "the")
    steps.append(Step(4, 3, Correction(0, "this", "the"), takes_back=3))
    assert reversal(steps, 2) == Correction(0, "the", "teh")
    assert newest(steps, 2) == (2, True)
    assert newest(steps, 3) == (4, False)
    wrong = [*steps[:2], Step(4, 3, Correction(0, "the", "teh"), takes_back=2)]
    with pytest.raises(ValueError, match="version 3 touched"):
        shortened(wrong)


def test_a_correction_further_on_does_not_stand_in_the_way() -> None:
    steps = [
        Step(2, 1, Correction(4, "wrad", "ward")),
        Step(3, 2, Correction(0, "teh", "this")),
        Step(4, 3, Correction(10, "nd", "end")),
    ]
    assert reversal(steps, 2) == Correction(5, "ward", "wrad")
    steps.append(Step(5, 4, Correction(5, "ward", "wrad"), takes_back=2))
    assert [step.correction for step in shortened(steps)] == [
        Correction(0, "teh", "this"),
        Correction(10, "nd", "end"),
    ]


def test_every_character_is_in_one_hunk() -> None:
    hunks = alignment("a big ward", "the big, big ward").hunks
    assert [h.old_start for h in hunks] == [0, *(h.old_end for h in hunks[:-1])]
    assert [h.new_start for h in hunks] == [0, *(h.new_end for h in hunks[:-1])]
