"""Pace: active time only, different passages only, and silence while there is too little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.workflow import pace
from qual.workflow.pace import Act, Pace

START = datetime(2026, 1, 15, 22, 50, tzinfo=UTC)


def acts(*gaps: float, passages: str = "") -> list[Act]:
    """Acts so many seconds after one another, each on a passage of its own unless they are named."""
    at, found = START, [Act(START, passages[:1] or "0")]
    for number, gap in enumerate(gaps, start=1):
        at += timedelta(seconds=gap)
        found.append(Act(at, passages[number] if passages else str(number)))
    return found


def test_only_gaps_below_five_minutes_are_time_and_what_ends_a_pause_is_not_counted() -> None:
    assert pace.pace_of(acts(30, 30, 600, 60)) == Pace(3, 2.0)
    assert pace.pace_of(acts(30, 30, passages="aba")) == Pace(2, 1.0)
    assert pace.pace_of(acts(30, passages="ab")[:1]) == pace.pace_of([]) == Pace(0, 0.0)


def test_acts_that_decide_no_passage_take_time_and_count_for_none() -> None:
    found = [Act(START, "a"), Act(START + timedelta(minutes=1), ""), Act(START + timedelta(minutes=2), "b")]
    assert pace.pace_of(found) == Pace(1, 2.0)


@given(st.lists(st.floats(0, 1000), max_size=30))
def test_active_time_is_never_more_than_the_time_that_passed(gaps: list[float]) -> None:
    found = pace.pace_of(acts(*gaps))
    assert 0 <= found.minutes <= sum(gaps) / 60 + 1e-6
    assert found.passages <= len(gaps)


def test_too_little_says_nothing_about_what_is_left() -> None:
    assert Pace(19, 60).per_minute is None
    assert Pace(60, 4.9).per_minute is None
    assert Pace(20, 5).per_minute == 4
    assert pace.minutes_left(160, Pace(20, 5)) == 40
    assert pace.minutes_left(160, Pace(2, 5)) is None


def test_a_session_begins_after_half_an_hour_and_a_day_where_the_coder_is() -> None:
    found = acts(60, 40 * 60, 60)
    assert list(pace.last_session(found)) == found[2:]
    assert list(pace.last_session([])) == []
    assert pace.on_day(found, START, UTC) == found
    berlin = timezone(timedelta(hours=1))
    late = acts(60, 15 * 60, 60)
    assert pace.on_day(late, late[-1].at, berlin) == late[2:]
    assert pace.moment("2026-01-15T22:50:00.000000Z") == START


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "less than 5 minutes"), (4.9, "less than 5 minutes"), (5, "about 5 minutes"), (41, "about 40 minutes"),
     (57.4, "about 55 minutes"), (58, "about 1 hour"), (75, "about 1 hour"), (80, "about 1½ hours"),
     (130, "about 2 hours"), (6000, "about 100 hours")],
)  # fmt: skip
def test_minutes_are_said_no_more_exactly_than_they_are(minutes: float, words: str) -> None:
    assert pace.about(minutes) == words
