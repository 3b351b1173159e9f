"""Bulk decisions from a CSV: every row is checked against the project first; all are applied or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import Problem, Refused
from qual.importers.decisions import DecisionRow, read_decisions
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import ingest, reviewing
from qual.workflow.projects import coder_name, name_fault

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.desk import Answer
    from qual.workflow.ingest import File
    from qual.workflow.projects import OpenProject


MOST_PROBLEMS = 100
"""Problems of a file that are named; after so many it is another file, or another project, that is needed."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class DecideReport:
    """What a decisions file did.

    Attributes:
        codings: codings it added.
        rejections: rejects it added.
        reviews: stretches it marked as read.
        unchanged: rows that already stood, so that the same file twice changes nothing.
        problems: why nothing was applied; empty where all was.
    """

    codings: int = 0
    rejections: int = 0
    reviews: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


class _NothingApplied(Exception):
    """Carries the problems out of the transaction."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


def decide(project: OpenProject, file: File, *, coder: str = "") -> DecideReport:
    """Apply a decisions file; with any problem in it, nothing is applied.

    Raises:
        Unreadable: if there is no such file.
    """
    name, data = ingest.file_bytes(file)
    rows, problems = read_decisions(name, data)
    person = coder_name(project, coder) if any(not row.coder for row in rows) else ""
    problems += _contradictions(name, rows, person) + _nameless(name, rows)
    if problems:
        return DecideReport(problems=_first(name, problems))
    if not rows:
        return DecideReport(problems=(Problem(name, None, "there is no decision in the file.", "", fatal=True),))
    ops = [_op(row, person) for row in rows]
    try:
        with project.store.transaction() as tables:
            answers = _apply(project, tables, name, rows, ops)
    except _NothingApplied as stop:
        return DecideReport(problems=stop.problems)
    made = [row.decision for row, answer in zip(rows, answers, strict=True) if not answer.unchanged]
    return DecideReport(made.count("accept"), made.count("reject"), made.count("review"), len(rows) - len(made))


def _apply(
    project: OpenProject, tables: Tables, name: str, rows: tuple[DecisionRow, ...], ops: list[Op]
) -> list[Answer]:
    """Apply all ops, or leave the transaction, and with it everything the file has done so far."""
    answers: list[Answer] = []
    refused: list[Problem] = []
    for begin in range(0, len(ops), _BATCH):
        answers += reviewing.apply_in(project, tables, ops[begin : begin + _BATCH])
        refused += [
            Problem(name, row.line, answer.refusal, "Correct the row; nothing was applied.")
            for row, answer in zip(rows[begin:], answers[begin:], strict=False)
            if answer.refusal
        ]
        if len(refused) > MOST_PROBLEMS:  # a file of another project is wrong in every row
            break
    if refused:
        raise _NothingApplied(_first(name, tuple(refused)))
    return answers


def _first(name: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The first problems; where there are more, the last one says so."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = Problem(name, None, f"more than {MOST_PROBLEMS} rows cannot be applied; the others are not listed.")
    return (*problems[:MOST_PROBLEMS], more)


def _op(row: DecisionRow, person: str) -> Op:
    return Op(
        id=new_id(),
        act=row.decision,
        coder=row.coder or person,
        transcript=row.transcript,
        span=Span(row.start, row.end),
        code=row.code,
        quote=row.quote or "",
        memo=row.memo,
        blind=row.blind,
        origin="file",
    )


def _contradictions(name: str, rows: tuple[DecisionRow, ...], person: str) -> tuple[Problem, ...]:
    first: dict[tuple[str, int, int, str, str], DecisionRow] = {}
    problems = []
    for row in rows:
        key = (row.transcript, row.start, row.end, row.code, row.coder or person)
        before = first.setdefault(key, row)
        if before.decision != row.decision:
            message = (
                f"{row.decision} contradicts line {before.line}, which says {before.decision} of the same words."
            )
            problems.append(Problem(name, row.line, message, "Keep one of the two; nothing was applied."))
    return tuple(problems)


def _nameless(name: str, rows: tuple[DecisionRow, ...]) -> tuple[Problem, ...]:
    faults = ((row.line, name_fault(row.coder)) for row in rows)
    hint = "Correct the name; nothing was applied."
    return tuple(
        Problem(name, line, f"the coder's name cannot be used: {why}.", hint) for line, why in faults if why
    )


def require_applied(report: DecideReport) -> DecideReport:
    """The report, or the first reason why nothing was applied.

    Raises:
        Refused: where the report holds problems.
    """
    if report.problems:
        raise Refused("The decisions file", str(report.problems[0]).rstrip("."), problems=report.problems)
    return report
