"""Counts of people in words: which word stands for which share, and how people of a role are called."""

from __future__ import annotations

from collections.abc import Sequence

from qual.model.participant import UNKNOWN
from qual.workflow.counting import FEWEST_FOR_PERCENT

FEWEST_FOR_WORD = 4
"""Below this many people there is no word but none and all."""
LEGEND = (
    "In words: few is under a quarter of the people, some a quarter to a half, many a half to three quarters, most "
    "more than that, all everybody."
)
SMALL, UNREAD = "There are only", "Not everything is read yet"
"""Begin what stands beside the counts, as the legend does."""
_IRREGULAR = {"person": "people", "child": "children", "staff": "staff", "midwife": "midwives"}


def quantifier(number: int, total: int) -> str:
    """none, few (< 25 %), some (25 % to < 50 %), many (50 % to 75 %), most (> 75 %) or all; "" of too few people.

    Raises:
        ValueError: unless 0 <= number <= total and total > 0.
    """
    if not 0 <= number <= total or not total:
        raise ValueError(f"a part of people needs 0 <= n <= N and N > 0, not {number} of {total}")
    if number in (0, total):
        return "all" if number else "none"
    if total < FEWEST_FOR_WORD:
        return ""
    if 4 * number < total:
        return "few"
    if 2 * number < total:
        return "some"
    return "many" if 4 * number <= 3 * total else "most"


def people(role: str, number: int) -> str:
    """How so many people of a role are called: 1 patient, 2 patients."""
    if role == UNKNOWN:
        return "person whose role is not confirmed" if number == 1 else "people whose role is not confirmed"
    return role if number == 1 else _IRREGULAR.get(role) or _several(role)


def _several(role: str) -> str:
    if not (role.isascii() and role.replace(" ", "").replace("-", "").isalpha()):
        return f"people of the role {role}"
    if role.endswith("man"):
        return f"{role[:-3]}men"
    if role.endswith("y") and role[-2:-1] not in "aeiou":
        return f"{role[:-1]}ies"
    return f"{role}es" if role.endswith(("s", "x", "ch", "sh")) else f"{role}s"


def in_words(role: str, number: int, total: int) -> str:
    """A count as a phrase: most of the patients (14 of 20), none of the 3 clinicians, all 4 nurses.

    Raises:
        ValueError: unless 0 <= number <= total and total > 0.
    """
    word = quantifier(number, total)
    if word == "none":
        return f"not the one {people(role, 1)}" if total == 1 else f"none of the {total} {people(role, total)}"
    if word == "all":
        return f"the one {people(role, 1)}" if total == 1 else f"all {total} {people(role, total)}"
    if not word:
        return f"{number} of the {total} {people(role, total)}"
    return f"{word} of the {people(role, total)} ({number} of {total})"


def small(counts: Sequence[tuple[str, int]]) -> str:
    """What to know of words for roles with few people, "" where there are none.

    Args:
        counts: role and how many people it has.
    """
    few = [f"{total} {people(role, total)}" for role, total in counts if 0 < total < FEWEST_FOR_PERCENT]
    if not few:
        return ""
    return f"{SMALL} {' and '.join(few)}: read the number rather than the word."
