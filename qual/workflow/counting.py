"""How many participants and segments carry each code, by role or attribute; suggestions never enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.model.participant import UNKNOWN
from qual.model.selection import EVERYTHING, Selection
from qual.workflow import declaring, frames, unequal
from qual.workflow.counted import NOT_STATED, counted
from qual.workflow.estimating import with_estimates
from qual.workflow.learning import learner_report

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.counted import Counted
    from qual.workflow.projects import OpenProject

FEWEST_FOR_PERCENT = 10
"""Below this many participants a percentage would pretend to know more than it does."""


@dataclass(frozen=True, slots=True)
class FrequencyAnswer:
    """Frequencies with everything that must stand beside them.

    Attributes:
        rows: as `qual frequencies`; the column `role` is called `group` when split by an attribute.
        differences: first group minus second, per code; empty unless two groups can be compared.
        compared: the two groups, or () where there are not two.
        reviewed: group -> share of its segments that a person has looked at.
        notes: sentences that belong beside the table.
        unit: what the counted segments were cut by.
        by: what the table is split by.
        selection: what was counted; its sentence, with names, is the first of the notes.
    """

    rows: pd.DataFrame
    differences: pd.DataFrame
    compared: tuple[str, ...]
    reviewed: Mapping[str, float]
    notes: tuple[str, ...]
    unit: str
    by: str
    selection: Selection = EVERYTHING


def frequencies(
    project: OpenProject, *, by: str = "role", test: bool = False, selection: Selection = EVERYTHING
) -> FrequencyAnswer:
    """Count codings by role, or by a participant attribute.

    Args:
        project: the study.
        by: what to split by.
        test: whether to test the differences between two groups.
        selection: what to count only. A theme some of whose codes are left out has no row.

    Raises:
        NotFound: for an attribute no participant has, or a part of the selection that is not there.
        Refused: for a unit that does not exist.
    """
    from qual.analysis.frequencies import frequencies as count

    made = counted(project, selection, by)
    answer = count(
        made.segments, made.codings, made.book, by=made.column, groups=made.groups, reviews=made.reviews,
        decisions=made.decisions, marked=made.marked if selection.codes else None, headings=True,
    )  # fmt: skip
    rows = answer.rows[(answer.rows["kind"] != "theme") | answer.rows["theme"].isin(made.themes)]
    rows, estimates = with_estimates(project, made, rows.reset_index(drop=True))
    differences, pair, more = _compared(made, declaring.beforehand(project), test=test)
    report = learner_report(project)
    notes = [
        *made.notes, *answer.notes, *estimates, *more,
        *(unequal.sentences(report, project.codebook.book) if report else ()),
    ]  # fmt: skip
    return FrequencyAnswer(
        rows, differences, pair, answer.reviewed, tuple(dict.fromkeys(notes)), made.unit, by, selection
    )


def _compared(
    made: Counted, declared: Sequence[str], *, test: bool
) -> tuple[pd.DataFrame, tuple[str, ...], tuple[str, ...]]:
    """The differences between two groups, where there are just two: rows, the groups, notes."""
    from qual.analysis.compare import differences
    from qual.analysis.frame import DIFFERENCES, tidy

    groups = default_pair(made.by, made.groups)
    if not groups:
        why = f"No differences: {made.by} does not have just two groups with segments."
        return tidy([], DIFFERENCES), (), (why,)
    found = differences(
        made.segments, made.codings, made.book, groups=groups, test=test, declared=declared, themes=made.themes,
        by=made.column,
    )  # fmt: skip
    return found.rows, groups, found.notes


def default_pair(by: str, groups: Sequence[str]) -> tuple[str, str] | tuple[()]:
    """The two groups meant where nobody named any, () where no two are.

    Roles have an order of their own in project.toml; of an attribute's many values no two are the pair meant.
    """
    named = [group for group in groups if group not in (UNKNOWN, NOT_STATED)]
    two = len(named) >= 2 if by == "role" else len(named) == 2  # noqa: PLR2004 - a difference has two sides
    return (named[0], named[1]) if two else ()


def part_in_words(share: float) -> str:
    """A share as a percentage that says 0 % only of nothing, and 100 % only of everything."""
    return f"{share:.0%}" if share in (0, 1) else f"{min(max(round(100 * share), 1), 99)}%"


def share_in_words(row: Mapping[str, object]) -> str:
    """`14/20 70% [48%-85%], 31/412`: participants, then segments; no percentage below ten participants."""
    n, total = row["participants"], row["participants_total"]
    text = f"{n}/{total}"
    if isinstance(total, int) and total >= FEWEST_FOR_PERCENT:
        share, low, high = (float(str(row[name])) for name in ("share", "ci_low", "ci_high"))
        text += f" {share:.0%} [{low:.0%}-{high:.0%}]"
    return f"{text}, {row['segments']}/{row['segments_total']}"


def exposure_in_words(row: Mapping[str, object]) -> str:
    """`20 participants, 412 segments, 21,340 words; each 960 words (320-2,150) and 19 segments (8-41)`.

    Each participant's numbers are the median, and in brackets the least and the most.
    """

    def each(what: str) -> str:
        middle, least, most = (float(str(row[f"{what}_{name}"])) for name in ("median", "min", "max"))
        return f"{middle:,.0f} {what} ({least:,.0f}-{most:,.0f})"

    people, segments, spoken = (int(str(row[name])) for name in ("participants_total", "segments_total", "words"))
    said = f"{people:,} participant{'' if people == 1 else 's'}, {segments:,} segments, {spoken:,} words"
    return said if people == 1 else f"{said}; each {each('words')} and {each('segments')}"


def estimate_in_words(row: Mapping[str, object]) -> str:
    """`12.1 (8.0 to 17.9)`: of 100 passages of the role, those with the code; "" without an estimate."""
    if row["estimated"] is None or row["estimated"] != row["estimated"]:
        return ""
    share, low, high = (100 * float(str(row[name])) for name in ("estimated", "estimated_low", "estimated_high"))
    return f"{share:.1f} ({low:.1f} to {high:.1f})"


def attributes(project: OpenProject) -> list[str]:
    """What a table can be split by beside the role."""
    with project.store.reading() as tables:
        return frames.attribute_names(tables.participants())
