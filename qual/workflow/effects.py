"""What a change of the codebook would touch, told before it happens: codings, people, coders, suggestions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.codebook.compare import Comparison, compare
from qual.workflow import frames, marks, rereview

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.codebook import Code, Codebook
    from qual.model.coding import Coding, Decision
    from qual.model.surgery import Surgery
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Touched:
    """What hangs on one code as it is now.

    Attributes:
        code: its id.
        name: its name.
        codings: in force.
        said_by: participants who have it, by role: of how many.
        coders: who gave it, and how often.
        rejects: that hold.
        suggestions: stored for it, answered or not.
        memos: about the code itself.
        moving: codings that count as another code afterwards, by that code's id.
    """

    code: str
    name: str
    codings: int
    said_by: tuple[tuple[str, int, int], ...]
    coders: tuple[tuple[str, int], ...]
    rejects: int
    suggestions: int
    memos: int
    moving: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change would do.

    Attributes:
        what: what is done.
        entries: names of the themes and codes it is about.
        changes: how the codebook differs afterwards.
        codes: what hangs on each code that changes, in the order of the codebook.
        joined: codings that one person made on the same words and that would count once.
        reopened: rejects that hold no longer, since the meaning of their code changes: it is suggested there again.
        older: codings made under another definition than that of the code they count as afterwards, and that do not
            wait to be looked at again already.
        carried: places where one person rejected every code concerned, and has rejected the new one thereby.
        words: all of this in sentences.
    """

    what: str
    entries: tuple[str, ...]
    changes: Comparison
    codes: tuple[Touched, ...]
    joined: int
    reopened: int
    older: int
    carried: int
    words: tuple[str, ...]


def effects(project: OpenProject, asked: Surgery) -> Effects:
    """What a plan would touch; nothing is changed."""
    old, new = asked.base, asked.wanted
    changed, then = _changed(asked), {code.id: code for code in new.codes}
    table = frames.codings(project)
    with project.store.reading() as tables:
        codings = tables.codings()
        after, joined = _counted(codings, asked)
        known = [one for one in after if one.code in then and one.id not in joined]
        older = rereview.current(tables, codings, old) & {one.id for one in known}
        older -= rereview.current(tables, known, new)
        everyone = _everyone(project, tables)
        rejects = marks.in_force(tables.decisions(), old)
        suggested = tables.suggestion_counts()
        memos = Counter(memo.target for memo in tables.memos(about="code"))
    own, refused = _by_code(table), Counter(one.code for one in rejects)
    codes = tuple(
        _touched(code, own.get(code.id, []), everyone, refused[code.id], suggested.get(code.id, 0), memos[code.id],
                 asked)
        for code in changed
    )  # fmt: skip
    meant = {code.id for code in changed if code.id in then and then[code.id].meaning != code.meaning}
    found = Effects(
        asked.what,
        tuple(_name(old, new, entry) for entry in asked.entries),
        compare(old, new),
        codes,
        len(joined),
        sum(one.code in meant for one in rejects),
        len(older),
        sum(_carried(rejects, one.of) for one in asked.carried if _is_news(old, new, one.into)),
        (),
    )
    return _worded(found, old, new)


def _changed(asked: Surgery) -> list[Code]:
    """The codes of the codebook that differ afterwards, or whose codings count as another."""
    after = {code.id: code for code in asked.wanted.codes}
    shifted = {shift.code for shift in asked.shifts}
    return [code for code in asked.base.codes if after.get(code.id) != code or code.id in shifted]


@dataclass(frozen=True, slots=True)
class _Row:
    """A coding, as far as it is counted here."""

    coding: str
    participant: str
    role: str
    coder: str


def _by_code(table: pd.DataFrame) -> dict[str, list[_Row]]:
    """The codings of each code; a table of thousands of codes is not searched anew for each."""
    found: dict[str, list[_Row]] = {}
    columns = (table[name].tolist() for name in ("code", "coding", "participant", "role", "coder"))
    for code, *rest in zip(*columns, strict=True):
        found.setdefault(code, []).append(_Row(*rest))
    return found


def _touched(
    code: Code, own: list[_Row], everyone: dict[str, set[str]], rejects: int, suggested: int, memos: int,
    asked: Surgery,
) -> Touched:  # fmt: skip
    said = {
        role: {row.participant for row in own if row.role == role} & people for role, people in everyone.items()
    }
    moving: Counter[str] = Counter()
    for shift in asked.shifts:
        if shift.code == code.id:
            moving[shift.into] += sum(row.coding == shift.coding for row in own) if shift.coding else len(own)
    return Touched(
        code.id,
        code.name,
        len(own),
        tuple((role, len(said[role]), len(people)) for role, people in everyone.items()),
        tuple(Counter(row.coder for row in own).items()),
        rejects,
        suggested,
        memos,
        tuple(sorted(moving.items())),
    )


def _everyone(project: OpenProject, tables: Tables) -> dict[str, set[str]]:
    """The participants of each role whose words are data."""
    people = {person.id: person.role for person in tables.participants()}
    spoken = {one.participant for one in tables.speakers() if one.confirmed}
    roles = [role for role in project.roles if role not in project.settings.context_roles]
    return {role: {name for name in spoken if people.get(name) == role} for role in roles}


def _counted(codings: list[Coding], asked: Surgery) -> tuple[list[Coding], set[str]]:
    """The codings as they count afterwards, and ids of those that would stand twice and so go out of force.

    Twice: on the same words, by the same person, with the same code; see `acting.stand_once`.
    """
    whole = {shift.code: shift.into for shift in asked.shifts if not shift.coding}
    single = {(shift.coding, shift.code): shift.into for shift in asked.shifts if shift.coding}
    after, moved = [], set()
    alike: dict[tuple[object, ...], list[str]] = {}
    for one in codings:
        into = single.get((one.id, one.code)) or whole.get(one.code, one.code)
        after.append(replace(one, code=into, given=one.coded_as if into != one.coded_as else ""))
        if into != one.code:
            moved.add(one.id)
        alike.setdefault((one.transcript, one.span, one.coder, into), []).append(one.id)
    joined: set[str] = set()
    for same in alike.values():
        _, *others = sorted(same, key=moved.__contains__)
        joined |= moved.intersection(others)
    return after, joined


def _carried(rejects: list[Decision], of: tuple[str, ...]) -> int:
    said: dict[tuple[object, ...], set[str]] = {}
    for one in rejects:
        if one.code in of:
            said.setdefault((one.coder, one.transcript, one.span), set()).add(one.code)
    return sum(len(found) == len(of) for found in said.values())


def _is_news(old: Codebook, new: Codebook, code: str) -> bool:
    """Whether rejects of a code have to be said anew: it is new, or means something else."""
    before, after = old.code(code), new.code(code)
    return before is None or after is None or before.meaning != after.meaning


def _name(old: Codebook, new: Codebook, entry: str) -> str:
    found = new.code(entry) or new.theme(entry) or old.code(entry) or old.theme(entry)
    return found.name if found else entry


def _worded(found: Effects, old: Codebook, new: Codebook) -> Effects:
    lines = [line for one in found.codes for line in _lines(one, old, new)]
    if found.joined:
        lines.append(f"{_count(found.joined, 'coding')} on words the same person coded with both: counted once.")
    if found.older:
        lines.append(
            f"{_count(found.older, 'coding')} made under the older definition: waiting to be looked at again."
        )
    if found.reopened:
        lines.append(f"{_count(found.reopened, 'reject')} made under the older definition: suggested there again.")
    if found.carried:
        lines.append(f"{_count(found.carried, 'passage')} where all of them were rejected: stay rejected.")
    if not lines:
        lines.append("No coding, reject or suggestion hangs on it.")
    return Effects(
        found.what, found.entries, found.changes, found.codes, found.joined, found.reopened, found.older,
        found.carried, tuple(lines),
    )  # fmt: skip


def _lines(one: Touched, old: Codebook, new: Codebook) -> list[str]:
    lines = []
    if one.codings:
        roles = ", ".join(f"{n} of {of} with the role {role}" for role, n, of in one.said_by if of)
        coders = ", ".join(f"{name} {number}" for name, number in one.coders)
        people = f"; {roles}" if roles else ""
        lines.append(f"{one.name}: {_count(one.codings, 'coding')} ({coders}){people}.")
    for into, number in one.moving:
        if number:
            lines.append(f"{one.name}: {_count(number, 'coding')} will count as {_name(old, new, into)}.")
    after = new.code(one.code)
    was = old.code(one.code)
    if one.suggestions and was and was.offered and not (after and after.offered):
        lines.append(f"{one.name}: {_count(one.suggestions, 'suggestion')} will go; it is offered no longer.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
