"""Every shared table of turns loads: each row is a turn, in file order, with the role its own column gives."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from qual.importers.registry import read

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data"
TABLES = sorted(FOLDER.glob("*/segments.csv"))
OTHERS = sorted([*FOLDER.glob("*/codebook.csv"), *FOLDER.glob("*/theme_counts_by_group.csv")])
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not TABLES, reason="the shared data are not beside this working tree (../shared)"),
]


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.parent.name)
def test_a_table_of_turns_loads_whole(file: Path) -> None:
    wanted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    roles: dict[tuple[str, str], str] = {}
    seen: set[tuple[str, str]] = set()
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if (row["doc_id"], row["seg_id"]) not in seen:
                seen.add((row["doc_id"], row["seg_id"]))
                wanted[row["doc_id"]].append((row["speaker"], " ".join(row["text"].split())))
                roles[row["doc_id"], row["speaker"]] = row["role"]
    reading = read(file.name, file.read_bytes())
    assert reading.fatal is None
    assert [item.transcript.id for item in reading.transcripts] == list(wanted)
    for item in reading.transcripts:
        transcript = item.transcript
        found = [(turn.label, " ".join(turn.span.of(transcript.text).split())) for turn in transcript.turns]
        assert found == wanted[transcript.id]
        assert {(transcript.id, label): role for label, role in item.stated_roles.items()}.items() <= roles.items()
        assert set(item.stated_roles) == {turn.label for turn in transcript.turns}


def test_a_segment_coded_by_two_people_is_read_once_and_said() -> None:
    reading = read("segments.csv", (FOLDER / "world_after_covid_2coder" / "segments.csv").read_bytes())
    assert sum(len(item.transcript.turns) for item in reading.transcripts) == 170
    (problem,) = reading.problems
    assert "170 rows repeat" in problem.message


def test_start_times_are_read_from_a_table() -> None:
    reading = read("segments.csv", (FOLDER / "primock57_consultations" / "segments.csv").read_bytes())
    assert reading.transcripts[0].transcript.turns[1].start_s == 3.91


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_table_that_holds_no_turns_is_asked_about(file: Path) -> None:
    reading = read(file.name, file.read_bytes())
    assert reading.fatal is not None
    assert reading.headings
    assert "code" in reading.fatal.message
