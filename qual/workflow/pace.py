"""How fast a coder decides, read off the record: active time only, and nothing said before there is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

ACTIVE = timedelta(minutes=5)
"""A pause shorter than this is work; a longer one is not counted at all."""
SESSION = timedelta(minutes=30)
"""A pause as long as this begins another session."""
FEWEST_PASSAGES, FEWEST_MINUTES = 20, 5.0
"""Below these a pace says nothing about what is left."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did: when, and the passage they decided by it, "" where it was none."""

    at: datetime
    passage: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Passages decided in a stretch of active time.

    Attributes:
        passages: different passages decided; the first one after a pause is left out, as is the time before it.
        minutes: active time.
    """

    passages: int
    minutes: float

    @property
    def per_minute(self) -> float | None:
        """Passages per active minute, None where it is too early to say."""
        enough = self.passages >= FEWEST_PASSAGES and self.minutes >= FEWEST_MINUTES
        return self.passages / self.minutes if enough else None


def pace_of(acts: Sequence[Act]) -> Pace:
    """The pace of acts, in order of time."""
    passages: set[str] = set()
    active = timedelta()
    for before, act in pairwise(acts):
        if act.at - before.at < ACTIVE:
            active += act.at - before.at
            passages |= {act.passage} - {""}
    return Pace(len(passages), active / timedelta(minutes=1))


def last_session(acts: Sequence[Act]) -> Sequence[Act]:
    """The acts after the last pause of half an hour."""
    for place in range(len(acts) - 1, 0, -1):
        if acts[place].at - acts[place - 1].at >= SESSION:
            return acts[place:]
    return acts


def on_day(acts: Sequence[Act], now: datetime, zone: tzinfo) -> list[Act]:
    """The acts of the day that `now` is in, where the coder is."""
    today = now.astimezone(zone).date()
    return [act for act in acts if act.at.astimezone(zone).date() == today]


def moment(written: str) -> datetime:
    """The time of an event, as the record writes it."""
    return datetime.fromisoformat(written).astimezone(UTC)


def minutes_left(left: int, pace: Pace) -> float | None:
    """How many active minutes so many passages take at this pace, None where it is too early to say."""
    return left / pace.per_minute if pace.per_minute else None


def about(minutes: float) -> str:
    """Minutes as a person would say them, no more exact than they are."""
    if minutes < 5:  # noqa: PLR2004 - as the sentence says
        return "less than 5 minutes"
    if minutes < 57.5:  # noqa: PLR2004 - rounds to an hour
        return f"about {5 * round(minutes / 5)} minutes"
    halves = round(minutes / 30)
    hours = f"{halves // 2}½" if halves % 2 else f"{halves // 2}"
    return "about 1 hour" if halves == 2 else f"about {hours} hours"  # noqa: PLR2004 - two halves
