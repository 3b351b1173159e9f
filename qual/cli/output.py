"""How a command speaks: one JSON document, or a table for people; one sentence when it cannot go on."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from qual.errors import Problem, QualError

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject

Folder = Annotated[
    Path, typer.Option("--project", envvar="QUAL_PROJECT", help="The project's folder.", show_default="this folder")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
CoderName = Annotated[
    str, typer.Option("--coder", help="The person who does this (else QUAL_CODER, else the account).")
]

HERE = Path()
_asked = {"json": False}


def say(text: str) -> None:
    """A line for people, on standard error."""
    typer.echo(text, err=True)


def document(content: object) -> None:
    """The command's JSON document."""
    _write(json.dumps(plain(content), ensure_ascii=False, allow_nan=False))


def _write(line: str) -> None:
    """A line on standard output, whatever its encoding can hold: JSON says the rest in escapes of its own."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = json.dumps(json.loads(line), ensure_ascii=True)
    typer.echo(line)


def fail(sentence: str, **content: object) -> NoReturn:
    """End with exit code 1 and one sentence; with --json also a document that holds it."""
    if _asked["json"]:
        document({"error": sentence, **content})
    say(sentence)
    raise typer.Exit(1)


@contextmanager
def speaking(*, as_json: bool) -> Iterator[None]:
    """Turn our errors into one sentence and exit code 1."""
    _asked["json"] = as_json
    try:
        yield
    except QualError as error:
        fail(str(error), problems=list(getattr(error, "problems", ())))
    except KeyboardInterrupt:
        fail("Stopped. What was done so far is kept.")
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 - a traceback tells a researcher nothing and may hold their words
        fail(_own_fault(error))


def _own_fault(error: Exception) -> str:
    """Where qual stumbled, without the error's own text, which may hold words of a transcript."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return f"qual stumbled over a fault of its own ({where}). Nothing half done is kept; please report this line."


@contextmanager
def opened(folder: Path, *, as_json: bool, given: Mapping[str, object] | None = None) -> Iterator[OpenProject]:
    """The project of the folder, closed again at the end."""
    from qual.workflow.projects import open_project

    with speaking(as_json=as_json), open_project(folder, given=given) as project:
        yield project


def plain(value: object) -> object:
    """A value as JSON has it: no NaN, no types of ours."""
    if isinstance(value, float) or hasattr(value, "dtype"):
        number = value.item() if hasattr(value, "item") else value
        return None if isinstance(number, float) and not isfinite(number) else number
    if isinstance(value, Problem):
        return {"file": value.file, "line": value.line, "message": value.message, "hint": value.hint}
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of a table, missing values as null."""
    import pandas as pd

    def missing(cell: object) -> bool:
        return cell is None or cell is pd.NA or (isinstance(cell, float) and not isfinite(cell))

    columns = [str(column) for column in table.columns]
    rows = table.itertuples(index=False, name=None)
    return [
        {name: None if missing(cell) else plain(cell) for name, cell in zip(columns, row, strict=True)}
        for row in rows
    ]


def show(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()
) -> None:
    """A table for people on standard output."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), title_justify="left", show_edge=False, pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(escape(heading), justify="right" if place in numbers else "left")
    for row in rows:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(table)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem in a line on standard error."""
    for problem in problems:
        say(str(problem))


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where somebody is watching."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)
