"""Where a coder is: decided and left per code, role and transcript, how fast, and which codes look covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from qual.model.coding import ACTS, Coding, Decision, Review
from qual.workflow import asking_open, auditing, blinding, marks, overview, pace
from qual.workflow.asking_base import Base, OpenRow, base_of
from qual.workflow.pace import Act, Pace

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.codebook import Code, Codebook
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

LAST = 20
"""How many passages in a row without a code make it look covered."""
DECIDING = ("accept", "reject", "code", "review")
"""Acts that decide a passage."""
MOST_ACTS = 3000
"""Acts of a coder that are gone through for the pace."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Suggestions answered and open.

    Attributes:
        accepted: accepts whose coding still stands.
        rejected: rejects that hold: the code still means what it meant.
        open: suggestions that wait for an answer; `likely` of them are in that band.
        by: coder -> answers given, most first.
    """

    accepted: int
    rejected: int
    open: int
    likely: int
    by: dict[str, int]


@dataclass(frozen=True, slots=True)
class OfRole:
    """How far the words of one role are: passages, how many were looked at, and the queue's passages left."""

    role: str
    passages: int
    looked_at: int
    left: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class OfCode:
    """How far one code is in the words of one role.

    Attributes:
        code: the code's id.
        role: whose words.
        answers: to its suggestions.
        coded: passages that have the code now, however it came there.
        decided: passages decided for it: answered, coded, or read to the end.
        missing: why it does not look covered yet, in a sentence; "" where it does.
    """

    code: str
    role: str
    answers: Answers
    coded: int
    decided: int
    missing: str


@dataclass(frozen=True, slots=True)
class OfTranscript:
    """How far one transcript is."""

    transcript: str
    passages: int
    looked_at: int
    left: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where one coder is, or ("") all of them together.

    Attributes:
        coder: whose.
        passages: segments with words that are data; `looked_at` of them this coder has read, coded or decided on.
        left: passages in their queue.
        roles, codes, transcripts: the same in parts; roles in the order of the project.
        session: the pace since the last pause of half an hour; `today` that of this day.
    """

    coder: str
    passages: int
    looked_at: int
    left: int
    roles: tuple[OfRole, ...]
    codes: tuple[OfCode, ...]
    transcripts: tuple[OfTranscript, ...]
    session: Pace
    today: Pace

    @property
    def minutes_left(self) -> float | None:
        """Active minutes for what is left at today's pace, None while today is too short to tell."""
        return pace.minutes_left(self.left, self.today)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a coder has done, in force, with the ground it stands on."""

    base: Base
    there: dict[int, OpenRow]
    codings: list[Coding]
    decisions: list[Decision]
    reviews: list[Review]
    acts: list[Act]
    row_of: dict[str, int]

    def rows(self, act: Coding | Decision | Review) -> list[int]:
        """The rows an act is on."""
        return [self.row_of[one.id] for one in self.base.cut.touched(act.transcript, act.span)]


def coders(project: OpenProject) -> tuple[str, ...]:
    """Everybody who has coded, decided or read."""
    with project.store.reading() as tables:
        names = set().union(*(tables.coders(kind) for kind in ("coding", "decision", "review")))
    return tuple(sorted(names))


def progress(project: OpenProject, *, coder: str = "", now: datetime | None = None, zone: tzinfo = UTC) -> Progress:
    """Where this coder is, or ("") all of them together.

    Args:
        project: the study.
        coder: whose progress.
        now: the moment to call today; `zone` is the time where the coder is.
        zone: see `now`.
    """
    book = project.codebook.book
    found = _found(project, coder)
    if found.base.undrawn and auditing.draw_missing(project):
        found = _found(project, coder)
    segments = overview.seen(project, coder=coder)
    order = [*project.roles, *sorted(set(segments["role"]) - set(project.roles))]
    roles = [role for role in order if (segments["role"] == role).any()]
    given = _given(found, book)
    moment = now or datetime.now(UTC)
    return Progress(
        coder=coder,
        passages=len(segments),
        looked_at=int(segments["seen"].sum()),
        left=len(found.there),
        roles=tuple(_of_role(role, segments, found, given) for role in roles),
        codes=tuple(_of_codes(roles, found, given, book)),
        transcripts=tuple(_of_transcripts(segments, found)),
        session=pace.pace_of(pace.last_session(found.acts)),
        today=pace.pace_of(pace.on_day(found.acts, moment, zone)),
    )


def _found(project: OpenProject, coder: str) -> _Found:
    state = project.codebook
    with project.store.reading() as tables:
        base, at = base_of(project, tables, state)
        share = blinding.share_in(tables)
        there = asking_open.open_rows(tables, base, state.book, coder, share, at=at)
        who = coder or None
        codings, decisions, reviews = (
            tables.codings(coder=who),
            tables.decisions(coder=who),
            tables.reviews(coder=who),
        )
        acts = _acts(tables, base, coder) if coder else []
    row_of = {name: row for row, name in enumerate(base.ids)}
    return _Found(base, there, codings, decisions, reviews, acts, row_of)


def _acts(tables: Tables, base: Base, coder: str) -> list[Act]:
    """What the coder did on a screen, in order of time; a file's decisions took no time to make."""
    acts = []
    for event in reversed(tables.events(coder=coder, limit=MOST_ACTS)):
        details = event.details
        if event.kind not in ACTS or details.get("origin") == "file":
            continue
        passage = ""
        transcript, start = str(details.get("transcript", "")), details.get("start")
        if event.kind in DECIDING and event.undone_by is None and isinstance(start, int):
            touched = base.cut.at(transcript, start)
            passage = touched.id if touched else f"{transcript}:{start}"
        acts.append(Act(pace.moment(event.created), passage))
    return acts


Given = dict[tuple[str, str], list[Decision]]
"""(code, role) -> the answers that stand."""


def _given(found: _Found, book: Codebook) -> Given:
    """The accepts whose coding stands and the rejects that hold, by code and role."""
    # An accept and the coding it made carry one time; a coding that was removed or recoded takes its accept along.
    made = {(one.coder, one.coded_as, one.transcript, one.created) for one in found.codings}
    standing = [
        one
        for one in found.decisions
        if one.verdict == "accept" and (one.coder, one.code, one.transcript, one.created) in made
    ]
    given: Given = {}
    for one in (*standing, *marks.in_force(found.decisions, book)):
        for row in found.rows(one)[:1]:
            given.setdefault((one.code, found.base.roles[row]), []).append(one)
    return given


def _answers(given: Iterable[Decision], bands: Sequence[str]) -> Answers:
    verdicts: Counter[str] = Counter()
    by: Counter[str] = Counter()
    for one in given:
        verdicts[one.verdict] += 1
        by[one.coder] += 1
    return Answers(
        verdicts["accept"], verdicts["reject"], len(bands), bands.count("likely"), dict(by.most_common())
    )


def _of_role(role: str, segments: pd.DataFrame, found: _Found, given: Given) -> OfRole:
    own = segments[segments["role"] == role]
    here = [pairs for row, (pairs, _) in found.there.items() if found.base.roles[row] == role]
    answers = _answers(
        (one for (_, whose), part in given.items() if whose == role for one in part),
        [band for pairs in here for _, band in pairs],
    )
    return OfRole(role, len(own), int(own["seen"].sum()), len(here), answers)


def _of_transcripts(segments: pd.DataFrame, found: _Found) -> Iterable[OfTranscript]:
    left = Counter(found.base.transcripts[row] for row in found.there)
    for name, own in segments.groupby("transcript", sort=False):
        yield OfTranscript(str(name), len(own), int(own["seen"].sum()), left[str(name)])


def _of_codes(roles: Sequence[str], found: _Found, given: Given, book: Codebook) -> Iterable[OfCode]:
    """Every code in use, in the order of the codebook's themes, for every role."""
    base = found.base
    waiting: dict[tuple[str, str], list[str]] = {}
    for row, (pairs, _) in found.there.items():
        for code, band in pairs:
            waiting.setdefault((code, base.roles[row]), []).append(band)
    read, decided, coded = _decided(found, book)
    for code in (code.id for code in _sorted(book) if code.offered):
        for role in roles:
            answers = _answers(given.get((code, role), []), waiting.get((code, role), []))
            times = {row: at for row, at in decided.get(code, {}).items() if base.roles[row] == role}
            has = {row for row in coded.get(code, ()) if base.roles[row] == role}
            seen = read.get(role, [])
            number = len(times) + sum(row not in times for row, _ in seen)
            # Of what was read, only the last can be among the last decided.
            for row, at in seen[-LAST:]:
                times[row] = max(times.get(row, ""), at)
            last = sorted(times, key=lambda row: (times[row], row))[-LAST:]
            got = sum(row in has for row in last)
            yield OfCode(code, role, answers, len(has), number, _missing(answers.likely, number, got))


def _sorted(book: Codebook) -> list[Code]:
    """The codes in the order of the codebook's themes."""
    themes = {theme.id: place for place, theme in enumerate(book.themes)}
    return sorted(book.codes, key=lambda code: themes.get(code.theme, len(themes)))


def _decided(
    found: _Found, book: Codebook
) -> tuple[dict[str, list[tuple[int, str]]], dict[str, dict[int, str]], dict[str, set[int]]]:
    """What was read, what was decided for each code, and what has it.

    Returns:
        Role -> (row, when read), the last read at the end; code -> row -> when decided; code -> rows.
    """
    base = found.base
    when: dict[int, str] = {}
    for review in found.reviews:
        for row in found.rows(review):
            if review.span.contains(base.segments[row].span):
                when[row] = max(when.get(row, ""), review.created)
    read: dict[str, list[tuple[int, str]]] = {}
    for row, at in sorted(when.items(), key=lambda item: (item[1], item[0])):
        read.setdefault(base.roles[row], []).append((row, at))
    decided: dict[str, dict[int, str]] = {}
    coded: dict[str, set[int]] = {}
    for coding in found.codings:
        for row in found.rows(coding):
            coded.setdefault(coding.code, set()).add(row)
            times = decided.setdefault(coding.code, {})
            times[row] = max(times.get(row, ""), coding.created)
    for reject in marks.in_force(found.decisions, book):
        for row in found.rows(reject):
            if marks.mostly(reject.span, base.segments[row].span):
                times = decided.setdefault(reject.code, {})
                times[row] = max(times.get(row, ""), reject.created)
    return read, decided, coded


def _missing(likely: int, decided: int, got: int) -> str:
    """Why a code does not look covered in a role, "" where it does."""
    reasons = []
    if likely:
        reasons.append(f"{likely} likely suggestion{'s are' if likely > 1 else ' is'} open")
    if decided < LAST:
        reasons.append(f"only {decided} of {LAST} passages decided")
    elif got:
        reasons.append(f"{got} of the last {LAST} passages got it")
    return "; ".join(reasons)
