"""How many participants, segments and words carry each theme and code, by role.

Participants come first, since segments reward talkative people and are not independent of each other.
Counts describe this coded corpus; nothing here infers to a population.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.frame import FREQUENCIES, tidy
from qual.analysis.incidence import Incidence, Label, People, incidence, people, shares
from qual.analysis.overlap import covered, has_word, touching
from qual.analysis.proportions import wilson
from qual.analysis.spread import spread
from qual.model.codebook import Codebook
from qual.model.participant import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

BANNER = "Counts describe this coded corpus; they are no estimate for a population."


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The table, how much of the data it rests on, and what a reader must know.

    Attributes:
        rows: columns of `frame.FREQUENCIES`; `role` is called `group` when split by something else.
        reviewed: group -> share of its segments that a person has looked at.
        notes: sentences to print beside the table.
    """

    rows: pd.DataFrame
    reviewed: dict[str, float]
    notes: tuple[str, ...]


def frequencies(
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    *,
    by: str = "role",
    groups: Sequence[str] | None = None,
    reviews: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    marked: pd.DataFrame | None = None,
    headings: bool = False,
) -> Frequencies:
    """Count themes and codes by role, in participants, segments and words.

    A segment has a code if a coding of it touches at least one word of the segment, once however many
    codings and coders there are; a theme, if it has any of the theme's codes. With n the participants of a
    group who have a segment with the code, and N its participants with any segment:

    - `participants`, `participants_total`: n, N. Two transcripts of one participant are one participant.
    - `share`, `ci_low`, `ci_high`: n / N with its Wilson 95 % interval.
    - `segments`, `segments_total`: the group's segments with the code, and all of them.
    - `mean_share`: the mean over the N participants of (own segments with the code / own segments), with its 95 %
      interval `mean_low`, `mean_high` (Student's t over participants, cut at 0 and 1), and `median`, `q1`, `q3` of
      the same shares. Below two participants, or where all are alike, there is no interval and `note` says why.
    - `words`: all words (by white space) of the group's segments, the exposure beside `segments_total`; the
      same on every row of a group, since who talks longer has more occasions to mention anything. So are
      `words_median`, `words_min`, `words_max` and the same of segments: how much one participant of the group says.
    - `estimated`, `estimated_low`, `estimated_high`: missing; they need an audit sample (`estimation`).

    Every code of the codebook has a row per group, also at zero; retired codes where they have codings.
    A code that has left the codebook stands last, under no theme. A row whose `code` is missing is a whole
    theme. Without segments there are no rows; a group named in `groups` without segments is a note.

    Args:
        segments: the counted segments, without those of context roles such as the interviewer.
        codings: confirmed codings; columns transcript, start, end, code are used.
        codebook: gives themes, codes and their order.
        by: the column of `segments` to split by.
        groups: the groups in the order in which to show them; others follow, "unknown" last.
        reviews: spans somebody has read, for `reviewed`.
        decisions: spans somebody has accepted or rejected a code on, for `reviewed`.
        marked: spans somebody has coded with codes that are not counted here, for `reviewed`.
        headings: whether each code that has codes under it has a row for all of these together, itself included.
            It stands before the code's own row, if the code is given to words, and its `kind` is "heading".

    Raises:
        NotFound: if `segments` has no column `by`.

    References:
        Wilson (1927), J Am Stat Assoc 22:209-212. Student (1908), Biometrika 6:1-25.
    """
    who = people(segments, by=by, order=groups or ())
    counted = incidence(segments, codings, codebook, who, headings=headings)
    table = tidy(_rows(segments, who, counted), FREQUENCIES)
    return Frequencies(
        rows=table if by == "role" else table.rename(columns={"role": "group"}),
        reviewed=_reviewed(segments, who, counted, reviews, (decisions, marked)),
        notes=(*_notes(who, counted, groups or (), by), *_coders(codings)),
    )


def _rows(segments: pd.DataFrame, who: People, counted: Incidence) -> list[dict[str, object]]:
    own = shares(counted, who)
    spoken = np.bincount(
        who.person, weights=[len(text.split()) for text in segments["text"].tolist()], minlength=len(who.names)
    )
    by_group: list[list[dict[str, object]]] = []
    for place, group in enumerate(who.groups):
        member = np.flatnonzero(who.group == place)
        lies = spread(own[member])
        exposure = {
            "role": group,
            "segments_total": int(who.segments[member].sum()),
            "words": int(spoken[member].sum()),
            **_exposure("words", spoken[member]),
            **_exposure("segments", who.segments[member]),
        }
        carrying = counted.counts[member]
        mentioned, found = (carrying > 0).sum(axis=0), carrying.sum(axis=0)
        lines: list[dict[str, object]] = []
        for column, label in enumerate(counted.labels):
            low, high = wilson(int(mentioned[column]), len(member))
            lines.append(
                {
                    "theme": label.theme,
                    "code": label.code,
                    "kind": kind_of(label),
                    "participants": int(mentioned[column]),
                    "participants_total": len(member),
                    "share": int(mentioned[column]) / len(member),
                    "ci_low": low,
                    "ci_high": high,
                    "segments": int(found[column]),
                    "mean_share": float(lies.mean[column]),
                    "mean_low": float(lies.low[column]),
                    "mean_high": float(lies.high[column]),
                    "median": float(lies.median[column]),
                    "q1": float(lies.q1[column]),
                    "q3": float(lies.q3[column]),
                    "note": lies.notes[column],
                    **exposure,
                }
            )
        by_group.append(lines)
    return [row for rows in zip(*by_group, strict=True) for row in rows]


def kind_of(label: Label) -> str:
    """What a row counts: "theme", "code", or "heading": a code and all those under it together."""
    return "theme" if label.code is None else "heading" if label.heading else "code"


def _exposure(name: str, each: NDArray[np.float64] | NDArray[np.int64]) -> dict[str, object]:
    """How much one participant of a group says: the median, the least and the most."""
    return {
        f"{name}_median": float(np.median(each)),
        f"{name}_min": int(each.min()),
        f"{name}_max": int(each.max()),
    }


def _reviewed(
    segments: pd.DataFrame,
    who: People,
    counted: Incidence,
    reviews: pd.DataFrame | None,
    others: Sequence[pd.DataFrame | None],
) -> dict[str, float]:
    """Share of each group's segments (those with a word in them) that a person has looked at.

    Looked at: every word lies in a review, or a coding or a decision touches a word. 0 where a group has
    no segment with a word.
    """
    seen = counted.touched.copy()
    if reviews is not None:
        seen |= covered(segments, reviews)
    for spans in others:
        if spans is not None and len(spans):
            seen[touching(segments, spans)[0]] = True
    group, worded = who.group[who.person], has_word(segments)
    size = np.bincount(group[worded], minlength=len(who.groups))
    done = np.bincount(group[worded & seen], minlength=len(who.groups))
    return {name: float(done[place] / max(size[place], 1)) for place, name in enumerate(who.groups)}


def _notes(who: People, counted: Incidence, groups: Sequence[str], by: str) -> tuple[str, ...]:
    notes = [BANNER]
    kind = "role" if by == "role" else by
    if not who.groups:
        notes.append("There are no segments to count in.")
    notes += [f"Nobody in the data has the {kind} {group}." for group in groups if group not in who.groups]
    if UNKNOWN in who.groups:
        many = int((who.group == who.groups.index(UNKNOWN)).sum())
        stand = "stands" if many == 1 else "stand"
        notes.append(f"{_number(many, 'participant')} without a {kind} {stand} under {UNKNOWN!r}.")
    if who.nameless:
        notes.append(
            f"{_number(who.nameless, 'speaker')} without a participant {_are(who.nameless)} counted as one "
            "participant each, per transcript and label."
        )
    twice = len(who.names) - who.nameless - len({name for name in who.names if name})
    if twice:
        notes.append(f"{_number(twice, 'participant')} with more than one {kind} {_are(twice)} counted under each.")
    if counted.outside:
        notes.append(
            f"{_number(counted.outside, 'coding')} on words outside the counted segments "
            f"(such as the interviewer's) {_are(counted.outside)} in no count."
        )
    if counted.orphaned:
        many = sum(counted.orphaned.values())
        carry, stand = ("carries", "stands") if many == 1 else ("carry", "stand")
        notes.append(
            f"{_number(many, 'coding')} {carry} a code that is no longer in the codebook "
            f"and {stand} under no theme: {', '.join(counted.orphaned)}."
        )
    return tuple(notes)


def _coders(codings: pd.DataFrame) -> tuple[str, ...]:
    """How the work of several coders was counted, where there are several."""
    many = int(codings["coder"].nunique()) if "coder" in codings.columns else 0
    if many < 2:  # noqa: PLR2004 - several are two or more
        return ()
    return (f"{many} coders: what several coded alike counts once per segment, what any one coded counts.",)


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _number(many: int, what: str) -> str:
    return f"{many:,} {what}{'' if many == 1 else 's'}"
