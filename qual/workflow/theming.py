"""Candidate themes: what fits no code, grouped, named by its own words, for a person to turn into a code.

The groups are made anew whenever the study has changed. What people were shown is kept (`theme_memory`), so that a
theme keeps its id, name and place while most of its passages stay; what they did with themes (`theme_acts`) holds
for whatever groups of mostly the same passages come.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow import frames, marks, suggesting, theme_acts, theme_memory
from qual.workflow.theme_memory import Memory, Name

if TYPE_CHECKING:
    from qual.matching.cluster import CandidateTheme, Groups
    from qual.matching.lineage import Group, Merge
    from qual.matching.segments import SegmentText
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Datum
    from qual.workflow.theme_acts import Dismissal

FITS = ("likely", "possible")
"""A segment with a suggestion in one of these bands fits a code."""

NOTHING_YET = "Candidate themes are what fits no code: make suggestions first."
NO_CODES = "There is no code in use yet, so these are themes of everything that is not coded."
NEW, GROWN, SHRUNK, SAME = "new", "grown", "smaller", "same"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage that represents a candidate theme."""

    segment: str
    transcript: str
    start: int
    end: int
    participant: str
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of passages that fit no code.

    Attributes:
        id: the same while most of its passages stay.
        label: its most telling words when it was first shown, joined by " · ".
        words: those words.
        segments: ids of all its passages.
        participants: number of different participants, by role.
        quotes: representative passages, from different participants where possible.
        state: "new", "grown", "smaller" or "same" against what was shown before the last update of the suggestions;
            "" where nothing was shown before.
        change: by how many passages it has grown, or shrunk (negative).
        parts: of how many groups it was merged; 1 where nobody merged anything into it.
        dismissed_by: who dismissed it, "" while nobody has.
    """

    id: str
    label: str
    words: tuple[str, ...]
    segments: tuple[str, ...]
    participants: dict[str, int]
    quotes: tuple[Quote, ...]
    state: str = ""
    change: int = 0
    parts: int = 1
    dismissed_by: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A theme that was shown before the last update and is none any more.

    Attributes:
        label: what it was called.
        passages: how many it had; `fitting` of them fit a code by now.
    """

    label: str
    passages: int
    fitting: int


@dataclass(frozen=True, slots=True)
class ThemeReport:
    """Candidate themes with what to know about them.

    Attributes:
        themes: in the order of the list: those shown before at their places, then new ones.
        dismissed: those that somebody dismissed and that would come again.
        gone: shown before the last update, and no group any more.
        note: why there are none, or what else to know; "" for nothing.
        unfitting: passages that fit no code, of `passages` in all.
    """

    themes: tuple[Candidate, ...] = ()
    dismissed: tuple[Candidate, ...] = ()
    gone: tuple[Gone, ...] = ()
    note: str = ""
    unfitting: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class _Study:
    """What the themes are made of, read at one moment."""

    data: list[Datum]
    segments: list[SegmentText]
    fitting: set[str]
    update: str
    memory: Memory
    merges: list[Merge]
    dismissals: list[Dismissal]
    note: str

    @property
    def known(self) -> dict[str, Datum]:
        return {datum.segment.id: datum for datum in self.data}


def candidates(project: OpenProject) -> tuple[Candidate, ...]:
    """Groups of passages that fit no code, in the order of the list."""
    return report(project).themes


def report(project: OpenProject) -> ThemeReport:
    """As `candidates`, with those dismissed or gone and what to know about them; what is shown is remembered."""
    from qual.matching.cluster import MOST_THEMES, named
    from qual.matching.lineage import Group, followed, merged

    study = _read(project)
    if isinstance(study, str):
        return ThemeReport(note=study)
    found = _grouped(project, study)
    memory = study.memory
    order = {name: place for place, name in enumerate(memory.names)}
    shown_first = sorted(memory.groups, key=lambda name: name not in memory.listed)
    groups = followed(found.groups, [Group(name, frozenset(memory.groups[name])) for name in shown_first])
    whole = merged(groups, study.merges)
    ordered = [_ordered(project, study, group, parts, found.groups) for group, parts in whole]
    themes = [
        _Theme(group, parts, theme, theme_acts.holding(study.dismissals, group.passages))
        for (group, parts), theme in zip(whole, named(ordered, study.segments), strict=True)
        if theme.words or group.id in memory.names
    ]
    themes.sort(key=lambda theme: order.get(theme.group.id, len(order)))
    standing = [theme for theme in themes if not theme.held]
    shown, dismissed = standing[:MOST_THEMES], [theme for theme in themes if theme.held]
    after = _remember(study, memory, groups, shown, dismissed)
    with project.store.aside() as tables:
        theme_memory.save(tables, after)
    notes = [study.note, found.note, _wordless(len(whole) - len(themes)), _hidden(len(standing) - len(shown))]
    return ThemeReport(
        tuple(_candidate(theme, study, after) for theme in shown),
        tuple(_candidate(theme, study, after) for theme in dismissed),
        _gone(study, after, themes),
        " ".join(filter(None, notes)),
        len(study.data) - len(study.fitting),
        len(study.data),
    )


@dataclass(frozen=True, slots=True)
class _Theme:
    """A group under its id, with the ids of what it was merged of, its words, and the dismissals that hold."""

    group: Group
    parts: tuple[str, ...]
    named: CandidateTheme
    held: list[Dismissal]


def _read(project: OpenProject) -> _Study | str:
    """What themes are made of, or why there are none."""
    usable = {code.id for code in project.codebook.book.codes if code.offered}
    with project.store.reading() as tables:
        made = tables.get_meta(suggesting.MADE_FROM)
        data = suggesting.data_of(project, tables)
        if not data or (usable and made is None):
            return NOTHING_YET
        texts = frames.transcripts(tables)
        cut = marks.cut_of(datum.segment for datum in data)
        there = {datum.segment.id for datum in data}
        fitting = {s.segment for s in tables.suggestions() if s.band in FITS and s.code in usable}
        fitting |= {segment for segment, _ in marks.coded_pairs(cut, tables.codings())}
        memory = theme_memory.here(theme_memory.load(tables), cut)
        merges, dismissals = theme_acts.merges(tables, cut), theme_acts.dismissals(tables, cut)
    segments = suggesting.segment_texts(data, texts)
    update = (made or "") if usable else _hash(segment.id for segment in segments)
    note = "" if usable else NO_CODES
    return _Study(data, segments, fitting & there, update, memory, merges, dismissals, note)


_made: OrderedDict[str, Groups] = OrderedDict()
"""The groups made last: an act of a person changes the study, and seldom what is grouped."""
_making = threading.Lock()
_MOST_MADE = 4


def _grouped(project: OpenProject, study: _Study) -> Groups:
    import numpy as np

    from qual.matching.cache import encode_cached
    from qual.matching.cluster import grouped

    encoder = suggesting.encoder_of(project)
    covered = [segment.id in study.fitting for segment in study.segments]
    of = (
        f"{s.id}\x1f{s.participant}\x1f{fits}\x1f{s.text}" for s, fits in zip(study.segments, covered, strict=True)
    )
    made_of = _hash((encoder.name, *of))
    with _making:
        if made_of in _made:
            _made.move_to_end(made_of)
            return _made[made_of]
    vectors = encode_cached(encoder, [segment.text for segment in study.segments], project.store.vectors)
    found = grouped(study.segments, vectors, covered=np.array(covered))
    with _making:
        _made[made_of] = found
        while len(_made) > _MOST_MADE:
            _made.popitem(last=False)
    return found


def _ordered(
    project: OpenProject, study: _Study, group: Group, parts: Sequence[str], found: Sequence[Sequence[str]]
) -> Sequence[str]:
    """A theme's passages, most central first: as they were grouped, or about the middle of what was merged."""
    if len(parts) == 1:
        return next(one for one in found if one[0] in group.passages)
    from qual.matching.cache import encode_cached
    from qual.matching.cluster import central_first

    own = [segment for segment in study.segments if segment.id in group.passages]
    encoder = suggesting.encoder_of(project)
    vectors = encode_cached(encoder, [segment.text for segment in own], project.store.vectors)
    return central_first([segment.id for segment in own], vectors)


def _remember(
    study: _Study, memory: Memory, groups: Sequence[Group], shown: Sequence[_Theme], dismissed: Sequence[_Theme]
) -> Memory:
    """What was shown, with the name of each theme as it was first shown."""
    listed = {theme.group.id: theme.named.segments for theme in (*shown, *dismissed)}
    names = {theme.group.id: Name(theme.named.label, theme.named.words) for theme in (*shown, *dismissed)}
    return theme_memory.remembered(
        memory,
        update=study.update,
        groups={group.id: tuple(sorted(group.passages)) for group in groups},
        listed=listed,
        shown={theme.group.id: listed[theme.group.id] for theme in shown},
        parts={theme.group.id: theme.parts for theme in (*shown, *dismissed)},
        names={name: memory.names.get(name, own) for name, own in names.items()},
    )


def _candidate(theme: _Theme, study: _Study, memory: Memory) -> Candidate:
    known, name = study.known, memory.names[theme.group.id]
    words = {segment.id: segment.text for segment in study.segments}
    by_role: dict[str, set[str]] = {}
    for segment in theme.named.segments:
        who = known[segment]
        by_role.setdefault(who.role, set()).add(who.participant or who.segment.transcript)
    state, change = _news(theme, memory)
    return Candidate(
        id=theme.group.id,
        label=name.label,
        words=name.words,
        segments=theme.named.segments,
        participants={role: len(people) for role, people in by_role.items()},
        quotes=tuple(quote_of(known[segment], words[segment]) for segment in theme.named.quotes),
        state=state,
        change=change,
        parts=len(theme.parts),
        dismissed_by=", ".join(dict.fromkeys(one.coder for one in theme.held)),
    )


def _news(theme: _Theme, memory: Memory) -> tuple[str, int]:
    """How the theme stands against what was shown before the last update."""
    if memory.before is None:
        return "", 0
    was = {one for part in (theme.group.id, *theme.parts) for one in memory.before.get(part, ())}
    if not was:
        return NEW, 0
    change = len(theme.group.passages) - len(was)
    return (GROWN if change > 0 else SHRUNK if change < 0 else SAME), change


def _gone(study: _Study, memory: Memory, themes: Sequence[_Theme]) -> tuple[Gone, ...]:
    there = {name for theme in themes for name in (theme.group.id, *theme.parts)}
    return tuple(
        Gone(memory.names[name].label, len(passages), len(study.fitting.intersection(passages)))
        for name, passages in (memory.before or {}).items()
        if name not in there and name in memory.names
    )


def _wordless(number: int) -> str:
    if not number:
        return ""
    return f"{number} group{'s share' if number > 1 else ' shares'} no telling word and cannot be named: left out."


def _hidden(number: int) -> str:
    if not number:
        return ""
    more = f"{number} more group{'s' if number > 1 else ''}"
    return f"{more} will be listed once some of these are dismissed, merged or turned into codes."


def quote_of(datum: Datum, text: str) -> Quote:
    """A passage as it is quoted."""
    place = datum.segment
    return Quote(place.id, place.transcript, place.span.start, place.span.end, datum.participant, datum.role, text)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1e")
    return digest.hexdigest()
