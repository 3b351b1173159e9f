from __future__ import annotations

import pytest

from qual.matching.bands import band_of
from qual.model.suggestion import BANDS


@pytest.mark.parametrize(
    ("chance", "band"),
    [(1.0, "likely"), (0.5, "likely"), (0.499, "possible"), (0.2, "possible"), (0.199, "unsure"), (0.0, "unsure")],
)
def test_the_band_follows_the_stated_bounds(chance: float, band: str) -> None:
    assert band_of(chance) == band
    assert band in BANDS


@pytest.mark.parametrize("chance", [-0.01, 1.01, float("nan")])
def test_no_chance_no_band(chance: float) -> None:
    with pytest.raises(ValueError, match="lies in"):
        band_of(chance)
