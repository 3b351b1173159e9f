"""Commands about cases: the framework matrix, who was asked, and the joint display."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from qual.workflow.joint_display import Joint
    from qual.workflow.matrix import Matrix

Codes = Annotated[bool, typer.Option("--codes/--themes", help="Columns are codes, or themes.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("matrix")(matrix)
    app.command("asked")(asked)
    app.command("joint")(joint)


def matrix(
    codes: Codes = False,
    sort: Annotated[str, typer.Option(help="Sort by role, then by this attribute of participants.csv.")] = "",
    path: Annotated[Path | None, typer.Option("--out", help="Write it to this .xlsx or .csv file.")] = None,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """The framework matrix: participants by themes, each cell raised, not raised or not asked, with summaries."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import exporting, matrix_tables
        from qual.workflow.files import write_whole
        from qual.workflow.matrix import CODES, THEMES
        from qual.workflow.matrix import matrix as made

        found = made(study, CODES if codes else THEMES, attribute=sort)
        if path is not None:
            exporting.refuse_place(study, path)
            files = matrix_tables.files(study, found, path.suffix.lstrip(".").lower(), stem=path.stem)
            write_whole(path, next(iter(files.values())))
        if as_json:
            output.document(_document(found) | ({"path": str(path)} if path else {}))
            return
        if path is not None:
            typer.echo(f"Wrote {path}.")
            return
        _show(found)


def asked(
    value: Annotated[
        str, typer.Argument(metavar="SAID", help="no, yes, guide, spontaneous, or - to take back what was said.")
    ],
    column: Annotated[str, typer.Option("--about", metavar="CODE", help="A code or theme; none: all.")] = "",
    participant: Annotated[str, typer.Option(help="Of this person; none: of everybody.")] = "",
    transcript: Annotated[str, typer.Option(help="In this transcript.")] = "",
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Say who was asked about what, so that the matrix tells "not raised" from "not asked"."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import asked as asking
        from qual.workflow.projects import coder_name

        said = "" if value == "-" else value
        answer = asking.settle(
            study, said, coder=coder_name(study, coder), column=column, participant=participant,
            transcript=transcript,
        )  # fmt: skip
        about = {"about": column, "participant": participant, "transcript": transcript, "said": said}
        if as_json:
            output.document(about | {"changed": not answer.unchanged})
            return
        typer.echo("It was said already." if answer.unchanged else "Kept; `qual undo` takes it back.")


def joint(
    attribute: Annotated[str, typer.Argument(metavar="ATTR", help="An attribute of participants.csv.")],
    codes: Codes = False,
    role: Annotated[list[str] | None, typer.Option(help="Only people of this role; may be repeated.")] = None,
    test: Annotated[bool, typer.Option("--test", help="Add permutation p-values, of a number.")] = False,
    seed: Annotated[int, typer.Option(help="Of the permutations.")] = 0,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """An attribute beside the themes: of a number medians and a difference, of a category n/N in each value."""
    with output.opened(project, as_json=as_json) as study:
        from qual.model.selection import Selection
        from qual.workflow import joint_display
        from qual.workflow.matrix import CODES, THEMES

        chosen = Selection(roles=tuple(role or ()))
        columns = CODES if codes else THEMES
        found = joint_display.joint(study, attribute, columns, selection=chosen, test=test, seed=seed)
        if as_json:
            output.document(_joint_document(found))
            return
        shown = "median [quartiles], n people" if found.beside else "n/N"
        for title, table in (
            (f"{'Codes' if codes else 'Themes'} by {attribute}: {shown}", joint_display.readable(found)),
            ("Cases", joint_display.cases(found)),
        ):
            output.show(title, list(table.columns), table.itertuples(index=False, name=None))
        for note in found.notes:
            output.say(note)


def _document(found: Matrix) -> dict[str, object]:
    from qual.workflow import matrix_tables

    return {
        "columns": [
            {"id": one.id, "name": one.name, "theme": one.theme, "guide": one.guide} for one in found.columns
        ],
        "cells": output.records(matrix_tables.tidy(found)),
        "tallies": output.records(matrix_tables.tallies(found)),
        "unit": found.unit,
        "notes": list(found.notes),
    }


def _joint_document(found: Joint) -> dict[str, object]:
    from qual.workflow import joint_display

    return {
        "attribute": found.attribute,
        "kind": found.kind,
        "rows": output.records(joint_display.summary(found)),
        "cases": output.records(joint_display.cases(found)),
        "notes": list(found.notes),
    }


def _show(found: Matrix) -> None:
    """States and tallies for people; what is written in the cells is in the files and in the app."""
    from qual.workflow import matrix_tables

    people = found.framework.people
    headings = ["participant", "role", *(matrix_tables.heading(found, at) for at in range(len(found.columns)))]
    rows: list[list[str]] = []
    for row in found.order:
        states = []
        for column, cell in enumerate(found.framework.cells[row]):
            written = " ✎" if found.written(row, column) else ""
            states.append(matrix_tables.state_in_words(cell, people[row]) + written)
        rows.append([people[row].participant, people[row].role, *states])
    output.show("Framework matrix", headings, rows)
    tally = matrix_tables.tallies(found)
    lines = [
        (one["label"], one["role"], f"{one['participants']}/{one['participants_total']}",
         "" if one["asked"] == one["participants_total"] else f"{one['participants_asked']}/{one['asked']}")
        for one in tally.to_dict("records")
    ]  # fmt: skip
    output.show("Participants who raise it", ("theme or code", "role", "n/N", "of those asked"), lines)
    for note in found.notes:
        output.say(note)
