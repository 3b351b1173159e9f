"""Choices about counting and reporting: acts like any other, at their words' place of now."""

from __future__ import annotations

import pytest

from qual.errors import Refused
from qual.model.choice import pair
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import choosing, reviewing
from qual.workflow.projects import OpenProject

ASKED = pair("waiting", "P01")


def values(study: OpenProject, about: str) -> list[tuple[str, Span | None, str]]:
    return [(one.target, one.span, one.value) for one in choosing.in_force(study, about)]


def test_the_newest_choice_holds_and_undo_brings_the_one_before_back(study: OpenProject) -> None:
    choosing.make(study, "asked", ASKED, "no", coder="Ada")
    choosing.make(study, "asked", ASKED, "yes", coder="Ben")
    assert values(study, "asked") == [(ASKED, None, "yes")]
    study.undo(coder="Ben")
    assert values(study, "asked") == [(ASKED, None, "no")]
    study.redo(coder="Ben")
    assert values(study, "asked") == [(ASKED, None, "yes")]
    assert values(study, "declared") == []


def test_a_choice_is_taken_back_by_one_without_a_value(study: OpenProject) -> None:
    choosing.make(study, "declared", "waiting", "yes", coder="Ada")
    choosing.make(study, "declared", "waiting", "", coder="Ada")
    assert values(study, "declared") == []


def test_the_same_choice_again_is_no_act(study: OpenProject) -> None:
    first = choosing.make(study, "declared", "waiting", "yes", coder="Ada")
    again = choosing.make(study, "declared", "waiting", "yes", coder="Ben")
    assert first.event is not None
    assert again.unchanged
    assert again.event is None


def test_a_choice_about_words_follows_them_when_the_text_is_corrected(study: OpenProject) -> None:
    with study.store.reading() as tables:
        words = tables.texts(["P02"])["P02"]
    at = words.index("The dog")
    place = Span(at, at + len("The dog keeps me going."))
    choosing.make(
        study, "quote", "care", "pinned", coder="Ada", transcript="P02", span=place, quote=place.of(words)
    )
    start = words.index("fine")
    fix = Op(
        "fix", "correct", "Ada", transcript="P02", span=Span(start, start + 4), quote="fine", text="quite fine"
    )
    (answer,) = reviewing.apply(study, [fix])
    assert not answer.refusal
    moved = Span(place.start + 6, place.end + 6)
    assert values(study, "quote") == [("care", moved, "pinned")]
    choosing.make(study, "quote", "care", "dropped", coder="Ada", transcript="P02", span=moved)
    assert values(study, "quote") == [("care", moved, "dropped")]


def test_a_choice_about_words_that_are_gone_rests(study: OpenProject) -> None:
    with study.store.reading() as tables:
        words = tables.texts(["P02"])["P02"]
    at = words.index("Good, yes.")
    place = Span(at, at + len("Good, yes."))
    choosing.make(study, "quote", "care", "pinned", coder="Ada", transcript="P02", span=place)
    reviewing.apply(
        study, [Op("fix", "correct", "Ada", transcript="P02", span=place, quote="Good, yes.", text="[laughs]")]
    )
    assert values(study, "quote") == []
    study.undo(coder="Ada")
    assert values(study, "quote") == [("care", place, "pinned")]


@pytest.mark.parametrize(
    ("about", "target", "value", "span"),
    [("weather", "x", "no", None), ("asked", "", "no", None), ("asked", "x", "y" * 100_001, None),
     ("quote", "care", "pinned", Span(0, 99_999))],
)  # fmt: skip
def test_what_cannot_be_settled_is_refused(
    study: OpenProject, about: str, target: str, value: str, span: Span | None
) -> None:
    before = study.store.revision()
    with pytest.raises(Refused):
        choosing.make(study, about, target, value, coder="Ada", transcript="P02" if span else "", span=span)
    assert study.store.revision() >= before
    assert all(not values(study, one) for one in ("asked", "quote"))


def test_the_record_keeps_what_a_choice_was_about_and_never_its_words(study: OpenProject) -> None:
    choosing.make(study, "template", "For the board", '{"quotes": 3}', coder="Ada")
    with study.store.reading() as tables:
        event = tables.events()[0]
    assert (event.kind, event.coder, event.details["target"]) == ("choose", "Ada", "For the board")
    assert "quotes" not in event.payload
