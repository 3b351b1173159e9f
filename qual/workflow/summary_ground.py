"""What summaries of themes are made from, read once: counts, texts, coded words, edits, how people are named."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.participant import UNKNOWN
from qual.model.span import Span, trimmed
from qual.workflow import counted, marks, memos, quote_edits, speaking

if TYPE_CHECKING:
    import pandas as pd

    from qual.analysis.frequencies import Frequencies
    from qual.model.coding import Decision
    from qual.model.memo import Memo
    from qual.model.selection import Selection
    from qual.model.transcript import Turn
    from qual.workflow.counted import Counted
    from qual.workflow.projects import OpenProject

PSEUDONYM, NUMBER = "pseudonym", "number"
NAMELESS = "speaker without a name"
_WORD = re.compile(r"\w")  # as in `analysis.overlap`: a dash of the next speaker's is not said by anybody


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who says some words: `key` tells people apart, also those without an id."""

    key: str
    participant: str
    role: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of one person in one turn that have codes.

    Attributes:
        transcript, span: where; `words` is what stands there.
        words: see above.
        who: who says them.
        codes: ids of the codes given to just these words, in the codebook's order.
        memos: what coders noted on these codings.
        coders: who coded them.
    """

    transcript: str
    span: Span
    words: str
    who: Speaking
    codes: tuple[str, ...]
    memos: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything summaries are made from.

    Attributes:
        counted: what is counted.
        frequencies: of themes and codes by role.
        roles: with segments, in the project's order, "unknown" last.
        said: coded words by theme, in the order of transcript and place; a coding over several turns is cut there.
        rejects: in force, of those whose score was kept.
        turns: transcript -> its turns.
        texts: transcript -> its text.
        speakers: (transcript, label) -> who, of those counted.
        handling: what analysts settled about quotes.
        memos: theme -> memos about it.
        unread: role and key of everybody of whom nobody has looked at a single segment.
        names: participant -> how they are named.
        language: of the transcripts.
    """

    counted: Counted
    frequencies: Frequencies
    roles: tuple[str, ...]
    said: Mapping[str, tuple[Said, ...]]
    rejects: tuple[Decision, ...]
    turns: Mapping[str, Sequence[Turn]]
    texts: Mapping[str, str]
    speakers: Mapping[tuple[str, str], Speaking]
    handling: quote_edits.Handling
    memos: Mapping[str, tuple[Memo, ...]]
    unread: frozenset[tuple[str, str]]
    names: Mapping[str, str]
    language: str

    def named(self, who: Speaking) -> str:
        """How a person is named on the page."""
        return self.names.get(who.participant, who.participant) or NAMELESS

    def parts_of(self, transcript: str, span: Span) -> list[tuple[Span, Speaking]]:
        """The words of counted speakers at a place, cut at turns, without white space at their edges.

        Of whom the place has no word, but a dash or a full stop, nothing is there.
        """
        found = []
        turns = self.turns.get(transcript, ())
        first = max(bisect_right(turns, span.start, key=lambda turn: turn.span.start) - 1, 0)
        for turn in turns[first:]:
            if turn.span.start >= span.end:
                break
            shared = turn.span.overlap(span)
            who = self.speakers.get((transcript, turn.label))
            part = trimmed(self.texts[transcript], shared.start, shared.end) if shared and who else None
            if part and who and _WORD.search(part.of(self.texts[transcript])):
                found.append((part, who))
        return found


def ground(project: OpenProject, selection: Selection, *, names: str = PSEUDONYM) -> Ground:
    """Read what summaries are made from.

    Raises:
        NotFound: for a code, coder, transcript, role, attribute or value that is not there.
        Refused: for another way of naming people.
    """
    from qual.analysis.frequencies import frequencies

    data = counted.counted(project, selection)
    answer = frequencies(
        data.segments, data.codings, data.book, groups=data.groups, reviews=data.reviews, decisions=data.decisions,
        marked=data.marked if selection.codes else None,
    )  # fmt: skip
    with project.store.reading() as tables:
        texts, turns = tables.texts(), tables.turns()
        rejects = marks.in_force(tables.decisions(), project.codebook.book)
    speakers = _speakers(data)
    notes: dict[str, tuple[Memo, ...]] = {}
    for memo in memos.listing(project, about="theme"):
        notes[memo.target] = (*notes.get(memo.target, ()), memo)
    made = Ground(
        counted=data, frequencies=answer, roles=tuple(dict.fromkeys(answer.rows["role"])), said={},
        rejects=tuple(
            one for one in rejects
            if one.band and (not selection.coders or one.coder in selection.coders)
        ),
        turns=turns, texts=texts, speakers=speakers, handling=quote_edits.handling(project), memos=notes,
        unread=_unread(data), names=shown_names(project, names), language=project.settings.language,
    )  # fmt: skip
    return _with_said(made)


def shown_names(project: OpenProject, names: str) -> dict[str, str]:
    """Participant -> how they are named: by pseudonym, or by role and number in the order of their pseudonyms.

    Raises:
        Refused: for another way of naming.
    """
    if names not in (PSEUDONYM, NUMBER):
        raise Refused("The summary", f"people are named by {PSEUDONYM} or {NUMBER}, not by {names!r}")
    with project.store.reading() as tables:
        people = sorted(tables.participants(), key=lambda person: person.id)
    if names == PSEUDONYM:
        return {person.id: person.id for person in people}
    found: dict[str, str] = {}
    for role in dict.fromkeys([*speaking.data_roles(project), *(person.role for person in people)]):
        called = "person" if role == UNKNOWN else role
        own = [person.id for person in people if person.role == role]
        found |= {name: f"{called} {number}" for number, name in enumerate(own, start=1)}
    return found


def _unread(data: Counted) -> frozenset[tuple[str, str]]:
    """Role and key of those of whom nothing was read, coded or decided on: their silence says nothing."""
    from qual.analysis.overlap import covered, has_word, touching

    seen = covered(data.segments, data.reviews) & has_word(data.segments)
    for spans in (data.codings, data.marked, data.decisions):
        seen[touching(data.segments, spans)[0]] = True
    people = [(who.role, who.key) for who in map(_speaking, *_who(data.segments))]
    return frozenset(people) - {one for one, looked in zip(people, seen.tolist(), strict=True) if looked}


def _who(segments: pd.DataFrame) -> list[list[str]]:
    return [segments[name].tolist() for name in ("transcript", "speaker", "participant", "role")]


def _speaking(transcript: str, label: str, participant: str, role: str) -> Speaking:
    return Speaking(participant or f"{transcript}\x1f{label}", participant, role or UNKNOWN)


def _speakers(data: Counted) -> dict[tuple[str, str], Speaking]:
    rows = zip(*_who(data.segments), strict=True)
    return {(row[0], row[1]): _speaking(*row) for row in dict.fromkeys(rows)}


def _with_said(made: Ground) -> Ground:
    """The ground with the coded words of every theme."""
    themes = {code.id: code.theme for code in made.counted.book.codes}
    order = {code.id: place for place, code in enumerate(made.counted.book.codes)}
    found: dict[str, dict[tuple[str, Span], list[tuple[Speaking, str, str, str]]]] = {}
    for row in made.counted.codings.itertuples(index=False):
        theme = themes.get(str(row.code), "")
        text = made.texts.get(str(row.transcript), "")
        span = Span(int(row.start), int(row.end))  # type: ignore[arg-type] # a table's cell
        if theme and span.of(text) == row.quote:
            for part, who in made.parts_of(str(row.transcript), span):
                found.setdefault(theme, {}).setdefault((str(row.transcript), part), []).append(
                    (who, str(row.code), str(row.coder), str(row.memo or ""))
                )
    said = {
        theme: tuple(
            Said(
                transcript, span, span.of(made.texts[transcript]), own[0][0],
                tuple(sorted({one[1] for one in own}, key=lambda code: order[code])),
                _once(one[3] for one in own), _once(one[2] for one in own),
            )
            for (transcript, span), own in sorted(places.items(), key=lambda item: item[0])
        )
        for theme, places in found.items()
    }  # fmt: skip
    return replace(made, said=said)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))
