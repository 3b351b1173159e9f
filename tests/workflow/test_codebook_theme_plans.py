"""Themes are planned by their names: new, changed, moved, taken out."""

from __future__ import annotations

import pytest

from qual.errors import NotFound, Refused
from qual.model.codebook import Theme
from qual.workflow import codebook_theme_plans as plans
from qual.workflow.projects import OpenProject


def ids(themes: tuple[Theme, ...]) -> list[str]:
    return [theme.id for theme in themes]


def test_a_theme_is_added_at_the_end_or_in_front_of_another(study: OpenProject) -> None:
    last = plans.new_theme(study, "Money & work", definition=" About money. ", color="#abc")
    assert last.wanted.themes[-1] == Theme("money-work", "Money & work", "About money.", "#aabbcc")
    first = plans.new_theme(study, "Money", own_id="m", before="care")
    assert (first.what, ids(first.wanted.themes)) == ("theme added", ["m", "care", "toll"])
    with pytest.raises(Refused, match="theme of this name"):
        plans.new_theme(study, "care")
    with pytest.raises(Refused, match="with this id"):
        plans.new_theme(study, "Other", own_id="care")


def test_a_theme_is_changed_in_what_is_said(study: OpenProject) -> None:
    asked = plans.changed_theme(study, "Care", name="Cares", definition="New.")
    assert asked.wanted.themes[0] == Theme("care", "Cares", "New.")
    assert plans.changed_theme(study, "Care", color="#123456").wanted.themes[0] == Theme(
        "care", "Care", "", "#123456"
    )
    with pytest.raises(Refused, match="it is so already"):
        plans.changed_theme(study, "Care")
    with pytest.raises(NotFound, match="Is 'Care' meant"):
        plans.changed_theme(study, "Caer")


def test_a_theme_is_moved(study: OpenProject) -> None:
    assert ids(plans.moved_theme(study, "toll", before="care").wanted.themes) == ["toll", "care"]
    assert ids(plans.moved_theme(study, "care").wanted.themes) == ["toll", "care"]
    with pytest.raises(Refused, match="it is so already"):
        plans.moved_theme(study, "toll")


def test_only_an_empty_theme_is_taken_out(study: OpenProject) -> None:
    with pytest.raises(Refused, match="there are codes under it"):
        plans.removed_theme(study, "toll")
    study.move_code("hopeless", theme="care", coder="ada")
    assert ids(plans.removed_theme(study, "Toll").wanted.themes) == ["care"]
