"""The one way in for human acts: screen, file and Python build ops; here they become events.

Applying is idempotent on the op's id. Each act is one event, and undo is a compensating event: nothing is ever
deleted. An op that breaks a rule is answered with a sentence and changes nothing; the others go through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from qual.errors import ChangedElsewhere, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.workflow import acting, choosing, codebooks, correcting, memos, newcodes, strokes, surgery, theme_acts
from qual.workflow.desk import Answer, Desk
from qual.workflow.strokes import Done, History

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

T = TypeVar("T")

_TRIES = 3
_MARKS = {"accept": acting.code, "code": acting.code, "reject": acting.reject, "review": acting.review}
"""Acts on words, with a code all but the last."""

_OTHERS = {
    "remove": acting.remove, "recode": acting.recode, "resize": acting.resize, "affirm": acting.affirm,
    "memo": memos.write,
    "newcode": newcodes.make,
    "undo": strokes.undo, "redo": strokes.redo, "correct": correcting.correct, "place": correcting.place,
    theme_acts.MERGE: theme_acts.merge, theme_acts.DISMISS: theme_acts.dismiss,
    theme_acts.RESTORE: theme_acts.restore, "codebook": surgery.operate, "choose": choosing.choose,
}  # fmt: skip


_ON_CODINGS = ("remove", "recode", "resize", "place", "memo", "affirm")
"""Acts that name a coding."""


def apply(project: OpenProject, ops: Sequence[Op]) -> list[Answer]:
    """Carry out ops in order, in one transaction; one answer for each."""
    return _at_desk(project, lambda desk: [_one(desk, op) for op in ops])


def apply_in(project: OpenProject, tables: Tables, ops: Sequence[Op]) -> list[Answer]:
    """As `apply`, inside a transaction that is already open."""
    desk = _desk(project, tables)
    answers = [_one(desk, op) for op in ops]
    newcodes.write(desk)
    return answers


def undo(project: OpenProject, count: int = 1, *, coder: str) -> list[dict[str, object]]:
    """Undo the coder's last strokes that still stand, newest first; a row for each act of them.

    Raises:
        Refused: if the count is below 1, or this person has nothing to undo, or it cannot be undone.
    """
    return _repeated(project, "undo", strokes.undo_all, count, coder)


def redo(project: OpenProject, count: int = 1, *, coder: str) -> list[dict[str, object]]:
    """Redo what the coder undid last, the last undone first; a row for each act.

    Raises:
        Refused: if the count is below 1, or this person has nothing to redo, or it cannot be redone.
    """
    return _repeated(project, "redo", strokes.redo_all, count, coder)


def history(project: OpenProject, coder: str, most: int = 20) -> History:
    """What this coder can undo and redo, the next first, at most so many strokes of each."""
    with project.store.reading() as tables:
        return strokes.history(tables, coder, most)


def decided(project: OpenProject, *, coder: str) -> int:
    """How many suggestions this person has accepted or rejected."""
    with project.store.reading() as tables:
        return len(tables.decisions(coder=coder))


def _one(desk: Desk, op: Op) -> Answer:
    known = desk.tables.event_by_op(op.id)
    if known is not None:
        made = {name: str(known.details.get(name) or "") for name in ("coding", "code")}
        return Answer(op.id, known.seq, unchanged=True, coding=made["coding"], code=made["code"])
    meant = ""
    if op.code.startswith(newcodes.PREFIX):
        code = newcodes.named(desk.book, op.code.removeprefix(newcodes.PREFIX))
        if code is None:
            return Answer(op.id, refusal="There is no code of that name in the codebook.")
        meant = code.id
        op = replace(op, code=meant)
    op = _with_coding(desk, op)
    refusal = (desk.wrong_words(op) if op.act in _MARKS else "") or _wrong_code(desk, op)
    if refusal:
        return Answer(op.id, refusal=refusal)
    answer = (_MARKS.get(op.act) or _OTHERS[op.act])(desk, op)
    return replace(answer, code=meant) if meant else answer


def _with_coding(desk: Desk, op: Op) -> Op:
    """The act with the id of the coding it means.

    A coding made a moment ago may be named by the act that made it: a screen that does not wait for the answer
    knows nothing else of it yet.
    """
    if op.act not in _ON_CODINGS or (op.act == "memo" and op.about != "coding"):
        return op
    made = desk.tables.event_by_op(op.target) if op.target else None
    coding = str(made.details.get("coding") or "") if made else ""
    return replace(op, target=coding) if coding else op


def _wrong_code(desk: Desk, op: Op) -> str:
    """Why the code meant cannot be used, or ""."""
    if op.act not in ("accept", "reject", "code", "recode"):
        return ""
    code = desk.book.code(op.code)
    if code is None:
        return f"There is no code {op.code!r} in the codebook."
    if code.merged_into and op.act != "reject":
        return f"The code {op.code!r} was merged into {code.merged_into!r}; use that one."
    if code.retired and op.act != "reject":
        return f"The code {op.code!r} is retired; take it back in the codebook to use it again."
    if code.heading and op.act != "reject":
        return f"The code {op.code!r} is a heading; use one of the codes under it."
    return ""


def _repeated(
    project: OpenProject, act: str, one: Callable[[Desk, Op], list[Done] | str], count: int, coder: str
) -> list[dict[str, object]]:
    """The coder's next strokes undone or redone, as far as there are any."""
    what = act.capitalize()
    if count < 1:
        raise Refused(what, "the number of acts must be 1 or more")

    def work(desk: Desk) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for _ in range(count):
            found = one(desk, Op(new_id(), act, coder))
            if isinstance(found, str):
                if not rows:
                    raise Refused(what, found.rstrip("."), hint="Name the person with --coder.")
                break
            rows += [_row(done) for done in found]
        return rows

    return _at_desk(project, work)


def _row(done: Done) -> dict[str, object]:
    event = done.event
    row = {"event": event.seq, "by": done.by, "stroke": event.stroke, "kind": event.kind, "coder": event.coder,
           "created": event.created, **event.details}  # fmt: skip
    return row | {"note": done.note} if done.note else row


def _at_desk(project: OpenProject, work: Callable[[Desk], T]) -> T:
    """Work in one transaction: all of it is kept, or nothing; again where somebody just wrote the codebook file."""
    for _ in range(_TRIES - 1):
        with suppress(ChangedElsewhere):
            return _once(project, work)
    return _once(project, work)


def _once(project: OpenProject, work: Callable[[Desk], T]) -> T:
    desk: Desk | None = None
    try:
        with project.store.transaction() as tables:
            desk = _desk(project, tables)
            result = work(desk)
            newcodes.write(desk)
    except BaseException:
        if desk is not None:
            newcodes.put_back(desk)
        raise
    newcodes.kept(desk)
    return result


def _desk(project: OpenProject, tables: Tables) -> Desk:
    state = codebooks.current_in(project, tables)
    return Desk(project, tables, state, state, codebooks.take(tables, state))
