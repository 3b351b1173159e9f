"""How badly decisions made under an older text fit the text of now, so that the worst can come first.

Nothing is encoded unless asked for: while a vector is missing there is no order by fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.anchors import anchors_of
from qual.matching.cache import encode_cached, text_key
from qual.matching.misfit import AWAY, EXCLUDED, FAR, TextVectors, misfits
from qual.matching.vectors import unit_vectors
from qual.workflow import suggesting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qual.model.codebook import Code
    from qual.workflow.projects import OpenProject
    from qual.workflow.rereview import Rereview

_WHY = {
    AWAY: "the text moved away from it",
    FAR: "less like the text than other codings",
    EXCLUDED: "near to what is to be excluded",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """How badly one coding fits: a score that only orders, and the reason in words."""

    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Fits:
    """The fit of the codings that wait.

    Attributes:
        of: id of a coding -> its fit; empty while a vector is missing.
        missing: texts that the sentence model has not read yet.
    """

    of: Mapping[str, Fit]
    missing: int


def fits(project: OpenProject, found: Rereview, code: str, *, encode: bool = False) -> Fits:
    """The fit of the codings of one code that wait.

    Args:
        project: the study.
        found: what waits.
        code: id of the code they count as now.
        encode: whether the sentence model is to read what it has not read yet; some seconds where it is much.

    Raises:
        ModelUnusable: if the project names a model that cannot be used.
    """
    groups: dict[int, list[int]] = {}
    for row, one in enumerate(found.codings):
        if one.coding.code == code:
            groups.setdefault(one.text, []).append(row)
    quotes = {row: found.codings[row].coding.quote for rows in groups.values() for row in rows}
    codes = [one for place in groups for one in (found.texts[place].was, found.texts[place].now)]
    texts = list(
        dict.fromkeys([*quotes.values(), *(text for one in codes for texts in _says(one) for text in texts)])
    )
    encoder, storage = suggesting.encoder_of(project), project.store.vectors
    kept = storage.get(encoder.name, [text_key(text) for text in texts])
    missing = sum(text_key(text) not in kept for text in texts)
    if not texts or (missing and not encode):
        return Fits({}, missing)
    vectors = unit_vectors(lambda some: encode_cached(encoder, some, storage), texts)
    row_of = {text: row for row, text in enumerate(texts)}
    made: dict[str, Fit] = {}
    for place, rows in groups.items():
        own = np.asarray(vectors[[row_of[quotes[row]] for row in rows]])
        was, now_ = found.texts[place].was, found.texts[place].now
        said = (_vectors(was, vectors, row_of), _vectors(now_, vectors, row_of))
        for bad in misfits(own, [True] * len(rows), *said):
            phrase = f": “{_says(now_)[2][bad.phrase]}”" if bad.why == EXCLUDED else ""
            made[found.codings[rows[bad.row]].coding.id] = Fit(bad.score, f"{_WHY[bad.why]}{phrase}")
    return Fits(made, 0)


def _says(code: Code) -> tuple[list[str], list[str], list[str]]:
    """What the sentence model reads of a code: definition, include and exclude; as suggestions read it."""
    found: dict[str, list[str]] = {"definition": [], "include": [], "exclude": []}
    for one in anchors_of([code]):
        if one.kind in found:
            found[one.kind].append(one.embedded)
    return found["definition"], found["include"], found["exclude"]


def _vectors(code: Code, vectors: NDArray[np.float32], row_of: Mapping[str, int]) -> TextVectors:
    def of(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(vectors[[row_of[text] for text in texts]]).reshape(len(texts), vectors.shape[1])

    return TextVectors(*(of(texts) for texts in _says(code)))
