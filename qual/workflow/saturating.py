"""Saturation of a study: by role and pooled, codes of the beginning and codes added since apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.selection import EVERYTHING, Selection
from qual.workflow.counted import Counted, counted
from qual.workflow.rereview import codes_at

if TYPE_CHECKING:
    import pandas as pd

    from qual.analysis.saturation import Band, Saturation
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

POOLED = ""
"""The role of everybody together."""
EVERYBODY = "everybody"
"""What the pooled curve is called."""
ALL, PRIOR, ADDED = "all", "a priori", "added"
KINDS = (ALL, PRIOR, ADDED)
CAME, CODED = "came", "coded"
ORDERS = (CAME, CODED)
"""Interviews in the order in which they came into the study, or in which they were first coded."""
LABEL = "Code saturation: it says when codes stopped being new in these interviews, never that there were enough."


@dataclass(frozen=True, slots=True)
class Curve:
    """Saturation of one role (`POOLED` for all) with codes of one kind.

    Attributes:
        role, kind: of what.
        transcripts: the interviews, in the order they are taken in.
        codes: the codes of each.
        result: for that order.
        band: for random orders.
        unread: interviews left out, since nobody has coded them nor read them to the end.
        partly: interviews of which some passage is neither coded, decided on nor read.
    """

    role: str
    kind: str
    transcripts: tuple[str, ...]
    codes: tuple[frozenset[str], ...]
    result: Saturation
    band: Band
    unread: tuple[str, ...]
    partly: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A code, when it came, and where it is first.

    Attributes:
        code: its id.
        prior: whether the codebook had it when coding began.
        since: when a codebook first had it; UTC, ISO 8601, "" where that is not known.
        interview: place (from 1) of the first interview that has it, everybody pooled; 0 for none.
        transcript: that interview.
    """

    code: str
    prior: bool
    since: str
    interview: int
    transcript: str


@dataclass(frozen=True, slots=True)
class SaturationAnswer:
    """Everything about saturation.

    Attributes:
        base, run, threshold, order: as asked.
        curves: by role in the study's order, pooled last; of each all codes, a priori ones, added ones.
        codes: the codes in use, by the interview that has them first.
        notes: what to read beside it.
    """

    base: int
    run: int
    threshold: float
    order: str
    curves: tuple[Curve, ...]
    codes: tuple[Added, ...]
    notes: tuple[str, ...]

    def of(self, role: str = POOLED, kind: str = ALL) -> Curve:
        """One curve.

        Raises:
            NotFound: for a role without words in the data.
        """
        for one in self.curves:
            if (one.role, one.kind) == (role, kind):
                return one
        there = dict.fromkeys(one.role for one in self.curves if one.role)
        raise NotFound("role", role, hint=f"There are {', '.join(there) or 'none'}.")

    def table(self, *, kind: str = ALL) -> pd.DataFrame:
        """One line per role and number of interviews: n, median, low, high, role, found (in the order taken)."""
        import pandas as pd

        rows = [
            (n + 1, one.band.median[n], one.band.low[n], one.band.high[n], one.role or EVERYBODY, found)
            for one in self.curves if one.kind == kind
            for n, found in enumerate(one.result.found)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["n", "median", "low", "high", "role", "found"])


def saturation(
    project: OpenProject, *, base: int = 4, run: int = 2, threshold: float = 0.05, order: str = CAME,
    selection: Selection = EVERYTHING,
) -> SaturationAnswer:  # fmt: skip
    """When interviews stopped bringing new codes, by role and pooled.

    An interview is what people of a role say in one transcript; its codes are those on their words, by any coder.
    One that nobody has coded nor read to the end is left out, since silence there is not the interview's.

    Raises:
        NotFound: for what the selection names and is not there.
        Refused: for a base, run, threshold or order that does not exist.
    """
    from qual.analysis.saturation import BASES, RUNS

    if base not in BASES or run not in RUNS:
        raise Refused("Saturation", f"the base is one of {BASES} interviews, the run one of {RUNS}")
    if not 0 <= threshold < 1:
        raise Refused("Saturation", "the threshold is a share from 0 to below 1", hint="Say 0.05 for 5 %.")
    if order not in ORDERS:
        raise Refused("Saturation", f"interviews are taken in the order they {' or were '.join(ORDERS)}")
    data = counted(project, selection)
    with project.store.reading() as tables:
        prior, notes = _beginning(tables)
        since = _since(tables, set(data.codings["code"]))
        line = _line(tables, data, order)
    heard = _heard(data)
    curves = [
        curve
        for role in (*data.groups, POOLED)
        for curve in _curves(heard, role, line, prior, (base, run, threshold))
    ]
    codes = _codes(curves, prior, since)
    notes = [LABEL, *data.notes, *notes, *_notes(curves, codes, order)]
    return SaturationAnswer(base, run, threshold, order, tuple(curves), codes, tuple(dict.fromkeys(notes)))


def in_words(curve: Curve) -> str:
    """Whether and where saturation was reached, in order and over random orders; why not, where there is no result.

    As "7+2; in 74 % of random orders (5th to 95th percentile: 4 to never)".
    """
    result, band = curve.result, curve.band
    if result.note:
        return result.note
    reached = result.written or "not reached"
    if not band.reached:
        return f"{reached}; in no random order"
    share = "all" if band.reached == 1 else f"{min(max(round(100 * band.reached), 1), 99)} % of"
    if band.reached_low is None:
        return f"{reached}; in {share} random orders"
    late = "never" if band.reached_high is None else str(band.reached_high)
    span = band.reached_low if late == str(band.reached_low) else f"{band.reached_low} to {late}"
    return f"{reached}; in {share} random orders (5th to 95th percentile: {span})"


@dataclass(frozen=True, slots=True)
class _Heard:
    """Codes, passages and passages looked at of a role in a transcript."""

    codes: dict[tuple[str, str], set[str]]
    coded: set[tuple[str, str]]
    """With any code, be it one that is not counted here."""
    passages: dict[tuple[str, str], int]
    seen: dict[tuple[str, str], int]


def _heard(data: Counted) -> _Heard:
    from qual.analysis.overlap import covered, has_word, touching

    segments, codings = data.segments, data.codings
    where = list(zip(segments["transcript"].tolist(), segments["role"].tolist(), strict=True))
    seen = covered(segments, data.reviews)
    seen[touching(segments, data.decisions)[0]] = True
    marked = touching(segments, data.marked)[0]
    seen[marked] = True
    found = _Heard({}, {where[segment] for segment in marked.tolist()}, {}, {})
    for place, looked, worded in zip(where, seen.tolist(), has_word(segments).tolist(), strict=True):
        if worded:
            found.passages[place] = found.passages.get(place, 0) + 1
            found.seen[place] = found.seen.get(place, 0) + looked
    code = codings["code"].astype(str).tolist()
    for segment, coding in zip(*(rows.tolist() for rows in touching(segments, codings)), strict=True):
        found.codes.setdefault(where[segment], set()).add(code[coding])
    return found


def _curves(
    heard: _Heard, role: str, line: Sequence[str], prior: frozenset[str], asked: tuple[int, int, float]
) -> Iterable[Curve]:
    """The curves of one role: all codes, those of the beginning, those added since."""
    from qual.analysis.saturation import band, saturation

    roles = {own for _, own in heard.passages} if role == POOLED else {role}
    taken, codes, unread, partly = [], [], [], []
    for transcript in line:
        places = [(transcript, own) for own in roles if (transcript, own) in heard.passages]
        if not places:
            continue
        own = set[str]().union(*(heard.codes.get(place, ()) for place in places))
        whole = all(heard.seen[place] == heard.passages[place] for place in places)
        if not whole and not any(place in heard.coded for place in places):
            unread.append(transcript)
            continue
        taken.append(transcript)
        codes.append(own)
        partly += [] if whole else [transcript]
    base, run, threshold = asked
    for kind in KINDS:
        kept = [{one for one in own if kind == ALL or (one in prior) == (kind == PRIOR)} for own in codes]
        yield Curve(
            role, kind, tuple(taken), tuple(map(frozenset, kept)),
            saturation(kept, base=base, run=run, threshold=threshold),
            band(kept, base=base, run=run, threshold=threshold), tuple(unread), tuple(partly),
        )  # fmt: skip


def _line(tables: Tables, data: Counted, order: str) -> list[str]:
    """All transcripts in the order in which they are taken in; those never coded last."""
    came = [one.id for one in tables.transcripts()]
    if order == CAME:
        return came
    first: dict[str, str] = {}
    for transcript, created in zip(data.codings["transcript"], data.codings["created"], strict=True):
        first[transcript] = min(created, first.get(transcript, created))
    return sorted(came, key=lambda name: (name not in first, first.get(name, "")))


def _beginning(tables: Tables) -> tuple[frozenset[str], list[str]]:
    """The codes of the codebook when coding began, and what to say of them.

    A code that took such a code over whole (a merge) is one of them; a part of a split is not. One that was made
    while coding is not, even where that was the first thing coded.
    """
    acts = [tables.events(kind, limit=1, newest_first=False) for kind in ("code", "accept")]
    first = min((event for found in acts for event in found), key=lambda event: event.seq, default=None)
    if first is None:
        return frozenset(), ["Nothing has been coded yet."]
    made = {str(event.details.get("code", "")) for event in tables.events("newcode")}
    prior = set(codes_at(tables, first.codebook_version)) - made
    if tables.codebook_text(first.codebook_version) is None:
        return frozenset(prior), [
            "The codebook of the day coding began is not kept: all codes count as added since."
        ]
    for _, shift in tables.shifts().steps:
        if not shift.coding and shift.code in prior:
            prior.add(shift.into)
    return frozenset(prior), []


def _since(tables: Tables, codes: set[str]) -> dict[str, str]:
    """When a codebook first had each code; a code nobody has any more is not in it."""
    found: dict[str, str] = {}
    for one in tables.codebook_versions():
        for code in codes_at(tables, one.version):
            found.setdefault(code, one.created)
        if codes <= found.keys():
            break
    return found


def _codes(curves: Sequence[Curve], prior: frozenset[str], since: dict[str, str]) -> tuple[Added, ...]:
    """Each code in use with the first interview that has it, in that order."""
    pooled = next(one for one in curves if (one.role, one.kind) == (POOLED, ALL))
    first: dict[str, int] = {}
    for place, own in enumerate(pooled.codes, 1):
        for code in sorted(own):
            first.setdefault(code, place)
    return tuple(
        Added(code, code in prior, since.get(code, ""), place, pooled.transcripts[place - 1])
        for code, place in first.items()
    )


def _notes(curves: Sequence[Curve], codes: Sequence[Added], order: str) -> list[str]:
    """What the curves leave out, and how they are misread."""
    pooled = next(one for one in curves if (one.role, one.kind) == (POOLED, ALL))
    taken = "came into the study" if order == CAME else "were first coded"
    band = (
        f"Interviews are taken in the order in which they {taken}; an interview is what people of the role say in "
        "one transcript. The band shows 1,000 random orders of the same interviews. At the last interview it "
        "closes by construction: it tells how much the order matters, not what more interviews would bring."
    )
    notes = [band]
    if pooled.unread:
        notes.append(
            f"{_many(len(pooled.unread), 'interview')} that nobody has coded nor read to the end "
            f"{'is' if len(pooled.unread) == 1 else 'are'} left out."
        )
    if pooled.partly:
        notes.append(
            f"{_many(len(pooled.partly), 'interview')} of {len(pooled.transcripts)} not looked at to the end: "
            "codes may still come out of them, and saturation may look nearer than it is."
        )
    later = [one for one in codes if not one.prior]
    if codes and not later:
        notes.append(
            "Every code in use was in the codebook when coding began. A fixed list of codes saturates by itself: "
            "that no new one comes says little about the interviews."
        )
    if later:
        notes.append(
            f"{_many(len(later), 'code')} of {len(codes)} came after coding had begun, and can have been looked "
            "for in interviews coded before only where somebody went back to them."
        )
    if len({one.role for one in curves}) > 2:  # noqa: PLR2004 - pooled and one role are the same people
        notes.append("Roles are separate populations: the pooled curve can look saturated where one role is not.")
    return notes


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
