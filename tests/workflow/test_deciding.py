"""Bulk decisions: all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.errors import Refused, Unreadable
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def table(study: OpenProject, *rows: str, extra: str = "") -> tuple[str, bytes]:
    head = "transcript,start,end,code,decision" + extra
    return "decisions.csv", "\n".join([head, *rows]).encode()


def row(study: OpenProject, words: str, code: str = "waiting", decision: str = "accept") -> str:
    start, end = place_of(study, "P01", words)
    return f"P01,{start},{end},{code},{decision}"


def test_accepts_rejects_and_reviews_are_applied(study: OpenProject) -> None:
    end = place_of(study, "P01", "Nobody asked.")[1]
    file = table(
        study, row(study, "waiting list"), row(study, "heard nothing", "stopping", "reject"), f"P01,0,{end},,review"
    )
    report = study.decide(file, coder="ada")
    assert (report.codings, report.rejections, report.reviews, report.problems) == (1, 1, 1, ())


def test_the_same_file_twice_changes_nothing(study: OpenProject) -> None:
    file = table(study, row(study, "waiting list"), row(study, "heard nothing", decision="reject"))
    study.decide(file, coder="ada")
    again = study.decide(file, coder="ada")
    assert (again.codings, again.rejections, again.unchanged) == (0, 0, 2)
    assert len(study.codings()) == 1


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("P99,1,5,waiting,accept", "no transcript"),
        ("P01,1,99999,waiting,accept", "outside"),
        ("P01,5,5,waiting,accept", "start is not before end"),
        ("P01,a,5,waiting,accept", "whole numbers"),
        ("P01,1,5,nowhere,accept", "no code"),
        ("P01,1,5,waiting,perhaps", "decision is not one of"),
        ("P01,1,5,,accept", "code is missing"),
    ],
)
def test_one_bad_row_and_nothing_is_applied(study: OpenProject, bad: str, says: str) -> None:
    report = study.decide(table(study, row(study, "waiting list"), bad), coder="ada")
    [problem] = report.problems
    assert problem.line == 3
    assert says in problem.message
    assert study.codings().empty


def test_a_quote_must_be_the_text(study: OpenProject) -> None:
    good, bad = row(study, "waiting list") + ",waiting list", row(study, "heard nothing") + ",heard everything"
    report = study.decide(table(study, good, bad, extra=",quote"), coder="ada")
    assert [problem.line for problem in report.problems] == [3]
    assert study.codings().empty


def test_contradicting_rows_are_reported(study: OpenProject) -> None:
    file = table(study, row(study, "waiting list"), row(study, "waiting list", decision="reject"))
    [problem] = study.decide(file, coder="ada").problems
    assert "contradicts line 2" in problem.message


def test_optional_columns_are_kept(study: OpenProject) -> None:
    file = table(study, row(study, "waiting list") + ",eve,a memo,true", extra=",coder,memo,blind")
    study.decide(file, coder="ada")
    coding = study.codings().iloc[0]
    assert (coding["coder"], coding["memo"], bool(coding["blind"]), coding["origin"]) == (
        "eve",
        "a memo",
        True,
        "file",
    )


@pytest.mark.parametrize("data", [b"", b"transcript,start\n", b"\x00\x01", b"transcript,start,end,code,decision\n"])
def test_a_file_that_is_no_decisions_table_is_said(study: OpenProject, data: bytes) -> None:
    assert study.decide(("x.csv", data), coder="ada").problems


def test_a_file_that_is_not_there_is_said(study: OpenProject) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        study.decide(Path("nowhere.csv"), coder="ada")


def test_a_row_without_a_coder_can_contradict_one_that_names_the_coder(study: OpenProject) -> None:
    study.settings = study.settings.with_values({"coder": "ada"}, source="test")
    rows = (f"{row(study, 'waiting list', decision='reject')},", f"{row(study, 'waiting list')},ada")
    report = study.decide(table(study, *rows, extra=",coder"))
    assert "contradicts line 2" in report.problems[0].message
    assert study.codings().empty


@pytest.mark.parametrize("coder", ['"a\nb"', "x" * 101])
def test_a_name_that_cannot_stand_in_a_table_is_refused_with_its_line(study: OpenProject, coder: str) -> None:
    report = study.decide(table(study, f"{row(study, 'waiting list')},{coder}", extra=",coder"), coder="ada")
    [problem] = report.problems
    assert (problem.line, "coder's name" in problem.message) == (2, True)
    assert study.codings().empty


@pytest.mark.parametrize("coder", ["a\nb", "a\udcffb", "x" * 101])
def test_an_act_of_a_name_that_cannot_stand_in_a_table_is_refused(study: OpenProject, coder: str) -> None:
    with pytest.raises(Refused, match="coder's name"):
        study.decide(table(study, row(study, "waiting list")), coder=coder)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (
            'transcript,start,end,code,decision,memo\nP01,0,5,waiting,accept,"open\nP01,5,9,waiting,accept,x\n',
            2,
            "never closed",
        ),
        ("transcript,start,start,end,code,decision\nP01,0,1,5,waiting,accept\n", 1, "'start' is there twice"),
        ("transcript,start,end,code,decision,memo\nP01,0,5,waiting,accept,long, and well\n", 2, "more cells"),
        ("transcript,start,end,code,decision\nP01,0,1_0,waiting,accept\n", 2, "whole numbers"),
        (f"transcript,start,end,code,decision\nP01,0,{'9' * 5000},waiting,accept\n", 2, "whole numbers"),
        ("PK\x03\x04", None, "no CSV table"),
        ("\x00" * 1000, None, "not text"),
    ],
)
def test_a_damaged_decisions_file_is_named_with_its_line(
    study: OpenProject, text: str, line: int | None, says: str
) -> None:
    [problem] = study.decide(("decisions.txt", text.encode()), coder="ada").problems
    assert (problem.file, problem.line) == ("decisions.txt", line)
    assert says in problem.message
    assert study.codings().empty


@pytest.mark.parametrize(("separator", "encoding"), [("\t", "utf-16"), (";", "utf-8-sig"), (",", "utf-8")])
def test_decisions_as_excel_saves_them_are_read(study: OpenProject, separator: str, encoding: str) -> None:
    name, data = table(study, row(study, "waiting list"))
    changed = data.decode().replace(",", separator).replace("\n", "\r\n").encode(encoding)
    assert study.decide((name, changed), coder="ada").codings == 1


@pytest.mark.parametrize("decision", ["accept", "perhaps"])
def test_a_file_that_is_wrong_in_every_row_does_not_list_them_all(study: OpenProject, decision: str) -> None:
    rows = [f"P01,0,{number + 1},nowhere,{decision}" for number in range(1_200)]
    problems = study.decide(table(study, row(study, "waiting list"), *rows), coder="ada").problems
    assert len(problems) == 101
    assert problems[0].line == 3
    assert "not listed" in problems[-1].message
    assert study.codings().empty
