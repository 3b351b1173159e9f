from __future__ import annotations

import pytest

from qual.importers.base import Reading
from qual.importers.registry import read
from qual.model.transcript import Transcript


def vtt(*cues: str, head: str = "WEBVTT") -> str:
    blocks = [f"00:00:{at * 3:02d}.000 --> 00:00:{at * 3 + 3:02d}.000\n{cue}" for at, cue in enumerate(cues)]
    return "\n\n".join([head, *blocks]) + "\n"


def reading(text: str, name: str = "P01.vtt") -> Reading:
    return read(name, text.encode())


def transcript(text: str, name: str = "P01.vtt") -> Transcript:
    (item,) = reading(text, name).transcripts
    return item.transcript


def turns(text: str, name: str = "P01.vtt") -> list[tuple[str, str]]:
    found = transcript(text, name)
    return [(turn.label, turn.span.of(found.text)) for turn in found.turns]


def test_consecutive_cues_of_one_speaker_are_one_turn() -> None:
    text = vtt("I: One?", "P01: Two,", "P01: and", "more.", "I: Three?")
    found = transcript(text)
    assert found.text == "I: One?\n\nP01: Two, and more.\n\nI: Three?\n\n"
    assert [(turn.start_s, turn.end_s) for turn in found.turns] == [(0.0, 3.0), (3.0, 12.0), (12.0, 15.0)]


def test_voice_tags_name_the_speaker_also_two_in_a_cue_and_unclosed() -> None:
    text = vtt("<v Ada &amp; Bob>One?</v> <v P01>Two.</v>", "<v.loud P01><i>Three</i> &lt;3", "- four")
    assert turns(text) == [("Ada & Bob", "One?"), ("P01", "Two. Three <3 - four")]


def test_mark_up_times_and_styles_are_not_text() -> None:
    head = "WEBVTT - title\nKind: captions\nLanguage: en\n\nNOTE\nA note\n\nSTYLE\n::cue {}"
    text = vtt("<c.yellow>One</c> <00:00:01.000>two {\\an8}three", head=head)
    assert turns(text) == [("", "One two three")]


def test_captions_marked_with_arrows_name_their_speakers() -> None:
    assert turns(vtt(">> I: One?", ">>> P01: Two.")) == [("I", "One?"), ("P01", "Two.")]


def test_without_any_speaker_a_pause_begins_a_turn_and_that_is_said() -> None:
    text = "1\n00:00:00,000 --> 00:00:01,000\nOne\n\n2\n00:00:01,500 --> 00:00:02,000\ntwo.\n\n"
    text += "3\n00:00:09,000 --> 00:00:10,000\nThree.\n"
    assert turns(text, "a.srt") == [("", "One two."), ("", "Three.")]
    (problem,) = reading(text, "a.srt").problems
    assert "name no speakers" in problem.message


def test_words_before_the_first_name_stand_alone() -> None:
    assert turns(vtt("Hello?", "I: One?", "P01: Two.")) == [("", "Hello?"), ("I", "One?"), ("P01", "Two.")]


def test_two_speakers_in_one_cue_are_two_turns() -> None:
    text = vtt("I: One?\nP01: Two.", "I: Three?\nand a half")
    assert turns(text) == [("I", "One?"), ("P01", "Two."), ("I", "Three? and a half")]


def test_rolling_captions_are_not_read_twice() -> None:
    assert turns(vtt("one", "one\ntwo", "two\nthree", "three\nfour")) == [("", "one two three four")]


def test_saying_the_same_twice_is_kept() -> None:
    assert turns(vtt("P01: No.", "P01: No.", "P01: No.")) == [("P01", "No. No. No.")]
    talk = vtt("P01: No.", "P01: No.\nNever.", "P01: No.\nNever.")
    assert turns(talk) == [("P01", "No. No. Never. No. Never.")]
    assert turns(vtt("Yes", "No", "No", "Maybe", "Well")) == [("", "Yes No No Maybe Well")]


DAMAGED = """1
00:00:01,000 --> 00:00:02,000
[I]: One?

00:00:02,000 --> 00:00:03:50
[P01]: Two

3
00:00:xx,000 --> 00:00:05,000
[P01]: three.

1984

5
00:00:06,000 --> 00:00:07,000
[I]: Four?
"""


def test_a_damaged_file_keeps_every_word_and_names_the_lines() -> None:
    found = reading(DAMAGED, "a.srt")
    assert turns(DAMAGED, "a.srt") == [("I", "One?"), ("P01", "Two three. 1984"), ("I", "Four?")]
    (problem,) = found.problems
    assert problem.line == 5
    assert "lines 5 and 9" in problem.message
    assert found.transcripts[0].transcript.turns[1].start_s == 2.0


def test_a_cue_that_ends_before_it_starts_keeps_its_start() -> None:
    (turn,) = transcript("0:00:05.000,0:00:04.000\nOne\n", "a.sbv").turns
    assert (turn.start_s, turn.end_s) == (5.0, None)


def test_the_content_counts_more_than_which_caption_format_the_name_says() -> None:
    assert turns(vtt("I: One?", "P01: Two."), "a.srt") == [("I", "One?"), ("P01", "Two.")]


@pytest.mark.parametrize("name", ["a.vtt", "a.srt", "a.sbv"])
def test_a_file_without_times_is_no_caption_file(name: str) -> None:
    found = reading("I: One?\nP: Two.\n", name)
    assert found.fatal is not None
    assert ".txt" in found.fatal.hint


def test_captions_without_words_are_refused_once() -> None:
    found = reading("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n", "a.vtt")
    assert not found.transcripts
    assert [problem.fatal for problem in found.problems] == [True]


def test_a_time_of_thousands_of_digits_is_a_broken_time() -> None:
    found = reading(f"1\n{'9' * 5_000}:00:01,000 --> 00:00:02,000\nHello there\n", "a.srt")
    assert found.transcripts
    assert any("broken in line 2" in problem.message for problem in found.problems)


@pytest.mark.parametrize("opening", ["<v ", "<v.a", "<v" + "." * 50])
def test_many_tags_that_are_never_closed_are_read_at_once(opening: str) -> None:
    assert reading(vtt(opening * 20_000 + " words")).transcripts
