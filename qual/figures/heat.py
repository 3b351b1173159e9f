"""A heat map: who raises which theme or code, and how much of their talk it takes.

Names stand at the left, people above, in blocks by role. A cell's step is the part of that person's own passages,
so that people who talk longer are not darker for it; its number is how many passages. "Not asked" is told from "not
raised".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qual.figures.labels import LINE, clean, heads_axis, listed, names_axis, number, short, wrapped
from qual.figures.palette import DARK_STEPS, LIGHT
from qual.model.figure import Figure

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("participant", "role", "label", "segments", "share", "state")
"""Columns that `heat` draws; `key` as well where a click is to say which theme or code was clicked."""
RAISED, NOT_RAISED, NOT_ASKED, NOT_READ = "raised", "not raised", "not asked", "not read"
STEPS = (0.05, 0.1, 0.2, 1 / 3)
"""Upper ends of the steps; the last has none."""
STEP_NAMES = ("to 1 in 20", "to 1 in 10", "to 1 in 5", "to 1 in 3", "more")
PICK = "cell"
"""The name of the selection a click makes: fields key, label and participant."""
MOST_PEOPLE = 120
_ROW, _PLOT = 24, 430
_NUMBERED, _NAMED = 17, 11
"""Pixels of a column from which its cells have numbers, and its head a name."""


def heat(table: pd.DataFrame, *, name: str = "heat", title: str = "Who raises which theme") -> Figure:
    """Participants by themes or codes, in the order given.

    Args:
        table: columns of `NEEDED`; `share` is the part of the participant's own passages, 0 to 1; `state` is
            "raised", "not raised", "not asked", or "not read" where nobody has looked at the person's words yet.
        name: of the figure, for files.
        title: of the figure.
    """
    rows = [{str(key): one for key, one in line.items()} for line in table.to_dict("records")]
    raised = [row for row in rows if row["state"] == RAISED]
    if not raised:
        return Figure(name, title, "Nobody has raised any of these yet.", {}, (), ())
    people = list(dict.fromkeys((str(row["participant"]), str(row["role"])) for row in rows))
    roles = list(dict.fromkeys(role for _, role in people))
    if len(people) > MOST_PEOPLE:
        why = f"{len(people)} participants are too many for a column each; narrow the selection, or see the matrix."
        return Figure(name, title, why, {}, (), ())
    labels = list(dict.fromkeys(str(row["label"]) for row in rows))
    notes = ["Darker: a larger part of the person's own passages. Number: how many passages."]
    if any(row["state"] == NOT_ASKED for row in rows):
        notes.append("–: not asked, so that nothing follows from the empty cell.")
    if any(row["state"] == NOT_READ for row in rows):
        notes.append("?: nobody has read this person's words yet, so that nothing follows from the empty cell.")
    return Figure(
        name, title, _alt(raised, people, labels), _spec(rows, people, roles, labels),
        ("Name", "Participant", "Role", "State", "Passages", "Part of own passages"),
        tuple(
            (row["label"], row["participant"], row["role"], row["state"], row["segments"], number(row["share"]))
            for row in rows
        ),
        tuple(notes),
    )  # fmt: skip


def step_of(share: float) -> int:
    """The step of the ramp of a share, 1 to 5."""
    return 1 + sum(share > end + 1e-12 for end in STEPS)


def _spec(
    rows: Sequence[Mapping[str, Any]],
    people: Sequence[tuple[str, str]],
    roles: Sequence[str],
    labels: Sequence[str],
) -> dict[str, Any]:
    columns, heads = _columns(people, roles)
    width = _PLOT / len(heads)
    drawn = [wrapped(label, 32, 3 if len(labels) <= 30 else 2) for label in labels]  # noqa: PLR2004 - what a page holds
    step = max(_ROW, max(map(len, drawn)) * LINE + 6)
    at = {label: place for place, label in enumerate(labels)}
    data = [_datum(row, at[str(row["label"])], columns, numbered=width >= _NUMBERED) for row in rows]
    shown = heads if width >= _NAMED else [""] * len(heads)
    x = {
        "field": "x", "type": "nominal", "scale": {"domain": list(range(len(heads))), "paddingInner": 0.06},
        "axis": heads_axis(shown, upright=max(map(len, shown)) * 7 > width, limit=90),
    }  # fmt: skip
    y = {
        "field": "y", "type": "nominal",
        "scale": {"domain": [*range(len(labels)), -1], "paddingInner": 0.08}, "axis": names_axis([*drawn, [""]]),
    }  # fmt: skip
    # The row -1 at the foot holds the names of the roles.
    feet = [
        {"x": next(columns[who] for who in people if who[1] == role), "y": -1, "text": _foot(role, people, width)}
        for role in roles
    ]
    tips = [
        {"field": field, "type": "nominal", "title": said}
        for field, said in (("label", "Name"), ("who", "Participant"), ("said", "Passages"))
    ]
    fill = _fill()
    layers = _layers(tips, fill, feet, width, step)
    return {
        "height": step * (len(labels) + 1), "data": {"values": data}, "encoding": {"x": x, "y": y}, "layer": layers
    }  # fmt: skip


def _layers(
    tips: Sequence[Mapping[str, Any]], fill: Mapping[str, Any], feet: Sequence[Mapping[str, Any]], width: float,
    step: int,
) -> list[dict[str, Any]]:  # fmt: skip
    """Cells, their steps, their numbers, and the names of the roles at the foot."""
    picked = {"name": PICK, "select": {"type": "point", "fields": ["key", "label", "participant"], "on": "click"}}
    ink = {"condition": {"test": f"datum.step > {DARK_STEPS}", "value": LIGHT.background}, "value": LIGHT.text}
    return [
            {"mark": {"type": "rect", "fill": LIGHT.background, "stroke": LIGHT.grid, "strokeWidth": 0.6}},
            {
                "params": [picked],
                "transform": [{"filter": "datum.step > 0"}],
                "mark": {"type": "rect", "cursor": "pointer"},
                "encoding": {"fill": fill, "tooltip": tips},
            },
            {"mark": {"type": "text", "fontSize": 11},
             "encoding": {"text": {"field": "text", "type": "nominal"}, "color": ink}},
            {"data": {"values": feet},
             "mark": {"type": "text", "align": "left", "fontSize": 12, "xOffset": 3 - width / 2,
                      "yOffset": 10 - step / 2},
             "encoding": {"text": {"field": "text", "type": "nominal"}}},
        ]  # fmt: skip


def _columns(
    people: Sequence[tuple[str, str]], roles: Sequence[str]
) -> tuple[dict[tuple[str, str], int], list[str]]:
    """The column of each person, role by role with an empty one between, and the head of each column."""
    columns: dict[tuple[str, str], int] = {}
    heads: list[str] = []
    for role in roles:
        if heads:
            heads.append("")
        for who in people:
            if who[1] == role:
                columns[who] = len(heads)
                heads.append(short(who[0], 12))
    return columns, heads


def _foot(role: str, people: Sequence[tuple[str, str]], width: float) -> str:
    """The role and how many people it has, as long as its block allows."""
    own = sum(who[1] == role for who in people)
    return short(f"{clean(role)} ({own})", max(4, int((own + 0.8) * width / 6)))


def _fill() -> dict[str, Any]:
    """The steps, and what they mean."""
    return {
        "field": "step", "type": "ordinal", "scale": {"domain": [1, 2, 3, 4, 5], "range": list(LIGHT.ramp)},
        "legend": {
            "orient": "bottom", "direction": "horizontal", "symbolType": "square", "symbolSize": 160,
            "symbolStrokeWidth": 0, "title": "Part of the person's own passages", "titleLimit": 300,
            "labelExpr": f"{['', *STEP_NAMES]}[datum.value]", "columns": 5,
        },
    }  # fmt: skip


def _datum(
    row: Mapping[str, Any], place: int, columns: Mapping[tuple[str, str], int], *, numbered: bool
) -> dict[str, Any]:
    there = row["state"] == RAISED
    empty = {NOT_ASKED: "–", NOT_READ: "?" if numbered else ""}.get(str(row["state"]), "")
    text = (str(row["segments"]) if numbered else "") if there else empty
    return {
        "x": columns[str(row["participant"]), str(row["role"])],
        "y": place,
        "step": step_of(number(row["share"]) or 0.0) if there else 0,
        "text": text,
        "label": clean(row["label"]),
        "key": str(row.get("key", row["label"])),
        "participant": str(row["participant"]),
        "who": f"{clean(row['participant'])}, {clean(row['role'])}",
        "said": str(row["segments"]) if there else str(row["state"]),
    }


def _alt(raised: Sequence[Mapping[str, Any]], people: Sequence[tuple[str, str]], labels: Sequence[str]) -> str:
    counts = {label: len({row["participant"] for row in raised if str(row["label"]) == label}) for label in labels}
    most = sorted(counts, key=lambda label: -counts[label])[:3]
    said = [f"{short(label, 60)} {counts[label]} of {len(people)}" for label in most]
    return (
        f"Heat map, {len(labels)} rows by {len(people)} participants. Raised by most: {listed(said)} participants. "
        f"{len(raised)} of {len(people) * len(labels)} cells are raised."
    )
