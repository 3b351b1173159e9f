"""Covariates of participants as columns of numbers, and who has to be left out for want of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.joint import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_OF_A_KIND = 2
"""Participants with one value of a category, below which it is told by one person alone."""


@dataclass(frozen=True, slots=True)
class Design:
    """What is held while two groups are compared.

    Attributes:
        columns: participants kept x columns; a number standardised, a category as 0 or 1
            per value but the commonest.
        kept: places of the participants that have every covariate.
        missing: covariate -> how many participants have no value of it.
        refusal: why nothing can be held, "" where it can.
        notes: how each covariate came in.
    """

    columns: NDArray[np.float64]
    kept: tuple[int, ...]
    missing: Mapping[str, int]
    refusal: str
    notes: tuple[str, ...]


def design(people: Sequence[str], values: Mapping[str, Mapping[str, str]]) -> Design:
    """The covariates of these participants.

    A covariate whose every value is a number comes in as a number, any other as categories.

    Args:
        people: ids of the participants, in order.
        values: covariate -> participant -> what the table says.
    """
    said = {name: [held.get(person, "").strip() for person in people] for name, held in values.items()}
    kept = tuple(place for place in range(len(people)) if all(column[place] for column in said.values()))
    columns: list[NDArray[np.float64]] = []
    notes, refusals = [], []
    for name, column in said.items():
        own = [column[place] for place in kept]
        numbers = _numbers(own)
        if len(set(own if numbers is None else numbers.tolist())) < 2:  # noqa: PLR2004 - one value alone does not vary
            refusals.append(f"{name} is the same for everybody")
        elif numbers is not None:
            columns.append((numbers - numbers.mean()) / numbers.std())
            notes.append(f"{name} as a number")
        else:
            many = Counter(own)
            (usual, _), *others = sorted(many.items(), key=lambda one: (-one[1], one[0]))
            refusals += [
                f"{name} = {value} stands on one participant only"
                for value, times in many.items()
                if times < FEWEST_OF_A_KIND
            ]
            columns += [np.array([float(one == value) for one in own]) for value, _ in others]
            notes.append(f"{name} in {len(many)} categories, against {usual}")
    return Design(
        np.column_stack(columns) if columns else np.zeros((len(kept), 0)),
        kept,
        {name: column.count("") for name, column in said.items() if "" in column},
        "; ".join(refusals),
        tuple(notes),
    )


def _numbers(values: Sequence[str]) -> NDArray[np.float64] | None:
    """The values as numbers, None where one is none."""
    found = [number(value) for value in values]
    return None if None in found else np.array(found, float)
