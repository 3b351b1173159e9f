"""The codebook in and out: `qual codebook import` and `qual codebook export`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qual.cli import output
from qual.cli.codebook_said import DryRun, Why
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qual.workflow.codebook_exchange import Choice, Coming
    from qual.workflow.curating import Curated
    from qual.workflow.effects import Effects

MOST_SHOWN = 100


class Matched(StrEnum):
    """What becomes of codes that have a match."""

    fill = "fill"
    overwrite = "overwrite"
    new = "new"
    skip = "skip"


class Form(StrEnum):
    """In which form a codebook is written."""

    yaml = "yaml"
    csv = "csv"
    xlsx = "xlsx"
    md = "md"
    docx = "docx"
    qdc = "qdc"


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    group.command("import")(import_)
    group.command("export")(export)


def import_(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A codebook: YAML, a table (.csv, .xlsx), a list or outline (.txt, .md), REFI-QDA (.qdc, .qdpx); "
            'another study\'s folder; or "sample", the shipped one.',
        ),
    ],
    match: Annotated[
        Matched | None,
        typer.Option(help="What becomes of every code that may be one of yours; else as proposed."),
    ] = None,
    into: Annotated[
        list[str] | None,
        typer.Option(metavar="THEIR=OWN", help="A code and the own one it is; OWN may be new or skip. Repeatable."),
    ] = None,
    columns: Annotated[
        str, typer.Option(help='What a column of a table holds: "name=Label,definition=Meaning".')
    ] = "",
    names_only: Annotated[
        bool, typer.Option("--names-only", help="Compare names alone, without the sentence model.")
    ] = False,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Bring a codebook in; --dry-run shows what would come. Nothing of yours goes unless you overwrite it."""
    pairs = [_pair(one, "--into") for one in into or ()]
    held = dict(_pair(one, "--columns") for one in columns.split(",") if one.strip())
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_exchange as exchange
        from qual.workflow import effects
        from qual.workflow.projects import coder_name

        data, name = exchange.source(file)
        coming = exchange.look(study, data, name, columns=held or None, meaning=not names_only)
        if not as_json:
            output.show_problems(coming.incoming.problems)
        choices = exchange.chosen(coming, match.value if match else None, dict(pairs))
        plan = exchange.plan(coming, choices)
        told = effects.effects(study, plan)
        by = "" if dry_run else coder_name(study, coder)
        made = None if dry_run else exchange.bring_in(study, coming, choices, coder=by, why=why)
        if as_json:
            output.document(_document(coming, choices, told, made))
        else:
            _show(coming, choices, told, made)


def export(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file; its ending says the form.")],
    format_: Annotated[Form | None, typer.Option("--format", help="The form, where the name does not say.")] = None,
    date: Annotated[str, typer.Option(help="The day a Word appendix names; else today.")] = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Write the codebook: YAML, CSV, XLSX, Markdown, a Word appendix with counts and quotes, or REFI-QDA (.qdc)."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_exchange as exchange
        from qual.workflow.clock import today

        done: dict[str, Any] = exchange.export(
            study, path, format_.value if format_ else None, date=date or today()
        )
        if as_json:
            output.document(done)
            return
        typer.echo(f"Wrote {done['path']} ({done['bytes']:,} bytes).")
        for lost in done["lost"]:
            output.say(f"Left out: {lost}")


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value:
        raise typer.BadParameter(f"{text!r} is not of the form NAME=VALUE", param_hint=option)
    return name, value


def _document(
    coming: Coming, choices: Mapping[str, Choice], told: Effects, made: Curated | None
) -> dict[str, object]:
    found = coming.incoming
    near = {one.incoming_id: one for one in coming.matches}
    return {
        "what": told.what,
        "format": found.format,
        "columns": found.columns,
        "themes": list(found.book.themes),
        "codes": [
            {
                "id": code.id,
                "name": code.name,
                "theme": code.theme,
                "parent": code.parent,
                "match": near[code.id].own_id,
                "match_why": near[code.id].why,
                "match_score": near[code.id].score,
                "choice": choices[code.id].act,
                "into": choices[code.id].own,
            }
            for code in found.book.codes
        ],
        "compared_by_meaning": coming.compared,
        "problems": list(found.problems),
        "lost": list(found.lost),
        "changes": told.changes.summary(),
        "words": list(told.words),
        "version": made.version if made else None,
        "event": made.event if made else None,
        "op": made.op if made else "",
        "dry_run": made is None,
    }


def _show(coming: Coming, choices: Mapping[str, Choice], told: Effects, made: Curated | None) -> None:
    found, own = coming.incoming, {code.id: code.name for code in coming.base.codes}
    themes = {theme.id: theme.name for theme in found.book.themes}
    near = {one.incoming_id: one for one in coming.matches}
    typer.echo(f"{len(found.book.codes)} codes in {len(themes)} themes, read as {found.format}.")
    for part, heading in found.columns.items():
        typer.echo(f"  {part}: {heading}")
    rows = []
    for code in found.book.codes[:MOST_SHOWN]:
        match, choice = near[code.id], choices[code.id]
        maybe = f"{own[match.own_id]} ({match.why})" if match.own_id else ""
        becomes = f"{choice.act} {own.get(choice.own, choice.own)}" if choice.own else choice.act
        rows.append(
            (themes.get(code.theme, ""), f"{'  ' * len(found.book.above(code.id))}{code.name}", maybe, becomes)
        )
    output.show("What comes", ("theme", "code", "may be", "becomes"), rows)
    if len(found.book.codes) > MOST_SHOWN:
        output.say(f"… and {len(found.book.codes) - MOST_SHOWN:,} more codes; --json lists all.")
    for line in found.lost:
        output.say(f"Has no place here: {line}")
    typer.echo(f"Changes: {told.changes.summary()}.")
    for line in told.words:
        typer.echo(line)
    if made is None:
        output.say("Nothing was changed: this was a dry run.")
    elif made.event is None:
        output.say("The codebook says all of this already: nothing was changed.")
    else:
        output.say(f"The codebook is version {made.version} now. `qual undo` takes this back.")
