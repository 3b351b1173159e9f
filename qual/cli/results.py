"""Commands that answer the study's question: frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject
    from qual.workflow.reporting import FrequencyAnswer


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("frequencies")(frequencies)


def frequencies(
    by: Annotated[str, typer.Option(help="role, or an attribute of participants.csv.")] = "role",
    test: Annotated[bool, typer.Option("--test", help="Add permutation p-values over participants.")] = False,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Theme and code frequencies: participants first, with their denominators."""
    with output.opened(project, as_json=as_json) as study:
        answer = study.frequency_answer(by, test=test)
        if as_json:
            output.document(frequencies_document(answer))
            return
        show_frequencies(study, answer)


def frequencies_document(answer: FrequencyAnswer) -> dict[str, object]:
    """The JSON of `qual frequencies` and `qual demo`."""
    return {
        "rows": output.records(answer.rows),
        "differences": output.records(answer.differences),
        "compared": list(answer.compared),
        "reviewed": dict(answer.reviewed),
        "notes": list(answer.notes),
        "unit": answer.unit,
        "by": answer.by,
    }


def show_frequencies(study: OpenProject, answer: FrequencyAnswer) -> None:
    """The table for people: n/N per group, with the interval where a percentage may stand."""
    from qual.workflow.reporting import part_in_words, share_in_words

    book = study.codebook.book
    themes = {theme.id: theme.name for theme in book.themes}
    codes = {code.id: code.name for code in book.codes}
    column = "role" if answer.by == "role" else "group"
    groups = list(dict.fromkeys(answer.rows[column])) if len(answer.rows) else []
    lines: dict[tuple[str, str], list[str]] = {}
    for row in output.records(answer.rows):
        code = str(row["code"] or "")
        name = f"  {codes.get(code, code)}" if code else themes.get(str(row["theme"]), "No theme").upper()
        lines.setdefault((str(row["theme"]), code), [name]).append(share_in_words(row))
    headings = ("theme / code", *(f"{group} (n/N, segments)" for group in groups))
    output.show("Theme and code frequencies", headings, lines.values())
    for group, share in answer.reviewed.items():
        output.say(f"Reviewed: {part_in_words(share)} of the segments of {group}.")
    for note in answer.notes:
        output.say(note)
