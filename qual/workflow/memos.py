"""Memos: write, change and delete one's own, and find anybody's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.choice import parts
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.memo import ABOUT, Memo
from qual.workflow import frames
from qual.workflow.clock import now
from qual.workflow.desk import Answer, Desk

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.coding import Coding
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


def write(desk: Desk, op: Op) -> Answer:
    """Write a memo; with `replaces` change one's own, and without words delete it.

    About a cell of the matrix everybody has one: what is written next takes its place.
    """
    old = desk.tables.memo(op.replaces) if op.replaces else _own_of_cell(desk, op)
    words = op.memo.strip()
    if refusal := _not_own(op, old) or ("" if words or old or op.replaces else "A memo needs words."):
        return Answer(op.id, refusal=refusal)
    if old is not None:
        fresh = replace(old, text=words, replaces=old.id)
    else:
        if refusal := _about_nothing(desk, op):
            return Answer(op.id, refusal=refusal)
        fresh = _new(desk, op, words)
    if old is not None and old.text == words:
        return Answer(op.id, unchanged=True)
    fresh = replace(fresh, id=new_id(), coder=op.coder, created=now())
    event = desk.record(op, _payload(fresh), created=fresh.created)
    desk.tables.add_memo(fresh, event)
    return Answer(op.id, event)


def follow(tables: Tables, old: str, new: str, event: int) -> None:
    """Everybody's memos on a coding go along to the coding that takes its place, dated and signed as they were."""
    for memo in tables.memos(about="coding", target=old):
        tables.add_memo(replace(memo, id=new_id(), target=new, replaces=memo.id), event)


def listing(
    project: OpenProject,
    *,
    about: str = "",
    target: str = "",
    transcript: str = "",
    coder: str = "",
    words: str = "",
) -> list[Memo]:
    """Memos in force, oldest first, those on codings with the words they are about.

    Among them are the memos typed with codings and with rejects. A memo on a coding that was taken back waits
    with it and is left out.

    Args:
        project: the open project.
        about: only memos about this kind of thing, one of `qual.model.memo.ABOUT`.
        target: only memos about this coding, transcript, participant or code.
        transcript: only memos that belong to this transcript.
        coder: only this person's.
        words: only memos in which each of these words stands, whatever the case.

    Raises:
        NotFound: for a kind of thing that no memo is about.
    """
    if about and about not in ABOUT:
        raise NotFound("kind of memo", about, hint=f"A memo is about one of {', '.join(ABOUT)}.")
    with project.store.reading() as tables:
        found = tables.memos(about or None, target or None, transcript or None, coder or None)
        codings = {one.id: one for one in tables.codings()} if any(m.about == "coding" for m in found) else {}
    wanted = words.casefold().split()
    shown = [memo if memo.about != "coding" else _placed(memo, codings) for memo in found]
    return [memo for memo in shown if memo and all(word in memo.text.casefold() for word in wanted)]


def frame(project: OpenProject, **asked: str) -> pd.DataFrame:
    """The memos of a `listing` with who speaks in their words; the columns are `qual.analysis.frame.MEMOS`."""
    from qual.analysis.frame import memos_frame

    found = listing(project, **asked)
    with project.store.reading() as tables:
        return memos_frame(
            found,
            frames.transcripts(tables),
            tables.speakers(),
            tables.participants(),
            context_roles=project.settings.context_roles,
        )


def _placed(memo: Memo, codings: dict[str, Coding]) -> Memo | None:
    """A coding's memo with the place of the coding, or None where that is not in force."""
    coding = codings.get(memo.target)
    return (
        None
        if coding is None
        else replace(memo, transcript=coding.transcript, span=coding.span, quote=coding.quote)
    )


def _own_of_cell(desk: Desk, op: Op) -> Memo | None:
    """What this person wrote in the cell before, None for anything else."""
    found = desk.tables.memos("cell", op.target, coder=op.coder) if op.about == "cell" else []
    return found[-1] if found else None


def _not_own(op: Op, old: Memo | None) -> str:
    """Why this person cannot change the memo named, or ""."""
    if op.replaces and old is None:
        return "That memo is not there any more."
    if old is not None and old.coder != op.coder:
        return f"That memo is {old.coder}'s; only {old.coder} can change it. Write one of your own instead."
    return ""


def _about_nothing(desk: Desk, op: Op) -> str:
    """Why there is nothing the memo could be about, or ""."""
    tables = desk.tables
    if op.about not in ABOUT:
        return f"A memo is about one of {', '.join(ABOUT)}, not {op.about!r}."
    if op.about == "passage":
        return desk.wrong_words(op)
    match op.about:
        case "coding":
            there = tables.coding(op.target) is not None
        case "transcript":
            there = desk.text(op.target) is not None
        case "participant":
            there = any(person.id == op.target for person in tables.participants())
        case "code":
            there = desk.book.code(op.target) is not None
        case "theme":
            there = any(theme.id == op.target for theme in desk.book.themes)
        case "cell":
            there = _is_cell(desk, op.target)
        case _:
            there = True
    return "" if there else f"There is no {op.about} {op.target!r} in this project to write a memo about."


def _is_cell(desk: Desk, target: str) -> bool:
    """Whether a code or theme and a participant meet there."""
    try:
        named = parts(target)
    except ValueError:
        return False
    columns = {code.id for code in desk.book.codes} | {theme.id for theme in desk.book.themes}
    return (
        len(named) == 2  # noqa: PLR2004 - a cell lies in a row and a column
        and named[0] in columns
        and any(person.id == named[1] for person in desk.tables.participants())
    )


def _new(desk: Desk, op: Op, words: str) -> Memo:
    transcript, span, quote, target = "", None, "", op.target
    if op.about == "passage" and op.span is not None:
        transcript, span, target = op.transcript, op.span, ""
        quote = span.of(desk.texts[transcript])
    elif op.about == "coding":
        coding = desk.tables.coding(op.target)
        transcript = coding.transcript if coding else ""
    elif op.about == "transcript":
        transcript = op.target
    elif op.about == "project":
        target = ""
    return Memo("", op.about, target, transcript, span, quote, words, op.coder, "")


def _payload(memo: Memo) -> dict[str, object]:
    """What the record keeps of a memo: never its words."""
    return {
        "memo": memo.id, "about": memo.about, "target": memo.target, "transcript": memo.transcript,
        "start": memo.span.start if memo.span else None, "end": memo.span.end if memo.span else None,
        "replaces": memo.replaces,
    }  # fmt: skip
