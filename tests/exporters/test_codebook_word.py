"""The codebook in Word: what stands where, rows that stay whole, and the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx

from qual.exporters.codebook_word import to_word
from qual.model.appendix import Appendix, Count, Entry, Quote, Section

QUOTE = Quote("I stopped\x0b going.", "P07", "patient")
ENTRY = Entry(
    "a", "Anger", 0, "Being cross.\nWith people.", ("shouting", "so  on"), ("irony",),
    typical=QUOTE, counts=(Count("patient", 9, 12, 24), Count("clinician", 6, 8, 12)),
)  # fmt: skip
WHOLE = Appendix(
    "My study", "3", "abc123", "3 March 2026",
    (
        Section("Care", "About care.", (
            ENTRY,
            Entry("g", "Group", heading=True),
            Entry("d", "Deep", 3, examples=(Quote("An example", "", "nurse"),)),
            Entry("r", "אמון ברופא", definition="הגדרה של הקוד", typical=Quote("כן", "P01")),
            Entry("x", "x" * 300, definition="bad \x00\ud800 sign 😀"),
            Entry("l", "Long", definition="word " * 2000),
        )),
        Section("Empty"),
        Section("", entries=(Entry("o", "Lone"),)),
    ),
    (Entry("m", "Gone", where=("Care", "Anger"), merged_into="Anger"), Entry("n", "Gone too")),
    "How it was counted.", "How quotes were chosen.", True,
)  # fmt: skip


def opened(appendix: Appendix) -> Any:  # noqa: ANN401 - python-docx brings no types
    return docx.Document(BytesIO(to_word(appendix)))


def grid(table: Any) -> list[list[str]]:  # noqa: ANN401
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_title_facts_methods_and_a_table_for_each_theme() -> None:
    document = opened(WHOLE)
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words == [
        "Codebook: My study",
        "Version 3 · 3 March 2026 · 2 themes, 6 codes · content abc123",
        "Synthetic sample: study, quotes and counts are invented.",
        "How it was counted.",
        "How quotes were chosen.",
        "Care",
        "About care.",
        "Empty",
        "No code in use stands under this theme.",
        "Codes without a theme",
        "Codes no longer in use",
        "Codings made with these codes are kept; those of a merged code count for the code it was merged into.",
    ]
    care, loose, gone = map(grid, document.tables)
    assert care[0] == ["Code", "Definition", "Use for / do not use for", "Quotes", "Participants (codings)"]
    assert care[1] == [
        "Anger\na",
        "Being cross.\nWith people.",
        "Use for: shouting; so on\nDo not use for: irony",
        "Typical: “I stopped going.” (P07, patient)",
        "patient 9/12 (24)\nclinician 6/8 (12)",
    ]
    assert care[2][0] == "Group\ng · heading, groups only"
    assert care[3][3] == "Example: “An example” (nurse)"
    assert care[5][:2] == ["x" * 300 + "\nx", "bad  sign 😀"]
    assert [row[0] for row in loose] == ["Code", "Lone\no"]
    assert gone == [
        ["Code", "Definition", "Stood under", "Now in"],
        ["Gone\nm", "", "Care › Anger", "Anger"],
        ["Gone too\nn", "", "", "retired, merged into no other"],
    ]
    footer = document.sections[0].footer.paragraphs[0].text
    assert footer.startswith("My study · synthetic sample · page ")


def test_headings_repeat_and_rows_stay_whole_unless_longer_than_a_page() -> None:
    document = opened(WHOLE)
    assert document.sections[0].page_width > document.sections[0].page_height
    marks = [[child.tag.split("}")[1] for child in row._tr.get_or_add_trPr()] for row in document.tables[0].rows]
    assert marks[0] == ["tblHeader", "cantSplit"]
    assert marks[1:] == [["cantSplit"]] * 5 + [[]]
    indents = [row.cells[0].paragraphs[0].paragraph_format.left_indent.cm for row in document.tables[0].rows[1:4]]
    assert [round(indent, 1) for indent in indents] == [0, 0, 1.3]


def test_words_from_the_right_are_set_so() -> None:
    row = opened(WHOLE).tables[0].rows[4]
    for cell in row.cells[:2]:
        tags = {element.tag.split("}")[1] for element in cell.paragraphs[0]._p.iter()}
        assert {"bidi", "rtl"} <= tags
    assert "bidi" not in {element.tag.split("}")[1] for element in opened(WHOLE).tables[0].rows[1]._tr.iter()}


def test_columns_without_content_are_left_out() -> None:
    bare = Appendix("", sections=(Section("T", entries=(Entry("a", "A", definition="d"),)),))
    document = opened(bare)
    assert grid(document.tables[0]) == [["Code", "Definition"], ["A\na", "d"]]
    assert [p.text for p in document.paragraphs][:2] == ["Codebook", "1 theme, 1 code"]
    shown = Appendix("", sections=(Section("T", entries=(Entry("a", "A", examples=(Quote("x"),)),)),))
    assert grid(opened(shown).tables[0])[0] == ["Code", "Definition", "Examples"]
    assert opened(Appendix("Nothing")).tables == []


def test_the_same_appendix_is_the_same_bytes_and_names_nobody() -> None:
    data = to_word(WHOLE)
    assert data == to_word(WHOLE)
    with ZipFile(BytesIO(data)) as packed:
        core = packed.read("docProps/core.xml").decode()
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
    assert "dcterms:created" not in core
    assert "python-docx" not in core


def test_a_code_nobody_has_is_told_in_one_line() -> None:
    unused = Entry("u", "Unused", counts=(Count("patient", 0, 12, 0), Count("clinician", 0, 8, 0)))
    used = replace(unused, counts=(Count("patient", 0, 12, 0), Count("clinician", 1, 8, 2)))
    [table] = opened(replace(WHOLE, sections=(Section("", entries=(unused, used)),), retired=())).tables
    assert [row[-1] for row in grid(table)[1:]] == ["none of 20", "patient 0/12 (0)\nclinician 1/8 (2)"]
