"""Acts check what they need; what they leave behind are values."""

from __future__ import annotations

import json

import pytest

from qual.model.coding import ACTS, ORIGINS, Coding, Decision, Event, Op, Review
from qual.model.span import Span


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("origin", ORIGINS)
def test_every_act_can_be_asked_for_from_everywhere(act: str, origin: str) -> None:
    assert Op("1", act, "Ada", origin=origin).act == act


@pytest.mark.parametrize(
    ("act", "coder", "origin", "sentence"),
    [
        ("delete", "Ada", "reader", "an act is one of accept, reject, code, .*, undo, redo, not .delete."),
        ("", "Ada", "reader", "an act is one of"),
        ("code", "", "reader", "an act needs the name of the person who does it"),
        ("code", " \t", "reader", "an act needs the name of the person who does it"),
        ("code", "Ada", "guess", "an origin is one of suggestion, reader, file, not 'guess'"),
    ],
)
def test_an_act_nobody_could_answer_for_is_refused(act: str, coder: str, origin: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Op("1", act, coder, origin=origin)


def test_an_act_is_not_blind_and_saw_no_suggestion_unless_it_says_so() -> None:
    op = Op("1", "code", "Ada")
    assert (op.blind, op.score, op.band, op.model) == (False, None, "", "")


def test_what_people_did_are_values() -> None:
    span = Span(5, 17)
    coding = ("1", "P01", span, "How are you?", "pain", "Ada", "reader", False, "abc", "2026-01-01T00:00:00Z")
    assert Coding(*coding) == Coding(*coding)
    decision = ("1", "P01", span, "pain", "reject", "Ada", True, "abc", "def", "2026-01-01T00:00:00Z")
    assert len({Decision(*decision), Decision(*decision)}) == 1
    review = ("1", "P01", span, "Ada", True, "2026-01-01T00:00:00Z")
    assert Review(*review) == Review(*review)


@pytest.mark.parametrize("payload", [{}, {"segments": 12, "code": "pain"}, {"é": [1, 2]}])
def test_an_event_s_details_are_its_payload(payload: dict[str, object]) -> None:
    event = Event(1, "1", "segment", "", "2026-01-01T00:00:00Z", "abc", json.dumps(payload))
    assert event.details == payload
    assert event.undone_by is None


def test_a_payload_that_is_no_mapping_has_no_details() -> None:
    assert Event(1, "1", "segment", "", "2026-01-01T00:00:00Z", "abc", "[1, 2]").details == {}


@pytest.mark.parametrize(("op", "stroke"), [("ab12", "ab12"), ("ab12.1", "ab12"), ("ab12.1.2", "ab12")])
def test_acts_of_one_keystroke_share_their_id_up_to_its_first_dot(op: str, stroke: str) -> None:
    assert Op(op, "undo", "ada").stroke == stroke
    assert Event(1, op, "code", "ada", "", "", "{}").stroke == stroke


@pytest.mark.parametrize("op", ["", ".1"])
def test_an_act_of_no_stroke_cannot_be(op: str) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        Op(op, "undo", "ada")
