"""The codebook in force, every version a decision was made under, and edits that go to the researcher's file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qual.codebook import read as reading
from qual.codebook.compare import compare
from qual.codebook.source import decode
from qual.errors import Problem, Refused
from qual.model.codebook import Codebook
from qual.model.ids import new_id
from qual.workflow import unfinished
from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class CodebookState:
    """The codebook in force, with the file it came from.

    Attributes:
        book: themes and codes.
        problems: what in the file was not understood.
        data: the file's bytes.
        sha256: their hash; an edit presents it, so that a change made elsewhere is never overwritten.
        in_file: False where a mistake in the file loses entries and the last good version stays in force.
    """

    book: Codebook
    problems: tuple[Problem, ...]
    data: bytes
    sha256: str
    in_file: bool = True


IN_FORCE = "codebook_in_force"

OUTSIDE = "outside"
"""The kind of event that says that the codebook file was changed in another program."""


def current(project: OpenProject) -> CodebookState:
    """The codebook of the file; where a mistake in it loses anything, the last good version, and why."""
    found, whole = _found(project)
    if whole:
        return found
    with project.store.reading() as tables:
        return _last_good(tables, found)


def remember(project: OpenProject, tables: Tables) -> str:
    """Keep the codebook in force in the store, so that every act can name its version; returns the version."""
    return take(tables, current_in(project, tables))


def take(tables: Tables, state: CodebookState) -> str:
    """As `remember`, of a codebook as it was found; a change made in another program is an event of nobody's."""
    known = tables.get_meta(IN_FORCE)
    if known and known != state.book.version and state.in_file:
        keep(tables, state)
        changed = compare(at_version(tables, known), state.book)
        payload = {"before": known, "after": state.book.version, "summary": changed.summary()}
        tables.append_event(
            op=new_id(), kind=OUTSIDE, coder="", created=now(), codebook_version=state.book.version, payload=payload
        )
    return enforce(tables, state)


def enforce(tables: Tables, state: CodebookState) -> str:
    """As `take`, of a codebook that an act has just made."""
    version = keep(tables, state)
    if tables.get_meta(IN_FORCE) != version:
        tables.set_meta(IN_FORCE, version)
    return version


def keep(tables: Tables, state: CodebookState) -> str:
    """Keep this state of the codebook in the store, whether or not it is in force; returns its version."""
    text = decode(state.data, "").raw.replace("\0", " ")  # as it is read; no database keeps it
    tables.put_codebook(state.book.version, state.book.label, text, now())
    return state.book.version


def current_in(project: OpenProject, tables: Tables) -> CodebookState:
    """As `current`, inside a transaction that writes; what a program did not live to finish is taken out first."""
    unfinished.settle(project, tables, tables.get_meta(IN_FORCE) or "")
    found, whole = _found(project)
    return found if whole else _last_good(tables, found)


def free_id(name: str, taken: Iterable[str]) -> str:
    """An id for a new code or theme, made of its name's letters and digits, different from all taken."""
    words = "".join(ch.lower() if ch.isalnum() else " " for ch in name).split()
    stem = "-".join(words)[:60].strip("-") or "code"
    known, candidate, number = set(taken), stem, 1
    while candidate in known:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def edited(project: OpenProject, state: CodebookState, change: Callable[[bytes], bytes]) -> CodebookState:
    """The codebook as a change would make it; nothing is written.

    Raises:
        Refused: if the file cannot be read as it is, or would not be sound afterwards.
    """
    if not state.in_file:
        raise Refused("The edit", "the codebook file cannot be read as it is", hint="Mend the file first.")
    new = change(state.data)
    book, problems = _parsed(new, project.codebook_file.name)
    fresh = [p for p in problems if (p.message, p.hint) not in {(q.message, q.hint) for q in state.problems}]
    if fresh:
        raise Refused("The edit", f"the file would not be sound after it: {fresh[0].message}", hint=fresh[0].hint)
    return CodebookState(book, problems, new, _hash(new))


def at_version(tables: Tables, version: str) -> Codebook:
    """The codebook as it was at a version; an empty one where the store does not know it."""
    text = tables.codebook_text(version)
    return _parsed(text.encode(), "an earlier codebook")[0] if text else Codebook()


def _file(project: OpenProject) -> tuple[bytes, Problem | None]:
    file = project.codebook_file
    try:
        return file.read_bytes(), None
    except OSError as error:
        why = error.strerror or str(error)
        return b"", Problem(
            file.name, None, f"the codebook cannot be read: {why}.", "Put the file back.", fatal=True
        )


def _found(project: OpenProject) -> tuple[CodebookState, bool]:
    """The codebook as the file says it, and whether all of it could be used."""
    data, problem = _file(project)
    if problem is not None:
        return CodebookState(Codebook(), (problem,), data, _hash(data), in_file=False), False
    book, problems = _parsed(data, project.codebook_file.name)
    usable = bool(book.codes) or not any(problem.fatal for problem in problems)
    whole = usable and not reading.load(data, project.codebook_file.name).lost
    return CodebookState(book, problems, data, _hash(data), in_file=usable), whole


def _last_good(tables: Tables, found: CodebookState) -> CodebookState:
    """The version in force until now; what can be read of the file where there was none yet."""
    version = tables.get_meta(IN_FORCE)
    if version is None:
        return found
    return replace(found, book=at_version(tables, version), in_file=False)


@lru_cache(maxsize=16)
def _parsed(data: bytes, name: str) -> tuple[Codebook, tuple[Problem, ...]]:
    """Reading is pure, so the last few results are kept, for all threads."""
    return reading.read(data, file=name)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
