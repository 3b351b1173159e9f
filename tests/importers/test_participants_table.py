from __future__ import annotations

from collections.abc import Callable

import pytest

from qual.errors import Problem
from qual.importers.participants import ParticipantRow, read_participants

ROLES = ("patient", "clinician", "interviewer", "other")


def table(text: str, name: str = "participants.csv") -> tuple[tuple[ParticipantRow, ...], tuple[Problem, ...]]:
    return read_participants(name, text.encode(), roles=ROLES)


def test_every_other_column_is_an_attribute() -> None:
    (row,), problems = table("id,Role,Transcript,Speaker,Age,Years ill\nP01,Patient,P01.txt,P,34,\n")
    assert row == ParticipantRow("P01", "patient", "P01", "P", {"Age": "34"}, 2)
    assert problems == ()


@pytest.mark.parametrize("heading", ["participant", "ID", "Pseudonym", "name", "Teilnehmer", "participant_id"])
def test_the_participants_column_has_many_names(heading: str) -> None:
    (row,), _ = table(f"role;{heading}\npatient;P 1\n")
    assert (row.participant, row.role) == ("P 1", "patient")


def test_a_table_without_participants_says_its_headings() -> None:
    rows, (problem,) = table("age,sex\n3,f\n")
    assert rows == ()
    assert problem.fatal
    assert "age, sex" in problem.message


def test_rows_of_one_participant_share_what_is_known() -> None:
    rows, problems = table(
        "participant,role,transcript,age,town\nP01,,T1,34,\nP01,patient,T2,,Leeds\nP01,patient,T2,34,\n"
    )
    assert [(row.transcript, row.role) for row in rows] == [("T1", "patient"), ("T2", "patient")]
    assert all(row.attributes == {"age": "34", "town": "Leeds"} for row in rows)
    assert problems == ()


def test_contradictions_are_said_and_the_first_value_stands() -> None:
    rows, problems = table("participant,role,transcript,age\nP01,patient,T1,34\nP01,clinician,T2,35\n")
    assert {(row.role, row.attributes["age"]) for row in rows} == {("patient", "34")}
    assert [problem.line for problem in problems] == [3, 3]
    assert not any(problem.fatal for problem in problems)


def test_a_role_that_looks_misspelt_is_kept_and_said() -> None:
    rows, (problem,) = table("participant,role\nP01,pateint\nP02,relative\n")
    assert [row.role for row in rows] == ["pateint", "relative"]
    assert problem.line == 2
    assert "'patient'" in problem.message


def test_a_row_without_a_participant_is_left_out_and_said() -> None:
    rows, (problem,) = table("participant,role\n,patient\nP02,patient\n")
    assert len(rows) == 1
    assert problem.line == 2


def test_a_workbook_is_read_from_the_sheet_that_lists_participants(make_xlsx: Callable[..., bytes]) -> None:
    data = make_xlsx({"notes": [["x"], ["y"]], "people": [["participant", "role", "age"], ["P01", "patient", 34]]})
    (row,), problems = read_participants("p.xlsx", data, roles=ROLES)
    assert row.attributes == {"age": "34"}
    assert problems == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.csv", b""),
        ("p.docx", b"PK\x03\x04"),
        ("p.xlsx", b"PK\x03\x04"),
        ("p.csv", b"\n"),
        ("p.csv", b"participant,role\n"),
    ],
)
def test_a_bad_table_is_one_sentence(name: str, data: bytes) -> None:
    rows, (problem,) = read_participants(name, data, roles=ROLES)
    assert rows == ()
    assert problem.fatal
