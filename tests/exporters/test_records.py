"""JSON: the words untouched, the numbers whole, the missing null."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.exporters.base import Report, plain
from qual.exporters.records import export


def document(report: Report) -> dict[str, Any]:
    files = export(report, stem="study")
    assert list(files) == ["study.json", "study read.py", "study read.R"]

    def refuse(name: str) -> None:
        raise AssertionError(name)

    loaded = json.loads(files["study.json"].decode("utf-8"), parse_constant=refuse)
    assert isinstance(loaded, dict)
    return loaded


def test_everything_is_there(everything: Report) -> None:
    found = document(everything)
    assert found["title"] == "Living with it"
    assert (found["data"], found["synthetic"]) == ("synthetic sample", True)
    assert found["provenance"]["codebook version"] == "abc"
    assert found["notes"] == list(everything.notes)
    assert found["codebook"] == everything.codebook
    assert set(found) >= {"excerpts", "frequencies", "differences", "participants", "memos", "columns"}
    assert found["memos"] == [{"memo": "m1", "about": "passage", "start": None, "text": "=look again"}]


def test_quotes_are_untouched(everything: Report) -> None:
    found = document(everything)["excerpts"]
    assert [row["quote"] for row in found] == everything.codings["quote"].tolist()
    assert (found[0]["start"], found[0]["blind"]) == (0, True)


def test_missing_values_are_null(everything: Report) -> None:
    found = document(everything)
    assert found["frequencies"][0]["code"] is None
    assert found["frequencies"][0]["estimated"] is None
    assert found["differences"][0] == {"code": "hope", "difference": -0.18333, "ci_low": None, "note": "few"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(3), 3),
        (np.float64(0.1), 0.1),
        (np.bool_(True), True),
        (float("inf"), None),
        (np.nan, None),
        (pd.NA, None),
        (pd.NaT, None),
        (pd.Timestamp("2026-01-02"), "2026-01-02 00:00:00"),
        (("a", "b"), "a; b"),
        ("nan", "nan"),
    ],
)
def test_every_kind_of_value_has_a_plain_form(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
def test_any_text_comes_back(make: Callable[..., Report], text: str) -> None:
    assert document(make(text))["excerpts"][0]["quote"] == text
