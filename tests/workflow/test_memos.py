"""Memos: written, changed, deleted, found."""

from __future__ import annotations

import pytest

from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import memos
from qual.workflow.desk import Answer
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def note(study: OpenProject, about: str, target: str = "", words: str = "Look again", **more: object) -> Answer:
    values: dict[str, object] = {"id": new_id(), "act": "memo", "coder": "ada"}
    [answer] = study.apply([Op(**(values | {"about": about, "target": target, "memo": words} | more))])  # type: ignore[arg-type]
    return answer


def coded(study: OpenProject, words: str, memo: str = "", act: str = "code", **more: object) -> str:
    values: dict[str, object] = {"id": new_id(), "act": act, "coder": "ada", "transcript": "P01", "code": "waiting"}
    span = Span(*place_of(study, "P01", words))
    [answer] = study.apply([Op(**(values | {"span": span, "memo": memo} | more))])  # type: ignore[arg-type]
    return answer.coding


def texts(study: OpenProject, **asked: str) -> list[str]:
    return sorted(memo.text for memo in memos.listing(study, **asked))


def test_a_memo_can_be_about_each_kind_of_thing(study: OpenProject) -> None:
    coding = coded(study, "waiting list")
    span = Span(*place_of(study, "P01", "heard nothing"))
    note(study, "coding", coding, "of the coding")
    note(study, "passage", "ignored", "of the passage", transcript="P01", span=span, quote="heard nothing")
    note(study, "transcript", "P02", "of the transcript")
    note(study, "participant", "C01", "of the participant")
    note(study, "code", "hopeless", "of the code")
    note(study, "project", "ignored", "of the project")
    found = {memo.about: memo for memo in memos.listing(study)}
    shown = {about: (memo.target, memo.transcript, memo.quote) for about, memo in found.items()}
    assert shown == {
        "coding": (coding, "P01", "waiting list"),
        "passage": ("", "P01", "heard nothing"),
        "transcript": ("P02", "P02", ""),
        "participant": ("C01", "", ""),
        "code": ("hopeless", "", ""),
        "project": ("", "", ""),
    }
    assert found["passage"].span == span
    assert all(memo.text == f"of the {about}" and memo.coder == "ada" for about, memo in found.items())
    table = study.memos().set_index("about")
    assert list(table["participant"]) == ["P01", "P01", "", "C01", "", ""]
    assert table["start"].isna().sum() == 4
    assert table.loc["passage", "start"] == span.start


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"about": "weather"}, "A memo is about one of coding, passage"),
        ({"about": "coding", "target": "x"}, "There is no coding 'x'"),
        ({"about": "transcript", "target": "x"}, "There is no transcript 'x'"),
        ({"about": "participant", "target": "x"}, "There is no participant 'x'"),
        ({"about": "code", "target": "x"}, "There is no code 'x'"),
        ({"about": "passage", "transcript": "x"}, "There is no transcript 'x'"),
        ({"about": "passage", "transcript": "P01"}, "outside"),
        ({"about": "passage", "transcript": "P01", "span": Span(0, 4), "quote": "else"}, "The quote is not"),
        ({"memo": " \n "}, "A memo needs words."),
        ({"replaces": "x"}, "That memo is not there any more."),
    ],
)
def test_a_memo_that_cannot_be_is_said(study: OpenProject, change: dict[str, object], says: str) -> None:
    values: dict[str, object] = {"id": "m", "act": "memo", "coder": "ada", "about": "project", "memo": "Words"}
    [answer] = study.apply([Op(**(values | change))])  # type: ignore[arg-type]
    assert says in answer.refusal
    assert memos.listing(study) == []


def test_ones_own_memo_is_changed_and_deleted_and_all_of_it_undone(study: OpenProject) -> None:
    note(study, "project", words="first")
    [first] = memos.listing(study)
    assert note(study, "project", words="first", replaces=first.id).unchanged
    note(study, "", words="second", replaces=first.id)
    [second] = memos.listing(study)
    assert (second.text, second.about, second.replaces) == ("second", "project", first.id)
    assert "not there any more" in note(study, "project", words="third", replaces=first.id).refusal
    note(study, "", words="", replaces=second.id)
    assert memos.listing(study) == []
    study.undo(coder="ada")
    assert memos.listing(study) == [second]
    study.undo(coder="ada")
    assert memos.listing(study) == [first]
    study.redo(2, coder="ada")
    assert memos.listing(study) == []


def test_nobody_changes_somebody_elses_memo(study: OpenProject) -> None:
    note(study, "project", words="mine")
    [own] = memos.listing(study)
    for words in ("better", ""):
        answer = note(study, "project", words=words, replaces=own.id, coder="ben")
        assert "only ada can change it" in answer.refusal
    assert memos.listing(study) == [own]


def test_what_was_typed_with_codings_and_rejects_are_memos_too(study: OpenProject) -> None:
    coding = coded(study, "waiting list", "with the coding")
    coded(study, "heard nothing", "with the reject", "reject")
    coded(study, "stopped taking them", "with the accept", "accept")
    found = {memo.text: memo for memo in memos.listing(study)}
    assert set(found) == {"with the coding", "with the reject", "with the accept"}
    assert found["with the coding"].id == f"coding-{coding}"
    assert (found["with the reject"].about, found["with the reject"].quote) == ("passage", "heard nothing")
    for memo in found.values():
        note(study, "", words=f"{memo.text}, changed", replaces=memo.id)
    assert texts(study) == ["with the accept, changed", "with the coding, changed", "with the reject, changed"]
    assert sorted(study.codings()["memo"]) == ["with the accept, changed", "with the coding, changed"]
    study.undo(3, coder="ada")
    assert memos.listing(study) == list(found.values())


def test_a_memo_waits_with_a_coding_that_was_taken_back(study: OpenProject) -> None:
    coding = coded(study, "waiting list", "typed along")
    note(study, "coding", coding, "added", coder="ben")
    study.apply([Op("r", "remove", "ada", target=coding)])
    assert memos.listing(study) == []
    study.undo(coder="ada")
    assert texts(study) == ["added", "typed along"]


def test_a_codings_memo_shows_the_words_the_coding_has_now(study: OpenProject) -> None:
    coding = coded(study, "waiting list", "typed along")
    span = Span(*place_of(study, "P01", "the waiting list for a year"))
    study.apply([Op("r", "resize", "ada", target=coding, span=span)])
    [memo] = memos.listing(study)
    assert (memo.quote, memo.span) == ("the waiting list for a year", span)


def test_memos_are_found_by_what_whom_where_and_words(study: OpenProject) -> None:
    coding = coded(study, "waiting list", "Long WAIT, letters")
    note(study, "transcript", "P02", "Tablets and letters", coder="ben")
    note(study, "code", "waiting", "Straße or letters?")
    assert texts(study, about="code") == ["Straße or letters?"]
    assert texts(study, target="waiting") == ["Straße or letters?"]
    assert texts(study, target=coding) == ["Long WAIT, letters"]
    assert texts(study, transcript="P02") == texts(study, coder="ben") == ["Tablets and letters"]
    assert texts(study, words="letters wait") == ["Long WAIT, letters"]
    assert texts(study, words="STRASSE") == ["Straße or letters?"]
    assert texts(study, words="letters", coder="ada", about="coding") == ["Long WAIT, letters"]
    assert texts(study, words="nowhere") == []
    with pytest.raises(NotFound, match="weather"):
        memos.listing(study, about="weather")


def test_the_record_holds_no_memo(study: OpenProject) -> None:
    note(study, "project", words="secret thought")
    [own] = memos.listing(study)
    note(study, "", words="another secret", replaces=own.id)
    with study.store.reading() as tables:
        assert not any("secret" in event.payload for event in tables.events())
        [changed, written] = tables.events(kind="memo")
    assert changed.details["replaces"] == own.id
    assert written.details["memo"] == own.id
