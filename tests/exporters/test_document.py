"""The Word report: its chapters, what it does with hostile text, that it is a file Word opens, and equal bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest

from qual.exporters import document
from qual.exporters.base import Report
from qual.model.plan import SECTIONS, Plan
from qual.model.selection import Selection
from tests.exporters.report_values import CODINGS, EMPTY, HEBREW, LONG, WHOLE


def made(report: Report) -> bytes:
    files = document.export(report, stem="report")
    assert list(files) == ["report.docx"]
    return files["report.docx"]


def opened(report: Report) -> Any:  # noqa: ANN401 - python-docx brings no types
    return docx.Document(BytesIO(made(report)))


@cache
def whole() -> Any:  # noqa: ANN401
    return opened(WHOLE)


def chapters(file: Any) -> list[str]:  # noqa: ANN401
    return [p.text for p in file.paragraphs if p.style.name == "Heading 1"]


def everything(file: Any) -> str:  # noqa: ANN401
    return "\n".join(t.text or "" for t in file.element.body.iter("{*}t"))


def test_a_chapter_for_each_section_in_their_order_and_what_belongs_to_none_at_the_end() -> None:
    assert chapters(whole()) == [*(document.TITLES[name] for name in SECTIONS), "Further tables"]
    assert len(whole().sections) == len(SECTIONS) + 2
    wide = [section.page_width > section.page_height for section in whole().sections]
    assert [chapters(whole())[at - 1] for at, is_wide in enumerate(wide) if is_wide] == [
        "Framework matrix", "Joint display", "Codes that go together", "Further tables",
    ]  # fmt: skip


def test_only_what_the_plan_names_is_in_it() -> None:
    plan = Plan(sections=("limitations", "frequencies"), selection=Selection(roles=("patient",)))
    file = opened(replace(WHOLE, plan=plan, parts=()))
    assert chapters(file) == ["Frequencies", "Limitations"]
    assert "Counted only: roles patient." in everything(file)
    assert HEBREW not in everything(file)


def test_the_same_report_is_the_same_bytes_and_names_no_time() -> None:
    first = made(WHOLE)
    assert first == made(WHOLE)
    with ZipFile(BytesIO(first)) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
        assert b"dcterms:created" not in packed.read("docProps/core.xml")


def test_hostile_text_stays_text_and_loses_only_what_xml_cannot_hold() -> None:
    words = everything(whole())
    assert "“bad <w:p> & 😀”" in words
    assert "“=1+1 said”" in words
    assert LONG in words
    [quote, *_] = [p for p in whole().paragraphs if p.text == f"“{HEBREW}”"]
    assert {"bidi", "rtl"} <= {element.tag.split("}")[1] for element in quote._p.iter()}


def test_pictures_say_what_they_show() -> None:
    told = [element.get("descr") for element in whole().element.body.iter("{*}docPr")]
    assert told == ["Two dots: 14/20 and 4/9."]
    assert any(p.text == "Figure 1. Themes by role" and p.style.name == "Caption" for p in whole().paragraphs)


def test_every_table_fits_its_page_and_repeats_its_headings() -> None:
    widths = [
        sum(int(column.get(f"{{{column.nsmap['w']}}}w")) for column in table._tbl.tblGrid)
        for table in whole().tables
    ]
    assert max(widths) <= 25.2 * 567
    frequencies = next(t for t in whole().tables if "patient (N = 20)" in t.rows[0]._tr.xpath("string(.)"))
    marks = [{child.tag.split("}")[1] for child in row._tr.get_or_add_trPr()} for row in frequencies.rows]
    assert marks[:3] == [{"cantSplit", "tblHeader"}, {"cantSplit", "tblHeader"}, {"cantSplit"}]


def test_a_study_without_anything_is_a_report_that_says_so() -> None:
    words = everything(opened(EMPTY))
    for said in (
        "Untitled study", "No words of participants are in the study yet.", "No participant is known yet.",
        "The codebook has no codes yet.", "No differences are given", "There is nothing to draw yet.",
        "Nothing is coded yet", "The codebook has no themes yet.",
    ):  # fmt: skip
        assert said in words, said


@pytest.mark.parametrize("role", ["patient", "nurse"])
def test_one_role_alone(role: str) -> None:
    frame = WHOLE.frequencies
    one = replace(WHOLE, frequencies=frame[frame["role"] == role], differences=WHOLE.differences.iloc[:0])
    words = everything(opened(replace(one, notes=("No differences: role does not have just two groups.",))))
    assert "No differences are given: role does not have just two groups." in words


def test_a_thousand_quotes_are_written_each_once() -> None:
    import pandas as pd

    many = pd.concat([CODINGS.iloc[[0]]] * 1_000, ignore_index=True)
    many["start"] = range(1_000)
    many["quote"] = [f"Quote {n} of a thousand" for n in range(1_000)]
    report = replace(EMPTY, codings=many, plan=Plan(sections=("excerpts",)))
    with ZipFile(BytesIO(made(report))) as packed:
        body = packed.read("word/document.xml").decode()
    assert body.count(" of a thousand”") == 1_000
    assert "Hopelessness (1,000)" in body
