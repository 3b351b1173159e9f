from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from qual.importers.base import Reading
from qual.importers.registry import read

if TYPE_CHECKING:
    from docx.document import Document

Make = Callable[[Callable[["Document"], None]], bytes]


def turns(found: Reading) -> list[tuple[str, str]]:
    (item,) = found.transcripts
    transcript = item.transcript
    return [(turn.label, turn.span.of(transcript.text)) for turn in transcript.turns]


def of(make_docx: Make, *paragraphs: str) -> Reading:
    def build(document: Document) -> None:
        for text in paragraphs:
            document.add_paragraph(text)

    return read("P01.docx", make_docx(build))


def test_labelled_paragraphs_and_what_continues_them(make_docx: Make) -> None:
    found = of(
        make_docx, "Interviewer: One?", "P01: Two.", "Still two.", "", "Interviewer: Three?\nOr four?", "P01: Five."
    )
    assert turns(found) == [
        ("Interviewer", "One?"),
        ("P01", "Two.\nStill two."),
        ("Interviewer", "Three?\nOr four?"),
        ("P01", "Five."),
    ]
    assert found.problems == ()


def test_bold_labels_count_with_and_without_a_colon(make_docx: Make) -> None:
    def build(document: Document) -> None:
        for label, text in [("Reason", " One?"), ("Ada:", " Two."), ("Reason", "\tThree?")]:
            paragraph = document.add_paragraph()
            paragraph.add_run(label).bold = True
            paragraph.add_run(text)

    assert turns(read("a.docx", make_docx(build))) == [
        ("Reason", "One?"),
        ("Ada", "Two."),
        ("Reason", "Three?"),
    ]


def test_tables_and_paragraphs_keep_their_order(make_docx: Make) -> None:
    def table(document: Document, *rows: tuple[str, str, str]) -> None:
        grid = document.add_table(rows=0, cols=3)
        for row in rows:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text

    def build(document: Document) -> None:
        document.add_heading("Interview P01")
        document.add_paragraph("P01: Before.")
        table(document, ("Zeit", "Sprecher", "Text"), ("00:01", "I", "One?"), ("00:02", "P01", "Two."))
        document.add_paragraph("stray words")
        document.add_paragraph("P01: Between.")
        table(document, ("00:03", "I", "Three?"), ("00:04", "P01", "Four."))
        table(document, ("a", "b", "c"), ("d", "e", ""))

    found = read("a.docx", make_docx(build))
    assert turns(found) == [
        ("P01", "Before."),
        ("I", "One?"),
        ("P01", "Two."),
        ("P01", "Between."),
        ("I", "Three?"),
        ("P01", "Four."),
    ]
    assert found.transcripts[0].transcript.turns[2].start_s == 2.0
    assert ["Paragraphs 1 and 3 belong" in p.message for p in found.problems].count(True) == 1


def test_a_table_without_headings_is_read_by_its_cells(make_docx: Make) -> None:
    def build(document: Document) -> None:
        grid = document.add_table(rows=0, cols=2)
        for row in [
            ("I", "And then what did you do?"),
            ("P01", "I waited for a long time."),
            ("I", "And after that?"),
        ]:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text

    assert [label for label, _ in turns(read("a.docx", make_docx(build)))] == ["I", "P01", "I"]


def test_a_table_of_other_things_is_left_out_and_said(make_docx: Make) -> None:
    def build(document: Document) -> None:
        document.add_paragraph("I: One?")
        document.add_paragraph("P01: Two.")
        document.add_table(rows=1, cols=2).rows[0].cells[0].text = "saved-by"

    found = read("a.docx", make_docx(build))
    assert len(turns(found)) == 2
    assert found.problems[0].message == "Table 1 holds no turns and was left out."


def test_teams_then_and_now_and_word_transcribe(make_docx: Make) -> None:
    old = of(make_docx, "0:0:0.0 --> 0:0:1.510\nSome Body\nOne.", "0:0:3.270 --> 0:0:4.250\nJames Bond\nTwo.")
    new = of(
        make_docx,
        "Title",
        "58s",
        "Some Body started transcription",
        "Some Body   0:03\nOne.",
        "James Bond   0:08\nTwo.",
        "Some Body stopped transcription",
    )
    word = of(
        make_docx,
        "Audio file",
        "P01.wav",
        "Transcript",
        "00:00:03 Some Body",
        "One.",
        "00:00:08 James Bond",
        "Two.",
    )
    for found in (old, new, word):
        assert turns(found) == [("Some Body", "One."), ("James Bond", "Two.")]


def test_without_labels_each_paragraph_is_a_turn(make_docx: Make) -> None:
    assert turns(of(make_docx, "First thoughts.", "Second thoughts.")) == [
        ("", "First thoughts."),
        ("", "Second thoughts."),
    ]


def change(document: Document, tag: str, text: str) -> None:
    paragraph: Any = document.paragraphs[-1]._p
    mark = OxmlElement(tag)
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText" if tag == "w:del" else "w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    mark.append(run)
    paragraph.append(mark)


def test_tracked_changes_are_read_as_accepted_and_said(make_docx: Make) -> None:
    def build(document: Document) -> None:
        document.add_paragraph("I: One?")
        document.add_paragraph("P01: Two")
        change(document, "w:ins", " added")
        change(document, "w:del", " removed")

    found = read("a.docx", make_docx(build))
    assert turns(found)[1] == ("P01", "Two added")
    assert "tracked changes" in found.problems[0].message


def test_content_controls_are_read(make_docx: Make) -> None:
    def build(document: Document) -> None:
        document.add_paragraph("I: One?")
        paragraph: Any = document.add_paragraph("P01: Two.")._p
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        paragraph.addprevious(control)
        control.append(content)
        content.append(paragraph)

    assert turns(read("a.docx", make_docx(build))) == [("I", "One?"), ("P01", "Two.")]


def test_what_word_keeps_elsewhere_is_said_to_be_unread(make_docx: Make) -> None:
    def build(document: Document) -> None:
        document.add_paragraph("I: One?")
        run: Any = document.add_paragraph("P01: Two.").runs[0]._r
        run.append(OxmlElement("w:footnoteReference"))
        run.append(OxmlElement("w:noBreakHyphen"))
        box, inside = OxmlElement("w:txbxContent"), OxmlElement("w:p")
        box.append(inside)
        run.addnext(box)

    found = read("a.docx", make_docx(build))
    assert turns(found)[1] == ("P01", "Two.-")
    assert found.problems[0].message == "The document has text boxes and footnotes; these are not read."


def test_a_table_with_a_role_column_states_roles(make_docx: Make) -> None:
    def build(document: Document) -> None:
        grid = document.add_table(rows=0, cols=3)
        for row in [("Role", "Speaker", "Text"), ("patient", "P01", "One."), ("patient", "P01", "Two.")]:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
        inner = grid.rows[1].cells[2].add_table(rows=1, cols=1)
        inner.rows[0].cells[0].text = "and more"

    found = read("a.docx", make_docx(build))
    assert found.transcripts[0].stated_roles == {"P01": "patient"}
    assert turns(found)[0] == ("P01", "One.\nand more")


def test_a_document_without_words_is_refused(make_docx: Make) -> None:
    found = of(make_docx, "", " ")
    assert found.fatal is not None
    assert "no text" in found.fatal.message
