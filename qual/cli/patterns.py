"""Commands about patterns: saturation, codes that go together, and where in an interview something is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qual.cli import output, selecting
from qual.cli.output import HERE, AsJson, Folder

if TYPE_CHECKING:
    from qual.model.selection import Selection
    from qual.workflow.cooccurring import PairsAnswer
    from qual.workflow.projects import OpenProject
    from qual.workflow.saturating import Curve, SaturationAnswer

MOST_SHOWN = 40
"""Pairs in the table for people; JSON has all."""


def add_to(app: typer.Typer) -> None:
    """Put these commands into the app."""
    app.command("saturation")(saturation)
    app.command("cooccurrence")(cooccurrence)
    app.command("timeline")(timeline)


def saturation(
    role: Annotated[str, typer.Option(help="Interviews of this role; none: everybody pooled.")] = "",
    base: Annotated[int, typer.Option(help="Interviews of the base: 4, 5 or 6.")] = 4,
    run: Annotated[int, typer.Option(help="Interviews of a run: 2 or 3.")] = 2,
    threshold: Annotated[float, typer.Option(help="Share of new codes to be reached; 0 is strict.")] = 0.05,
    order: Annotated[str, typer.Option(help="Interviews as they came, or as they were coded.")] = "came",
    code: selecting.Codes = None,
    coder_of: selecting.CodersOf = None,
    transcript: selecting.Transcripts = None,
    where: selecting.Where = None,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """When interviews stop bringing new codes, in their order and over 1,000 random orders."""
    with output.opened(project, as_json=as_json) as study:
        chosen = selecting.selection(code, coder_of, transcript, None, where)
        answer = study.saturation(base=base, run=run, threshold=threshold, order=order, selection=chosen)
        curve = answer.of(role)
        if as_json:
            output.document(
                _saturation_document(answer, curve) | {"selection": selecting.document(chosen, study.codebook.book)}
            )
            return
        _show_saturation(answer, curve)


def cooccurrence(
    within: Annotated[str, typer.Option(help="segment, participant or sequence.")] = "segment",
    steps: Annotated[int, typer.Option(help="Of a sequence: how many segments on, 1 to 20.")] = 1,
    themes: Annotated[bool, typer.Option("--themes", help="Pairs of themes instead of codes.")] = False,
    code: selecting.Codes = None,
    coder_of: selecting.CodersOf = None,
    transcript: selecting.Transcripts = None,
    role: selecting.Roles = None,
    where: selecting.Where = None,
    unit: selecting.Unit = "",
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Which codes go together: counts first, a lift only where counts can bear it."""
    with output.opened(project, as_json=as_json) as study:
        chosen = selecting.selection(code, coder_of, transcript, role, where, unit)
        of = "themes" if themes else "codes"
        answer = study.cooccurrence(within, steps=steps, of=of, selection=chosen)
        if as_json:
            output.document(
                {
                    "within": answer.within, "steps": answer.steps, "of": answer.of, "unit": answer.unit,
                    "pairs": output.records(answer.rows), "labels": list(answer.labels),
                    "notes": list(answer.notes),
                    "selection": selecting.document(chosen, study.codebook.book),
                }
            )  # fmt: skip
            return
        _show_pairs(answer)


def timeline(
    transcript: Annotated[str, typer.Argument(metavar="TRANSCRIPT", help="Its id; - for all of them.")],
    code: selecting.Codes = None,
    coder_of: selecting.CodersOf = None,
    role: selecting.Roles = None,
    where: selecting.Where = None,
    project: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """Where in an interview each code is said, in per cent of the respondents' words."""
    with output.opened(project, as_json=as_json) as study:
        chosen = selecting.selection(code, coder_of, None, role, where)
        if transcript == "-":
            _all_transcripts(study, chosen, as_json=as_json)
            return
        answer = study.timeline(transcript, selection=chosen)
        if as_json:
            output.document(
                {
                    "transcript": answer.transcript, "words": answer.words, "pieces": output.records(answer.pieces),
                    "notes": list(answer.notes), "selection": selecting.document(chosen, study.codebook.book),
                }
            )  # fmt: skip
            return
        rows = [
            (row["label"], row["participant"], row["role"], part(row["start"]), part(row["end"]), row["words"])
            for row in output.records(answer.pieces)
        ]
        headings = ("code", "participant", "role", "from", "to", "words")
        output.show(
            f"{transcript}: where each code is said ({answer.words:,} words)", headings, rows, numbers=(3, 4, 5)
        )
        _say(answer.notes)


def part(value: object) -> str:
    """A place on the line in per cent, a dash for none."""
    return "–" if value is None else f"{100 * float(str(value)):.0f}%"


def _saturation_document(answer: SaturationAnswer, curve: Curve) -> dict[str, object]:
    """One curve in front, then all of them."""
    return {
        "base": answer.base,
        "run": answer.run,
        "threshold": answer.threshold,
        "order": answer.order,
        **_curve(curve),
        "curves": [_curve(one) for one in answer.curves],
        "codes": list(answer.codes),
        "notes": list(answer.notes),
    }


def _curve(one: Curve) -> dict[str, object]:
    result, band = one.result, one.band
    return {
        "role": one.role,
        "kind": one.kind,
        "interviews": result.interviews,
        "codes_found": result.codes,
        "base_codes": result.base_codes,
        "new_by_run": list(result.runs),
        "reached_at": result.reached_at,
        "written": result.written,
        "note": result.note,
        "band": [
            {"n": n + 1, "found": found, "median": band.median[n], "low": band.low[n], "high": band.high[n]}
            for n, found in enumerate(result.found)
        ],
        "orders": band.orders,
        "orders_reached": band.reached,
        "reached_low": band.reached_low,
        "reached_median": band.reached_median,
        "reached_high": band.reached_high,
        "transcripts": list(one.transcripts),
        "unread": list(one.unread),
        "partly_read": list(one.partly),
    }


def _show_saturation(answer: SaturationAnswer, curve: Curve) -> None:
    from qual.workflow.saturating import in_words

    rows = [
        (one.role or "everybody", one.kind, one.result.interviews, one.result.codes, in_words(one))
        for one in answer.curves
    ]
    title = f"Code saturation: base {answer.base}, run {answer.run}, at most {answer.threshold:.0%} new"
    output.show(title, ("role", "codes", "interviews", "different", "reached"), rows, numbers=(2, 3))
    runs = [(f"{run.first}-{run.last}", run.new, f"{run.share:.1%}") for run in curve.result.runs]
    if runs:
        output.show(
            f"Runs of {curve.role or 'everybody'}", ("interviews", "new codes", "of the base"), runs, numbers=(1, 2)
        )
    _say(answer.notes)


def _show_pairs(answer: PairsAnswer) -> None:
    arrow = " > " if answer.within == "sequence" else " + "
    rows = [
        (
            answer.names[str(row["a"])] + arrow + answer.names[str(row["b"])], row["together"], row["participants"],
            f"{row['expected']:.1f}", _lift(row),
        )
        for row in output.records(answer.rows)[:MOST_SHOWN]
    ]  # fmt: skip
    output.show(
        f"{answer.of.capitalize()} within a {answer.within}",
        ("pair", "together", "participants", "by chance", "lift [95 %]"), rows, numbers=(1, 2, 3),
    )  # fmt: skip
    if len(answer.rows) > MOST_SHOWN:
        output.say(f"The first {MOST_SHOWN} of {len(answer.rows)} pairs; --json has all.")
    _say(answer.notes)


def _lift(row: dict[str, object]) -> str:
    if row["lift"] is None:
        return str(row["note"])
    interval = f" [{row['lift_low']:.2f}-{row['lift_high']:.2f}]" if row["lift_low"] is not None else ""
    return f"{row['lift']:.2f}{interval}" + (f" ({row['note']})" if row["note"] else "")


def _all_transcripts(study: OpenProject, chosen: Selection, *, as_json: bool) -> None:
    from qual.workflow import timelines

    answer = timelines.pooled(study, selection=chosen)
    if as_json:
        output.document(
            {
                "pieces": output.records(answer.pieces), "places": output.records(answer.places),
                "tenths": output.records(answer.tenths), "notes": list(answer.notes),
                "selection": selecting.document(chosen, study.codebook.book),
            }
        )  # fmt: skip
        return
    rows = [
        (row["label"], row["role"], f"{row['interviews']}/{row['interviews_total']}", part(row["first"]),
         f"{part(row['first_q1'])} to {part(row['first_q3'])}" if row["first"] is not None else "")
        for row in output.records(answer.places)
    ]  # fmt: skip
    headings = ("code", "role", "interviews", "first said at (median)", "middle half")
    output.show("Where in the interviews each code is said first", headings, rows)
    _say(answer.notes)


def _say(notes: tuple[str, ...]) -> None:
    for note in notes:
        output.say(note)
