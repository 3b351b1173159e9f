"""The command of theme summaries: one theme on one page, for who reads no statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder

if TYPE_CHECKING:
    from qual.model.summary import Quote, Summary
    from qual.workflow.projects import OpenProject


def add_to(app: typer.Typer) -> None:
    """Put the command into the app."""
    app.command("theme")(theme)


def theme(
    theme: Annotated[str, typer.Argument(metavar="THEME", help="Its id, or its name.")],
    quotes: Annotated[int, typer.Option(min=0, max=100, help="Quotes, at most.")] = 6,
    names: Annotated[str, typer.Option(help="How people are named: pseudonym or number.")] = "pseudonym",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Sum up one theme: who raises it, each role's own words, quotes, and what speaks against it."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import report_names

        page = study.theme_summary(_id(study, theme), quotes=quotes, names=names)
        found = report_names.names(study, names).summaries([page])[0]
        if as_json:
            output.document(found)
            return
        _show(found)


def _id(study: OpenProject, typed: str) -> str:
    """The id of a theme named by its id or its name."""
    wanted = typed.strip().casefold()
    book = study.codebook.book
    return next((one.id for one in book.themes if wanted in (one.id.casefold(), one.name.casefold())), typed)


def _show(found: Summary) -> None:
    typer.echo(found.name.upper())
    if found.description:
        typer.echo(found.description)
    typer.echo()
    for said in found.said:
        typer.echo(f"Raised by {said.in_words}; {said.segments} of {said.segments_total} passages.")
    roles = list(dict.fromkeys(one.role for one in found.said))
    lines = []
    for code in found.codes:
        own = {said.role: f"{said.participants}/{said.total}" for said in code.said}
        lines.append((code.name, *(own.get(role, "") for role in roles)))
    if lines:
        typer.echo()
        output.show("Participants by code", ("code", *roles), lines)
    for role in roles:
        words = [
            f"{one.word} ({one.participants}/{one.total}, others {one.others}/{one.others_total})"
            for one in found.typical
            if one.role == role
        ]
        if words:
            typer.echo(f"\nWords typical of {role}: {', '.join(words)}")
    _quotes("Quotes", found.quotes)
    _quotes("What speaks against it", found.negatives)
    for memo in found.memos:
        typer.echo(f"\nMemo by {memo.coder}, {memo.created[:10]}: {memo.text}")
    for note in found.notes:
        output.say(note)


def _quotes(title: str, quotes: tuple[Quote, ...]) -> None:
    if quotes:
        typer.echo(f"\n{title}")
    for one in quotes:
        place = f"{one.transcript}:{one.span.start}-{one.span.end}"
        typer.echo(f"“{' '.join(one.shown.split())}”\n    {one.participant}, {one.role} ({place}); {one.why}")
