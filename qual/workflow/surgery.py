"""Surgery on the codebook as an act: the file is made to say it, codings count as another code, one event keeps it.

What was planned on one state of the codebook is put into the file as it is now, field by field: what others changed
meanwhile stays, and where both changed the same field the act is refused. Undoing it is the same the other way
round. No coding is rewritten: shifts say what it counts as since, and go when the event does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.codebook import surgery as planning
from qual.codebook import threeway
from qual.codebook import write as writing
from qual.codebook.compare import compare
from qual.errors import QualError, Refused
from qual.model.codebook import Codebook
from qual.model.coding import Decision, Event, Op
from qual.model.ids import new_id
from qual.store.shifts import Shifted
from qual.workflow import acting, codebooks
from qual.workflow.clock import now
from qual.workflow.desk import Answer, Desk

if TYPE_CHECKING:
    from qual.codebook.threeway import Conflict
    from qual.model.coding import Coding
    from qual.model.span import Span
    from qual.model.surgery import Carried, Surgery
    from qual.store.store import Tables


@dataclass(frozen=True, slots=True)
class Turned:
    """A surgery taken back or done again.

    Attributes:
        payload: what its event says of it: the versions before and after.
        note: what a person should know, "" for nothing.
    """

    payload: dict[str, object]
    note: str = ""


def operate(desk: Desk, op: Op) -> Answer:
    """Do what is asked to the codebook."""
    asked = op.surgery
    if asked is None:
        return Answer(op.id, refusal="It is not said what is to become of the codebook.")
    if why := _unusable(desk):
        return Answer(op.id, refusal=why)
    wanted, why = _onto(asked.base, asked.wanted, desk.book)
    if why:
        return Answer(op.id, refusal=why)
    shifted = _shifted(desk.tables, asked)
    if wanted == desk.book and not shifted and not asked.carried:
        return Answer(op.id, unchanged=True, code=asked.entries[0] if asked.entries else "")
    before, old = desk.version, desk.book
    try:
        _become(desk, wanted)
    except QualError as error:
        return Answer(op.id, refusal=str(error))
    created = now()
    event = desk.record(op, _payload(op, asked, before, desk, old, shifted), created=created)
    desk.tables.add_shifts(event, asked.shifts)
    for carried in asked.carried:
        _carry(desk, carried, old, event, created)
    acting.stand_once(desk.tables, [(coding.transcript, coding.id) for coding in shifted], event)
    return Answer(op.id, event, code=asked.entries[0] if asked.entries else "")


def cannot_undo(desk: Desk, event: Event) -> str:
    """Why a surgery cannot be taken back, or ""."""
    if number := len(_sorted_since(desk.tables, event)):
        codings = "1 coding that it moved was" if number == 1 else f"{number:,} codings that it moved were"
        return f"{codings} sorted into other codes since. Undo that first."
    return _cannot(desk, event, back=True)


def cannot_redo(desk: Desk, event: Event) -> str:
    """Why a surgery cannot be done again, or ""."""
    whole = [shift.code for _, shift in desk.tables.shifts(event.seq).steps if not shift.coding]
    late = {shift.into for seq, shift in desk.tables.shifts().steps if seq > event.seq}
    for code in whole:
        if any(
            one.created > event.created or (one.given and code in late) for one in desk.tables.codings(code=code)
        ):
            return f"Words were coded with {code!r} since: merge or split it again instead."
    return _cannot(desk, event, back=False)


def turned(desk: Desk, event: Event, *, back: bool) -> Turned:
    """Take a surgery out of the codebook file, or do it again; its codings follow as its event is undone or redone.

    Raises:
        Refused: if the file does not let it; ask `cannot_undo` or `cannot_redo` first.
    """
    was, to = _ends(desk, event, back=back)
    wanted, why = _onto(was, to, desk.book)
    if why:
        raise Refused("Undoing the change of the codebook" if back else "Redoing it", why.rstrip("."))
    wanted, kept = _with_used(desk, wanted)
    before = desk.version
    if wanted != desk.book:
        _become(desk, wanted)
    names = " and ".join(repr(name) for name in kept)
    stay = "stays" if len(kept) == 1 else "stay"
    note = f"{names} {stay} in the codebook, since words are coded with it." if kept else ""
    return Turned({"before": before, "after": desk.version}, note)


def touched(tables: Tables, event: Event) -> list[Coding]:
    """The codings that count as another code since a surgery, or that do no longer."""
    steps = [shift for _, shift in tables.shifts(event.seq).steps]
    single = {shift.coding for shift in steps}
    codes = {code for shift in steps for code in (shift.code, shift.into)}
    if not steps:
        return []
    return [one for one in tables.codings() if one.id in single or {one.code, one.given} & codes]


def _sorted_since(tables: Tables, event: Event) -> set[str]:
    """The codings that a surgery moved and that a later one, by name, moved on: they would go back too far."""
    own, steps = tables.shifts(event.seq).steps, tables.shifts().steps
    into = {shift.into for _, shift in own}
    later = {shift.coding for seq, shift in steps if seq > event.seq and shift.coding and shift.code in into}
    if not later:
        return set()
    single = {shift.coding for _, shift in own if shift.coding}
    before = Shifted(tuple((seq, shift) for seq, shift in steps if seq < event.seq))
    whole: set[str] = set().union(*(before.sources(shift.code) for _, shift in own if not shift.coding))
    moved = (one for one in tables.codings() if one.id in later and one.code not in into)
    return {one.id for one in moved if one.id in single or (one.coded_as in whole and one.created < event.created)}


def _cannot(desk: Desk, event: Event, *, back: bool) -> str:
    was, to = _ends(desk, event, back=back)
    if {was.version, to.version} != {str(event.details.get(name, "")) for name in ("before", "after")}:
        return "The codebook of that time is not kept as it was."
    return _unusable(desk) or _onto(was, to, desk.book)[1]


def _ends(desk: Desk, event: Event, *, back: bool) -> tuple[Codebook, Codebook]:
    """The codebook that is to be left, and the one to be had, as they were when the act was done."""
    before, after = (codebooks.at_version(desk.tables, str(event.details.get(n, ""))) for n in ("before", "after"))
    return (after, before) if back else (before, after)


def _onto(base: Codebook, wanted: Codebook, now_: Codebook) -> tuple[Codebook, str]:
    """The codebook of now with what leads from `base` to `wanted`, and why it cannot be, or ""."""
    if now_ == base:
        return wanted, ""
    found = threeway.merged(base, wanted, now_)
    if not found.conflicts:
        return found.book, ""
    return now_, _clash(found.conflicts, now_)


def _clash(conflicts: tuple[Conflict, ...], book: Codebook) -> str:
    first = conflicts[0]
    code, theme = book.code(first.entry), book.theme(first.entry)
    name = code.name if code else theme.name if theme else first.entry
    what = "codebook" if first.kind == "codebook" else f"{first.kind} {name!r}"
    fields = dict.fromkeys(one.field for one in conflicts if one.entry == first.entry)
    more = len({(one.kind, one.entry) for one in conflicts}) - 1
    others = f", and so {'was one other' if more == 1 else f'were {more} others'}" if more else ""
    return f"The {what} was changed meanwhile ({', '.join(fields)}){others}. Look at it as it is now."


def _unusable(desk: Desk) -> str:
    return "" if desk.state.in_file else "The codebook file cannot be read as it is. Mend the file first."


def _become(desk: Desk, wanted: Codebook) -> None:
    desk.state = codebooks.edited(desk.project, desk.state, lambda data: writing.become(data, wanted))
    desk.version = codebooks.enforce(desk.tables, desk.state)


def _shifted(tables: Tables, asked: Surgery) -> list[Coding]:
    """The codings that will count as another code."""
    whole = {shift.code for shift in asked.shifts if not shift.coding}
    single = {(shift.coding, shift.code) for shift in asked.shifts if shift.coding}
    if not asked.shifts:
        return []
    return [one for one in tables.codings() if one.code in whole or (one.id, one.code) in single]


def _payload(
    op: Op, asked: Surgery, before: str, desk: Desk, old: Codebook, shifted: list[Coding]
) -> dict[str, object]:
    counts: dict[str, int] = {}
    for coding in shifted:
        counts[coding.code] = counts.get(coding.code, 0) + 1
    return {
        "what": asked.what, "entry": asked.entries[0] if asked.entries else "", "entries": list(asked.entries),
        "before": before, "after": desk.version, "summary": compare(old, desk.book).summary(),
        **({"why": op.memo} if op.memo else {}),
        **({"outside": asked.answers} if asked.answers else {}),
        **({"shifted": counts} if counts else {}),
    }  # fmt: skip


def _carry(desk: Desk, carried: Carried, old: Codebook, event: int, created: str) -> None:
    """Where one person has rejected all of the codes, they have rejected the other as well."""
    code = desk.book.code(carried.into)
    meanings = {one.id: one.meaning for one in old.codes if one.id in carried.of}
    if code is None or len(meanings) < len(carried.of):
        return
    said: dict[tuple[str, str, Span], dict[str, Decision]] = {}
    for name in carried.of:
        for one in desk.tables.decisions(code=name):
            if one.verdict == "reject" and one.meaning == meanings[name]:
                said.setdefault((one.coder, one.transcript, one.span), {})[name] = one
    for (coder, transcript, span), found in said.items():
        last = found.get(carried.into)
        if len(found) < len(carried.of) or (last and last.meaning == code.meaning):
            continue
        blind = all(one.blind for one in found.values())
        desk.tables.add_decision(
            Decision(
                new_id(), transcript, span, code.id, "reject", coder, blind, desk.version, code.meaning, created
            ),
            event,
        )


def _with_used(desk: Desk, wanted: Codebook) -> tuple[Codebook, list[str]]:
    """The codebook wanted, with those codes left in that it would lose and that words are coded with."""
    left = {code.id for code in wanted.codes}
    lost = [code for code in desk.book.codes if code.id not in left]
    kept = [code for code in lost if any(not one.given for one in desk.tables.codings(code=code.id))]
    if not kept:
        return wanted, []
    stay = {code.id for code in kept} | {above.id for code in kept for above in desk.book.above(code.id)}
    for code in (one for one in lost if one.id in stay):  # a code comes before those under it
        theme = desk.book.theme(code.theme)
        if theme and wanted.theme(theme.id) is None:
            wanted = planning.add_theme(wanted, theme).wanted
        wanted = planning.placed(wanted, code)
    return wanted, [code.name for code in kept]
