"""Commands that look after a project: check."""

from __future__ import annotations

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("check")(check)


def check(project: Folder = HERE, as_json: AsJson = False) -> None:
    """Check every invariant: quotes, uploads, codebook, database."""
    with output.opened(project, as_json=as_json) as study:
        result = study.check()
        if as_json:
            output.document(result)
        else:
            for problem in result["problems"]:  # type: ignore[attr-defined]
                output.say(problem)
            typer.echo("Everything is in order." if result["ok"] else "Something is not in order.")
        if not result["ok"]:
            raise typer.Exit(1)
