"""What people do with candidate themes: merge two, dismiss one, bring one back. Each act is one event.

The record keeps the passages an act was about, so that it holds for whatever groups of mostly those passages come
later, under whatever id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.matching.lineage import Merge, mostly
from qual.workflow import marks, theme_memory
from qual.workflow.desk import Answer, Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from qual.model.coding import Event, Op
    from qual.store.store import Tables
    from qual.workflow.marks import Cut

MERGE, DISMISS, RESTORE = "mergethemes", "dismisstheme", "restoretheme"
NOT_SHOWN = "That candidate theme is not there any more."


@dataclass(frozen=True, slots=True)
class Dismissal:
    """That somebody dismissed a theme.

    Attributes:
        event: its place in the record.
        theme: the id it had.
        coder: who.
        passages: what it was made of then.
    """

    event: int
    theme: str
    coder: str
    passages: frozenset[str]


def merge(desk: Desk, op: Op) -> Answer:
    """Put the theme `op.replaces` into the theme `op.target`, which stays."""
    memory = theme_memory.load(desk.tables)
    listed = memory.listed
    if op.target == op.replaces:
        return Answer(op.id, refusal="Two different candidate themes can be merged, not one with itself.")
    if op.target not in listed or op.replaces not in listed:
        return Answer(op.id, refusal=NOT_SHOWN)
    passages = sorted({*listed[op.target], *listed[op.replaces]})
    if any(set(passages) <= one.passages for one in merges(desk.tables, _cut(desk.tables))):
        return Answer(op.id, unchanged=True)
    groups = sorted({*memory.parts.get(op.target, ()), *memory.parts.get(op.replaces, ())})
    payload: dict[str, object] = {"theme": op.target, "with": op.replaces, "passages": passages, "groups": groups}
    return Answer(op.id, desk.record(op, payload))


def dismiss(desk: Desk, op: Op) -> Answer:
    """Say that the theme `op.target` is none; it stays away while mostly the same passages come."""
    passages = theme_memory.load(desk.tables).listed.get(op.target)
    if passages is None:
        return Answer(op.id, refusal=NOT_SHOWN)
    if holding(dismissals(desk.tables, _cut(desk.tables)), passages):
        return Answer(op.id, unchanged=True)
    return Answer(op.id, desk.record(op, {"theme": op.target, "passages": sorted(passages)}))


def restore(desk: Desk, op: Op) -> Answer:
    """Bring the dismissed theme `op.target` back, whoever dismissed it."""
    passages = theme_memory.load(desk.tables).listed.get(op.target)
    if passages is None:
        return Answer(op.id, refusal=NOT_SHOWN)
    held = holding(dismissals(desk.tables, _cut(desk.tables)), passages)
    if not held:
        return Answer(op.id, unchanged=True)
    return Answer(op.id, desk.record(op, {"theme": op.target, "dismissals": [one.event for one in held]}))


def merges(tables: Tables, cut: Cut) -> list[Merge]:
    """The merges in force, in the order in which they were made, with their passages as they are cut now."""
    passages = _placed(cut)
    return [
        Merge(str(event.details.get("theme", "")), passages(event), frozenset(map(str, _list(event, "groups"))))
        for event in _standing(tables, MERGE)
    ]


def dismissals(tables: Tables, cut: Cut) -> list[Dismissal]:
    """The dismissals in force that nobody took back, in order, with their passages as they are cut now."""
    passages = _placed(cut)
    back = {seq for event in _standing(tables, RESTORE) for seq in _list(event, "dismissals")}
    return [
        Dismissal(event.seq, str(event.details.get("theme", "")), event.coder, passages(event))
        for event in _standing(tables, DISMISS)
        if event.seq not in back
    ]


def holding(found: Iterable[Dismissal], passages: Collection[str]) -> list[Dismissal]:
    """The dismissals that hold for a theme of these passages: most of them were dismissed then."""
    return [one for one in found if mostly(frozenset(passages), one.passages)]


def _standing(tables: Tables, kind: str) -> list[Event]:
    return [event for event in tables.events(kind, newest_first=False) if event.undone_by is None]


def _cut(tables: Tables) -> Cut:
    return marks.cut_of(tables.segments())


def _placed(cut: Cut) -> Callable[[Event], frozenset[str]]:
    """How the passages of an event are read: as segments of this cut."""
    there = {segment.id for found in cut.by_transcript.values() for segment in found}
    return lambda event: frozenset(theme_memory.current(map(str, _list(event, "passages")), cut, there))


def _list(event: Event, name: str) -> list[object]:
    found = event.details.get(name)
    return found if isinstance(found, list) else []
