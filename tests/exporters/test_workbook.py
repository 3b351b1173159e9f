"""XLSX read back with openpyxl, and as XML where a reader would hide the difference."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from qual.exporters.base import Report
from qual.exporters.workbook import LONGEST, export


def book(report: Report) -> Workbook:
    files = export(report, stem="study")
    assert list(files) == ["study.xlsx"]
    return load_workbook(BytesIO(files["study.xlsx"]))


def columns(opened: Workbook, sheet: str) -> dict[str, list[Any]]:
    rows = list(opened[sheet].iter_rows(values_only=True))
    return {str(name): [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}


def told(opened: Workbook) -> dict[str, Any]:
    return dict(zip(*columns(opened, "About").values(), strict=True))


def test_sheets_in_order_each_with_a_frozen_bold_heading(everything: Report) -> None:
    opened = book(everything)
    assert opened.sheetnames == [
        "About", "Frequencies", "Differences", "Excerpts", "Codebook", "Participants", "Memos",
    ]  # fmt: skip
    for sheet in opened:
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.b for cell in sheet[1])


def test_text_is_text_whatever_it_begins_with(everything: Report) -> None:
    opened = book(everything)
    assert columns(opened, "Excerpts")["quote"] == everything.codings["quote"].tolist()
    kinds = {
        cell.data_type for sheet in opened for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    assert kinds == {"s", "n", "b"}
    assert opened["Excerpts"]["G3"].quotePrefix
    assert not opened["Excerpts"]["G2"].quotePrefix
    with ZipFile(BytesIO(export(everything, stem="s")["s.xlsx"])) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "sheet" in name)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "2026-01-01", "14/20", "007", "1e5", "TRUE", "{=1}"])
def test_what_looks_like_something_else_stays_text(make: Callable[..., Report], text: str) -> None:
    cell = book(make(text))["Excerpts"]["G2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_numbers_are_numbers_and_percentages_only_from_ten_participants(everything: Report) -> None:
    sheet = book(everything)["Frequencies"]
    place = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    share = [sheet.cell(row, place["share"]) for row in (2, 3)]
    assert [(cell.value, cell.number_format) for cell in share] == [(0.7, "0.0%"), (0.7, "0.000")]
    assert [sheet.cell(row, place["participants n/N"]).value for row in (2, 3)] == ["14/20", "3/9"]
    assert [sheet.cell(row, place["participants"]).value for row in (2, 3)] == [14, 3]
    assert sheet.cell(2, place["estimated"]).value is None


def test_whole_themes_stand_out_and_names_stand_beside_ids(everything: Report) -> None:
    sheet = book(everything)["Frequencies"]
    assert [sheet.cell(row, 1).font.b for row in (2, 3)] == [True, False]
    assert [sheet.cell(1, column).value for column in (1, 2, 3)] == ["theme", "code", "code_name"]


def test_about_says_what_it_is_and_how_it_was_counted(everything: Report) -> None:
    about = told(book(everything))
    assert about["title"] == "Living with it"
    assert about["data"].startswith("synthetic sample")
    assert about["codebook version"] == "abc"
    assert about["note"] == "Counts describe this coded corpus."
    assert "participants of the role" in about["participants"]
    assert "data" not in told(book(replace(everything, synthetic=False)))


def test_invented_data_are_marked_on_every_printed_page(everything: Report) -> None:
    headers = [sheet.oddHeader for sheet in book(everything)]
    assert all(header and header.center and header.center.text == "synthetic sample" for header in headers)


def test_prose_is_wrapped_in_a_wide_column(everything: Report) -> None:
    sheet = book(everything)["Excerpts"]
    assert sheet["G2"].alignment.wrap_text
    assert sheet.column_dimensions["G"].width == 60
    assert sheet.column_dimensions["B"].width < 20


@pytest.mark.parametrize(
    ("text", "cut"), [("x" * LONGEST, False), ("x" * (LONGEST + 1), True), ("😀" * 17_000, True)]
)
def test_a_cell_too_long_for_excel_is_cut_and_it_is_said(
    make: Callable[..., Report], text: str, *, cut: bool
) -> None:
    opened = book(make(text))
    kept = columns(opened, "Excerpts")["quote"][0]
    assert len(kept.encode("utf-16-le")) // 2 <= LONGEST
    assert (kept != text) == kept.endswith("…") == ("cut" in told(opened)) == cut
    assert text.startswith(kept.removesuffix("…"))


def test_control_characters_are_removed_and_it_is_said(make: Callable[..., Report]) -> None:
    opened = book(replace(make("a\x00b\x0bc\ufffed\te"), notes=("f\ud800g",)))
    assert columns(opened, "Excerpts")["quote"] == ["abcd\te"]
    assert told(opened)["note"] == "fg"
    assert "removed" in told(opened)


def test_what_looks_like_an_escape_is_escaped(make: Callable[..., Report]) -> None:
    """Excel reads _x0041_ as A, by ECMA-376 part 1, 22.9.2.19; openpyxl shows what is written."""
    assert columns(book(make("_x0041_")), "Excerpts")["quote"] == ["_x005F_x0041_"]


def test_the_same_report_is_the_same_file(everything: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    first = export(everything, stem="a")["a.xlsx"]
    monkeypatch.setattr("time.time", lambda: 4e9)
    monkeypatch.setattr("time.localtime", lambda *_: (2050, 1, 1, 0, 0, 0, 0, 1, 0))
    assert export(everything, stem="b")["b.xlsx"] == first
    with ZipFile(BytesIO(first)) as parts:
        assert b"dcterms" not in re.sub(rb'xmlns:\w+="[^"]*"', b"", parts.read("docProps/core.xml"))


def test_empty_tables_are_empty_sheets(make: Callable[..., Report]) -> None:
    empty = make()
    nothing = replace(
        empty, frequencies=empty.frequencies.iloc[:0], differences=empty.differences.iloc[:0], codebook=[]
    )
    opened = book(nothing)
    assert columns(opened, "Excerpts")["quote"] == []
    assert opened["Codebook"].max_row == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_\ufffe\uffff"), min_size=1))
def test_any_text_comes_back(make: Callable[..., Report], text: str) -> None:
    assert columns(book(make(text)), "Excerpts")["quote"] == [text]
