"""The random audit: passages drawn by chance within each role, with how likely each was, kept in the record.

A draw is an event of the kind "audit": when, for which role, from which voices (transcript and label), how many
passages with a word they had (N), how many were drawn (n), the seed, and the passages in the order drawn. Its
probability is n / N for every passage of the frame. Nothing that happens later changes it:

- Voices that come later (a transcript added, a speaker confirmed) are in no frame yet: they become a wave of their
  own, with a probability of its own.
- After another cut the passages of the frame are no passages any more. New waves are drawn from the new cut; the
  old ones rest, and hold again once the study is cut as it was.
- A corrected text moves its passages, and the sample with it.
- A sample grows in the order in which it was drawn, so that the first n are a sample of n at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, zip_longest
from math import ceil
from typing import TYPE_CHECKING

from qual.errors import Refused, StoreUnusable
from qual.model.correction import shortened
from qual.model.ids import new_id
from qual.model.participant import UNKNOWN
from qual.model.segment import Segment
from qual.model.span import Span
from qual.workflow import blinding, frames, marks
from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.model.coding import Event
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

AUDITED = 100
"""Passages of each role that the audit draws at first, of all waves together. None of 100 with a code: it is in 3 %
of the role's at most (95 %)."""
PART = 3
"""At most one passage in so many is drawn at first."""
LEAST = 10
"""Passages that every wave draws, if it has them."""
KIND = "audit"
_WORD = re.compile(r"\w")

Voice = tuple[str, str]
"""Transcript and label."""


@dataclass(frozen=True, slots=True)
class Wave:
    """One draw.

    Attributes:
        event: its place in the record; a wave that grew keeps that of its first draw.
        created: when it was drawn first; `coder` is who asked for it, "" for the tool itself.
        role: whose words, as it was then.
        unit: what the passages were cut by.
        frame: passages it was drawn from (N).
        drawn: passages drawn (n).
        seed: what the order hangs on.
        voices: where the frame's words are.
        sample: transcript and place of the passages in the order drawn, in the text as it is now; None where a
            correction left too little of the words.
    """

    event: int
    created: str
    coder: str
    role: str
    unit: str
    frame: int
    drawn: int
    seed: str
    voices: frozenset[Voice]
    sample: tuple[tuple[str, Span | None], ...]

    @property
    def probability(self) -> float:
        """How likely each passage of the frame was to be drawn."""
        return min(1.0, self.drawn / self.frame)


@dataclass(frozen=True, slots=True)
class Audited:
    """A passage of the sample.

    Attributes:
        segment: its id as it is cut now.
        probability: how likely it was to be drawn, as stored.
        whole: True where somebody has read it to the end, so that it is decided for every code.
        participant: who speaks.
    """

    segment: str
    probability: float
    whole: bool
    participant: str


@dataclass(frozen=True, slots=True)
class AuditStratum:
    """What one wave says of the words of one role as it is now.

    Given how many of its passages were drawn, those of a role are a simple random sample of the role's passages in
    the frame, also where speakers have been given another role since.

    Attributes:
        wave: the event of the draw.
        role: whose words, as of now.
        frame: passages (N) of the wave's voices with this role now.
        sample: the passages drawn, in the order drawn. Its beginning up to the first that is not decided is a
            random sample by itself; what is decided after that may have been decided because of what it says.
    """

    wave: int
    role: str
    frame: int
    sample: tuple[Audited, ...]

    @property
    def decided(self) -> tuple[Audited, ...]:
        """The passages decided in whole up to the first that is not: a simple random sample of the frame."""
        end = next((place for place, one in enumerate(self.sample) if not one.whole), len(self.sample))
        return self.sample[:end]


def strata(project: OpenProject) -> dict[str, tuple[AuditStratum, ...]]:
    """The audit sample by role, for estimates: frames, what was drawn how likely, and which of it is decided.

    Each role's strata are apart from one another. Together they are its passages, but for what has not been drawn
    from yet (`open_frames`).
    """
    with project.store.reading() as tables:
        segments, voices = tables.segments(), frames.voices(tables)
        waves = waves_in(tables)
        live = in_force(waves, tables.segment_units())
        cut = marks.cut_of(segments)
        read = marks.read_segments(cut, tables.reviews())
        worded = with_words(tables, segments)
    context = set(project.settings.context_roles)
    found: dict[str, list[AuditStratum]] = {}
    for wave in live:
        frame: dict[str, int] = {}
        for one in segments:
            voice = voices.of_turn(one.transcript, one.turn)
            if one.id in worded and (one.transcript, voice.label) in wave.voices and voice.role not in context:
                frame[voice.role] = frame.get(voice.role, 0) + 1
        drawn: dict[str, list[Audited]] = {}
        for one in sampled(wave, cut):
            voice = voices.of_turn(one.transcript, one.turn)
            passage = Audited(one.id, wave.probability, one.id in read, voice.participant)
            drawn.setdefault(voice.role, []).append(passage)
        for role, size in frame.items():
            found.setdefault(role, []).append(AuditStratum(wave.event, role, size, tuple(drawn.get(role, ()))))
    return {role: tuple(parts) for role, parts in found.items()}


def waves_in(tables: Tables) -> list[Wave]:
    """Every draw there ever was, in order; those that grew once, as they are by now."""
    moved = _Moving(tables)
    found: dict[int, Wave] = {}
    for event in tables.events(kind=KIND, newest_first=False):
        wave = _wave(event, moved)
        first = event.details.get("grows")
        if isinstance(first, int) and first in found:
            old = found[first]
            wave = Wave(
                old.event, old.created, old.coder, old.role, old.unit, old.frame, wave.drawn, old.seed, old.voices,
                old.sample + wave.sample,
            )  # fmt: skip
        found[wave.event] = wave
    return list(found.values())


def in_force(waves: Iterable[Wave], units: Mapping[str, str]) -> list[Wave]:
    """The waves whose transcripts are cut now as they were when it was drawn."""
    return [wave for wave in waves if all(units.get(name) == wave.unit for name, _ in wave.voices)]


def sampled(wave: Wave, cut: marks.Cut) -> list[Segment]:
    """The sample's passages as they are cut now, in the order drawn; those that lost their words are left out."""
    found: dict[str, Segment] = {}
    for transcript, span in wave.sample:
        touched = cut.touched(transcript, span) if span else []
        best = next((one for one in touched if span and marks.mostly(span, one.span)), None)
        if best is not None:
            found.setdefault(best.id, best)
    return list(found.values())


def rows(waves: Sequence[Wave], cut: marks.Cut, row_of: Mapping[str, int], roles: Sequence[str]) -> list[int]:
    """The rows of the audit in the order drawn; the roles take turns.

    Args:
        waves: those in force.
        cut: the segments as they are.
        row_of: segment id -> row, of words that are data.
        roles: each row's role now.
    """
    by_role: dict[str, list[int]] = {}
    for wave in waves:
        for one in sampled(wave, cut):
            if one.id in row_of:
                by_role.setdefault(roles[row_of[one.id]], []).append(row_of[one.id])
    turns = zip_longest(*(by_role[role] for role in sorted(by_role)))
    return list(dict.fromkeys(row for row in chain.from_iterable(turns) if row is not None))


def with_words(tables: Tables, segments: Iterable[Segment]) -> set[str]:
    """Ids of the segments that hold a word: others are no passages, and in no frame."""
    wanted = list(segments)
    texts = tables.texts(sorted({one.transcript for one in wanted}))
    return {one.id for one in wanted if _WORD.search(texts[one.transcript], one.span.start, one.span.end)}


@dataclass(frozen=True, slots=True)
class Frame:
    """Passages of a role that nothing has been drawn from yet: in the order of chance, and whose they are."""

    role: str
    unit: str
    segments: tuple[Segment, ...]
    voices: frozenset[Voice]


def open_frames(
    tables: Tables,
    segments: Sequence[Segment],
    voices: frames.Voices,
    waves: Sequence[Wave],
    context: Sequence[str],
) -> list[Frame]:
    """What has to be drawn from: confirmed voices that are in the frame of no wave in force, by role and unit.

    Args:
        tables: an open transaction.
        segments: all segments, in order.
        voices: who speaks where.
        waves: those in force.
        context: roles whose words are no data.
    """
    known = set().union(*(wave.voices for wave in waves))
    units = tables.segment_units()
    new: list[tuple[str, str, Segment, Voice, str]] = []
    for one, place in zip(segments, blinding.places(segments), strict=True):
        voice = voices.of_turn(one.transcript, one.turn)
        if voice.role != UNKNOWN and voice.role not in context and (one.transcript, voice.label) not in known:
            new.append((voice.role, units.get(one.transcript, ""), one, (one.transcript, voice.label), place))
    if not new:
        return []
    worded = with_words(tables, [segment for _, _, segment, _, _ in new])
    seed = blinding.seed_in(tables)
    new = [one for one in new if one[2].id in worded]
    new.sort(key=lambda one: (one[0], one[1], blinding.draw(seed, KIND, one[4])))
    found: dict[tuple[str, str], list[tuple[Segment, Voice]]] = {}
    for role, unit, segment, whose, _ in new:
        found.setdefault((role, unit), []).append((segment, whose))
    return [
        Frame(role, unit, tuple(one for one, _ in part), frozenset(whose for _, whose in part))
        for (role, unit), part in found.items()
    ]


def draw_missing(project: OpenProject) -> bool:
    """Draw from every frame that nothing has been drawn from; whether there was one.

    Where the record cannot be written nothing is drawn: a sample that is not kept is none.
    """
    with suppress(StoreUnusable), project.store.transaction() as tables:
        segments, voices = tables.segments(), frames.voices(tables)
        waves = in_force(waves_in(tables), tables.segment_units())
        missing = open_frames(tables, segments, voices, waves, project.settings.context_roles)
        for frame in missing:
            before = sum(wave.drawn for wave in waves if wave.role == frame.role)
            _keep(tables, frame, _size(len(frame.segments), before))
        return bool(missing)
    return False


def grow(project: OpenProject, role: str, more: int, *, coder: str) -> int:
    """Draw more passages of a role, in the order of the first draw; how many were added.

    Each wave grows by its share of the passages not drawn yet, so that it stays a random sample of its frame.

    Raises:
        Refused: without a name, for fewer than one passage, or where everything of the role is drawn.
    """
    if more < 1 or not coder.strip():
        raise Refused("The audit", "it needs your name and a number of passages, 1 or more")
    added = 0
    with project.store.transaction() as tables:
        segments, voices = tables.segments(), frames.voices(tables)
        cut, worded = marks.cut_of(segments), with_words(tables, segments)
        waves = [w for w in in_force(waves_in(tables), tables.segment_units()) if w.role == role]
        rest = {wave.event: _rest(wave, segments, voices, cut, worded) for wave in waves}
        total = sum(map(len, rest.values()))
        if not total:
            raise Refused("The audit", f"every passage of the role {role} is in it already")
        for wave in waves:
            left = rest[wave.event]
            part = left[: ceil(min(more, total) * len(left) / total)]
            if part:
                _record(tables, wave, part, coder)
                added += len(part)
    return added


def _rest(
    wave: Wave, segments: Sequence[Segment], voices: frames.Voices, cut: marks.Cut, worded: set[str]
) -> list[Segment]:
    """The passages of a wave's frame that are not in its sample, in the order of chance."""
    taken = {one.id for one in sampled(wave, cut)}
    left = [
        (blinding.draw(wave.seed, KIND, place), one)
        for one, place in zip(segments, blinding.places(segments), strict=True)
        if one.id in worded
        and one.id not in taken
        and (one.transcript, voices.of_turn(one.transcript, one.turn).label) in wave.voices
    ]
    return [one for _, one in sorted(left, key=lambda item: item[0])]


def _size(passages: int, before: int) -> int:
    """How many to draw from so many passages of a role, of which `before` are in the audit already."""
    return min(passages, max(LEAST, min(AUDITED - before, ceil(passages / PART))))


def _keep(tables: Tables, frame: Frame, size: int) -> None:
    voices: dict[str, list[str]] = {}
    for transcript, label in sorted(frame.voices):
        voices.setdefault(transcript, []).append(label)
    payload = {
        "role": frame.role, "unit": frame.unit, "frame": len(frame.segments), "drawn": size,
        "probability": size / len(frame.segments), "seed": blinding.seed_in(tables), "voices": voices,
        "segments": _places(frame.segments[:size]),
    }  # fmt: skip
    tables.append_event(op=new_id(), kind=KIND, coder="", created=now(), codebook_version="", payload=payload)


def _record(tables: Tables, wave: Wave, more: Sequence[Segment], coder: str) -> None:
    """A wave grows: the passages that come, and how likely every one of the frame is by now."""
    drawn = wave.drawn + len(more)
    payload = {
        "grows": wave.event, "role": wave.role, "frame": wave.frame, "drawn": drawn,
        "probability": min(1.0, drawn / wave.frame), "segments": _places(more),
    }  # fmt: skip
    tables.append_event(op=new_id(), kind=KIND, coder=coder, created=now(), codebook_version="", payload=payload)


def _places(segments: Iterable[Segment]) -> list[list[object]]:
    return [[one.transcript, one.span.start, one.span.end] for one in segments]


class _Moving:
    """Where places are in the text as it is now."""

    def __init__(self, tables: Tables) -> None:
        self._corrected = tables.text_versions()
        self._steps = {name: tables.corrections(name) for name in self._corrected}

    def now(self, transcript: str, span: Span, event: int) -> Span | None:
        """Where a place at the time of an event is now; None where too little of its words is left."""
        moved: Span | None = span
        for step in shortened(one for one in self._steps.get(transcript, ()) if one.event > event):
            moved = step.correction.moved(moved) if moved else None
        return moved


def _wave(event: Event, moved: _Moving) -> Wave:
    told = event.details
    voices = told.get("voices")
    places = told.get("segments")
    sample = [
        (str(transcript), moved.now(str(transcript), Span(int(start), int(end)), event.seq))
        for transcript, start, end in (places if isinstance(places, list) else ())
    ]
    return Wave(
        event.seq, event.created, event.coder, str(told.get("role", "")), str(told.get("unit", "")),
        _number(told.get("frame")), _number(told.get("drawn")), str(told.get("seed", "")),
        frozenset((name, label) for name, labels in (voices if isinstance(voices, dict) else {}).items()
                  for label in labels),
        tuple(sample),
    )  # fmt: skip


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
