"""The map of a study: every passage long enough, with what people gave it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.matching import theme_map as laying
from qual.model.codebook import Code, Theme
from qual.workflow import curating, theme_maps, theming
from qual.workflow.projects import OpenProject
from tests.studies import empty_study
from tests.workflow.theme_study import add, code_passages, theme_study


@pytest.fixture
def open_study(tmp_path: Path) -> Iterator[OpenProject]:
    with theme_study(tmp_path) as project:
        yield project


def test_every_passage_stands_with_its_codes_role_and_theme(open_study: OpenProject) -> None:
    curating.add_theme(open_study, Theme("t", "T"), coder="ada")
    curating.add_code(open_study, Code("b", "B", "t"), coder="ada")
    curating.add_code(open_study, Code("a", "A", "t", retired=True), coder="ada")
    passage = open_study.segments()["segment"].iloc[1]
    code_passages(open_study, [passage], "b")
    curating.retire_code(open_study, "b", coder="ada")  # nothing in use: themes of everything
    themes = theming.report(open_study)
    found = theme_maps.theme_map(open_study, themes)
    assert (len(found.points), found.of, found.note) == (18, 18, "")
    by_id = {point.quote.segment: point for point in found.points}
    assert by_id[passage].codes == ("b",)
    assert by_id[passage].theme == ""
    assert {point.quote.role for point in found.points} == {"patient", "clinician"}
    for theme in themes.themes:
        assert {by_id[one].theme for one in theme.segments} == {theme.id}
    assert found.shares[0] >= found.shares[1] > 0
    assert theme_maps.theme_map(open_study) == found


def test_the_table_has_a_row_for_each_passage(open_study: OpenProject) -> None:
    table = open_study.theme_map()
    assert tuple(table.columns) == theme_maps.COLUMNS
    assert len(table) == 18
    assert table["theme"].nunique() == 3
    [text] = table.loc[table["passage"] == table["passage"][0], "text"]
    assert text


def test_short_remarks_are_left_out_unless_they_are_coded(open_study: OpenProject) -> None:
    add(open_study, ("P07.txt", b"Interviewer: And?\n\nP07: Yes.\n\nInterviewer: And?\n\nP07: No.\n"))
    found = theme_maps.theme_map(open_study)
    assert len(found.points) == 18
    assert found.note == "2 shorter than five words are left out."
    curating.add_theme(open_study, Theme("t", "T"), coder="ada")
    curating.add_code(open_study, Code("b", "B", "t"), coder="ada")
    table = open_study.segments()
    code_passages(open_study, table.loc[table["text"] == "Yes.", "segment"].tolist(), "b")
    found = theme_maps.theme_map(open_study, theming.ThemeReport())
    assert len(found.points) == 19
    assert found.note == "1 shorter than five words is left out."


def test_of_too_many_some_are_shown_the_same_every_time(
    open_study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = theme_maps.theme_map(open_study)
    monkeypatch.setattr(laying, "MOST_POINTS", 7)
    found = theme_maps.theme_map(open_study)
    assert len(found.points) == 7
    assert found.note == "7 of 18 passages are shown, drawn at random, the same every time."
    assert set(found.points) <= set(whole.points), "the axes are laid through all of them"
    assert theme_maps.theme_map(open_study) == found


def test_without_passages_there_is_nothing_to_show(tmp_path: Path) -> None:
    with empty_study(tmp_path) as study:
        assert theme_maps.theme_map(study).note == theme_maps.NOTHING
        assert study.theme_map().empty
