"""The command that draws: a figure of the study as SVG or PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder


def add_to(app: typer.Typer) -> None:
    """Put this command into the app."""
    app.command("figure")(figure)


def figure(
    name: Annotated[str, typer.Argument(help="themes, codes, heat, cooccurrence, saturation, timeline or map.")],
    path: Annotated[Path, typer.Argument(help="The file to write, .svg or .png.")],
    by: Annotated[str, typer.Option(help="What the dots are split by: role, or an attribute.")] = "role",
    transcript: Annotated[str, typer.Option(help="The timeline of this transcript alone.")] = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Draw a figure for print: SVG, or PNG of 170 mm at 300 dots per inch."""
    from qual.workflow import drawing

    with output.opened(project, as_json=as_json) as study:
        drawn = drawing.write(study, name, path, by=by, transcript=transcript)
        if as_json:
            output.document(
                {
                    "path": str(path),
                    "title": drawn.title,
                    "alt": drawn.alt,
                    "headings": list(drawn.headings),
                    "rows": [list(row) for row in drawn.rows],
                    "notes": list(drawn.notes),
                }
            )
            return
        for line in (f"{drawn.title}: {path}", drawn.alt, *drawn.notes):
            typer.echo(line)
