"""The codebook as the appendix of a paper: beside each code who has it, and what they say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import QualError
from qual.model.appendix import Count, Quote
from qual.model.participant import UNKNOWN
from qual.workflow import frames, speaking, suggesting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from qual.codebook.appendix import Quotes
    from qual.model.appendix import Appendix
    from qual.workflow.projects import OpenProject

FEWEST_WORDS, MOST_WORDS = 8, 60
"""A shorter quote says little, a longer one is nothing for a table."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each code was given, and what a reader must know of it."""

    by_code: Mapping[str, tuple[Count, ...]]
    said: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A typical and an atypical quote for each code, and how they were chosen."""

    by_code: Mapping[str, Quotes]
    said: str


def appendix(project: OpenProject, *, date: str = "") -> bytes:
    """A .docx of the codebook in force with counts by role and quotes; the same study gives the same bytes.

    Args:
        project: the open project.
        date: the day it stands for, as it is to be read; "" leaves it out.
    """
    from qual.exporters.codebook_word import to_word

    return to_word(content(project, date=date))


def content(project: OpenProject, *, date: str = "") -> Appendix:
    """What the appendix holds; see `appendix`."""
    from qual.codebook.appendix import appendix as laid_out

    book = project.codebook.book
    codings = frames.codings(project)
    named = codings[codings["role"].isin(speaking.data_roles(project)) & (codings["participant"] != "")]
    counted, chosen = counts(project, codings), quotes(project, named)
    title = book.title or project.settings.name
    return replace(
        laid_out(
            book, date=date, quotes=chosen.by_code, counts=counted.by_code, counting=counted.said,
            choosing=chosen.said, synthetic=project.settings.synthetic,
        ),
        title=title,
    )  # fmt: skip


def counts(project: OpenProject, codings: pd.DataFrame) -> Counted:
    """For each code and role the participants who have it, of how many, as the frequencies count them; and codings.

    A coding belongs to every role of whose segments it touches a word. People whose role nobody has confirmed are
    in no count.
    """
    from qual.analysis.frequencies import frequencies
    from qual.analysis.overlap import touching

    segments = frames.data_segments(project)
    roles = [role for role in speaking.data_roles(project) if (segments["role"] == role).any()]
    if codings.empty or not roles:
        return Counted({}, "Nothing is coded yet." if codings.empty else "")
    answer = frequencies(
        segments, codings, project.codebook.book, groups=roles, reviews=frames.reviews(project),
        decisions=frames.decisions(project),
    )  # fmt: skip
    where, which = touching(segments, codings)
    pairs = set(zip(which.tolist(), segments["role"].iloc[where].tolist(), strict=True))
    names = codings["code"].tolist()
    given = Counter((names[row], role) for row, role in pairs)
    found: dict[str, list[Count]] = {}
    for row in answer.rows.to_dict("records"):
        if row["role"] in roles and isinstance(row["code"], str):
            number = given[row["code"], row["role"]]
            total = int(row["participants_total"])
            found.setdefault(row["code"], []).append(Count(row["role"], int(row["participants"]), total, number))
    said = _counting(answer.reviewed, roles, codings["coder"].nunique(), answer.notes)
    return Counted({code: tuple(found[code]) for code in found}, said)


def _counting(reviewed: Mapping[str, float], roles: list[str], coders: int, notes: tuple[str, ...]) -> str:
    from qual.workflow.reporting import part_in_words

    people = "one coder" if coders == 1 else f"{coders} coders"
    part = {role: reviewed.get(role, 0.0) for role in roles}
    shares = ", ".join(f"{role} {part_in_words(share)}" for role, share in part.items())
    parts = [
        "The last column gives, by role, the participants with at least one coding of the code out of all",
        "participants of the role, then the number of codings.",
        f"All codings were made or confirmed by {people}; those of several coders on the same words count each,",
        "and one on words of two roles counts for both.",
        f"Of the passages, somebody had looked at: {shares}." if any(one < 1 for one in part.values()) else "",
        "Counts describe this coded corpus and are no estimate for a population.",
        *(note for note in notes if UNKNOWN in note),
    ]
    return " ".join(filter(None, parts))


def quotes(project: OpenProject, codings: pd.DataFrame) -> Chosen:
    """For each code a typical quote and an atypical one, among its codings of FEWEST_WORDS to MOST_WORDS words.

    Where the sentence model is not at hand, it is the first by place, and that is said.

    Args:
        project: the open project.
        codings: those whose speaker and role are confirmed.
    """
    from qual.matching.exemplars import FEWEST

    place = ["transcript", "start", "end"]
    unlike = codings.drop_duplicates([*place, "code"]).sort_values(place)
    own = {str(code): rows for code, rows in unlike.groupby("code", sort=False) if len(rows) >= FEWEST}
    own = {code.id: own[code.id] for code in project.codebook.book.codes if code.id in own and not code.retired}
    if not own:
        return Chosen({}, "")
    texts = list(dict.fromkeys(text for rows in own.values() for text in rows["quote"]))
    try:
        encoder = suggesting.encoder_of(project)
        found = _nearest(own, _reader(project, texts))
        how = (
            f"Typical is the one whose meaning, as the sentence model {encoder.name} reads it, is nearest to the "
            "middle of all passages of the code, where every role weighs the same and in it every participant; "
            "atypical is the farthest from it, by another participant where there is one. Roles with at least "
            f"{FEWEST} such passages of a code take turns."
        )
    except QualError:
        found = {code: (_first(rows), None) for code, rows in own.items()}
        how = (
            "The sentence model was not at hand: shown is the first one by place, and how typical it is was not "
            "looked at."
        )
    shown = {code: pair for code, pair in found.items() if pair[0] is not None}
    if not shown:
        return Chosen({}, "")
    said = (
        f"Quotes are verbatim, of {FEWEST_WORDS} to {MOST_WORDS} words by one speaker, with the participant’s "
        f"pseudonym and role; none for codes with fewer than {FEWEST} passages. {how}"
    )
    return Chosen(shown, said)


def _reader(project: OpenProject, texts: list[str]) -> Callable[[list[str]], NDArray[np.floating]]:
    """Texts -> rows; all texts are encoded at once, or taken from the store."""
    import numpy as np

    from qual.matching.cache import encode_cached

    rows = np.asarray(encode_cached(suggesting.encoder_of(project), texts, project.store.vectors))
    place = {text: row for row, text in enumerate(texts)}
    return lambda asked: np.asarray(rows[[place[text] for text in asked]])


def _nearest(
    own: Mapping[str, pd.DataFrame], read: Callable[[list[str]], NDArray[np.floating]]
) -> dict[str, Quotes]:
    from qual.matching.exemplars import Passages, exemplars

    passages = {
        code: Passages(
            read(rows["quote"].tolist()), rows["role"].tolist(), rows["participant"].tolist(),
            [_fits(text) for text in rows["quote"]],
        )
        for code, rows in own.items()
    }  # fmt: skip
    chosen = exemplars(passages)
    return {code: (_quote(own[code], first), _quote(own[code], last)) for code, (first, last) in chosen.items()}


def _first(rows: pd.DataFrame) -> Quote | None:
    ordered = rows.reset_index(drop=True)
    return _quote(ordered, next((row for row, text in enumerate(ordered["quote"]) if _fits(text)), None))


def _quote(rows: pd.DataFrame, row: int | None) -> Quote | None:
    if row is None:
        return None
    one = rows.iloc[row]
    return Quote(str(one["quote"]).strip(), str(one["participant"]), str(one["role"]))


def _fits(text: str) -> bool:
    """Whether words can be quoted in a table: neither short nor long, and within one turn."""
    return FEWEST_WORDS <= len(text.split()) <= MOST_WORDS and "\n" not in text.strip()
