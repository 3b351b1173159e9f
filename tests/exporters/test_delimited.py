"""CSV read back as Excel and Python read it: nothing runs, nothing is lost."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.exporters.base import Report
from qual.exporters.delimited import export, guarded


def read(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_excerpts_come_first_and_the_other_tables_beside_them(everything: Report) -> None:
    files = export(everything, stem="study")
    names = ["study.csv", "study frequencies.csv", "study differences.csv", "study codebook.csv"]
    names += ["study participants.csv", "study memos.csv", "study about.csv", "study read.py", "study read.R"]
    assert list(files) == names


def test_every_quote_comes_back_as_it_was_but_for_the_apostrophe(everything: Report) -> None:
    rows = read(export(everything, stem="s")["s.csv"])
    quotes = everything.codings["quote"].tolist()
    assert [row["quote"] for row in rows] == [quotes[0], *(f"'{quote}" for quote in quotes[1:6]), *quotes[6:]]
    assert [row["start"] for row in rows] == [str(n) for n in range(len(quotes))]
    assert rows[0]["memo"] == "a memo"
    assert {row["blind"] for row in rows} == {"true", "false"}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\tx",
        "  =1",
        "\n=1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b =1",
        "＝1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "a=1", "'=1", "1-2", "“-x”", "…"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_headings_and_attributes_are_guarded_and_numbers_are_not(everything: Report) -> None:
    files = export(everything, stem="s")
    person = read(files["s participants.csv"])[0]
    assert person["'=cmd|' /C calc'!A0"] == "'=1+1"
    assert read(files["s differences.csv"])[0]["difference"] == "-0.18333"
    assert read(files["s codebook.csv"])[0]["definition"] == "'-no hope"


def test_missing_values_are_empty(everything: Report) -> None:
    rows = read(export(everything, stem="s")["s frequencies.csv"])
    assert (rows[0]["code"], rows[0]["estimated"], rows[1]["participants"]) == ("", "", "3")


def test_lines_end_as_excel_wants_them(make: Callable[..., Report]) -> None:
    data = export(make("a", "b"), stem="s")["s.csv"].decode("utf-8-sig")
    assert data.count("\r\n") == data.count("\n") == 3


def test_invented_data_say_so_on_every_row(everything: Report) -> None:
    tables = {name: data for name, data in export(everything, stem="s").items() if name.endswith(".csv")}
    for data in tables.values():
        assert {row["data"] for row in read(data)} == {"synthetic sample"}
    for data in export(replace(everything, synthetic=False), stem="s").values():
        assert b"synthetic" not in data


def test_tables_without_rows_make_no_file_but_the_excerpts_always_do(make: Callable[..., Report]) -> None:
    empty = make()
    without = replace(empty, differences=empty.differences.iloc[:0], codebook=[], memos=empty.memos.iloc[:0])
    files = export(without, stem="s")
    tables = ["s.csv", "s frequencies.csv", "s participants.csv", "s about.csv"]
    assert list(files) == [*tables, "s read.py", "s read.R"]
    assert files["s.csv"].decode("utf-8-sig").startswith("coding,transcript,")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
def test_any_text_comes_back(make: Callable[..., Report], text: str) -> None:
    rows = read(export(make(text, memo=text), stem="s")["s.csv"])
    assert [(row["quote"], row["memo"]) for row in rows] == [(guarded(text), guarded(text))]
    assert guarded(text) in {text, f"'{text}"}
