from __future__ import annotations

from collections.abc import Callable

import pytest

from qual.importers.base import Reading
from qual.importers.registry import read

ROLES = ("patient", "clinician", "interviewer", "other")


def reading(text: str, name: str = "P01.csv", **options: object) -> Reading:
    return read(name, text.encode(), roles=ROLES, **options)  # type: ignore[arg-type]


def turns(found: Reading, at: int = 0) -> list[tuple[str, str]]:
    transcript = found.transcripts[at].transcript
    return [(turn.label, turn.span.of(transcript.text)) for turn in transcript.turns]


def test_each_row_is_a_turn_even_of_one_speaker() -> None:
    found = reading("speaker,text\nP01,One.\nP01,Two.\nI,Three?\n")
    assert turns(found) == [("P01", "One."), ("P01", "Two."), ("I", "Three?")]
    assert found.transcripts[0].transcript.text == "P01: One.\n\nP01: Two.\n\nI: Three?\n\n"
    assert found.transcripts[0].transcript.id == "P01"
    assert found.headings == ("speaker", "text")
    assert found.problems == ()


def test_many_transcripts_come_in_order_of_first_appearance() -> None:
    found = reading("text,who,file\nOne.,A1,b.txt\nTwo.,A2,a.wav\nThree.,A1,b.txt\n")
    assert [item.transcript.id for item in found.transcripts] == ["b", "a"]
    assert turns(found) == [("A1", "One."), ("A1", "Three.")]


def test_the_role_column_is_kept_and_spelled_as_the_project_does() -> None:
    found = reading("role,speaker,text\nPatient,P01,One.\nInterviewer,I,Two?\nscribe,X,Three.\n")
    assert found.transcripts[0].stated_roles == {"P01": "patient", "I": "interviewer", "X": "scribe"}


def test_without_a_speaker_column_the_role_is_the_label() -> None:
    found = reading("role,text\npatient,One.\nclinician,Two.\n")
    assert turns(found) == [("patient", "One."), ("clinician", "Two.")]
    assert found.transcripts[0].stated_roles == {"patient": "patient", "clinician": "clinician"}


def test_a_label_with_two_roles_takes_the_commoner_one_and_says_so() -> None:
    found = reading("role,speaker,text\npatient,X,One.\npatient,X,Two.\nother,X,Three.\n")
    assert found.transcripts[0].stated_roles == {"X": "patient"}
    (problem,) = found.problems
    assert "more than one role" in problem.message
    assert problem.line == 2


def test_rows_without_words_are_left_out_and_counted() -> None:
    found = reading("speaker,text\nP01,One.\nP01,\nI, \nI,Two?\n")
    assert len(turns(found)) == 2
    (problem,) = found.problems
    assert problem.message == "2 rows have no words and were left out."
    assert problem.line == 3


def test_a_segment_given_twice_is_read_once_only_where_segments_are_numbered() -> None:
    numbered = reading("seg_id,speaker,text,annotator\n1,P01,Yes.,a\n1,P01,Yes.,b\n2,P01,Yes.,a\n")
    assert len(turns(numbered)) == 2
    assert "1 row repeats" in numbered.problems[0].message
    assert len(turns(reading("speaker,text\nP01,Yes.\nP01,Yes.\n"))) == 2


def test_headings_need_not_come_first() -> None:
    found = reading("Interview with P01,,\nMade on,15 January,\nSpeaker,Start,Text\nP01,00:01:02,One.\n")
    assert turns(found) == [("P01", "One.")]
    assert found.transcripts[0].transcript.turns[0].start_s == 62.0
    assert found.problems[0].message == "Rows 1 and 2 above the headings were left out."


def test_other_columns_do_not_mislead() -> None:
    header = "question,labels,annotator,speaker,text,comment,name\n"
    row = "How was it for you at that time?,a;b,coder1,P01,Fine.,A long note by the coder,Ada\n"
    assert turns(reading(header + row)) == [("P01", "Fine.")]


def test_a_table_without_a_sure_column_of_words_asks() -> None:
    found = reading("who,what they told us\nP01,I waited for a very long time there\n")
    assert not found.transcripts
    assert found.headings == ("who", "what they told us")
    assert found.fatal is not None
    assert "its headings are: who, what they told us" in found.fatal.message
    assert '--columns "text=what they told us"' in found.fatal.hint


def test_naming_the_columns_answers_the_question() -> None:
    found = reading(
        "who,what they told us\nP01,I waited\n", columns={"text": "what they told us", "speaker": "who"}
    )
    assert turns(found) == [("P01", "I waited")]


def test_a_named_column_that_is_not_there_is_said() -> None:
    found = reading("speaker,text\nP01,One.\n", columns={"text": "words"})
    assert found.fatal is not None
    assert "has no column words" in found.fatal.message


def test_an_unknown_part_is_said() -> None:
    found = reading("speaker,text\nP01,One.\n", columns={"words": "text"})
    assert found.fatal is not None
    assert "not words" in found.fatal.message


def test_a_table_without_headings_can_be_read_by_place_and_is_not_quoted() -> None:
    text = "P01,I waited for a very long time there SECRET\nI,And then what happened to you\n"
    asked = reading(text)
    assert asked.fatal is not None
    assert "SECRET" not in str(asked.fatal)
    found = reading(text, columns={"speaker": "column 1", "text": "column 2"})
    assert len(turns(found)) == 2


def test_a_row_per_participant_is_asked_about() -> None:
    text = (
        "id,age,What helped most when you were ill?,What did not help you?\n1,30,My sister did really,The forms\n"
    )
    assert reading(text).fatal is not None


def test_a_list_of_participants_is_recognised() -> None:
    found = reading("participant,role,age\nP01,patient,34\n")
    assert found.fatal is not None
    assert "table of participants" in found.fatal.hint


def test_of_several_sheets_the_transcript_is_taken_and_the_rest_said(make_xlsx: Callable[..., bytes]) -> None:
    data = make_xlsx(
        {"Transcript": [["Speaker", "Text", "Start"], ["P01", "One.", "00:00:03"]], "notes": [["a"], ["b"]]}
    )
    found = read("P01.xlsx", data)
    assert turns(found) == [("P01", "One.")]
    (problem,) = found.problems
    assert "'notes' was left out" in problem.message


def test_several_sheets_of_turns_are_several_transcripts(make_xlsx: Callable[..., bytes]) -> None:
    sheet = [["Speaker", "Text"], ["P01", "One."]]
    found = read("study.xlsx", make_xlsx({"first": sheet, "second": sheet}))
    assert [item.transcript.id for item in found.transcripts] == ["study first", "study second"]


def test_cells_that_look_like_formulas_are_words() -> None:
    assert turns(reading("speaker,text\nP01,=1+1\nP01,-- no\n")) == [("P01", "=1+1"), ("P01", "-- no")]


def test_whisper_counts_in_milliseconds() -> None:
    found = reading("start\tend\ttext\n1500\t2500\tOne thing.\n", "a.tsv")
    (turn,) = found.transcripts[0].transcript.turns
    assert (turn.start_s, turn.end_s) == (1.5, 2.5)


@pytest.mark.parametrize("text", ["speaker,text\n", "\n\n", ",,\n,,\n"])
def test_a_table_without_rows_is_refused_once(text: str) -> None:
    assert [problem.fatal for problem in reading(text).problems] == [True]


def test_a_row_per_word_is_refused() -> None:
    found = reading("speaker,text\n" + "P01,word\n" * 30)
    assert found.fatal is not None
    assert "every word" in found.fatal.message
