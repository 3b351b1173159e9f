"""The end of the Word report: checklists with what is open marked, and limitations."""

from __future__ import annotations

from qual.exporters import document_methods as ends
from qual.exporters.document_paper import Chapter, ReportPaper
from tests.exporters.report_values import EMPTY, WHOLE
from tests.exporters.test_document_xml import parsed


def test_what_the_tool_does_not_know_is_marked_for_the_authors() -> None:
    chapter = Chapter("Methods")
    ends.methods(ReportPaper(WHOLE), chapter)
    made = "".join(chapter.blocks)
    said = parsed(made)
    assert "1 of 1 answered" in said
    assert "0 of 1 answered" in said
    assert "2 people: ada, ben." in said
    assert made.count('w:fill="FFF6E0"') == 1
    assert said.count(ends.OPEN) == 1
    assert "Made withqual 0.1.0" in said


def test_limitations_are_points_or_left_to_the_authors() -> None:
    chapter = Chapter("Limitations")
    ends.limitations(ReportPaper(WHOLE), chapter)
    assert 'w:val="ListBullet"' in chapter.blocks[0]
    bare = Chapter("Limitations")
    ends.limitations(ReportPaper(EMPTY), bare)
    assert parsed("".join(bare.blocks)) == ends.OPEN
