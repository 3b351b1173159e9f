"""Mean shares with their interval, medians and quartiles."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from qual.analysis.spread import spread


def test_the_interval_is_students() -> None:
    # Student (1908): hours of sleep gained by one drug over another, here in tens; 0.7001142 to 2.4598858 hours.
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    found = spread(np.array(hours)[:, None] / 10)
    assert found.mean[0] == pytest.approx(0.158)
    assert (found.low[0], found.high[0]) == pytest.approx((0.07001142, 0.24598858), abs=1e-8)
    assert found.notes == ("",)


def test_quartiles_lie_on_the_line_between_values() -> None:
    found = spread(np.array([[0.1], [0.2], [0.3], [0.6]]))
    assert (found.q1[0], found.median[0], found.q3[0]) == pytest.approx((0.175, 0.25, 0.375))


def test_a_share_is_never_less_than_none_nor_more_than_all() -> None:
    found = spread(np.array([[0.0, 1.0], [0.0, 1.0], [0.3, 0.5]]))
    assert found.low[0] == 0
    assert found.high[1] == 1


def test_without_variation_or_with_one_participant_there_is_no_interval_and_why() -> None:
    alike = spread(np.full((3, 1), 0.1))
    assert isnan(alike.low[0])
    assert isnan(alike.high[0])
    assert alike.mean[0] == pytest.approx(0.1)
    assert "alike" in alike.notes[0]
    alone = spread(np.array([[0.4]]))
    assert (alone.mean[0], alone.median[0]) == (0.4, 0.4)
    assert isnan(alone.low[0])
    assert "one participant" in alone.notes[0]


def test_nobody_has_no_mean() -> None:
    found = spread(np.zeros((0, 2)))
    assert all(isnan(value) for value in (*found.mean, *found.median, *found.low))
    assert found.notes == ("nobody", "nobody")
