"""What candidate themes were shown before, so that the next ones keep their id, their name and their place.

The store keeps it beside the study, not in the record: it says what the machine showed, not what a person did. Only
what people did with themes (merge, dismiss, bring back) stands in the record, with the passages it was about.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from qual.model.span import Span
from qual.workflow import marks

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.marks import Cut

KEPT = "candidate_themes"
"""The name under which the store keeps it."""

MOST_GONE = 100
"""Themes that are remembered though their passages make no group any more."""

Passages = tuple[str, ...]
"""Ids of segments."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a theme is called: its label, and more of its telling words."""

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What was shown.

    Attributes:
        update: what the suggestions were made from, the last time; as it changes, `before` becomes what was shown.
        before: id -> passages of the themes shown before the last update, None before the first.
        shown: as `before`, of the themes shown last, the dismissed left out.
        groups: id -> passages of all groups there are, merged or not, and of those gone that were shown.
        listed: id -> passages of every theme a person can act on, the dismissed with them.
        parts: id -> ids of the groups a listed theme is made of.
        names: id -> name, in the order of their places in the list.
    """

    update: str = ""
    before: Mapping[str, Passages] | None = None
    shown: Mapping[str, Passages] = field(default_factory=dict)
    groups: Mapping[str, Passages] = field(default_factory=dict)
    listed: Mapping[str, Passages] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)


def load(tables: Tables) -> Memory:
    """What was kept; nothing where it cannot be read, since no person's work hangs on it."""
    try:
        found: dict[str, Any] = json.loads(tables.get_meta(KEPT) or "{}")
        before = found.get("before")
        return Memory(
            str(found.get("update", "")),
            None if before is None else _passages(before),
            _passages(found.get("shown", {})),
            _passages(found.get("groups", {})),
            _passages(found.get("listed", {})),
            _passages(found.get("parts", {})),
            {str(key): Name(str(one["label"]), tuple(one["words"])) for key, one in found.get("names", {}).items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return Memory()


def save(tables: Tables, memory: Memory) -> None:
    """Keep this for the next time."""
    text = json.dumps(asdict(memory), ensure_ascii=False, separators=(",", ":"))
    if tables.get_meta(KEPT) != text:
        tables.set_meta(KEPT, text)


def here(memory: Memory, cut: Cut) -> Memory:
    """The memory with its passages as the transcripts are cut now."""
    there = {segment.id for found in cut.by_transcript.values() for segment in found}

    def moved(groups: Mapping[str, Passages]) -> dict[str, Passages]:
        return {name: current(passages, cut, there) for name, passages in groups.items()}

    return replace(
        memory,
        before=None if memory.before is None else moved(memory.before),
        shown=moved(memory.shown), groups=moved(memory.groups), listed=moved(memory.listed),
    )  # fmt: skip


def current(passages: Iterable[str], cut: Cut, there: Collection[str]) -> Passages:
    """Passages as they are cut now: those still there, else the segments that share most of their characters."""
    found: dict[str, None] = {}
    for name in passages:
        if name in there:
            found.setdefault(name)
            continue
        if place := _place(name):
            transcript, span = place
            for segment in cut.touched(transcript, span):
                if marks.mostly(span, segment.span):
                    found.setdefault(segment.id)
    return tuple(found)


def remembered(
    memory: Memory,
    *,
    update: str,
    groups: Mapping[str, Passages],
    listed: Mapping[str, Passages],
    shown: Mapping[str, Passages],
    parts: Mapping[str, tuple[str, ...]],
    names: Mapping[str, Name],
) -> Memory:
    """The memory after these were shown; the order of `names` is that of the list."""
    fresh = update != memory.update
    before = memory.before if not fresh else (dict(memory.shown) if memory.update else None)
    gone = {key: own for key, own in memory.groups.items() if key not in groups and key in memory.names and own}
    kept = {**groups, **dict(list(gone.items())[:MOST_GONE])}
    in_use = {*kept, *names, *(before or ())}
    named = {**{key: name for key, name in memory.names.items() if key in in_use}, **names}
    return Memory(update, before, dict(shown), kept, dict(listed), dict(parts), named)


def _place(name: str) -> tuple[str, Span] | None:
    """Transcript and place of a segment's id, or None where it is none."""
    transcript, _, places = name.rpartition(":")
    start, _, end = places.partition("-")
    if not (transcript and start.isdecimal() and end.isdecimal() and int(start) < int(end)):
        return None
    return transcript, Span(int(start), int(end))


def _passages(found: Mapping[str, Iterable[object]]) -> dict[str, Passages]:
    return {str(name): tuple(map(str, passages)) for name, passages in found.items()}
