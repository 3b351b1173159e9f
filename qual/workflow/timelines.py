"""Where in an interview codes are said: one transcript, and all of them laid over each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.selection import EVERYTHING, Selection
from qual.workflow.counted import Counted, counted, words

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject

LINE = (
    "The line of an interview is made of the respondents' words alone, from the first (0) to the last (1); the "
    "interviewer's take no room."
)
ONCE = (
    "An interview counts once per tenth, however often the code is there. Where a code is said first is the median "
    "over interviews; in fewer than 3 interviews there is none."
)
ASKED = "What is asked early is said early: the place of a code may be that of the question."


@dataclass(frozen=True, slots=True)
class TimelineAnswer:
    """One transcript.

    Attributes:
        transcript: its id.
        pieces: columns of `analysis.timeline.PIECES`, and `label`, the code's name.
        words: counted words on the line, 0 for none.
        notes: what to read beside it.
    """

    transcript: str
    pieces: pd.DataFrame
    words: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PooledAnswer:
    """All transcripts.

    Attributes:
        pieces: as in `TimelineAnswer`, of every transcript.
        places: columns of `analysis.timeline.PLACES`, and `label`: where each code is said first, by role.
        tenths: columns of `analysis.timeline.TENTHS`, and `label`: in how many interviews, by tenth of the line.
        notes: what to read beside it.
    """

    pieces: pd.DataFrame
    places: pd.DataFrame
    tenths: pd.DataFrame
    notes: tuple[str, ...]


def timeline(project: OpenProject, transcript: str, *, selection: Selection = EVERYTHING) -> TimelineAnswer:
    """Where in one transcript each code is said.

    Raises:
        NotFound: for a transcript that is not there, or what the selection names and is not there.
    """
    from qual.analysis.timeline import timeline as lay_out

    if not transcript:
        raise NotFound("transcript", transcript)
    data = counted(project, replace(selection, transcripts=(transcript,)))
    found = lay_out(data.segments, data.codings, data.book)
    many = found.words.get(transcript, 0)
    own = _said(data, selection, project)
    notes = [*own, LINE, *_notes(found.outside)] if many else [*own, "Nobody's words are counted in it."]
    return TimelineAnswer(transcript, _named(found.pieces, project), many, tuple(dict.fromkeys(notes)))


def pooled(project: OpenProject, *, selection: Selection = EVERYTHING) -> PooledAnswer:
    """Where in the interviews each code is said, over all transcripts of each role.

    Raises:
        NotFound: for what the selection names and is not there.
    """
    from qual.analysis.timeline import places, tenths
    from qual.analysis.timeline import timeline as lay_out

    data = counted(project, selection)
    found = lay_out(data.segments, data.codings, data.book)
    order = [code.id for code in data.book.codes]
    first, parts = (
        _ordered(_named(table, project), order, data.groups)
        for table in (places(found, data.segments), tenths(found, data.segments))
    )
    notes = dict.fromkeys([*data.notes, LINE, *_notes(found.outside), ONCE, ASKED])
    return PooledAnswer(_named(found.pieces, project), first, parts, tuple(notes))


def _said(data: Counted, selection: Selection, project: OpenProject) -> list[str]:
    """The notes, with the selection but for its transcripts: that it is this one stands above."""
    book = project.codebook.book
    now, asked = words(data.selection, book), words(replace(selection, transcripts=()), book)
    return [note for note in (asked if note == now else note for note in data.notes) if note]


def _named(table: pd.DataFrame, project: OpenProject) -> pd.DataFrame:
    """With the code's name in `label`; its id behind it where another code has the same."""
    book = project.codebook.book
    names = [code.name for code in book.codes]
    known = {
        code.id: f"{code.name} ({code.id})" if names.count(code.name) > 1 else code.name for code in book.codes
    }
    labels = [known.get(code, f"{code} (no longer in the codebook)") for code in table["code"].tolist()]
    return table.assign(label=labels)


def _ordered(table: pd.DataFrame, codes: list[str], roles: tuple[str, ...]) -> pd.DataFrame:
    """In codebook order, then by role in the study's; a stable order within."""
    rank = {code: place for place, code in enumerate(codes)}
    own = {role: place for place, role in enumerate(roles)}
    places = sorted(
        range(len(table)),
        key=lambda row: (
            rank.get(table["code"].iloc[row], len(rank)), own.get(table["role"].iloc[row], len(own))
        ),
    )  # fmt: skip
    return table.iloc[places].reset_index(drop=True)


def _notes(outside: int) -> list[str]:
    if not outside:
        return []
    those = "1 coding" if outside == 1 else f"{outside:,} codings"
    return [f"Not drawn: {those} on words that are not counted (such as the interviewer's)."]
