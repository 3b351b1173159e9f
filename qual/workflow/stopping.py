"""When to stop: what can still be unfound per code, how often suggestions were right, and which codes are learned.

The bound comes from the random audit alone (`auditing`); see `qual.matching.stopping.elusion_sample` and `unfound`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.proportions import wilson
from qual.matching import stopping as rules
from qual.matching.stopping import (
    BLOCK,
    EARLY,
    ERROR,
    FEWEST,
    GAP,
    LEARNED,
    NEVER,
    NOT_YET,
    POSITIVES,
    PRECISION,
    RIGHT,
    WINDOW,
    Block,
    Evidence,
    Find,
    Unfound,
    Verdict,
)
from qual.model.learning import DIFFERS
from qual.workflow import auditing, learning
from qual.workflow.judged import Judged, answers, judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qual.model.codebook import Code
    from qual.workflow.auditing import Wave
    from qual.workflow.projects import OpenProject

__all__ = [
    "BLOCK", "EARLY", "ERROR", "FEWEST", "GAP", "LEARNED", "NOT_YET", "POSITIVES", "PRECISION", "RIGHT", "WINDOW",
    "AuditOf", "CodeStop", "Measures", "Step", "Stopping", "own_measures", "stopping",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """What the learner says of itself for a code, cross-fitted; None where it was not measured."""

    ap: float | None = None
    ece: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a learning curve with the 95 % Wilson interval of how often suggestions were right."""

    block: Block
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CodeStop:
    """Where one code is, in the words of one role or ("") of all.

    Attributes:
        code, role: which.
        passages: passages of the role; `decided` of them are decided for the code, `positives` have it.
        unfound: how many can still be unfound.
        curve: how often its suggestions were right, in all roles.
        verdict: of the code in all roles; the same in every role's row.
    """

    code: str
    role: str
    passages: int
    decided: int
    positives: int
    unfound: Unfound
    curve: tuple[Step, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class AuditOf:
    """The audit of a role.

    Attributes:
        role: whose words; `passages` there are.
        passages: see `role`.
        drawn: passages drawn, in so many `waves`; `whole` of them have been read to the end.
        whole: see `drawn`.
        counted: those read, in the order drawn, before the first that is not: only they can count for every code.
        waves: see `drawn`.
    """

    role: str
    passages: int
    drawn: int
    whole: int
    counted: int
    waves: int


@dataclass(frozen=True, slots=True)
class Stopping:
    """When to stop, for everybody's work together.

    Attributes:
        audits: the random audit of each role, in the project's order.
        codes: every code in use for all roles ("") and each role.
        curve: how often suggestions were right, whatever the code.
        finds: what was new as passages were reviewed.
    """

    audits: tuple[AuditOf, ...]
    codes: tuple[CodeStop, ...]
    curve: tuple[Step, ...]
    finds: tuple[Find, ...]


def stopping(project: OpenProject, *, measured: Mapping[str, Measures] | None = None) -> Stopping:
    """When to stop, from everybody's codings, decisions and reviews in force.

    Args:
        project: the study.
        measured: code -> what the learner measured of itself, where it has.
    """
    book = project.codebook.book
    with project.store.reading() as tables:
        found = judged(project, tables, book)
        waves = auditing.in_force(auditing.waves_in(tables), tables.segment_units())
        groups = _groups(found, waves)
    given = answers(found, book)
    order = [*project.roles, *sorted(set(found.roles) - set(project.roles))]
    roles = [role for role in order if role in set(found.roles)]
    codes: list[CodeStop] = []
    for code in (one for one in book.codes if one.offered):
        curve = _steps([right for name, right in given if name == code.id])
        codes += _of_code(code, roles, found, groups, curve, (measured or {}).get(code.id, Measures()))
    return Stopping(
        tuple(_audit(role, found, groups) for role in roles),
        tuple(codes),
        _steps([right for _, right in given]),
        rules.finds(_reviewed(found)),
    )


def own_measures(project: OpenProject) -> dict[str, Measures]:
    """What the learner measured of itself at its last run, by code.

    A gap of recall counts only where roles are found to differ (`qual.matching.fairness`): of any other, chance may
    have made it.
    """
    report = learning.learner_report(project)
    if report is None:
        return {}
    gaps = {one.code: one.recall.gap for one in report.roles if one.recall.verdict == DIFFERS}
    return {one.code: Measures(one.ap, one.ece, gaps.get(one.code)) for one in report.codes}


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows of a role in the frame of one wave, None where nothing was drawn; the sample in the order drawn."""

    role: str
    rows: NDArray[np.intp]
    wave: Wave | None
    sample: tuple[int, ...]


def _groups(found: Judged, waves: Sequence[Wave]) -> list[_Group]:
    """Every row once: by role, and by the wave whose frame it is in."""
    whose: dict[auditing.Voice, Wave] = {voice: wave for wave in waves for voice in wave.voices}
    rows: dict[tuple[str, int], list[int]] = {}
    for row, (role, voice) in enumerate(zip(found.roles, found.voices, strict=True)):
        wave = whose.get(voice)
        rows.setdefault((role, wave.event if wave else 0), []).append(row)
    by_event = {wave.event: wave for wave in waves}
    drawn = {
        wave.event: [found.row_of[one.id] for one in auditing.sampled(wave, found.cut) if one.id in found.row_of]
        for wave in waves
    }
    return [
        _Group(
            role, np.array(part, dtype=np.intp), by_event.get(event),
            tuple(row for row in drawn.get(event, ()) if found.roles[row] == role),
        )
        for (role, event), part in rows.items()
    ]  # fmt: skip


def _of_code(
    code: Code,
    roles: Sequence[str],
    found: Judged,
    groups: Sequence[_Group],
    curve: tuple[Step, ...],
    measures: Measures,
) -> Iterable[CodeStop]:
    """A code for all roles, then for each."""
    times, has = found.decided(code), found.coded.get(code.id, {})
    strata = [
        (
            group,
            rules.elusion_sample(
                group.role if group.wave else f"the {group.role} words that nothing was drawn from yet",
                group.rows, group.sample, times, has,
            ),
        )
        for group in groups
    ]  # fmt: skip

    def row(role: str, verdict: Verdict | None) -> CodeStop:
        here = [pair for pair in strata if role in ("", pair[0].role)]
        passages = sum(len(group.rows) for group, _ in here)
        left = sum(stratum.left for _, stratum in here)
        positives = sum(role in ("", found.roles[place]) for place in has)
        unfound = rules.unfound([stratum for _, stratum in here])
        told = verdict or rules.verdict(
            Evidence(
                passages - left, left, positives, curve[-1].block if curve else None, unfound, measures.ap,
                measures.ece, measures.gap,
            )
        )  # fmt: skip
        return CodeStop(code.id, role, passages, passages - left, positives, unfound, curve, told)

    every = row("", None)
    return [every, *(row(role, every.verdict) for role in roles)]


def _audit(role: str, found: Judged, groups: Sequence[_Group]) -> AuditOf:
    own = [group for group in groups if group.role == role]
    read = np.full(len(found.segments), NEVER)
    for when in found.read.values():
        np.minimum(read, when, out=read)
    whole = [[bool(read[row] < NEVER) for row in group.sample] for group in own]
    return AuditOf(
        role, sum(len(group.rows) for group in own), sum(map(len, whole)), sum(map(sum, whole)),
        sum([*part, False].index(False) for part in whole), sum(group.wave is not None for group in own),
    )  # fmt: skip


def _steps(right: Sequence[bool]) -> tuple[Step, ...]:
    return tuple(Step(block, *wilson(block.right, block.answers)) for block in rules.curve(right))


def _reviewed(found: Judged) -> list[set[str]]:
    """The codes of each passage that was read, coded or rejected, in the order in which that happened first."""
    first: dict[int, int] = {}
    codes: dict[int, set[str]] = {}
    for times in found.read.values():
        for row in np.flatnonzero(times < NEVER).tolist():
            first[row] = min(first.get(row, NEVER), int(times[row]))
    for kind in (found.coded, found.rejected):
        for code, rows in kind.items():
            for row, when in rows.items():
                first[row] = min(first.get(row, NEVER), when)
                if kind is found.coded:
                    codes.setdefault(row, set()).add(code)
    return [codes.get(row, set()) for row in sorted(first, key=lambda row: (first[row], row))]
