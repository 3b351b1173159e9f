"""The framework matrix: participants x themes or codes, with what analysts wrote in each cell and what it rests on.

A summary is a memo about a cell: a person's own text, signed. Where nobody has written one, a passage stands as a
draft, word for word and marked as such; it is never kept as a summary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.choice import pair, parts
from qual.model.selection import EVERYTHING, Selection
from qual.workflow import asked as asking
from qual.workflow import frames, memos
from qual.workflow.counted import Counted, counted

if TYPE_CHECKING:
    from qual.analysis.framework import Asked, Cell, Framework, Person, Tally
    from qual.model.codebook import Codebook
    from qual.model.memo import Memo
    from qual.workflow.projects import OpenProject

THEMES, CODES = "themes", "codes"
WAYS = (THEMES, CODES)
DRAFT_WORDS = 25
"""A draft is the coded passage whose length is nearest to this many words."""


@dataclass(frozen=True, slots=True)
class Column:
    """A theme or code.

    Attributes:
        id: its id.
        name: as people read it.
        theme: name of the theme a code stands under, "" for a theme and for a code without one.
        guide: "guide", "spontaneous" or "no" (nobody was asked), "" where nobody has said.
    """

    id: str
    name: str
    theme: str
    guide: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one participant that carry a theme or code; `text[start:end]` is `words`.

    Attributes:
        transcript, start, end, words: where they stand, and they themselves.
        before, after: the rest of the segment they stand in.
        codes: names of the codes given to them, of which the column is one or the theme.
        coders: who gave them.
    """

    transcript: str
    start: int
    end: int
    words: str
    before: str
    after: str
    codes: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Counted segments and codings by their rows, to read single ones quickly; names of codes by their id."""

    transcripts: list[str]
    starts: list[int]
    texts: list[str]
    codes: list[str]
    coders: list[str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix with all that stands in it.

    Attributes:
        framework: states and counts; `framework.cells[row][column]`.
        columns: as `framework.labels`, with names.
        order: rows of the framework in the order in which to show them.
        attributes: participant -> what the study knows of them.
        summaries: (column, participant) -> what analysts wrote, oldest first.
        asked: what was said about asking.
        words: what the passages are cut from.
        unit: what the segments are cut by.
        notes: sentences to read beside it.
    """

    framework: Framework
    columns: tuple[Column, ...]
    order: tuple[int, ...]
    attributes: Mapping[str, Mapping[str, str]]
    summaries: Mapping[tuple[str, str], tuple[Memo, ...]]
    asked: Asked
    words: Words
    unit: str
    notes: tuple[str, ...]

    def written(self, row: int, column: int) -> tuple[Memo, ...]:
        """The summaries of a cell."""
        return self.summaries.get((self.columns[column].id, self.framework.people[row].participant), ())

    def quotes(self, row: int, column: int) -> tuple[Quote, ...]:
        """The passages of a cell: one for each segment, as it is counted."""
        return _quotes(self.words, self.framework.cells[row][column])

    def draft(self, row: int, column: int) -> Quote | None:
        """The passage that stands in for a summary nobody has written: the one nearest to DRAFT_WORDS words."""
        found = self.quotes(row, column)
        return min(found, key=lambda one: abs(len(one.words.split()) - DRAFT_WORDS), default=None)

    def tallies(self, column: int) -> tuple[Tally, ...]:
        """The participants of a column, by role."""
        label = self.framework.labels[column]
        return tuple(one for one in self.framework.tallies if one.label == label)

    def place(self, column: str, participant: str) -> tuple[int, int] | None:
        """Row and column of a cell, None where the matrix does not have it."""
        at = next((place for place, one in enumerate(self.columns) if one.id == column), None)
        row = next((r for r, one in enumerate(self.framework.people) if one.participant == participant), None)
        return None if at is None or row is None else (row, at)


def matrix(
    project: OpenProject, columns: str = THEMES, *, selection: Selection = EVERYTHING, attribute: str = ""
) -> Matrix:
    """The framework matrix.

    Args:
        project: the open project.
        columns: THEMES or CODES.
        selection: which codes are columns and whose words are rows.
        attribute: rows are sorted by role, then by this, then by name; numbers in it as numbers.

    Raises:
        NotFound: for an attribute nobody has, or something in the selection that is not there.
        Refused: for other columns.
    """
    from qual.analysis.framework import framework, name_of

    if columns not in WAYS:
        raise Refused("The matrix", f"its columns are themes or codes, not {columns!r}")
    data = counted(project, selection)
    people = _attributes(project)
    known = dict.fromkeys(name for one in people.values() for name in one)
    if attribute and attribute not in known:
        raise NotFound("participant attribute", attribute, hint=f"There are {', '.join(known) or 'none'}.")
    told = asking.asked(project)
    found = framework(
        data.segments, data.codings, data.book, themes=columns == THEMES, asked=told, reviews=data.reviews,
        decisions=data.decisions, marked=data.marked if selection.codes else None, by=data.column,
        groups=data.groups, shown=data.themes if columns == THEMES else None,
    )  # fmt: skip
    book = project.codebook.book
    made = tuple(_column(book, name_of(label), label.code is None, told) for label in found.labels)
    written, stray = _summaries(project, book, [person.participant for person in found.people], selection)
    return Matrix(
        found, made, _order(found.people, data.groups, people, attribute), people, written, told, _words(data),
        data.unit, _notes(data, found, columns, stray),
    )  # fmt: skip


def pseudonym(name: str) -> str:
    """A participant for people to read."""
    return name or "speaker without a name"


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts P2 before P10."""
    return tuple(
        (0, int(piece), "") if piece.isascii() and piece.isdigit() else (1, 0, piece.casefold())
        for piece in re.split(r"([0-9]+)", text)
        if piece
    )


def _attributes(project: OpenProject) -> dict[str, Mapping[str, str]]:
    with project.store.reading() as tables:
        return {person.id: dict(person.attributes) for person in tables.participants()}


def _order(
    people: Sequence[Person], groups: Sequence[str], attributes: Mapping[str, Mapping[str, str]], attribute: str
) -> tuple[int, ...]:
    from qual.analysis.joint import number

    place = {group: at for at, group in enumerate(groups)}

    def key(row: int) -> tuple[object, ...]:
        person = people[row]
        value = attributes.get(person.participant, {}).get(attribute, "").strip() if attribute else ""
        counted_ = number(value) if value else None
        kind = 0 if counted_ is not None else 1 if value else 2
        first = (kind, counted_ or 0.0, natural(value)) if attribute else ()
        return (place.get(person.role, len(place)), person.role, first, natural(person.participant), row)

    return tuple(sorted(range(len(people)), key=key))


def _column(book: Codebook, name: str, theme: bool, told: Asked) -> Column:  # noqa: FBT001 - one of two kinds
    guide = told.columns.get(name, "")
    if theme:
        known = book.theme(name)
        return Column(name, known.name if known else name, "", guide)
    code = book.code(name)
    above = book.theme(code.theme) if code else None
    return Column(
        name, code.name if code else f"{name} (no longer in the codebook)", above.name if above else "", guide
    )


def _summaries(
    project: OpenProject, book: Codebook, people: Sequence[str], selection: Selection
) -> tuple[dict[tuple[str, str], tuple[Memo, ...]], int]:
    """(column, participant) -> what was written, and how many belong to nobody in the study any more.

    What was written about a code that was merged stands under the code it was merged into.
    """
    found: dict[tuple[str, str], tuple[Memo, ...]] = {}
    stray = 0
    columns = {theme.id for theme in book.themes} | {code.id for code in book.codes}
    here = set(people)
    for memo in memos.listing(project, about="cell"):
        column, participant = parts(memo.target)
        column = _now(book, column)
        found[column, participant] = (*found.get((column, participant), ()), memo)
        stray += column not in columns or (participant not in here and not selection)
    return found, stray


def _now(book: Codebook, column: str) -> str:
    """The code a code was merged into, at the end of the line."""
    seen = {column}
    while (code := book.code(column)) is not None and code.merged_into and code.merged_into not in seen:
        column = code.merged_into
        seen.add(column)
    return column


def cell(column: str, participant: str) -> str:
    """What a memo about a cell is about."""
    return pair(column, participant)


def _words(data: Counted) -> Words:
    codings = data.codings
    return Words(
        data.segments["transcript"].tolist(), data.segments["start"].tolist(), data.segments["text"].tolist(),
        codings["code"].tolist(), codings["coder"].tolist(), {code.id: code.name for code in data.book.codes},
    )  # fmt: skip


def _quotes(words: Words, found: Cell) -> tuple[Quote, ...]:
    """One for each segment: from the first word coded in it to the last."""
    quotes = []
    for row, pieces in groupby(found.passages, key=lambda piece: piece[0]):
        given = list(pieces)
        start, end = min(one[1] for one in given), max(one[2] for one in given)
        at, text = words.starts[row], words.texts[row]
        codes = dict.fromkeys(words.codes[one[3]] for one in given)
        quotes.append(
            Quote(
                words.transcripts[row], start, end, text[start - at : end - at], text[: start - at],
                text[end - at :], tuple(words.names.get(code, code) for code in codes),
                tuple(dict.fromkeys(words.coders[one[3]] for one in given)),
            )
        )  # fmt: skip
    return tuple(quotes)


def _notes(data: Counted, found: Framework, columns: str, stray: int) -> tuple[str, ...]:
    states = (
        f"Raised: any of the person's segments (cut by {data.unit}) is coded with it; suggestions never count. "
        "Not raised: asked, as far as is known, and not coded. Not asked: a named person has said so."
    )
    notes = [*data.notes, states, "A draft is a coded passage word for word; nobody has written it as a summary."]
    behind = [person for person in found.people if person.reviewed < 1]
    if behind:
        notes.append(
            f"{len(behind)} of {len(found.people)} participants have words nobody has looked at yet: there, "
            "not raised means not found so far."
        )
    if found.contradicted:
        number = found.contradicted
        notes.append(
            f"{number} {'cell was' if number == 1 else 'cells were'} raised though the person was not asked: "
            "raised, of their own accord."
        )
    left = [theme.name for theme in data.book.themes if theme.id not in data.themes]
    if columns == THEMES and left:
        notes.append(f"Without a column, since not all of their codes are chosen: {', '.join(left)}.")
    named = [person.participant for person in found.people if person.participant]
    if twice := len(named) - len(set(named)):
        some = "1 participant" if twice == 1 else f"{twice} participants"
        notes.append(f"{some} with more than one role {'has' if twice == 1 else 'have'} a row under each.")
    if found.nameless:
        notes.append(
            f"{found.nameless} rows are speakers without a participant; nothing can be written about them."
        )
    if stray:
        word = "summary belongs" if stray == 1 else "summaries belong"
        notes.append(f"{stray} {word} to a participant or code that is not in the study any more; see Memos.")
    return tuple(dict.fromkeys(notes))


def values(project: OpenProject) -> list[str]:
    """What rows can be sorted by beside the role."""
    with project.store.reading() as tables:
        return frames.attribute_names(tables.participants())
