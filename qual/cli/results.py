"""Commands that answer the study's question: frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output, selecting
from qual.cli.output import HERE, AsJson, Folder

if TYPE_CHECKING:
    from qual.workflow.counting import FrequencyAnswer
    from qual.workflow.projects import OpenProject


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("frequencies")(frequencies)


def frequencies(
    by: Annotated[str, typer.Option(help="role, or an attribute of participants.csv.")] = "role",
    test: Annotated[bool, typer.Option("--test", help="Add permutation p-values over participants.")] = False,
    code: selecting.Codes = None,
    coder_of: selecting.CodersOf = None,
    transcript: selecting.Transcripts = None,
    role: selecting.Roles = None,
    where: selecting.Where = None,
    unit: selecting.Unit = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Theme and code frequencies: participants first, with their denominators."""
    with output.opened(project, as_json=as_json) as study:
        chosen = selecting.selection(code, coder_of, transcript, role, where, unit)
        answer = study.frequency_answer(by, test=test, selection=chosen)
        if as_json:
            output.document(frequencies_document(study, answer))
            return
        show_frequencies(study, answer)


def frequencies_document(study: OpenProject, answer: FrequencyAnswer) -> dict[str, object]:
    """The JSON of `qual frequencies` and `qual demo`."""
    return {
        "rows": output.records(answer.rows),
        "differences": output.records(answer.differences),
        "compared": list(answer.compared),
        "reviewed": dict(answer.reviewed),
        "notes": list(answer.notes),
        "unit": answer.unit,
        "by": answer.by,
        "selection": selecting.document(answer.selection, study.codebook.book),
    }


def show_frequencies(study: OpenProject, answer: FrequencyAnswer) -> None:
    """The table for people: n/N per group, with the interval where a percentage may stand."""
    from qual.workflow.counting import part_in_words, share_in_words

    book = study.codebook.book
    themes = {theme.id: theme.name for theme in book.themes}
    codes = {code.id: code.name for code in book.codes}
    column = "role" if answer.by == "role" else "group"
    rows = output.records(answer.rows)
    groups = list(dict.fromkeys(str(row[column]) for row in rows))
    lines: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        code = str(row["code"] or "")
        name = f"  {codes.get(code, code)}" if code else themes.get(str(row["theme"]), "No theme").upper()
        name += " and those under it" if row["kind"] == "heading" else ""
        lines.setdefault((str(row["theme"]), code, str(row["kind"])), [name]).append(share_in_words(row))
    headings = ("theme / code", *(f"{group} (n/N, segments)" for group in groups))
    output.show("Theme and code frequencies", headings, lines.values())
    _say_exposure(rows, groups, column)
    _say_estimates(rows, themes | codes, column)
    for group, share in answer.reviewed.items():
        output.say(f"Reviewed: {part_in_words(share)} of the segments of {group}.")
    for note in answer.notes:
        output.say(note)


def _say_exposure(rows: list[dict[str, object]], groups: list[str], column: str) -> None:
    """How much each group said: who talks longer has more occasions to mention anything."""
    from qual.workflow.counting import exposure_in_words

    for group in groups:
        row = next(one for one in rows if one[column] == group)
        output.say(f"{group}: {exposure_in_words(row)}.")


def _say_estimates(rows: list[dict[str, object]], names: dict[str, str], column: str) -> None:
    """Estimates from the audit, apart from what was counted; nothing without any."""
    from qual.workflow.counting import estimate_in_words

    lines = [
        (names.get(str(row["code"] or row["theme"]), str(row["code"] or row["theme"])), str(row[column]),
         estimate_in_words(row))
        for row in rows
        if row["estimated"] is not None
    ]  # fmt: skip
    if lines:
        output.show("Estimated from the random audit", ("theme / code", "role", "of 100 passages"), lines)
