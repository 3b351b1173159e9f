from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from qual.model.coding import Coding, Decision, Review
from qual.model.span import Span
from qual.store import Store, Tables

TIRED = Coding("c1", "P01", Span(14, 20), "Tired.", "fatigue", "ann", "reader", False, "v1", "t1", "a memo – 😔")
SCORED = Decision(
    "d1", "P01", Span(14, 36), "fatigue", "accept", "ann", True, "v1", "m1", "t1", "why", 0.7, "likely", "mini"
)
READ = Review("r1", "P01", Span(14, 36), "ann", True, "t1")


def event(tables: Tables, op: str, kind: str = "code") -> int:
    return tables.append_event(op, kind, "ann", "t", "v1", {})


def test_what_people_did_comes_back_as_it_was(filled: Store) -> None:
    with filled.transaction() as tables:
        seq = event(tables, "a")
        tables.add_coding(TIRED, seq)
        tables.add_decision(SCORED, seq)
        tables.add_review(READ, seq)
    with filled.reading() as tables:
        assert tables.codings() == [TIRED]
        assert tables.coding("c1") == TIRED
        assert tables.decisions() == [SCORED]
        assert tables.reviews() == [READ]
        assert tables.made_by(seq) == ([TIRED], [SCORED], [READ])


def test_narrowed_by_transcript_code_and_coder(filled: Store) -> None:
    other = replace(TIRED, id="c2", code="hope", coder="ben", span=Span(0, 3), quote="How")
    refused = replace(SCORED, id="d2", code="hope", coder="ben", verdict="reject", score=None)
    with filled.transaction() as tables:
        seq = event(tables, "a")
        for coding in (TIRED, other):
            tables.add_coding(coding, seq)
        for decision in (SCORED, refused):
            tables.add_decision(decision, seq)
        tables.add_review(READ, seq)
        assert tables.codings() == [other, TIRED]
        assert tables.codings(code="hope") == tables.codings(coder="ben") == [other]
        assert tables.codings(transcript="P01", code="fatigue", coder="ann") == [TIRED]
        assert tables.codings(transcript="P02") == []
        assert tables.decisions(code="hope", transcript="P01") == [refused]
        assert tables.decisions(coder="ann") == [SCORED]
        assert tables.reviews(transcript="P01", coder="ann") == [READ]
        assert tables.reviews(coder="ben") == tables.reviews(transcript="P02") == []


def test_an_undone_event_takes_everything_it_made_with_it(filled: Store) -> None:
    with filled.transaction() as tables:
        seq = event(tables, "a")
        tables.add_coding(TIRED, seq)
        tables.add_decision(SCORED, seq)
        tables.add_review(READ, seq)
        tables.mark_undone(seq, event(tables, "b", "undo"))
        assert (tables.codings(), tables.decisions(), tables.reviews(), tables.coding("c1")) == ([], [], [], None)
        assert tables.codings(everything=True) == [TIRED]
        assert tables.decisions(everything=True) == [SCORED]
        assert tables.reviews(everything=True) == [READ]
        assert tables.coding("c1", everything=True) == TIRED
        assert tables.made_by(seq) == ([TIRED], [SCORED], [READ])


def test_one_row_is_withdrawn_and_restored_without_the_others(filled: Store) -> None:
    with filled.transaction() as tables:
        seq = event(tables, "a")
        second = replace(TIRED, id="d1")  # an id that a decision has too
        for coding in (TIRED, second):
            tables.add_coding(coding, seq)
        tables.add_decision(SCORED, seq)
        tables.add_review(READ, seq)
        removal = event(tables, "b", "remove")
        tables.withdraw_coding("d1", removal)
        assert (tables.codings(), tables.decisions()) == ([TIRED], [SCORED])
        tables.withdraw_decision("d1", removal)
        tables.withdraw_review("r1", removal)
        assert (tables.decisions(), tables.reviews()) == ([], [])
        tables.mark_undone(removal, event(tables, "c", "undo"))
        assert (tables.codings(), tables.decisions(), tables.reviews()) == ([TIRED, second], [SCORED], [READ])


def test_a_coding_points_at_a_transcript_and_an_event_that_are_there(filled: Store) -> None:
    with pytest.raises(IntegrityError), filled.transaction() as tables:
        tables.add_coding(replace(TIRED, transcript="P99"), event(tables, "a"))
    with pytest.raises(IntegrityError), filled.transaction() as tables:
        tables.add_coding(TIRED, 99)


def test_the_words_do_not_end_in_an_error(filled: Store) -> None:
    with pytest.raises(IntegrityError) as caught, filled.transaction() as tables:
        tables.add_coding(TIRED, 99)
    assert "Tired." not in str(caught.value)
    assert "a memo" not in str(caught.value)


def test_cutting_again_loses_no_coding(filled: Store) -> None:
    with filled.transaction() as tables:
        tables.add_coding(TIRED, event(tables, "a"))
        tables.replace_segments(["P01"], [], "sentence")
        assert tables.codings() == [TIRED]
