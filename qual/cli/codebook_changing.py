"""Codes changed: `qual codebook add`, `edit`, `rename`, `move`, `retire`, `merge`, `split` and `promote`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.codebook_said import DryRun, Why, done
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from qual.workflow.codebook_fields import Fields
    from qual.workflow.projects import OpenProject
    from qual.workflow.splitting import Board

_SIGNS = "With a + or - before each: put in or take out; without: the list anew."
CodeName = Annotated[str, typer.Argument(metavar="CODE", help="Its id or name.")]
Theme = Annotated[str | None, typer.Option(metavar="THEME", help='Under this theme; "" for none.')]
Under = Annotated[str, typer.Option(metavar="CODE", help="Under this code.")]
Before = Annotated[str, typer.Option(metavar="CODE", help="In front of this code; else at the end.")]
Definition = Annotated[str | None, typer.Option(help="What it means.")]
Include = Annotated[list[str] | None, typer.Option(metavar="PHRASE", help="What belongs to it; may be repeated.")]
Exclude = Annotated[list[str] | None, typer.Option(metavar="PHRASE", help="What does not; may be repeated.")]
Examples = Annotated[
    list[str] | None,
    typer.Option("--example", metavar="[ROLE: ]WORDS", help="Words that show it; may be repeated."),
]
Color = Annotated[str | None, typer.Option(metavar="#RRGGBB", help='Its colour; "" for none.')]
Heading = Annotated[
    bool | None,
    typer.Option("--heading/--no-heading", help="It only groups the codes under it.", show_default=False),
]


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    for command in (add, edit, rename, move, retire, merge, split, promote):
        group.command(command.__name__)(command)


def add(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="As people read it; with --from else the words.")
    ] = "",
    theme: Theme = None,
    under: Under = "",
    before: Before = "",
    definition: Definition = None,
    include: Include = None,
    exclude: Exclude = None,
    examples: Examples = None,
    color: Color = None,
    heading: Heading = None,
    own_id: Annotated[str, typer.Option("--id", help="Its id; else made of the name.")] = "",
    place: Annotated[
        str,
        typer.Option("--from", metavar="TRANSCRIPT:START-END", help="In vivo: the words there are its example."),
    ] = "",
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Add a code."""
    if not name and not place:
        raise typer.BadParameter("name the code, or the words it is made of with --from", param_hint="NAME")
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        fields = _fields(None, definition, include, exclude, examples, color, heading)
        if place:
            words = plans.in_vivo(study, place)
            fields["examples"] = [words, *fields.get("examples", ())]
            name = name or words.text
        asked = plans.new_code(study, name, theme=theme, under=under, before=before, own_id=own_id, fields=fields)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def edit(
    code: CodeName,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    definition: Definition = None,
    include: Annotated[
        list[str] | None, typer.Option(metavar="[+-]PHRASE", help=f"What belongs to it. {_SIGNS}")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="[+-]PHRASE", help="What does not, likewise.")
    ] = None,
    examples: Annotated[
        list[str] | None,
        typer.Option("--example", metavar="[+-][ROLE: ]WORDS", help="Words that show it, likewise."),
    ] = None,
    color: Color = None,
    heading: Heading = None,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Change what a code says; what is not given stays."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        fields = _fields(name, definition, include, exclude, examples, color, heading)
        asked = plans.changed(study, code, fields, signs=True)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def rename(
    code: CodeName,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Another name.")],
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Give a code another name; it stays the same code."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        asked = plans.changed(study, code, {"name": name})
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def move(
    code: CodeName,
    theme: Theme = None,
    under: Annotated[str | None, typer.Option(metavar="CODE", help='Under this code; "" for under none.')] = None,
    before: Annotated[str, typer.Option(metavar="CODE", help="In front of this code.")] = "",
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Move a code, with all under it, to a theme, under a code or in front of one."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        asked = plans.moved(study, code, theme=theme, under=under, before=before)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def retire(
    code: CodeName,
    back: Annotated[bool, typer.Option("--back", help="Take it back instead.")] = False,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Offer a code no longer; its codings stay readable and counted."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        asked = plans.retired(study, code, back=back)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="Ids or names.")],
    into: Annotated[
        str, typer.Option(metavar="CODE|NAME", help="The code they become: one there is, or a new one.")
    ],
    definition: Definition = None,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make codes one: their codings count as it, and none is rewritten."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        if near := plans.mistyped(study, into, codes):
            output.say(f"There is no code {into!r}, so it is a new one; there is a code {near!r}.")
        asked = plans.merged(study, codes, into, {} if definition is None else {"definition": definition})
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def split(
    code: CodeName,
    into: Annotated[
        list[str] | None, typer.Option(metavar="CODE|NAME", help="A part; may be repeated. Else as the table says.")
    ] = None,
    by: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV or XLSX with the columns coding and code.")
    ] = None,
    groups: Annotated[
        bool, typer.Option("--groups", help="By the two groups of passages the learner sees.")
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Split nothing; write a table to fill in for --by.")
    ] = None,
    retire_it: Annotated[bool, typer.Option("--retire", help="Retire the code.")] = False,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Part a code: single codings count as one of the parts, the others stay."""
    if (by is not None) + groups > 1 or not (by or groups or sheet) or (by and sheet):
        raise typer.BadParameter(
            "say how it is parted by one of the two, or ask for --sheet", param_hint="--by, --groups"
        )
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_parts
        from qual.workflow import codebook_plans as plans

        parts: dict[str, list[str]] = {}
        if groups:
            parts, board = codebook_parts.in_groups(study, code, into or ())
            _told_groups(board, list(parts))
        if sheet:
            _sheet(study, code, sheet, parts, as_json=as_json, dry_run=dry_run)
            return
        if by:
            parts = codebook_parts.only(study, code, codebook_parts.read_parts(by), into or ())
        asked = plans.split(study, code, parts, retire=retire_it)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def promote(
    candidate: Annotated[str, typer.Argument(metavar="THEME-ID", help="Of `qual themes`, or how it begins.")],
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Of the code; else the theme's words.")] = "",
    theme: Theme = None,
    under: Under = "",
    before: Before = "",
    definition: Definition = None,
    include: Include = None,
    exclude: Exclude = None,
    color: Color = None,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a candidate theme a code, with its quotes as examples; its passages are not coded by that."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_plans as plans

        fields = _fields(None, definition, include, exclude, None, color, None)
        asked = plans.promoted(study, candidate, name, theme=theme, under=under, before=before, fields=fields)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def _fields(
    name: str | None,
    definition: str | None,
    include: list[str] | None,
    exclude: list[str] | None,
    examples: list[str] | None,
    color: str | None,
    heading: bool | None,
) -> Fields:
    """What was said of the code."""
    fields: Fields = {}
    if name is not None:
        fields["name"] = name
    if definition is not None:
        fields["definition"] = definition
    if include:
        fields["include"] = include
    if exclude:
        fields["exclude"] = exclude
    if examples:
        fields["examples"] = examples
    if color is not None:
        fields["color"] = color
    if heading is not None:
        fields["heading"] = heading
    return fields


def _told_groups(board: Board, names: list[str]) -> None:
    for place, (name, words) in enumerate(zip(names, board.words, strict=True)):
        own = [one for one in board.laid if one.side == place]
        people = len({one.participant for one in own if one.participant})
        output.say(f"{name}: {len(own)} codings of {people} participants; words: {', '.join(words) or 'none'}.")
    left = sum(one.side is None for one in board.laid)
    if left:
        output.say(f"{left} codings are in neither group and stay.")
    if not board.proposed:
        output.say("The two groups do not look different beyond chance; they are only the clearest parting.")


def _sheet(
    study: OpenProject, code: str, file: Path, parts: dict[str, list[str]], *, as_json: bool, dry_run: bool
) -> None:
    from qual.workflow import codebook_parts

    number = 0 if dry_run else codebook_parts.write_sheet(study, code, file, parts)
    if as_json:
        output.document({"path": str(file), "codings": number, **({"dry_run": True} if dry_run else {})})
    elif dry_run:
        output.say("Nothing was written: this was a dry run.")
    else:
        typer.echo(f"Wrote {file} with {number} codings. Fill in the column code, then split with --by {file}.")
