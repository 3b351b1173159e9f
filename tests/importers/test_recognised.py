from __future__ import annotations

import json

import pytest

from qual.importers.base import Reading
from qual.importers.registry import read


def reading(content: object) -> Reading:
    return read("P01.json", json.dumps(content).encode())


def test_segments_become_turns_and_words_name_the_speaker() -> None:
    found = reading(
        {
            "segments": [
                {"start": 0.5, "end": 1, "text": " One?", "speaker": "SPEAKER_00"},
                {
                    "start": 1,
                    "end": 2,
                    "text": " Two",
                    "words": [{"speaker": "SPEAKER_01"}, {"speaker": "SPEAKER_01"}, {}],
                },
                {"start": 2, "end": 3, "text": " more."},
                {"start": 3, "end": 4, "text": "  "},
            ]
        }
    )
    transcript = found.transcripts[0].transcript
    assert transcript.text == "SPEAKER_00: One?\n\nSPEAKER_01: Two more.\n\n"
    assert transcript.turns[0].start_s == 0.5
    assert found.problems == ()


def test_a_list_of_segments_is_read_too() -> None:
    assert reading([{"text": "One."}, {"text": "Two."}]).transcripts[0].transcript.text == "One. Two.\n\n"


@pytest.mark.parametrize(
    "content", [{}, [], {"segments": []}, {"segments": [{"text": 3}]}, "x", 7, {"segments": [[1]]}]
)
def test_json_without_segments_is_refused(content: object) -> None:
    found = reading(content)
    assert found.fatal is not None
    assert "segments" in found.fatal.message


def test_broken_json_is_refused_with_its_line() -> None:
    found = read("a.json", b'{\n"segments": [\n{')
    assert found.fatal is not None
    assert found.fatal.line == 3


def test_deep_nesting_is_refused() -> None:
    assert read("a.json", b"[" * 200_000).fatal is not None


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    found = read("P01.json", b'{"segments": [{"text": "a b", "start": ' + b"9" * 5_000 + b"}]}")
    assert found.fatal
    assert "digits" in found.fatal.message
