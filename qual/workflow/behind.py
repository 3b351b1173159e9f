"""Behind a count: the very passages that were counted, and who says them.

The passages are the segments a frequency counts, found the same way, so that a list is as long as the number that
opened it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.codebook import Codebook
from qual.model.selection import EVERYTHING, Selection
from qual.model.span import Span
from qual.workflow.counted import Counted, counted, words
from qual.workflow.matrix import natural
from qual.workflow.passages import Passage, passages

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject

HEADING = "heading"
"""The kind of a code that is counted together with all codes under it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A segment that was counted.

    Attributes:
        transcript: its transcript.
        span: where it stands.
        participant: who says it; the transcript's id where the speaker has no participant.
        group: the role, or the value of the attribute that was split by.
        marked: where in the text the coded words stand, within the segment, in order.
        codes: ids of the codes that made it count.
        coders: who gave them.
    """

    transcript: str
    span: Span
    participant: str
    group: str
    marked: tuple[Span, ...]
    codes: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What a count counted.

    Attributes:
        name: of the theme or code.
        group: "" for everybody.
        participant: "" for everybody of the group.
        places: the segments counted, participant by participant in the order in which they come.
        participants: how many different ones.
        total: participants of the group in all.
        segments_total: segments of them in all.
        notes: what narrowed the count.
    """

    name: str
    group: str
    participant: str
    places: tuple[Place, ...]
    participants: int
    total: int
    segments_total: int
    notes: tuple[str, ...]


def behind(
    project: OpenProject, label: str, *, group: str = "", participant: str = "", kind: str = "", by: str = "role",
    selection: Selection = EVERYTHING,
) -> Behind:  # fmt: skip
    """The passages behind the count of a theme or code.

    Args:
        project: the study.
        label: id of a theme or code; also of a code that has left the codebook and is still given.
        group: a role, or a value of the attribute `by`; "" for everybody.
        participant: only of this one.
        kind: `HEADING` for a code together with all codes under it.
        by: what the count is split by.
        selection: what is counted only.

    Raises:
        NotFound: for a theme, code or group that is not there, or what the selection names and is not there.
    """
    data = counted(project, selection, by)
    wanted, name = _meant(data, project.codebook.book, label, kind)
    if group and group not in data.groups:
        raise NotFound(by, group, hint=f"There are {', '.join(data.groups) or 'none'}.")
    segments = data.segments
    if group:
        segments = segments[segments[data.column] == group]
    if participant:
        segments = segments[[one == participant for one in _who(segments)]]
    segments = segments.reset_index(drop=True)
    all_of = set(zip(_voices(segments), segments[data.column], strict=True))
    given = data.codings[data.codings["code"].isin(wanted)].reset_index(drop=True)
    found = _places(segments, given, data)
    said = words(selection, project.codebook.book)
    return Behind(
        name, group, participant, found, len({(one.participant, one.group) for one in found}),
        len(all_of), len(segments), (said,) if said else (),
    )  # fmt: skip


def in_words(project: OpenProject, places: Sequence[Place]) -> list[Passage]:
    """The words of each place with a little of what stands around, in the order given."""
    with project.store.reading() as tables:
        return passages(tables, [(one.transcript, one.span) for one in places])


def _meant(data: Counted, book: Codebook, label: str, kind: str) -> tuple[set[str], str]:
    """The codes that a label counts, and its name."""
    theme, code = book.theme(label), book.code(label)
    if theme and not code:
        return {one.id for one in data.book.codes_of(label)}, theme.name
    if code:
        under = {one.id for one in data.book.under(label)} if kind == HEADING else set()
        return {label, *under}, code.name
    if label in set(data.codings["code"]):
        return {label}, f"{label} (no longer in the codebook)"
    raise NotFound("code or theme", label, hint="The codebook lists their ids: `qual codebook show`.")


def _places(segments: pd.DataFrame, codings: pd.DataFrame, data: Counted) -> tuple[Place, ...]:
    """The segments that these codings touch, group by group, in it participant by participant."""
    from qual.analysis.overlap import touching

    touched: dict[int, list[int]] = {}
    for segment, coding in zip(*(rows.tolist() for rows in touching(segments, codings)), strict=True):
        touched.setdefault(segment, []).append(coding)
    who, starts, ends = _who(segments), segments["start"].tolist(), segments["end"].tolist()
    texts, groups = segments["transcript"].tolist(), segments[data.column].tolist()
    given = list(zip(*(codings[name].tolist() for name in ("start", "end", "code", "coder")), strict=True))
    order = {group: place for place, group in enumerate(data.groups)}
    rows = sorted(
        touched,
        key=lambda row: (order.get(groups[row], len(order)), natural(who[row]), str(texts[row]), int(starts[row])),
    )
    return tuple(
        _place(
            Span(int(starts[row]), int(ends[row])), str(texts[row]), who[row], str(groups[row]),
            [given[coding] for coding in touched[row]],
        )
        for row in rows
    )  # fmt: skip


def _place(
    span: Span, transcript: str, participant: str, group: str, given: Sequence[tuple[int, int, str, str]]
) -> Place:
    pieces = sorted({(max(start, span.start), min(end, span.end)) for start, end, _, _ in given})
    marked: list[Span] = []
    for start, end in pieces:
        if marked and start <= marked[-1].end:
            marked[-1] = Span(marked[-1].start, max(marked[-1].end, end))
        else:
            marked.append(Span(start, end))
    codes, coders = (tuple(dict.fromkeys(str(one[place]) for one in given)) for place in (2, 3))
    return Place(transcript, span, participant, group, tuple(marked), codes, coders)


def _who(segments: pd.DataFrame) -> list[str]:
    """Who says each segment: the participant, else the transcript."""
    people = segments["participant"].fillna("").astype(str).tolist()
    return [one or str(text) for one, text in zip(people, segments["transcript"], strict=True)]


def _voices(segments: pd.DataFrame) -> list[tuple[str, str]]:
    """The same, but two speakers without a participant in one transcript are two."""
    people = segments["participant"].fillna("").astype(str).tolist()
    return [
        (one, "") if one else (str(text), str(speaker))
        for one, text, speaker in zip(people, segments["transcript"], segments["speaker"], strict=True)
    ]
