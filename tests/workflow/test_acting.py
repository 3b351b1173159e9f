"""Acts on one's own codings: remove, recode, resize."""

from __future__ import annotations

import pytest

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import curating, memos
from qual.workflow.desk import Answer
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def at(study: OpenProject, words: str) -> Span:
    return Span(*place_of(study, "P01", words))


def coded(study: OpenProject, words: str = "waiting list", code: str = "waiting", **more: object) -> str:
    """The id of a coding of these words."""
    values: dict[str, object] = {"id": new_id(), "act": "code", "coder": "ada", "transcript": "P01"}
    [answer] = study.apply([Op(**(values | {"span": at(study, words), "code": code} | more))])  # type: ignore[arg-type]
    assert answer.refusal == ""
    return answer.coding


def act(study: OpenProject, kind: str, target: str, coder: str = "ada", **more: object) -> Answer:
    [answer] = study.apply([Op(new_id(), kind, coder, target=target, **more)])  # type: ignore[arg-type]
    return answer


def rows(study: OpenProject) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in study.codings()[["quote", "code", "coder"]].itertuples(index=False)]


def test_a_recoded_coding_gives_its_words_to_a_new_one_with_its_memos(study: OpenProject) -> None:
    old = coded(study, memo="first thought")
    study.apply([Op("m", "memo", "ben", about="coding", target=old, memo="I doubt it")])
    answer = act(study, "recode", old, code="stopping")
    assert answer.coding != old
    assert rows(study) == [("waiting list", "stopping", "ada")]
    assert study.codings()["memo"].iloc[0] == "first thought\nI doubt it"
    found = memos.listing(study, about="coding", target=answer.coding)
    assert [(memo.text, memo.coder, memo.quote) for memo in found] == [
        ("first thought", "ada", "waiting list"), ("I doubt it", "ben", "waiting list"),
    ]  # fmt: skip
    study.undo(coder="ada")
    assert [(row[1], study.codings()["coding"].iloc[0]) for row in rows(study)] == [("waiting", old)]
    assert [memo.target for memo in memos.listing(study)] == [old, old]
    study.redo(coder="ada")
    assert study.codings()["coding"].iloc[0] == answer.coding


def test_recoding_to_a_code_the_words_have_already_leaves_one_coding(study: OpenProject) -> None:
    old, twin = coded(study), coded(study, code="stopping")
    assert act(study, "recode", old, code="stopping").coding == twin
    assert list(study.codings()["coding"]) == [twin]
    study.undo(coder="ada")
    assert set(study.codings()["coding"]) == {old, twin}


def test_recoding_to_the_same_code_changes_nothing(study: OpenProject) -> None:
    old = coded(study)
    answer = act(study, "recode", old, code="waiting")
    assert (answer.unchanged, answer.event, answer.coding) == (True, None, old)


def test_a_resized_coding_stays_the_same_one_on_other_words(study: OpenProject) -> None:
    own = coded(study)
    longer = at(study, "the waiting list for a year")
    answer = act(study, "resize", own, transcript="P01", span=longer, quote="the waiting list for a year")
    assert answer.coding == own
    row = study.codings().iloc[0]
    assert (row["coding"], row["quote"], row["start"]) == (own, "the waiting list for a year", longer.start)
    assert act(study, "resize", own, span=longer).unchanged
    study.undo(coder="ada")
    assert rows(study) == [("waiting list", "waiting", "ada")]
    study.redo(coder="ada")
    assert rows(study) == [("the waiting list for a year", "waiting", "ada")]


def test_a_resized_coding_goes_on_being_found_where_it_is(study: OpenProject) -> None:
    own = coded(study)
    act(study, "resize", own, span=at(study, "heard nothing"))
    again = coded(study)
    assert again != own
    twice = coded(study, "heard nothing")
    assert twice == own


@pytest.mark.parametrize("kind", ["remove", "recode", "resize"])
def test_only_ones_own_codings_can_be_changed(study: OpenProject, kind: str) -> None:
    own = coded(study)
    span = at(study, "heard nothing")
    answer = act(study, kind, own, coder="ben", code="stopping", transcript="P01", span=span)
    assert answer.refusal == "That coding is ada's; only ada can change it. Code the words yourself instead."
    gone = act(study, kind, "nowhere", code="stopping", transcript="P01", span=span)
    assert gone.refusal == "That coding is not there any more."
    assert rows(study) == [("waiting list", "waiting", "ada")]


def test_a_recoding_or_resizing_that_cannot_be_is_said(study: OpenProject) -> None:
    own = coded(study)
    coded(study, "heard nothing")
    curating.retire_code(study, "hopeless", coder="ada")
    assert "no code 'nowhere'" in act(study, "recode", own, code="nowhere").refusal
    assert "retired" in act(study, "recode", own, code="hopeless").refusal
    assert "There is no code of that name" in act(study, "recode", own, code="new:Nowhere").refusal
    assert "one coding is enough" in act(study, "resize", own, span=at(study, "heard nothing")).refusal
    assert (
        "stands in transcript P01, not P02" in act(study, "resize", own, transcript="P02", span=Span(0, 4)).refusal
    )
    assert "outside" in act(study, "resize", own).refusal
    assert "outside" in act(study, "resize", own, span=Span(0, 99_999)).refusal
    assert "The quote is not" in act(study, "resize", own, span=Span(0, 4), quote="else").refusal
    blank = at(study, "\n\n")
    assert "no words" in act(study, "resize", own, span=Span(blank.start, blank.start + 1)).refusal


def test_the_record_of_acts_on_codings_holds_no_words(study: OpenProject) -> None:
    own = coded(study, memo="secret thought")
    act(study, "resize", own, span=at(study, "waiting list for a year"), quote="waiting list for a year")
    act(study, "recode", own, code="stopping")
    study.undo(3, coder="ada")
    study.redo(3, coder="ada")
    with study.store.reading() as tables:
        record = " ".join(event.payload for event in tables.events(coder="ada") if event.kind != "import")
    assert "waiting list" not in record
    assert "secret" not in record
