"""What is known of one code: how often it is given and to whom, its quotes, its neighbours, how it is learned.

Passages are segments as they are cut now. Suggestions are in no count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.codebook import Codebook
from qual.workflow import frames, learning, marks, memos, speaking, suggesting

if TYPE_CHECKING:
    from qual.model.codebook import Code
    from qual.model.coding import Coding
    from qual.model.learning import CodeLearned
    from qual.model.memo import Memo
    from qual.model.span import Span
    from qual.workflow.projects import OpenProject

NEAREST = 5
"""Codes nearest by meaning that are listed."""
BESIDE = 8
"""Codes often on the same passages that are listed."""


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many people of a role have the code, and on how many of their passages.

    Attributes:
        role: whose words; "unknown" where nobody has confirmed it.
        participants, of: people who have it, of all of this role.
        low, high: 95 % interval (Wilson) of that share.
        passages, passages_of: their passages with it, of all of theirs.
    """

    role: str
    participants: int
    of: int
    low: float
    high: float
    passages: int
    passages_of: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that were given the code.

    Attributes:
        transcript, span, words: the words and where they stand.
        participant: who says them, "" where nobody has said so; `role` "unknown" where nobody confirmed it.
        role: see `participant`.
        codings: of these very words with this code, one for each coder.
    """

    transcript: str
    span: Span
    words: str
    participant: str
    role: str
    codings: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """What the learner measured of the code at its last run.

    Attributes:
        found: its numbers, None where the last run did not know the code, or there was none.
        reviewed: passages it could learn from; with `found.n_pos` the share that guessing would get.
        made: when; UTC, ISO 8601, "" for never.
        reaching: passages that reach its threshold, answered or not; None while none were made.
    """

    found: CodeLearned | None
    reviewed: int
    made: str
    reaching: int | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """How often a code is given.

    Attributes:
        codings: in force; `coders` made them, most first.
        roles: in the project's order, "unknown" last.
        notes: what to know of these counts.
        days: day (UTC) -> codings made on it, in order.
        transcripts: each in the order of import: its id, its passages with the code, and all of its passages.
        learned: what the learner knows.
    """

    codings: int
    coders: tuple[tuple[str, int], ...]
    roles: tuple[RoleCount, ...]
    notes: tuple[str, ...]
    days: tuple[tuple[str, int], ...]
    transcripts: tuple[tuple[str, int, int], ...]
    learned: Learned


@dataclass(frozen=True, slots=True)
class Beside:
    """Another code on the same passages.

    Attributes:
        code: its id.
        both, own, other, of: passages with both, with this code, with the other, of those looked at.
        people: who say the passages with both.
        expected: passages with both if the two had nothing to do with each other, own * other / of.
    """

    code: str
    both: int
    own: int
    other: int
    of: int
    people: int

    @property
    def expected(self) -> float:
        """See above."""
        return self.own * self.other / self.of


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Codes near this one.

    Attributes:
        beside: on the same passages, most first.
        nearest: code and cosine of the two definitions, highest first.
        compared: codes whose definition could be compared, of `codes` others in use; 0 where this one's could not.
        codes: see `compared`.
    """

    beside: tuple[Beside, ...]
    nearest: tuple[tuple[str, float], ...]
    compared: int
    codes: int


def code_of(project: OpenProject, code: str) -> Code:
    """The code.

    Raises:
        NotFound: if it is not in the codebook.
    """
    found = project.codebook.book.code(code)
    if found is None:
        raise NotFound("code", code, hint="Choose one in the codebook.")
    return found


def numbers(project: OpenProject, code: str) -> Numbers:
    """How often the code is given, by role, by day and along the transcripts.

    Raises:
        NotFound: if it is not in the codebook.
    """
    from qual.analysis.frequencies import frequencies

    own = code_of(project, code)
    segments, codings = frames.data_segments(project), frames.codings(project)
    codings = codings[codings["code"] == code]
    alone = Codebook(codes=(replace(own, theme="", parent=""),))
    roles = [role for role in speaking.data_roles(project) if (segments["role"] == role).any()]
    counted = frequencies(segments, codings, alone, by="role", groups=roles)
    rows = [row for row in counted.rows.to_dict("records") if row["code"] == code]
    return Numbers(
        codings=len(codings),
        coders=tuple(Counter(codings["coder"].tolist()).most_common()),
        roles=tuple(
            RoleCount(
                str(row["role"]), row["participants"], row["participants_total"], row["ci_low"], row["ci_high"],
                row["segments"], row["segments_total"],
            )
            for row in rows
        ),
        notes=counted.notes,
        days=tuple(sorted(Counter(when[:10] for when in codings["created"].tolist()).items())),
        transcripts=_along(project, code),
        learned=_learned(project, code),
    )  # fmt: skip


def _along(project: OpenProject, code: str) -> tuple[tuple[str, int, int], ...]:
    with project.store.reading() as tables:
        data = [datum.segment for datum in suggesting.data_of(project, tables)]
        order = [info.id for info in tables.transcripts()]
        cut = marks.cut_of(data)
        found = marks.coded_pairs(cut, tables.codings(code=code))
    of = Counter(one.transcript for one in data)
    ids = {segment for segment, _ in found}
    own = Counter(one.transcript for one in data if one.id in ids)
    return tuple((name, own[name], of[name]) for name in order if of[name])


def _learned(project: OpenProject, code: str) -> Learned:
    report = learning.learner_report(project)
    reaching = suggesting.reaching(project)
    found = next((one for one in report.codes if one.code == code), None) if report else None
    return Learned(found, report.reviewed if report else 0, report.made if report else "",
                   reaching.get(code) if reaching else None)  # fmt: skip


def quotes(project: OpenProject, code: str) -> tuple[Quote, ...]:
    """All words that were given the code: by role in the project's order, participant and place.

    Raises:
        NotFound: if it is not in the codebook.
    """
    code_of(project, code)
    with project.store.reading() as tables:
        codings, voices = tables.codings(code=code), frames.voices(tables)
        turns = tables.turns()
        place = {info.id: number for number, info in enumerate(tables.transcripts())}
    together: dict[tuple[str, Span], list[Coding]] = {}
    for coding in codings:
        together.setdefault((coding.transcript, coding.span), []).append(coding)
    found = []
    for (name, span), own in together.items():
        own_turns = turns.get(name, ())
        at = bisect_right(own_turns, span.start, key=lambda turn: turn.span.start) - 1
        voice = voices.of_label(name, own_turns[at].label if at >= 0 else "")
        found.append(Quote(name, span, own[0].quote, voice.participant, voice.role, tuple(own)))
    order = {role: number for number, role in enumerate(project.roles)}
    found.sort(
        key=lambda one: (order.get(one.role, len(order)), one.participant, place[one.transcript], one.span.start)
    )
    return tuple(found)


def notes(project: OpenProject, code: str) -> tuple[Memo, ...]:
    """Memos about the code and on its codings, the newest first."""
    with project.store.reading() as tables:
        own = {coding.id for coding in tables.codings(code=code)}
    about = memos.listing(project, about="code", target=code)
    on = [memo for memo in memos.listing(project, about="coding") if memo.target in own]
    return tuple(sorted([*about, *on], key=lambda memo: memo.created, reverse=True))


def neighbours(project: OpenProject, code: str) -> Neighbours:
    """Codes on the same passages, and codes defined in a like way.

    Nothing is encoded: definitions without a kept vector are not compared, and their number is said.

    Raises:
        NotFound: if it is not in the codebook.
    """
    own, book = code_of(project, code), project.codebook.book
    others = [one for one in book.codes if one.offered and one.id != code]
    with project.store.reading() as tables:
        data = suggesting.data_of(project, tables)
        cut = marks.cut_of(datum.segment for datum in data)
        pairs = marks.coded_pairs(cut, tables.codings())
        read = marks.read_segments(cut, tables.reviews())
    people = {one.segment.id: one.participant or one.segment.transcript for one in data}
    passages: dict[str, set[str]] = {}
    for segment, other in pairs:
        passages.setdefault(other, set()).add(segment)
    looked_at = read.union(*passages.values())
    mine = passages.get(code, set())
    beside = [
        Beside(
            one, len(mine & there), len(mine), len(there), len(looked_at), len({people[s] for s in mine & there})
        )
        for one, there in passages.items()
        if one != code and mine & there
    ]
    beside.sort(key=lambda one: (-one.both, -one.both / one.expected, one.code))
    nearest, compared = _nearest(project, own, others)
    return Neighbours(tuple(beside[:BESIDE]), nearest, compared, len(others))


def _nearest(project: OpenProject, own: Code, others: Sequence[Code]) -> tuple[tuple[tuple[str, float], ...], int]:
    import numpy as np

    from qual.matching.anchors import anchors_of
    from qual.matching.cache import encode_cached, text_key

    codes = [own, *others]
    texts = {one.code: one.embedded for one in anchors_of(codes) if one.kind == "definition"}
    encoder, storage = suggesting.encoder_of(project), project.store.vectors
    kept = storage.get(encoder.name, [text_key(text) for text in texts.values()])
    known = [place for place, text in texts.items() if text_key(text) in kept]
    if 0 not in known or not own.definition.strip():
        return (), 0
    vectors = np.asarray(encode_cached(encoder, [texts[place] for place in known], storage))
    likeness = vectors @ vectors[known.index(0)]
    rows = [(codes[place].id, float(one)) for place, one in zip(known, likeness, strict=True) if place]
    rows.sort(key=lambda row: -row[1])
    return tuple(rows[:NEAREST]), len(rows)
