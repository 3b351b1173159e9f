"""Commands that hand words on: excerpts by code or participant, and what one participant is given to check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder

Paths = Annotated[Path, typer.Argument(metavar="PATH", help="The file to write: .docx, .html, .xlsx or .csv.")]
Names = Annotated[str, typer.Option(help="How people are called: pseudonym or number.")]
Format = Annotated[str, typer.Option("--format", help="docx, html, xlsx or csv, whatever the file's name.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("excerpts")(excerpts)
    app.command("member-check")(member_check)


def excerpts(
    path: Paths,
    by: Annotated[str, typer.Option(help="code or participant.")] = "code",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="Beside the words: participant, role, transcript, place, theme, code, coder, memo; may be given "
            "again. Else participant and role."
        ),
    ] = None,
    code: Annotated[list[str] | None, typer.Option(help="Only this code or theme; may be given again.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only this role; may be given again.")] = None,
    transcript: Annotated[list[str] | None, typer.Option(help="Only this transcript; may be given again.")] = None,
    names: Names = "pseudonym",
    format: Format = "",  # noqa: A002 - the surface's word
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Coded words to hand on, by theme and code or by participant."""
    with output.opened(project, as_json=as_json) as study:
        from qual.model.selection import Selection
        from qual.workflow import sharing

        chosen = Selection(codes=tuple(code or ()), roles=tuple(role or ()), transcripts=tuple(transcript or ()))
        found = sharing.excerpts(
            study, by=by, selection=chosen, columns=tuple(column or sharing.USUAL), names=names
        )  # fmt: skip
        _told(sharing.write(study, found, path, format=format), as_json=as_json)


def member_check(
    participant: Annotated[str, typer.Argument(metavar="PARTICIPANT", help="The pseudonym.")],
    path: Paths,
    names: Names = "pseudonym",
    format: Format = "",  # noqa: A002 - the surface's word
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """One participant's own coded words by theme, for them to check; nobody else's words, no counts, no coders."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import sharing

        found = sharing.member_check(study, participant, names=names)
        _told(sharing.write(study, found, path, format=format), as_json=as_json)


def _told(done: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        output.document(done)
        return
    typer.echo(f"Wrote {done['path']} ({done['excerpts']} excerpts, SHA-256 {done['sha256']}).")
