"""The sample study loads, with the labels its README gives."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qual.importers.participants import read_participants
from qual.importers.registry import SUFFIXES, read

FOLDER = Path(__file__).resolve().parents[2] / "transcripts_sample"
TABLES = {"participants.csv", "reference_coding.csv"}
FILES = sorted(file.name for file in FOLDER.iterdir() if file.suffix in SUFFIXES and file.name not in TABLES)
LABELS = {"P02.txt": {"I", "P"}}
ROLES = ("patient", "clinician", "interviewer", "other")
SAID = {
    "C04.srt": ["caption"],
    "C05.csv": ["Windows-1252"],
    "P02.txt": ["header"],
    "P04.docx": ["header"],
    "P08.xlsx": ["'notes'"],
}
"""What has to be said about a file, one problem each; nothing about the others."""


@pytest.mark.parametrize("name", FILES)
def test_an_interview_loads_with_its_two_speakers(name: str) -> None:
    reading = read(name, (FOLDER / name).read_bytes(), roles=ROLES)
    assert reading.fatal is None
    (item,) = reading.transcripts
    transcript = item.transcript
    counts = Counter(turn.label for turn in transcript.turns)
    assert set(counts) == LABELS.get(name, {"Interviewer", Path(name).stem})
    assert len(transcript.turns) > 20
    assert 1200 <= transcript.words <= 2500
    wanted = SAID.get(name, [])
    assert len(reading.problems) == len(wanted)
    assert all(words in problem.message for words, problem in zip(wanted, reading.problems, strict=True))


def test_there_are_nine_patients_and_five_clinicians() -> None:
    assert Counter(name[0] for name in FILES) == {"P": 9, "C": 5}


def test_the_damaged_caption_file_names_the_line_of_its_broken_time() -> None:
    data = (FOLDER / "C04.srt").read_bytes()
    broken = next(at for at, line in enumerate(data.decode().split("\n"), start=1) if "00:12:07:31" in line)
    (problem,) = read("C04.srt", data).problems
    assert problem.line == broken


def test_a_second_paragraph_without_a_label_continues_the_answer() -> None:
    transcript = read("C03.docx", (FOLDER / "C03.docx").read_bytes()).transcripts[0].transcript
    assert sum("\n" in turn.span.of(transcript.text) for turn in transcript.turns) == 1


def test_the_role_column_of_the_table_is_kept_as_stated() -> None:
    reading = read("P07.csv", (FOLDER / "P07.csv").read_bytes(), roles=ROLES)
    assert reading.transcripts[0].stated_roles == {"P07": "patient", "Interviewer": "interviewer"}


def test_the_participants_are_read_with_their_attributes() -> None:
    rows, problems = read_participants("participants.csv", (FOLDER / "participants.csv").read_bytes(), roles=ROLES)
    assert problems == ()
    assert Counter(row.role for row in rows) == {"patient": 9, "clinician": 5}
    assert {row.participant for row in rows} == {Path(name).stem for name in FILES}
    assert all(row.attributes["age_band"] for row in rows)
