"""The saturation band: a line for each role, named at its end."""

from __future__ import annotations

import pandas as pd
import pytest

from qual.figures import labels, saturation
from qual.figures.saturation import MOST_LINES
from tests.figures.drawn import data, layer


def table(*roles: tuple[str, int]) -> pd.DataFrame:
    rows = [(n, 3 * n, 2 * n, 4 * n, role) for role, many in roles for n in range(1, many + 1)]
    return pd.DataFrame(rows, columns=["n", "median", "low", "high", "role"])


def test_each_line_has_its_name_and_codes_at_its_end_a_colour_and_a_dash() -> None:
    figure = saturation.saturation(table(("patient", 5), ("clinician", 3)), roles=["clinician", "patient"])
    names = [one for one in data(figure) if "name" in one]
    assert {(one["name"], one["n"]) for one in names} == {("patient 15", 5), ("clinician 9", 3)}
    line = layer(figure, 1)["encoding"]
    assert line["color"]["scale"]["domain"] == ["clinician", "patient"]
    assert line["strokeDash"]["scale"]["range"] == [[1, 0], [6, 3]]
    assert "patient: 15 codes after 5 interviews" in figure.alt
    assert any("closes at its end" in note for note in figure.notes)


def test_names_of_lines_that_end_together_stand_above_each_other() -> None:
    ends = {"a": (5.0, 20.0), "b": (5.0, 20.0), "c": (1.0, 20.0)}
    placed = saturation._apart(ends, dict.fromkeys(ends, "name 20"), 10, 25)
    assert placed["c"] == 20.0
    assert sorted((placed["a"], placed["b"])) == [
        20.0,
        pytest.approx(20 + labels.LINE * 25 / saturation.HEIGHT),
    ]


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (1, [1]),
        (5, [1, 2, 3, 4, 5]),
        (14, [2, 4, 6, 8, 10, 12, 14]),
        (99, [10, 20, 30, 40, 50, 60, 70, 80, 90, 99]),
    ],
)
def test_ticks_are_whole_interviews(most: int, ticks: list[int]) -> None:
    assert saturation._ticks(most) == ticks


def test_nothing_coded_and_too_many_lines_are_sentences() -> None:
    assert "No interview" in saturation.saturation(table()).alt
    assert "too many" in saturation.saturation(table(*((f"r{n}", 1) for n in range(MOST_LINES + 1)))).alt
    assert saturation.saturation(table(("patient", 1))).spec
