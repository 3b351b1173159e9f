"""The framework matrix: participants x themes or codes, each cell raised, not raised or not asked.

*Raised* comes from codings alone. *Not asked* is what a person has said of an interview, and never takes a coding
away: whoever raises a theme without being asked has raised it of their own accord.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.incidence import Counts, Label, incidence, people
from qual.analysis.overlap import covered, has_word, touching
from qual.analysis.proportions import wilson
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

RAISED, NOT_RAISED, NOT_ASKED = "raised", "not raised", "not asked"
GUIDE, SPONTANEOUS = "guide", "spontaneous"
NO, YES = "no", "yes"
GUIDES = (GUIDE, SPONTANEOUS, NO)
"""What may be said of a whole column: the guide asks for it, it comes up by itself, or nobody was asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What people have said about who was asked about what; a column is a code or a theme.

    Attributes:
        cells: (column, participant) -> "yes" or "no".
        participants: who was asked about nothing (an interview broken off).
        transcripts: (column, or "" for every one, and transcript) in which it was not asked.
        columns: column -> one of GUIDES.
    """

    cells: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    participants: frozenset[str] = frozenset()
    transcripts: frozenset[tuple[str, str]] = frozenset()
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.cells or self.participants or self.transcripts or self.columns)


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the matrix.

    Attributes:
        participant: id, "" for a speaker nobody has named.
        role: or whatever the matrix is split by.
        transcripts: where this person speaks, in their order.
        segments: own segments.
        words: own words, by white space.
        reviewed: share of the own segments (with a word in them) that somebody has looked at; 0 without any.
    """

    participant: str
    role: str
    transcripts: tuple[str, ...]
    segments: int
    words: int
    reviewed: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a participant meets a theme or code.

    Attributes:
        state: RAISED, NOT_RAISED or NOT_ASKED.
        segments: own segments that carry it.
        asked: False where somebody has said that this person was not asked; raised all the same is of their own
            accord.
        passages: the pieces of words that carry it, in the order of the segments: (row of the segment, start, end,
            row of the coding), offsets into the transcript.
    """

    state: str
    segments: int
    asked: bool
    passages: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """One column among the people of one role.

    Attributes:
        label: the theme or code.
        role: whose.
        raised, participants: n of N, whoever was asked; `low` and `high` are Wilson's 95 % interval of n / N.
        asked: of the N, those of whom nobody has said that they were not asked.
        raised_asked: of these, who raised it; the others who raised it did so of their own accord.
    """

    label: Label
    role: str
    raised: int
    participants: int
    low: float
    high: float
    asked: int
    raised_asked: int


@dataclass(frozen=True, slots=True)
class Framework:
    """The matrix.

    Attributes:
        people: the rows, by role in the order given, in the order in which they first speak.
        labels: the columns, in the order of the codebook.
        cells: `cells[row][column]`.
        tallies: by column, then role.
        contradicted: raised though somebody has said that they were not asked: cells.
        nameless: rows of a speaker without a participant.
    """

    people: tuple[Person, ...]
    labels: tuple[Label, ...]
    cells: tuple[tuple[Cell, ...], ...]
    tallies: tuple[Tally, ...]
    contradicted: int
    nameless: int


def framework(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    themes: bool = True,
    asked: Asked | None = None,
    reviews: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    marked: pd.DataFrame | None = None,
    by: str = "role",
    groups: Sequence[str] = (),
    shown: Collection[str] | None = None,
) -> Framework:
    """Participants x themes (or codes), counted as `frequencies` counts.

    A cell is *raised* if any segment of the participant carries the theme or code: always, whatever was said about
    asking. Else it is *not asked* where somebody has said so, and *not raised* otherwise. What was said holds from
    the narrow to the wide: this code and person; its theme and this person; this person altogether; all transcripts
    in which this person speaks; the code as a whole; its theme as a whole. A theme of which nothing was said is not
    asked where none of its offered codes was.

    Two transcripts of one participant are one row. Codes without a theme stand in a matrix of codes only.

    Args:
        segments: the counted segments, without those of context roles.
        codings: confirmed codings.
        codebook: gives columns and their order.
        themes: whether the columns are themes, else codes.
        asked: what was said about asking.
        reviews: spans somebody has read.
        decisions: spans somebody has accepted or rejected a code on.
        marked: spans somebody has coded with codes that are not counted here; looked at, like the two above.
        by: the column of `segments` that holds the roles.
        groups: the roles in their order.
        shown: ids of the columns to show, where not all are.

    Raises:
        NotFound: if `segments` has no column `by`.

    References:
        Gale, Heath, Cameron, Rashid & Redwood (2013), BMC Med Res Methodol 13:117.
    """
    told = asked or Asked()
    who = people(segments, by=by, order=groups)
    counted = incidence(segments, codings, codebook, who)
    columns = [
        place
        for place, label in enumerate(counted.labels)
        if (label.code is None) is themes and (shown is None or name_of(label) in shown)
    ]
    labels = tuple(counted.labels[place] for place in columns)
    seen = counted.touched.copy()
    if reviews is not None:
        seen |= covered(segments, reviews)
    for spans in (decisions, marked):
        if spans is not None:
            seen[touching(segments, spans)[0]] = True
    found = _people(segments, who.names, [who.groups[place] for place in who.group], who.person, seen)
    order = sorted(range(len(found)), key=lambda row: int(who.group[row]))
    pieces = _pieces(segments, codings, codebook, who.person, labels)
    cells = tuple(
        tuple(
            _cell(found[row], label, int(counted.counts[row, column]), pieces.get((row, place), ()), told, codebook)
            for place, (column, label) in enumerate(zip(columns, labels, strict=True))
        )
        for row in order
    )
    rows = tuple(found[row] for row in order)
    return Framework(
        people=rows,
        labels=labels,
        cells=cells,
        tallies=_tallies(rows, labels, cells, who.groups),
        contradicted=sum(cell.state == RAISED and not cell.asked for row in cells for cell in row),
        nameless=who.nameless,
    )


def name_of(label: Label) -> str:
    """The id of a column: the code's, else the theme's."""
    return label.theme if label.code is None else label.code


def was_asked(person: Person, label: Label, told: Asked, codebook: Codebook) -> bool:
    """Whether somebody was asked, as far as was said; True where nothing was (see `framework`)."""
    own = _said(person, label.theme, label.code, told)
    if own is not None:
        return own
    if label.code is not None:
        return True
    codes = [code.id for code in codebook.codes_of(label.theme) if code.offered]
    return not codes or any(_said(person, label.theme, code, told) in (True, None) for code in codes)


def _said(person: Person, theme: str, code: str | None, told: Asked) -> bool | None:
    """What was said of this person and column; None where nothing was."""
    names = [name for name in (code, theme) if name]
    for name in names:
        if (name, person.participant) in told.cells:
            return told.cells[name, person.participant] != NO
    if person.participant in told.participants:
        return False
    if person.transcripts and all(
        any((name, transcript) in told.transcripts for name in (*names, "")) for transcript in person.transcripts
    ):
        return False
    for name in names:
        if name in told.columns:
            return told.columns[name] != NO
    return None


def _cell(
    person: Person,
    label: Label,
    segments: int,
    pieces: Sequence[tuple[int, int, int, int]],
    told: Asked,
    codebook: Codebook,
) -> Cell:
    asked = was_asked(person, label, told, codebook)
    state = RAISED if segments else NOT_RAISED if asked else NOT_ASKED
    return Cell(state, segments, asked, tuple(pieces))


def _people(
    segments: pd.DataFrame, names: Sequence[str], roles: Sequence[str], person: Counts, seen: NDArray[np.bool_]
) -> list[Person]:
    worded = has_word(segments)
    total = np.bincount(person[worded], minlength=len(names))
    read = np.bincount(person[worded & seen], minlength=len(names))
    spoken = np.bincount(
        person, weights=[len(text.split()) for text in segments["text"].tolist()], minlength=len(names)
    )
    size = np.bincount(person, minlength=len(names))
    where: list[dict[str, None]] = [{} for _ in names]
    for row, transcript in zip(person.tolist(), segments["transcript"].tolist(), strict=True):
        where[row][transcript] = None
    return [
        Person(name, roles[row], tuple(where[row]), int(size[row]), int(spoken[row]),
               float(read[row] / max(total[row], 1)))
        for row, name in enumerate(names)
    ]  # fmt: skip


def _pieces(
    segments: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, person: Counts, labels: Sequence[Label]
) -> dict[tuple[int, int], list[tuple[int, int, int, int]]]:
    """(row, column) -> the words in each segment that carry it, as `Cell.passages`."""
    segment, coding = touching(segments, codings)
    above = {code.id: code.theme for code in codebook.codes}
    place = {name_of(label): at for at, label in enumerate(labels)}
    themes = bool(labels) and labels[0].code is None
    codes = [str(code) for code in codings["code"].tolist()]
    column = [place.get(above.get(code, "") if themes else code, -1) for code in codes]
    starts, ends = segments["start"].tolist(), segments["end"].tolist()
    first, last = codings["start"].tolist(), codings["end"].tolist()
    found: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    for own, given in sorted(zip(segment.tolist(), coding.tolist(), strict=True)):
        if column[given] < 0:
            continue
        piece = (own, max(starts[own], first[given]), min(ends[own], last[given]), given)
        found.setdefault((int(person[own]), column[given]), []).append(piece)
    return found


def _tallies(
    rows: Sequence[Person], labels: Sequence[Label], cells: Sequence[Sequence[Cell]], groups: Sequence[str]
) -> tuple[Tally, ...]:
    found = []
    for column, label in enumerate(labels):
        for group in groups:
            own = [cells[row][column] for row, person in enumerate(rows) if person.role == group]
            raised = sum(cell.state == RAISED for cell in own)
            low, high = wilson(raised, len(own))
            asked = [cell for cell in own if cell.asked]
            found.append(
                Tally(label, group, raised, len(own), low, high, len(asked),
                      sum(cell.state == RAISED for cell in asked))
            )  # fmt: skip
    return tuple(found)
