"""A transcript to read, its speaker labels, and the way from pasted words to their exact place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import reader
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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("waiting list", ["waiting list", "Waiting  list"]),
        ("  the\twaiting\nlist ", ["the waiting list"]),
        ("WAITING LIST.", ["waiting list.", "Waiting  list."]),
        ("don't", ["don’t"]),
        ('"no"', ["“no”"]),
        ("well - no", ["well – no"]),
        ("a.c", []),
        ("", []),
        ("   ", []),
        ("not there", []),
    ],
)
def test_words_are_found_whatever_an_editor_did_to_them(words: str, found: list[str]) -> None:
    text = "I am on the waiting list. abc. They don’t say “no”, well – no. Waiting  list."
    assert [span.of(text) for span in reader.find(text, words)] == found


@given(st.text(max_size=80), st.data())
def test_words_copied_from_a_text_are_always_found_at_their_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    if words.strip():
        lead = len(words) - len(words.lstrip())
        wanted = Span(start + lead, start + lead + len(words.strip()))
        found = reader.find(text, words, most=1000)
        assert any(span.start <= wanted.start < span.end for span in found)
        assert all(span.end <= len(text) for span in found)


def test_no_more_places_than_asked_for() -> None:
    assert len(reader.find("no " * 50, "no")) == reader.MOST_FOUND
