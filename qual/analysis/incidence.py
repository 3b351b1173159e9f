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
    """A code, or a whole theme where `code` is None; with `heading`, a code and all those under it together."""

    theme: str
    code: str | None = None
    heading: bool = False


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
    value, values = _coded(segments[by], UNKNOWN)
    present = set(values)
    known = [group for group in dict.fromkeys(order) if group in present and group != UNKNOWN]
    rest = sorted(present - set(known) - {UNKNOWN})
    groups = (*known, *rest, *([UNKNOWN] if UNKNOWN in present else []))

    name, names = _coded(segments["participant"], "")
    transcript, label = _coded(segments["transcript"], "")[0], _coded(segments["speaker"], "")[0]
    nobody = names.index("") if "" in names else -1
    apart = np.where(name == nobody, transcript * (label.max(initial=0) + 1) + label + 1, 0)
    keys = np.stack([value, name, apart], axis=1)
    _, first, person = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    order_of = np.argsort(np.argsort(first))  # participants in order of appearance
    first, person = np.sort(first), order_of[person.reshape(-1)]
    ranks = np.array([groups.index(one) for one in values], np.int64)
    return People(
        groups=groups,
        person=person,
        group=ranks[value[first]],
        names=tuple(names[place] for place in name[first].tolist()),
        segments=np.bincount(person, minlength=len(first)),
        nameless=int((name[first] == nobody).sum()),
    )


def incidence(
    segments: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, who: People, *, headings: bool = False
) -> Incidence:
    """Count each participant's segments by theme and code.

    A segment has a code if a coding of it touches a word of the segment, once however many codings and
    coders there are; it has a theme if it has any of the theme's codes.

    Args:
        segments: the counted segments.
        codings: columns transcript, start, end, code.
        codebook: gives themes, codes and their order.
        who: of the same segments.
        headings: whether codes that have codes under them also get a label for all of these together.
    """
    touch = touching(segments, codings)
    kind, names = _coded(codings["code"], "")
    used = dict(zip(names, np.bincount(kind, minlength=len(names)).tolist(), strict=True))
    known = {code.id for code in codebook.codes}
    orphaned = {code: used[code] for code in sorted(used.keys() - known)}
    labels = _labels(codebook, set(used), list(orphaned), headings=headings)

    cells = _cells(touch, (kind, names), labels, codebook, height=len(segments))
    width, height = max(len(labels), 1), len(who.segments)
    where = who.person[cells // width] * width + cells % width
    touched = np.zeros(len(segments), np.bool_)
    touched[touch[0]] = True
    return Incidence(
        labels=labels,
        counts=np.bincount(where, minlength=height * len(labels)).reshape(height, len(labels)),
        outside=len(codings) - len(np.unique(touch[1])),
        orphaned=orphaned,
        touched=touched,
    )


def carrying(
    segments: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook, labels: Sequence[Label]
) -> NDArray[np.bool_]:
    """For each segment and label, whether the segment carries it: shape (segments, labels)."""
    touch = touching(segments, codings)
    cells = _cells(touch, _coded(codings["code"], ""), labels, codebook, height=len(segments))
    found = np.zeros(len(segments) * len(labels), np.bool_)
    found[cells] = True
    return found.reshape(len(segments), len(labels))


def _cells(
    touch: tuple[Counts, Counts],
    codes: tuple[Counts, list[str]],
    labels: Sequence[Label],
    codebook: Codebook,
    *,
    height: int,
) -> Counts:
    """Numbers segment * (number of labels) + label, once for each segment that carries a label.

    Two coders, or two codes of one theme, are one.

    Args:
        touch: segments and codings that share a word.
        codes: of each coding the place of its code among these names.
        labels: what to look for.
        codebook: which codes a theme or heading means.
        height: the number of segments.
    """
    segment, kind = touch[0], codes[0][touch[1]]
    place = {name: at for at, name in enumerate(codes[1])}
    carries = np.zeros((height, len(labels)), np.bool_)
    for column, label in enumerate(labels):
        chosen = np.zeros(len(place), np.bool_)
        chosen[[place[code] for code in _meant(label, codebook) if code in place]] = True
        if chosen.any():
            carries[segment[chosen[kind]], column] = True
    return np.flatnonzero(carries)


def _meant(label: Label, codebook: Codebook) -> list[str]:
    """The codes that a label counts."""
    if label.code is None:
        return [code.id for code in codebook.codes_of(label.theme)]
    return [label.code, *(code.id for code in codebook.under(label.code))] if label.heading else [label.code]


def shares(counted: Incidence, who: People) -> NDArray[np.float64]:
    """For each participant and label, own segments that carry it / own segments."""
    return counted.counts / np.maximum(who.segments, 1)[:, None]


def _labels(codebook: Codebook, used: set[str], orphaned: Sequence[str], *, headings: bool) -> tuple[Label, ...]:
    """All rows to show: codes that are not offered (any more) only where somebody used them."""
    shown = {code.id for code in codebook.codes if code.offered or code.id in used}
    labels: list[Label] = []
    for theme in (*(theme.id for theme in codebook.themes), ""):
        if theme:
            labels.append(Label(theme))
        for code in codebook.codes:
            if code.theme != theme:
                continue
            if headings and any(one.id in shown for one in codebook.under(code.id)):
                labels.append(Label(theme, code.id, heading=True))
            if code.id in shown:
                labels.append(Label(theme, code.id))
    return (*labels, *(Label("", code) for code in orphaned))


def _coded(column: pd.Series, missing: str) -> tuple[Counts, list[str]]:
    """The place of each value among the different ones, as text; absent and blank ones are `missing`."""
    import pandas as pd

    codes, uniques = pd.factorize(column.astype(object))
    texts = [str(value) for value in uniques] + [missing]  # an absent value has the place -1, the last
    texts = [text if text.strip() else missing for text in texts]
    names = list(dict.fromkeys(texts))
    place = {name: at for at, name in enumerate(names)}
    own = np.array([place[text] for text in texts], np.int64)[codes]
    used = np.unique(own)
    return np.searchsorted(used, own), [names[at] for at in used.tolist()]
