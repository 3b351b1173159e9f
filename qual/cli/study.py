"""Commands that make a study: new, demo, import, speakers, segment, segments, app."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output, results
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    from qual.workflow.ingest import ImportReport


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("new")(new)
    app.command("demo")(demo)
    app.command("import")(import_)
    app.command("speakers")(speakers)
    app.command("segment")(segment)
    app.command("segments")(segments)
    app.command("app")(app_)


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or empty.")],
    codebook: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|sample|STUDY",
            help='A codebook to begin with: any file, "sample" (the shipped one) or another study\'s folder.',
        ),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The study's name; else the folder's.")] = None,
    as_json: AsJson = False,
    project: Folder = HERE,  # noqa: ARG001 - every command takes it; here the folder is the argument
) -> None:
    """Make a new empty project."""
    from qual.workflow.projects import create

    with output.speaking(as_json=as_json), create(folder, codebook=codebook, name=name) as made:
        problems = made.codebook.problems
        if as_json:
            output.document({"project": str(made.folder), "problems": list(problems)})
            return
        output.show_problems(problems)
        typer.echo(f"Made the project {made.folder}. Next: qual import FILE… --project {folder}")


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the sample project goes.")] = Path(
        "sample-project"
    ),
    as_json: AsJson = False,
    project: Folder = HERE,  # noqa: ARG001 - every command takes it; here the folder is the argument
) -> None:
    """Build the sample project, do the whole job, print theme frequencies by patient and clinician."""
    from qual.workflow.demo import demo as build

    with output.speaking(as_json=as_json), output.progress_bar("Encoding the sample") as progress:
        made = build(folder, progress=progress)
    with output.speaking(as_json=as_json), made:
        answer = made.frequency_answer()
        if as_json:
            output.document(results.frequencies_document(made, answer))
            return
        results.show_frequencies(made, answer)
        output.say(f"The sample project is in {folder}. Open it with: qual app --project {folder}")


def import_(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…",
            help="Transcripts.",
            show_default=False,
            readable=False,  # else one file without the right to read it would stop the others
        ),
    ] = None,
    participants: Annotated[Path | None, typer.Option(help="A table of participants: role and attributes.")] = None,
    roles: Annotated[
        str, typer.Option(help='Speaker labels and their roles: "Interviewer=interviewer,P=patient".')
    ] = "",
    role: Annotated[str | None, typer.Option(help="The role of every other speaker.")] = None,
    columns: Annotated[str, typer.Option(help='Columns of a table: "text=Utterance,speaker=Who".')] = "",
    encoding: Annotated[
        str | None, typer.Option(help="The encoding of text files, where the guess is wrong.")
    ] = None,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Read transcripts; a bad file is reported and never stops the others."""
    if not files and participants is None:
        raise typer.BadParameter("name at least one file, or --participants", param_hint="FILE…")
    with output.opened(project, as_json=as_json) as study, output.progress_bar("Reading") as progress:
        from qual.workflow.projects import coder_name

        report = study.import_files(
            list(files or ()),
            roles=_pairs(roles, "--roles"),
            role=role,
            participants=participants,
            columns=_pairs(columns, "--columns") or None,
            encoding=encoding,
            coder=coder_name(study, coder),
            progress=progress,
        )
        if as_json:
            output.document({"added": report.added, "skipped": report.skipped, "problems": report.problems})
        else:
            _show_import(report)
        unused = bool(files) or any(problem.fatal for problem in report.problems)
        if unused and not report.added and not report.skipped:
            raise typer.Exit(1)


def speakers(
    confirm: Annotated[bool, typer.Option("--confirm", help="Say that every proposed role is right.")] = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """List who speaks; a role is only proposed until the researcher confirms it."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import speaking
        from qual.workflow.projects import coder_name

        if confirm:
            speaking.confirm_proposals(study, coder=coder_name(study, coder))
        found = speaking.listing(study)
        if as_json:
            output.document(found)
            return
        headings = ("transcript", "label", "participant", "role", "proposed", "turns", "confirmed")
        output.show("Speakers", headings, [[one[h] for h in headings] for one in found], numbers=(5,))


def segment(
    unit: Annotated[str | None, typer.Option(help="turn, sentence or passage.")] = None,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Cut every transcript again; no coding is lost."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow.projects import coder_name

        done = study.segment(unit, coder=coder_name(study, coder))
        if as_json:
            output.document(done)
        else:
            typer.echo(f"{done['segments']} segments, unit {done['unit']}. Suggestions: qual suggest")


def segments(project: Folder = HERE, as_json: AsJson = False) -> None:
    """List the segments with speaker, participant, role and words."""
    with output.opened(project, as_json=as_json) as study:
        table = study.segments()
        if as_json:
            output.document(output.records(table))
            return
        headings = ("segment", "speaker", "participant", "role", "text")
        output.show(f"{len(table)} segments", headings, table[list(headings)].itertuples(index=False, name=None))


def app_(
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8501,
    project: Folder = HERE,
) -> None:
    """Serve the web app on this machine only."""
    from qual.ui.serve import serve

    with output.speaking(as_json=False):
        raise typer.Exit(serve(project.resolve(), port))


def _show_import(report: ImportReport) -> None:
    rows = [
        (a.transcript, a.turns, a.words, ", ".join(_speaker(label, who) for label, who in a.speakers.items()))
        for a in report.added
    ]
    if rows:
        output.show("Transcripts added", ("transcript", "turns", "words", "speakers"), rows, numbers=(1, 2))
    for one in report.skipped:
        output.say(f"{one.file}: skipped, {one.reason}.")
    output.show_problems(report.problems)


def _pairs(text: str, option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, value = part.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise typer.BadParameter(f"{part!r} is not of the form NAME=VALUE", param_hint=option)
        if pairs.get(name.strip(), value.strip()) != value.strip():
            raise typer.BadParameter(f"{name.strip()!r} is given twice", param_hint=option)
        pairs[name.strip()] = value.strip()
    return pairs


def _speaker(label: str, who: Mapping[str, object]) -> str:
    proposed = who["proposed"]
    guess = f", proposed {proposed}" if not who["confirmed"] and proposed != "unknown" else ""
    return f"{label} ({who['role']}{guess}, {who['turns']} turns)"
