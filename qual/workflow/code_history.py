"""What became of one code: every state in which it changed, and which codes it was merged with or split from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow.rereview import codes_at, difference
from qual.workflow.versions import MAKING, done

if TYPE_CHECKING:
    from qual.codebook.compare import FieldChange
    from qual.model.codebook import Code
    from qual.model.coding import Event
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A state of the codebook in which a code is another than before.

    Attributes:
        version: of the codebook since.
        created: when it came into force; UTC, ISO 8601.
        by: who did it, "" where it was changed outside qual or came with the project.
        done: what was done, such as "code redefined"; "" where that is not known.
        why: the reason given.
        what: what became of the code: ADDED, REMOVED or headings of `qual.codebook.compare.Comparison`.
        fields: its texts that differ, word by word; all it says where it was added.
        meaning: True where what it means is another now: definition, include or exclude.
    """

    version: str
    created: str
    by: str
    done: str
    why: str
    what: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    meaning: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """That codings of one code count as another since.

    Attributes:
        other: id of the code at the other end.
        name: what that code is, or was last, called.
        into: True where codings went from this code to the other, False where they came from it.
        whole: True where all of a code's codings went (a merge), False for single ones (a split).
        codings: how many of those in force.
        created, by, done, why: as in `Change`.
    """

    other: str
    name: str
    into: bool
    whole: bool
    codings: int
    created: str
    by: str
    done: str
    why: str


def history(project: OpenProject, code: str) -> tuple[Change, ...]:
    """Every change of this code, oldest first; none for a code that was never in the codebook."""
    found = []
    with project.store.reading() as tables:
        before: Code | None = None
        for version, event, created in _states(tables):
            if event is not None and before is not None and _elsewhere(event, before):
                continue
            now_ = codes_at(tables, version).get(code)
            if now_ != before:
                found.append(_change(before, now_, version, event, created))
                before = now_
        current = project.codebook.book
        now_ = current.code(code)
        if now_ != before:  # edited in its file a moment ago, and in force by nobody's act yet
            found.append(_change(before, now_, current.version, None, ""))
    return tuple(one for one in found if one.what)


def origins(project: OpenProject, code: str) -> tuple[Origin, ...]:
    """Merges and splits in force by which codings came to this code or left it, oldest first."""
    book = project.codebook.book
    with project.store.reading() as tables:
        steps = [(seq, one) for seq, one in tables.shifts().steps if code in (one.code, one.into)]
        if not steps:
            return ()
        shifts = tables.shifts()
        events = {event.seq: event for event in tables.events_at([seq for seq, _ in steps])}
        given = Counter((one.coded_as, one.code) for one in tables.codings())
        ends = dict.fromkeys((seq, one.code, one.into, not one.coding) for seq, one in steps)
        found = []
        for seq, source, target, whole in ends:
            event, other = events[seq], source if target == code else target
            went = sum(given[one, target] for one in shifts.sources(source) - {target})
            then = book.code(other) or codes_at(tables, str(event.details.get("before", ""))).get(other)
            found.append(
                Origin(
                    other, then.name if then else other, source == code, whole, went,
                    event.created, event.coder, done(event), str(event.details.get("why", "")),
                )
            )  # fmt: skip
    return tuple(found)


def _states(tables: Tables) -> Iterator[tuple[str, Event | None, str]]:
    """The states of the codebook in the order in which they came into force, with the act that made each."""
    acts = [event for kind in MAKING for event in tables.events(kind)]
    made = [
        event
        for event in sorted(acts, key=lambda one: one.seq)
        if event.details.get("after") and event.details["after"] != event.details.get("before")
    ]
    mentioned = [str(event.details.get(end)) for event in made for end in ("before", "after")]
    known = {str(event.details["after"]) for event in made}
    # a state that an act left before any led to it was there first
    there = {one for one in known if mentioned.index(one) % 2 == 0}
    first = [one for one in tables.codebook_versions() if one.version in there or one.version not in known]
    timed = [(one.created, 0, one.version, None) for one in first]
    timed += [(event.created, event.seq, str(event.details["after"]), event) for event in made]  # type: ignore[misc]
    for created, _, version, event in sorted(timed, key=lambda one: one[:2]):
        yield version, event, created


def _elsewhere(event: Event, code: Code) -> bool:
    """Whether an act names what it is about, and that is neither the code nor what it stands under."""
    entries = event.details.get("entries")
    if event.kind != "codebook" or not isinstance(entries, list) or not entries:
        return False
    return not {code.id, code.theme, code.parent, code.merged_into} & set(entries)


def _change(before: Code | None, now_: Code | None, version: str, event: Event | None, created: str) -> Change:
    told = (
        version, created, event.coder if event else "", done(event) if event else "",
        str(event.details.get("why", "")) if event else "",
    )  # fmt: skip
    if now_ is None or before is None:
        entry = difference(_empty(now_), now_) if now_ is not None else None
        fields = tuple(one for one in entry.fields if one.field not in ("name", "color")) if entry else ()
        return Change(*told, (REMOVED,) if now_ is None else (ADDED,), fields, meaning=now_ is not None)
    entry = difference(before, now_)
    what = entry.what if entry else ()
    if before.parent != now_.parent and "moved" not in what:
        what = (*what, "moved")
    fields = tuple(one for one in entry.fields if one.field not in ("theme", "color")) if entry else ()
    return Change(*told, what, fields, before.meaning != now_.meaning)


def _empty(code: Code) -> Code:
    """A code of this name that says nothing yet."""
    return type(code)(code.id, "", code.theme)
