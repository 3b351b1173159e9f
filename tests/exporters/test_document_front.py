"""The opening of the Word report: what it says first, who took part, and the codebook."""

from __future__ import annotations

from dataclasses import replace

from qual.exporters import document_front as front
from qual.exporters.document_paper import Chapter, ReportPaper
from qual.model.plan import Plan
from qual.model.selection import Selection
from tests.exporters.report_values import EMPTY, HEBREW, LONG, WHOLE
from tests.exporters.test_document_xml import parsed


def printed(write: str, report: object = WHOLE) -> str:
    chapter = Chapter("x")
    getattr(front, write)(ReportPaper(report), chapter)  # type: ignore[arg-type]
    return parsed("".join(chapter.blocks))


def test_the_title_page_warns_of_invented_data_and_says_what_was_chosen() -> None:
    chosen = replace(WHOLE, plan=Plan(selection=Selection(roles=("patient",)), by="site"))
    said = printed("title_page", chosen)
    assert "every transcript, quote, participant and count is invented" in said
    assert "patient: 20, nurse: 9" in said
    assert "2026-03-01, 12:00 UTC" in said
    assert "Themes in the interviews, by site" in said
    assert "Counted only: roles patient." in said
    assert "invented" not in printed("title_page", EMPTY)


def test_at_a_glance_has_every_theme_with_people_of_each_role() -> None:
    said = printed("glance")
    assert "Toll14/2070% (48–85)4/9" in said
    assert "Counts describe this coded corpus." in said
    assert "Nothing is coded yet" in printed("glance", EMPTY)


def test_participants_of_each_role_have_the_columns_that_say_something() -> None:
    said = printed("participants")
    assert "Whose words are counted: patient: 1, nurse: 1." in said
    assert "participantyearsP013" in said
    assert "participantN01" in said
    assert "in no count: interviewer." in said


def test_the_codebook_has_rules_examples_and_what_is_no_longer_in_use() -> None:
    said = printed("codebook")
    for part in ("Use for: no way; none", "patient: none left", HEBREW, LONG, "long · heading, groups only"):
        assert part in said
    assert "Gone (retired)–" not in said
    assert "Gone (retired)Hopelessness" in said
