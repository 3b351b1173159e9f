"""What goes into the formats for reading on, and back out of them: every format says the same."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qual.exporters import manifest
from qual.exporters.base import Report, Table
from qual.exporters.content import lines, tables
from qual.exporters.differing import compare
from qual.exporters.differing import tables as differing
from qual.exporters.reading_back import kind, read, same_words
from qual.exporters.registry import FORMATS, export
from qual.model.plan import Plan
from tests.exporters.reports import HEBREW, HOSTILE, MANIFEST, whole

TIDY = ("csv", "json", "parquet", "xlsx")


def test_every_table_of_the_plan_is_there_and_no_other() -> None:
    names = [table.name for table in tables(whole())]
    assert names[:6] == ["excerpts", "frequencies", "differences", "codebook", "participants", "memos"]
    assert names[6:] == [
        "theme_counts", "theme_quotes", "theme_words", "theme_memos", "matrix", "other", "figure_dots", "checklist",
    ]  # fmt: skip
    few = replace(whole(), plan=Plan(sections=("frequencies",)), parts=(), pictures=())
    assert [table.name for table in tables(few)] == ["frequencies"]
    twice = [table.name for table in tables(replace(whole(), parts=whole().parts[:1] * 2))]
    assert {"matrix", "matrix_2"} <= set(twice)
    assert ("limitation", "Small.") in lines(whole())
    assert ("note on matrix", "B.") in lines(whole())


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_carries_the_manifest_and_says_its_kind(format_: str) -> None:
    made = export(format_, whole(), stem="r s")
    assert made == export(format_, whole(), stem="r s")
    name = f"r s.{format_}"
    told = read(name, made[name], {one: data for one, data in made.items() if one != name})
    assert (told.format, kind(made[name]), told.missing) == (format_, format_, ())
    assert told.manifest == MANIFEST
    assert compare(told, told) == []


@pytest.mark.parametrize("format_", TIDY)
def test_every_cell_comes_back(format_: str) -> None:
    made = export(format_, whole(), stem="r")
    told = read(f"r.{format_}", made[f"r.{format_}"], made)
    for table in tables(whole()):
        found = told.tables[table.name]
        assert len(found.rows) == len(table.rows), table.name
        if format_ != "xlsx":
            wrong = differing(replace_csv(found, format_), as_text(table) if format_ == "csv" else table)
            assert [line for line in wrong if "column data " not in line] == []
    said = [one.words for one in told.quotes]
    assert HEBREW in said
    assert any(same_words("=1+1 <b>", one) for one in said)


def replace_csv(table: Table, format_: str) -> Table:
    """The cells of a CSV as what they stand for: it holds text alone, and guards what would run."""
    if format_ != "csv":
        return table

    def cell(text: object) -> str:
        return str(text).removeprefix("'")

    headings = tuple(heading.removeprefix("'") for heading in table.headings)
    return Table(table.name, headings, [[cell(one) for one in row] for row in table.rows])


def as_text(table: Table) -> Table:
    """The cells as a CSV writes them."""

    def cell(one: object) -> str:
        if isinstance(one, bool):
            return "true" if one else "false"
        return "" if one is None else str(one)

    return Table(table.name, table.headings, [[cell(one) for one in row] for row in table.rows])


def test_a_manifest_of_any_depth_comes_back_from_rows() -> None:
    long = {"words": "x" * 70_000, "deep": {"a": {"b": "c"}}, "none": None}
    for told in (MANIFEST, long, {}):
        assert manifest.from_rows(manifest.rows(told)) == told
    assert max(len(value) for _, value in manifest.rows(long)) <= manifest.CELL
    with pytest.raises(ValueError, match="stands under a value"):
        manifest.from_rows([("a", "1"), ("a/b", "2")])


def test_sheets_are_tables_of_excel_with_filters() -> None:
    book = load_workbook(BytesIO(export("xlsx", whole(), stem="r")["r.xlsx"]))
    assert book.sheetnames[0] == "About"
    assert book.sheetnames[-1] == "Manifest"
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames})
    sheet = book["Excerpts"]
    [made] = sheet.tables.values()
    assert [column.name for column in made.tableColumns] == [cell.value for cell in sheet[1]]
    assert made.ref == sheet.dimensions


@pytest.mark.parametrize("format_", ["csv", "json", "parquet"])
def test_the_snippets_beside_the_files_read_them(
    tmp_path: Path, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = export(format_, replace(whole(), manifest={}), stem='a "b" é')
    for name, data in made.items():
        (tmp_path / name.replace('"', "'")).write_bytes(data)
    [script] = tmp_path.glob("*.py")
    script.write_text(script.read_text("utf-8").replace('\\"', "'"), "utf-8")
    found = runpy.run_path(str(script))["tables"]
    assert list(found["excerpts"]["quote"])[1] == '=HYPERLINK("http://x","y")'
    assert int(found["excerpts"]["start"].sum()) == 28
    assert "frequencies: 2 rows" in capsys.readouterr().out
    if shutil.which("Rscript"):
        listed = "cat(sapply(tables, nrow))"
        code = (
            f"setwd({json.dumps(str(tmp_path))}); source({json.dumps(next(tmp_path.glob('*.R')).name)}); {listed}"
        )
        done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0 or "there is no package" in done.stderr


def test_differences_are_named_by_table_row_and_column() -> None:
    here = Table("t", ("name", "role", "n"), [["a", "x", 1], ["b", "x", 2], ["new", "z", 9], ["w", None, ""]])
    there = Table(
        "t", ("name", "role", "n"), [["b", "x", 3], ["a", "x", 1 + 1e-12], ["old", "q", 4], ["w", "", None]]
    )
    assert differing(here, there) == [
        "t, row b / x, n: the file says 2, the study 3.",
        "t, row new / z: the row is only in the file.",
        "t, row old / q: the row is not in the file.",
    ]
    more = Table("t", ("name", "n", "extra"), [["a", 1, 2]])
    assert differing(more, Table("t", ("name", "n", "role"), [["c", 1, 2]])) == [
        "t: the column extra is only in the file.",
        "t: the column role is not in the file.",
        "t, row a, name: the file says “a”, the study “c”.",
    ]


def test_damage_is_refused_with_a_reason(make: Callable[..., Report]) -> None:
    assert [kind(data) for data in (b"PK\x03\x04", b"\xff\xfe", b"<html>", b"{}", b"a,b")] == [
        "",
        "",
        "html",
        "json",
        "csv",
    ]
    for data, why in ((b"PK\x03\x04", "no report"), (b"{", "JSON"), (b"PAR1", "Parquet"), (b"\xff,", "UTF-8")):
        with pytest.raises(ValueError, match=why):
            read("x", data, {})
    html = export("html", replace(make("a"), manifest={"a": 1}), stem="r")["r.html"]
    with pytest.raises(ValueError, match="damaged"):
        read("r.html", html.replace(b'{\n "a"', b'{\n a"'), {})
    assert json.loads(manifest.text({"a": HOSTILE})) == {"a": HOSTILE}
