"""Correct a typing error in a transcript: the text gets a new version, and everything follows its words.

What is marked stands where it was marked, carried along by every correction since that still holds. So taking a
correction back puts everything exactly where it was, and also what was marked in between. Whatever has lost
half of its words stands nowhere: it is listed until a person places it or removes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.importers.canonical import clean, spoken
from qual.model.correction import Correction, Step, difference, newest, reversal, shortened
from qual.model.span import Span
from qual.model.transcript import Transcript
from qual.store.anchors import Anchor, Thing, Unplaced
from qual.workflow import acting, cutting
from qual.workflow.desk import Answer

if TYPE_CHECKING:
    from qual.model.coding import Op
    from qual.store.store import Tables
    from qual.workflow.desk import Desk
    from qual.workflow.projects import OpenProject

FOR_PEOPLE = ("coding", "memo")
"""What a person places or removes; decisions and reviews that lost their words only say nothing any more."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What a change of texts did to what people have marked there. Counts are by kind of thing.

    Attributes:
        moved: stands elsewhere with the same words.
        reworded: stands on words that are partly others now.
        unplaced: lost its words, and waits for a person.
        codings: ids of the codings that were reworded or unplaced.
        coders: whose those are.
    """

    moved: Counter[str] = field(default_factory=Counter)
    reworded: Counter[str] = field(default_factory=Counter)
    unplaced: Counter[str] = field(default_factory=Counter)
    codings: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()

    @property
    def payload(self) -> dict[str, object]:
        """The counts, for the record."""
        return {"moved": dict(self.moved), "reworded": dict(self.reworded), "unplaced": dict(self.unplaced)}

    @property
    def note(self) -> str:
        """What a person has to do now, "" for nothing."""
        waiting = [
            f"{self.unplaced[kind]} {kind if self.unplaced[kind] == 1 else kind + 's'}"
            for kind in FOR_PEOPLE
            if self.unplaced[kind]
        ]
        return f"{' and '.join(waiting)} lost the words: place or remove what is listed." if waiting else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a correction would do.

    Attributes:
        refusal: why it cannot be made, "" where it can.
        moves: what it would do to what is marked.
        unplaced: what would lose its words.
    """

    refusal: str = ""
    moves: Moves = field(default_factory=Moves)
    unplaced: tuple[Unplaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a transcript's text, and what it did.

    Attributes:
        version: the version; 1 is the text as imported.
        event: the act that made it; `coder` and `created` are that act's.
        span: the new words' place in that version.
        takes_back: the version whose replacement it reverses, None for a correction.
        moves: what it did to what is marked and still in force. An undo or redo counts only what did not go back
            by itself to where it was.
    """

    version: int
    event: int
    coder: str
    created: str
    span: Span
    takes_back: int | None
    moves: Moves


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where one thing goes."""

    thing: Thing
    span: Span | None
    quote: str
    reworded: bool
    chosen: bool = False


def correct(desk: Desk, op: Op) -> Answer:
    """Put `op.text` in place of the words at the op's span; the smallest replacement of whole words is made."""
    transcript = desk.tables.transcript(op.transcript)
    found, refusal = _asked(transcript, op.transcript, op.span, op.quote, op.text)
    if refusal or transcript is None:
        return Answer(op.id, refusal=refusal)
    if found is None:
        return Answer(op.id, unchanged=True)
    plans = _after(desk.tables, transcript, found)
    moves = _counted(plans)
    place = {"transcript": transcript.id, "start": found.at, "end": found.before.end, "growth": found.growth}
    event = desk.record(op, {**place, **moves.payload})
    _write(desk, transcript, found, event)
    desk.tables.add_anchors(_anchors(plans, transcript.id, event))
    acting.stand_once(desk.tables, _moved_codings(plans, transcript.id), event)
    return Answer(op.id, event, note=moves.note)


def place(desk: Desk, op: Op) -> Answer:
    """Put something that lost its words, anybody's, on the words at the op's span."""
    lost = next((one for one in desk.tables.unplaced(target=op.target) if one.kind in FOR_PEOPLE), None)
    if lost is None:
        return Answer(op.id, refusal="That is not waiting for a place: it has one, or it is not there any more.")
    if op.transcript not in ("", lost.transcript):
        return Answer(op.id, refusal=f"It belongs to transcript {lost.transcript}.")
    op = replace(op, transcript=lost.transcript)
    refusal = desk.wrong_words(op)
    text = desk.text(lost.transcript)
    if refusal or op.span is None or text is None:
        return Answer(op.id, refusal=refusal)
    coding = desk.tables.coding(lost.id, unplaced=True) if lost.kind == "coding" else None
    if coding and desk.tables.codings(lost.transcript, coding.code, lost.coder, span=op.span):
        return Answer(op.id, refusal=f"{lost.coder} has coded these words with {coding.code!r} already.")
    # An accept made a decision and a coding: they go together.
    along = [
        one
        for one in desk.tables.unplaced(lost.transcript, kind="decision")
        if lost.kind == "coding" and one.made_by == lost.made_by
    ]
    where = {"transcript": lost.transcript, "start": op.span.start, "end": op.span.end}
    event = desk.record(op, {"kind": lost.kind, "target": lost.id, "of": lost.coder, **where})
    desk.tables.add_anchors(
        [Anchor(o.kind, o.id, event, o.transcript, op.span, op.span.of(text)) for o in (lost, *along)]
    )
    return Answer(op.id, event, coding=lost.id if lost.kind == "coding" else "")


def cannot_turn(tables: Tables, events: Sequence[int]) -> str:
    """Why the corrections these events made cannot be undone, or done again; "" where they can.

    Args:
        tables: the open transaction, before anything is undone or redone.
        events: the acts that are to be undone, or those that are to be redone.
    """
    for transcript in tables.corrected_by(events):
        steps = tables.corrections(transcript)
        wanted = [s.version for s in steps if s.event in events and s.takes_back is None]
        for version in sorted((newest(steps, v)[0] for v in wanted), reverse=True):
            found = reversal(steps, version)
            if found is None:
                return (
                    f"Words of that correction in transcript {transcript} were corrected again since; "
                    "undo the later correction first."
                )
            steps.append(Step(len(steps) + 2, 0, found, version))
    return ""


def settle(desk: Desk, by: int, events: Sequence[int]) -> Moves:
    """Make texts and places what they must be, after event `by` has undone or redone these events.

    Every act that can be undone may be among them; those that neither changed a text nor moved anything cost
    nothing. Whatever stands elsewhere now is noted as an anchor of `by`.

    Raises:
        Refused: where `cannot_turn` has a reason; nothing may be kept then.
    """
    tables = desk.tables
    moved = {anchor.transcript for event in events for anchor in tables.anchors(event=event, everything=True)}
    plans: list[_Plan] = []
    for name in sorted({*tables.corrected_by(events), *moved}):
        before = tables.transcript(name)
        if before is None:
            raise NotFound("transcript", name)
        _turn(desk, name, by)
        found = _resettled(tables, before)
        tables.add_anchors(_anchors(found, name, by))
        acting.stand_once(tables, _moved_codings(found, name), by)
        plans += found
    return _counted(plans)


def preview(project: OpenProject, transcript: str, span: Span, text: str) -> Preview:
    """What putting `text` in place of these words would do; nothing is changed."""
    with project.store.reading() as tables:
        found = tables.transcript(transcript)
        quote = span.of(found.text) if found else ""
        correction, refusal = _asked(found, transcript, span, quote, text)
        if refusal or found is None or correction is None:
            return Preview(refusal)
        plans = _after(tables, found, correction)
        created = {coding.id: coding.created for coding in tables.codings(transcript)}
        created |= {memo.id: memo.created for memo in tables.memos(transcript=transcript)}
    lost = tuple(
        Unplaced(
            p.thing.kind, p.thing.id, transcript, p.quote, p.thing.code, p.thing.coder,
            created.get(p.thing.id, ""), 0, p.thing.event,
        )
        for p in plans
        if p.span is None and p.thing.in_force and p.thing.kind in FOR_PEOPLE
    )  # fmt: skip
    return Preview("", _counted(plans), lost)


def unplaced(project: OpenProject, transcript: str = "") -> tuple[Unplaced, ...]:
    """Codings and memos that lost their words and wait for a person, of one transcript or of all."""
    with project.store.reading() as tables:
        return tuple(u for u in tables.unplaced(transcript or None) if u.kind in FOR_PEOPLE)


def report(project: OpenProject, transcript: str) -> tuple[Change, ...]:
    """Every change of a transcript's text and what it did, newest first."""
    with project.store.reading() as tables:
        steps = tables.corrections(transcript)
        things = {(t.kind, t.id): t for t in tables.things(transcript)}
        last = {key: thing.quote for key, thing in things.items()}
        did: dict[int, list[_Plan]] = {}
        for a in tables.anchors(transcript, everything=True):
            words = last.get((a.kind, a.target))
            plan = _Plan(things[a.kind, a.target], a.span, a.quote, bool(words) and words != a.quote)
            did.setdefault(a.event, []).append(plan)
            last[a.kind, a.target] = a.quote
        acts = {step.event: tables.event(step.event) for step in steps}
    return tuple(
        Change(
            s.version,
            s.event,
            act.coder,
            act.created,
            s.correction.after,
            s.takes_back,
            _counted(did.get(s.event, [])),
        )
        for s in reversed(steps)
        if (act := acts[s.event])
    )


def _asked(
    transcript: Transcript | None, name: str, span: Span | None, quote: str, words: str
) -> tuple[Correction | None, str]:
    """The replacement to make (None where nothing would change), and why it cannot be made."""
    if transcript is None:
        return None, f"There is no transcript {name!r} in this project."
    turn = next((t.span for t in transcript.turns if span and t.span.contains(span)), None)
    if span is None or turn is None:
        return None, "The words to correct must lie within what one person says at a time."
    if quote != span.of(transcript.text):
        place = f"{span.start}-{span.end} of transcript {name}"
        return None, f"The words at {place} are others by now; look at them again."
    old = turn.of(transcript.text)
    new = old[: span.start - turn.start] + clean(words) + old[span.end - turn.start :]
    new = spoken(new) if old == spoken(old) else new
    if not new.strip():
        return None, "A turn cannot be left without words."
    return difference(turn.start, old, new), ""


def _write(
    desk: Desk, before: Transcript, correction: Correction, event: int, *, takes_back: int | None = None
) -> None:
    desk.tables.correct_text(before.id, event, correction, takes_back=takes_back)
    desk.changed(before.id)
    cutting.follow_correction(desk.tables, before, correction, unit=desk.project.settings.unit)


def _after(tables: Tables, transcript: Transcript, correction: Correction) -> list[_Plan]:
    """Where everything goes when these words are replaced; what stays as it is, is left out."""
    text = correction.applied(transcript.text)
    plans = []
    for thing in tables.things(transcript.id):
        now = thing.now
        if now is None or now.end <= correction.at:
            continue
        span = correction.moved(now)
        quote = span.of(text) if span else now.of(transcript.text)
        reworded = quote != now.of(transcript.text)
        if span != now or (reworded and _kept_quote(thing)):
            plans.append(_Plan(thing, span, quote, reworded))
    return plans


def _turn(desk: Desk, transcript: str, by: int) -> None:
    """Take back every correction that does not stand any more and holds, and the other way round."""
    steps = desk.tables.corrections(transcript)
    turning = []
    for step in steps:
        event = desk.tables.event(step.event) if step.takes_back is None else None
        version, holds = newest(steps, step.version)
        if event is not None and holds != (event.undone_by is None):
            turning.append(version)
    for version in sorted(turning, reverse=True):
        before = desk.tables.transcript(transcript)
        correction = reversal(desk.tables.corrections(transcript), version)
        if correction is None or before is None:
            raise Refused(
                "The act", f"words of that correction in transcript {transcript} were corrected again since"
            )
        _write(desk, before, correction, by, takes_back=version)


def _resettled(tables: Tables, before: Transcript) -> list[_Plan]:
    """Where everything in a transcript belongs after acts were undone or redone, as far as it is not there."""
    steps = tables.corrections(before.id)
    text = tables.texts([before.id])[before.id]
    paths: dict[int, list[Correction]] = {}
    plans = []
    for thing in tables.things(before.id):
        now = thing.now
        span, again = _belongs(thing, steps, paths, text)
        kept = _kept_quote(thing)
        quote = span.of(text) if span else kept or (now or thing.made).of(before.text)
        reworded = bool(kept) and quote != kept
        if span != now or (span and reworded) or again:
            plans.append(_Plan(thing, span, quote, reworded, chosen=again))
    return plans


def _belongs(
    thing: Thing, steps: list[Step], paths: dict[int, list[Correction]], text: str
) -> tuple[Span | None, bool]:
    """Where a thing belongs in the newest text: where it was put last, carried along by what holds since.

    If those words are gone, an earlier place of it does where its words stand there again to the letter; then
    the second value is True, and that is where it was put last from now on.
    """
    chosen = [(a.event, a.span, a.quote) for a in reversed(thing.anchors) if a.chosen and a.span]
    places = [*chosen, (thing.event, thing.made, thing.quote)]
    for number, (event, span, quote) in enumerate(places):
        since = sum(step.event <= event for step in steps)
        if since not in paths:
            paths[since] = [step.correction for step in shortened(steps[since:])]
        found = _along(paths[since], span)
        if found and (number == 0 or (quote and found.of(text) == quote)):
            return found, number > 0
    return None, False


def _along(path: Iterable[Correction], span: Span) -> Span | None:
    found: Span | None = span
    for correction in path:
        found = correction.moved(found) if found else None
    return found


def _kept_quote(thing: Thing) -> str:
    """The words kept with a thing, "" where none are."""
    return thing.anchors[-1].quote if thing.anchors else thing.quote


def _anchors(plans: Iterable[_Plan], transcript: str, event: int) -> list[Anchor]:
    return [Anchor(p.thing.kind, p.thing.id, event, transcript, p.span, p.quote, p.chosen) for p in plans]


def _moved_codings(plans: Iterable[_Plan], transcript: str) -> list[tuple[str, str]]:
    """Transcript and id of the codings that stand elsewhere now."""
    return [(transcript, p.thing.id) for p in plans if p.thing.kind == "coding" and p.thing.in_force and p.span]


def _counted(plans: Iterable[_Plan]) -> Moves:
    """The counts of what is in force."""
    counted = [plan for plan in plans if plan.thing.in_force]
    touched = [p.thing for p in counted if p.thing.kind == "coding" and (p.span is None or p.reworded)]
    return Moves(
        Counter(p.thing.kind for p in counted if p.span and not p.reworded),
        Counter(p.thing.kind for p in counted if p.span and p.reworded),
        Counter(p.thing.kind for p in counted if p.span is None),
        tuple(thing.id for thing in touched),
        tuple(sorted({thing.coder for thing in touched})),
    )
