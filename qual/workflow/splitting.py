"""One code's codings laid out to be parted: with their words and speakers, in the two groups the learner sees.

The groups are a proposal for a person to change; what the person says is planned by `qual.codebook.surgery.split`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.codebook import surgery as planning
from qual.errors import QualError
from qual.workflow import code_groups, frames, marks, suggesting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qual.model.coding import Coding
    from qual.model.transcript import Transcript
    from qual.workflow.projects import OpenProject

AROUND = 80
"""Characters of what stands before and after a quote."""


@dataclass(frozen=True, slots=True)
class Laid:
    """One coding on the board.

    Attributes:
        coding: its id.
        transcript: where it stands.
        start: its first character.
        quote: its words.
        before: what stands before them; `after` what stands behind.
        after: see `before`.
        participant: who mainly says them.
        role: that person's role.
        coder: who coded them.
        given: the code the coder gave, where it is another.
        side: the group the learner sees it in, 0 or 1; None where it sees none.
    """

    coding: str
    transcript: str
    start: int
    quote: str
    before: str
    after: str
    participant: str
    role: str
    coder: str
    given: str
    side: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """A code's codings, by transcript and place.

    Attributes:
        code: its id.
        laid: the codings.
        words: what tells each group from the other, () where there are no groups.
        proposed: whether the two groups look different beyond chance; else they are only the clearest parting.
        p: share of undivided sets of passages that part at least as well, this code looked at alone; None where
            it was not tested.
        why: why there are no groups, or why they are not tested; "" for nothing to say.
    """

    code: str
    laid: tuple[Laid, ...]
    words: tuple[tuple[str, ...], ...]
    proposed: bool
    p: float | None
    why: str


def board(project: OpenProject, code: str) -> Board:
    """The codings that count as a code, each in one of the two groups that the learner sees.

    Raises:
        NotFound: for a code that is not in the codebook.
    """
    from qual.matching.splits import LEVEL

    planning.code_of(project.codebook.book, code)
    with project.store.reading() as tables:
        codings = tables.codings(code=code)
        texts = frames.transcripts(tables)
        cut = marks.cut_of(datum.segment for datum in suggesting.data_of(project, tables))
    table = frames.codings(project).set_index("coding")
    groups = _groups(project, code)
    laid = []
    for coding in codings:
        touched = marks.segment_ids(cut.touched(coding.transcript, coding.span))
        side = next((groups.sides[one] for one in touched if one in groups.sides), None)
        row = table.loc[coding.id]
        laid.append(_laid(coding, texts[coding.transcript], str(row["participant"]), str(row["role"]), side))
    return Board(code, tuple(laid), groups.words, groups.p is not None and groups.p <= LEVEL, groups.p, groups.why)


@dataclass(frozen=True, slots=True)
class _Groups:
    sides: dict[str, int]
    words: tuple[tuple[str, ...], ...] = ()
    p: float | None = None
    why: str = ""


def _groups(project: OpenProject, code: str) -> _Groups:
    """The group of every passage of the code."""
    import numpy as np

    from qual.matching.cache import encode_cached
    from qual.matching.splits import background, parting
    from qual.matching.words import telling_words

    found = code_groups.read(project)
    own = [row for row, one in enumerate(found.segments) if one.id in found.passages.get(code, set())]
    different = code_groups.different(found, code) if own else []
    try:
        texts = [one.text for one in found.segments]
        vectors = np.asarray(encode_cached(suggesting.encoder_of(project), texts, project.store.vectors))
    except QualError as error:
        return _Groups({}, why=str(error))
    names = [found.segments[row].id for row in different]
    people = [found.person(name) for name in names]
    parted = parting(vectors[different], people, names, background(vectors))
    if not parted.groups:
        return _Groups({}, why=parted.why)
    means = np.stack([vectors[[different[place] for place in group]].mean(axis=0) for group in parted.groups])
    members = {different[place]: side for side, group in enumerate(parted.groups) for place in group}
    nearest = _nearest(vectors[own], means)
    by_text = {found.segments[row].text: side for row, side in members.items()}
    sides = {
        found.segments[row].id: by_text.get(found.segments[row].text, int(near))
        for row, near in zip(own, nearest, strict=True)
    }
    spoken = [[found.segments[row].text for row in members if members[row] == side] for side in (0, 1)]
    return _Groups(sides, tuple(telling_words(spoken, [])), parted.p, parted.why)


def _nearest(vectors: NDArray[np.float32], means: NDArray[np.float32]) -> NDArray[np.intp]:
    """For each passage the group whose middle is nearest."""
    import numpy as np

    away = ((vectors[:, None, :] - means[None]) ** 2).sum(axis=2)
    return np.asarray(away.argmin(axis=1))


def _laid(coding: Coding, transcript: Transcript, participant: str, role: str, side: int | None) -> Laid:
    text, span = transcript.text, coding.span
    return Laid(
        coding.id, coding.transcript, span.start, coding.quote,
        _whole_words(text[max(0, span.start - AROUND) : span.start], behind=False),
        _whole_words(text[span.end : span.end + AROUND], behind=True),
        participant, role, coding.coder, coding.given, side,
    )  # fmt: skip


def _whole_words(text: str, *, behind: bool) -> str:
    """Without the word that was cut at the far end."""
    if len(text) < AROUND:
        return text
    cut = text.rfind(" ") if behind else text.find(" ")
    return text if cut < 0 else text[:cut] if behind else text[cut:]
