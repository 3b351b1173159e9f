"""`qual`: the commands, in the order of a study."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from qual.cli import (
    codebook,
    coding,
    comparing,
    evaluating,
    figures,
    finding,
    matrix,
    patterns,
    reports,
    results,
    sharing,
    study,
    summaries,
    themes,
    upkeep,
)

app = typer.Typer(
    name="qual",
    help="Code interviews against a codebook you edit. Nothing leaves this machine; people make every coding.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from qual import __version__

        typer.echo(f"qual {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Code interviews against a codebook you edit. Nothing leaves this machine; people make every coding."""


for room in (
    study,
    codebook,
    finding,
    coding,
    themes,
    evaluating,
    results,
    comparing,
    summaries,
    matrix,
    patterns,
    figures,
    reports,
    sharing,
    upkeep,
):
    room.add_to(app)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console or a pipe that is not UTF-8 shows ? for what it cannot hold, and the command goes on.
            stream.reconfigure(errors="replace")
    try:
        app()
    except OSError as error:
        sys.stderr.write(f"The output cannot be written: {error.strerror or error}.\n")
        raise SystemExit(1) from None
