"""Commands about differences: two groups beside each other, and what was declared for testing beforehand."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output, selecting
from qual.cli.output import HERE, AsJson, CoderName, Folder

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.codebook import Codebook
    from qual.workflow.comparing import DifferenceAnswer


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("differences")(differences)
    app.command("declare")(declare)


def differences(
    groups: Annotated[str, typer.Option(help="Two roles or values of the attribute, with a comma between.")] = "",
    by: Annotated[str, typer.Option(help="role, or an attribute of participants.csv.")] = "role",
    test: Annotated[bool, typer.Option("--test", help="Add permutation p-values over participants.")] = False,
    declared: Annotated[bool, typer.Option("--declared", help="Only what was declared for testing.")] = False,
    covariate: Annotated[list[str] | None, typer.Option(help="Hold this attribute; may be repeated.")] = None,
    pairs: Annotated[str, typer.Option(metavar="ATTR", help="Matched pairs: who has the same value of ATTR.")] = "",
    secondary: Annotated[
        bool, typer.Option("--secondary", help="Add Fisher's and Boschloo's tests of n/N.")
    ] = False,
    code: selecting.Codes = None,
    coder_of: selecting.CodersOf = None,
    transcript: selecting.Transcripts = None,
    role: selecting.Roles = None,
    where: selecting.Where = None,
    unit: selecting.Unit = "",
    seed: Annotated[int, typer.Option(help="Of permutations drawn at random.")] = 0,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Two groups beside each other: difference of mean shares with its interval; p-values only on request."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow.comparing import Wanted, compare

        wanted = Wanted(
            by=by, groups=tuple(one.strip() for one in groups.split(",")) if groups else (), test=test,
            secondary=secondary, declared_only=declared, covariates=tuple(covariate or ()), pairs=pairs, seed=seed,
        )  # fmt: skip
        chosen = selecting.selection(code, coder_of, transcript, role, where, unit)
        answer = compare(study, wanted, selection=chosen)
        if as_json:
            output.document(_document(answer, study.codebook.book))
            return
        _show(answer, study.codebook.book)


def declare(
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="Codes or themes, by id or name.")],
    back: Annotated[bool, typer.Option("--back", help="Take an earlier declaration back.")] = False,
    coder: CoderName = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Say which codes' differences will be tested, before anybody can see them; it stands in the record."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import declaring
        from qual.workflow.projects import coder_name

        changed = declaring.declare(study, codes, coder=coder_name(study, coder), back=back)
        held = declaring.declared(study)
        if as_json:
            output.document({"changed": changed, "declared": [asdict(one) for one in held]})
            return
        for one in held:
            typer.echo(one.words)
        if not changed:
            output.say("Nothing changed: it was so already.")


def _document(answer: DifferenceAnswer, book: Codebook) -> dict[str, object]:
    """The JSON of `qual differences`."""
    return {
        "rows": output.records(answer.rows),
        "compared": list(answer.compared),
        "odds": output.records(answer.odds),
        "pairs": output.records(answer.pairs),
        "matched": [list(pair) for pair in answer.matched],
        "alone": list(answer.alone),
        "reviewed": dict(answer.reviewed),
        "declared": [asdict(one) for one in answer.declared],
        "notes": list(answer.notes),
        "by": answer.wanted.by,
        "unit": answer.unit,
        "selection": selecting.document(answer.selection, book),
    }


def _show(answer: DifferenceAnswer, book: Codebook) -> None:
    """The tables for people, largest difference first."""
    from qual.workflow import compared_tables

    if answer.compared:
        first, second = answer.compared
        for title, table in (
            (f"Themes: {first} minus {second}", compared_tables.readable(answer, book, whole=True)),
            (f"Codes: {first} minus {second}", compared_tables.readable(answer, book, whole=False)),
            ("With covariates held", compared_tables.readable_odds(answer, book)),
            ("Within matched pairs", compared_tables.readable_pairs(answer, book)),
        ):
            if len(table):
                _table(title, table)
    for note in answer.notes:
        output.say(note)


def _table(title: str, table: pd.DataFrame) -> None:
    output.show(title, [str(name) for name in table.columns], table.itertuples(index=False, name=None))
