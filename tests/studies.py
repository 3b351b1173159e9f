"""Small invented studies for tests: two patients, two clinicians, one person twice."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from qual.workflow import preferences
from qual.workflow.projects import OpenProject, create, open_project
from tests.fakes import HashingEncoder

CODEBOOK = """\
title: Small study
version: 1
themes:
  - id: care
    name: Care   # the researcher's remark
    codes:
      - id: waiting
        name: Waiting
        definition: Waits for an appointment or a letter.
        include: [waiting list, heard nothing]
        examples:
          - {text: "Nine months for a letter.", role: patient}
      - id: stopping
        name: Stopping tablets
        definition: Stops or changes medication on their own.
  - id: toll
    name: Toll
    codes:
      - id: hopeless
        name: Hopelessness
        definition: Sees no way forward.
"""

TRANSCRIPTS: Mapping[str, str] = {
    "P01.txt": (
        "Interviewer: How did it start?\n\n"
        "P01: I was on the waiting list for a year. I heard nothing at all, not a letter.\n\n"
        "Interviewer: And then?\n\n"
        "P01: I just stopped taking them. Nobody asked.\n"
    ),
    "P01b.txt": (
        "Interviewer: Last time you spoke of the list.\n\n"
        "P01: Still on the waiting list, would you believe. My neighbour's fence fell down too.\n\n"
        "Interviewer: Mm-hm.\n\n"
        "P01: There is no point in hoping any more, is there.\n"
    ),
    "P02.txt": (
        "Interviewer: Tell me about the tablets.\n\n"
        "P02: They were fine. I never had trouble with the tablets, and the nurse rang when she said.\n\n"
        "Interviewer: Good?\n\n"
        "P02: Good, yes. The dog keeps me going.\n"
    ),
    "C01.txt": (
        "Interviewer: What do you see?\n\n"
        "C01: The waiting list grows every month and we apologise a lot. They stop the tablets on their own.\n\n"
        "Interviewer: And you?\n\n"
        "C01: I sometimes see no way forward for them, honestly.\n"
    ),
}

ROLES = {"Interviewer": "interviewer", "P": "patient", "C": "clinician"}


def write_transcripts(folder: Path) -> list[Path]:
    """The small transcripts as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TRANSCRIPTS.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in TRANSCRIPTS]


def empty_study(folder: Path) -> OpenProject:
    """A project with the small codebook and nothing else; made once, then copied."""
    shutil.copytree(_empty_study(), folder, dirs_exist_ok=True)
    return open_project(folder / "study", encoder=HashingEncoder())


@cache
def _empty_study() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="empty-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    book = folder / "book.yaml"
    book.write_text(CODEBOOK, "utf-8")
    create(folder / "study", codebook=book, name="Small study").close()
    with open_project(folder / "study", encoder=HashingEncoder()) as project:
        preferences.set_refreshes(project, on=False)  # a test says itself when suggestions are made
    return folder


def small_study(folder: Path) -> OpenProject:
    """A project with four transcripts of three participants, roles confirmed; made once, then copied."""
    shutil.copytree(_small_study(), folder, dirs_exist_ok=True)
    return open_project(folder / "study", encoder=HashingEncoder())


@cache
def _small_study() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="small-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with empty_study(folder) as project:
        report = project.import_files(write_transcripts(folder / "uploads"), roles=ROLES, coder="ada")
    assert not report.problems, report.problems
    return folder


def place_of(project: OpenProject, transcript: str, words: str) -> tuple[int, int]:
    """Where some words stand in a transcript."""
    with project.store.reading() as tables:
        text = tables.texts([transcript])[transcript]
    start = text.index(words)
    return start, start + len(words)


WARD_CODEBOOK = """\
title: Ward study
themes:
  - id: care
    name: Care
    codes:
      - {id: waiting, name: Waiting, definition: Waits for a letter on the waiting list., include: [waiting list]}
      - {id: stopping, name: Stopping, definition: Stops taking the tablets alone., include: [stopped taking]}
      - {id: hopeless, name: Hopelessness, definition: Sees no point in hoping any more., include: [no point]}
"""
WARD_SAID = (
    "I was on the waiting list for a letter, winter number {n} it was, and <b>nobody</b> rang & asked.",
    "So I stopped taking the tablets alone in week {n}. *Just like that*, between one day and another.",
    "There is no point in hoping any more, I told my sister {n} times, and she put the kettle on.",
)


def ward_study(folder: Path, *, interviews: int = 10) -> OpenProject:
    """A study with many open suggestions, and a coder named in its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / "book.yaml"
    book.write_text(WARD_CODEBOOK, "utf-8")
    create(folder / "study", codebook=book, name="Ward study").close()
    settings = folder / "study" / "project.toml"
    settings.write_text(f'coder = "Ada"\n{settings.read_text("utf-8")}', "utf-8")
    project = open_project(folder / "study", encoder=HashingEncoder())
    preferences.set_refreshes(project, on=False)
    files = [(f"P{n:02}.txt", _interview(n).encode()) for n in range(1, interviews + 1)]
    report = project.import_files(files, roles={"P": "patient", "Interviewer": "interviewer"}, coder="Ada")
    assert not report.problems, report.problems
    project.suggest()
    return project


def _interview(number: int) -> str:
    asked = ("How did it start?", "And the tablets?", "What now?")
    turns = [
        f"Interviewer: {question}\n\nP{number:02}: {words.format(n=number)}\n"
        for question, words in zip(asked, WARD_SAID, strict=True)
    ]
    return "\n".join(turns)
