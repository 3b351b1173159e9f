"""Commands about reports: write one, check one that was written, and the templates there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from qual.model.plan import Plan
    from qual.workflow.projects import OpenProject

Sections = Annotated[list[str] | None, typer.Option("--section", help="Only this part; may be given again.")]
Codes = Annotated[list[str] | None, typer.Option("--code", help="Only this code or theme; may be given again.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="Only this role; may be given again.")]
Names = Annotated[str | None, typer.Option(help="How people are called: pseudonym or number.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("export")(export)
    app.command("verify")(verify)
    app.command("templates")(templates)


def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="docx, xlsx, html, csv, json or parquet.")],  # noqa: A002 - the surface's word
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to write.")],
    template: Annotated[str, typer.Option(help="A plan that was saved in the project.")] = "",
    section: Sections = None,
    code: Codes = None,
    role: Roles = None,
    quotes: Annotated[int | None, typer.Option(min=0, max=100, help="Quotes of each theme, at most.")] = None,
    names: Names = None,
    save_as: Annotated[str, typer.Option(help="Also save what was chosen as a template of this name.")] = "",
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Write a report: everything, a template, or the parts chosen."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import exporting, templates
        from qual.workflow.projects import coder_name

        who = coder_name(study, coder)
        plan = _plan(study, template, section, code, role, quotes, names)
        if save_as:  # before the report, so that the report is of the study as it is then
            templates.save(study, save_as, plan, coder=who)
        done = exporting.export(study, path, format=format, coder=who, plan=plan)
        if as_json:
            output.document(done)
            return
        written = done["files"]
        others = len(written) - 1 if isinstance(written, list) else 0
        beside = f" {others} more {'file' if others == 1 else 'files'} beside it." if others else ""
        typer.echo(f"Wrote {done['path']} ({done['bytes']} bytes, SHA-256 {done['sha256']}).{beside}")


def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A report that qual wrote.")],
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a report again from the study, and name every number and quote that differs."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import verifying

        found = verifying.verify(study, path)
        if as_json:
            output.document(found.document)
        else:
            for line in (*found.problems, *found.notes):
                output.say(line)
            typer.echo(found.sentence)
        if not found.ok:
            raise typer.Exit(1)


def templates(project: Folder = HERE, as_json: AsJson = False) -> None:
    """The templates for reports that were saved in the project."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import templates as kept

        found = kept.listing(study)
        if as_json:
            output.document([{"name": one.name, "by": one.coder, "plan": one.told} for one in found])
            return
        output.show(
            "Templates for reports", ("name", "saved by", "what is in it"),
            [(one.name, one.coder, one.said) for one in found],
        )  # fmt: skip


def _plan(
    study: OpenProject,
    template: str,
    sections: list[str] | None,
    codes: list[str] | None,
    roles: list[str] | None,
    quotes: int | None,
    names: str | None,
) -> Plan:
    """The template, or everything, with what the options change."""
    from qual.errors import Refused
    from qual.model.plan import Plan
    from qual.workflow import templates as kept

    plan = kept.find(study, template) if template else Plan()
    chosen = replace(
        plan.selection,
        codes=tuple(codes) if codes else plan.selection.codes,
        roles=tuple(roles) if roles else plan.selection.roles,
    )
    try:
        return replace(
            plan,
            sections=tuple(sections) if sections else plan.sections,
            selection=chosen,
            quotes=plan.quotes if quotes is None else quotes,
            names=names or plan.names,
        )
    except ValueError as error:
        raise Refused("The report", str(error)) from error
