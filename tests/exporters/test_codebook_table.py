"""A codebook as CSV and XLSX comes back as the same codebook, and runs nothing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from qual.codebook.incoming import read_any
from qual.codebook.read import read
from qual.codebook.tabular import WHOLE, unguarded, whole
from qual.exporters.codebook_table import guarded, to_csv, to_xlsx
from qual.model.codebook import Code, Codebook
from tests.codebook.codebook_books import AWKWARD, books, in_order

SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(books(4))
def test_a_codebook_comes_back_from_csv(book: Codebook) -> None:
    found = read_any(to_csv(WHOLE, whole(book)), "book.csv")
    assert (found.book, found.lost) == (book, ())


@SOME
@given(books(4))
def test_a_codebook_comes_back_from_xlsx(book: Codebook) -> None:
    data, lost = to_xlsx(WHOLE, whole(book), title=book.title)
    found = read_any(data, "book.xlsx")
    assert (found.book, found.lost, lost) == (book, (), ())
    assert data == to_xlsx(WHOLE, whole(book), title=book.title)[0]


@given(st.one_of(AWKWARD, st.text("'=-+@ \t\u200bx＝", max_size=6)))
def test_a_guard_is_undone_and_nothing_runs(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip().lstrip("\u200b").lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_the_sample_codebook_comes_back(root: Path) -> None:
    book = in_order(read((root / "codebook" / "codebook.yaml").read_bytes())[0])
    assert read_any(to_csv(WHOLE, whole(book)), "book.csv").book == book
    assert read_any(to_xlsx(WHOLE, whole(book))[0], "book.xlsx").book == book


def test_what_a_workbook_escapes_comes_back() -> None:
    book = Codebook("_x0041_", codes=(Code("_x0041_", "_x000D_ and _x005F_x0041_"),))
    assert read_any(to_xlsx(WHOLE, whole(book))[0], "book.xlsx").book == book


def test_every_cell_of_a_workbook_is_text_and_what_is_cut_is_told() -> None:
    book = Codebook("=1+1", codes=(Code("=a", "=1+1", "", "x" * 40_000), Code("b", "+b", "", "bad \ud800 sign")))
    data, lost = to_xlsx(WHOLE, whole(book), title=book.title)
    assert [note.split(":")[0] for note in lost] == ["cut", "removed"]
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
