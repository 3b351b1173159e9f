"""Formats the sample study has no file of: each read from a small file of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.importers.registry import read

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["turns.tsv", "captions.sbv", "whisperx.json"])
def test_two_turns_come_out_of_each(name: str) -> None:
    reading = read(name, (DATA / name).read_bytes())
    [one] = reading.transcripts
    words = [turn.span.of(one.transcript.text) for turn in one.transcript.turns]
    assert words == ["How was the week?", "Slow. I watered the tomatoes, that was about it."]
    assert [turn.start_s for turn in one.transcript.turns] == [2.0, 5.0]
    assert all(turn.label for turn in one.transcript.turns)
