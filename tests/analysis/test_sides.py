"""Both sides of a comparison are counted as the frequencies are."""

from __future__ import annotations

from typing import Any

import pytest

from qual.analysis.frame import SEGMENTS, tidy
from qual.analysis.sides import Sides, sides
from qual.errors import NotFound
from qual.model.codebook import Code, Codebook, Theme

BOOK = Codebook(themes=(Theme("t", "T"),), codes=(Code("a", "A", theme="t"), Code("b", "B")))
SAID = (
    ("P1", "patient", "one two"),
    ("P1", "patient", "three"),
    ("P2", "patient", "four"),
    ("C1", "clinician", "five"),
)


def made(groups: tuple[str, str] = ("patient", "clinician"), **options: Any) -> Sides:  # noqa: ANN401 - handed on
    rows = [
        {"segment": f"x{n}", "transcript": "x", "start": 10 * n, "end": 10 * n + len(text), "speaker": who}
        | {"participant": who, "role": role, "text": text}
        for n, (who, role, text) in enumerate(SAID)
    ]
    codings = [{"transcript": "x", "start": 0, "end": 3, "code": code} for code in "ab"]
    return sides(
        tidy(rows, SEGMENTS), tidy(codings, ("transcript", "start", "end", "code")), BOOK, groups=groups, **options
    )


def test_people_shares_and_rates() -> None:
    found = made()
    assert [(label.theme, label.code) for label in found.labels] == [("t", "a"), ("", "b"), ("t", None)]
    assert found.names == ("patient", "clinician")
    assert found.first.people == ("P1", "P2")
    assert found.first.shares[:, 0].tolist() == [0.5, 0]
    assert found.first.rates[0, 0] == pytest.approx(1000 / 3)
    assert found.used.tolist() == [True, True, True]
    assert found.first.only([1]).people == ("P2",)


def test_refusals() -> None:
    assert made().refusal() == "fewer than two participants: clinician (1); no interval, no test"
    assert made(("patient", "nurse")).second.shares.shape == (0, 3)
    assert made(("patient", "patient")).refusal() == "in both groups: P1, P2; no interval, no test"


def test_themes_not_asked_for_are_left_out() -> None:
    assert [label.code for label in made(themes=()).labels] == ["a", "b"]


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(NotFound):
        made(by="site")
