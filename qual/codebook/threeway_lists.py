"""Three states of one list -> the list with what both sides did to it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


def order(
    base: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item], members: Collection[Item]
) -> tuple[tuple[Item, ...], bool]:
    """The members in the order that theirs has, or ours where only ours has changed it.

    What only the other side has comes behind the neighbour that it has there.

    Args:
        base: the list as it was; nothing stands twice in any of the three.
        ours: as one side left it.
        theirs: as the other left it.
        members: what is to be in the result; each is in ours or in theirs.

    Returns:
        the members, and whether both changed the order, in different ways.
    """
    inside = set(members)
    common = inside & set(base) & set(ours) & set(theirs)
    was, we, they = ([item for item in side if item in common] for side in (base, ours, theirs))
    first, second = (ours, theirs) if they == was != we else (theirs, ours)
    found = [item for item in first if item in inside]
    there = set(found)
    for number, item in enumerate(second):
        if item not in inside or item in there:
            continue
        before = next((other for other in reversed(second[:number]) if other in there), None)
        found.insert(0 if before is None else found.index(before) + 1, item)
        there.add(item)
    return tuple(found), they != was != we != they


def items(base: tuple[Item, ...], ours: tuple[Item, ...], theirs: tuple[Item, ...]) -> tuple[Item, ...] | None:
    """A list of phrases or examples with the changes of both sides; None where both changed one of its items.

    An item that only one side added is added, one that only one side took out is out.
    """
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    if any(len(set(side)) < len(side) for side in (base, ours, theirs)):
        return None
    we, they = _changes(base, ours), _changes(base, theirs)
    if any(we[item] != they[item] for item in we.keys() & they.keys()):
        return None
    was = set(base)
    members = {item for item in ours if item in theirs or item not in was}
    members |= {item for item in theirs if item not in was}
    found, clash = order(base, ours, theirs, members)
    return None if clash else found


def _changes(old: tuple[Item, ...], new: tuple[Item, ...]) -> dict[Item, Item | None]:
    """Item that is not there any more -> what stands in its place, None for nothing."""
    found: dict[Item, Item | None] = {}
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            instead: list[Item | None] = [item if item not in old else None for item in new[c:d]]
            instead += [None] * (b - a - len(instead))
            found.update(zip(old[a:b], instead, strict=False))
    return {item: other for item, other in found.items() if item not in new}
