"""Passages that are coded before any suggestion for them is seen, so that what seeing one does can be measured.

Which passages these are hangs on nothing but the study and their place: the same for everybody, drawn before any
suggestion is looked at. Beside them a coder can code whole transcripts blind. Whether suggestions were visible
stands on every coding, decision and review.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from qual.analysis.proportions import wilson
from qual.errors import NotFound, Refused
from qual.model.coding import Coding, Decision, Review
from qual.model.ids import new_id
from qual.model.segment import Segment
from qual.model.span import Span
from qual.workflow import codebooks, frames, marks
from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

SHARE = 0.10
"""Share of the passages that is coded blind unless the study says otherwise."""
FEWEST = 10
"""Below this many passages on either side nothing is said about a difference."""
_SHARE_KEY = "blind share"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Where a coder sees no suggestions in a transcript: in `whole`, or on these stretches of words."""

    whole: bool
    spans: tuple[Span, ...]

    def covers(self, span: Span) -> bool:
        """Whether suggestions on this span are hidden."""
        return self.whole or any(one.overlaps(span) for one in self.spans)


@dataclass(frozen=True, slots=True)
class Side:
    """Passages reviewed in one way, how many of them were coded, and their share with its 95 % Wilson interval.

    Share and interval are None where fewer than `FEWEST` passages were reviewed.
    """

    reviewed: int
    coded: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """How often a code was given with and without suggestions visible, for one role.

    Attributes:
        code: the code's id, "" for any code at all.
        role: whose words.
        blind: passages of the blind sample, reviewed without suggestions.
        shown: other passages the queue asked about, reviewed with suggestions visible.
        why: why the two cannot be compared yet, "" where they can.
    """

    code: str
    role: str
    blind: Side
    shown: Side
    why: str


def share(project: OpenProject) -> float:
    """The study's share of passages that is coded blind, 0 to 1."""
    with project.store.reading() as tables:
        return share_in(tables)


def share_in(tables: Tables) -> float:
    """As `share`, inside a transaction that is already open."""
    try:
        kept = float(tables.get_meta(_SHARE_KEY) or SHARE)
    except ValueError:
        return SHARE
    return kept if 0 <= kept <= 1 else SHARE


def set_share(project: OpenProject, value: float, *, coder: str) -> None:
    """Change the study's blind share; the record keeps who did it and when.

    Raises:
        Refused: unless the value lies in 0 to 1, or without a coder's name.
    """
    if not (isfinite(value) and 0 <= value <= 1):
        raise Refused("The blind share", "it lies between 0 and 1", hint="0.1 is one passage in ten.")
    _need_name(coder)
    with project.store.transaction() as tables:
        before = share_in(tables)
        if value == before:
            return
        tables.set_meta(_SHARE_KEY, repr(value))
        _record(project, tables, "setting", coder, {"setting": _SHARE_KEY, "value": value, "before": before})


def changed(project: OpenProject) -> tuple[str, str] | None:
    """Who changed the blind share last, and when; None where nobody has."""
    with project.store.reading() as tables:
        settings = tables.events(kind="setting")
    last = next((one for one in settings if one.details.get("setting") == _SHARE_KEY), None)
    return None if last is None else (last.coder, last.created)


def transcripts(project: OpenProject, coder: str) -> frozenset[str]:
    """The transcripts this coder codes blind from end to end."""
    with project.store.reading() as tables:
        return transcripts_in(tables, coder)


def transcripts_in(tables: Tables, coder: str) -> frozenset[str]:
    """As `transcripts`, inside a transaction that is already open."""
    try:
        kept = json.loads(tables.get_meta(_transcripts_key(coder)) or "[]")
    except ValueError:
        return frozenset()
    return frozenset(str(one) for one in kept) if isinstance(kept, list) else frozenset()


def set_transcript(project: OpenProject, transcript: str, *, blind: bool, coder: str) -> None:
    """Hide, or show again, every suggestion in a transcript for one coder; the record keeps it.

    Raises:
        NotFound: if there is no such transcript.
        Refused: without a coder's name.
    """
    _need_name(coder)
    with project.store.transaction() as tables:
        if transcript not in {info.id for info in tables.transcripts()}:
            raise NotFound("transcript", transcript)
        before = transcripts_in(tables, coder)
        after = before | {transcript} if blind else before - {transcript}
        if after != before:
            tables.set_meta(_transcripts_key(coder), json.dumps(sorted(after), ensure_ascii=False))
            _record(project, tables, "blind", coder, {"transcript": transcript, "blind": blind})


def seed_in(tables: Tables) -> str:
    """What random draws of this study hang on: the id of the first act in its record, which never changes."""
    first = tables.events(limit=1, newest_first=False)
    return first[0].op if first else ""


def draw(seed: str, purpose: str, place: str) -> float:
    """A number in [0, 1) that hangs on nothing but study, purpose and place."""
    digest = hashlib.sha256(f"{seed}\0{purpose}\0{place}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8]) / 2**64


def places(segments: Iterable[Segment]) -> list[str]:
    """Where each segment stands: transcript, turn, and its number within the turn.

    Unlike its offsets this stays the same when a typing error before it is corrected.

    Args:
        segments: all segments of one or more transcripts, in order.
    """
    found: list[str] = []
    turn, number = ("", -1), 0
    for one in segments:
        number = number + 1 if (one.transcript, one.turn) == turn else 0
        turn = (one.transcript, one.turn)
        found.append(f"{one.transcript}\0{one.turn}\0{number}")
    return found


def sample(segments: Sequence[Segment], part: float, seed: str) -> frozenset[str]:
    """Ids of the segments that everybody codes blind; `segments` as for `places`."""
    named = zip(segments, places(segments), strict=True)
    return frozenset(one.id for one, place in named if draw(seed, "blind", place) < part)


def coded_open(cut: marks.Cut, codings: Iterable[Coding], decisions: Iterable[Decision]) -> set[str]:
    """Ids of segments on which a coder has acted with suggestions visible: they are blind for them no longer."""
    acts = [(one.transcript, one.span) for one in codings if not one.blind]
    acts += [(one.transcript, one.span) for one in decisions if not one.blind]
    return {s.id for name, span in acts for s in cut.touched(name, span) if marks.mostly(span, s.span)}


def done_blind(cut: marks.Cut, codings: Iterable[Coding], reviews: Iterable[Review]) -> set[str]:
    """Ids of segments that a coder has coded, or read, blind: suggestions for them never come."""
    coded = ((one.transcript, one.span) for one in codings if one.blind)
    touched = {s.id for name, span in coded for s in cut.touched(name, span) if marks.mostly(span, s.span)}
    return touched | marks.read_segments(cut, (one for one in reviews if one.blind))


def hidden(project: OpenProject, coder: str, transcript: str) -> Hidden:
    """Where this coder sees no suggestions in a transcript: all of it, or the passages of the blind sample."""
    with project.store.reading() as tables:
        if transcript in transcripts_in(tables, coder):
            return Hidden(whole=True, spans=())
        segments = tables.segments(transcript)
        drawn = sample(segments, share_in(tables), seed_in(tables))
        cut = marks.cut_of(segments)
        codings, reviews = tables.codings(transcript, coder=coder), tables.reviews(transcript, coder=coder)
        decisions = tables.decisions(transcript, coder=coder)
        voices = frames.voices(tables, transcript)
    blind = (drawn - coded_open(cut, codings, decisions)) | done_blind(cut, codings, reviews)
    context = project.settings.context_roles
    data = (one for one in segments if voices.of_turn(one.transcript, one.turn).role not in context)
    return Hidden(whole=False, spans=tuple(one.span for one in data if one.id in blind))


def effect(project: OpenProject) -> tuple[Effect, ...]:
    """How often codes were given with and without suggestions visible, by role; any code first.

    Both sides are passages the queue asked about, in one order that takes no heed of the sample, so that chance
    alone decided who saw suggestions. A passage counts once for each coder who reviewed it. Transcripts coded
    blind as a whole are left out: they were chosen, not drawn. Codes nobody gave on either side are left out.
    """
    book = project.codebook.book
    with project.store.reading() as tables:
        cut = marks.cut_of(tables.segments())
        voices = frames.voices(tables)
        chosen = {(e.coder, str(e.details.get("transcript"))) for e in tables.events(kind="blind")}
        blind, shown = _reviewed(tables, cut, chosen)
        coded: dict[tuple[str, str], set[str]] = {}
        for coding in tables.codings():
            for one in cut.touched(coding.transcript, coding.span):
                coded.setdefault((coding.coder, one.id), set()).add(coding.code)
    roles = {
        one.id: voices.of_turn(one.transcript, one.turn).role for part in cut.by_transcript.values() for one in part
    }
    rows = []
    for role in dict.fromkeys(role for role in roles.values() if role not in project.settings.context_roles):
        sides = [[coded.get(unit, set()) for unit in units if roles[unit[1]] == role] for units in (blind, shown)]
        given = set().union(*sides[0], *sides[1])
        if any(sides):
            codes = ["", *(code.id for code in book.codes if code.id in given)]
            rows += [_effect(code, role, sides[0], sides[1]) for code in codes]
    return tuple(rows)


def _reviewed(
    tables: Tables, cut: marks.Cut, chosen: Collection[tuple[str, str]]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(coder, segment) of passages reviewed blind, and of those the queue asked about with suggestions visible."""
    blind: set[tuple[str, str]] = set()
    shown: set[tuple[str, str]] = set()
    for review in tables.reviews():
        if (review.coder, review.transcript) in chosen:
            continue
        for one in cut.touched(review.transcript, review.span):
            if review.span == one.span:  # else somebody read on in the transcript: the queue marks one passage
                (blind if review.blind else shown).add((review.coder, one.id))
    for decision in tables.decisions():
        # An answer to a suggestion keeps the band that was seen; one from a file has none.
        if decision.blind or not decision.band or (decision.coder, decision.transcript) in chosen:
            continue
        touched = cut.touched(decision.transcript, decision.span)
        shown |= {(decision.coder, one.id) for one in touched if marks.mostly(decision.span, one.span)}
    return blind - shown, shown - blind


def _effect(code: str, role: str, blind: list[set[str]], shown: list[set[str]]) -> Effect:
    sides = [
        _side(len(units), sum(bool(one) if not code else code in one for one in units)) for units in (blind, shown)
    ]
    words = ("without", "with")
    few = [
        f"{side.reviewed} reviewed {word} suggestions"
        for side, word in zip(sides, words, strict=True)
        if side.share is None
    ]
    why = f"At least {FEWEST} passages are needed on each side; so far {' and '.join(few)}." if few else ""
    return Effect(code, role, sides[0], sides[1], why)


def _side(reviewed: int, coded: int) -> Side:
    if reviewed < FEWEST:
        return Side(reviewed, coded, None, None, None)
    low, high = wilson(coded, reviewed)
    return Side(reviewed, coded, coded / reviewed, low, high)


def _transcripts_key(coder: str) -> str:
    return f"blind transcripts:{coder}"


def _need_name(coder: str) -> None:
    if not coder.strip():
        raise Refused("The setting", "the record needs the name of who changes it", hint="Write your name first.")


def _record(project: OpenProject, tables: Tables, kind: str, coder: str, payload: dict[str, object]) -> None:
    tables.append_event(
        op=new_id(), kind=kind, coder=coder, created=now(),
        codebook_version=codebooks.remember(project, tables), payload=payload,
    )  # fmt: skip
