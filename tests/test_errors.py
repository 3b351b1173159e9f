"""Every error is a sentence a researcher can act on: what happened, with what, what to do."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from qual import errors
from qual.errors import Problem, QualError

PROBLEM = Problem("P01.docx", 4, "no speaker is named.", "Name one.")

EXAMPLES: list[tuple[QualError, str]] = [
    (
        errors.ProjectMissing("study"),
        "There is no qual project in study. Make one with `qual new DIR`, or name it with --project DIR.",
    ),
    (
        errors.ProjectExists(Path("study")),
        "study already holds a project; nothing was changed. Choose another folder.",
    ),
    (
        errors.SettingInvalid("unit", "word", "turn or sentence", source="project.toml"),
        "project.toml sets unit to 'word', but it must be turn or sentence. Correct it and try again.",
    ),
    (
        errors.Unreadable("codebook.yaml", "it is empty", hint="Add a theme."),
        "codebook.yaml cannot be read: it is empty. Add a theme.",
    ),
    (errors.Unreadable("codebook.yaml", "it is empty"), "codebook.yaml cannot be read: it is empty."),
    (
        errors.NotFound("code", "pain", hint="List them with `qual suggestions`."),
        "There is no code 'pain' in this project. List them with `qual suggestions`.",
    ),
    (errors.NotFound("transcript", "P99"), "There is no transcript 'P99' in this project."),
    (
        errors.Refused("The decision file", "line 4 names no code", hint="Correct it.", problems=(PROBLEM,)),
        "The decision file was refused: line 4 names no code. Correct it.",
    ),
    (
        errors.ChangedElsewhere("codebook.yaml"),
        (
            "codebook.yaml was changed outside qual since it was read; nothing was written. "
            "Look at the new text and try again."
        ),
    ),
    (
        errors.PackageMissing("PostgreSQL", 'pip install "qual[postgres]"'),
        'PostgreSQL needs a package that is not installed. Install it with: pip install "qual[postgres]"',
    ),
    (
        errors.ModelUnusable(
            "all-MiniLM-L6-v2", "its weights are not the published ones", hint="Install it again."
        ),
        (
            "The sentence model all-MiniLM-L6-v2 cannot be used: its weights are not the published ones. "
            "Install it again."
        ),
    ),
    (
        errors.StoreUnusable("qual.db", "it is locked", hint="Close the other program."),
        "The database qual.db cannot be used: it is locked. Close the other program.",
    ),
    (
        errors.NoRoom("codebook.yaml"),
        "codebook.yaml cannot be written: there is no room left on the disk. Make room and try again.",
    ),
]


@pytest.mark.parametrize(("error", "sentence"), EXAMPLES, ids=lambda value: type(value).__name__)
def test_the_error_says_what_happened_with_what_and_what_to_do(error: QualError, sentence: str) -> None:
    assert str(error) == sentence


def exceptions() -> set[type]:
    return {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)}


def test_every_error_is_a_qual_error_so_that_one_handler_is_enough() -> None:
    assert all(issubclass(kind, QualError) for kind in exceptions())


def test_every_error_has_an_example_here_and_a_line_in_the_tree() -> None:
    kinds = exceptions() - {QualError}
    assert {type(error) for error, _ in EXAMPLES} == kinds
    assert errors.__doc__ is not None
    drawn = {line.split("── ")[1].split()[0] for line in errors.__doc__.splitlines() if "── " in line}
    assert drawn == {kind.__name__ for kind in kinds}


def test_a_refusal_carries_the_problems_that_led_to_it() -> None:
    assert errors.Refused("The file", "it has faults", problems=(PROBLEM,)).problems == (PROBLEM,)
    assert errors.Refused("The file", "it has faults").problems == ()


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (PROBLEM, "P01.docx, line 4: no speaker is named. Name one."),
        (Problem("P01.docx", None, "it is empty."), "P01.docx: it is empty."),
        (Problem("P01.docx", 1, "it is empty.", fatal=True), "P01.docx, line 1: it is empty."),
    ],
)
def test_a_problem_reads_as_place_message_and_hint(problem: Problem, sentence: str) -> None:
    assert str(problem) == sentence


def test_problems_are_values() -> None:
    assert Problem("P01.docx", 4, "no speaker is named.", "Name one.") == PROBLEM
    assert len({PROBLEM, Problem("P01.docx", 4, "no speaker is named.", "Name one.")}) == 1
    assert PROBLEM.fatal is False
