"""Suggestions: encode what is new, score, store; and say whether what is stored is still current."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from qual import __version__
from qual.config import PACKAGED_MODEL
from qual.model.codebook import Codebook
from qual.model.coding import Coding, Decision
from qual.model.ids import new_id
from qual.model.segment import Segment
from qual.model.transcript import Transcript
from qual.workflow import codebooks, frames, learning, marks
from qual.workflow.clock import now

if TYPE_CHECKING:
    import pandas as pd

    from qual.matching.encoder import Encoder
    from qual.matching.proposals import Mark, Marks, Proposed
    from qual.matching.segments import SegmentText
    from qual.model.suggestion import Suggestion
    from qual.store.store import Tables
    from qual.workflow.codebooks import CodebookState
    from qual.workflow.projects import OpenProject

Progress = Callable[[int, int], None]
"""Called with (done, total)."""

Stop = Callable[[], bool]
"""Asked between batches; True ends the work, and what is done is kept."""

COLUMNS = ("segment", "code", "probability", "band", "evidence", "model", "codebook_version", "score")
MADE_FROM = "suggestions_made_from"
"""The name under which the store keeps what the suggestions were made from."""
LEARNED_TO = "suggestions_learned_to"
"""The name under which the store keeps the newest act that they know of, by its place in the record."""
SAID = {
    "program": "qual was updated since these suggestions were made.",
    "model": "The sentence model was changed since these suggestions were made.",
    "codebook": "The codebook was changed since these suggestions were made.",
    "segments": "Transcripts, speakers or the unit were changed since these suggestions were made.",
    "decisions": "There are decisions the suggestions have not learned from yet.",
}
"""What can change, by its name in `Basis`, in words."""


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What a run of suggestions did.

    Attributes:
        segments: segments scored (those of context roles are not among them).
        suggestions: suggestions in store now.
        model: the encoder's name and revision.
        codebook_version: the version they were made under.
        seconds: how long it took.
        changed: False where nothing had changed since the last run, so that nothing was done.
        stopped: True where the person stopped it; the suggestions are as they were.
        notes: what to know about them.
    """

    segments: int
    suggestions: int
    model: str
    codebook_version: str
    seconds: float
    changed: bool = True
    stopped: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What suggestions are made from, each as a hash; where one differs, they are stale."""

    model: str
    codebook: str
    segments: str
    decisions: str
    program: str


def suggest(project: OpenProject, *, progress: Progress | None = None, stop: Stop | None = None) -> SuggestReport:
    """Score every segment that is data against every code in force, and store the suggestions.

    Raises:
        ModelUnusable: if the sentence model cannot be used; the suggestions stay as they were.
    """
    begun = time.perf_counter()
    encoder = encoder_of(project)
    state = project.codebook
    with project.store.reading() as tables:
        data = data_of(project, tables)
        basis = _basis(tables, data, encoder.name, state.book.version)
        newest = tables.events(limit=1)
        before = tables.get_meta(MADE_FROM)
        kept = sum(tables.suggestion_counts().values())
        work = None if before == _text(basis) else _gather(tables, data, state.book)
    learned_to = newest[0].seq if newest else 0
    if work is None:
        with project.store.aside() as tables:  # decisions that were taken back have changed nothing
            tables.set_meta(LEARNED_TO, str(learned_to))
        seconds = time.perf_counter() - begun
        return SuggestReport(len(data), kept, encoder.name, state.book.version, seconds, changed=False)
    from qual.matching.cache import Stopped
    from qual.matching.proposals import propose

    try:
        proposed = propose(
            work.segments, state.book, work.told, encoder=encoder, storage=project.store.vectors,
            barred=work.barred, progress=progress, stop=stop, made=now(),
        )  # fmt: skip
    except Stopped as stopped:
        seconds = time.perf_counter() - begun
        return SuggestReport(
            len(data), kept, encoder.name, state.book.version, seconds, stopped=True, notes=(str(stopped),)
        )
    if stop is not None and stop():  # asked too late for the encoder to notice
        seconds = time.perf_counter() - begun
        return SuggestReport(len(data), kept, encoder.name, state.book.version, seconds, stopped=True)
    found = proposed.suggestions
    _keep(project, proposed, basis, state, learned_to)
    nothing = () if found or not data else ("Nothing was suggested: the codebook has no code in use.",)
    notes = (*nothing, *_unread(project, work.segments, encoder))
    seconds = time.perf_counter() - begun
    return SuggestReport(len(data), len(found), encoder.name, state.book.version, seconds, notes=notes)


def _unread(project: OpenProject, segments: Sequence[SegmentText], encoder: Encoder) -> tuple[str, ...]:
    """What the model cannot read of these segments, and why it is slower than it could be, if it is."""
    from qual.matching.unread import unread

    said = unread([segment.text for segment in segments], english=project.settings.model == PACKAGED_MODEL)
    slow = str(getattr(encoder, "note", ""))
    return (*said, slow) if slow else said


def stale(project: OpenProject) -> str:
    """Why the suggestions in store are not current, in sentences; "" where they are."""
    found = changed(project)
    return "There are no suggestions yet." if found is None else in_words(found)


def changed(project: OpenProject) -> tuple[str, ...] | None:
    """What changed since the suggestions in store were made, by its name in `Basis`; None while there are none.

    Where there is nothing to suggest for, nothing has changed.
    """
    encoder = encoder_of(project)
    with project.store.reading() as tables:
        made = tables.get_meta(MADE_FROM)
        data = data_of(project, tables)
        basis = asdict(_basis(tables, data, encoder.name, project.codebook.book.version))
    if not data:
        return ()
    if made is None:
        return None
    old = json.loads(made)
    return tuple(name for name in SAID if old.get(name) != basis[name])


def in_words(names: Iterable[str]) -> str:
    """What changed, in sentences."""
    return " ".join(SAID[name] for name in SAID if name in set(names))


def reaching(project: OpenProject) -> dict[str, int]:
    """Code in use -> how many passages reach its threshold, whether answered or not; empty while none were made.

    A code with 0 is not suggested anywhere: its learner abstains.
    """
    with project.store.reading() as tables:
        if tables.get_meta(MADE_FROM) is None:
            return {}
        counts = tables.suggestion_counts(but="unsure")
    return {code.id: counts.get(code.id, 0) for code in project.codebook.book.codes if code.offered}


def made_at(project: OpenProject) -> str:
    """When the suggestions in store were made, "" while there are none."""
    with project.store.reading() as tables:
        state = tables.suggestion_state()
    return state.created if state else ""


def open_suggestions(project: OpenProject, *, code: str | None = None) -> list[Suggestion]:
    """Suggestions nobody has answered, on words that are data and nobody has marked as read, best first."""
    book = project.codebook.book
    with project.store.reading() as tables:
        data = [datum.segment for datum in data_of(project, tables)]
        cut = marks.cut_of(data)
        closed = marks.coded_pairs(cut, tables.codings())
        closed |= marks.rejected_pairs(cut, marks.in_force(tables.decisions(), book))
        read = marks.read_segments(cut, tables.reviews())
        found = tables.suggestions(code=code)
    usable = {c.id for c in book.codes if c.offered}
    asked = {segment.id for segment in data} - read
    return [s for s in found if s.code in usable and s.segment in asked and (s.segment, s.code) not in closed]


def frame(project: OpenProject, *, code: str | None = None, limit: int | None = None) -> pd.DataFrame:
    """Open suggestions as a table; evidence is a list of {kind, text, contribution, segment}."""
    import pandas as pd

    rows = [
        (
            s.segment,
            s.code,
            s.probability,
            s.band,
            [asdict(e) for e in s.evidence],
            s.model,
            s.codebook_version,
            s.score,
        )
        for s in open_suggestions(project, code=code)[:limit]
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def encoder_of(project: OpenProject) -> Encoder:
    """The project's sentence encoder; its network is loaded at the first text that needs it."""
    if project.encoder is None:
        from qual.matching.encoder import load_encoder

        project.encoder = load_encoder(project.settings.model, project.settings.precision)
    return cast("Encoder", project.encoder)


@dataclass(frozen=True, slots=True)
class Datum:
    """A segment whose words are data, and whose they are."""

    segment: Segment
    participant: str
    role: str


def data_of(project: OpenProject, tables: Tables) -> list[Datum]:
    """Every segment whose words are data, in order."""
    voices = frames.voices(tables)
    spoken = ((s, voices.of_turn(s.transcript, s.turn)) for s in tables.segments())
    context = set(project.settings.context_roles)
    return [Datum(s, who.participant, who.role) for s, who in spoken if who.role not in context]


def _basis(tables: Tables, data: list[Datum], model: str, version: str) -> Basis:
    acts = [
        *(f"{c.id}\x1f{c.code}" if c.given else c.id for c in tables.codings()),
        *(d.id for d in tables.decisions()),
        *(r.id for r in tables.reviews()),
    ]
    segments = [f"{d.segment.id}\x1f{d.role}" for d in data]
    # A corrected word may leave every segment at its place.
    segments += [f"{transcript}\x1f{corrected}" for transcript, corrected in tables.text_versions().items()]
    return Basis(model, version, _hash(segments), _hash(sorted(acts)), __version__)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\x1e")
    return digest.hexdigest()[:16]


def _text(basis: Basis) -> str:
    return json.dumps(asdict(basis), sort_keys=True)


@dataclass(frozen=True, slots=True)
class _Work:
    segments: list[SegmentText]
    told: Marks
    barred: set[marks.Pair]


def _gather(tables: Tables, data: list[Datum], book: Codebook) -> _Work:
    """Everything the learner is told, as values."""
    from qual.matching.proposals import Marks

    texts = frames.transcripts(tables)
    cut = marks.cut_of(d.segment for d in data)
    rejects = marks.in_force(tables.decisions(), book)
    told = Marks(
        confirmed=_marks(tables.codings(), cut, texts),
        rejected=_marks(rejects, cut, texts),
        reviewed=marks.read_segments(cut, tables.reviews()),
        unasked=_unasked(tables, cut, book),
    )
    return _Work(segment_texts(data, texts), told, marks.rejected_pairs(cut, rejects))


def _unasked(tables: Tables, cut: marks.Cut, book: Codebook) -> dict[str, set[str]]:
    """Code -> segments that were read only before the code was in the codebook.

    A code that was split off another, or that others were merged into, counts as there while those were. One that
    was only redefined since counts as asked for: what was left uncoded then is mostly left so now.
    """
    read: dict[str, set[str]] = {}
    under = tables.read_under()
    for review in tables.reviews():
        read.setdefault(under.get(review.id, ""), set()).update(marks.read_segments(cut, [review]))
    there = {version: {code.id for code in codebooks.at_version(tables, version).codes} for version in read}
    shifted, everything = tables.shifts(), set().union(*read.values())
    found = {}
    for code in book.codes:
        origins = shifted.sources(code.id)
        asked = set().union(*(own for version, own in read.items() if origins & there[version]))
        if everything - asked:
            found[code.id] = everything - asked
    return found


def segment_texts(data: list[Datum], texts: dict[str, Transcript]) -> list[SegmentText]:
    """Segments with their words and the turn before."""
    from qual.matching.segments import SegmentText

    return [
        SegmentText(
            id=d.segment.id,
            transcript=d.segment.transcript,
            order=order,
            role=d.role,
            text=d.segment.span.of(texts[d.segment.transcript].text),
            previous=_before(texts[d.segment.transcript], d.segment.turn),
            participant=d.participant,
        )
        for order, d in enumerate(data)
    ]


def _marks(acts: Iterable[Coding | Decision], cut: marks.Cut, texts: dict[str, Transcript]) -> list[Mark]:
    """One mark for a code on a stretch of words, however many people said so."""
    from qual.matching.proposals import Mark

    made: dict[tuple[str, str, int, int], Mark] = {}
    for act in acts:
        transcript = texts[act.transcript]
        key = (act.code, act.transcript, act.span.start, act.span.end)
        if key not in made:
            touched = cut.touched(act.transcript, act.span)
            previous = _before(transcript, touched[0].turn) if touched else ""
            made[key] = Mark(act.code, act.span.of(transcript.text), marks.segment_ids(touched), previous)
    return list(made.values())


def _before(transcript: Transcript, turn: int) -> str:
    return transcript.turns[turn - 1].span.of(transcript.text) if turn else ""


def _keep(project: OpenProject, proposed: Proposed, basis: Basis, state: CodebookState, learned_to: int) -> None:
    found = proposed.suggestions
    with project.store.transaction() as tables:
        codebooks.keep(tables, state)  # the file may have been edited while this ran
        codebooks.remember(project, tables)
        there = {segment.id for segment in tables.segments()}
        made = now()
        tables.replace_suggestions([s for s in found if s.segment in there], made)
        tables.set_meta(MADE_FROM, _text(basis))
        tables.set_meta(LEARNED_TO, str(learned_to))
        learning.keep(tables, proposed.report)
        payload = {"suggestions": len(found), "model": basis.model}
        tables.append_event(
            op=new_id(), kind="suggest", coder="", created=made, codebook_version=basis.codebook, payload=payload
        )
