"""Behind a count: as many passages as it says, of whom it says, with the coded words marked."""

from __future__ import annotations

import pytest

from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import behind, counting
from qual.workflow.projects import OpenProject
from tests import studies


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    """One patient waits twice and stops; a clinician waits; Ada and Ben mark the same words."""
    for transcript, words, name, coder in (
        ("P01", "I was on the waiting list", "waiting", "Ada"),
        ("P01", "the waiting list", "waiting", "Ben"),
        ("P01b", "Still on the waiting list", "waiting", "Ada"),
        ("C01", "The waiting list grows", "waiting", "Ada"),
        ("C01", "They stop the tablets", "stopping", "Ada"),
    ):
        span = Span(*studies.place_of(study, transcript, words))
        answers = study.apply(
            [Op(new_id(), "code", coder, transcript=transcript, span=span, code=name, quote=words)]
        )
        assert not answers[0].refusal
    return study


def test_every_count_of_the_frequencies_opens_as_many_passages(coded: OpenProject) -> None:
    for row in counting.frequencies(coded).rows.to_dict("records"):
        label = row["theme"] if row["kind"] == "theme" else row["code"]
        found = behind.behind(coded, str(label), group=row["role"], kind=row["kind"])
        assert (len(found.places), found.segments_total) == (row["segments"], row["segments_total"])
        assert (found.participants, found.total) == (row["participants"], row["participants_total"])


def test_the_coded_words_are_marked_once_however_many_coders_marked_them(coded: OpenProject) -> None:
    found = behind.behind(coded, "waiting", group="patient")
    first = found.places[0]
    [words] = behind.in_words(coded, [first])
    assert [one.of(words.words) for one in (_from(first, mark) for mark in first.marked)] == [
        "I was on the waiting list"
    ]
    assert first.coders == ("Ada", "Ben")
    assert first.codes == ("waiting",)
    assert (words.transcript, words.span) == (first.transcript, first.span)


def _from(place: behind.Place, mark: Span) -> Span:
    """A marked span counted from the beginning of its segment."""
    return Span(mark.start - place.span.start, mark.end - place.span.start)


def test_people_stand_group_by_group_in_the_order_of_the_tables(coded: OpenProject) -> None:
    found = behind.behind(coded, "waiting")
    assert [(one.group, one.participant) for one in found.places] == [("patient", "P01")] * 2 + [
        ("clinician", "C01")
    ]
    assert [one.transcript for one in found.places] == ["P01", "P01b", "C01"]
    assert (found.name, found.participants, found.total) == ("Waiting", 2, 3)


def test_one_participant_and_a_selection_narrow_it_and_the_selection_is_said(coded: OpenProject) -> None:
    assert {one.participant for one in behind.behind(coded, "care", participant="C01").places} == {"C01"}
    narrowed = behind.behind(coded, "waiting", selection=Selection(transcripts=("P01b",)))
    assert [one.transcript for one in narrowed.places] == ["P01b"]
    assert narrowed.notes == ("Counted only: transcripts P01b.",)
    assert behind.behind(coded, "hopeless").places == ()


def test_what_is_not_there_is_said(coded: OpenProject) -> None:
    with pytest.raises(NotFound, match="code or theme"):
        behind.behind(coded, "nothing")
    with pytest.raises(NotFound, match="nurse"):
        behind.behind(coded, "waiting", group="nurse")
