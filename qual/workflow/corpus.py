"""Everything that can be searched: read once per state of the study, indexed once per state of its words."""

from __future__ import annotations

import hashlib
import threading
import weakref
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.model.coding import Coding
from qual.model.memo import Memo
from qual.model.span import Span
from qual.search.index import Index, Text
from qual.workflow import frames

if TYPE_CHECKING:
    from qual.model.transcript import Turn
    from qual.store.store import Tables
    from qual.workflow.frames import Voice
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that can be searched.

    Attributes:
        transcript: the transcript's id.
        turn: its order.
        span: its place.
        words: what was said.
        voice: who said it, as far as a person has confirmed.
        segments: its segments, in order.
        codings: codings in force that touch it.
    """

    transcript: str
    turn: int
    span: Span
    words: str
    voice: Voice
    segments: tuple[Span, ...]
    codings: tuple[Coding, ...]

    @property
    def person(self) -> str:
        """Who this is, for counting people: the participant, or the label where nobody has said who it is."""
        return self.voice.participant or f"{self.transcript}\x1f{self.voice.label}"

    def words_at(self, span: Span) -> str:
        """The words at a place inside the turn."""
        return self.words[span.start - self.span.start : span.end - self.span.start]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What can be searched, at one revision of the study.

    Attributes:
        revision: of the study.
        said: every turn, in the order of the study.
        index: of their words; its texts are `said`.
        memos: every memo in force, oldest first.
        notes: index of the memos' words; its texts are `memos`.
        codings: every coding in force, by its id.
    """

    revision: int
    said: tuple[Said, ...]
    index: Index
    memos: tuple[Memo, ...]
    notes: Index
    codings: Mapping[str, Coding]


_kept: weakref.WeakKeyDictionary[OpenProject, tuple[Corpus, str, str]] = weakref.WeakKeyDictionary()
_at_work = threading.Lock()


def corpus(project: OpenProject) -> Corpus:
    """What can be searched in the study as it is now.

    The index is made again only when words, segments or the language have changed; a new coding does not.
    """
    with _at_work:
        before = _kept.get(project)
        with project.store.reading() as tables:
            revision = tables.revision()
            if before and before[0].revision == revision:
                return before[0]
            said, memos = tuple(_said(tables)), tuple(tables.memos())
            codings = {coding.id: coding for coding in tables.codings()}
        language = project.settings.language
        words = _hash(language, *(f"{one.words}\x1f{one.span}{one.segments}" for one in said))
        notes = _hash(language, *(memo.text for memo in memos))
        made = Corpus(
            revision,
            said,
            before[0].index if before and before[1] == words else _index(said, language),
            memos,
            before[0].notes if before and before[2] == notes else Index([Text(m.text) for m in memos], language),
            codings,
        )
        _kept[project] = (made, words, notes)
        return made


def _index(said: Iterable[Said], language: str) -> Index:
    return Index([Text(one.words, one.span.start, one.segments) for one in said], language)


def _said(tables: Tables) -> Iterable[Said]:
    """Every turn with its speaker, its segments and the codings that touch it."""
    texts, turns, voices = tables.texts(), tables.turns(), frames.voices(tables)
    cut: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for segment in tables.segments():
        cut[segment.transcript, segment.turn].append(segment.span)
    coded = _by_turn(turns, tables.codings())
    for transcript, text in texts.items():
        for turn in turns.get(transcript, ()):
            key = (transcript, turn.order)
            voice = voices.of_label(transcript, turn.label)
            inside = tuple(span for span in cut[key] if turn.span.contains(span))
            words = turn.span.of(text)
            yield Said(transcript, turn.order, turn.span, words, voice, inside, tuple(coded[key]))


def _by_turn(
    turns: Mapping[str, tuple[Turn, ...]], codings: Iterable[Coding]
) -> Mapping[tuple[str, int], list[Coding]]:
    """The codings that touch each turn, by transcript and order."""
    found: dict[tuple[str, int], list[Coding]] = defaultdict(list)
    starts = {transcript: [turn.span.start for turn in own] for transcript, own in turns.items()}
    for coding in codings:
        own = turns.get(coding.transcript, ())
        first = max(bisect_right(starts.get(coding.transcript, []), coding.span.start) - 1, 0)
        for turn in own[first:]:
            if turn.span.start >= coding.span.end:
                break
            if turn.span.overlaps(coding.span):
                found[coding.transcript, turn.order].append(coding)
    return found


def _hash(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1e")
    return digest.hexdigest()
