"""The framework matrix as tables: as people read it, one row per cell, for the heat map, for a report, as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.workflow.counting import part_in_words
from qual.workflow.matrix import THEMES, Matrix, matrix, pseudonym

if TYPE_CHECKING:
    import pandas as pd

    from qual.analysis.framework import Cell, Person
    from qual.exporters.base import Part
    from qual.model.plan import Plan
    from qual.workflow.projects import OpenProject

DRAFT = "draft: quote"
FORMATS = ("xlsx", "csv")
Name = Callable[[str], str]


def state_in_words(cell: Cell, person: Person) -> str:
    """A cell's state, honest about what nobody has read yet."""
    from qual.analysis.framework import NOT_RAISED, RAISED

    if cell.state == RAISED:
        passages = f"{cell.segments:,} {'passage' if cell.segments == 1 else 'passages'}"
        return passages if cell.asked else f"{passages}, of their own accord (not asked)"
    if cell.state == NOT_RAISED and person.reviewed < 1:
        return "not raised so far (partly read)" if person.reviewed else "not read yet"
    return cell.state


def cell_in_words(found: Matrix, row: int, column: int) -> str:
    """What stands in a cell: its state, then what analysts wrote, signed, else a passage marked as a draft."""
    own = found.framework.cells[row][column]
    lines = [state_in_words(own, found.framework.people[row])]
    lines += [f"{memo.text} ({memo.coder})" for memo in found.written(row, column)]
    if len(lines) == 1 and (draft := found.draft(row, column)):
        lines.append(f"“{draft.words}” [{DRAFT}]")
    return "\n".join(lines)


def heading(found: Matrix, column: int) -> str:
    """A column's name, unlike every other column's."""
    own = found.columns[column]
    alike = [one for one in found.columns if one.name == own.name]
    return own.name if len(alike) == 1 else f"{own.name} ({own.id})"


def wide(found: Matrix, *, name: Name = pseudonym) -> pd.DataFrame:
    """As people read it: participant, role, read, then a column of text for each theme or code."""
    import pandas as pd

    people = found.framework.people
    rows = [
        [name(people[row].participant), people[row].role, part_in_words(people[row].reviewed)]
        + [cell_in_words(found, row, column) for column in range(len(found.columns))]
        for row in found.order
    ]
    headings = [heading(found, column) for column in range(len(found.columns))]
    return pd.DataFrame(rows, columns=["participant", "role", "read", *headings])


def tidy(found: Matrix, *, name: Name = pseudonym) -> pd.DataFrame:
    """One row per cell: who, which column, its state and counts, what was written, the draft and its place."""
    import pandas as pd

    rows = []
    for row in found.order:
        person = found.framework.people[row]
        for place, column in enumerate(found.columns):
            cell, draft = found.framework.cells[row][place], found.draft(row, place)
            written = found.written(row, place)
            rows.append(
                {
                    "participant": name(person.participant), "role": person.role, "column": column.id,
                    "label": column.name, "state": cell.state, "segments": cell.segments,
                    "segments_total": person.segments, "words": person.words, "reviewed": person.reviewed,
                    "asked": cell.asked, "summary": "\n".join(memo.text for memo in written),
                    "summary_by": "; ".join(memo.coder for memo in written),
                    "draft": draft.words if draft else "", "transcript": draft.transcript if draft else "",
                    "start": draft.start if draft else None, "end": draft.end if draft else None,
                }
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(TIDY))
    return table.astype({"start": "Int64", "end": "Int64", "asked": "bool"})


TIDY = (
    "participant", "role", "column", "label", "state", "segments", "segments_total", "words", "reviewed", "asked",
    "summary", "summary_by", "draft", "transcript", "start", "end",
)  # fmt: skip
"""Columns of `tidy`; `draft` is `text[start:end]` of the transcript."""


def heat(found: Matrix, *, name: Name = pseudonym) -> pd.DataFrame:
    """For a heat map: participant, role, label, segments, share of the own segments, state."""
    table = tidy(found, name=name)
    table["share"] = table["segments"] / table["segments_total"].clip(lower=1)
    names = {column.id: heading(found, place) for place, column in enumerate(found.columns)}
    table["label"] = table["column"].map(names)
    return table[["participant", "role", "label", "segments", "share", "state"]]


def tallies(found: Matrix) -> pd.DataFrame:
    """Participants per column and role: n/N, then of those asked; never one in place of the other."""
    import pandas as pd

    from qual.analysis.framework import name_of

    names = {column.id: (heading(found, place), column.guide) for place, column in enumerate(found.columns)}
    rows = [
        [name_of(one.label), *names[name_of(one.label)], one.role, one.raised, one.participants, one.low, one.high,
         one.asked, one.raised_asked, one.raised - one.raised_asked]
        for one in found.framework.tallies
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TALLIES))


TALLIES = (
    "column", "label", "guide", "role", "participants", "participants_total", "ci_low", "ci_high", "asked",
    "participants_asked", "of_their_own_accord",
)  # fmt: skip
"""Columns of `tallies`; `participants_asked` of `asked` are those who were asked and raised it."""


def part(project: OpenProject, plan: Plan) -> Part:
    """The matrix of themes for a report; people are named as the plan says."""
    from qual.exporters.base import Part

    found = matrix(project, THEMES, selection=plan.selection)
    return Part("matrix", "Framework matrix", wide(found, name=naming(project, plan.names)), found.notes)


def naming(project: OpenProject, names: str) -> Name:
    """How people are named, as in every part of a report."""
    from qual.workflow.summary_ground import shown_names

    known = shown_names(project, names)
    return lambda name: known.get(name) or pseudonym(name)


def files(project: OpenProject, found: Matrix, format: str, *, stem: str = "matrix") -> dict[str, bytes]:  # noqa: A002 - as in `exporting`
    """The matrix as files by name, the main one first.

    A workbook has the matrix, its cells one by one, the tallies and how they were counted; the CSV is the matrix.

    Raises:
        Refused: for another format.
    """
    from qual.exporters.matrix_table import to_csv, to_xlsx

    if format not in FORMATS:
        raise Refused(f"The matrix as {format!r}", f"there are {', '.join(FORMATS)}")
    synthetic = project.settings.synthetic
    if format == "csv":
        return {f"{stem}.csv": to_csv(wide(found), synthetic=synthetic)}
    sheets = {"Matrix": wide(found), "Cells": tidy(found), "Tallies": tallies(found)}
    title = project.codebook.book.title or project.settings.name
    return {f"{stem}.xlsx": to_xlsx(sheets, found.notes, title=title, synthetic=synthetic)}
