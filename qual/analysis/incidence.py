"""Who said what: participants by group, and how many of each one's segments carry each theme and code.

Frequencies and differences both start here, so that they can never count in two ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qual.analysis.overlap import touching
from qual.errors import NotFound
from qual.model.codebook import Codebook
from qual.model.participant import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Label:
    """A code, or a whole theme where `code` is None."""

    theme: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class People:
    """The participants of each group, and whose each segment is.

    Attributes:
        groups: in the order in which tables show them, only those with segments.
        person: for each segment, the place of its participant.
        group: for each participant, the place of the group.
        names: for each participant, the id ("" where the speaker has none).
        segments: for each participant, the number of segments.
        nameless: participants that stand for a speaker without an id.
    """

    groups: tuple[str, ...]
    person: Counts
    group: Counts
    names: tuple[str, ...]
    segments: Counts
    nameless: int


@dataclass(frozen=True, slots=True)
class Incidence:
    """How many segments of each participant carry each theme and code.

    Attributes:
        labels: codebook order, each theme before its codes, codes that are no longer there last.
        counts: participants x labels.
        outside: codings that touch no word of any counted segment.
        orphaned: code -> number of codings, for codes the codebook no longer has.
        touched: for each segment, whether any coding touches it.
    """

    labels: tuple[Label, ...]
    counts: Counts
    outside: int
    orphaned: dict[str, int]
    touched: NDArray[np.bool_]


def people(segments: pd.DataFrame, *, by: str, order: Sequence[str] = ()) -> People:
    """The participants by what stands in column `by`; who says something in two groups is in both.

    A missing value is the group "unknown", shown last. A speaker without a participant id is one
    participant per transcript and label: not joined with anybody, and not lost.

    Args:
        segments: the counted segments (no interviewer), columns participant, transcript, speaker, `by`.
        by: the column to split by.
        order: groups in the order in which to show them; others follow by name.

    Raises:
        NotFound: if there is no such column.
    """
    if by not in segments.columns:
        raise NotFound("participant attribute", by, hint=f"There is: {', '.join(map(str, segments.columns))}.")
    values = _text(segments[by], UNKNOWN)
    present = set(values)
    known = [group for group in dict.fromkeys(order) if group in present and group != UNKNOWN]
    rest = sorted(present - set(known) - {UNKNOWN})
    groups = (*known, *rest, *([UNKNOWN] if UNKNOWN in present else []))

    named = _text(segments["participant"], "")
    keys = [
        (group, name, "", "") if name else (group, "", transcript, speaker)
        for group, name, transcript, speaker in zip(
            values, named, _text(segments["transcript"], ""), _text(segments["speaker"], ""), strict=True
        )
    ]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    person = np.fromiter((places[key] for key in keys), np.int64, len(keys))
    return People(
        groups=groups,
        person=person,
        group=np.fromiter((groups.index(key[0]) for key in places), np.int64, len(places)),
        names=tuple(key[1] for key in places),
        segments=np.bincount(person, minlength=len(places)),
        nameless=sum(not key[1] for key in places),
    )


def incidence(segments: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, who: People) -> Incidence:
    """Count each participant's segments by theme and code.

    A segment has a code if a coding of it touches a word of the segment, once however many codings and
    coders there are; it has a theme if it has any of the theme's codes.
    """
    segment, coding = touching(segments, codings)
    found = _text(codings["code"], "")
    used = set(found)
    known = {code.id for code in codebook.codes}
    orphaned = {code: found.count(code) for code in sorted(used - known)}
    labels = _labels(codebook, used, list(orphaned))

    column = {label.code: place for place, label in enumerate(labels) if label.code is not None}
    theme_column = {label.theme: place for place, label in enumerate(labels) if label.code is None}
    above = {code.id: theme_column.get(code.theme, -1) for code in codebook.codes}
    own = np.fromiter((column[code] for code in found), np.int64, len(found))[coding]
    theme = np.fromiter((above.get(code, -1) for code in found), np.int64, len(found))[coding]

    width = len(labels)
    cells = np.concatenate([segment * width + own, (segment * width + theme)[theme >= 0]])
    cells = np.unique(cells)  # once per segment: two coders, or two codes of one theme, are one
    height = len(who.segments)
    where = who.person[cells // max(width, 1)] * width + cells % max(width, 1)
    touched = np.zeros(len(segments), np.bool_)
    touched[segment] = True
    return Incidence(
        labels=labels,
        counts=np.bincount(where, minlength=height * width).reshape(height, width),
        outside=len(codings) - len(np.unique(coding)),
        orphaned=orphaned,
        touched=touched,
    )


def shares(counted: Incidence, who: People) -> NDArray[np.float64]:
    """For each participant and label, own segments that carry it / own segments."""
    return counted.counts / np.maximum(who.segments, 1)[:, None]


def _labels(codebook: Codebook, used: set[str], orphaned: Sequence[str]) -> tuple[Label, ...]:
    """All rows to show: codes that are not offered (any more) only where somebody used them."""
    shown = [code for code in codebook.codes if code.offered or code.id in used]
    labels: list[Label] = []
    for theme in codebook.themes:
        labels.append(Label(theme.id))
        labels += [Label(theme.id, code.id) for code in shown if code.theme == theme.id]
    labels += [Label("", code.id) for code in shown if not code.theme]
    return (*labels, *(Label("", code) for code in orphaned))


def _text(column: pd.Series, missing: str) -> list[str]:
    """The values as text; absent and blank ones as `missing`."""
    values, absent = column.tolist(), column.isna().tolist()
    texts = ("" if gone else str(value) for value, gone in zip(values, absent, strict=True))
    return [text if text.strip() else missing for text in texts]
