"""Codes made while coding: they go into the researcher's codebook file, and out of it when the stroke is undone.

The file is changed once, when all acts of a batch are done, and put back if the batch cannot be kept.
"""

from __future__ import annotations

import errno
import unicodedata
from typing import TYPE_CHECKING

from qual.codebook import keepsake, values
from qual.codebook import write as writing
from qual.errors import NoRoom, QualError, Refused, Unreadable
from qual.model.codebook import Code, Codebook, Theme
from qual.model.coding import Event, Op
from qual.workflow import codebooks
from qual.workflow.desk import Answer, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from qual.store.store import Tables

PREFIX = "new:"
"""Before a name: the code of this name, made by an earlier act."""

LONGEST = 200
"""Characters of a code's name; words taken for a name can be many."""

LONGEST_DEFINITION = 10_000
"""Characters of a new code's definition; the file is read again with every change of it."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
"""No room on the disk, or none for this account."""

_THEME = Theme("new-codes", "New codes")


def make(desk: Desk, op: Op) -> Answer:
    """Add a code to the codebook; one of this name that is there already is the code that is meant."""
    name = _tidy(op.name)
    if why := _unfit(name, op.text):
        return Answer(op.id, refusal=why)
    known = named(desk.book, name)
    if known is not None and known.retired:
        why = f"There is a code {known.name!r}, and it is retired; take it back in the codebook to use it again."
        return Answer(op.id, refusal=why)
    if known is not None:
        return Answer(op.id, unchanged=True, code=known.id)
    if op.theme and desk.book.theme(op.theme) is None:
        return Answer(op.id, refusal=f"There is no theme {op.theme!r} in the codebook.")
    theme = op.theme or _theme_for_new(desk.book).id
    own = codebooks.free_id(op.code or name, (code.id for code in desk.book.codes))
    before, made = desk.version, desk.book.theme(theme) is None
    code = Code(own, name, theme, op.text.strip())
    try:
        _change(desk, lambda data: _added(data, code, _theme_for_new(desk.book) if made else None))
    except QualError as error:
        return Answer(op.id, refusal=str(error))
    payload = {"code": own, "theme": theme, "made_theme": made, "before": before, "after": desk.version}
    return Answer(op.id, desk.record(op, payload), code=own)


def _unfit(name: str, definition: str) -> str:
    """Why a code cannot have this name and definition, or ""."""
    # Joiners and marks alone leave nothing that a person could see or click.
    seen = (kind for kind in map(unicodedata.category, name) if kind[0] not in "MZ" and kind not in ("Cc", "Cf"))
    if len(name) > LONGEST or not any(seen):
        return f"A new code needs a name, of at most {LONGEST} characters."
    if len(definition) > LONGEST_DEFINITION:
        return f"A definition has at most {LONGEST_DEFINITION:,} characters."
    return ""


def named(book: Codebook, name: str) -> Code | None:
    """The code of this name, whatever the case; one in use before a retired one."""
    wanted = _plain(name)
    same = [code for code in book.codes if _plain(code.name) == wanted]
    return min(same, key=lambda code: code.retired, default=None)


def undone(desk: Desk, event: Event) -> str:
    """Take the code out again, unless it is in use or was worked on since; then say that it stays."""
    code = desk.book.code(str(event.details.get("code", "")))
    if code is None:
        return ""
    tables, made_theme = desk.tables, bool(event.details.get("made_theme"))
    if _in_use(tables, code.id, event.coder):
        return f"The code {code.name!r} stays in the codebook, since it is in use."
    then, book = codebooks.at_version(tables, str(event.details.get("after", ""))), desk.book
    if code != then.code(code.id):
        return f"The code {code.name!r} stays in the codebook, since it was changed there."
    alone = book.theme(code.theme) == then.theme(code.theme) and len(book.codes_of(code.theme)) == 1
    try:
        _change(desk, lambda data: _removed(data, code.id, code.theme if made_theme and alone else ""))
    except QualError as error:
        return f"The code {code.name!r} stays in the codebook. {error}"
    return ""


def cannot_redo(desk: Desk, event: Event) -> str:
    """Why the code cannot be made again, or ""."""
    code, _ = _made_by(desk, event)
    there = desk.book.code(code.id)
    if there is None and not desk.state.in_file:
        return f"The code {code.name!r} cannot be made again while the codebook file cannot be read. Mend the file."
    if there is not None and _plain(there.name) != _plain(code.name):
        return f"The code {code.name!r} cannot be made again: {there.name!r} has its id by now."
    return ""


def redone(desk: Desk, event: Event) -> None:
    """Make the code again, unless it stayed.

    Raises:
        Refused: if the file does not let it.
    """
    code, theme = _made_by(desk, event)
    if desk.book.code(code.id) is None:
        _change(desk, lambda data: _added(data, code, None if desk.book.theme(theme.id) else theme))


def write(desk: Desk) -> None:
    """Put the codebook as the acts have made it into its file.

    Raises:
        ChangedElsewhere: if the file is another by now; none of the batch is kept then.
        Unreadable: if it cannot be written.
        NoRoom: if only room is missing: then the acts can be sent again as they are.
    """
    if desk.state.data == desk.found.data:
        return
    file, found, made = desk.project.codebook_file, desk.found, desk.state
    try:
        op, coder = (desk.last.id, desk.last.coder) if desk.last else ("", "")
        desk.note = keepsake.keep(file, found.data, made.data, op=op, coder=coder)
        writing.save(file, made.data, expected_sha256=found.sha256)
    except Unreadable as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL:
            raise NoRoom(desk.project.codebook_file.name) from error
        raise


def put_back(desk: Desk) -> None:
    """Give the file its bytes from before the batch, which could not be kept."""
    if desk.note is not None:
        keepsake.give_back(desk.project.codebook_file, desk.note)


def kept(desk: Desk) -> None:
    """The batch is in the record: what the file was before is needed no longer."""
    if desk.note is not None:
        keepsake.forget(desk.note)


def _change(desk: Desk, change: Callable[[bytes], bytes]) -> None:
    desk.state = codebooks.edited(desk.project, desk.state, change)
    desk.version = codebooks.enforce(desk.tables, desk.state)


def _added(data: bytes, code: Code, theme: Theme | None) -> bytes:
    return writing.add_code(writing.add_theme(data, theme) if theme else data, code)


def _removed(data: bytes, code: str, theme: str) -> bytes:
    """Without the code, and without the theme that was made for it."""
    left = writing.remove_code(data, code)
    return writing.remove_theme(left, theme) if theme else left


def _in_use(tables: Tables, code: str, coder: str) -> bool:
    """True where it stands on words or in a memo, or anybody else ever used it and may want to redo that."""
    now = (tables.codings(code=code), tables.decisions(code=code), tables.memos("code", code))
    waiting = (one for one in tables.unplaced() if one.code == code)
    ever = (
        tables.codings(code=code, everything=True),
        tables.decisions(code=code, everything=True),
        tables.memos("code", code, everything=True),
    )
    others = (one for found in ever for one in found if one.coder != coder)
    return any(now) or any(True for _ in (*waiting, *others))


def _made_by(desk: Desk, event: Event) -> tuple[Code, Theme]:
    """The code and its theme as the act made them.

    Raises:
        Refused: if the store has lost that version of the codebook.
    """
    book = codebooks.at_version(desk.tables, str(event.details.get("after", "")))
    code = book.code(str(event.details.get("code", "")))
    theme = book.theme(code.theme) if code else None
    if code is None or theme is None:
        raise Refused("Making the code again", "the codebook of that time is not kept any more")
    return code, theme


def _theme_for_new(book: Codebook) -> Theme:
    """The theme for codes that are under none: the one there is, or a new one."""
    known = (theme for theme in book.themes if _THEME.id == theme.id or _plain(theme.name) == _plain(_THEME.name))
    return next(known, _THEME)


def _plain(name: str) -> str:
    return _tidy(name).casefold()


def _tidy(name: str) -> str:
    return " ".join(values.one_line(name).split())
