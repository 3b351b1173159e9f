"""What in a codebook does not fit together: its file, its names, its merges, the codings made with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.codebook.likeness import near_names
from qual.codebook.naming import plain
from qual.workflow import outside

if TYPE_CHECKING:
    from qual.model.codebook import Codebook
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

MOST_NEAR = 30
"""Pairs of near names that are told, the nearest first."""
MOST_COMPARED = 2_000
"""Codes in use up to which near names are looked for: of more, every pair takes minutes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at.

    Attributes:
        kind: "file", "names", "near names", "merge", "suggestions", "outside" or "codings".
        message: what it is, in a sentence.
        hint: what to do, "" for nothing.
        fault: True where something is wrong; False where it is only worth a look.
        codes: ids of the codes it is about.
        line: in the codebook file, None where no line is meant.
    """

    kind: str
    message: str
    hint: str = ""
    fault: bool = True
    codes: tuple[str, ...] = ()
    line: int | None = None

    def __str__(self) -> str:
        return " ".join(filter(None, (self.message, self.hint)))


def check(project: OpenProject) -> tuple[Finding, ...]:
    """Everything found, faults first; a change made outside is noticed by this."""
    outside.notice(project)
    state = project.codebook
    found = [
        Finding("file", str(problem), line=problem.line, fault=problem.fatal or not state.in_file)
        for problem in state.problems
    ]
    book = state.book
    found += _names(book)
    with project.store.reading() as tables:
        found += _merges(book, tables) + _suggestions(book, tables) + _strange(book, tables)
    found += _outside(project)
    return tuple(sorted(found, key=lambda one: not one.fault))


def _names(book: Codebook) -> list[Finding]:
    same: defaultdict[str, list[str]] = defaultdict(list)
    for code in book.codes:
        if not code.retired:
            same[plain(code.name)].append(code.id)
    names = {code.id: code.name for code in book.codes}
    found = [
        Finding(
            "names", f"{len(ids)} codes are called {names[ids[0]]!r}: {', '.join(ids)}.",
            "Rename one, or merge them.", codes=tuple(ids),
        )
        for ids in same.values() if len(ids) > 1
    ]  # fmt: skip
    offered = sum(code.offered for code in book.codes)
    if offered > MOST_COMPARED:
        message = f"Near names were not looked for: there are {offered:,} codes in use."
        return [*found, Finding("near names", message, fault=False)]
    near = [one for one in near_names(book) if plain(names[one.first]) != plain(names[one.second])]
    found += [
        Finding(
            "near names", f"{names[one.first]!r} and {names[one.second]!r} are called nearly the same: {one.why}.",
            fault=False, codes=(one.first, one.second),
        )
        for one in near[:MOST_NEAR]
    ]  # fmt: skip
    if len(near) > MOST_NEAR:
        found.append(Finding("near names", f"{len(near) - MOST_NEAR} more pairs have near names.", fault=False))
    return found


def _merges(book: Codebook, tables: Tables) -> list[Finding]:
    """Codes that the file calls merged while their codings do not count as the other."""
    found = []
    for code in (one for one in book.codes if one.merged_into):
        left = len(tables.codings(code=code.id))
        if left:
            why = f"{code.name!r} is called merged into {code.merged_into!r}, and {_codings(left)} not so."
            hint = (
                f"Take it back and merge it here: `qual codebook retire {code.id} --back`, then "
                f"`qual codebook merge {code.id} --into {code.merged_into}`."
            )
            found.append(Finding("merge", why, hint, codes=(code.id, code.merged_into)))
    return found


def _codings(number: int) -> str:
    return f"its {number:,} codings count" if number > 1 else "its coding counts"


def _suggestions(book: Codebook, tables: Tables) -> list[Finding]:
    counts = tables.suggestion_counts()
    return [
        Finding(
            "suggestions",
            f"{code.name!r} is offered no longer; {counts[code.id]:,} of its suggestions are stored and not shown.",
            "`qual suggest` makes them anew.", fault=False, codes=(code.id,),
        )
        for code in book.codes if not code.offered and counts.get(code.id)
    ]  # fmt: skip


def _strange(book: Codebook, tables: Tables) -> list[Finding]:
    """Codings of codes that are not in the codebook."""
    known = {code.id for code in book.codes}
    number: defaultdict[str, int] = defaultdict(int)
    for coding in tables.codings():
        if coding.code not in known:
            number[coding.code] += 1
    hint = "Put the code back into the file, retired if it is not to be used; nothing is lost."
    return [
        Finding(
            "codings", f"{many:,} coding{'s' if many > 1 else ''} of {code!r}, which is not in the codebook.", hint,
            codes=(code,),
        )
        for code, many in number.items()
    ]  # fmt: skip


def _outside(project: OpenProject) -> list[Finding]:
    return [
        Finding(
            "outside",
            f"Change {one.event}, made outside qual and noticed on {one.noticed[:10]}: {one.changes.summary()}.",
            f"See it: `qual codebook diff {one.before} {one.after}`. Let it stand: "
            f"`qual codebook keep-outside {one.event}`. Take it back: `qual codebook put-back {one.event}`.",
            fault=False,
        )
        for one in outside.waiting(project)
    ]  # fmt: skip
