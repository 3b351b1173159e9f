"""From a question to numbers, and from numbers to files; suggestions never enter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.participant import UNKNOWN
from qual.workflow import codebooks, cutting, frames, memos, speaking

if TYPE_CHECKING:
    import pandas as pd

    from qual.exporters.base import Report
    from qual.workflow.projects import OpenProject

NOT_STATED = "not stated"
"""The group of people for whom the researcher's table says nothing."""

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
    """

    rows: pd.DataFrame
    differences: pd.DataFrame
    compared: tuple[str, ...]
    reviewed: Mapping[str, float]
    notes: tuple[str, ...]
    unit: str
    by: str


def frequencies(project: OpenProject, *, by: str = "role", test: bool = False) -> FrequencyAnswer:
    """Count codings by role, or by a participant attribute.

    Raises:
        NotFound: for an attribute no participant has.
    """
    from qual.analysis.compare import differences
    from qual.analysis.frequencies import frequencies as count

    segments, groups = _split(project, by)
    codings, book = frames.codings(project), project.codebook.book
    column = "role" if by == "role" else "group"
    answer = count(
        segments, codings, book, by=column, groups=groups,
        reviews=frames.reviews(project), decisions=frames.decisions(project),
    )  # fmt: skip
    present = list(dict.fromkeys(answer.rows[column])) if len(answer.rows) else []
    named = tuple(group for group in present if group not in (UNKNOWN, NOT_STATED))
    # Roles have an order of their own in project.toml; of an attribute's many values no two are the pair meant.
    two = len(named) >= 2 if by == "role" else len(named) == 2  # noqa: PLR2004 - a difference has two sides
    pair = named[:2] if two else ()
    notes = [*_project_notes(project), *answer.notes]
    if pair:
        found = differences(segments, codings, book, groups=(pair[0], pair[1]), test=test, by=column)
        compared, notes = found.rows, [*notes, *found.notes]
    else:
        compared = differences(segments, codings, book, groups=("", ""), by=column).rows.iloc[:0]
        notes.append(f"No differences: {by} does not have just two groups with segments.")
    with project.store.reading() as tables:
        unit = cutting.unit_in_force(project, tables)
    return FrequencyAnswer(answer.rows, compared, pair, answer.reviewed, tuple(dict.fromkeys(notes)), unit, by)


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


def attributes(project: OpenProject) -> list[str]:
    """What a table can be split by beside the role."""
    with project.store.reading() as tables:
        return frames.attribute_names(tables.participants())


def report(project: OpenProject) -> Report:
    """Everything an export can hold."""
    from qual import __version__
    from qual.codebook.tabular import rows as codebook_rows
    from qual.exporters.base import Report

    answer = frequencies(project)
    state = project.codebook
    with project.store.reading() as tables:
        made = tables.suggestion_state()
        changed = next((event for event in tables.events() if event.kind != "export"), None)
    provenance = {
        "made with": f"qual {__version__}",
        "state of": changed.created if changed else "an empty project",
        "study": project.settings.name,
        "codebook version": f"{state.book.version} (the researcher's label: {state.book.label or 'none'})",
        "unit of analysis": answer.unit,
        "not counted (context)": ", ".join(project.settings.context_roles) or "nobody",
        "sentence model of suggestions": made.model if made else "no suggestions made",
        "codings": "made by named people; suggestions are in no count",
        "reviewed": "; ".join(f"{group} {part_in_words(share)}" for group, share in answer.reviewed.items()),
        "difference": f"{answer.compared[0]} minus {answer.compared[1]}" if answer.compared else "not computed",
    }
    return Report(
        title=state.book.title or project.settings.name,
        synthetic=project.settings.synthetic,
        frequencies=_named(answer.rows, project),
        differences=_named(answer.differences, project),
        codings=_named(frames.codings(project), project),
        codebook=codebook_rows(state.book),
        participants=frames.participants(project),
        memos=memos.frame(project),
        notes=answer.notes,
        provenance=provenance,
    )


def _split(project: OpenProject, by: str) -> tuple[pd.DataFrame, list[str]]:
    """The counted segments and the groups in their order; an attribute's value goes to a column `group`."""
    segments = frames.data_segments(project)
    if by == "role":
        return segments, [role for role in speaking.data_roles(project) if (segments["role"] == role).any()]
    with project.store.reading() as tables:
        people = tables.participants()
    if by not in frames.attribute_names(people):
        known = ", ".join(["role", *frames.attribute_names(people)])
        raise NotFound("participant attribute", by, hint=f"There are {known}.")
    value = {person.id: person.attributes.get(by, "") or NOT_STATED for person in people}
    grouped = segments.assign(group=segments["participant"].map(value).fillna(NOT_STATED))
    return grouped, sorted(set(grouped["group"]), key=_number_first)


def _number_first(value: str) -> tuple[int, float, str]:
    try:
        return (0, float(value), value)
    except ValueError:
        return (1 if value != NOT_STATED else 2, 0.0, value)


def _project_notes(project: OpenProject) -> list[str]:
    notes = []
    if project.settings.synthetic:
        notes.append(
            "Synthetic sample: every transcript, participant and count is invented; nothing here is a finding."
        )
    with project.store.reading() as tables:
        waiting = [s for s in tables.speakers() if not s.confirmed]
        unit = cutting.unit_in_force(project, tables)
    if unit != project.settings.unit:
        notes.append(
            f"Segments are still cut by {unit}; project.toml says {project.settings.unit}: run `qual segment`."
        )
    if waiting:
        number = len(waiting)
        word = "label is" if number == 1 else "labels are"
        notes.append(f"{number} speaker {word} not confirmed yet; their words count under the role {UNKNOWN!r}.")
    notes.extend(str(problem) for problem in project.codebook.problems if problem.fatal)
    return notes


def _named(table: pd.DataFrame, project: OpenProject) -> pd.DataFrame:
    """The table with the names of its themes and codes beside their ids, for people who read it."""
    book = codebooks.current(project).book
    names = {code.id: code.name for code in book.codes}
    themes = {theme.id: theme.name for theme in book.themes}
    shown = table.copy()
    for column, known in (("code", names), ("theme", themes)):
        if column in shown.columns:
            filled = [known.get(str(value), "") if value else "" for value in shown[column].fillna("")]
            shown[f"{column}_name"] = filled
    return shown
