"""Small tables for figures, and what a chart says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from qual.model.figure import Figure

HARD = (
    "Hopelessness",
    "Waits and thresholds that keep people out of specialist services",
    "اليأس من العلاج \N{RIGHT-TO-LEFT OVERRIDE}",
    'Sleep 😴 <b>&</b> "rhythm" it\'s \\ \x01',
    "x" * 300,
)
"""Names that break charts."""


def counts(labels: Sequence[str], *, totals: Mapping[str, int]) -> pd.DataFrame:
    """Rows for dots: the n of the label at place k is k for the first group and 0 for the others."""
    rows = []
    for place, label in enumerate(labels):
        for number, (group, total) in enumerate(totals.items()):
            n = min(place, total) if number == 0 else 0
            rows.append({
                "label": label, "group": group, "participants": n, "participants_total": total, "share": n / total,
                "ci_low": max(0.0, n / total - 0.1), "ci_high": min(1.0, n / total + 0.1), "key": f"id{place}",
            })  # fmt: skip
    return pd.DataFrame(rows)


def data(figure: Figure) -> list[dict[str, Any]]:
    """Everything drawn, of all layers."""
    found: list[dict[str, Any]] = []
    spec: Any = figure.spec
    for part in (spec, *spec.get("layer", ())):
        found += part.get("data", {}).get("values", [])
    return found


def layer(figure: Figure, place: int) -> Any:  # noqa: ANN401 - a chart holds anything
    """One layer of a layered chart."""
    spec: Any = figure.spec
    return spec["layer"][place]


def texts(figure: Figure) -> list[str]:
    """The words that stand beside marks."""
    return [str(one[name]) for one in data(figure) for name in ("beside", "text", "name") if one.get(name)]
