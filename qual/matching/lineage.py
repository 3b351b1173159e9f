"""Which group of passages is which: groups found now, those shown before, and what people did with them.

All of it goes by the passages. A group found now is the one shown before where most of that one's passages are in
it; a merge or a dismissal holds for a group most of whose passages it was about, a merge also for the same groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qual.model.ids import stable_id

KIND = "candidate theme"


@dataclass(frozen=True, slots=True)
class Group:
    """Passages that belong together, under the id they are known by.

    Attributes:
        id: the same as long as most of the passages stay.
        passages: ids of segments.
    """

    id: str
    passages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Merge:
    """That somebody put two groups together.

    Attributes:
        into: id of the group that stays.
        passages: those of both, as they were then.
        groups: ids of the groups they were made of then.
    """

    into: str
    passages: frozenset[str]
    groups: frozenset[str] = frozenset()


def mostly(now: AbstractSet[str], then: AbstractSet[str]) -> bool:
    """Whether more than half of the passages there are now were there then."""
    return 2 * len(now & then) > len(now)


def followed(found: Sequence[Sequence[str]], known: Sequence[Group]) -> list[Group]:
    """The groups found now, each under the id of the known group that went on in it, or under a new one.

    A known group goes on in the group that holds more than half of its passages. Where several go on in one, the
    one that shares most of its passages gives its id, then the one that is most alike as a whole (Jaccard), then
    the one known first. Every id is given once.

    Args:
        found: passages of each group, most central first; no group is empty.
        known: groups of before, those that count first coming first.
    """
    now = [frozenset(group) for group in found]
    holding: dict[str, int] = {passage: place for place, group in enumerate(now) for passage in group}
    pairs = []
    for rank, old in enumerate(known):
        for place in {holding[passage] for passage in old.passages if passage in holding}:
            shared = len(old.passages & now[place])
            if mostly(old.passages, now[place]):
                alike = shared / len(old.passages | now[place])
                pairs.append((-shared, -alike, rank, place))
    names: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, rank, place in sorted(pairs):
        if place not in names and known[rank].id not in taken:
            names[place] = known[rank].id
            taken.add(known[rank].id)
    taken |= {group.id for group in known}
    made = []
    for place, group in enumerate(now):
        name = names.get(place) or _fresh(found[place][0], taken)
        taken.add(name)
        made.append(Group(name, group))
    return made


def merged(groups: Sequence[Group], merges: Sequence[Merge]) -> list[tuple[Group, tuple[str, ...]]]:
    """The groups with those put together that people merged, each with the ids of the groups it is made of.

    A merge holds for the groups it was about while they keep their ids, and for every group most of whose passages
    it was about. The group that comes of it stands where the first
    of them stood. It has the id of the group that was to stay where that is among them, or where most of the
    passages merged then are still in it.

    Args:
        groups: found now.
        merges: in force, in the order in which they were made.
    """
    left: list[tuple[Group, tuple[str, ...]]] = [(group, (group.id,)) for group in groups]
    for merge in merges:
        inside = [
            place
            for place, (group, parts) in enumerate(left)
            if merge.groups.intersection(parts) or mostly(group.passages, merge.passages)
        ]
        if not inside:
            continue
        passages = frozenset().union(*(left[place][0].passages for place in inside))
        parts = tuple(part for place in inside for part in left[place][1])
        others = {left[place][0].id for place in range(len(left)) if place not in inside}
        own = left[inside[0]][0].id
        stays = merge.into in parts or (mostly(merge.passages, passages) and merge.into not in others)
        whole = (Group(merge.into if stays else own, passages), parts)
        left = [whole if place == inside[0] else one for place, one in enumerate(left) if place not in inside[1:]]
    return left


def _fresh(central: str, taken: AbstractSet[str]) -> str:
    """An id made from the most central passage, that no other group has or had."""
    name, number = stable_id(KIND, central), 1
    while name in taken:
        number += 1
        name = stable_id(KIND, central, str(number))
    return name
