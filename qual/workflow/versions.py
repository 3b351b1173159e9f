"""Every state of the codebook that was ever in force, who made it and why; any two of them beside each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.codebook.compare import Comparison, compare, details
from qual.errors import NotFound
from qual.workflow import codebooks

if TYPE_CHECKING:
    from qual.codebook.compare import EntryChange
    from qual.model.codebook import Codebook
    from qual.model.coding import Event
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

MAKING = ("codebook", "newcode", codebooks.OUTSIDE, "undo", "redo")
"""The kinds of event that change the codebook; of an undo or redo only those that say so."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the codebook.

    Attributes:
        version: hash of its content.
        label: the researcher's own version label.
        created: when it was first in force; UTC, ISO 8601.
        by: who made it, "" where it was changed outside qual or came with the project.
        what: what was done to get there, such as "codes merged".
        why: the reason given.
        codings: in force that were made under it.
        decisions: accepts and rejects in force that were made under it.
        in_force: whether it is the one in force.
    """

    version: str
    label: str
    created: str
    by: str
    what: str
    why: str
    codings: int
    decisions: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two states of the codebook beside each other.

    Attributes:
        old: version of the first.
        new: version of the second.
        changes: ids of the codes that differ, by how.
        details: every theme and code that differs, field by field.
        codings: code id -> codings in force that count as it now, for each code that differs.
        older: code id -> those of them that were made while the code meant something else than in the second.
    """

    old: str
    new: str
    changes: Comparison
    details: tuple[EntryChange, ...]
    codings: dict[str, int]
    older: dict[str, int]


def versions(project: OpenProject) -> tuple[Version, ...]:
    """All states that were ever in force, oldest first."""
    now_ = project.codebook.book.version
    with project.store.reading() as tables:
        kept = tables.codebook_versions()
        made = {one.version: ("", "", "") for one in kept[:1]} | _makers(tables, {one.version for one in kept[:1]})
        codings, decisions = tables.made_under("coding"), tables.made_under("decision")
    return tuple(
        Version(
            one.version, one.label, one.created, *made.get(one.version, ("", "", "")),
            codings.get(one.version, 0), decisions.get(one.version, 0), one.version == now_,
        )
        for one in kept
    )  # fmt: skip


def book_at(project: OpenProject, version: str) -> Codebook:
    """The codebook at a version, named by its hash (or how that begins) or, if only one has it, by its label.

    Raises:
        NotFound: if there is none, or several.
    """
    now_ = project.codebook.book
    with project.store.reading() as tables:
        kept = tables.codebook_versions()
        if version in (now_.version, "now"):
            return now_
        meant = [one.version for one in kept if version and one.version.startswith(version.casefold())]
        meant = meant or [one.version for one in kept if version and one.label == version]
        if len(meant) != 1:
            hint = f"{len(meant)} versions are called so; name one by its hash." if meant else "See the versions."
            raise NotFound("version of the codebook", version, hint=hint)
        return codebooks.at_version(tables, meant[0])


def as_of(project: OpenProject, when: str) -> tuple[str, Codebook]:
    """The version that was in force at a time, and the codebook it was.

    Args:
        project: the open project.
        when: UTC, ISO 8601, as far as it is told: "2026-03-03" is the end of that day.

    Raises:
        NotFound: if nothing was recorded until then.
    """
    with project.store.reading() as tables:
        event = tables.last_event(when.strip())
        version = str(event.details.get("after") or event.codebook_version) if event else ""
        if not version or tables.codebook_text(version) is None:
            first = tables.codebook_versions()[:1]
            hint = f"The first was in force on {first[0].created[:10]}." if first else "None was in force yet."
            raise NotFound("codebook as of", when, hint=hint)
        return version, codebooks.at_version(tables, version)


def difference(project: OpenProject, old: Codebook, new: Codebook) -> Difference:
    """What became of each theme and code from one state to another, and which codings are concerned."""
    changed = details(old, new)
    codes = [one.id for one in changed if one.kind == "code"]
    meanings = {code.id: code.meaning for code in new.codes}
    then: dict[str, dict[str, str]] = {}
    number: Counter[str] = Counter()
    older: Counter[str] = Counter()
    with project.store.reading() as tables:
        for coding in tables.codings():
            if coding.code not in codes:
                continue
            number[coding.code] += 1
            if coding.codebook_version not in then:
                book = codebooks.at_version(tables, coding.codebook_version)
                then[coding.codebook_version] = {code.id: code.meaning for code in book.codes}
            if then[coding.codebook_version].get(coding.coded_as) != meanings.get(coding.code):
                older[coding.code] += 1
    return Difference(old.version, new.version, compare(old, new), changed, dict(number), dict(older))


def _makers(tables: Tables, first: set[str]) -> dict[str, tuple[str, str, str]]:
    """Version -> who made it, what they did and why; the first that did. The study began with the first ones."""
    found: dict[str, tuple[str, str, str]] = {}
    events = [event for kind in MAKING for event in tables.events(kind)]
    for event in sorted(events, key=lambda event: event.seq):
        after = str(event.details.get("after", ""))
        if after and after not in first and after != event.details.get("before"):
            found.setdefault(after, (event.coder, done(event), str(event.details.get("why", ""))))
    return found


def done(event: Event) -> str:
    """What an act did to the codebook, in words."""
    names = {"newcode": "code added while coding", codebooks.OUTSIDE: "changed outside qual", "undo": "taken back",
             "redo": "done again"}  # fmt: skip
    return names.get(event.kind) or str(event.details.get("what", ""))
