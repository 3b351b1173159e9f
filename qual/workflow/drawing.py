"""The figures of a study: what was counted, drawn the same on screen, by command and in reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.figures import cooccurrence, dots, heat, render, saturation, thematic, timeline
from qual.figures.labels import distinct
from qual.figures.palette import LIGHT
from qual.model.codebook import Codebook
from qual.model.figure import Figure
from qual.model.plan import Plan
from qual.model.selection import EVERYTHING, Selection
from qual.workflow import cooccurring, counted, exporting, matrix, matrix_tables, reporting, saturating, timelines
from qual.workflow.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from qual.exporters.base import Picture
    from qual.workflow.projects import OpenProject
    from qual.workflow.reporting import FrequencyAnswer

THEMES, CODES, HEAT, PAIRS, SATURATION, TIMELINE, MAP = (
    "themes", "codes", "heat", "cooccurrence", "saturation", "timeline", "map",
)  # fmt: skip
NAMES: Mapping[str, str] = {
    THEMES: "who raises which theme: dots with intervals, by role or attribute",
    CODES: "the same for codes",
    HEAT: "participants by themes",
    PAIRS: "which codes go together",
    SATURATION: "when interviews stop bringing new codes",
    TIMELINE: "where in the interviews codes are said",
    MAP: "themes, their codes, and which are raised by the same people",
}
"""Every figure with what it shows."""
ON_A_PAGE = 18
"""Names of codes that fit on a page of a report."""
SYNTHETIC = "Synthetic sample: every participant and count is invented."


def figure(
    project: OpenProject, name: str, *, by: str = "role", transcript: str = "", selection: Selection = EVERYTHING,
    names: str = "pseudonym",
) -> Figure:  # fmt: skip
    """One figure; where there is nothing to draw it has no `spec`, and `alt` says why.

    Args:
        project: the study.
        name: of `NAMES`.
        by: what dots are split by.
        transcript: of the timeline, "" for all transcripts laid over each other.
        selection: what is counted only.
        names: how people are named: "pseudonym" or "number".

    Raises:
        NotFound: for a figure, attribute or transcript that is not there, or what the selection names.
    """
    made: dict[str, Callable[[], Figure]] = {
        THEMES: lambda: frequencies(project, _counts(project, by, selection), THEMES),
        CODES: lambda: frequencies(project, _counts(project, by, selection), CODES),
        HEAT: lambda: _heat(project, selection, names),
        PAIRS: lambda: _pairs(project, selection),
        SATURATION: lambda: _saturation(project, selection),
        TIMELINE: lambda: _timeline(project, transcript, selection),
        MAP: lambda: _map(project, selection),
    }
    if name not in made:
        raise NotFound("figure", name, hint=f"There are {', '.join(made)}.")
    return stamped(project, made[name](), selection)


def write(project: OpenProject, name: str, path: Path, *, by: str = "role", transcript: str = "") -> Figure:
    """Draw a figure into a file; what was drawn.

    Raises:
        NotFound: as `figure`.
        Refused: for another ending than .svg or .png, a place where it may not stand, or nothing to draw.
    """
    kind = path.suffix.lower()
    if kind not in {".svg", ".png"}:
        raise Refused(f"Drawing {path.name}", "a figure is .svg or .png", hint="Name the file so.")
    exporting.refuse_place(project, path)
    drawn = figure(project, name, by=by, transcript=transcript)
    write_whole(path, render.svg(drawn).encode() if kind == ".svg" else render.png(drawn))
    return drawn


def figures(project: OpenProject, plan: Plan) -> tuple[Picture, ...]:
    """The figures of a report, drawn for print; one with nothing to draw is left out."""
    from qual.exporters.base import Picture

    if "figures" not in plan.sections:
        return ()
    drawn = []
    answer = _counts(project, plan.by, plan.selection)
    for name in NAMES:
        if name == CODES:
            drawn += [stamped(project, one, plan.selection) for one in pages(project, answer)]
        elif name == THEMES:
            drawn.append(stamped(project, frequencies(project, answer, THEMES), plan.selection))
        else:
            drawn.append(figure(project, name, by=plan.by, selection=plan.selection, names=plan.names))
    return tuple(Picture(one, render.svg, render.png_of) for one in drawn if one.spec)


def frequencies(project: OpenProject, answer: FrequencyAnswer, of: str) -> Figure:
    """Dots with intervals for themes or for codes."""
    rows, groups = _labelled(project.codebook.book, answer, of)
    what = "theme" if of == THEMES else "code"
    return dots.dots(rows, groups=groups, name=of, title=f"Who raises which {what}")


def pages(project: OpenProject, answer: FrequencyAnswer) -> list[Figure]:
    """The dots of all codes, sorted by difference, in as many figures as they need pages.

    Over several pages codes that nobody raised are left out, and that is said.
    """
    rows, groups = _labelled(project.codebook.book, answer, CODES)
    whole = dots.dots(rows, groups=groups, name=CODES, title="Who raises which code")
    order = list(dict.fromkeys(str(row[0]) for row in whole.rows))
    if len(order) <= ON_A_PAGE:
        return [whole]
    raised = set(rows.loc[rows["participants"] > 0, "label"])
    left = [label for label in order if label not in raised]
    order = [label for label in order if label in raised]
    note = (f"Nobody has raised: {', '.join(left)}.",) if left else ()
    parts = [order[at : at + ON_A_PAGE] for at in range(0, len(order), ON_A_PAGE)]
    drawn = [
        dots.dots(
            rows[rows["label"].isin(part)], groups=groups, name=f"{CODES}-{number}",
            title=f"Who raises which code ({number} of {len(parts)})",
        )
        for number, part in enumerate(parts, 1)
    ]  # fmt: skip
    return [replace(one, notes=(*one.notes, *note)) for one in drawn]


def stamped(project: OpenProject, drawn: Figure, selection: Selection) -> Figure:
    """The figure with what must stay with it wherever it goes: that data are invented, what was counted only."""
    said = [SYNTHETIC] if project.settings.synthetic else []
    if narrowed := counted.words(selection, project.codebook.book):
        said.append(narrowed)
    if not said or not drawn.spec:
        return drawn
    title = {
        "text": said, "anchor": "start", "frame": "group", "orient": "bottom", "fontSize": 11, "offset": 10,
        "fontWeight": "normal", "color": LIGHT.text, "limit": 600,
    }  # fmt: skip
    return replace(drawn, spec={**drawn.spec, "title": title}, alt=" ".join((drawn.alt, *said)))


def _counts(project: OpenProject, by: str, selection: Selection) -> FrequencyAnswer:
    return reporting.frequencies(project, by=by, selection=selection)


def _labelled(book: Codebook, answer: FrequencyAnswer, of: str) -> tuple[pd.DataFrame, list[str]]:
    """Rows of themes or codes for `dots`, with names to read, and the groups in order."""
    rows = answer.rows.rename(columns={"role": "group"})
    kind, own = ("theme", "theme") if of == THEMES else ("code", "code")
    rows = rows[rows["kind"] == kind]
    names = {one.id: one.name for one in (book.themes if of == THEMES else book.codes)}
    keys = [str(one) for one in rows[own]]
    known = dict.fromkeys(keys)
    told = distinct([names.get(key, f"{key or 'no theme'} (no longer in the codebook)") for key in known])
    label = dict(zip(known, told, strict=True))
    return rows.assign(label=[label[key] for key in keys], key=keys), list(dict.fromkeys(rows["group"]))


def _heat(project: OpenProject, selection: Selection, names: str) -> Figure:
    found = matrix.matrix(project, matrix.THEMES, selection=selection)
    name = matrix_tables.naming(project, names)
    table = matrix_tables.heat(found, name=name)
    unread = {name(person.participant) for person in found.framework.people if not person.reviewed}
    states = [
        heat.NOT_READ if state == heat.NOT_RAISED and who in unread else state
        for state, who in zip(table["state"], table["participant"], strict=True)
    ]
    ids = {matrix_tables.heading(found, at): column.id for at, column in enumerate(found.columns)}
    return heat.heat(table.assign(state=states, key=table["label"].map(ids)))


def _pairs(project: OpenProject, selection: Selection) -> Figure:
    answer = cooccurring.cooccurrence(project, selection=selection)
    table = answer.table().assign(key_a=answer.rows["a"], key_b=answer.rows["b"])
    drawn = cooccurrence.cooccurrence(table, title="Which codes are on the same passage")
    return replace(drawn, notes=(*drawn.notes, f"Passages are cut by {answer.unit}.")) if drawn.spec else drawn


def _saturation(project: OpenProject, selection: Selection) -> Figure:
    answer = saturating.saturation(project, selection=selection)
    return saturation.saturation(answer.table(), roles=_roles(answer))


def _roles(answer: saturating.SaturationAnswer) -> list[str]:
    return list(dict.fromkeys(one.role or saturating.EVERYBODY for one in answer.curves))


def _timeline(project: OpenProject, transcript: str, selection: Selection) -> Figure:
    if transcript:
        pieces = timelines.timeline(project, transcript, selection=selection).pieces
        title = f"Where in {transcript} it is said"
    else:
        pieces, title = timelines.pooled(project, selection=selection).pieces, "Where in the interviews it is said"
    place = {code.id: at for at, code in enumerate(project.codebook.book.codes)}
    rows = sorted(range(len(pieces)), key=lambda row: place.get(str(pieces["code"].iloc[row]), len(place)))
    roles = counted.counted(project, selection).groups
    return timeline.timeline(pieces.iloc[rows], roles=roles, title=title)


def _map(project: OpenProject, selection: Selection) -> Figure:
    """Participants of themes and codes over all roles, and of each pair of themes."""
    themes = matrix.matrix(project, matrix.THEMES, selection=selection)
    codes = matrix.matrix(project, matrix.CODES, selection=selection)
    raised = {**_raised(themes), **_raised(codes)}
    total = len({person.participant for person in themes.framework.people})
    book = project.codebook.book
    nodes = [
        thematic.Node(
            column.id, column.name, len(raised[column.id]), total,
            tuple(
                thematic.Node(code.id, code.name, len(raised[code.id]), total)
                for code in book.codes_of(column.id) if raised.get(code.id)
            ),
        )
        for column in themes.columns
    ]  # fmt: skip
    keys = [node.key for node in nodes]
    links = [
        thematic.Link(a, b, len(raised[a] & raised[b])) for at, a in enumerate(keys) for b in keys[at + 1 :]
    ]  # fmt: skip
    return thematic.thematic(nodes, links, name=MAP)


def _raised(found: matrix.Matrix) -> dict[str, set[str]]:
    """Who raises each column."""
    people, cells = found.framework.people, found.framework.cells
    return {
        column.id: {people[row].participant for row in range(len(people)) if cells[row][at].segments}
        for at, column in enumerate(found.columns)
    }
