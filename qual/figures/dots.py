"""Dots with intervals: how many participants of each group raise each theme or code, sorted by the difference.

Each group has its own row within a name, its own colour and shape, and its n/N beside it, so that the chart needs
no legend. Below ten participants in any group the axis speaks of parts (a quarter, half), not of per cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qual.figures.labels import (
    FEWEST_FOR_PERCENT,
    LETTER,
    LINE,
    interval,
    listed,
    names_axis,
    number,
    short,
    wide,
    wrapped,
)
from qual.figures.labels import clean as one_line
from qual.figures.palette import SHAPES, group_colours, group_shapes
from qual.model.figure import Figure

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("label", "group", "participants", "participants_total", "share", "ci_low", "ci_high")
"""Columns of the rows that `dots` draws; `key` as well where a click is to say what was clicked."""
MOST_GROUPS = len(SHAPES)
PICK = "count"
"""The name of the selection a click makes: fields key, label and group."""
ROW = 21
"""Pixels of one group's row."""
_WRAP, _LINES, _MANY, _LINES_OF_MANY = 36, 3, 30, 2
_PLOT = 400
"""Pixels of the plot beside the names, about."""


def dots(
    rows: pd.DataFrame, *, groups: Sequence[str], name: str = "frequencies",
    title: str = "Who raises what", sort: bool = True,
) -> Figure:  # fmt: skip
    """A dot, its Wilson interval and n/N for each name and group.

    Args:
        rows: columns of `NEEDED`, one row per label and group; shares 0 to 1.
        groups: those to draw, in order; the first two give the difference.
        name: of the figure, for files.
        title: of the figure.
        sort: by the difference of the first two groups' shares, the largest first; otherwise as given.
    """
    lines = [line for line in rows.to_dict("records") if line["group"] in groups and line["participants_total"]]
    if not lines:
        return _refused(name, title, "There is nobody to count yet.")
    if len(groups) > MOST_GROUPS:
        return _refused(name, title, f"{len(groups)} groups are too many to tell apart in a chart; see the table.")
    if not any(line["participants"] for line in lines):
        return _refused(name, title, "Nobody has raised any of these yet.")
    by = _by_label(lines)
    labels = _ordered(by, groups) if sort else list(by)
    percent = min(line["participants_total"] for line in lines) >= FEWEST_FOR_PERCENT
    notes = ["Dot: participants with it out of all of the group. Line: 95 % interval (Wilson)."]
    if sort and len(groups) > 1:
        notes.append(f"Sorted by the difference {one_line(groups[0])} minus {one_line(groups[1])}, largest first.")
    return Figure(
        name, title, _alt(by, labels, groups, sort=sort), _spec(by, labels, groups, percent=percent),
        ("Name", "Group", "Participants", "of", "95 % interval"),
        tuple(
            (label, group, line["participants"], line["participants_total"], _interval(line))
            for label in labels for group in groups if (line := by[label].get(group))
        ),
        tuple(notes),
    )  # fmt: skip


def difference(of: Mapping[str, Mapping[str, Any]], groups: Sequence[str]) -> float:
    """Share of the first group minus that of the second; a group without people counts as none."""
    first, second = (float(of[group]["share"]) if group in of else 0.0 for group in (*groups, "")[:2])
    return first - second


def _by_label(lines: Sequence[Mapping[Any, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(str(line["label"]), {})[str(line["group"])] = {str(key): one for key, one in line.items()}
    return found


def _ordered(by: Mapping[str, Mapping[str, Mapping[str, Any]]], groups: Sequence[str]) -> list[str]:
    """By the difference, largest first; equal ones as given."""
    return sorted(by, key=lambda label: -difference(by[label], groups))


def _spec(
    by: Mapping[str, Mapping[str, Mapping[str, Any]]],
    labels: Sequence[str],
    groups: Sequence[str],
    *,
    percent: bool,
) -> dict[str, Any]:
    drawn = [wrapped(label, _WRAP, _LINES if len(labels) <= _MANY else _LINES_OF_MANY) for label in labels]
    step = max(len(groups) * ROW + 8, max(map(len, drawn)) * LINE + 8)
    data = [
        _datum(place, label, group, by[label][group])
        for place, label in enumerate(labels) for group in groups if group in by[label]
    ]  # fmt: skip
    room = max(wide(datum["beside"]) for datum in data) * LETTER + 12
    y = {
        "field": "at", "type": "nominal", "title": None,
        "scale": {"domain": list(range(len(labels))), "paddingInner": 0.2, "paddingOuter": 0.1},
        "axis": {**names_axis(drawn), "grid": True},
    }  # fmt: skip
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, round(1 + room / _PLOT, 3)], "nice": False},
        "axis": _axis(percent=percent),
    }
    offset = {"field": "group", "type": "nominal", "scale": {"domain": list(groups)}}
    colour = _cycle(groups, group_colours(groups))
    tips = [
        {"field": field, "type": "nominal", "title": said}
        for field, said in (("label", "Name"), ("beside", "Participants"), ("interval", "95 % interval"))
    ]
    layers = _layers({"y": y, "yOffset": offset, "tooltip": tips, "color": colour}, x, groups)
    return {"height": step * len(labels), "data": {"values": data}, "layer": layers}


def _layers(shared: Mapping[str, Any], x: Mapping[str, Any], groups: Sequence[str]) -> list[dict[str, Any]]:
    """Intervals, dots and the counts beside them."""
    return [
            {
                "mark": {"type": "rule", "strokeWidth": 2.5, "strokeCap": "round"},
                "encoding": {**shared, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "params": [
                    {"name": PICK, "select": {"type": "point", "fields": ["key", "label", "group"], "on": "click"}}
                ],
                "mark": {"type": "point", "filled": True, "size": 95, "opacity": 1, "cursor": "pointer"},
                "encoding": {
                    **shared, "x": {"field": "share", **x}, "shape": _cycle(groups, group_shapes(groups)),
                },
            },
            {
                "mark": {"type": "text", "align": "left", "fontSize": 12},
                "encoding": {**shared, "x": {"datum": 1.03, **x}, "text": {"field": "beside", "type": "nominal"}},
            },
        ]  # fmt: skip


def _datum(place: int, label: str, group: str, line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": place,
        "label": one_line(label),
        "key": str(line.get("key", label)),
        "group": group,
        "share": number(line["share"]),
        "low": number(line["ci_low"]),
        "high": number(line["ci_high"]),
        "beside": f"{one_line(group)} {line['participants']}/{line['participants_total']}",
        "interval": _interval(line),
    }


def _interval(line: Mapping[str, Any]) -> str:
    return interval(line["ci_low"], line["ci_high"], line["participants_total"])


def _axis(*, percent: bool) -> dict[str, Any]:
    """The horizontal axis. Without percentages it speaks in parts."""
    words = {"0": "none", "0.25": "a quarter", "0.5": "half", "0.75": "three quarters", "1": "all"}
    chain = "".join(f"datum.value == {value} ? '{word}' : " for value, word in words.items()) + "''"
    return {
        "values": [0, 0.25, 0.5, 0.75, 1],
        "labelExpr": "format(datum.value * 100, '.0f') + ' %'" if percent else chain,
        "title": "Part of the group's participants, with 95 % interval (Wilson)",
        "titleAnchor": "start",
    }


def _cycle(groups: Sequence[str], values: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": list(groups), "range": list(values)}
    return {"field": "group", "type": "nominal", "legend": None, "scale": scale}


def _alt(
    by: Mapping[str, Mapping[str, Mapping[str, Any]]], labels: Sequence[str], groups: Sequence[str], *, sort: bool
) -> str:
    what = "name" if len(labels) == 1 else "names"
    said = [f"Dots with intervals: {len(labels)} {what}, by {listed([one_line(group) for group in groups])}."]
    shown = dict.fromkeys([labels[0], labels[-1]] if sort else labels[:2])
    for label in shown:
        counts = [
            f"{one_line(group)} {by[label][group]['participants']} of {by[label][group]['participants_total']}"
            for group in groups if group in by[label]
        ]  # fmt: skip
        where = ("First" if label == labels[0] else "Last") + ": " if sort and len(labels) > 1 else ""
        said.append(f"{where}{short(label, 60)}: {', '.join(counts)}.")
    return " ".join(said)


def _refused(name: str, title: str, why: str) -> Figure:
    return Figure(name, title, why, {}, (), ())
