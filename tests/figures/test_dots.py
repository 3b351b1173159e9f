"""Dots with intervals: sorted by difference, n/N beside each, no percentage for few."""

from __future__ import annotations

import json

from qual.figures.dots import MOST_GROUPS, PICK, difference, dots
from tests.figures.drawn import HARD, counts, data, layer, texts

FEW = {"patient": 9, "clinician": 5}


def test_names_are_sorted_by_the_difference_largest_first_and_ties_as_given() -> None:
    figure = dots(counts(["a", "b", "c"], totals=FEW), groups=["patient", "clinician"])
    assert [row[0] for row in figure.rows[::2]] == ["c", "b", "a"]
    given = dots(counts(["a", "b", "c"], totals=FEW), groups=["patient", "clinician"], sort=False)
    assert [row[0] for row in given.rows[::2]] == ["a", "b", "c"]
    back = dots(counts(["a", "b", "c"], totals=FEW), groups=["clinician", "patient"])
    assert [row[0] for row in back.rows[::2]] == ["a", "b", "c"]


def test_the_difference_counts_a_group_without_people_as_none() -> None:
    assert difference({"patient": {"share": 0.5}}, ["patient", "clinician"]) == 0.5
    assert difference({"patient": {"share": 0.5}}, ["patient"]) == 0.5
    assert difference({"patient": {"share": 0.5}, "clinician": {"share": 0.75}}, ["patient", "clinician"]) == -0.25


def test_every_dot_has_its_group_and_count_beside_it_a_shape_and_a_colour() -> None:
    figure = dots(counts(["a", "b"], totals=FEW), groups=["patient", "clinician"])
    assert {"patient 1/9", "clinician 0/5"} <= set(texts(figure))
    points = layer(figure, 1)
    encoding = points["encoding"]
    assert encoding["shape"]["scale"]["range"] == ["circle", "diamond"]
    assert len(set(encoding["color"]["scale"]["range"])) == 2
    assert encoding["color"]["legend"] is None
    assert points["params"][0]["name"] == PICK
    assert data(figure)[0]["key"] == "id1"


def test_below_ten_participants_there_is_no_percentage() -> None:
    few = dots(counts(["a", "b"], totals=FEW), groups=["patient", "clinician"])
    many = dots(counts(["a", "b"], totals={"patient": 20, "clinician": 10}), groups=["patient", "clinician"])
    assert "%" not in json.dumps([few.spec, few.rows]).replace("95 %", "")
    assert "a quarter" in json.dumps(few.spec)
    assert "' %'" in json.dumps(many.spec)
    assert many.rows[0][-1] == "0 % to 15 %"


def test_what_it_shows_is_said_in_words_with_numbers() -> None:
    figure = dots(counts(["a", "b", "c"], totals=FEW), groups=["patient", "clinician"])
    assert "First: c: patient 2 of 9, clinician 0 of 5." in figure.alt
    assert "Last: a: patient 0 of 9, clinician 0 of 5." in figure.alt


def test_nothing_to_draw_is_a_sentence() -> None:
    rows = counts(["a", "b"], totals=FEW)
    for figure, why in (
        (dots(rows.iloc[:0], groups=[]), "nobody to count"),
        (dots(rows[rows["label"] == "a"], groups=["patient"]), "Nobody has raised"),
        (dots(counts(["a", "b"], totals={f"g{n}": 3 for n in range(MOST_GROUPS + 1)}),
              groups=[f"g{n}" for n in range(MOST_GROUPS + 1)]), "too many"),
    ):  # fmt: skip
        assert not figure.spec
        assert why in figure.alt


def test_a_hundred_names_make_it_taller_and_hard_ones_stay_whole_in_the_table() -> None:
    ten, hundred = (
        dots(counts([f"Code {n}" for n in range(many)], totals=FEW), groups=["patient", "clinician"])
        for many in (10, 100)
    )
    assert hundred.spec["height"] == 10 * ten.spec["height"]  # type: ignore[operator] # a number
    assert {row[0] for row in dots(counts(HARD, totals=FEW), groups=["patient"]).rows} == set(HARD)
