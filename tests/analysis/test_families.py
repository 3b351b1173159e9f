"""What is adjusted for what."""

from __future__ import annotations

import numpy as np
import pytest

from qual.analysis.families import HOCHBERG, HOLM, Family, adjusted, columns, families
from qual.analysis.incidence import Label
from qual.analysis.permutation import Permuted

LABELS = (Label("t", "a"), Label("t", "b"), Label("t", "c"), Label("t"), Label("u"))
P = [0.01, 0.04, 0.03]


def test_codes_and_themes_declared_and_not_are_four_families() -> None:
    found = families(LABELS, np.array([True] * 5), ("a", "u"))
    assert found == (
        Family("codes", HOLM, (0,)),
        Family("codes", HOCHBERG, (1, 2)),
        Family("themes", HOLM, (4,)),
        Family("themes", HOCHBERG, (3,)),
    )
    assert found[1].words == "Adjusted for 2 codes: Benjamini-Hochberg (exploratory)."
    assert found[2].words == "Adjusted for 1 theme: Holm (declared beforehand)."


def test_what_was_not_tested_is_in_no_family() -> None:
    assert families(LABELS, np.array([False] * 5), ("a",)) == ()
    assert families(LABELS, np.array([True, False, False, False, False]), ()) == (Family("codes", HOCHBERG, (0,)),)


def test_published_adjustments() -> None:
    p = np.array([0.01, 0.04, 0.03, 0.20])
    assert adjusted(Family("codes", HOLM, (0, 1, 2, 3)), p) == pytest.approx([0.04, 0.09, 0.09, 0.20])
    assert adjusted(Family("codes", HOCHBERG, (0, 1, 2, 3)), p) == pytest.approx(
        [0.04, 0.05333, 0.05333, 0.20], abs=5e-6
    )


def test_columns_are_filled_where_there_was_a_test() -> None:
    def run(places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Permuted:
        return Permuted(np.array(P)[places], np.array(P)[places], 10, exact=True)

    made = columns(families(LABELS, np.array([True, False, True, False, False]), ("a",)), 5, run)
    assert made["p"][:3] == [0.01, pytest.approx(np.nan, nan_ok=True), 0.03]
    assert made["family"] == [1, None, 1, None, None]
    assert made["method"] == [HOLM, "", HOCHBERG, "", ""]
