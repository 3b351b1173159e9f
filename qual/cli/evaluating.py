"""The command that asks how well suggestions would have matched a person's coding."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output
from qual.cli.output import HERE, AsJson, Folder

if TYPE_CHECKING:
    from qual.model.learning import Fairness
    from qual.workflow.evaluated import Evaluation

_CURVE = {
    "average_precision": "average precision",
    "top3": "top 3",
    "macro_f1": "F1 (codes)",
    "micro_f1": "F1 (all)",
    "micro_precision": "right of suggested",
    "micro_recall": "found of coded",
    "coded_auc": "coded at all",
    "ece": "calibration error",
}


def add_to(app: typer.Typer) -> None:
    """Put this command into the app."""
    app.command("evaluate")(evaluate)


def evaluate(
    against: Annotated[str, typer.Option("--against", metavar="CODER", help="Whose coding is the truth.")],
    seeds: Annotated[int, typer.Option(min=1, max=50, help="How often, each time with other folds.")] = 3,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write all numbers: .json or .csv.")] = None,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """How well suggestions would have matched a person's coding: learning curve, per code, per role."""
    with output.opened(project, as_json=as_json) as study:
        from qual.workflow import evaluating

        with output.progress_bar("Evaluating") as progress:

            def ask() -> Evaluation:
                return evaluating.evaluate(study, against, seeds=seeds, progress=progress)

            found = ask() if out is None else evaluating.write(study, out, ask)
        if as_json:
            output.document(found)
        else:
            _show(found)
        for sentence in _sentences(found):
            output.say(sentence)
        if out is not None:
            output.say(f"Wrote {out}.")


def _show(found: Evaluation) -> None:
    """The tables for people."""
    headings = ("passages reviewed", *_CURVE.values())
    rows = [
        (
            f"all ({point.reviewed} or more)" if point.everything else point.reviewed,
            *(_number(point.figures[name].value) for name in _CURVE),
        )
        for point in found.curve
    ]
    plain = [_number(found.definitions[name].value) if name in found.definitions else "–" for name in _CURVE]
    numbers = range(1, len(headings))
    output.show("How it learns", headings, [*rows, ("definitions alone", *plain)], numbers=list(numbers))
    codes = [
        (
            one.name if one.averaged else f"{one.name} (few)",
            one.positives,
            _number(one.average_precision),
            _number(one.definitions),
            f"{one.right}/{one.positives}",
            f"{one.right}/{one.right + one.wrong}",
            _number(one.f1),
        )
        for one in found.by_code
        if one.positives
    ]
    headings = (
        "code", "passages", "average precision", "definitions alone", "found of coded", "right of suggested", "F1",
    )  # fmt: skip
    output.show("Each code, after all", headings, codes, numbers=list(range(1, 7)))
    for compared in found.roles[:1]:
        _show_roles(compared)
    for human in found.humans:
        rows = [
            (one.code, f"{one.both}/{one.both + one.coder_only + one.other_only}", _number(one.positive_agreement),
             _number(one.kappa), one.why)
            for one in human.codes
        ]  # fmt: skip
        headings = ("code", "both of either", "F1", "kappa", "")
        output.show(
            f"{found.coder} and {human.other}, {human.segments} passages", headings, rows, numbers=[1, 2, 3]
        )


def _show_roles(compared: Fairness) -> None:
    rows = [
        (one.role, f"{one.found}/{one.coded}", _number(one.recall), f"{_number(one.low)} to {_number(one.high)}",
         _number(one.ece), one.passages)
        for one in compared.roles
    ]  # fmt: skip
    headings = ("role", "found of coded", "share", "95 % interval", "calibration error", "passages")
    output.show("Each role, after all", headings, rows, numbers=[1, 2, 4, 5])


def _sentences(found: Evaluation) -> Iterator[str]:
    """What must be known beside the numbers."""
    people = ", ".join(f"{number} {role}" for role, number in found.participants.items())
    yield (
        f"{found.coder}: {found.segments} passages of {people}; {found.coded} coded, with {found.pairs} codes. "
        f"Cross-validated over participants, {found.folds} folds; "
        f"the curve is the mean of {found.seeds} seeds, the rest the first of them ({found.seconds:.0f} s)."
    )
    if found.stopped:
        yield f"Stopped: only the {found.seeds} seeds finished by then are reported."
    if found.left_out:
        yield (
            f"In no average, with fewer than {found.least} passages: {', '.join(found.left_out)}. "
            f"Averages are over {found.codes - len(found.left_out)} codes."
        )
    for compared in found.roles[:1]:
        yield f"Found, by role: {compared.recall.why}"
        yield f"Calibration, by role: {compared.calibration.why}"
    for human in found.humans:
        yield (
            f"On {human.segments} passages that {human.other} has gone through too: F1 of the two people "
            f"{_number(human.positive_agreement)}, of {found.coder} and suggestions {_number(human.suggestions)}."
        )
    yield from found.notes


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
