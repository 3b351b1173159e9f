"""Which tests are one family, and how their p values are adjusted for each other.

Codes and themes are families of their own, since a theme repeats its codes. What was declared for testing before
anybody could look is a family apart, in which Holm's rule holds the chance of any false alarm; the rest is
exploration, in which Benjamini and Hochberg's holds the share of false alarms. Only what was tested counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.analysis.adjust import benjamini_hochberg, holm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qual.analysis.incidence import Label
    from qual.analysis.permutation import Permuted

HOLM, HOCHBERG = "Holm (declared beforehand)", "Benjamini-Hochberg (exploratory)"


@dataclass(frozen=True, slots=True)
class Family:
    """Tests that are adjusted for each other.

    Attributes:
        kind: "codes" or "themes".
        method: how p is adjusted.
        columns: places of the tested labels.
    """

    kind: str
    method: str
    columns: tuple[int, ...]

    @property
    def words(self) -> str:
        """Size and method, to be printed with the p values."""
        size = len(self.columns)
        return f"Adjusted for {size} {self.kind if size > 1 else self.kind[:-1]}: {self.method}."


def families(labels: Sequence[Label], tested: NDArray[np.bool_], declared: Collection[str]) -> tuple[Family, ...]:
    """The families of what was tested; those without a test are left out.

    Args:
        labels: codes and themes.
        tested: for each, whether it was.
        declared: ids of codes and themes that were declared beforehand.
    """
    made = []
    for kind, whole in (("codes", False), ("themes", True)):
        for method, named in ((HOLM, True), (HOCHBERG, False)):
            places = tuple(
                place
                for place, label in enumerate(labels)
                if tested[place]
                and (label.code is None) == whole
                and ((label.theme if whole else label.code) in declared) == named
            )
            made += [Family(kind, method, places)] if places else []
    return tuple(made)


def adjusted(family: Family, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust the p values of a family by its method."""
    return holm(p) if family.method == HOLM else benjamini_hochberg(p)


def columns(
    found: Sequence[Family], width: int, run: Callable[[NDArray[np.int64]], Permuted]
) -> dict[str, list[object]]:
    """The columns p, p_adjusted, p_max, family and method, missing where nothing was tested.

    Args:
        found: the families.
        width: number of labels.
        run: tests the labels at these places, with the same permutations every time.
    """
    p, p_adjusted, p_max = (np.full(width, np.nan) for _ in range(3))
    size: list[object] = [None] * width
    method = [""] * width
    for family in found:
        places = np.array(family.columns)
        result = run(places)
        p[places], p_max[places] = result.p, result.p_max
        p_adjusted[places] = adjusted(family, result.p)
        for place in family.columns:
            size[place], method[place] = len(family.columns), family.method
    return {
        "p": p.tolist(), "p_adjusted": p_adjusted.tolist(), "p_max": p_max.tolist(), "family": size,
        "method": list(method),
    }  # fmt: skip
