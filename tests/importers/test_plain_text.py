from __future__ import annotations

from collections import Counter

import pytest

from qual.importers.base import Reading
from qual.importers.registry import read
from qual.model.transcript import Transcript


def reading(text: str) -> Reading:
    return read("P01.txt", text.encode())


def transcript(text: str) -> Transcript:
    (item,) = reading(text).transcripts
    return item.transcript


def turns(text: str) -> list[tuple[str, str]]:
    found = transcript(text)
    return [(turn.label, turn.span.of(found.text)) for turn in found.turns]


def test_the_text_is_the_file_itself_with_clean_line_ends() -> None:
    found = transcript("\ufeffI: Hello\r\nP: Hi\r\n\r\nI: So\r\nP: \x07Yes\r\n")
    assert found.text == "I: Hello\nP: Hi\n\nI: So\nP: Yes\n"
    assert found.id == "P01"
    assert found.file == "P01.txt"


@pytest.mark.parametrize(
    "text",
    [
        "I: One?\nP: Two.\nI: Three?\nP: Four.\n",
        "I:\tOne?\n\nP:\tTwo.\n\nI:\tThree?\n\nP:\tFour.",
        "[00:01] I: One?\n[00:02] P: Two.\n[00:03] I: Three?\n[00:04] P: Four.",
        "I (00:01):\nOne?\n\nP (00:02):\nTwo.\n\nI (00:03):\nThree?\n\nP (00:04):\nFour.",
        "I  0:01  \nOne?\n\nP  0:02  \nTwo.\n\nI  0:03  \nThree?\n\nP  0:04  \nFour.",
        "00:00:01 I\nOne?\n\n00:00:02 P\nTwo.\n\n00:00:03 I\nThree?\n\n00:00:04 P\nFour.",
        "I: [00:00:01] One?\nP: [00:00:02] Two.\nI: [00:00:03] Three?\nP: [00:00:04] Four.",
        "00:00:01\tI:\tOne?\r\n00:00:02\tP:\tTwo.\r\n00:00:03\tI:\tThree?\r\n00:00:04\tP:\tFour.",
        "I\tOne?\nP\tTwo.\nI\tThree?\nP\tFour.",
        "0:0:1 --> 0:0:2\nI\nOne?\n0:0:2 --> 0:0:3\nP\nTwo.\n0:0:3 --> 0:0:4\nI\nThree?\n0:0:4 --> 0:0:5\nP\nFour.",
        "I: One? #00:00:01-5#\n\nP: Two. #00:00:02-5#\n\nI: Three? #00:00:03-5#\n\nP: Four. #00:00:04-5#\n",
    ],
)
def test_the_ways_of_writing_who_speaks(text: str) -> None:
    assert turns(text) == [("I", "One?"), ("P", "Two."), ("I", "Three?"), ("P", "Four.")]


def test_question_and_answer_letters_are_labels() -> None:
    assert turns("Q. One?\nA. Two.\nQ. Three?\nA. Four.") == [
        ("Q", "One?"),
        ("A", "Two."),
        ("Q", "Three?"),
        ("A", "Four."),
    ]


def test_bracketed_ids_are_labels_and_sounds_are_not() -> None:
    text = "[id1] One?\n[laughs] More.\n[id2] Two.\n[pause]\n[id1] Three?\n[id2] Four."
    assert turns(text) == [
        ("id1", "One?\n[laughs] More."),
        ("id2", "Two.\n[pause]"),
        ("id1", "Three?"),
        ("id2", "Four."),
    ]


def test_times_stand_with_their_turns() -> None:
    found = transcript("[00:01] I: One?\n[01:00:02] P: Two.\n")
    assert [turn.start_s for turn in found.turns] == [1.0, 3602.0]
    (first, _) = transcript("I: One? #00:00:01-5#\nP: Two. #00:00:02-5#").turns
    assert (first.start_s, first.end_s) == (None, 1.5)


def test_a_line_without_a_label_continues_the_turn() -> None:
    text = "I: One?\nP: Two.\n\nMy sister said: no.\nIn the end, 10:30.\nI: Three?\nP: Four."
    assert turns(text)[1] == ("P", "Two.\n\nMy sister said: no.\nIn the end, 10:30.")


def test_quoted_speech_that_looks_like_a_label_is_none() -> None:
    text = "I: One?\n\nP: Two.\nReason: I was tired.\n\nI: Three?\n\nP: Four.\n"
    assert {label for label, _ in turns(text)} == {"I", "P"}


def test_somebody_may_speak_once_where_everybody_is_named() -> None:
    names = ["Ringo", "Ada Lovelace", "Ringo", "Paul", "Ringo", "George"]
    text = "".join(f"{name}: Something about that.\n\n" for name in names)
    assert Counter(label for label, _ in turns(text)) == {"Ringo": 3, "Ada Lovelace": 1, "Paul": 1, "George": 1}


def test_header_and_footer_belong_to_nobody_and_stay_in_the_text() -> None:
    text = (
        "Interview 2\nDate: 14 March\nPlace: kitchen\nI: One?\nP: Two.\nI: Three?\nP: Four.\nTranscribed by Ada\n"
    )
    found = reading(text)
    assert found.transcripts[0].transcript.text == text
    assert [label for label, _ in turns(text)] == ["I", "P", "I", "P"]
    (problem,) = found.problems
    assert problem.message.startswith("Lines 1 to 3 and 8 belong to no speaker")
    assert (problem.line, problem.fatal) == (1, False)


def test_names_in_a_header_begin_no_turn() -> None:
    text = "Interviewer: Ada\nParticipant: P01\nDate: 14 March\n\nI: One?\nP: Two.\nI: Three?\nP: Four.\n"
    assert [label for label, _ in turns(text)] == ["I", "P", "I", "P"]
    text = "Interviewer: Ada\nDate: 14 March\n\nInterviewer: One?\nP: Two.\nInterviewer: Three?\nP: Four.\n"
    assert [words for _, words in turns(text)] == ["One?", "Two.", "Three?", "Four."]
    text = "Interviewer: Ada\nParticipant: P01\n\nI: One?\nP: Two.\nI: Three?\nP: Four.\n"
    assert [label for label, _ in turns(text)] == ["I", "P", "I", "P"]


def test_a_label_without_words_is_said_and_left_out() -> None:
    found = reading("I: One?\nP:\nI: Three?\nP: Four.\n")
    assert [turn.label for turn in found.transcripts[0].transcript.turns] == ["I", "I", "P"]
    (problem,) = found.problems
    assert problem.line == 2
    assert "no words after the speaker label" in problem.message


def test_the_unknown_speaker_of_otter_is_nobody() -> None:
    text = "Ada  0:01  \nOne.\n\nUnknown Speaker  0:02  \nTwo.\n\nAda  0:03  \nThree.\n"
    assert turns(text) == [("Ada", "One."), ("", "Two."), ("Ada", "Three.")]


def test_a_role_alone_on_its_line_is_a_label() -> None:
    text = "INTERVIEWER\nOne?\n\nDr Lee\nTwo.\n\nINTERVIEWER\nThree?\n\nDr Lee\nFour.\n\nI\nsay so."
    assert turns(text) == [
        ("INTERVIEWER", "One?"),
        ("Dr Lee", "Two."),
        ("INTERVIEWER", "Three?"),
        ("Dr Lee", "Four.\n\nI\nsay so."),
    ]
    assert {label for label, _ in turns("Doctor\nI saw one.\n\nNurse\nI saw one too.")} == {""}


def test_a_file_without_labels_says_so() -> None:
    (problem,) = reading("One thing.\n\nAnother thing.\n").problems
    assert "No speaker labels were found" in problem.message


def test_without_labels_each_paragraph_is_a_turn() -> None:
    assert turns("One line\nwrapped here.\n\nMy sister said: no.\n\n[00:01:02] Three.\n") == [
        ("", "One line\nwrapped here."),
        ("", "My sister said: no."),
        ("", "Three."),
    ]


def test_without_labels_and_empty_lines_each_long_line_is_a_turn() -> None:
    assert len(turns("I went there early. " * 10 + "\n" + "They sent me home. " * 10)) == 2
    assert len(turns("A line that is wrapped\nat some width and goes\non like this\n")) == 1


def test_a_list_of_terms_is_no_conversation() -> None:
    words = [
        "Apple",
        "Berry",
        "Cedar",
        "Daisy",
        "Elder",
        "Fig",
        "Grape",
        "Hazel",
        "Iris",
        "Juniper",
        "Kale",
        "Lime",
        "Maple",
        "Nettle",
        "Oak",
    ]
    text = "".join(f"{word}: what is known about this plant.\n\n" for word in words)
    assert {label for label, _ in turns(text)} == {""}


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff\n"])
def test_a_file_without_text_is_refused(text: str) -> None:
    found = reading(text)
    assert not found.transcripts
    (problem,) = found.problems
    assert problem.fatal


@pytest.mark.parametrize(
    ("text", "suffix"),
    [("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", ".vtt"), ("1\n00:00:01,000 --> 00:00:02,000\nHello\n", ".srt")],
)
def test_captions_under_a_text_name_are_refused_with_the_right_name(text: str, suffix: str) -> None:
    found = reading(text)
    assert found.fatal is not None
    assert suffix in found.fatal.hint


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'IP'[at % 2]}: word\n" for at in range(40)),
        "P01: I P01: was P01: so P01: tired P01: that P01: day P01: and P01: then P01: slept P01: long P01: hours\n"
        * 3,
    ],
)
def test_a_label_on_every_word_is_refused(text: str) -> None:
    found = reading(text)
    assert found.fatal is not None
    assert "label on nearly every word" in found.fatal.message


def test_control_characters_are_removed_and_said() -> None:
    found = reading("I: One?\nP: T\x07wo.\nI: Three?\nP: Four.\x0c\n")
    assert "\x07" not in found.transcripts[0].transcript.text
    (problem,) = found.problems
    assert problem.line == 2
    assert "2 control characters were removed" in problem.message


def test_no_message_repeats_what_was_said() -> None:
    found = reading("SECRET header\nI: One?\nP:\nI: \x07SECRET\nP: SECRET\n")
    assert found.problems
    assert all("SECRET" not in str(problem) for problem in found.problems)
