"""The heat map: a step by the part of one's own talk, and three kinds of empty cell."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from qual.figures.heat import MOST_PEOPLE, heat, step_of
from tests.figures.drawn import HARD, data

ROWS = [
    ("P01", "patient", "Costs", 3, 0.3, "raised"),
    ("P02", "patient", "Costs", 0, 0.0, "not asked"),
    ("C01", "clinician", "Costs", 0, 0.0, "not raised"),
    ("C02", "clinician", "Costs", 0, 0.0, "not read"),
]


def table(rows: Sequence[tuple[object, ...]] = ROWS) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["participant", "role", "label", "segments", "share", "state"])


@pytest.mark.parametrize(
    ("share", "step"), [(0.001, 1), (0.05, 1), (0.051, 2), (0.2, 3), (1 / 3, 4), (0.34, 5), (1, 5)]
)
def test_steps_end_where_their_names_say(share: float, step: int) -> None:
    assert step_of(share) == step


def test_raised_not_raised_not_asked_and_not_read_are_told_apart() -> None:
    figure = heat(table())
    cells = {one["participant"]: one for one in data(figure) if "participant" in one}
    assert (cells["P01"]["text"], cells["P01"]["step"]) == ("3", 4)
    assert [(cells[who]["text"], cells[who]["step"]) for who in ("P02", "C01", "C02")] == [
        ("–", 0),
        ("", 0),
        ("?", 0),
    ]
    assert any("not asked" in note for note in figure.notes)
    assert any("nobody has read" in note for note in figure.notes)
    assert [row[3] for row in figure.rows] == ["raised", "not asked", "not raised", "not read"]
    assert "1 of 4 cells" in figure.alt


def test_roles_stand_in_blocks_with_a_gap_and_their_name_below() -> None:
    figure = heat(table())
    assert {one["participant"]: one["x"] for one in data(figure) if "participant" in one} == {
        "P01": 0, "P02": 1, "C01": 3, "C02": 4,
    }  # fmt: skip
    assert [one["text"] for one in data(figure) if one.get("y") == -1] == ["patient (2)", "clinician (2)"]


def test_one_who_speaks_in_two_roles_has_two_columns() -> None:
    figure = heat(
        table([("A", "patient", "Costs", 1, 1.0, "raised"), ("A", "clinician", "Costs", 2, 0.5, "raised")])
    )
    assert [one["x"] for one in data(figure) if "participant" in one] == [0, 2]


def test_many_people_have_no_numbers_in_their_cells_and_too_many_are_refused() -> None:
    def people(many: int) -> pd.DataFrame:
        return table([(f"P{n}", "patient", "Costs", 1, 0.1, "raised") for n in range(many)])

    assert {one.get("text") for one in data(heat(people(60))) if "participant" in one} == {""}
    assert "too many" in heat(people(MOST_PEOPLE + 1)).alt
    assert not heat(people(MOST_PEOPLE + 1)).spec


def test_nothing_raised_is_a_sentence_and_hard_names_stay_whole() -> None:
    assert heat(table(ROWS[1:])).spec == {}
    assert "Nobody has raised" in heat(table(ROWS[:0])).alt
    hard = heat(table([(name, "patient", name, 1, 0.5, "raised") for name in HARD]))
    assert {row[0] for row in hard.rows} == set(HARD)
