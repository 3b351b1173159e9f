"""Tidy tables from the model's types: who speaks, and whose a coding is."""

from __future__ import annotations

import pytest

from qual.analysis.frame import (
    CODINGS,
    DIFFERENCES,
    FREQUENCIES,
    MEMOS,
    REVIEWS,
    SEGMENTS,
    codings_frame,
    memos_frame,
    reviews_frame,
    segments_frame,
    tidy,
)
from qual.model.codebook import Code, Codebook, Theme
from qual.model.coding import Coding, Review
from qual.model.memo import Memo
from qual.model.participant import Participant, Speaker
from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn

TEXT = "I: And how was that then?\nP: Bad.\nX: Hm."
TURNS = (Turn(0, Span(3, 25), "I"), Turn(1, Span(29, 33), "P"), Turn(2, Span(37, 40), "X"))
TRANSCRIPTS = {"t": Transcript("t", "t.txt", "0", TEXT, TURNS)}
SPEAKERS = (
    Speaker("t", "I", "I1", confirmed=True),
    Speaker("t", "P", "P1", confirmed=True),
    Speaker("t", "X", "P2", proposed="patient"),
)
PEOPLE = (Participant("I1", "interviewer"), Participant("P1", "patient"), Participant("P2", "patient"))
BOOK = Codebook(themes=(Theme("toll", "Toll"),), codes=(Code("hope", "Hope", theme="toll"),))


def coding(start: int, end: int, code: str = "hope") -> Coding:
    quote = TEXT[start:end]
    return Coding("c1", "t", Span(start, end), quote, code, "Ada", "reader", True, "v1", "2026-01-01", "a memo")


@pytest.mark.parametrize("columns", [SEGMENTS, CODINGS, REVIEWS, FREQUENCIES, DIFFERENCES])
def test_an_empty_table_has_its_columns_and_their_kinds(columns: tuple[str, ...]) -> None:
    frame = tidy([], columns)
    assert tuple(frame.columns) == columns
    for name, kind in (("start", "int64"), ("share", "float64"), ("p", "float64"), ("blind", "bool")):
        assert name not in columns or frame[name].dtype == kind


def test_segments_carry_text_and_the_confirmed_role() -> None:
    cut = [Segment("t", turn.span, turn.order) for turn in TURNS]
    frame = segments_frame(cut, TRANSCRIPTS, SPEAKERS, PEOPLE)
    assert tuple(frame.columns) == SEGMENTS
    assert frame["segment"].tolist() == ["t:3-25", "t:29-33", "t:37-40"]
    assert frame["text"].tolist() == ["And how was that then?", "Bad.", "Hm."]
    assert frame["participant"].tolist() == ["I1", "P1", "P2"]


def test_a_role_nobody_has_confirmed_is_unknown() -> None:
    cut = [Segment("t", turn.span, turn.order) for turn in TURNS]
    assert segments_frame(cut, TRANSCRIPTS, SPEAKERS, PEOPLE)["role"].tolist() == [
        "interviewer",
        "patient",
        "unknown",
    ]
    nobody = segments_frame(cut, TRANSCRIPTS, (), ())
    assert nobody["role"].tolist() == ["unknown"] * 3
    assert nobody["participant"].tolist() == [""] * 3


def test_a_coding_has_theme_memo_and_speaker() -> None:
    frame = codings_frame([coding(29, 33)], BOOK, TRANSCRIPTS, SPEAKERS, PEOPLE)
    assert tuple(frame.columns) == (*CODINGS, "memo", "coded_as")
    row = frame.iloc[0]
    assert (row["participant"], row["role"], row["theme"], row["quote"]) == ("P1", "patient", "toll", "Bad.")
    assert (row["memo"], bool(row["blind"])) == ("a memo", True)


def test_a_coding_over_turns_is_the_one_who_says_most_of_it_interviewers_last() -> None:
    across = [coding(3, 33)]
    plain = codings_frame(across, BOOK, TRANSCRIPTS, SPEAKERS, PEOPLE)
    given = codings_frame(across, BOOK, TRANSCRIPTS, SPEAKERS, PEOPLE, context_roles=("interviewer",))
    assert (plain["participant"][0], given["participant"][0]) == ("I1", "P1")


def test_a_coding_that_begins_between_turns_is_the_next_speakers() -> None:
    frame = codings_frame([coding(26, 33), coding(26, 40)], BOOK, TRANSCRIPTS, SPEAKERS, PEOPLE)
    assert frame["participant"].tolist() == ["P1", "P1"]


def test_a_coding_on_no_turn_and_of_no_known_code_is_kept() -> None:
    frame = codings_frame([coding(0, 2, "gone")], BOOK, TRANSCRIPTS, SPEAKERS, PEOPLE)
    assert (frame["participant"][0], frame["role"][0], frame["theme"][0]) == ("", "unknown", "")


def test_reviews_are_spans_and_who_read_them() -> None:
    frame = reviews_frame([Review("r", "t", Span(3, 25), "Ada", False, "2026-01-01")])
    assert frame.to_dict("records") == [{"transcript": "t", "start": 3, "end": 25, "coder": "Ada"}]


def test_a_memo_names_who_speaks_in_its_words_or_whom_it_is_about() -> None:
    memos = [
        Memo("1", "passage", "", "t", Span(3, 33), "…", "Both speak", "Ada", "2026-01-01"),
        Memo("2", "participant", "P2", "", None, "", "Says little", "Ada", "2026-01-02"),
        Memo("3", "project", "", "", None, "", "Whole study", "Ben", "2026-01-03"),
    ]
    frame = memos_frame(memos, TRANSCRIPTS, SPEAKERS, PEOPLE, context_roles=("interviewer",))
    assert tuple(frame.columns) == MEMOS
    assert frame["participant"].tolist() == ["P1", "P2", ""]
    assert frame["start"].tolist()[0] == 3
    assert frame["end"].isna().tolist() == [False, True, True]
    empty = memos_frame([], TRANSCRIPTS, SPEAKERS, PEOPLE)
    assert tuple(empty.columns) == MEMOS
    assert empty["start"].dtype == frame["start"].dtype == "Int64"
