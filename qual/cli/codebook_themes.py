"""Themes of the codebook: `qual codebook add-theme`, `edit-theme`, `move-theme`, `remove-theme`."""

from __future__ import annotations

from typing import Annotated

import typer

from qual.cli import output
from qual.cli.codebook_said import DryRun, Why, done
from qual.cli.output import HERE, AsJson, CoderName, Folder

Theme = Annotated[str, typer.Argument(metavar="THEME", help="Its id or name.")]


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    for command in (add_theme, edit_theme, move_theme, remove_theme):
        group.command(command.__name__.replace("_", "-"))(command)


def add_theme(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As people read it.")],
    definition: Annotated[str, typer.Option(help="What it is about.")] = "",
    before: Annotated[str, typer.Option(metavar="THEME", help="In front of this theme; else at the end.")] = "",
    color: Annotated[str, typer.Option(metavar="#RRGGBB", help="Its colour.")] = "",
    own_id: Annotated[str, typer.Option("--id", help="Its id; else made of the name.")] = "",
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Add a theme."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_theme_plans as plans

        asked = plans.new_theme(study, name, definition=definition, color=color, own_id=own_id, before=before)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def edit_theme(
    theme: Theme,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    definition: Annotated[str | None, typer.Option(help="Another definition.")] = None,
    color: Annotated[str | None, typer.Option(metavar="#RRGGBB", help='Another colour; "" for none.')] = None,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Change a theme's name, definition or colour."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_theme_plans as plans

        asked = plans.changed_theme(study, theme, name=name, definition=definition, color=color)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def move_theme(
    theme: Theme,
    before: Annotated[str, typer.Option(metavar="THEME", help="In front of this theme; else to the end.")] = "",
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Move a theme with its codes in front of another, or to the end."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_theme_plans as plans

        asked = plans.moved_theme(study, theme, before=before)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)


def remove_theme(
    theme: Theme,
    why: Why = "",
    dry_run: DryRun = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Take out a theme that has no codes."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import codebook_theme_plans as plans

        asked = plans.removed_theme(study, theme)
        done(study, asked, coder=coder, why=why, dry_run=dry_run, as_json=as_json)
