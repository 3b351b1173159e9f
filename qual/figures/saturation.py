"""Saturation: how many different codes after one interview, two, three …, and how much their order matters.

A line for the middle of many orders, a band for nine in ten of them. Each role has a colour, a dash and its name at
the end of its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qual.figures.labels import LETTER, LINE, clean, number, short, wide
from qual.figures.palette import DASHES, LIGHT, group_colours
from qual.model.figure import Figure

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("n", "median", "low", "high", "role")
"""Columns that `saturation` draws."""
HEIGHT = 320
MOST_LINES = len(DASHES)
_PLOT = 560
_READ = "Line: the median over random orders of the interviews. Band: nine in ten of these orders."
_CLOSES = (
    "A band closes at its end because all orders then hold the same interviews, not because nothing new could come."
)


def saturation(
    table: pd.DataFrame,
    *,
    roles: Sequence[str] = (),
    name: str = "saturation",
    title: str = "When interviews stop bringing new codes",
) -> Figure:
    """Different codes by number of interviews.

    Args:
        table: columns of `NEEDED`: after `n` interviews of `role` (a role, "all", or any name of a line) the
            median, 5th and 95th percentile of different codes over random orders.
        roles: the order of the lines, which gives their colours; those not named come last.
        name: of the figure, for files.
        title: of the figure.
    """
    rows = [{str(key): one for key, one in line.items()} for line in table.to_dict("records")]
    rows = [row for row in rows if number(row["median"]) is not None]
    if not rows:
        return Figure(name, title, "No interview has a code yet.", {}, (), ())
    there = list(dict.fromkeys(str(row["role"]) for row in rows))
    lines = sorted(there, key=lambda role: roles.index(role) if role in roles else len(roles))
    if len(lines) > MOST_LINES:
        return Figure(name, title, f"{len(lines)} lines are too many to tell apart; choose fewer.", {}, (), ())
    ends = {role: max((row for row in rows if row["role"] == role), key=lambda row: row["n"]) for role in lines}
    alts = [
        f"{clean(role)}: {end['median']:.0f} codes after {end['n']} interview{'' if end['n'] == 1 else 's'}"
        for role, end in ends.items()
    ]
    return Figure(
        name, title, f"Lines that rise and flatten. {'; '.join(alts)}.", _spec(rows, lines, ends),
        ("Interviews of", "Number of interviews", "Different codes (median)", "5 %", "95 %"),
        tuple((row["role"], row["n"], row["median"], number(row["low"]), number(row["high"])) for row in rows),
        (_READ, _CLOSES),
    )  # fmt: skip


def _spec(
    rows: Sequence[Mapping[str, Any]], roles: Sequence[str], ends: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    most_n = max(row["n"] for row in rows)
    top = max(float(number(row["high"]) or row["median"]) for row in rows) * 1.12 or 1.0
    names = {role: f"{short(role, 30)} {ends[role]['median']:.0f}" for role in roles}
    room = (max(map(wide, names.values())) * LETTER + 14) / _PLOT
    scale = {"domain": list(roles), "range": group_colours(roles)}
    colour = {"field": "role", "type": "nominal", "legend": None, "scale": scale}
    x_scale: dict[str, Any] = {"domain": [1, max(most_n, 2) * (1 + room)], "nice": False}
    ticks = _ticks(most_n)
    x = {
        "field": "n", "type": "quantitative", "scale": x_scale,
        "axis": {"values": ticks, "title": "Number of interviews", "format": "d", "titleAnchor": "start",
                 "grid": False},
    }  # fmt: skip
    y = {
        "type": "quantitative", "scale": {"domain": [0, top], "nice": True},
        "axis": {"title": "Different codes", "tickMinStep": 1, "grid": True},
    }  # fmt: skip
    dash = {
        "field": "role", "type": "nominal", "legend": None,
        "scale": {"domain": list(roles), "range": [list(dash) for dash in DASHES[: len(roles)]]},
    }  # fmt: skip
    data = [
        {"n": row["n"], "median": row["median"], "low": number(row["low"]), "high": number(row["high"]),
         "role": row["role"]}
        for row in rows
    ]  # fmt: skip
    tips = [
        {"field": "role", "type": "nominal", "title": "Interviews of"},
        {"field": "n", "type": "quantitative", "title": "Interviews"},
        {"field": "median", "type": "quantitative", "title": "Different codes"},
    ]
    last = {role: (float(ends[role]["n"]), float(ends[role]["median"])) for role in roles}
    words = [
        {"n": ends[role]["n"], "at": at, "role": role, "name": names[role]}
        for role, at in _apart(last, names, x_scale["domain"][1], top).items()
    ]
    layers = _layers(words, tips, x, y, {"color": colour, "strokeDash": dash})
    return {"height": HEIGHT, "data": {"values": data}, "layer": layers}


def _layers(
    words: Sequence[Mapping[str, Any]], tips: Sequence[Mapping[str, Any]], x: Mapping[str, Any],
    y: Mapping[str, Any], look: Mapping[str, Any],
) -> list[dict[str, Any]]:  # fmt: skip
    """Bands, lines, points, and the names at their ends."""
    place = {"align": "left", "dx": 8}
    named = {"x": x, "y": {"field": "at", **y}, "text": {"field": "name", "type": "nominal"}}
    colour, dash = look["color"], look["strokeDash"]
    return [
            {"mark": {"type": "area", "opacity": 0.16},
             "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}, "color": colour}},
            {"mark": {"type": "line", "strokeWidth": 2.2},
             "encoding": {"x": x, "y": {"field": "median", **y}, "color": colour, "strokeDash": dash}},
            {"mark": {"type": "point", "filled": True, "size": 22, "opacity": 1},
             "encoding": {"x": x, "y": {"field": "median", **y}, "color": colour, "tooltip": tips}},
            # The name of a line stands on a stroke of the page's colour, since other lines may pass behind it.
            {"data": {"values": words},
             "mark": {"type": "text", **place, "stroke": LIGHT.background, "strokeWidth": 5, "strokeJoin": "round"},
             "encoding": named},
            {"data": {"values": words}, "mark": {"type": "text", **place}, "encoding": {**named, "color": colour}},
        ]  # fmt: skip


def _apart(
    ends: Mapping[str, tuple[float, float]], names: Mapping[str, str], most_n: float, top: float
) -> dict[str, float]:
    """Where the names of lines stand: at their ends, a line higher where another name stands there already.

    Args:
        ends: the last number of interviews and of codes of each line.
        names: what is written.
        most_n: interviews at the right end of the axis.
        top: codes at the upper end of the axis.
    """
    least, letter = LINE * top / HEIGHT, LETTER * most_n / _PLOT
    placed: dict[str, tuple[float, float, float]] = {}
    for role in sorted(ends, key=lambda role: ends[role][::-1]):
        start, height = ends[role]
        stop = start + wide(names[role]) * letter + letter
        for left, right, at in sorted(placed.values(), key=lambda one: one[2]):
            if start < right and left < stop and abs(height - at) < least:
                height = at + least
        placed[role] = (start, stop, height)
    return {role: height for role, (_, _, height) in placed.items()}


def _ticks(most: int) -> list[int]:
    """Whole numbers of interviews, about eight."""
    step = next(one for scale in (1, 10, 100, 1000) for one in (scale, 2 * scale, 5 * scale) if most / one <= 10)  # noqa: PLR2004 - ticks that fit
    return sorted({most, *(tick for tick in range(step, most + 1, step) if most - tick >= step / 2)})
