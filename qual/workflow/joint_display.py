"""Joint displays: what participants.csv knows of people beside the themes they raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.selection import EVERYTHING, Selection
from qual.workflow.counted import NOT_STATED
from qual.workflow.counting import FEWEST_FOR_PERCENT
from qual.workflow.matrix import THEMES, Matrix, matrix, natural, pseudonym, values
from qual.workflow.matrix_tables import Name, heading, naming, state_in_words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from qual.analysis.framework import Cell, Person
    from qual.analysis.joint import Among, Beside, Spread
    from qual.exporters.base import Part
    from qual.model.plan import Plan
    from qual.workflow.projects import OpenProject

    Truth = NDArray[np.bool_]

AUTO = ""
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Joint:
    """An attribute beside the themes.

    Attributes:
        attribute: its name.
        kind: "number" or "category".
        matrix: the people and columns.
        rows: rows of the matrix that are shown, by the attribute, then by name.
        stated: of these, as the table of participants has them; "not stated" without one.
        beside: of a number: by column, those who raise it and those who do not; () of a category.
        among: of a category: by column, then value; () of a number.
        notes: sentences to read beside it.
    """

    attribute: str
    kind: str
    matrix: Matrix
    rows: tuple[int, ...]
    stated: tuple[str, ...]
    beside: tuple[Beside, ...]
    among: tuple[Among, ...]
    notes: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be seen before any number: people whom nobody has read raise nothing yet."""
        people = self.matrix.framework.people
        unread = sorted(
            (pseudonym(people[row].participant) for row in self.rows if not people[row].reviewed), key=natural
        )
        return (UNREAD.format(listed=_listed(unread)),) if unread else ()


UNREAD = "Nobody has read anything of {listed} yet, so nothing of theirs can be coded: every count is a minimum."


def joint(
    project: OpenProject,
    attribute: str,
    columns: str = THEMES,
    *,
    selection: Selection = EVERYTHING,
    kind: str = AUTO,
    test: bool = False,
    seed: int = 0,
    name: Name = pseudonym,
) -> Joint:
    """A participant attribute beside the themes (or codes).

    Of a number: median and quartiles among those who raise a theme and those who were asked and do not, and the
    difference of means. Who has no value, or one that is no number, is left out, named and counted. People of whom
    nobody has read a word yet are on neither side: they have not kept silent. Of a category: n/N in each value.

    Args:
        project: the open project.
        attribute: of participants.csv.
        columns: "themes" or "codes".
        selection: who and which codes.
        kind: "number" or "category"; "" to go by what stands there.
        test: whether to add p-values.
        seed: for these.
        name: how people are named in the notes.

    Raises:
        NotFound: for an attribute nobody has.
        Refused: for another kind.
    """
    from qual.analysis import joint as counting

    known = values(project)
    if attribute not in known:
        raise NotFound("participant attribute", attribute, hint=f"There are {', '.join(known) or 'none'}.")
    if kind not in (AUTO, counting.NUMBER, counting.CATEGORY):
        raise Refused("The joint display", f"an attribute is a {counting.NUMBER} or a {counting.CATEGORY}")
    found = matrix(project, columns, selection=selection, attribute=attribute)
    people = found.framework.people
    said = {
        row: found.attributes.get(people[row].participant, {}).get(attribute, "").strip() for row in found.order
    }
    kind = kind or counting.kind_of(list(said.values()))
    numeric = kind == counting.NUMBER
    numbers = {row: counting.number(text) for row, text in said.items()} if numeric else {}
    rows = _rows(found, said, numbers if numeric else None)
    raised, asked, read = _sides(found, rows)
    names = [column.id for column in found.columns]
    shown = tuple(said[row] or NOT_STATED for row in rows)
    own = [numbers[row] or 0.0 for row in rows] if numeric else []
    return Joint(
        attribute, kind, found, rows, shown,
        counting.beside(names, own, raised, asked & read, test=test, seed=seed) if numeric else (),
        () if numeric else counting.among(names, shown, raised, asked),
        _notes(found, attribute, rows, said, numeric=numeric, test=test, name=name),
    )  # fmt: skip


def _rows(found: Matrix, said: Mapping[int, str], numbers: Mapping[int, float | None] | None) -> tuple[int, ...]:
    """The rows to show, by what is said of them: of numbers those that have one, of categories all."""
    people = found.framework.people

    def key(row: int) -> tuple[object, ...]:
        number = (numbers or {}).get(row) or 0.0
        return (number, not said[row], natural(said[row]), natural(people[row].participant))

    return tuple(sorted((row for row in said if numbers is None or numbers[row] is not None), key=key))


def _sides(found: Matrix, rows: Sequence[int]) -> tuple[Truth, Truth, Truth]:
    """Rows x columns: who raises it, who was asked; and rows x 1: of whom anything was read."""
    import numpy as np

    from qual.analysis.framework import RAISED

    shape = (len(rows), len(found.columns))
    cells = [found.framework.cells[row] for row in rows]
    raised = np.array([[cell.state == RAISED for cell in line] for line in cells], bool).reshape(shape)
    asked = np.array([[cell.asked for cell in line] for line in cells], bool).reshape(shape)
    read = np.array([found.framework.people[row].reviewed > 0 for row in rows], bool)[:, None]
    return raised, asked, read


def _notes(
    found: Matrix, attribute: str, rows: Sequence[int], said: Mapping[int, str], *, numeric: bool, test: bool,
    name: Name,
) -> tuple[str, ...]:  # fmt: skip
    from qual.analysis.joint import METHOD, TEST

    people = found.framework.people
    notes = list(found.notes)
    if not rows:
        notes.append(f"Nobody who speaks has a number for {attribute}: there is nothing to show.")
    out = [row for row in found.order if row not in set(rows)]
    blank = [name(people[row].participant) for row in out if not said[row]]
    odd = [f"{name(people[row].participant)} ({said[row]})" for row in out if said[row]]
    for names, why in ((blank, f"states no {attribute}"), (odd, f"has a {attribute} that is no number")):
        if names:
            number = f"{len(names)} of {len(people)}"
            notes.append(f"Left out, {number}, of whom the table of participants {why}: {_listed(names)}.")
    roles = list(dict.fromkeys(people[row].role for row in rows))
    if len(roles) > 1:
        notes.append(
            f"People of several roles are taken together: {', '.join(roles)}. Choose one to look at it alone."
        )
    unread = sorted((name(people[row].participant) for row in rows if not people[row].reviewed), key=natural)
    if numeric and unread:
        notes.append(f"Nobody has read anything of {_listed(unread)} yet: they are not among those who do not.")
    if numeric and rows:
        notes += [METHOD, *([TEST] if test else [])]
    return tuple(dict.fromkeys(notes))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


def summary(found: Joint) -> pd.DataFrame:
    """By theme: of a number what `analysis.joint.Beside` holds; of a category n/N in each value."""
    import pandas as pd

    names = {column.id: heading(found.matrix, place) for place, column in enumerate(found.matrix.columns)}
    if found.among or not found.beside:
        return pd.DataFrame(
            [
                [one.column, names[one.column], one.value, one.raised, one.participants, one.low, one.high,
                 one.asked, one.raised_asked]
                for one in found.among
            ],
            columns=list(AMONG),
        )  # fmt: skip
    return pd.DataFrame(
        [
            [one.column, names[one.column], one.raised.n, one.raised.median, one.raised.q1, one.raised.q3,
             one.silent.n, one.silent.median, one.silent.q1, one.silent.q3, one.difference, one.low, one.high,
             one.p, one.note]
            for one in found.beside
        ],
        columns=list(BESIDE),
    )  # fmt: skip


AMONG = (
    "column", "label", "value", "participants", "participants_total", "ci_low", "ci_high", "asked",
    "participants_asked",
)  # fmt: skip
"""Columns of the summary of a category."""
BESIDE = (
    "column", "label", "raised", "raised_median", "raised_q1", "raised_q3", "silent", "silent_median", "silent_q1",
    "silent_q3", "difference", "ci_low", "ci_high", "p", "note",
)  # fmt: skip
"""Columns of the summary of a number: those who raise it, then those who were asked and do not."""


def readable(found: Joint) -> pd.DataFrame:
    """The summary as people read it: median [quartiles] or n/N, percentages only from ten people on."""
    import pandas as pd

    names = {column.id: heading(found.matrix, place) for place, column in enumerate(found.matrix.columns)}
    if found.beside:
        rows = [
            [names[one.column], _spread(one.raised), _spread(one.silent), _interval(one), _p(one.p), one.note]
            for one in found.beside
        ]
        table = pd.DataFrame(rows, columns=["theme or code", "raise it", "do not", "difference", "p", "note"])
        return table.drop(columns=[name for name in ("p", "note") if not any(table[name])])
    shown = list(dict.fromkeys(found.stated))
    lines: dict[str, list[str]] = {}
    for own in found.among:
        lines.setdefault(own.column, [names[own.column]]).append(_counted(own))
    return pd.DataFrame(list(lines.values()), columns=["theme or code", *(_unlike(value) for value in shown)])


def cases(found: Joint, *, name: Name = pseudonym) -> pd.DataFrame:
    """Case x attribute x themes: who, their value, and each theme's state in words."""
    import pandas as pd

    people, cells = found.matrix.framework.people, found.matrix.framework.cells
    rows = [
        [name(people[row].participant), people[row].role, value]
        + [state_in_words(cells[row][place], people[row]) for place in range(len(found.matrix.columns))]
        for row, value in zip(found.rows, found.stated, strict=True)
    ]
    headings = [heading(found.matrix, place) for place in range(len(found.matrix.columns))]
    return pd.DataFrame(rows, columns=["participant", "role", found.attribute, *headings])


def parts(project: OpenProject, plan: Plan) -> tuple[Part, ...]:
    """For each attribute of which there are two values or more, its summary, for a report."""
    from qual.exporters.base import Part

    made: list[Part] = []
    name = naming(project, plan.names)
    for place, attribute in enumerate(values(project)):
        found = joint(project, attribute, selection=plan.selection, test=plan.test, seed=plan.seed, name=name)
        if len({value for value in found.stated if value != NOT_STATED}) < 2:  # noqa: PLR2004 - one value parts nobody
            continue
        words = attribute.replace("_", " ")
        notes = found.notes if not made else tuple(n for n in found.notes if n not in found.matrix.notes)
        made.append(Part(f"joint {place + 1}", f"Themes by {words}", readable(found), notes))
    return tuple(made)


def part(project: OpenProject, plan: Plan) -> Part:
    """Case x attributes x themes for a report: one row per participant; people are named as the plan says.

    What is known of a person stands in one column; a theme has the number of passages.
    """
    import pandas as pd

    from qual.exporters.base import Part

    found = matrix(project, THEMES, selection=plan.selection)
    name = naming(project, plan.names)
    known = [one for one in values(project) if any(people.get(one) for people in found.attributes.values())]
    rows = []
    for row in found.order:
        person = found.framework.people[row]
        own = found.attributes.get(person.participant, {})
        facts = "; ".join(f"{one.replace('_', ' ')}: {own[one]}" for one in known if own.get(one))
        states = [_short(cell, person) for cell in found.framework.cells[row]]
        rows.append([name(person.participant), person.role, facts, *states])
    headings = [heading(found, place) for place in range(len(found.columns))]
    table = pd.DataFrame(rows, columns=["participant", "role", "known of them", *headings])
    return Part("joint", "Joint display: participants and themes", table, (*found.notes, FIGURES))


FIGURES = "A figure is the number of the person's passages coded with the theme; – is not raised."


def _short(cell: Cell, person: Person) -> str:
    if cell.segments:
        return str(cell.segments)
    return "–" if cell.asked and person.reviewed else state_in_words(cell, person)


def _unlike(value: str) -> str:
    """A value as the heading of a column, unlike the first column's."""
    return f"{value} " if value == "theme or code" else value


def _counted(one: Among) -> str:
    text = f"{one.raised}/{one.participants}"
    if one.participants >= FEWEST_FOR_PERCENT:
        text += f" ({one.raised / one.participants:.0%} [{one.low:.0%}–{one.high:.0%}])"
    return text if one.asked == one.participants else f"{text}; asked {one.raised_asked}/{one.asked}"


def _spread(one: Spread) -> str:
    return "nobody" if not one.n else f"{one.median:g} [{one.q1:g}–{one.q3:g}], n = {one.n}"


def _interval(one: Beside) -> str:
    from math import isnan

    if isnan(one.difference):
        return "–"
    text = f"{_tenth(one.difference):+.1f}"
    if not isnan(one.low):
        text += f" [{_tenth(one.low):.1f} to {_tenth(one.high):.1f}]"
    return text.replace("-", "−")


def _tenth(number: float) -> float:
    """Rounded to a tenth, and nothing is ever minus nothing."""
    return round(number, 1) + 0.0


def _p(p: float) -> str:
    return "" if p != p else "< 0.001" if p < 0.001 else f"{p:.3f}"  # noqa: PLR0124, PLR2004 - nan differs from itself
