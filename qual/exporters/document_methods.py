"""The end of the Word report: checklists for authors, what software and model were used, and limitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.exporters import document_xml as xml
from qual.exporters.base import Item
from qual.exporters.document_xml import Cell, cell

if TYPE_CHECKING:
    from qual.exporters.document_paper import Chapter, ReportPaper

OPEN = "To be written by the authors."
_LISTS = {
    "COREQ": "COREQ: interviews and focus groups (Tong, Sainsbury and Craig 2007), topics in our own words",
    "SRQR": "SRQR: qualitative research (O’Brien and others 2014), topics in our own words",
}
_OPEN_SHADE = "FFF6E0"


def methods(paper: ReportPaper, chapter: Chapter) -> None:
    """What was used and how it was counted, then both checklists; what the tool cannot know is marked."""
    report = paper.report
    chapter.blocks.append(paper.heading("Software and model", 2))
    rows = [[cell(name.capitalize(), bold=True), cell(text)] for name, text in report.provenance.items()]
    if rows:
        chapter.blocks.append(xml.table([], rows, [4.6, chapter.width - 4.6], name="Software and model"))
    chapter.blocks.append(xml.paragraph(style="Note"))
    chapter.blocks.append(
        xml.words(
            "Suggestions come from a sentence model on this machine that learns from the coders’ own decisions. A "
            "suggestion is never a coding: every count rests on passages that a named person coded. No text was "
            "generated, and nothing left the machine."
        )
    )
    for name in dict.fromkeys(item.list for item in report.checklist):
        items = [item for item in report.checklist if item.list == name]
        known = sum(bool(item.answer) for item in items)
        chapter.blocks += [
            paper.heading(name, 2),
            xml.words(
                f"{_LISTS.get(name, name)}. {known} of {len(items)} answered from the study’s record; the rest is "
                "marked for the authors."
            ),
            _list(items, chapter.width, name),
        ]


def _list(items: list[Item], width: float, name: str) -> str:
    heads = [cell("No.", bold=True), cell("Topic", bold=True), cell("In this study", bold=True)]
    body = []
    for item in items:
        answer = (
            cell(item.answer)
            if item.answer
            else Cell(xml.paragraph(xml.run(OPEN, italic=True), style="TableText"), shade=_OPEN_SHADE)
        )
        body.append([cell(item.number), cell(item.topic), answer])
    return xml.table([heads], body, [1.3, 5.6, width - 6.9], name=f"{name} checklist")


def limitations(paper: ReportPaper, chapter: Chapter) -> None:
    """What these numbers cannot say."""
    said = paper.report.limitations
    if not said:
        chapter.blocks.append(xml.words(OPEN, "Note"))
    chapter.blocks += [point(sentence) for sentence in said]


def point(sentence: str) -> str:
    """A point of a list."""
    return xml.paragraph(xml.run(sentence), style="ListBullet", right=xml.from_the_right(sentence))
