"""Commands around codings: suggest, suggestions, decide, codings, memos, undo, redo."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, CoderName, Folder
from qual.model.memo import ABOUT


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    for command in (suggest, suggestions, decide, codings, memos, undo, redo):
        app.command(command.__name__)(command)


def suggest(project: Folder = HERE, as_json: AsJson = False) -> None:
    """Encode what is new, score every segment against the codebook, store the suggestions."""
    with output.opened(project, as_json=as_json) as study, output.progress_bar("Encoding") as progress:
        report = study.suggest(progress=progress)
        if as_json:
            output.document(report)
            return
        for note in report.notes:
            output.say(note)
        typer.echo(
            f"{report.suggestions} suggestions for {report.segments} segments in {report.seconds:.1f} s "
            f"(model {report.model}, codebook {report.codebook_version})."
        )


def suggestions(
    code: Annotated[str | None, typer.Option(help="Only this code's id.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """List suggestions, best first, with the evidence."""
    with output.opened(project, as_json=as_json) as study:
        table = study.suggestions(code=code, limit=limit)
        if as_json:
            output.document(output.records(table))
            return
        rows = [
            (
                row["code"],
                _band(row["band"], row["probability"]),
                row["segment"],
                "; ".join(f"{e['kind']}: {e['text']}" for e in row["evidence"][:2]),
            )
            for row in table.to_dict("records")
        ]
        output.show(f"{len(rows)} suggestions; none is a coding", ("code", "band", "segment", "because"), rows)


def _band(band: str, probability: float | None) -> str:
    """How well a code fits, with its chance where there is one (not-a-number, in a table, where there is none)."""
    return band if probability is None or isnan(probability) else f"{band}, {100 * probability:.0f} %"


def decide(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="transcript,start,end,code,decision[,quote,coder,memo,blind]")
    ],
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Apply decisions made elsewhere: all of them, or none."""
    with output.opened(project, as_json=as_json) as study:
        report = study.decide(file, coder=coder)
        if as_json:
            output.document(report)
        else:
            output.show_problems(report.problems)
            if not report.problems:
                same = f"; {report.unchanged} stood already" if report.unchanged else ""
                typer.echo(f"{report.codings} codings and {report.rejections} rejects added{same}.")
        if report.problems:
            output.say("Nothing was applied. Correct what is named above and try again.")
            raise typer.Exit(1)


def codings(project: Folder = HERE, as_json: AsJson = False) -> None:
    """List the codings people have made: the tidy table."""
    with output.opened(project, as_json=as_json) as study:
        table = study.codings()
        if as_json:
            output.document(output.records(table))
            return
        headings = ("code", "participant", "role", "quote", "coder", "transcript", "start", "end")
        output.show(f"{len(table)} codings", headings, table[list(headings)].itertuples(index=False, name=None))


def memos(
    about: Annotated[str, typer.Option(help=f"Only about a {', a '.join(ABOUT)}.")] = "",
    coder: Annotated[str, typer.Option(help="Only this person's.")] = "",
    transcript: Annotated[str, typer.Option(help="Only of this transcript.")] = "",
    words: Annotated[str, typer.Option(help="Only with all these words.")] = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """List memos, oldest first: on codings, passages, transcripts, participants, codes and the project."""
    with output.opened(project, as_json=as_json) as study:
        table = study.memos(about=about, coder=coder, transcript=transcript, words=words)
        if as_json:
            output.document(output.records(table))
            return
        headings = ("about", "target", "transcript", "quote", "text", "coder", "created")
        output.show(f"{len(table)} memos", headings, table[list(headings)].itertuples(index=False, name=None))


def undo(
    count: Annotated[int, typer.Argument(metavar="[N]", min=1, help="How many acts.")] = 1,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Undo your last acts, newest first; nothing is deleted from the record.

    What was done in one go, such as a bulk accept, is one act.
    """
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow.projects import coder_name

        undone = study.undo(count, coder=coder_name(study, coder))
        if as_json:
            output.document({"undone": undone})
            return
        _told("Undone", undone)


def redo(
    count: Annotated[int, typer.Argument(metavar="[N]", min=1, help="How many acts.")] = 1,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Redo what you undid last, as long as you did nothing new since."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow.projects import coder_name

        redone = study.redo(count, coder=coder_name(study, coder))
        if as_json:
            output.document({"redone": redone})
            return
        _told("Redone", redone)


_SAID = {
    ("memo", "cell"): "a summary in the matrix", ("choose", "asked"): "who was asked",
    ("choose", "declared"): "declared for testing", ("choose", "quote"): "a quote",
    ("choose", "template"): "a template",
}  # fmt: skip
"""Acts that are told by what they are about."""


def _told(what: str, acts: list[dict[str, object]]) -> None:
    for act in acts:
        code, transcript = str(act.get("code") or act.get("entry") or ""), str(act.get("transcript") or "")
        kind = act.get("what") or _SAID.get((str(act["kind"]), str(act.get("about"))), act["kind"])
        typer.echo(f"{what}: {kind}{code and f' {code}'}{transcript and f' in {transcript}'}")
        if act.get("note"):
            output.say(str(act["note"]))
