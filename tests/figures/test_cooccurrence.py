"""The square of codes: counts always, a step only where a lift may be told."""

from __future__ import annotations

from math import nan
from typing import Any

import pandas as pd
import pytest

from qual.figures.cooccurrence import MOST, cooccurrence, step_of
from tests.figures.drawn import data, layer


def table(*rows: tuple[str, str, int, float, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["a", "b", "together", "lift", "shown"])


THREE = table(("a", "b", 9, 2.5, True), ("c", "a", 2, 3.0, False), ("b", "c", 0, nan, False))


@pytest.mark.parametrize(("lift", "step"), [(0.5, 1), (0.8, 1), (1.0, 2), (2.0, 3), (4.0, 4), (4.1, 5)])
def test_steps_end_where_their_names_say(lift: float, step: int) -> None:
    assert step_of(lift) == step


def test_each_pair_stands_once_below_the_diagonal() -> None:
    cells = data(cooccurrence(THREE))
    assert [(one["x"], one["y"], one["text"], one["step"]) for one in cells] == [(0, 0, "9", 4), (0, 1, "2", 0)]


def test_a_lift_that_is_not_shown_is_nowhere() -> None:
    figure = cooccurrence(THREE)
    assert list(figure.rows) == [("a", "b", 9, 2.5), ("c", "a", 2, None)]
    assert data(figure)[1]["lift"] == "too few to compare"
    assert "3.0" not in figure.alt


def test_a_legend_stands_only_where_something_is_filled() -> None:
    def legend(pairs: pd.DataFrame) -> Any:  # noqa: ANN401 - a chart holds anything
        return layer(cooccurrence(pairs), 1)["encoding"]["fill"]["legend"]

    assert legend(THREE)
    assert legend(THREE.assign(shown=False)) is None


def test_in_a_sequence_the_row_comes_first() -> None:
    figure = cooccurrence(table(("a", "b", 5, nan, False), ("b", "a", 1, nan, False)), directed=True)
    assert [(one["x"], one["y"], one["text"]) for one in data(figure)] == [(1, 0, "5"), (0, 1, "1")]
    assert figure.headings[:2] == ("First", "Then")
    assert "a followed by b, 5" in figure.alt


def test_of_too_many_codes_those_with_the_most_together_are_drawn_and_it_is_said() -> None:
    names = [f"c{n}" for n in range(MOST + 5)]
    figure = cooccurrence(table(*((names[0], name, 50 - place, 1.0, True) for place, name in enumerate(names[1:]))))
    assert len(data(figure)) == MOST - 1
    assert len(figure.rows) == MOST + 4
    assert f"The {MOST} with the most together are drawn, of {MOST + 5}." in figure.notes


def test_nothing_together_is_a_sentence() -> None:
    assert cooccurrence(THREE.iloc[2:]).spec == {}
    assert "go together" in cooccurrence(THREE.iloc[:0]).alt
