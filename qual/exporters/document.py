"""The report in Word: title page, contents, a chapter for each section asked for, real headings, tables that fit.

The file holds nothing of the time or the machine it was written on: the same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from qual.exporters import document_front as front
from qual.exporters import document_methods as ends
from qual.exporters import document_numbers as numbers
from qual.exporters import document_themes as themes
from qual.exporters import document_xml as xml
from qual.exporters.base import Part, Report
from qual.exporters.document_paper import Chapter, ReportPaper

TITLES = {
    "summary": "At a glance", "participants": "Participants", "codebook": "Codebook",
    "frequencies": "Frequencies", "differences": "Differences between groups", "themes": "Themes",
    "figures": "Figures", "matrix": "Framework matrix", "joint": "Joint display",
    "cooccurrence": "Codes that go together", "saturation": "Saturation", "excerpts": "Coded excerpts",
    "methods": "Methods appendix", "limitations": "Limitations",
}  # fmt: skip
_OF_PARTS = ("matrix", "joint", "cooccurrence", "saturation")
_DRAWN = frozenset({"saturation_curve"})
"""Parts that are drawn as a figure; their many numbers stand in the formats for reading on."""
_SHORT = 2
"""So many notes that hold for every theme leave room for the first theme beneath them."""
_WIDE = frozenset({"matrix", "joint", "cooccurrence"})


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.docx`, with the sections of the report's plan."""
    paper = ReportPaper(report)
    opening = Chapter("")
    front.title_page(paper, opening)
    chapters = [opening]
    printed = [part for part in report.parts if part.name not in _DRAWN]
    for section in report.plan.sections:
        chapter = Chapter(TITLES[section], wide=section in _WIDE)
        chapter.blocks.append(paper.heading(chapter.title, 1))
        if section in _OF_PARTS:
            _parts(paper, chapter, [part for part in printed if _section_of(part) == section])
        else:
            _WRITE[section](paper, chapter)
        chapters.append(chapter)
    if rest := [part for part in printed if not _section_of(part)]:
        chapter = Chapter("Further tables", wide=True)
        chapter.blocks.append(paper.heading(chapter.title, 1))
        _parts(paper, chapter, rest)
        chapters.append(chapter)
    if len(chapters) > 1:
        front.contents(paper, opening)
    return {f"{stem}.docx": paper.write(chapters)}


def _section_of(part: Part) -> str:
    """The section a part belongs to by its name, "" for none."""
    return next((name for name in _OF_PARTS if part.name.startswith(name)), "")


def _parts(paper: ReportPaper, chapter: Chapter, parts: list[Part]) -> None:
    if not parts:
        chapter.blocks.append(xml.words("The study has nothing to show here yet.", "Note"))
    for part in parts:
        numbers.further(paper, chapter, part)


def _pages(paper: ReportPaper, chapter: Chapter) -> None:
    if not paper.report.themes:
        chapter.blocks.append(xml.words("The codebook has no themes yet.", "Note"))
    shared = themes.common(paper.report.themes)
    if shared:
        chapter.blocks.append(xml.words("One page for each theme. What holds for every page:"))
        chapter.blocks += [ends.point(note) for note in shared]
    for at, theme in enumerate(paper.report.themes):
        themes.page(paper, chapter, theme, first=at == 0 and len(shared) <= _SHORT)


def _figures(paper: ReportPaper, chapter: Chapter) -> None:
    if not paper.report.pictures:
        chapter.blocks.append(xml.words("There is nothing to draw yet.", "Note"))
    for one in paper.report.pictures:
        figure = one.figure
        chapter.blocks.append(paper.picture(one.png, name=figure.name, alt=figure.alt, width=chapter.width))
        chapter.blocks.append(paper.caption("Figure", figure.title).replace("<w:keepNext/>", ""))
        chapter.blocks += [xml.words(note, "Note") for note in figure.notes]


_WRITE: dict[str, Callable[[ReportPaper, Chapter], None]] = {
    "summary": front.glance,
    "participants": front.participants,
    "codebook": front.codebook,
    "frequencies": numbers.frequencies,
    "differences": numbers.differences,
    "themes": _pages,
    "figures": _figures,
    "excerpts": themes.excerpts,
    "methods": ends.methods,
    "limitations": ends.limitations,
}
