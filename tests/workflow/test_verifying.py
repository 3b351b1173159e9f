"""A report against its study: the same bytes, or each difference by its place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

import qual
from qual.errors import Refused
from qual.exporters.base import Report
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.plan import Plan
from qual.model.span import Span
from qual.workflow import exporting
from qual.workflow.projects import OpenProject, open_project
from qual.workflow.verifying import Verified, verify
from tests.studies import place_of, small_study

PLAN = Plan(sections=("participants", "frequencies", "excerpts"))
FORMATS = ("docx", "xlsx", "html", "csv", "json", "parquet")
WORDS = "waiting list for a year"


def code(study: OpenProject, transcript: str, words: str, code_id: str = "waiting") -> None:
    span = Span(*place_of(study, transcript, words))
    [answer] = study.apply([Op(new_id(), "code", "ada", transcript, span, code_id)])
    assert not answer.refusal


@pytest.fixture(scope="module", autouse=True)
def _built_once() -> Iterator[None]:
    """The same record and plan give the same report: it is built once after it was exported, not for every test."""
    real, kept = exporting.report, {}

    def report(project: OpenProject, plan: Plan | None = None) -> Report:
        with project.store.reading() as tables:
            last = tables.newest(without=("export",))
        exported = (project.folder.parent / "out" / "done").is_file()
        key = (last.op if last else "", (plan or Plan()).to_json(), qual.__version__, exported)
        if key not in kept:
            kept[key] = real(project, plan)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting, "report", report)
        yield


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with three codings, and a report in every format beside it."""
    folder = tmp_path_factory.mktemp("coded")
    with small_study(folder) as study:
        code(study, "P01", WORDS)
        code(study, "P01b", "Still on the waiting list")
        code(study, "C01", "They stop the tablets on their own.", "stopping")
        (folder / "out").mkdir()
        for format_ in FORMATS:
            exporting.export(study, folder / "out" / f"r-{format_}.{format_}", coder="ada", plan=PLAN)
        (folder / "out" / "done").touch()
    return folder


@pytest.fixture
def study(coded: Path, tmp_path: Path) -> Iterator[OpenProject]:
    """A copy of it."""
    shutil.copytree(coded, tmp_path, dirs_exist_ok=True)
    with open_project(tmp_path / "study") as project:
        yield project


def made(study: OpenProject, format_: str) -> Path:
    return study.folder.parent / "out" / f"r-{format_}.{format_}"


def repacked(path: Path, part: str, change: Callable[[str], str]) -> None:
    """The packed file with one of its parts changed."""
    raw = BytesIO()
    with ZipFile(path) as old, ZipFile(raw, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if re.fullmatch(part, name) else data)
    path.write_bytes(raw.getvalue())


def altered(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def said(found: Verified) -> str:
    return "\n".join(found.problems)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_report_that_nobody_touched_is_the_same_byte_for_byte(study: OpenProject, format_: str) -> None:
    found = verify(study, made(study, format_))
    assert (found.problems, found.notes, found.same, found.since) == ((), (), True, 0)
    assert found.checked["quotes"] >= 3
    assert found.checked["cells"] > 50
    assert "byte for byte" in found.sentence


@pytest.mark.parametrize("format_", ["docx", "html", "parquet"])
def test_what_was_coded_since_is_named_with_its_place(study: OpenProject, format_: str) -> None:
    code(study, "P02", "The dog keeps me going.")
    found = verify(study, made(study, format_))
    assert (found.ok, found.same, found.since) == (False, False, 1)
    assert "1 act was done in the study since" in found.notes[0]
    assert re.search("waiting.*: the file says .*, the study ", said(found), re.IGNORECASE)


def test_a_number_typed_over_is_named_to_the_cell(study: OpenProject) -> None:
    path = made(study, "csv")
    altered(path.with_name("r-csv frequencies.csv"), "care,waiting,patient,1,2,", "care,waiting,patient,2,2,")
    head, *rows = path.read_bytes().split(b"\r\n")[:-1]
    path.write_bytes(b"\r\n".join([head, *rows[::-1], b""]))  # rows in another order are the same rows
    path.with_name("r-csv participants.csv").unlink()
    gone, one, _ = verify(study, path).problems
    assert gone == "The file r-csv participants.csv that belongs to it is missing."
    assert re.search("frequencies, row care / waiting / patient.*, participants: the file says 2, the study 1", one)


def test_a_number_typed_over_in_excel_is_named(study: OpenProject) -> None:
    path = made(study, "xlsx")
    book = load_workbook(path)
    sheet = book["Frequencies"]
    place = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    row = next(r for r in range(2, sheet.max_row) if sheet.cell(r, place["code"]).value == "waiting")
    sheet.cell(row, place["participants"]).value = 2
    book.save(path)
    [one] = verify(study, path).problems
    assert "Frequencies, row care / Care / waiting / Waiting, participants: the file says 2, the study 1" in one


def test_a_workbook_that_was_only_saved_again_agrees(study: OpenProject) -> None:
    path = made(study, "xlsx")
    load_workbook(path).save(path)
    found = verify(study, path)
    assert found.ok
    assert not found.same
    assert "saved by another program" in found.notes[-1]
    assert "compared one by one" in found.sentence


def test_numbers_and_quotes_typed_over_on_a_page_are_named(study: OpenProject) -> None:
    path = made(study, "html")
    altered(path, "1/2", "2/2")
    altered(path, f">{WORDS}<", ">waiting list for ten years<")
    found = said(verify(study, path))
    assert re.search("frequencies, row .*, People: the file says “2/2 ⟨1⟩”, the study “1/2 ⟨1⟩”", found)
    assert "are not “waiting list for ten years”" in found


def test_numbers_and_quotes_typed_over_in_word_are_named(study: OpenProject) -> None:
    path = made(study, "docx")
    changes = (("1/2", "2/2"), (WORDS, "waiting list for ten years"))

    def change(text: str) -> str:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return text

    repacked(path, "word/document.xml", change)
    found = said(verify(study, path))
    assert re.search("the file says “2/2”, the study “1/2”", found)
    assert "these words are in no transcript: “waiting list for ten years”" in found


def test_a_quote_moved_and_a_manifest_changed_are_named(study: OpenProject) -> None:
    path = made(study, "json")
    told = json.loads(path.read_text("utf-8"))
    told["excerpts"][0]["start"] += 1
    told["manifest"]["inputs"]["transcripts"]["P01"]["sha256"] = "0" * 64
    told["manifest"]["record"]["sha256"] = "0" * 64
    path.write_text(json.dumps(told), "utf-8")
    problems = study.verify(path)["problems"]
    assert isinstance(problems, list)
    found = "\n".join(problems)
    assert "Manifest, inputs/transcripts/P01/sha256: the file says 000" in found
    assert "another study" in found
    assert "excerpts, row" in found
    assert f"are not “{WORDS}”" in found


def test_other_versions_are_told_and_are_no_fault(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qual.__version__", "9.9.9")
    found = verify(study, made(study, "html"))
    assert found.ok
    assert any("here is 9.9.9" in note for note in found.notes)


def test_what_cannot_be_verified_is_refused_with_a_reason(study: OpenProject, tmp_path: Path) -> None:
    for name, data, why in (
        ("x.csv", b"a,b\r\n1,2\r\n", "what it was made from"),
        ("x.json", b"{", "not readable as JSON"),
        ("x.bin", b"\xff\xfe\x00", "no report of qual"),
        ("x.parquet", b"PAR1xx", "not readable as Parquet"),
        ("x.html", b"<!doctype html><p>Hi", "what it was made from"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Refused, match=why):
            verify(study, tmp_path / name)
    with pytest.raises(Refused, match="No such file"):
        verify(study, tmp_path / "nowhere.docx")


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
def test_a_damaged_file_is_refused(study: OpenProject, format_: str) -> None:
    path = made(study, format_)
    whole = path.read_bytes()
    path.write_bytes(b"".join([whole[:3000], bytes(200), whole[3200:]]))
    with pytest.raises(Refused, match=r"damaged|not readable|no Word document|no report of qual"):
        verify(study, path)
    path.write_bytes(whole)
    repacked(path, re.escape("[Content_Types].xml"), lambda _: "<a/>")
    with pytest.raises(Refused, match=r"damaged|not readable"):
        verify(study, path)


def test_a_file_that_would_fill_the_memory_is_refused(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qual.exporters.reading_back.MOST_UNPACKED", 1_000)
    with pytest.raises(Refused, match="unpacked it has more than"):
        verify(study, made(study, "docx"))


def test_a_page_with_cells_outside_of_rows_is_no_fault_of_ours(study: OpenProject) -> None:
    path = made(study, "html")
    altered(path, "</table>", "</table><table><td>1</td></table>")
    assert not verify(study, path).ok


@pytest.mark.parametrize("record", [{"events": 10**40}, {"events": True}, {"events": -1}, "x"])
def test_a_record_that_no_study_has_is_told(study: OpenProject, record: object) -> None:
    path = made(study, "json")
    told = json.loads(path.read_text("utf-8"))
    told["manifest"]["record"] = record
    told["excerpts"][0]["start"] = "inf"
    path.write_text(json.dumps(told), "utf-8")
    assert "not the one the report was made from" in said(verify(study, path))


@pytest.mark.parametrize("format_", ["docx", "html"])
def test_a_row_with_fewer_cells_is_compared_too(study: OpenProject, format_: str) -> None:
    path = made(study, format_)
    if format_ == "docx":
        repacked(path, "word/document.xml", lambda text: text.replace("patient (N = 2)", "patient (N = 9)"))
    else:
        altered(path, "</table>", "<tr><td>N = 9</td></tr></table>")
    assert "N = 9" in said(verify(study, path))


def test_a_code_that_the_report_is_about_and_that_is_gone_is_a_problem(study: OpenProject) -> None:
    path = made(study, "json")
    told = json.loads(path.read_text("utf-8"))
    told["manifest"]["plan"]["selection"]["codes"] = ["nowhere"]
    path.write_text(json.dumps(told), "utf-8")
    assert "cannot be made again" in said(verify(study, path))
