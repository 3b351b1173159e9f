from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.importers import labels
from qual.importers.labels import head, is_label


@pytest.mark.parametrize(
    ("line", "label", "words", "start"),
    [
        ("I: Hello", "I", "Hello", None),
        ("INTERVIEWER:\tHello", "INTERVIEWER", "Hello", None),
        ("Enquêteur : bonjour", "Enquêteur", "bonjour", None),
        ("面试官：你好", "面试官", "你好", None),
        ("मोहन: नमस्ते", "मोहन", "नमस्ते", None),
        ("Dr. Lee: Hello", "Dr. Lee", "Hello", None),
        ("Mary Ann O’Brien-Smith (GP): Hello", "Mary Ann O’Brien-Smith (GP)", "Hello", None),
        ("**P01:** Hello", "P01", "Hello", None),
        ("2 Dan: Hello", "Dan", "Hello", None),
        ("[00:00:12] Ada: Hello", "Ada", "Hello", 12.0),
        ("(0:12) Ada: Hello", "Ada", "Hello", 12.0),
        ("00:34:12 NAME: Hello", "NAME", "Hello", 2052.0),
        ("00:21:14\tAndrew Knight:\tHello", "Andrew Knight", "Hello", 1274.0),
        ("S00: [00:00:03] Hello", "S00", "Hello", 3.0),
        ("Ada (00:12): Hello", "Ada", "Hello", 12.0),
        ("Ada (00:12):", "Ada", "", 12.0),
        ("Ada Researcher  1:02:03  ", "Ada Researcher", "", 3723.0),
        ("P01   0:08", "P01", "", 8.0),
        ("00:00:03 Speaker 1", "Speaker 1", "", 3.0),
        ("[SPEAKER_00]: Hello", "SPEAKER_00", "Hello", None),
        ("[id1] Hello", "id1", "Hello", None),
        ("[P01:] Hello", "P01", "Hello", None),
        ("Q. Hello", "Q", "Hello", None),
        ("P01\tHello", "P01", "Hello", None),
        ("I:Hello", "I", "Hello", None),
        ("I: 10:30 is fine", "I", "10:30 is fine", None),
    ],
)
def test_a_label_is_found_with_the_words_and_the_time(
    line: str, label: str, words: str, start: float | None
) -> None:
    found = head(line)
    assert found is not None
    assert (found.label, line[found.at :].strip(), found.start_s) == (label, words, start)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "just words",
        "10:30",
        "In winter it’s 10:30 before I get there.",
        "http://example.org",
        "Date: 15 January",
        "Note: I never did.",
        "Audio file: P01.wav",
        "My sister said: just stay home",
        "I went home. Then: nothing",
        "What is it? No: nothing",
        "[pause]",
        "[laughs] I will",
        "[crosstalk 00:12:13]",
        "Q1: How often?"[2:],
        "A label that is much longer than anybody’s name could be: words",
        "00:00:03.200 --> 00:00:05.000",
    ],
)
def test_what_is_no_label_is_not_taken_for_one(line: str) -> None:
    assert head(line) is None


def test_the_old_teams_line_carries_two_times() -> None:
    assert labels.arrow("0:0:0.0 --> 0:0:1.510") == (0.0, 1.51)
    assert labels.arrow("a --> b") is None


@pytest.mark.parametrize(
    ("time", "value"),
    [
        ("0:03", 3.0),
        ("1:02:03.5", 3723.5),
        ("00:00:12,250", 12.25),
        ("-0:0:1.2", 0.0),
        ("12", None),
        ("0:75", None),
    ],
)
def test_clock_times_in_seconds(time: str, value: float | None) -> None:
    assert labels.seconds(time) == value


@pytest.mark.parametrize(
    ("label", "known"),
    [
        ("P07", True),
        ("Patient", True),
        ("Dr Lee", True),
        ("SPEAKER_00", True),
        ("Ada", False),
        ("Q1", False),
        ("Fig 2", False),
    ],
)
def test_labels_that_say_by_themselves_that_they_are_one(label: str, known: bool) -> None:  # noqa: FBT001 - expected
    assert labels.is_known(label) is known


@given(st.text(max_size=200))
def test_no_line_is_too_odd(line: str) -> None:
    found = head(line)
    assert found is None or (is_label(found.label) and 0 <= found.at <= len(line)) or found.style == "q-and-a"


def test_a_line_of_nothing_but_spaces_is_read_in_no_time() -> None:
    assert head(" " * 1_000_000) is None
    assert head("a" + "\t" * 1_000_000) is None
