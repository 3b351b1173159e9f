"""What the numbers of a report cannot say, in sentences that go with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qual.workflow.counting import FEWEST_FOR_PERCENT, part_in_words
from qual.workflow.summary_words import people as called

if TYPE_CHECKING:
    from qual.workflow.checklists import Known

ALWAYS = (
    (
        "Counts describe this coded corpus. They are no estimate for other patients, clinicians or services, and "
        "how many people raise something says nothing about how much it matters to them."
    ),
    (
        "A participant who does not raise a theme may hold it all the same: what was not asked or not said is not "
        "the same as not so."
    ),
)
"""What holds for every study that counts who says what."""
_UNEVEN = 1.5
_MOSTLY = 0.5


def limitations(found: Known, *, reviewed: Mapping[str, float], words: Mapping[str, float]) -> tuple[str, ...]:
    """Sentences that hold for this study; those that always hold stand first.

    Args:
        found: what the record knows.
        reviewed: role -> share of its segments that a person has looked at.
        words: role -> median words of a participant.
    """
    return (
        *ALWAYS,
        *filter(None, (
            _few(found), _unread(reviewed), _uneven(words), _alone(found), _seen(found), _changed(found),
        )),
    )  # fmt: skip


def _few(found: Known) -> str:
    small = [f"{n} {called(role, n)}" for role, n in found.people.items() if n < FEWEST_FOR_PERCENT]
    if not small:
        return ""
    return (
        f"There are few participants ({', '.join(small)}): no percentages of them are given, and only very large "
        "differences between groups could show."
    )


def _unread(reviewed: Mapping[str, float]) -> str:
    part = [
        f"{part_in_words(share)} of the {called(role, 2)}’ segments"
        for role, share in reviewed.items()
        if share < 1
    ]
    if not part:
        return ""
    return (
        f"Not everything was read by a person: {', '.join(part)} were. Counts are of what was confirmed, so more "
        f"people "
        "may raise a theme; where the shares differ, so may the counts for that reason alone."
    )


def _uneven(words: Mapping[str, float]) -> str:
    told = {role: number for role, number in words.items() if number > 0}
    if len(told) < 2:  # noqa: PLR2004 - a comparison has two sides
        return ""
    most, least = max(told, key=lambda role: told[role]), min(told, key=lambda role: told[role])
    if told[most] < _UNEVEN * told[least]:
        return ""
    return (
        f"Interviews differ in length: {told[most]:,.0f} words each of the {called(most, 2)} (median), "
        f"{told[least]:,.0f} of the {called(least, 2)}. Who says more has more occasions to mention anything, so "
        "n/N favours the longer interviews; the mean share stands beside it for that reason."
    )


def _alone(found: Known) -> str:
    if not found.codings or found.double:
        return ""
    return "No transcript was coded by more than one person, so nothing can be said about agreement between coders."


def _seen(found: Known) -> str:
    shown = found.codings - found.blind
    if not found.codings or shown <= _MOSTLY * found.codings:
        return ""
    return (
        f"{shown:,} of {found.codings:,} codings were made with a suggestion in sight, which may draw coders "
        f"towards "
        "what the model expects."
    )


def _changed(found: Known) -> str:
    later = [code for code in found.book.codes if not code.heading and found.first and code.id not in found.first]
    if not later:
        return ""
    word = "code was" if len(later) == 1 else "codes were"
    return (
        f"{len(later)} {word} added after coding began; passages read before that may not have been looked at "
        f"again "
        "for them."
    )
