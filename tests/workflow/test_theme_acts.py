"""Merging, dismissing and bringing back: events by named persons, undone and redone like any other act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.model.coding import Op
from qual.workflow import theme_acts, theming
from qual.workflow.projects import OpenProject
from tests.workflow.theme_study import act, add, by_subject, interview, labels, theme_study

MERGE, DISMISS, RESTORE = theme_acts.MERGE, theme_acts.DISMISS, theme_acts.RESTORE


@pytest.fixture
def open_study(tmp_path: Path) -> Iterator[OpenProject]:
    with theme_study(tmp_path) as project:
        yield project


def test_a_dismissed_theme_stays_away_until_somebody_brings_it_back(open_study: OpenProject) -> None:
    before = theming.report(open_study)
    sea = by_subject(before)["sea"]
    assert not act(open_study, DISMISS, sea.id)
    found = theming.report(open_study)
    assert "sea" not in by_subject(found)
    [gone] = found.dismissed
    assert (gone.id, gone.label, gone.dismissed_by) == (sea.id, sea.label, "ada")
    add(open_study, interview("P03", ["sea", "sea", "garden"], 50))
    [still] = theming.report(open_study).dismissed
    assert len(still.segments) == 8, "mostly the same passages"
    assert not theming.report(open_study).gone, "what is dismissed is not gone"
    assert not act(open_study, RESTORE, sea.id, coder="ben")
    found = theming.report(open_study)
    assert [one.id for one in found.themes] == [one.id for one in before.themes], "in its place again"
    assert found.dismissed == ()


def test_a_dismissed_theme_comes_again_once_most_of_its_passages_are_new(open_study: OpenProject) -> None:
    sea = by_subject(theming.report(open_study))["sea"]
    act(open_study, DISMISS, sea.id)
    add(open_study, *(interview(f"P4{n}", ["sea"] * 4, 60 + n) for n in range(2)))
    found = theming.report(open_study)
    assert by_subject(found)["sea"].id == sea.id
    assert found.dismissed == ()


def test_two_merged_themes_are_one_with_the_id_name_and_place_of_the_one_that_stays(
    open_study: OpenProject,
) -> None:
    before = theming.report(open_study)
    first, second, third = before.themes
    assert not act(open_study, MERGE, second.id, first.id)
    found = theming.report(open_study)
    assert [one.id for one in found.themes] == [second.id, third.id]
    whole = found.themes[0]
    assert set(whole.segments) == {*first.segments, *second.segments}
    assert (whole.label, whole.parts) == (second.label, 2)
    add(open_study, interview("P03", ["sea", "garden", "money"], 50))
    grown = next(one for one in theming.report(open_study).themes if one.id == second.id)
    assert (len(grown.segments), grown.state, grown.change) == (14, "grown", 2)
    assert theming.report(open_study).gone == ()
    open_study.undo(coder="ada")
    assert [one.id for one in theming.report(open_study).themes] == [one.id for one in before.themes]
    assert labels(theming.report(open_study)) == labels(before)


def test_a_merge_holds_when_one_of_the_two_grows_beyond_what_was_merged(open_study: OpenProject) -> None:
    themes = by_subject(theming.report(open_study))
    act(open_study, MERGE, themes["garden"].id, themes["sea"].id)
    theming.report(open_study)
    add(open_study, *(interview(f"P5{n}", ["sea"] * 6, 80 + 6 * n) for n in range(4)))
    found = theming.report(open_study)
    assert len(found.themes) == 2
    whole = next(one for one in found.themes if one.id == themes["garden"].id)
    assert (len(whole.segments), whole.parts, whole.change) == (36, 2, 24)


def test_acts_are_undone_and_redone_in_order_and_the_record_stays_whole(open_study: OpenProject) -> None:
    first, second, third = theming.report(open_study).themes
    act(open_study, MERGE, first.id, second.id)
    theming.report(open_study)
    act(open_study, DISMISS, first.id)
    assert [one.id for one in theming.report(open_study).themes] == [third.id]
    undone = open_study.undo(coder="ada")
    assert [row["kind"] for row in undone] == [DISMISS]
    assert [one.id for one in theming.report(open_study).themes] == [first.id, third.id]
    open_study.redo(coder="ada")
    assert [one.id for one in theming.report(open_study).themes] == [third.id]
    open_study.undo(2, coder="ada")
    assert len(theming.report(open_study).themes) == 3
    assert open_study.check()["ok"]
    with open_study.store.reading() as tables:
        assert tables.broken_links() == []
        payloads = [event.payload for event in tables.events(DISMISS)]
    assert not any("sea" in payload or "garden" in payload for payload in payloads), "no words in the record"


def test_undoing_the_bringing_back_dismisses_it_again(open_study: OpenProject) -> None:
    sea = theming.report(open_study).themes[0]
    act(open_study, DISMISS, sea.id)
    theming.report(open_study)
    act(open_study, RESTORE, sea.id, coder="ben")
    assert len(theming.report(open_study).themes) == 3
    open_study.undo(coder="ben")
    assert len(theming.report(open_study).themes) == 2


def test_the_same_act_counts_once_and_a_theme_that_is_not_there_is_refused(open_study: OpenProject) -> None:
    first, second, _ = theming.report(open_study).themes
    op = Op("twice", DISMISS, "ada", target=first.id)
    [once] = open_study.apply([op])
    [again] = open_study.apply([op])
    [other] = open_study.apply([Op("other", DISMISS, "ben", target=first.id)])
    assert once.event is not None
    assert (again.event, again.unchanged, other.unchanged, other.event) == (once.event, True, True, None)
    for kind in (DISMISS, RESTORE):
        assert act(open_study, kind, "nothing") == theme_acts.NOT_SHOWN
    assert act(open_study, MERGE, first.id, "nothing") == theme_acts.NOT_SHOWN
    assert "not one with itself" in act(open_study, MERGE, first.id, first.id)
    assert not act(open_study, RESTORE, second.id), "nothing to do is no fault"
    assert not act(open_study, MERGE, first.id, second.id)
    [same] = open_study.apply([Op("m", MERGE, "ben", target=first.id, replaces=second.id)])
    assert same.unchanged


def test_a_dismissal_holds_after_another_cut(open_study: OpenProject) -> None:
    garden = by_subject(theming.report(open_study))["garden"]
    act(open_study, DISMISS, garden.id)
    open_study.segment("sentence")
    found = theming.report(open_study)
    assert "garden" not in by_subject(found)
    assert [one.id for one in found.dismissed] == [garden.id]
