"""Excerpts as files: every format holds the words as text, and the same excerpts are the same bytes."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import docx
import openpyxl
import pytest

from qual.errors import Refused
from qual.exporters.excerpts import ANSWER, FORMATS, NOTHING, Excerpt, Excerpts, Group, frame, write
from tests.exporters.report_values import BAD, HEBREW, LONG

BAD_WORDS = BAD.replace("\ud800", "")
FOUND = Excerpts(
    "Ward <b>", "Coded excerpts by theme and code", True, ("theme", "code"),
    (
        Group(("Toll", "Hopelessness"), "No hope.", (
            Excerpt('=HYPERLINK("x") they said', (("participant", "P01"), ("memo", "look\nagain"))),
            Excerpt(HEBREW, (("participant", "P02"), ("memo", ""))),
        )),
        Group(("Toll", LONG), "", (Excerpt(BAD_WORDS, (("participant", "P01"), ("memo", ""))),)),
    ),
    notes=("Counted only: roles patient.",), columns=("participant", "memo"),
)  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_excerpts_are_the_same_bytes(format: str) -> None:  # noqa: A002
    assert write(FOUND, format) == write(FOUND, format)
    assert write(replace(FOUND, groups=()), format)


def test_there_is_no_other_format() -> None:
    with pytest.raises(Refused, match="no such format"):
        write(FOUND, "pdf")


def test_word_has_headings_quotes_and_who_said_them() -> None:
    words = [
        (str(p.style and p.style.name), p.text) for p in docx.Document(BytesIO(write(FOUND, "docx"))).paragraphs
    ]
    assert [text for style, text in words if style == "Heading 2"] == ["Toll"]
    assert [text for style, text in words if style == "Heading 3"] == ["Hopelessness (2)", f"{LONG} (1)"]
    assert ("Quote", f"“{HEBREW}”") in words
    assert ("Source", "P01 · look again") in words
    assert any("invented" in text for style, text in words if style == "Warning")
    empty = docx.Document(BytesIO(write(replace(FOUND, groups=()), "docx")))
    assert NOTHING in [p.text for p in empty.paragraphs]


def test_a_check_has_room_for_an_answer_after_each_theme() -> None:
    asked = write(replace(FOUND, asks=True), "docx")
    assert len(docx.Document(BytesIO(asked)).tables) == 2
    assert write(replace(FOUND, asks=True), "html").decode().count(ANSWER) == 2


def test_html_is_one_file_that_asks_nobody_and_runs_nothing() -> None:
    page = write(FOUND, "html").decode()
    assert "Ward &lt;b&gt;" in page
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "http://" not in page
    assert f"“{HEBREW}”" in page
    assert "\x0b" not in page


def test_tables_hold_one_row_per_excerpt_and_no_formula() -> None:
    assert list(frame(FOUND).columns) == ["theme", "code", "excerpt", "participant", "memo"]
    rows = list(csv.reader(StringIO(write(FOUND, "csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert not any(cell.startswith("=") for cell in cells)
    assert HEBREW in cells
    sheet = openpyxl.load_workbook(BytesIO(write(FOUND, "xlsx")))["Excerpts"]
    assert sheet["C2"].data_type == "s"
    assert sheet["C2"].value == '=HYPERLINK("x") they said'
    assert sheet.max_row == 4
