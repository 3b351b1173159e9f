"""Which segments carry what, and headings over codes."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import pandas as pd
import pytest

from qual.analysis.incidence import Label, carrying, incidence, people
from qual.errors import NotFound
from qual.model.codebook import Code, Codebook, Theme
from tests import naive

BOOK = Codebook(
    themes=(Theme("care", "Care"),),
    codes=(
        Code("access", "Access", theme="care", heading=True),
        Code("wait", "Waiting", theme="care", parent="access"),
        Code("list", "Waiting list", theme="care", parent="wait"),
        Code("post", "Letters", theme="care", parent="access"),
        Code("empty", "Empty heading", theme="care", heading=True),
        Code("loose", "Loose"),
    ),
)
SEGMENTS = pd.DataFrame(
    [
        {"transcript": "t", "start": 10 * n, "end": 10 * n + 9, "text": "some words", "speaker": who,
         "participant": who, "role": "patient"}
        for n, who in enumerate(["P1", "P1", "P2", ""])
    ]
)  # fmt: skip


def codings(*pairs: tuple[int, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"transcript": "t", "start": 10 * n, "end": 10 * n + 4, "code": code} for n, code in pairs],
        columns=["transcript", "start", "end", "code"],
    )


def test_headings_count_all_codes_under_them_once() -> None:
    found = incidence(
        SEGMENTS, codings((0, "wait"), (0, "list"), (1, "post"), (2, "loose")), BOOK, people(SEGMENTS, by="role"),
        headings=True,
    )  # fmt: skip
    assert found.labels == (
        Label("care"),
        Label("care", "access", heading=True),
        Label("care", "wait", heading=True),
        Label("care", "wait"),
        Label("care", "list"),
        Label("care", "post"),
        Label("", "loose"),
    )
    assert found.counts.tolist() == [[2, 2, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0]]


def test_without_headings_there_are_rows_for_codes_alone() -> None:
    found = incidence(SEGMENTS, codings((0, "wait")), BOOK, people(SEGMENTS, by="role"))
    assert [label.code for label in found.labels] == [None, "wait", "list", "post", "loose"]


def test_who_carries_what_is_as_the_definition_says() -> None:
    given = codings(*[(n, code) for n, code in product(range(4), ("wait", "list", "post", "loose")) if (n * 7) % 3])
    labels = [Label("care"), Label("care", "wait", heading=True), Label("care", "post"), Label("", "gone")]
    meant = [{"access", "wait", "list", "post", "empty"}, {"wait", "list"}, {"post"}, {"gone"}]
    rows: list[naive.Row] = json.loads(SEGMENTS.to_json(orient="records"))
    spans: list[naive.Row] = json.loads(given.to_json(orient="records"))
    twin = [
        [any(span["code"] in codes and naive.share_a_word(row, span) for span in spans) for codes in meant]
        for row in rows
    ]
    assert np.array_equal(carrying(SEGMENTS, given, BOOK, labels), np.array(twin))


def test_blank_and_absent_names_are_the_same_nobody() -> None:
    table = SEGMENTS.assign(participant=pd.Series(["P1", " ", None, ""]), speaker=["P1", "S", "S", "T"])
    who = people(table, by="role")
    assert (who.names, who.nameless) == (("P1", "", ""), 2)
    assert who.segments.tolist() == [1, 2, 1]
    with pytest.raises(NotFound, match="site"):
        people(table, by="site")
