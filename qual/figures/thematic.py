"""The themes with their codes, how many people raise each, and which themes the same people raise.

Themes stand below each other with their codes, so that every name can be read; a circle is as large as the number
of participants. An arc joins two that go together, broader where more people raise both. The same input gives the
same drawing: nothing is laid out by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

from qual.figures.labels import clean, listed, short
from qual.figures.palette import LIGHT
from qual.model.figure import Figure

MOST_ARCS = 15
"""More arcs than this hide each other; the strongest are drawn, and that is said."""
STEP = 24
"""Pixels of a row."""
PICK = "name"
"""The name of the selection a click on a circle makes: the field key."""
_ARCS = 0.30
"""The part of the width that arcs take."""
_BENDS = 40
_LARGEST, _SMALLEST = 460.0, 14.0
"""Areas of circles in square pixels."""
_BROADEST = 7.0


@dataclass(frozen=True, slots=True)
class Node:
    """A theme, or a code under its theme.

    Attributes:
        key: its id.
        label: its name.
        participants: who raise it.
        total: of so many.
        codes: the codes under a theme, () for a code.
    """

    key: str
    label: str
    participants: int
    total: int
    codes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Two themes or codes that go together.

    Attributes:
        a: key of the one.
        b: key of the other.
        together: participants who raise both.
    """

    a: str
    b: str
    together: int


def thematic(
    themes: Sequence[Node],
    links: Sequence[Link] = (),
    *,
    name: str = "themes",
    title: str = "Themes and their codes",
) -> Figure:
    """The map of themes.

    Args:
        themes: in the order in which to draw them.
        links: between keys of `themes` or of their codes; one of no participants is not drawn.
        name: of the figure, for files.
        title: of the figure.
    """
    rows = [(node, depth) for theme in themes for node, depth in ((theme, 0), *((code, 1) for code in theme.codes))]
    if not rows:
        return Figure(name, title, "The codebook has no theme yet.", {}, (), ())
    if not any(node.participants for node, _ in rows):
        return Figure(name, title, "Nobody has raised any of these yet.", {}, (), ())
    at = {node.key: place for place, (node, _) in enumerate(rows)}
    meant = sorted(
        (link for link in links if link.together > 0 and link.a in at and link.b in at and link.a != link.b),
        key=lambda link: (-link.together, at[link.a], at[link.b]),
    )
    notes = ["Circle: participants who raise it. Arc: participants who raise both; the number stands on it."]
    if len(meant) > MOST_ARCS:
        notes.append(f"The {MOST_ARCS} strongest of {len(meant)} connections are drawn.")
    named = {node.key: node.label for node, _ in rows}
    return Figure(
        name, title, _alt(themes, meant, named), _spec(rows, meant[:MOST_ARCS], at),
        ("Name", "Participants", "of", "Raised by the same people"),
        tuple((("" if depth == 0 else "· ") + node.label, node.participants, node.total, _with(node, meant, named))
              for node, depth in rows),
        tuple(notes),
    )  # fmt: skip


def _spec(rows: Sequence[tuple[Node, int]], arcs: Sequence[Link], at: Mapping[str, int]) -> dict[str, Any]:
    most = max(node.participants for node, _ in rows)
    names = [_name(node, depth, place, most) for place, (node, depth) in enumerate(rows)]
    bent, numbers = _arcs(arcs, at, len(rows))
    here = _ARCS if arcs else 0.03
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}
    y = {
        "type": "quantitative", "axis": None,
        "scale": {"domain": [-0.7, len(rows) - 0.3], "nice": False, "reverse": True},
    }  # fmt: skip
    row = {"field": "at", **y}
    tips = [
        {"field": "label", "type": "nominal", "title": "Name"},
        {"field": "said", "type": "nominal", "title": "Participants"},
    ]
    return {
        "height": STEP * len(rows) + 10,
        "layer": [
            *(_arc_layers(bent, numbers, x, y) if arcs else []),
            {
                "data": {"values": names},
                "params": [{"name": PICK, "select": {"type": "point", "fields": ["key"], "on": "click"}}],
                "mark": {"type": "circle", "opacity": 1, "color": LIGHT.groups[0], "stroke": LIGHT.background,
                         "cursor": "pointer"},
                "encoding": {
                    "x": {"datum": here, **x}, "y": row, "tooltip": tips,
                    "size": {"field": "area", "type": "quantitative", "scale": None, "legend": None},
                },
            },
            *(
                {
                    "data": {"values": names}, "transform": [{"filter": f"datum.depth == {depth}"}],
                    "mark": {"type": "text", "align": "left", "dx": dx, "fontSize": size, "fontWeight": weight},
                    "encoding": {"x": {"datum": here, **x}, "y": row, "text": {"field": "text", "type": "nominal"}},
                }
                for depth, dx, size, weight in ((0, 18, 13, "bold"), (1, 32, 12, "normal"))
            ),
        ],
    }  # fmt: skip


def _arc_layers(
    bent: Sequence[Mapping[str, Any]],
    numbers: Sequence[Mapping[str, Any]],
    x: Mapping[str, Any],
    y: Mapping[str, Any],
) -> list[dict[str, Any]]:
    """The arcs, and a number on each."""
    wide = {"field": "wide", "type": "quantitative", "scale": None}
    return [
        {
            "data": {"values": bent},
            "mark": {"type": "line", "color": LIGHT.quiet, "opacity": 0.55},
            "encoding": {
                "x": {"field": "x", **x},
                "y": {"field": "y", **y},
                "order": {"field": "step"},
                "detail": {"field": "arc", "type": "nominal"},
                "strokeWidth": {**wide, "legend": None},
            },
        },
        {
            "data": {"values": numbers},
            "mark": {"type": "text", "fontSize": 11, "align": "right", "dx": -5},
            "encoding": {"x": {"field": "x", **x}, "y": {"field": "y", **y}, "text": {"field": "text"}},
        },
    ]  # fmt: skip


def _name(node: Node, depth: int, place: int, most: int) -> dict[str, Any]:
    said = f"{node.participants} of {node.total}"
    return {
        "at": place,
        "key": node.key,
        "depth": depth,
        "area": round(_SMALLEST + (_LARGEST - _SMALLEST) * node.participants / most, 1),
        "text": f"{short(node.label, 42 if depth else 38)}  {node.participants}/{node.total}",
        "label": clean(node.label),
        "said": said,
    }


def _arcs(
    arcs: Sequence[Link], at: Mapping[str, int], many: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Half ellipses at the left, wider where what they join is further apart; and the number at the top of each."""
    most = max((link.together for link in arcs), default=1)
    bent, numbers = [], []
    for number, link in enumerate(arcs):
        upper, lower = sorted((at[link.a], at[link.b]))
        middle, half = (upper + lower) / 2, (lower - upper) / 2
        depth = (_ARCS - 0.05) * (0.12 + 0.88 * (lower - upper) / max(many - 1, 1))
        bent += [
            {
                "arc": number, "step": step, "wide": round(max(1.0, _BROADEST * link.together / most), 2),
                "x": round(_ARCS - depth * sin(pi * step / _BENDS), 4),
                "y": round(middle - half * cos(pi * step / _BENDS), 4),
            }
            for step in range(_BENDS + 1)
        ]  # fmt: skip
        numbers.append({"x": round(_ARCS - depth, 4), "y": middle, "text": str(link.together)})
    return bent, numbers


def _with(node: Node, links: Sequence[Link], named: Mapping[str, str]) -> str:
    """What it goes together with, and how many people raise both."""
    found = [(link.b if link.a == node.key else link.a, link.together) for link in links
             if node.key in (link.a, link.b)]  # fmt: skip
    return "; ".join(f"{named[other]} ({together})" for other, together in found)


def _alt(themes: Sequence[Node], links: Sequence[Link], named: Mapping[str, str]) -> str:
    most = sorted(themes, key=lambda theme: -theme.participants)[:3]
    said = [f"{short(theme.label, 60)} {theme.participants} of {theme.total}" for theme in most]
    words = f"Map of {len(themes)} themes. Raised by most: {listed(said)} participants."
    if links:
        first = links[0]
        words += (
            f" Most often by the same people: {short(named[first.a], 60)} and {short(named[first.b], 60)}, "
            f"{first.together}."
        )
    return words
