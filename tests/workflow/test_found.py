"""What was found, in words: passages with their hits, and sentences that count honestly."""

from __future__ import annotations

import pytest

from qual.model.memo import Memo
from qual.model.span import Span
from qual.workflow.found import Findings, Heard, Note, Passage


def passage(*, context: bool = False) -> Passage:
    return Passage("P01", Span(3, 6), "abc", 0, "P", "P01", "patient", context, (Span(4, 5),), (), 1.0)


def test_a_passage_shows_its_hits_wherever_it_stands() -> None:
    assert passage().id == "P01:3-6"
    assert [(piece.words, piece.hit) for piece in passage().excerpt()] == [("a", False), ("b", True), ("c", False)]


def test_a_memo_shows_its_own_words() -> None:
    memo = Memo("m", "project", "", "", None, "", "ask again", "ada", "2026-01-01T00:00:00+00:00")
    assert [piece.words for piece in Note(memo, (Span(0, 3),), "", None).excerpt()] == ["ask", " again"]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Findings(), "0 passages."),
        (Findings((passage(),)), "1 passage."),
        (Findings((passage(),), (), (Heard("patient", 1, 2), Heard("unknown", 0, 3))),
         "1 passage of 1 participant: 1 of 2 patients."),
        (Findings((passage(), passage(context=True)), (), (Heard("unknown", 1, 3),)),
         "2 passages of 1 participant: 1 of 3 whose role is not confirmed. 1 of the passages is context."),
        (Findings((passage(), *[passage(context=True)] * 2)), "3 passages. 2 of the passages are context."),
        (Findings((passage(context=True),)), "1 passage. All of it is context: no participant said it."),
    ],
)  # fmt: skip
def test_the_count_is_a_sentence(found: Findings, sentence: str) -> None:
    assert found.summary == sentence
