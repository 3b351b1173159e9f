"""Which decisions to look at again first, after the text of a code was changed.

A decision fits a text as its passage is like it. How like a passage is to a code's text: its likeness (inner
product of vectors) to the definition or the include phrase it is likest to; where an exclude phrase is liker
still, less by as much as that is liker. With f the fit to the old text, g that to the new one, and m the mean of g
over the passages accepted:

    an accept misfits by (f - g) + (m - g): the text moved away from it, and it is less like the text than others
    accepted a reject misfits by (g - f) + (g - m): the text came nearer to it, and it is as like the text as those
    accepted

Both halves are differences of likenesses, so that accepts and rejects stand in one queue. The score is an order
and no probability: which decisions are wrong now, the person says who looks at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

INCLUDED, EXCLUDED, AWAY, NEARER, FAR, NEAR = "included", "excluded", "away", "nearer", "far", "near"
"""Why a decision stands where it does: the new text names it in an include or exclude phrase it was not near to
before; the text moved away from it or came nearer to it; it is far from or near to the text compared with what was
accepted."""


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """What a code says, as vectors of unit length; a text that is not there has no rows.

    Attributes:
        definition: shape (0 or more, d), such as of its sentences or of the whole.
        include: of the phrases, shape (k, d).
        exclude: of the phrases, shape (k, d).
    """

    definition: NDArray[np.float32]
    include: NDArray[np.float32]
    exclude: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A decision made under the older text.

    Attributes:
        row: its place among the decisions handed in.
        accepted: whether the code was accepted, or rejected.
        score: how badly it fits the new text; above 0 it fits worse than before or than accepts do.
        before, now: fit to the old and to the new text.
        usual: the mean fit of accepted passages to the new text.
        why: one of INCLUDED, EXCLUDED, AWAY, NEARER, FAR and NEAR.
        phrase: place of the include or exclude phrase that is the reason, -1 without one.
    """

    row: int
    accepted: bool
    score: float
    before: float
    now: float
    usual: float
    why: str
    phrase: int


def misfits(
    vectors: NDArray[np.float32], accepted: Sequence[bool], old: TextVectors, new: TextVectors
) -> tuple[Misfit, ...]:
    """All decisions, the worst fit first, equal ones in the order they came.

    Where a text says nothing, every passage fits it with 0, and only the other text orders. Where nothing was
    accepted, the rejects are compared with their own mean.

    Args:
        vectors: of the decided passages, of unit length, shape (n, d).
        accepted: True for an accept, False for a reject, n of them.
        old: what the code said when it was decided.
        new: what it says now.

    Raises:
        ValueError: if the lengths differ.
    """
    if len(vectors) != len(accepted):
        raise ValueError(f"{len(vectors)} passages cannot have {len(accepted)} decisions")
    if not len(vectors):
        return ()
    yes = np.asarray(accepted, dtype=np.bool_)
    before, now = fit(vectors, old), fit(vectors, new)
    usual = float(now[yes].mean() if yes.any() else now.mean())
    score = np.where(yes, 1.0, -1.0) * ((before - now) + (usual - now))
    found = []
    for row in np.argsort(-score, kind="stable").tolist():
        why, phrase = _why(vectors[row], bool(yes[row]), (before[row], now[row], usual), old, new)
        found.append(
            Misfit(row, bool(yes[row]), float(score[row]), float(before[row]), float(now[row]), usual, why, phrase)
        )
    return tuple(found)


def fit(vectors: NDArray[np.float32], text: TextVectors) -> NDArray[np.float64]:
    """How like each passage is to a code's text, shape (n,); 0 where the text says nothing.

    Likeness to the likest of definition and include phrases, less by as much as an exclude phrase is liker.
    """
    inside = _likest(vectors, text.definition, text.include)
    outside = _likest(vectors, text.exclude)
    if outside is None:
        return np.zeros(len(vectors)) if inside is None else inside
    if inside is None:
        return -np.maximum(outside, 0.0)
    return np.asarray(inside - np.maximum(outside - inside, 0.0))


def _likest(vectors: NDArray[np.float32], *texts: NDArray[np.float32]) -> NDArray[np.float64] | None:
    there = [text for text in texts if len(text)]
    if not there:
        return None
    return np.asarray((vectors @ np.concatenate(there).T).max(axis=1), dtype=np.float64)


def _why(
    vector: NDArray[np.float32],
    accepted: bool,  # noqa: FBT001 - of the decision
    fits: tuple[float, float, float],
    old: TextVectors,
    new: TextVectors,
) -> tuple[str, int]:
    """The larger half of the score, or the phrase of the new text that decides it, and the place of that phrase."""
    before, now, usual = fits
    phrases, older = (new.exclude, old.exclude) if accepted else (new.include, old.include)
    if len(phrases):
        like = vector @ phrases.T
        place = int(like.argmax())
        others = [text for text in (new.definition, new.include if accepted else new.exclude, older) if len(text)]
        if not others or float(like[place]) > float((vector @ np.concatenate(others).T).max()):
            return (EXCLUDED if accepted else INCLUDED), place
    sign = 1 if accepted else -1
    if sign * (before - now) >= sign * (usual - now):
        return (AWAY if accepted else NEARER), -1
    return (FAR if accepted else NEAR), -1
