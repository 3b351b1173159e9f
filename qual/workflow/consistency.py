"""Whether codes are used evenly: over time, on passages almost alike, by everybody, and which are never used.

What is worth a person's look is asked here; nothing is decided. Passages that this coder is to see without
suggestions first are left out of what shows passages. Nothing is encoded: what has no kept vector is not compared,
and its number is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis import consistency as analysis
from qual.analysis.consistency import Looked, OnePersonCodes, OneRoleCodes, Unused
from qual.analysis.drift import Drift, Series, drifts, windows
from qual.codebook.likeness import INSIDE, SAME, SHARED, SLIP, near_names
from qual.matching import alike
from qual.matching.alike import ALIKE, INCONSISTENT, REJECTED, Uneven
from qual.workflow import marks
from qual.workflow.checking import Place, hidden_rows, kept_vectors, place_of
from qual.workflow.judged import Judged, judged
from qual.workflow.rereview import codes_at, current

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qual.model.codebook import Codebook
    from qual.model.coding import Coding, Decision, Review
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

__all__ = [
    "ALIKE", "INCONSISTENT", "INSIDE", "REJECTED", "SAME", "SHARED", "SLIP", "Alike", "Differing", "Drift",
    "Drifts", "Series", "Use", "drift", "near_names", "uneven", "use", "windows",
]  # fmt: skip

MOST = 60
"""Pairs of passages kept, the worst."""
READ = 0.5
"""Share of a transcript's passages that a person must have read or decided for the transcript to count as read."""


@dataclass(frozen=True, slots=True)
class Use:
    """Codes that are not everybody's.

    Attributes:
        unused: codes in use that nobody has given.
        person: those of one coder alone, or why that was not asked.
        role: those of one role alone, or why that was not asked.
        codes: codes that can be given.
    """

    unused: tuple[Unused, ...]
    person: OnePersonCodes
    role: OneRoleCodes
    codes: int


@dataclass(frozen=True, slots=True)
class Differing:
    """Two passages almost alike, one with a code and one without, and where they stand."""

    found: Uneven
    coded: Place
    other: Place


@dataclass(frozen=True, slots=True)
class Alike:
    """Passages almost alike coded differently.

    Attributes:
        pairs: the worst first, at most `MOST`.
        more: how many others there are.
        compared: judged passages that have a vector, of `judged` that this coder may see.
        judged: see `compared`.
    """

    pairs: tuple[Differing, ...]
    more: int
    compared: int
    judged: int


@dataclass(frozen=True, slots=True)
class Drifts:
    """What moved over time.

    Attributes:
        found: flagged ones first, then by chance, those not tested last; `series` go with them.
        tested: how many were tested; all together are one family.
    """

    found: tuple[Drift, ...]
    series: tuple[Series, ...]
    tested: int


def use(project: OpenProject) -> Use:
    """Codes never used, used by one person only, received by one role only."""
    book = project.codebook.book
    with project.store.reading() as tables:
        found = judged(project, tables, book)
        looked = _looked(tables, found, book)
    codes = [code.id for code in book.codes if code.offered]
    used: dict[str, dict[str, set[str]]] = {code: defaultdict(set) for code in codes}
    people: dict[str, dict[str, set[str]]] = {code: defaultdict(set) for code in codes}
    numbers = dict.fromkeys(codes, 0)
    for coding in found.codings:
        if coding.code not in used:
            continue
        numbers[coding.code] += 1
        for row in _rows(found, coding):
            used[coding.code][coding.coder].add(coding.transcript)
            people[coding.code][found.roles[row]].add(found.people[row])
    seen = _seen(found)
    rows = set().union(*seen.values())
    read: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        read[found.roles[row]].add(found.people[row])
    given = {code: {role: len(some) for role, some in own.items()} for code, own in people.items() if own}
    return Use(
        analysis.never_used(numbers, looked),
        analysis.one_person({code: own for code, own in used.items() if own}, _transcripts(found, seen)),
        analysis.one_role(given, {role: len(some) for role, some in read.items()}),
        len(codes),
    )


def uneven(project: OpenProject, *, coder: str) -> Alike:
    """Passages almost alike that were coded differently, as this coder may see them."""
    book = project.codebook.book
    with project.store.reading() as tables:
        found = judged(project, tables, book)
        hidden = hidden_rows(tables, found, coder) if coder else set()
        now_ = current(tables, found.codings, book)
    vectors, known = kept_vectors(project, found)
    acts = _acts(found, book, now_)
    there = [row for row in sorted(acts) if row not in hidden]
    rows = [row for row in there if known[row]]
    passages = [
        alike.Passage(found.segments[row].id, found.text(row), found.people[row], tuple(acts[row].values()))
        for row in rows
    ]
    pairs = alike.uneven(passages, vectors[rows]) if rows else ()
    shown = tuple(
        Differing(one, place_of(found, found.row_of[one.coded]), place_of(found, found.row_of[one.other]))
        for one in pairs[:MOST]
    )
    return Alike(shown, max(0, len(pairs) - MOST), len(rows), len(there))


def drift(project: OpenProject) -> Drifts:
    """For each code in use and each coder: whether acceptance, prevalence or the centre of what is coded moved."""
    book = project.codebook.book
    with project.store.reading() as tables:
        found = judged(project, tables, book)
    vectors, known = kept_vectors(project, found)
    asked = [
        one
        for code in (code.id for code in book.codes if code.offered)
        for coder in sorted({coding.coder for coding in found.codings if coding.code == code})
        for one in (
            _acceptance(found, code, coder),
            _prevalence(found, code, coder),
            _centre(found, code, coder, vectors, known),
        )
    ]
    made = [one for one in asked if len(one.values)]
    answers = drifts(made)
    order = sorted(
        range(len(made)), key=lambda at: (not answers[at].flagged, answers[at].p is None, answers[at].p or 0.0)
    )
    tested = sum(one.p is not None for one in answers)
    return Drifts(tuple(answers[at] for at in order), tuple(made[at] for at in order), tested)


def _rows(found: Judged, act: Coding | Decision | Review) -> list[int]:
    """The rows an act says something of: those a coding touches, a reject mostly covers, a review covers wholly."""
    touched = [one for one in found.cut.touched(act.transcript, act.span) if one.id in found.row_of]
    if hasattr(act, "verdict"):
        touched = [one for one in touched if marks.mostly(act.span, one.span)]
    elif not hasattr(act, "code"):
        touched = [one for one in touched if act.span.contains(one.span)]
    return [found.row_of[one.id] for one in touched]


def _all(found: Judged) -> Iterable[Coding | Decision | Review]:
    return (*found.codings, *found.decisions, *found.reviews)


def _seen(found: Judged) -> dict[str, set[int]]:
    """Coder -> rows read to the end, coded or decided."""
    seen: dict[str, set[int]] = defaultdict(set)
    for act in _all(found):
        seen[act.coder].update(_rows(found, act))
    return seen


def _transcripts(found: Judged, seen: Mapping[str, set[int]]) -> dict[str, set[str]]:
    """Coder -> transcripts of which they have seen enough for them to count as read."""
    of: dict[str, int] = defaultdict(int)
    for one in found.segments:
        of[one.transcript] += 1
    read: dict[str, set[str]] = {}
    for coder, rows in seen.items():
        own: dict[str, int] = defaultdict(int)
        for row in rows:
            own[found.segments[row].transcript] += 1
        read[coder] = {name for name, number in own.items() if number >= READ * of[name]}
    return read


def _looked(tables: Tables, found: Judged, book: Codebook) -> dict[str, Looked]:
    """Code -> what was looked at under versions of the codebook that had it."""
    under: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for act in _all(found):
        version = getattr(act, "codebook_version", None) or found.versions.get((act.coder, act.created), "")
        under[version][act.coder].update(_rows(found, act))
    had = {version: codes_at(tables, version).keys() for version in under}
    looked = {}
    for code in book.codes:
        own = [coders for version, coders in under.items() if code.id in had[version]]
        rows = {row for coders in own for some in coders.values() for row in some}
        who = {coder for coders in own for coder, some in coders.items() if some}
        looked[code.id] = Looked(len(rows), len({found.people[row] for row in rows}), len(who))
    return looked


def _acts(found: Judged, book: Codebook, now_: AbstractSet[str]) -> dict[int, dict[str, alike.Judged]]:
    """Row -> coder -> what that coder did with it, as codes are meant now; `now_` are the codings that count."""
    meanings = {code.id: code.meaning for code in book.codes if code.offered}
    given: dict[tuple[int, str], set[str]] = defaultdict(set)
    rejected: dict[tuple[int, str], set[str]] = defaultdict(set)
    known: dict[tuple[int, str], set[str]] = {}
    older: dict[tuple[int, str], set[str]] = defaultdict(set)
    for coding in found.codings:
        for row in _rows(found, coding):
            (given if coding.id in now_ else older)[row, coding.coder].add(coding.code)
    for one in marks.in_force(found.decisions, book):
        for row in _rows(found, one):
            rejected[row, one.coder].add(one.code)
    for review in found.reviews:
        then = found.meanings.get(found.versions.get((review.coder, review.created), ""), {})
        same = {code for code, meaning in meanings.items() if then.get(code) == meaning}
        for row in _rows(found, review):
            known.setdefault((row, review.coder), set()).update(same)
    made: dict[int, dict[str, alike.Judged]] = {}
    for row, coder in sorted({*given, *older, *rejected, *known}):
        key = (row, coder)
        unknown = (meanings.keys() - known.get(key, set())) | (older[key] - given[key])
        made.setdefault(row, {})[coder] = alike.Judged(
            coder, frozenset(given[key]), frozenset(rejected[key]), key in known, frozenset(unknown)
        )
    return made


def _series(code: str, coder: str, measure: str, rows: Sequence[tuple[object, str, str]]) -> Series:
    values = np.asarray([value for value, _, _ in rows], dtype=np.float64)
    return Series(code, coder, measure, values, [name for _, name, _ in rows], [role for _, _, role in rows])


def _acceptance(found: Judged, code: str, coder: str) -> Series:
    """Answers to suggestions, in the order they were given."""
    own = [one for one in found.decisions if (one.code, one.coder) == (code, coder) and one.band]
    rows = []
    for one in sorted(own, key=lambda one: (one.created, one.id)):
        at = next(iter(_rows(found, one)), None)
        if at is not None:
            rows.append((float(one.verdict == "accept"), one.transcript, found.roles[at]))
    return _series(code, coder, "acceptance", rows)


def _prevalence(found: Judged, code: str, coder: str) -> Series:
    """Passages read to the end, each once, in the order they were read: coded or not."""
    has = {row for one in found.codings if (one.code, one.coder) == (code, coder) for row in _rows(found, one)}
    order: dict[int, None] = {}
    for review in sorted((one for one in found.reviews if one.coder == coder), key=lambda one: one.created):
        then = found.meanings.get(found.versions.get((coder, review.created), ""), {})
        if code in then:
            order.update(dict.fromkeys(_rows(found, review)))
    rows = [(float(row in has), found.segments[row].transcript, found.roles[row]) for row in order]
    return _series(code, coder, "prevalence", rows)


def _centre(found: Judged, code: str, coder: str, vectors: NDArray[np.float32], known: NDArray[np.bool_]) -> Series:
    """The vectors of passages given the code, each once, in the order they were coded."""
    own = [one for one in found.codings if (one.code, one.coder) == (code, coder)]
    order: dict[int, None] = {}
    for one in sorted(own, key=lambda one: (one.created, one.id)):
        order.update(dict.fromkeys(row for row in _rows(found, one) if known[row]))
    rows = list(order)
    names, roles = [found.segments[row].transcript for row in rows], [found.roles[row] for row in rows]
    return Series(code, coder, "centre", np.asarray(vectors[rows], dtype=np.float64), names, roles)
