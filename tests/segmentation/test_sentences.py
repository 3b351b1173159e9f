from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.segmentation.sentences import pieces, spacy_splitter

spoken = st.lists(
    st.sampled_from(
        ["So", "um,", "I…", "I", "never", "went.", "Why?", "“No!”", "[laughs]", "Dr.", "p.m.", "...", "yeah.",
         "\n\n", "\n", "😀", "👩🏽‍⚕️", "שלום.", "مرحبا؟", "3.5", "end.Start", "(sighs)", "-", "\u00a0",
         "é\u0301", "[", "\t", "\u202eabc"]
    ) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    max_size=40,
)  # fmt: skip


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in spacy_splitter().spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I went. Then I left! Why? No idea.", ["I went.", "Then I left!", "Why?", "No idea."]),
        ("Dr. Lee saw me at 5 p.m. on Monday.", ["Dr. Lee saw me at 5 p.m. on Monday."]),
        ("Uh, yeah. No.", ["Uh, yeah.", "No."]),
        ("No. [laughs] Never.", ["No.", "[laughs] Never."]),
        ("He said. “Why me?” Just that.", ["He said.", "“Why me?”", "Just that."]),
        ("I was... you know... tired. I… I don't know.", ["I was... you know... tired.", "I… I don't know."]),
        ("And then... We stopped.", ["And then...", "We stopped."]),
        ("a 3.5 dose of end.Start here. Fine.", ["a 3.5 dose of end.Start here.", "Fine."]),
        ("how are you? i am fine. good", ["how are you?", "i am fine.", "good"]),
        ("one line\nstill the same\n\nanother paragraph", ["one line\nstill the same", "another paragraph"]),
        ("Tired 😔. Better 👩🏽‍⚕️! 🇮🇱 yes.", ["Tired 😔.", "Better 👩🏽‍⚕️!", "🇮🇱 yes."]),
        ("אני עייף. אני בסדר.", ["אני עייף.", "אני בסדר."]),
        ("أنا متعب؟ نعم.", ["أنا متعب؟", "نعم."]),
        ("no full stop at all", ["no full stop at all"]),
        ("...", ["..."]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@settings(max_examples=200)
@given(parts=spoken)
def test_every_word_is_in_one_sentence(parts: list[str]) -> None:
    text = " ".join(parts)
    spans = spacy_splitter().spans(text)
    assert [word for start, end in spans for word in text[start:end].split()] == text.split()
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert spans == sorted(spans)
    assert spans == spacy_splitter().spans(text)


@given(parts=spoken, longest=st.integers(1, 30))
def test_pieces_lose_no_word_and_divide_none(parts: list[str], longest: int) -> None:
    text = " ".join(parts)
    found = list(pieces(text, longest))
    assert [word for start, end in found for word in text[start:end].split()] == text.split()
    assert all(left[1] <= right[0] for left, right in pairwise(found))


def test_a_long_stretch_is_divided_after_a_sentence_else_at_white_space() -> None:
    assert list(pieces("aa bb. cc dd ee", 10)) == [(0, 7), (7, 15)]
    assert list(pieces("aa bb cc dd ee", 10)) == [(0, 9), (9, 14)]
    assert list(pieces("aaaaaaaaaaaaaaa bb", 10)) == [(0, 16), (16, 18)]
    assert list(pieces("aaaaaaaaaaaaaaa", 10)) == [(0, 15)]


def test_more_text_than_spacy_takes_at_once() -> None:
    sentence = "I was tired all the time, and nobody asked me why. "
    text = sentence * 25_000  # 1.3 million characters without a paragraph; spaCy refuses a million
    found = spacy_splitter().spans(text)
    assert len(found) == 25_000
    assert {text[start:end] for start, end in found} == {sentence.strip()}


def test_a_word_longer_than_spacy_takes_is_one_sentence() -> None:
    word = "x" * 1_100_000
    found = spacy_splitter().spans(f"So. {word} It ends.")
    assert found[0] == (0, 3)
    assert (4, 4 + len(word)) in found
    assert found[-1][1] == len(word) + 13
