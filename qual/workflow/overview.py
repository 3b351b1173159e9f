"""Where a study stands: what is in it, how far it is coded per transcript and role, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.model.participant import UNKNOWN
from qual.workflow import asking, frames, speaking

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject

STEPS = ("import", "speakers", "codebook", "suggest", "review", "frequencies")
"""What can come next, in the order in which a study needs it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one transcript, or one role, is.

    Attributes:
        name: the transcript's id, or the role.
        participants: people whose words are data in it.
        segments: segments whose words are data; one without a word has nothing to look at and is left out.
        reviewed: share of those segments somebody has looked at, None without a segment.
        codings: codings in force on it.
        words: words spoken in those segments.
        unconfirmed: speaker labels nobody has confirmed.
    """

    name: str
    participants: int
    segments: int
    reviewed: float | None
    codings: int
    words: int
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The study at a glance.

    Attributes:
        transcripts: one line each, in the order of import.
        roles: one line each, in the project's order; "unknown" last, where somebody is.
        labels: speaker labels in all transcripts; `unconfirmed` of them wait for a person.
        codes: codes in use (not retired).
        suggestions: suggestions stored, decided or not; `stale` where the codebook has changed since.
        codings: codings in force; `coders` made them.
        step: what comes next, one of STEPS.
    """

    transcripts: tuple[Standing, ...]
    roles: tuple[Standing, ...]
    labels: int
    unconfirmed: int
    codes: int
    suggestions: int
    stale: bool
    codings: int
    coders: int
    step: str


def overview(project: OpenProject, *, coder: str = "") -> Overview:
    """Where the study stands; the next step is for this coder, whose decisions may differ from others'."""
    segments, codings = seen(project), frames.codings(project)
    book = project.codebook.book
    with project.store.reading() as tables:
        infos = tables.transcripts()
        speakers = tables.speakers()
        made = tables.suggestion_state()
        suggestions = sum(tables.suggestion_counts().values())
    waiting = [s for s in speakers if not s.confirmed]
    segments = segments.assign(words=[len(text.split()) for text in segments["text"]])
    transcripts = tuple(
        _standing(
            info.id, segments[segments["transcript"] == info.id], int((codings["transcript"] == info.id).sum()),
            sum(s.transcript == info.id for s in waiting),
        )
        for info in infos
    )  # fmt: skip
    names = [role for role in (*speaking.data_roles(project), UNKNOWN) if (segments["role"] == role).any()]
    roles = tuple(
        _standing(role, segments[segments["role"] == role], int((codings["role"] == role).sum())) for role in names
    )
    codes = sum(code.offered for code in book.codes)
    stale = made is not None and made.codebook_version != book.version
    step = _step(project, len(infos), len(waiting), codes, suggestions if not stale else 0, coder)
    return Overview(
        transcripts, roles, len(speakers), len(waiting), codes, suggestions, stale,
        len(codings), int(codings["coder"].nunique()), step,
    )  # fmt: skip


def known_coders(project: OpenProject) -> tuple[str, ...]:
    """People who have coded on a screen of this study, for whoever comes back to it."""
    with project.store.reading() as tables:
        return tuple(sorted(tables.coders("coding", but="file")))


def seen(project: OpenProject, *, coder: str = "") -> pd.DataFrame:
    """The segments with words that are data, as `frames.segments` gives them, and in `seen` which were looked at.

    A segment was looked at where this coder (or anybody) has read it as a whole, or a coding or a decision touches
    a word of it.
    """
    import pandas as pd

    from qual.analysis.overlap import covered, has_word, touching

    segments = frames.data_segments(project)
    segments = segments[has_word(segments)].reset_index(drop=True)
    with project.store.reading() as tables:
        marked = [tables.marked(kind, coder or None) for kind in ("review", "coding", "decision")]
    read, *acts = (
        pd.DataFrame(rows, columns=["transcript", "start", "end"]).astype({"start": "int64", "end": "int64"})
        for rows in marked
    )
    found = covered(segments, read)
    for spans in acts:
        found[touching(segments, spans)[0]] = True
    return segments.assign(seen=found)


def _standing(name: str, segments: pd.DataFrame, codings: int, unconfirmed: int = 0) -> Standing:
    people = segments["participant"].where(
        segments["participant"] != "", segments["transcript"] + segments["speaker"]
    )
    share = float(segments["seen"].mean()) if len(segments) else None
    words = int(segments["words"].sum())
    return Standing(name, int(people.nunique()), len(segments), share, codings, words, unconfirmed)


def _step(project: OpenProject, transcripts: int, waiting: int, codes: int, fresh: int, coder: str) -> str:
    if not transcripts:
        return "import"
    if waiting:
        return "speakers"
    if not codes:
        return "codebook"
    if not fresh:
        return "suggest"
    return "review" if asking.passages(project, coder=coder, most=0).open else "frequencies"
