"""Pairs of codes in a study, by name, with the passages behind them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.errors import Refused
from qual.model.selection import Selection
from qual.workflow import cooccurring
from qual.workflow.projects import OpenProject
from tests.workflow.coded_study import coded_study


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[OpenProject]:
    with coded_study(tmp_path) as project:
        yield project


def counts(project: OpenProject, within: str, **asked: object) -> dict[tuple[str, str], int]:
    rows = project.cooccurrence(within, **asked).rows  # type: ignore[arg-type]
    return dict(zip(zip(rows["a"], rows["b"], strict=True), rows["together"].tolist(), strict=True))


def test_codes_go_together_in_three_ways(coded: OpenProject) -> None:
    assert counts(coded, "segment") == {}
    assert counts(coded, "participant") == {
        ("waiting", "stopping"): 4, ("waiting", "hopeless"): 2, ("stopping", "hopeless"): 1,
    }  # fmt: skip
    assert counts(coded, "sequence") == {
        ("waiting", "stopping"): 3, ("stopping", "waiting"): 1, ("stopping", "hopeless"): 1,
        ("hopeless", "waiting"): 1,
    }  # fmt: skip
    assert counts(coded, "sequence", steps=2)["waiting", "hopeless"] == 1
    assert counts(coded, "participant", of="themes") == {("care", "toll"): 2}
    assert counts(coded, "participant", selection=Selection(roles=("clinician",))) == {("waiting", "stopping"): 1}


def test_each_pair_stands_once_by_name(coded: OpenProject) -> None:
    answer = coded.cooccurrence("participant")
    table = answer.table()
    assert list(table.columns) == ["a", "b", "together", "lift", "shown"]
    assert table[["a", "b"]].to_numpy().tolist()[0] == ["Waiting", "Stopping tablets"]
    assert not table["shown"].any()
    assert any("3 of 3 pairs have no lift" in note for note in answer.notes)


def test_the_passages_behind_a_pair(coded: OpenProject) -> None:
    found = cooccurring.behind(coded, "waiting", "stopping", within="sequence")
    assert [one.words for one in found if one.participant == "P05"] == ["We wait.", "They stopped."]
    assert {one.participant for one in found} == {"P01", "C01", "P05"}
    people = cooccurring.behind(coded, "stopping", "hopeless", within="participant")
    assert {one.participant for one in people} == {"P01"}
    assert cooccurring.behind(coded, "waiting", "zzz") == []


def test_codes_that_share_a_name_and_codes_that_left(coded: OpenProject) -> None:
    text = coded.codebook_file.read_text("utf-8")
    text = text.replace("name: Stopping tablets", "name: Waiting").replace("id: hopeless", "id: lost")
    coded.codebook_file.write_text(text, "utf-8")
    assert coded.cooccurrence("participant").names == {
        "waiting": "Waiting (waiting)", "stopping": "Waiting (stopping)",
        "hopeless": "hopeless (no longer in the codebook)",
    }  # fmt: skip


def test_nothing_coded_has_no_pair(study: OpenProject) -> None:
    answer = study.cooccurrence()
    assert answer.rows.empty
    assert answer.table().empty
    assert any("there is no pair" in note for note in answer.notes)


@pytest.mark.parametrize("asked", [{"within": "page"}, {"of": "words"}, {"within": "sequence", "steps": 21}])
def test_other_ways_are_refused(study: OpenProject, asked: dict[str, object]) -> None:
    with pytest.raises(Refused):
        study.cooccurrence(**asked)  # type: ignore[arg-type]


def test_a_theme_of_which_not_all_codes_are_chosen_is_in_no_pair(coded: OpenProject) -> None:
    part = Selection(codes=("waiting", "hopeless"))
    answer = coded.cooccurrence("participant", of="themes", selection=part)
    assert answer.rows.empty
    assert "Not paired, since not all of their codes are chosen: Care." in answer.notes
    assert cooccurring.behind(coded, "care", "toll", within="participant", of="themes", selection=part) == []
    assert counts(coded, "participant", selection=part) == {("waiting", "hopeless"): 2}
