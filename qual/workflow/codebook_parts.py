"""Which codings of a code go to which part of it: said in a table, or by the two groups the learner sees."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from qual.codebook.naming import code_named, known_code, plain
from qual.errors import Problem, Refused
from qual.exporters.delimited import guarded
from qual.importers.base import Upload
from qual.importers.rows import read_rows
from qual.workflow import ingest, splitting
from qual.workflow.files import write_whole

if TYPE_CHECKING:
    from qual.workflow.ingest import File
    from qual.workflow.projects import OpenProject
    from qual.workflow.splitting import Board

COLUMNS = ("coding", "code", "participant", "role", "coder", "transcript", "quote")
"""Of a table to fill in; only the first two are read back."""


def in_groups(project: OpenProject, code: str, names: Sequence[str] = ()) -> tuple[dict[str, list[str]], Board]:
    """The codings of a code in the two groups the learner sees, and how they were laid out.

    Args:
        project: the open project.
        code: its id or name.
        names: of the two parts; where none are given, the code's with what tells each group from the other.

    Raises:
        NotFound: for a code that is not there.
        Refused: where there are no two groups, or other than two names.
    """
    own = code_named(project.codebook.book, code)
    found = splitting.board(project, own.id)
    what = f"Splitting the code {own.name!r} by groups"
    if not found.words:
        raise Refused(
            what, found.why.rstrip(".") or "there are no two groups", hint="Say by a table what goes where."
        )
    telling = (", ".join(words[:2]) or f"group {place}" for place, words in enumerate(found.words, 1))
    asked = list(names) or [f"{own.name}: {words}" for words in telling]
    if len(asked) != len(found.words) or len(set(asked)) < len(asked):
        raise Refused(what, f"{len(found.words)} different names are needed", hint="Name one for each group.")
    parts: dict[str, list[str]] = {name: [] for name in asked}
    for one in found.laid:
        if one.side is not None:
            parts[asked[one.side]].append(one.coding)
    return parts, found


def read_parts(file: File) -> dict[str, list[str]]:
    """A table with the columns coding and code: name or id of a code -> ids of codings; empty ones are left out.

    Raises:
        Unreadable: if there is no such file.
        Refused: where it is no such table.
    """
    name, data = ingest.file_bytes(file)
    upload = Upload(name if name.casefold().endswith(".xlsx") else "parts.csv", data)
    table = read_rows(upload) if data.strip() else Problem(name, None, "the file is empty.")
    if isinstance(table, Problem):
        raise Refused("The table of parts", str(replace(table, file=name, hint="")).rstrip("."), hint=table.hint)
    rows = table.sheets[0].rows if table.sheets else ()
    headings = [cell.strip().casefold() for cell in rows[0][1]] if rows else []
    if not {"coding", "code"} <= set(headings):
        raise Refused(f"The table {name}", "it has no columns coding and code", hint="Write both in its first row.")
    at, to = headings.index("coding"), headings.index("code")
    parts: dict[str, list[str]] = {}
    for _, cells in rows[1:]:
        coding, code = (cells[place].strip() if place < len(cells) else "" for place in (at, to))
        if coding and code:
            parts.setdefault(_unguarded(code), []).append(coding)
    if not parts:
        raise Refused(f"The table {name}", "no coding in it has a code", hint="Fill in the column code.")
    return parts


def only(
    project: OpenProject, code: str, parts: dict[str, list[str]], names: Sequence[str]
) -> dict[str, list[str]]:
    """The parts of a table where they are those that were named, or the code itself; all of them if none was named.

    Raises:
        NotFound: for a code that is not there.
        Refused: where the table names another.
    """
    book = project.codebook.book

    def meant(name: str) -> str:
        known = known_code(book, name)
        return known.id if known else plain(name)

    if not names:
        return parts
    known = {meant(name): name for name in (*names, code_named(book, code).id)}
    found: dict[str, list[str]] = {name: [] for name in names}
    for name, codings in parts.items():
        if meant(name) not in known:
            raise Refused(f"The part {name!r}", "the table names it and you did not", hint="Name it with --into.")
        found.setdefault(known[meant(name)], []).extend(codings)
    return found


def write_sheet(project: OpenProject, code: str, file: Path, parts: dict[str, list[str]] | None = None) -> int:
    """A CSV of all codings of a code, to fill in which part each goes to; returns how many there are.

    Args:
        project: the open project.
        code: its id or name.
        file: where it is written; a file that is there is not written over.
        parts: name of a part -> codings whose cell is filled in already.

    Raises:
        NotFound: for a code that is not there.
        Refused: if the file is there, or cannot be written.
    """
    from qual.workflow import frames

    own = code_named(project.codebook.book, code)
    if file.exists():
        raise Refused(f"Writing {file.name}", "it is there already", hint="Name a new file.")
    table = frames.codings(project)
    named = {coding: name for name, codings in (parts or {}).items() for coding in codings}
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows = table[table["code"] == own.id].to_dict("records")
    for row in rows:
        row["code"] = named.get(row["coding"], "")
        writer.writerow([guarded(str(row[name])) for name in COLUMNS])
    write_whole(file, text.getvalue().encode("utf-8-sig", "replace"))
    return len(rows)


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
