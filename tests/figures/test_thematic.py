"""The map of themes: circles by participants, arcs by the people who raise both."""

from __future__ import annotations

import pytest

from qual.figures.thematic import MOST_ARCS, Link, Node, thematic
from tests.figures.drawn import data, texts

THEMES = (
    Node("toll", "Toll", 8, 10, (Node("hope", "Hopelessness", 2, 10), Node("never", "Never said", 0, 10))),
    Node("care", "Care", 4, 10),
)


def test_the_area_of_a_circle_follows_the_participants() -> None:
    areas = {one["key"]: one["area"] for one in data(thematic(THEMES)) if "area" in one}
    assert areas["toll"] == 460
    assert areas["toll"] - areas["care"] == pytest.approx(2 * (areas["care"] - areas["hope"]), abs=0.3)
    assert {"Toll  8/10", "Hopelessness  2/10"} <= set(texts(thematic(THEMES)))


def test_an_arc_joins_what_the_same_people_raise() -> None:
    figure = thematic(THEMES, [Link("toll", "care", 3), Link("care", "care", 4), Link("toll", "gone", 2)])
    arc = [one for one in data(figure) if "arc" in one]
    assert {one["arc"] for one in arc} == {0}
    assert (arc[0]["y"], arc[-1]["y"]) == (0.0, 3.0)
    assert list(figure.rows[0]) == ["Toll", 8, 10, "Care (3)"]
    assert "Toll and Care, 3" in figure.alt


def test_only_the_strongest_arcs_are_drawn_and_it_is_said() -> None:
    nodes = [Node(str(n), f"Theme {n}", 9, 9) for n in range(8)]
    links = [Link(str(a), str(b), 1 + a) for a in range(8) for b in range(a)]
    figure = thematic(nodes, links)
    assert len({one["arc"] for one in data(figure) if "arc" in one}) == MOST_ARCS
    assert f"The {MOST_ARCS} strongest of 28 connections are drawn." in figure.notes
    assert thematic(nodes, links[::-1]) == figure


def test_no_theme_and_nobody_are_sentences() -> None:
    assert "no theme" in thematic(()).alt
    assert thematic((Node("a", "A", 0, 5),)).spec == {}
