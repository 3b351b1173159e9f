"""The timeline: bars while they can be told apart, parts of the way for many."""

from __future__ import annotations

import pandas as pd

from qual.figures.timeline import MOST_BARS, MOST_ROLES, PARTS, timeline
from tests.figures.drawn import data, layer, texts


def table(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, code.upper(), *rest) for code, *rest in rows], columns=["code", "label", "role", "start", "end"]
    )


def test_a_bar_stands_where_it_is_said_and_never_vanishes() -> None:
    figure = timeline(table(("a", "patient", 0.2, 0.3), ("b", "clinician", 1.0, 1.0)))
    bars = [one for one in data(figure) if "start" in one]
    assert [(one["at"], one["start"], one["end"]) for one in bars] == [(0, 0.2, 0.3), (1, 0.996, 1.004)]
    assert [one["said"] for one in bars] == ["in the first third", "in the last third"]
    assert {"patient 1", "clinician 0"} <= set(texts(figure))
    assert "A: 1, 0 and 0 passages in its three thirds" in figure.alt


def test_many_passages_are_counted_by_parts_of_the_way() -> None:
    rows = [("a", "patient", 0.0, 0.01)] * MOST_BARS + [("a", "patient", 0.99, 1.0)] * 100
    figure = timeline(table(*rows))
    parts = [one for one in data(figure) if "weight" in one]
    assert [(one["start"], one["weight"]) for one in parts] == [(0.0, 1.0), (24 / PARTS, 0.34)]
    assert parts[0]["said"].startswith(f"{MOST_BARS} passages")
    assert len(figure.rows) == MOST_BARS + 100


def test_lanes_follow_the_order_of_roles() -> None:
    figure = timeline(table(("a", "clinician", 0, 1), ("a", "patient", 0, 1)), roles=["patient", "clinician"])
    encoding = layer(figure, 0)["encoding"]
    assert encoding["yOffset"]["scale"]["domain"] == ["patient", "clinician"]


def test_nothing_coded_and_too_many_roles_are_sentences() -> None:
    assert timeline(table()).spec == {}
    assert "too many" in timeline(table(*(("a", f"r{n}", 0.0, 1.0) for n in range(MOST_ROLES + 1)))).alt
