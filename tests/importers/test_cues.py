from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.importers import cues
from qual.importers.cues import read_cues

WORDS = st.text(alphabet="abc é.?!", min_size=1, max_size=12).filter(str.strip)
CUES = st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=6)


def written(texts: list[list[str]], suffix: str) -> str:
    comma = "," if suffix == ".srt" else "."
    blocks = ["WEBVTT"] if suffix == ".vtt" else []
    for at, lines in enumerate(texts):
        times = f"00:00:{at:02d}{comma}000 --> 00:00:{at:02d}{comma}500"
        blocks.append("\n".join([str(at + 1), times, *lines]))
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("suffix", [".vtt", ".srt"])
@given(texts=CUES)
def test_both_ways_of_reading_agree_on_sound_files(suffix: str, texts: list[list[str]]) -> None:
    text = written(texts, suffix)
    lines = text.split("\n")
    times = [at for at, line in enumerate(lines) if "-->" in line]
    by_library = cues._by_library(text, suffix, lines, times)
    assert by_library == cues._by_line(lines, times, suffix)
    assert [list(cue.lines) for cue in by_library] == texts


def test_a_cue_knows_the_line_of_its_time() -> None:
    assert [cue.line for cue in read_cues(written([["a"], ["b", "c"], ["d"]], ".srt"), ".srt")] == [2, 6, 11]


def test_a_time_line_right_after_words_begins_a_cue() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n00:02.000 --> 00:03.000\ntwo\n"
    assert [cue.lines for cue in read_cues(text, ".vtt")] == [("one",), ("two",)]


def test_an_identifier_is_not_text() -> None:
    text = "WEBVTT\n\nintro\n00:01.000 --> 00:02.000\none\n\nguid/12-0\n00:02.000 --> 99:99.000\ntwo\n"
    assert [cue.lines for cue in read_cues(text, ".vtt")] == [("one",), ("two",)]


def test_words_after_an_empty_line_in_a_cue_are_kept() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\nmore\n\nNOTE not this\n\n00:02.000 --> 00:03.000\ntwo\n"
    assert [cue.lines for cue in read_cues(text, ".vtt")] == [("one", "more"), ("two",)]
