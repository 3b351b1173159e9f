"""Every shared sample of a format that is read gives the turns, labels, times and words its list says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qual.importers.registry import SUFFIXES, read
from qual.model.transcript import Transcript, Turn

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "transcripts"
LISTED: dict[str, dict[str, Any]] = (
    json.loads((FOLDER / "expected.json").read_text("utf-8"))["files"] if FOLDER.is_dir() else {}
)
READ = sorted(name for name in LISTED if Path(name).suffix.lower() in SUFFIXES)
OTHERS = sorted(name for name in LISTED if Path(name).suffix.lower() not in SUFFIXES)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LISTED, reason="the shared transcripts are not beside this working tree (../shared)"),
]


def squashed(text: str) -> str:
    return " ".join(text.split())


def check_turn(transcript: Transcript, turn: Turn, wanted: dict[str, Any], *, soft: bool, first: bool) -> None:
    said, expected = squashed(turn.span.of(transcript.text)), squashed(wanted["text"])
    assert turn.label == (wanted["speaker"] or "")
    if soft:
        assert said.startswith(expected) if first else said.endswith(expected)
    else:
        assert said == expected
    if "start_s" in wanted and (first or not soft):
        assert turn.start_s == pytest.approx(wanted["start_s"], abs=0.001)


@pytest.mark.parametrize("name", READ)
def test_a_sample_gives_what_is_expected_of_it(name: str) -> None:
    wanted = LISTED[name]
    reading = read(Path(name).name, (FOLDER / name).read_bytes())
    assert reading.fatal is None
    (item,) = reading.transcripts
    transcript = item.transcript
    counts = Counter(turn.label for turn in transcript.turns)
    speakers = {label: count for label, count in counts.items() if label}
    low, high = wanted.get("turns_range", (wanted["turns"], wanted["turns"]))
    assert low <= len(transcript.turns) <= high + wanted.get("extra_unlabelled_ok", 0)
    if wanted["soft"]:
        assert speakers.keys() == wanted["speakers"].keys()
        ways = [wanted["speakers"], *(way["speakers"] for way in wanted.get("also_fine", []))]
        assert not speakers or speakers in ways
    else:
        assert speakers == wanted["speakers"]
    soft = bool(wanted["soft"])
    check_turn(transcript, transcript.turns[0], wanted["first_turn"], soft=soft, first=True)
    check_turn(transcript, transcript.turns[-1], wanted["last_turn"], soft=soft, first=False)
    assert "-->" not in transcript.text or name.endswith(".txt")


@pytest.mark.parametrize("name", OTHERS)
def test_a_format_that_is_not_read_is_refused_with_one_sentence(name: str) -> None:
    reading = read(Path(name).name, (FOLDER / name).read_bytes())
    assert not reading.transcripts
    (problem,) = reading.problems
    assert problem.fatal
    assert "not a format qual reads" in problem.message
    assert problem.hint


def test_a_broken_cue_time_keeps_the_words_and_names_its_line() -> None:
    reading = read("a.srt", (FOLDER / "webvtt-py" / "invalid_timeframe.srt").read_bytes())
    text = reading.transcripts[0].transcript.text
    assert all(f"Caption text #{number}" in text for number in range(1, 6))
    assert [problem.line for problem in reading.problems if problem.line] == [6]


def test_the_entities_of_captions_are_read_as_characters() -> None:
    reading = read("a.srt", (FOLDER / "webvtt-py" / "styles_colours.srt").read_bytes())
    assert "By the way, 2 < 3 !" in reading.transcripts[0].transcript.text
