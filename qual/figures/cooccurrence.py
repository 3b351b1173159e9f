"""Which codes go together: a square of counts, darker where it is oftener than by chance.

The count is always written. The step is the lift, and only where counts bear one; elsewhere the cell stays white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qual.figures.labels import LINE, clean, heads_axis, names_axis, number, short, wrapped
from qual.figures.palette import DARK_STEPS, LIGHT
from qual.model.figure import Figure

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("a", "b", "together", "lift", "shown")
"""Columns that `cooccurrence` draws, with names of codes in `a` and `b`; `key_a` and `key_b` as well for clicks."""
STEPS = (0.8, 1.25, 2.0, 4.0)
"""Upper ends of the steps of the lift; the last has none."""
STEP_NAMES = ("less", "as by chance", "to 2 times", "to 4 times", "more")
PICK = "pair"
"""The name of the selection a click makes: fields key_a, key_b, a and b."""
MOST = 30
"""More codes than this cannot be read; those with the fewest together are left out, and that is said."""
_PLOT = 400
_ROW = 24
_NARROW = 64
"""Pixels of a column below which its head is turned."""


def cooccurrence(
    table: pd.DataFrame, *, directed: bool = False, name: str = "cooccurrence", title: str = "What goes together"
) -> Figure:
    """Pairs of codes.

    Args:
        table: columns of `NEEDED`, one row per pair; `lift` counts where `shown` is true.
        directed: whether the row comes first and the column after it; else each pair stands once.
        name: of the figure, for files.
        title: of the figure.
    """
    rows = [{str(key): one for key, one in line.items()} for line in table.to_dict("records") if line["together"]]
    if not rows:
        return Figure(name, title, "No two of these go together anywhere yet.", {}, (), ())
    total: dict[str, float] = {}
    for row in rows:
        for side in ("a", "b"):
            total[str(row[side])] = total.get(str(row[side]), 0) + row["together"]
    labels = sorted(total, key=lambda label: -total[label])[:MOST]
    kept = [row for row in rows if row["a"] in labels and row["b"] in labels]
    notes = [
        "Number: how often. Darker: oftener than by chance. Only a number: too few to be compared with chance."
    ]
    if directed:
        notes.append("The row comes first, the column after it.")
    if len(total) > len(labels):
        notes.append(f"The {len(labels)} with the most together are drawn, of {len(total)}.")
    return Figure(
        name, title, _alt(rows, len(total), directed=directed), _spec(kept, labels, directed=directed),
        ("First", "Then", "Together", "Lift") if directed else ("Name", "Together with", "Together", "Lift"),
        tuple((row["a"], row["b"], row["together"], number(row["lift"]) if row["shown"] else None) for row in rows),
        tuple(notes),
    )  # fmt: skip


def step_of(lift: float) -> int:
    """The step of the ramp of a lift, 1 to 5."""
    return 1 + sum(lift > end for end in STEPS)


def _spec(rows: Sequence[Mapping[str, Any]], labels: Sequence[str], *, directed: bool) -> dict[str, Any]:
    # A pair without direction stands below the diagonal: the first name needs no row, the last no column.
    down, across = (labels, labels) if directed or len(labels) == 1 else (labels[1:], labels[:-1])
    at = {label: place for place, label in enumerate(labels)}
    data = [_datum(row, at, down, across, directed=directed) for row in rows]
    lines = [wrapped(label, 32, 2) for label in down]
    step = max(_ROW, max(map(len, lines)) * LINE + 6)
    upright = _PLOT / len(across) < _NARROW
    heads = [short(label, 26 if upright else int(_PLOT / len(across) / 7)) for label in across]
    x = {
        "field": "x", "type": "nominal", "scale": {"domain": list(range(len(across))), "paddingInner": 0.06},
        "axis": {**heads_axis(heads, upright=upright, limit=170), "grid": True, "zindex": 0},
    }  # fmt: skip
    y = {
        "field": "y", "type": "nominal", "scale": {"domain": list(range(len(down))), "paddingInner": 0.08},
        "axis": {**names_axis(lines), "grid": True, "zindex": 0},
    }  # fmt: skip
    tips = [
        {"field": field, "type": "nominal", "title": said}
        for field, said in (("a", "First" if directed else "Name"), ("b", "Then" if directed else "With"),
                            ("text", "Together"), ("lift", "Lift"))
    ]  # fmt: skip
    return {
        "height": step * len(down), "data": {"values": data}, "encoding": {"x": x, "y": y},
        "layer": _layers(tips, _fill(data)),
    }  # fmt: skip


def _layers(tips: Sequence[Mapping[str, Any]], fill: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Cells, their steps and their numbers."""
    ink = {"condition": {"test": f"datum.step > {DARK_STEPS}", "value": LIGHT.background}, "value": LIGHT.text}
    fields = ["key_a", "key_b", "a", "b"]
    return [
            {
                "params": [{"name": PICK, "select": {"type": "point", "fields": fields, "on": "click"}}],
                "mark": {"type": "rect", "fill": LIGHT.background, "stroke": LIGHT.grid, "cursor": "pointer"},
                "encoding": {"tooltip": tips},
            },
            {
                "transform": [{"filter": "datum.step > 0"}],
                "mark": {"type": "rect", "cursor": "pointer"},
                "encoding": {"fill": fill, "tooltip": tips},
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {"text": {"field": "text", "type": "nominal"}, "color": ink},
            },
        ]  # fmt: skip


def _fill(data: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The steps, and what they mean; without a step no legend."""
    return {
        "field": "step", "type": "ordinal", "scale": {"domain": [1, 2, 3, 4, 5], "range": list(LIGHT.ramp)},
        "legend": {
            "orient": "bottom", "direction": "horizontal", "symbolType": "square", "symbolSize": 160,
            "symbolStrokeWidth": 0, "title": "Together, compared with chance (lift)", "titleLimit": 400,
            "labelExpr": f"{['', *STEP_NAMES]}[datum.value]", "columns": 5,
        } if any(datum["step"] for datum in data) else None,
    }  # fmt: skip


def _datum(
    row: Mapping[str, Any], at: Mapping[str, int], down: Sequence[str], across: Sequence[str], *, directed: bool
) -> dict[str, Any]:
    first, second = str(row["a"]), str(row["b"])
    if not directed and at[first] > at[second]:
        upper, lower = second, first
    else:
        upper, lower = first, second
    lift = number(row["lift"]) if row["shown"] else None
    return {
        "x": across.index(second if directed else upper),
        "y": down.index(first if directed else lower),
        "step": 0 if lift is None else step_of(lift),
        "text": f"{row['together']:.0f}",
        "lift": "too few to compare" if lift is None else f"{lift:.1f}",
        "a": clean(first),
        "b": clean(second),
        "key_a": str(row.get("key_a", first)),
        "key_b": str(row.get("key_b", second)),
    }


def _alt(rows: Sequence[Mapping[str, Any]], many: int, *, directed: bool) -> str:
    joint = "followed by" if directed else "with"
    most = sorted(rows, key=lambda row: -float(row["together"]))[:3]
    said = "; ".join(f"{short(row['a'], 60)} {joint} {short(row['b'], 60)}, {row['together']:.0f}" for row in most)
    return f"Square of {many} names by each other, with counts. Most often: {said}."
