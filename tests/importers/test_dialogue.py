from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qual.importers.dialogue import accept, is_noise, split
from qual.importers.labels import Head, head

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "I: One",
                "P: Two",
                "P:",
                "Date: x",
                "Ada  0:03",
                "0:0:1.0 --> 0:0:2.0",
                "Ada",
                "[id1] x",
                "Q. a",
                "A. b",
                "End of interview",
                "[00:01] I: y",
                "x #00:00:12-5#",
                "a\tb",
                "12:30 Bob",
            ]
        ),
        st.text(max_size=20).map(lambda text: text.replace("\n", " ")),
    ),
    max_size=14,
)


@given(LINES)
def test_turns_are_in_order_apart_and_never_empty(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = split(text)
    at = 0
    for turn in found.turns:
        assert turn.span.start >= at
        at = turn.span.end
        words = turn.span.of(text)
        assert words == words.strip() != ""
        assert 1 <= turn.line <= len(lines)
    assert all(lines[number - 1].strip() for number in found.outside)


@given(LINES)
def test_every_word_is_in_a_turn_or_named_as_outside(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = split(text)
    if found.labelled:
        return
    covered = "".join(turn.span.of(text) for turn in found.turns)
    for number, line in enumerate(lines, start=1):
        if "#" not in line and ":" not in line and number not in found.outside:
            assert line.strip() in covered


def heads(*lines: str) -> dict[int, Head]:
    return {at: found for at, line in enumerate(lines) if (found := head(line))}


def test_a_label_used_once_among_other_text_is_not_accepted() -> None:
    assert accept(heads("Reason: x"), 20) == frozenset()
    assert accept(heads("Ada: x", "Ada: y"), 4) == {"Ada"}
    assert accept(heads("P07: x"), 20) == {"P07"}


def test_two_uses_in_a_long_text_are_not_enough_for_a_word_that_is_no_name() -> None:
    assert accept(heads("Warning: x", "Warning: y"), 60) == frozenset()


def test_a_label_the_file_marks_is_accepted_at_once() -> None:
    assert accept(heads("Reason: x"), 20, known=frozenset({"Reason"})) == {"Reason"}


def test_a_turn_ends_where_it_is_told_to() -> None:
    found = split("I: a\nP: b\nmore\nI: c\nP: d", breaks=frozenset({3}))
    assert len(found.turns) == 4
    assert found.outside == (3,)


def test_lines_that_programs_add() -> None:
    assert is_noise("Transcribed by https://otter.ai")
    assert is_noise("Ada Researcher started transcription")
    assert is_noise("[End of interview]")
    assert not is_noise("That was the end of my marriage.")
