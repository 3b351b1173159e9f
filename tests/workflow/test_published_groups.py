"""Published counts by group, made anew by the tool from the same segments; skipped where the data are not there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qual.analysis.compare import differences
from qual.analysis.frame import SEGMENTS, tidy
from qual.analysis.frequencies import frequencies
from qual.model.codebook import Code, Codebook
from qual.model.participant import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

SETS: Mapping[str, str] = {
    "annomi_dev": "role",
    "scrum_quality_interviews": "role",
    "world_after_covid": "field",
    "nhs_patient_feedback": "service",
}
"""Folder -> the column that holds the group."""


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def frames(rows: list[dict[str, str]], group: str) -> tuple[pd.DataFrame, pd.DataFrame, Codebook]:
    """The segments, one after another in each document, and a coding over the whole of each for each label."""
    segments: list[dict[str, Any]] = []
    codings: list[dict[str, Any]] = []
    ends: dict[str, int] = {}
    for number, row in enumerate(rows):
        start = ends.get(row["doc_id"], 0)
        # A segment of signs alone has no word to code; its letters do not matter here, one of them is enough.
        place = {"transcript": row["doc_id"], "start": start, "end": start + 1}
        ends[row["doc_id"]] = start + 2
        who = {"speaker": row["doc_id"], "participant": row["doc_id"], "role": row[group], "text": "w"}
        segments.append({"segment": str(number), **place, **who})
        labels = [label.strip() for label in row["labels"].split(";") if label.strip()]
        codings += [{**place, "code": label} for label in dict.fromkeys(labels)]
    codes = dict.fromkeys(str(coding["code"]) for coding in codings)
    book = Codebook(codes=tuple(Code(code, code) for code in codes))
    return tidy(segments, SEGMENTS), tidy(codings, ("transcript", "start", "end", "code")), book


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_the_published_counts_by_group_are_the_tools(shared: Path, name: str) -> None:
    folder = shared / "data" / name
    if not folder.is_dir():
        pytest.skip(f"the public set {name} is not beside this working tree")
    segments, codings, book = frames(table(folder / "segments.csv"), SETS[name])
    counted = frequencies(segments, codings, book).rows
    ours = {
        (row["role"], row["code"]): (row["segments"], row["participants"], row["segments_total"])
        for row in counted.to_dict("records")
        if row["segments"]
    }
    published = {
        (row["group"] or UNKNOWN, row["code"]): tuple(
            int(row[column]) for column in ("n_segments_coded", "n_docs_or_speakers", "segments_in_group")
        )
        for row in table(folder / "theme_counts_by_group.csv")
    }
    assert ours == published


@pytest.mark.shared
def test_differences_rest_on_the_same_counts(shared: Path) -> None:
    folder = shared / "data" / "world_after_covid"
    if not folder.is_dir():
        pytest.skip("the public set is not beside this working tree")
    segments, codings, book = frames(table(folder / "segments.csv"), "field")
    found = differences(segments, codings, book, groups=("SC", "Non-SC"), test=True)
    published = {
        (row["group"], row["code"]): int(row["n_docs_or_speakers"])
        for row in table(folder / "theme_counts_by_group.csv")
    }
    for row in found.rows.to_dict("records"):
        assert row["first_participants"] == published.get(("SC", row["code"]), 0)
        assert row["second_participants"] == published.get(("Non-SC", row["code"]), 0)
    assert found.rows["p"].notna().all()
    assert (found.rows["p_adjusted"] >= found.rows["p"]).all()
