"""A transcript to read, its speaker labels, and what a coder may see in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import blinding, reader
from tests import studies


def test_a_page_holds_every_turn_with_its_speaker_and_every_coding(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        start, end = studies.place_of(project, "P01", "heard nothing at all")
        project.apply([Op("1", "code", "Ada", "P01", Span(start, end), "waiting")])
        page = reader.page(project, "P01")
    assert [(one.turn.label, one.role) for one in page.turns] == [
        ("Interviewer", "interviewer"), ("P01", "patient"), ("Interviewer", "interviewer"), ("P01", "patient"),
    ]  # fmt: skip
    assert all(one.words == one.turn.span.of(page.transcript.text) for one in page.turns)
    assert [coding.quote for coding in page.codings] == ["heard nothing at all"]
    assert page.turn_at(start) == 1
    assert page.turn_at(0) == 0
    assert page.turn_at(10**6) == 3


def test_a_transcript_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project, pytest.raises(NotFound, match="P99"):
        reader.page(project, "P99")


def test_every_label_of_every_transcript_is_listed_with_words_that_show_who_it_is(tmp_path: Path) -> None:
    with studies.empty_study(tmp_path) as project:
        project.import_files(studies.write_transcripts(tmp_path / "files"))
        labels = reader.labels(project)
        names = reader.names(project)
    assert [one.speaker.transcript for one in labels] == [name for name in names for _ in range(2)]
    assert {one.role for one in labels} == {"unknown"}
    second = next(one for one in labels if one.speaker.transcript == "P01b" and one.speaker.label == "P01")
    assert second.turns == 2
    assert second.sample.startswith("Still on the waiting list")


def test_suggestions_are_those_the_coder_may_see(tmp_path: Path) -> None:
    with studies.ward_study(tmp_path, interviews=2) as project:
        blinding.set_share(project, 0.0, coder="Ada")
        everything = reader.suggested(project, "P01", coder="Ada")
        assert {item.transcript for item in everything} == {"P01"}
        assert reader.suggested(project, "P01", coder="") == [], "nobody is asked before they say who they are"
        blinding.set_transcript(project, "P01", blind=True, coder="Ada")
        assert reader.suggested(project, "P01", coder="Ada") == []
        assert reader.suggested(project, "P01", coder="Grace") == everything
        blinding.set_share(project, 1.0, coder="Ada")
        assert reader.suggested(project, "P01", coder="Grace") == []


def test_who_has_read_all_of_it_stands_on_the_page(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        span = reader.whole(reader.page(project, "P01"))
        project.apply([Op("1", "review", "Ada", "P01", span), Op("2", "review", "Grace", "P01", Span(0, 60))])
        assert reader.page(project, "P01").read_by == {"Ada"}


def test_texts_and_voices_of_what_is_not_there_are_left_out(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        assert list(reader.texts(project, ["P02", "nobody", "P02"])) == ["P02"]
        assert reader.voices(project, ["P02"])["P02"].of_turn("P02", 1).participant == "P02"
        assert {"P01", "P02", "C01"} < set(reader.people(project))
