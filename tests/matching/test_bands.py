from __future__ import annotations

import pytest

from qual.matching.bands import band_of
from qual.model.suggestion import BANDS


@pytest.mark.parametrize(
    ("chance", "threshold", "band"),
    [
        (1.0, 0.2, "likely"),
        (0.5, 0.2, "likely"),
        (0.499, 0.2, "possible"),
        (0.2, 0.2, "possible"),
        (0.199, 0.2, "unsure"),
        (0.0, 0.2, "unsure"),
        (0.6, 0.7, "likely"),  # a high threshold takes nothing from what is more likely than not
        (0.4, 1.0, "unsure"),
    ],
)
def test_the_band_follows_the_stated_bounds(chance: float, threshold: float, band: str) -> None:
    assert band_of(chance, threshold) == band
    assert band in BANDS


@pytest.mark.parametrize("chance", [-0.01, 1.01, float("nan")])
def test_no_chance_no_band(chance: float) -> None:
    with pytest.raises(ValueError, match="lies in"):
        band_of(chance, 0.5)
