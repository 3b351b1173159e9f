"""From a question to numbers, and from numbers to files; suggestions never enter."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.ids import new_id
from qual.model.participant import UNKNOWN
from qual.workflow import codebooks, cutting, frames, memos, speaking
from qual.workflow.clock import now
from qual.workflow.files import write_whole

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


def export(project: OpenProject, path: Path, *, format: str | None = None, coder: str = "") -> dict[str, object]:  # noqa: A002
    """Write an export; the main file at `path`, others that belong to it beside it.

    Raises:
        Refused: for an unknown format, a folder that cannot be written, or a file that is not an export's to
            take the place of: one of the project's own, a folder, one that is write-protected.
    """
    chosen = (format or path.suffix.lstrip(".")).lower()
    if not chosen:
        raise Refused(f"Exporting to {path.name}", "it has no format", hint="Name the file .csv, .xlsx or .json.")
    refuse_place(project, path)
    made = files(project, chosen, stem=path.stem)
    names = list(made)
    targets = [path, *(path.parent / name for name in names[1:])]
    for target in targets[1:]:
        refuse_place(project, target)
    for target, name in zip(targets, names, strict=True):
        write_whole(target, made[name])
    main = made[names[0]]
    result: dict[str, object] = {
        "path": str(path),
        "sha256": hashlib.sha256(main).hexdigest(),
        "bytes": len(main),
        "files": [str(target) for target in targets],
    }
    with project.store.transaction() as tables:
        tables.append_event(
            op=new_id(), kind="export", coder=coder, created=now(), codebook_version=project.codebook.book.version,
            payload={"format": chosen, "sha256": result["sha256"]},
        )  # fmt: skip
    return result


def refuse_place(project: OpenProject, path: Path) -> None:
    """Say no where an export would take the place of something that is none."""
    what = f"Exporting to {path}"
    try:
        if not path.parent.is_dir():
            raise Refused(what, "that folder does not exist", hint="Make it first, or name another.")
        inside = path.resolve()
        mode = path.stat().st_mode if path.exists() else None
    except (OSError, RuntimeError) as error:  # links that lead round in a circle are a RuntimeError
        why = getattr(error, "strerror", None) or "its links lead nowhere"
        raise Refused(what, why, hint="Choose another name.") from error
    first = inside.relative_to(project.folder).parts[:1] if inside.is_relative_to(project.folder) else ()
    own = ("codebook", "transcripts", "project.toml")
    if first and (first[0].casefold() in own or first[0].casefold().startswith("qual.")):
        raise Refused(what, "the project keeps its own files there", hint="Write it to exports/.")
    if mode is not None and stat.S_ISDIR(mode):
        raise Refused(what, "it is a folder", hint="Name a file in it.")
    if mode is not None and not stat.S_ISREG(mode):
        raise Refused(what, "it is a device or a pipe", hint="Name a file.")
    if mode is not None and not mode & stat.S_IWUSR:
        raise Refused(what, "it is write-protected", hint="Choose another name.")


def files(project: OpenProject, format: str, *, stem: str) -> dict[str, bytes]:  # noqa: A002 - the surface's word
    """The files of an export by name, the main one first."""
    from qual.exporters.registry import FORMATS
    from qual.exporters.registry import export as write

    if format not in FORMATS:
        raise Refused(f"The export format {format!r}", f"there are {', '.join(FORMATS)}")
    return write(format, report(project), stem=stem)


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
