"""Changes of the codebook file made in another program: noticed, shown, and kept or put back by a person.

The file is the researcher's, so what stands in it is in force at once. Nothing of it is ever overwritten: putting
back is an act like any other, undone like any other, and the text of every version stays in the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.codebook.compare import Comparison, compare, details
from qual.errors import NotFound
from qual.model.ids import new_id
from qual.model.surgery import Surgery
from qual.workflow import codebooks, curating
from qual.workflow.clock import now
from qual.workflow.codebooks import OUTSIDE

if TYPE_CHECKING:
    from qual.codebook.compare import EntryChange
    from qual.model.codebook import Codebook
    from qual.model.coding import Event
    from qual.store.store import Tables
    from qual.workflow.curating import Curated
    from qual.workflow.projects import OpenProject

KEPT = "keepoutside"
"""The kind of event that says that a person has seen such a change and lets it stand."""


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """What somebody changed in the codebook file with another program.

    Attributes:
        event: its place in the record.
        noticed: when, UTC, ISO 8601; it may have been made any time before.
        before: version of the codebook that was left.
        after: version that was found.
        changes: the codes that differ.
        details: every theme and code that differs, field by field.
        lost: codes that are in the file no longer and that words are coded with: name and number of codings.
    """

    event: int
    noticed: str
    before: str
    after: str
    changes: Comparison
    details: tuple[EntryChange, ...]
    lost: tuple[tuple[str, int], ...]


def notice(project: OpenProject) -> bool:
    """Put a change of the file that is not in the record yet into it; True where there was one."""
    state = project.codebook
    with project.store.reading() as tables:
        known = tables.get_meta(codebooks.IN_FORCE)
    if not known or not state.in_file or known == state.book.version:
        return False
    with project.store.transaction() as tables:
        return codebooks.remember(project, tables) != known


def waiting(project: OpenProject) -> tuple[OutsideChange, ...]:
    """The changes nobody has kept or put back, oldest first."""
    with project.store.reading() as tables:
        events = tables.events(OUTSIDE, newest_first=False)
        kept = tables.events(KEPT)
        back = [event for event in tables.events("codebook") if event.undone_by is None]
        seen = {int(str(event.details.get("outside", 0))) for event in (*kept, *back)}
        return tuple(_change(tables, event) for event in events if event.seq not in seen)


def keep(project: OpenProject, event: int, *, coder: str, why: str = "") -> None:
    """Let a change stand, as a named person.

    Raises:
        NotFound: if there is no such change waiting.
    """
    _waiting(project, event)
    with project.store.transaction() as tables:
        version = codebooks.remember(project, tables)
        _kept(tables, event, version, coder, why)


def put_back(project: OpenProject, event: int, *, coder: str, why: str = "") -> Curated:
    """Give the file what it said before a change; what was changed since stays. Undone, the change waits again.

    Raises:
        NotFound: if there is no such change waiting.
        Refused: if it cannot be taken out of the file any more.
    """
    change = _waiting(project, event)
    with project.store.reading() as tables:
        before, after = codebooks.at_version(tables, change.before), codebooks.at_version(tables, change.after)
    entries = tuple(one.id for one in change.details)
    asked = Surgery("outside change put back", entries, after, before, answers=event)
    done = curating.perform(project, asked, coder=coder, why=why)
    if done.event is None:  # somebody has put it back by hand
        keep(project, event, coder=coder, why=why)
    return done


def _waiting(project: OpenProject, event: int) -> OutsideChange:
    found = next((one for one in waiting(project) if one.event == event), None)
    if found is None:
        raise NotFound("change of the codebook file waiting under number", event)
    return found


def _kept(tables: Tables, event: int, version: str, coder: str, why: str) -> None:
    payload = {"outside": event, **({"why": why} if why else {})}
    tables.append_event(
        op=new_id(), kind=KEPT, coder=coder, created=now(), codebook_version=version, payload=payload
    )


def _change(tables: Tables, event: Event) -> OutsideChange:
    versions = str(event.details.get("before", "")), str(event.details.get("after", ""))
    before, after = (codebooks.at_version(tables, version) for version in versions)
    return OutsideChange(
        event.seq, event.created, *versions, compare(before, after), details(before, after),
        _lost(tables, before, after),
    )  # fmt: skip


def _lost(tables: Tables, before: Codebook, after: Codebook) -> tuple[tuple[str, int], ...]:
    gone = [code for code in before.codes if after.code(code.id) is None]
    found = ((code.name, len(tables.codings(code=code.id))) for code in gone)
    return tuple((name, number) for name, number in found if number)
