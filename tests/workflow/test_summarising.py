"""One page about one theme: counts as the frequencies have them, people's own words, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.plan import Plan
from qual.model.selection import Selection
from qual.model.summary import Summary
from qual.workflow import summarising
from qual.workflow.projects import OpenProject
from tests.workflow.summary_study import OTHER, span_of, summary_study


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """Tests of this file only read it."""
    with summary_study(tmp_path_factory.mktemp("waiting")) as project:
        yield project


@pytest.fixture(scope="module")
def page(waiting: OpenProject) -> Summary:
    return waiting.theme_summary("care")


def test_who_says_it_is_what_the_frequencies_count(waiting: OpenProject, page: Summary) -> None:
    found = page
    rows = waiting.frequencies()
    whole = rows[(rows["theme"] == "care") & rows["code"].isna()]
    assert [(one.role, one.participants, one.total, one.segments, one.low, one.high) for one in found.said] == list(
        whole[["role", "participants", "participants_total", "segments", "ci_low", "ci_high"]].itertuples(
            index=False, name=None
        )
    )
    assert [one.in_words for one in found.said] == ["most of the patients (4 of 5)", "all 4 clinicians"]
    assert [(code.code, [one.participants for one in code.said]) for code in found.codes] == [
        ("waiting", [4, 4]), ("stopping", [0, 0]),
    ]  # fmt: skip


def test_the_words_typical_of_each_role_name_nobody(waiting: OpenProject, page: Summary) -> None:
    assert [(one.role, one.word, one.participants, one.others) for one in page.typical] == [
        ("patient", "kettle", 3, 0), ("patient", "letter", 3, 1),
        ("clinician", "caseload", 3, 0), ("clinician", "slot", 3, 0),
    ]  # fmt: skip
    alone = waiting.theme_summary("toll")
    assert alone.typical == ()
    assert "Typical words: only one role raises the theme, so there is nothing to compare." in alone.notes


def test_what_belongs_beside_the_counts_is_told(page: Summary) -> None:
    legend, few, read, unseen = summarising.beside(page)
    assert legend.startswith("In words:")
    assert "5 patients and 4 clinicians" in few
    assert "67% of patients’ passages and 50% of clinicians’ passages" in read
    assert unseen == "Nobody has read anything yet of 1 of 5 patients (P5)."
    assert not any(note.startswith("Without it:") for note in page.notes), "who is not read has not kept silent"
    assert summarising.BANNER in page.notes


def test_who_was_read_and_does_not_raise_it_is_without_it(waiting: OpenProject) -> None:
    waiting.apply([Op(new_id(), "review", "ada", "P5", span_of(waiting, "P5", OTHER))])
    found = waiting.theme_summary("care")
    assert "Without it: 1 of 5 patients (P5)." in found.notes
    assert not any(note.startswith("Nobody has read") for note in found.notes)
    waiting.undo(1, coder="ada")


def test_a_theme_nobody_raises_is_a_page_without_quotes(study: OpenProject) -> None:
    found = study.theme_summary("toll")
    assert [one.participants for one in found.said] == [0, 0]
    assert (found.quotes, found.negatives, found.typical, found.memos) == ((), (), (), ())
    assert [one.in_words for one in found.said] == ["none of the 2 patients", "not the one clinician"]


def test_a_project_without_transcripts_has_a_page_without_roles(tmp_path: Path) -> None:
    from tests.studies import empty_study

    with empty_study(tmp_path) as project:
        found = project.theme_summary("care")
        assert (found.name, found.said, found.codes, found.quotes) == ("Care", (), (), ())


def test_an_analyst_s_memo_stands_on_the_page(study: OpenProject) -> None:
    study.apply([Op(new_id(), "memo", "ada", about="theme", target="care", memo="They wait.")])
    assert [(memo.coder, memo.text) for memo in study.theme_summary("care").memos] == [("ada", "They wait.")]


def test_a_selection_narrows_counts_quotes_and_words_and_is_printed(waiting: OpenProject) -> None:
    found = summarising.summary(waiting, "care", selection=Selection(codes=("waiting",), roles=("patient",)))
    assert [one.role for one in found.said] == ["patient"]
    assert {one.role for one in found.quotes} == {"patient"}
    assert "Codes of the theme that are not counted here: Stopping tablets." in found.notes
    assert any("Waiting" in note and "patient" in note for note in found.notes), "the selection is printed"
    nobody = summarising.summary(waiting, "care", selection=Selection(transcripts=("P5",)))
    assert [(one.participants, one.total) for one in nobody.said] == [(0, 1)]


def test_people_can_be_numbered(waiting: OpenProject) -> None:
    found = waiting.theme_summary("care", names="number")
    assert {one.participant for one in found.quotes} <= {
        f"{role} {n}" for role in ("patient", "clinician") for n in range(1, 6)
    }
    assert "Nobody has read anything yet of 1 of 5 patients (patient 5)." in found.notes
    with pytest.raises(Refused, match="pseudonym or number"):
        waiting.theme_summary("care", names="initials")


def test_a_theme_that_is_not_there_is_named_with_those_that_are(waiting: OpenProject) -> None:
    with pytest.raises(NotFound, match="care, toll"):
        waiting.theme_summary("bus")


def test_a_report_has_every_theme_chosen_and_quotes_nobody_too_often(waiting: OpenProject) -> None:
    whole = summarising.summaries(waiting, Plan(quotes=8))
    assert [one.theme for one in whole] == ["care", "toll"]
    quoted = Counter(one.participant for theme in whole for one in theme.quotes)
    assert max(quoted.values()) <= 3
    assert whole == summarising.summaries(waiting, Plan(quotes=8)), "the same study gives the same pages"
    (one,) = summarising.summaries(waiting, Plan(quotes=0, selection=Selection(codes=("hopeless",))))
    assert (one.theme, one.quotes) == ("toll", ())
    assert summarising.themes(waiting, Selection(codes=("care",))) == ("care",)


def test_a_language_whose_small_words_are_not_known_is_told(
    waiting: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "settings", replace(waiting.settings, language="finnish"))
    assert any("'finnish' are not known" in note for note in waiting.theme_summary("care").notes)
