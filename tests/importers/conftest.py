"""Small files of every format, written for the tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import docx
import pytest
from openpyxl import Workbook

if TYPE_CHECKING:
    from docx.document import Document

Rows = Sequence[Sequence[object]]


def _docx(build: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(sheets: dict[str, Rows]) -> bytes:
    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def make_docx() -> Callable[[Callable[[Document], None]], bytes]:
    """A Word document from a function that fills it."""
    return _docx


@pytest.fixture(scope="session")
def make_xlsx() -> Callable[[dict[str, Rows]], bytes]:
    """A workbook from its sheets' rows."""
    return _xlsx
