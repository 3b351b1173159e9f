"""Where in an interview something is said: from its first word at the left to its last at the right.

A bar for each passage while they can be told apart; where many interviews lie over each other, twenty-five parts
of the way, darker where more passages are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qual.figures.labels import LINE, clean, listed, names_axis, short, wrapped
from qual.figures.palette import LIGHT, SHAPES, group_colours
from qual.model.figure import Figure

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("code", "label", "role", "start", "end")
"""Columns that `timeline` draws; `start` and `end` from 0 (the beginning) to 1."""
MOST_BARS = 400
"""More passages than this are drawn as parts of the way."""
PARTS = 25
PICK = "passages"
"""The name of the selection a click on a bar makes: fields code, label and role."""
MOST_ROLES = len(SHAPES)
_LANE, _THINNEST = 15, 0.004


def timeline(
    table: pd.DataFrame,
    *,
    roles: Sequence[str] = (),
    name: str = "timeline",
    title: str = "Where in the interview it is said",
) -> Figure:
    """Passages along the way, a row for each code, a lane for each role.

    Args:
        table: columns of `NEEDED`, one row per passage, codes in the order in which to draw them.
        roles: the order of the lanes, which gives their colours; those not named come last.
        name: of the figure, for files.
        title: of the figure.
    """
    rows = [{str(key): one for key, one in line.items()} for line in table.to_dict("records")]
    if not rows:
        return Figure(name, title, "None of these codes is on any passage yet.", {}, (), ())
    codes = {str(row["code"]): str(row["label"]) for row in rows}
    there = list(dict.fromkeys(str(row["role"]) for row in rows))
    lanes = sorted(there, key=lambda role: roles.index(role) if role in roles else len(roles))
    if len(lanes) > MOST_ROLES:
        return Figure(name, title, f"{len(lanes)} roles are too many to tell apart; choose fewer.", {}, (), ())
    many = len(rows) > MOST_BARS
    notes = ["From the first word at the left to the last at the right."]
    if many:
        notes.append(f"Darker: more passages in that {PARTS}th part of the way, compared with the row's fullest.")
    return Figure(
        name, title, _alt(rows, codes), _spec(rows, codes, lanes, many=many),
        ("Code", "Role", "From", "To"),
        tuple(
            (row["label"], row["role"], round(float(row["start"]), 4), round(float(row["end"]), 4)) for row in rows
        ),
        tuple(notes),
    )  # fmt: skip


def _spec(
    rows: Sequence[Mapping[str, Any]], codes: Mapping[str, str], roles: Sequence[str], *, many: bool
) -> dict[str, Any]:
    at = {code: place for place, code in enumerate(codes)}
    lines = [wrapped(label, 34, 2) for label in codes.values()]
    step = max(_LANE * len(roles) + 8, max(map(len, lines)) * LINE + 6)
    counts = _counts(rows, at, roles)
    data = _parts(rows, at, roles) if many else [_bar(row, at) for row in rows]
    x = _way()
    y = {
        "field": "at", "type": "nominal", "scale": {"domain": list(range(len(codes))), "paddingInner": 0.2},
        "axis": {**names_axis(lines), "grid": True, "zindex": 0},
    }  # fmt: skip
    offset = {"field": "role", "type": "nominal", "scale": {"domain": list(roles), "paddingInner": 0.15}}
    scale = {"domain": list(roles), "range": group_colours(roles)}
    colour = {"field": "role", "type": "nominal", "legend": None, "scale": scale}
    tips = [
        {"field": field, "type": "nominal", "title": said}
        for field, said in (("label", "Code"), ("role", "Role"), ("said", "Where"))
    ]
    bars: dict[str, Any] = {
        "mark": {"type": "rect", "cursor": "pointer"},
        "params": [{"name": PICK, "select": {"type": "point", "fields": ["code", "label", "role"], "on": "click"}}],
        "encoding": {
            "x": {"field": "start", **x}, "x2": {"field": "end"}, "y": y, "yOffset": offset, "color": colour,
            "tooltip": tips,
            "opacity": {"field": "weight", "type": "quantitative", "scale": None} if many else {"value": 0.72},
        },
    }  # fmt: skip
    return {
        "height": step * len(codes),
        "layer": [
            {"data": {"values": data}, **bars},
            {
                "data": {"values": counts},
                "mark": {"type": "text", "align": "left", "fontSize": 11},
                "encoding": {
                    "x": {"datum": 1.02, **x}, "y": y, "yOffset": offset, "color": colour,
                    "text": {"field": "text", "type": "nominal"},
                },
            },
            {"data": {"values": [{"x": 0}, {"x": 1}]}, "mark": {"type": "rule", "color": LIGHT.grid},
             "encoding": {"x": {"field": "x", **x}}},
        ],
    }  # fmt: skip


def _way() -> dict[str, Any]:
    """The axis from the beginning to the end; room at the right for counts."""
    return {
        "type": "quantitative", "scale": {"domain": [0, 1.24], "nice": False},
        "axis": {
            "values": [0, 0.25, 0.5, 0.75, 1], "title": None, "labelAlign": "center",
            "labelExpr": "datum.value == 0 ? 'beginning' : datum.value == 0.5 ? 'middle' : "
            "datum.value == 1 ? 'end' : ''",
        },
    }  # fmt: skip


def _bar(row: Mapping[str, Any], at: Mapping[str, int]) -> dict[str, Any]:
    start = float(row["start"])
    return {
        "at": at[str(row["code"])],
        "role": str(row["role"]),
        "start": round(min(start, 1 - _THINNEST), 4),
        "end": round(max(float(row["end"]), start + _THINNEST), 4),
        "label": clean(row["label"]),
        "code": str(row["code"]),
        "said": _where(start),
    }


def _counts(rows: Sequence[Mapping[str, Any]], at: Mapping[str, int], roles: Sequence[str]) -> list[dict[str, Any]]:
    """The number of passages of each code and role, with the role's name."""
    found: dict[tuple[int, str], int] = {}
    for row in rows:
        key = at[str(row["code"])], str(row["role"])
        found[key] = found.get(key, 0) + 1
    return [
        {"at": place, "role": role, "text": f"{short(role, 14)} {found.get((place, role), 0)}"}
        for place in at.values()
        for role in roles
    ]


def _parts(rows: Sequence[Mapping[str, Any]], at: Mapping[str, int], roles: Sequence[str]) -> list[dict[str, Any]]:
    """How many passages touch each part of the way; the weight is by the fullest part of the code and role."""
    found: dict[tuple[str, str], list[int]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        code, role = str(row["code"]), str(row["role"])
        labels[code] = clean(row["label"])
        counts = found.setdefault((code, role), [0] * PARTS)
        first = min(int(float(row["start"]) * PARTS), PARTS - 1)
        last = min(max(int(float(row["end"]) * PARTS - 1e-9), first), PARTS - 1)
        for part in range(first, last + 1):
            counts[part] += 1
    return [
        {
            "at": at[code], "role": role, "start": part / PARTS, "end": (part + 1) / PARTS,
            "weight": round(0.12 + 0.88 * number / max(counts), 3), "label": labels[code], "code": code,
            "said": f"{number} passages, {_where((part + 0.5) / PARTS)}",
        }
        for (code, role), counts in sorted(found.items(), key=lambda one: (at[one[0][0]], roles.index(one[0][1])))
        for part, number in enumerate(counts) if number
    ]  # fmt: skip


def _where(share: float) -> str:
    names = ("in the first third", "in the middle third", "in the last third")
    return names[min(int(share * 3), 2)]


def _alt(rows: Sequence[Mapping[str, Any]], codes: Mapping[str, str]) -> str:
    thirds: dict[str, list[int]] = {code: [0, 0, 0] for code in codes}
    for row in rows:
        thirds[str(row["code"])][min(int(float(row["start"]) * 3), 2)] += 1
    most = sorted(codes, key=lambda code: -sum(thirds[code]))[:3]
    said = "; ".join(
        f"{short(codes[code], 60)}: {listed([str(one) for one in thirds[code]])} passages in its three thirds"
        for code in most
    )
    return f"Passages of {len(codes)} codes along the interview. {said}."
