"""What has been decided for each code on each passage, by anybody, and since when.

A passage is decided for a code where somebody gave it the code, rejected it there, or read the passage to the end.
What was rejected or read counts only while the code means what it meant then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.stopping import NEVER
from qual.model.codebook import Code, Codebook
from qual.model.coding import Coding, Decision, Review
from qual.model.segment import Segment
from qual.workflow import auditing, codebooks, frames, marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


READ, REJECTED = "read, and left without it", "rejected"
"""How a person left a passage without a code."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Passages with a word whose speaker's words are data, in order, and what was decided on them.

    Times are places in the order of the moments at which anything was done, `NEVER` where nothing was.

    Attributes:
        segments: the passages; `roles`, `people` and `voices` go with them.
        voices: transcript and label.
        people: who speaks; a voice without a name is somebody of its own.
        row_of: segment id -> row.
        cut: all segments, the others too.
        texts: transcript -> its text.
        read: version of the codebook -> when each row was first read to the end under it, shape (rows,).
        versions: (coder, moment) of a review -> the version in force then.
        meanings: version -> code -> what it meant.
        coded: code -> row -> when it first got the code.
        rejected: code -> row -> when it was rejected first, while that holds.
        codings, decisions, reviews: the acts in force.
    """

    segments: tuple[Segment, ...]
    roles: tuple[str, ...]
    people: tuple[str, ...]
    voices: tuple[auditing.Voice, ...]
    row_of: Mapping[str, int]
    cut: marks.Cut
    texts: Mapping[str, str]
    read: Mapping[str, NDArray[np.int64]]
    versions: Mapping[tuple[str, str], str]
    meanings: Mapping[str, Mapping[str, str]]
    coded: Mapping[str, Mapping[int, int]]
    rejected: Mapping[str, Mapping[int, int]]
    codings: tuple[Coding, ...]
    decisions: tuple[Decision, ...]
    reviews: tuple[Review, ...]

    def text(self, row: int) -> str:
        """The words of a row."""
        one = self.segments[row]
        return one.span.of(self.texts[one.transcript])

    def read_for(self, code: Code) -> NDArray[np.int64]:
        """When each row was first read to the end while the code meant what it means, shape (rows,)."""
        times = np.full(len(self.segments), NEVER)
        for version, when in self.read.items():
            if self.meanings[version].get(code.id) == code.meaning:
                np.minimum(times, when, out=times)
        return times

    def by(self, coder: str, code: Code) -> tuple[set[int], dict[int, str]]:
        """The rows to which this person gave the code, and those they rejected it for or read without giving it."""
        has = {row for one in self.codings if (one.coder, one.code) == (coder, code.id) for row in self._rows(one)}
        without: dict[int, str] = {}
        for review in self.reviews:
            version = self.versions.get((coder, review.created), "")
            if review.coder == coder and self.meanings.get(version, {}).get(code.id) == code.meaning:
                rows = (row for row in self._rows(review) if review.span.contains(self.segments[row].span))
                without |= dict.fromkeys(rows, READ)
        for one in self.decisions:
            holds = one.verdict == "reject" and one.meaning == code.meaning
            if holds and (one.coder, one.code) == (coder, code.id):
                rows = (row for row in self._rows(one) if marks.mostly(one.span, self.segments[row].span))
                without |= dict.fromkeys(rows, REJECTED)
        return has, {row: how for row, how in without.items() if row not in has}

    def _rows(self, act: Coding | Decision | Review) -> list[int]:
        touched = self.cut.touched(act.transcript, act.span)
        return [self.row_of[one.id] for one in touched if one.id in self.row_of]

    def decided(self, code: Code) -> NDArray[np.int64]:
        """When each row was first decided for a code, shape (rows,)."""
        times = self.read_for(code)
        for found in (self.coded, self.rejected):
            for row, when in found.get(code.id, {}).items():
                times[row] = min(times[row], when)
        return times


def judged(project: OpenProject, tables: Tables, book: Codebook) -> Judged:
    """Everything that was decided, read once from the store."""
    segments, voices = tables.segments(), frames.voices(tables)
    context, worded = set(project.settings.context_roles), auditing.with_words(tables, segments)
    spoken = [(one, voices.of_turn(one.transcript, one.turn)) for one in segments if one.id in worded]
    data = [(one, voice) for one, voice in spoken if voice.role not in context]
    codings, decisions, reviews = tables.codings(), tables.decisions(), tables.reviews()
    holding = marks.in_force(decisions, book)
    moments = sorted({one.created for acts in (codings, decisions, reviews) for one in acts})
    place = {moment: number for number, moment in enumerate(moments)}
    cut, row_of = marks.cut_of(segments), {one.id: row for row, (one, _) in enumerate(data)}
    coded: dict[str, dict[int, int]] = {}
    for coding in codings:
        for one in cut.touched(coding.transcript, coding.span):
            _first(coded, coding.code, row_of.get(one.id), place[coding.created])
    rejected: dict[str, dict[int, int]] = {}
    for reject in holding:
        for one in cut.touched(reject.transcript, reject.span):
            if marks.mostly(reject.span, one.span):
                _first(rejected, reject.code, row_of.get(one.id), place[reject.created])
    versions = {(event.coder, event.created): event.codebook_version for event in tables.events(kind="review")}
    read = _read(versions, reviews, cut, row_of, place)
    return Judged(
        segments=tuple(one for one, _ in data),
        roles=tuple(voice.role for _, voice in data),
        people=tuple(voice.participant or f"{one.transcript}: {voice.label}" for one, voice in data),
        voices=tuple((one.transcript, voice.label) for one, voice in data),
        row_of=row_of,
        cut=cut,
        texts=tables.texts(),
        read=read,
        versions=versions,
        meanings={name: _meanings(codebooks.at_version(tables, name)) for name in read},
        coded=coded,
        rejected=rejected,
        codings=tuple(codings),
        decisions=tuple(decisions),
        reviews=tuple(reviews),
    )


def answers(found: Judged, book: Codebook) -> list[tuple[str, bool]]:
    """Code, and whether it was right, of every suggestion answered, the oldest first.

    An accept counts while its coding stands, a reject while the code means what it meant; answers from files, which
    saw no suggestion, do not.
    """
    made = {(one.coder, one.coded_as, one.transcript, one.created) for one in found.codings}
    holding = {one.id for one in marks.in_force(found.decisions, book)}
    given = [
        one
        for one in found.decisions
        if one.band and (one.id in holding or (one.coder, one.code, one.transcript, one.created) in made)
    ]
    return [(one.code, one.verdict == "accept") for one in sorted(given, key=lambda one: one.created)]


def _first(found: dict[str, dict[int, int]], code: str, row: int | None, when: int) -> None:
    if row is not None:
        times = found.setdefault(code, {})
        times[row] = min(times.get(row, when), when)


def _read(
    versions: Mapping[tuple[str, str], str],
    reviews: Iterable[Review],
    cut: marks.Cut,
    row_of: Mapping[str, int],
    place: Mapping[str, int],
) -> dict[str, NDArray[np.int64]]:
    """Under each version of the codebook: when each row was first read to the end."""
    found: dict[str, NDArray[np.int64]] = {}
    for review in reviews:
        version = versions.get((review.coder, review.created), "")
        times = found.setdefault(version, np.full(len(row_of), NEVER))
        for one in cut.touched(review.transcript, review.span):
            row = row_of.get(one.id)
            if row is not None and review.span.contains(one.span):
                times[row] = min(times[row], place[review.created])
    return found


def _meanings(book: Codebook) -> dict[str, str]:
    return {code.id: code.meaning for code in book.codes}
