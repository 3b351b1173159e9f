"""How common each code is in all that a role says, where review is incomplete: from the random audit alone.

Scores that are kept have learnt from the audited passages too, so none of them may correct the audit; the estimate
is the mean of the audit. Suggestions never enter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.stopping import NEVER
from qual.workflow import auditing
from qual.workflow.judged import judged

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from qual.analysis.incidence import Label
    from qual.model.codebook import Code
    from qual.workflow.counted import Counted
    from qual.workflow.judged import Judged
    from qual.workflow.projects import OpenProject

    Rows = NDArray[np.intp]
    Flags = NDArray[np.bool_]

COLUMNS = ("estimated", "estimated_low", "estimated_high")


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One draw's passages of a role: how many there are, and the rows drawn, in the order drawn."""

    size: int
    rows: Rows


def with_estimates(project: OpenProject, made: Counted, rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The frequencies with the share of each role's passages that has each code, estimated; and what to say of it.

    A passage counts as audited for a code once somebody has read it to the end while the code meant what it means
    now; passages are taken in the order drawn, up to the first that is not. A theme needs that for all its codes.

    Args:
        project: the study.
        made: what `rows` were counted from.
        rows: columns of `analysis.frame.FREQUENCIES`.
    """
    why = _whole_study(made)
    with project.store.reading() as tables:
        drawn = bool(tables.events(kind=auditing.KIND, limit=1))
        if drawn and not why:
            found = judged(project, tables, project.codebook.book)
    if not drawn:
        return rows, ("No estimates: no random audit has been drawn yet; Review and Progress draw one.",)
    if why:
        return rows, (why,)
    return _Estimates(project, made, found).into(rows)


def _whole_study(made: Counted) -> str:
    """Why nothing can be estimated of a part that nothing was drawn from by itself; "" where it can."""
    chosen = made.selection
    narrowed = [
        name
        for name, value in (
            ("coders", chosen.coders), ("transcripts", chosen.transcripts), ("participants", chosen.attributes),
            ("unit", chosen.unit),
        )
        if value
    ]  # fmt: skip
    if made.by != "role":
        return "No estimates: the random audit is drawn by role, so it tells nothing split in another way."
    if narrowed:
        return f"No estimates: the random audit is of the whole study, not of a selection of {', '.join(narrowed)}."
    return ""


class _Estimates:
    """Estimates for every role and label of one count."""

    def __init__(self, project: OpenProject, made: Counted, found: Judged) -> None:
        from qual.analysis.incidence import carrying

        self._made, self._found = made, found
        self._book = project.codebook.book
        self._carrying = carrying
        roles = np.array(found.roles, dtype=object)
        self._roles: Mapping[str, Rows] = {role: np.flatnonzero(roles == role) for role in made.groups}
        self._draws = {
            role: [
                _Drawn(
                    one.frame,
                    np.array([found.row_of[p.segment] for p in one.sample if p.segment in found.row_of], np.intp),
                )
                for one in parts
            ]
            for role, parts in auditing.strata(project).items()
        }
        self._read: dict[str, Flags] = {}

    def into(self, rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
        """The rows with their estimates, and notes."""
        from qual.analysis.incidence import Label

        labels: dict[tuple[str, str, str], Label] = {}
        keys = []
        for theme, code, kind in zip(rows["theme"], rows["code"], rows["kind"], strict=True):
            own = None if kind == "theme" else str(code)
            keys.append((str(theme), own or "", str(kind)))
            labels.setdefault(keys[-1], Label(str(theme), own, heading=kind == "heading"))
        has = self._rows_with(list(labels.values()))
        place = {key: at for at, key in enumerate(labels)}
        told = _Told()
        values = []
        for key, role in zip(keys, rows["role"], strict=True):
            share, low, high = self._one(labels[key], str(role), has[:, place[key]], told)
            values.append((share, low, high))
        return rows.assign(
            **dict(zip(COLUMNS, zip(*values, strict=True), strict=True)) if values else {}
        ), told.notes()

    def _rows_with(self, labels: list[Label]) -> Flags:
        """For each passage and label, whether the passage carries it: shape (passages of the study, labels)."""
        made = self._made
        found = np.zeros((len(self._found.segments), len(labels)), np.bool_)
        rows = [self._found.row_of.get(str(name), -1) for name in made.segments["segment"]]
        carried = self._carrying(made.segments, made.codings, made.book, labels)
        there = np.array([row >= 0 for row in rows], np.bool_)
        found[np.array(rows, np.intp)[there]] = carried[there]
        return found

    def _one(self, label: Label, role: str, has: Flags, told: _Told) -> tuple[float, float, float]:
        from qual.analysis.estimation import Stratum, estimate

        own, draws = self._roles.get(role, np.zeros(0, np.intp)), self._draws.get(role, [])
        nothing = (np.nan, np.nan, np.nan)
        read = self._asked(label)
        if read is None:
            return nothing
        if len(own) and read[own].all():
            told.whole(role)
            return nothing
        if not draws:
            told.refused(role, "no passages were drawn at random")
            return nothing
        if sum(one.size for one in draws) < len(own):
            told.refused(role, "some of its passages came since and nothing was drawn from them yet")
            return nothing
        begun = [one.rows[: int(np.argmin(np.append(read[one.rows], False)))] for one in draws]
        strata = [Stratum(one.size, has[rows].astype(float)) for one, rows in zip(draws, begun, strict=True)]
        without = int((read[own] & ~has[own]).sum())
        answer = estimate(strata, known=(int(has[own].sum()), without))
        if np.isnan(answer.share):
            told.refused(role, answer.note)
        else:
            told.estimated(role, answer.audited, len(own))
        return answer.share, answer.low, answer.high

    def _asked(self, label: Label) -> Flags | None:
        """For each passage, whether it was read to the end for all codes of a label; None for a label without."""
        if label.code is None:
            codes = self._book.codes_of(label.theme)
        else:
            own = self._book.code(label.code)
            codes = (*((own,) if own else ()), *(self._book.under(label.code) if label.heading else ()))
        given = [code for code in codes if code.offered]
        if not given:
            return None
        found = np.ones(len(self._found.segments), np.bool_)
        for code in given:
            found &= self._read_for(code)
        return found

    def _read_for(self, code: Code) -> Flags:
        if code.id not in self._read:
            self._read[code.id] = self._found.read_for(code) < NEVER
        return self._read[code.id]


class _Told:
    """What happened in each role, for the notes."""

    def __init__(self) -> None:
        self._whole: dict[str, int] = {}
        self._refused: dict[tuple[str, str], int] = {}
        self._audited: dict[str, list[int]] = {}
        self._of: dict[str, int] = {}

    def whole(self, role: str) -> None:
        """Every passage has been read for a label."""
        self._whole[role] = self._whole.get(role, 0) + 1

    def refused(self, role: str, why: str) -> None:
        """Nothing can be said of a label."""
        self._refused[role, why] = self._refused.get((role, why), 0) + 1

    def estimated(self, role: str, audited: int, of: int) -> None:
        """A label was estimated from so many of so many passages."""
        self._audited.setdefault(role, []).append(audited)
        self._of[role] = of

    def notes(self) -> tuple[str, ...]:
        """In sentences, one for each thing that happened in a role."""
        said = []
        for role, numbers in self._audited.items():
            least, most = min(numbers), max(numbers)
            many = f"{most:,}" if least == most else f"{least:,} to {most:,}, by code,"
            said.append(
                f"Estimated for {role}: the share of its {self._of[role]:,} passages with the code, from {many} "
                "passages drawn at random and read to the end, no suggestion asked; 95 % interval (Wilson, "
                "finite population), cut to what is known of the passages already coded or read."
            )
        said += [
            f"No estimate for {role}{self._part(role, many)}: every passage is read to the end, so the count is "
            "complete."
            for role, many in self._whole.items()
        ]
        said += [
            f"No estimate for {role}{self._part(role, many)}: {why}." for (role, why), many in self._refused.items()
        ]
        return tuple(said)

    def _part(self, role: str, many: int) -> str:
        """How many rows are meant, where other rows of the role fared otherwise."""
        others = len(self._audited.get(role, ())) + self._whole.get(role, 0)
        others += sum(number for (whose, _), number in self._refused.items() if whose == role)
        return "" if others == many else f" ({many} {'row' if many == 1 else 'rows'})"
