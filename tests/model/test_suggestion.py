"""A suggestion checks itself, and is no coding."""

from __future__ import annotations

import pytest

from qual.model.coding import Coding
from qual.model.suggestion import BANDS, Evidence, Suggestion


def suggestion(*, band: str = "likely", probability: float | None = None) -> Suggestion:
    reason = Evidence("example", "I just stopped going", 0.4, segment="P01:5-17")
    return Suggestion("P01:5-17", "disengagement", 0.61, probability, band, (reason,), "model@1", "abc")


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("probability", [None, 0, 0.5, 1])
def test_a_probability_is_there_only_where_it_is_known(band: str, probability: float | None) -> None:
    made = suggestion(band=band, probability=probability)
    assert (made.band, made.probability) == (band, probability)


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan")])
def test_a_probability_lies_between_0_and_1(probability: float) -> None:
    with pytest.raises(ValueError, match=r"a probability lies in \[0, 1\]"):
        suggestion(probability=probability)


@pytest.mark.parametrize("band", ["", "certain", "Likely"])
def test_a_band_is_one_of_three_words(band: str) -> None:
    with pytest.raises(ValueError, match="a band is one of likely, possible, unsure"):
        suggestion(band=band)


def test_a_suggestion_is_not_a_coding() -> None:
    assert not issubclass(Suggestion, Coding)
    assert not issubclass(Coding, Suggestion)
