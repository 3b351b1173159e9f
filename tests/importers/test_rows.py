from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import Problem
from qual.importers.base import Upload
from qual.importers.canonical import clean
from qual.importers.rows import Table, cell_text, read_rows

CELL = st.text(alphabet='ab é",;\t\n=', max_size=8)
GRID = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6)
)


def table(data: bytes, name: str = "a.csv") -> Table:
    found = read_rows(Upload(name, data))
    assert isinstance(found, Table)
    return found


@given(GRID, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_a_program_writes_is_read_back(grid: list[list[str]], separator: str, encoding: str) -> None:
    heads = [["speaker", "text", "start", "role"][at] for at in range(len(grid[0]))]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([heads, *grid])
    rows = [cells for _, cells in table(out.getvalue().encode(encoding)).sheets[0].rows]
    assert rows == [tuple(row) for row in [heads, *grid] if any(cell.strip() for cell in row)]


def test_rows_carry_the_line_they_begin_at() -> None:
    data = 'a,b\n"one\ntwo",x\n\n3,4\n'
    assert [number for number, _ in table(data.encode()).sheets[0].rows] == [1, 2, 5]


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line() -> None:
    problem = read_rows(Upload("a.csv", b'speaker,text\nP,ok\nP,"never closed\nI,more\n'))
    assert isinstance(problem, Problem)
    assert problem.fatal
    assert problem.line == 3


def test_the_separator_line_of_excel_is_obeyed() -> None:
    found = table(b"sep=;\nspeaker;text\nP;a,b,c\n")
    assert found.sheets[0].rows == ((2, ("speaker", "text")), (3, ("P", "a,b,c")))


def test_commas_in_the_words_do_not_hide_the_semicolon() -> None:
    data = "Speaker;Text\nI;well, so, yes\nP;no, never, not, at all\nP;um, what\n"
    assert table(data.encode()).sheets[0].rows[1][1] == ("I", "well, so, yes")


def test_one_cell_may_hold_a_whole_interview() -> None:
    long = "word " * 60_000
    assert table(f"speaker,text\nP,{long}\n".encode()).sheets[0].rows[1][1][1] == long


def test_a_workbook_gives_every_sheet_with_the_numbers_of_its_rows(make_xlsx: Callable[..., bytes]) -> None:
    data = make_xlsx({"one": [["a", 1], [], [None, 2.5]], "two": [[True, dt.time(0, 0, 3)]]})
    found = table(data, "a.xlsx")
    assert [(sheet.name, sheet.rows) for sheet in found.sheets] == [
        ("one", ((1, ("a", "1")), (3, ("", "2.5")))),
        ("two", ((1, ("TRUE", "00:00:03")),)),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (0.1, "0.1"),
        (False, "FALSE"),
        (dt.datetime(2026, 1, 15), "2026-01-15"),  # noqa: DTZ001 - Excel knows no zones
        (dt.datetime(2026, 1, 15, 9, 30), "2026-01-15 09:30:00"),  # noqa: DTZ001 - as above
        (dt.timedelta(hours=1, seconds=2.5), "01:00:02.500"),
        ("=1+1", "=1+1"),
    ],
)
def test_cells_are_read_as_they_show(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_control_characters_in_a_table_are_said() -> None:
    found = table(b"speaker,text\nP,a\x07b\n")
    assert found.sheets[0].rows[1][1][1] == clean("ab")
    assert found.problems[0].line == 2


def test_a_damaged_row_number_does_not_fill_the_sheet_for_hours(make_xlsx: Callable[..., bytes]) -> None:
    damaged = io.BytesIO()
    sound = io.BytesIO(make_xlsx({"one": [["text"], ["hello"]]}))
    with zipfile.ZipFile(sound) as whole, zipfile.ZipFile(damaged, "w") as target:
        for name in whole.namelist():
            target.writestr(name, whole.read(name).replace(b'<row r="2"', b'<row r="99999999999"'))
    assert table(damaged.getvalue(), "a.xlsx").sheets[0].rows == ((1, ("text",)),)
