"""Pages about themes, and excerpts: whose words, on which side, with which marks."""

from __future__ import annotations

from dataclasses import replace

from qual.exporters import document_themes as themes
from qual.exporters.base import Report
from qual.exporters.document_paper import Chapter, ReportPaper
from qual.model.summary import Said, Summary
from tests.exporters.report_values import CODINGS, HEBREW, THEME, WHOLE
from tests.exporters.test_document_xml import parsed


def page(theme: Summary, **more: object) -> tuple[str, str]:
    chapter = Chapter("Themes")
    report: Report = replace(WHOLE, themes=(theme,), **more)  # type: ignore[arg-type]
    themes.page(ReportPaper(report), chapter, theme, first=True)
    made = "".join(chapter.blocks)
    return made, parsed(made)


def test_a_page_says_who_how_many_and_where_the_proof_is() -> None:
    _, said = page(THEME)
    parts = ["Who says this", "most of the patients (14 of 20)", "14/20", "48–85%", "Its codes", "Words typical",
             "letter (5/14; others 0/4)", "In their words", "I stopped hoping […].", "What speaks against it",
             "Never lost hope.", "Analysts’ memos", "Look again."]  # fmt: skip
    places = [said.index(part) for part in parts]
    assert places == sorted(places)


def test_two_roles_stand_beside_each_other_and_three_below() -> None:
    made, _ = page(THEME)
    assert "Quotes side by side" in made
    third = replace(THEME.quotes[0], role="carer", participant="K01")
    made, said = page(
        replace(THEME, quotes=(*THEME.quotes, third), said=(*THEME.said, Said("carer", 1, 1, "", 0, 1, 1, 1)))
    )
    assert "Quotes side by side" not in made
    assert "K01, carer" in said


def test_small_groups_have_no_interval_and_an_empty_page_says_so() -> None:
    small = replace(THEME, said=(Said("patient", 4, 9, "some", 0.1, 0.7, 3, 9),))
    assert "95% interval" not in page(small)[1]
    bare = replace(
        THEME, description="", said=(), codes=(), typical=(), quotes=(), negatives=(), memos=(), notes=()
    )
    said = page(bare)[1]
    for sentence in ("no description", "No passage is quoted.", "No negative case", "Nobody’s words"):
        assert sentence in said


def test_what_stands_on_every_page_is_printed_once() -> None:
    other = replace(THEME, theme="b", notes=("Most means 60 to 90%.", "Only here."))
    assert themes.common((THEME, other)) == ("Most means 60 to 90%.",)
    assert themes.common((THEME,)) == ()


def test_an_excerpt_stands_once_with_everybody_who_coded_it() -> None:
    chapter = Chapter("Excerpts")
    themes.excerpts(ReportPaper(WHOLE), chapter)
    made = "".join(chapter.blocks)
    assert parsed(made).count("=1+1 said") == 1
    assert "P01, patient · coded by ada, ben" in parsed(made)
    assert parsed(made).index("=1+1 said") < parsed(made).index(HEBREW)  # patients first, as on the pages


def test_words_that_were_replaced_are_printed_replaced() -> None:
    chapter = Chapter("Excerpts")
    shown = CODINGS.assign(shown=["=1+1 [name]"] * 2 + list(CODINGS["quote"][2:]))
    themes.excerpts(ReportPaper(replace(WHOLE, codings=shown)), chapter)
    assert "=1+1 [name]" in parsed("".join(chapter.blocks))
    assert "=1+1 said" not in parsed("".join(chapter.blocks))
