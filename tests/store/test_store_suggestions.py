from __future__ import annotations

from dataclasses import replace

import pytest

from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.suggestion import Evidence, Suggestion
from qual.store import Store, SuggestionState

TURNS = ("P01:0-12", "P01:14-36")


def proposal(segment: str, code: str, score: float, **more: str) -> Suggestion:
    evidence = (Evidence("example", "so tired 😔", 0.4, "P01:14-36"), Evidence("exclude", "sleepy", -0.1))
    return Suggestion(segment, code, score, None, "possible", evidence, more.get("model", "m"), "v1")


def test_best_first_and_narrowed(filled: Store) -> None:
    low, high, tie = (
        proposal(TURNS[0], "hope", 0.1),
        proposal(TURNS[1], "fatigue", 0.9),
        proposal(TURNS[0], "fatigue", 0.9),
    )
    with filled.transaction() as tables:
        tables.replace_suggestions([low, high, tie], "2026-01-01")
    with filled.reading() as tables:
        assert tables.suggestions() == [tie, high, low]
        assert tables.suggestions(limit=1) == [tie]
        assert tables.suggestions(code="hope") == [low]
        assert tables.suggestions(segments=[TURNS[1]]) == [high]
        assert tables.suggestions(segments=TURNS, limit=2) == [tie, high]
        assert tables.suggestions(segments=[]) == []
        assert tables.suggestion(TURNS[1], "fatigue") == high
        assert tables.suggestion(TURNS[1], "hope") is None
        assert tables.suggestion_counts() == {"fatigue": 2, "hope": 1}


def test_best_first_over_more_segments_than_a_statement_takes(filled: Store) -> None:
    with filled.transaction() as tables:
        pieces = [Segment("P01", Span(at, at + length), 0) for length in range(1, 60) for at in range(30)]
        tables.replace_segments(["P01"], pieces, "sentence")
        proposals = [proposal(piece.id, "c", number % 97 / 97) for number, piece in enumerate(pieces)]
        tables.replace_suggestions(proposals, "now")
        best = sorted(proposals, key=lambda s: (-s.score, s.segment, s.code))
        assert tables.suggestions(segments=[piece.id for piece in pieces], limit=50) == best[:50]
        assert tables.suggestions(limit=50) == best[:50]


def test_replacing_all_or_the_named_codes(filled: Store) -> None:
    old = [proposal(TURNS[0], "hope", 0.1), proposal(TURNS[0], "fatigue", 0.2)]
    new = proposal(TURNS[1], "fatigue", 0.3, model="m2")
    with filled.transaction() as tables:
        assert tables.suggestion_state() is None
        tables.replace_suggestions(old, "2026-01-01")
        tables.replace_suggestions([new], "2026-01-02", codes=["fatigue"])
        assert tables.suggestions() == [new, old[0]]
        assert tables.suggestion_state() == SuggestionState("m2", "v1", "2026-01-02")
        tables.replace_suggestions([], "2026-01-03")
        assert tables.suggestions() == []
        with pytest.raises(ValueError, match="hope"):
            tables.replace_suggestions(old, "2026-01-03", codes=["fatigue"])


def test_suggestions_go_along_with_segments_that_moved(filled: Store) -> None:
    first, second = (Segment("P01", Span(*place), turn) for place, turn in (((0, 12), 0), ((14, 36), 1)))
    here, there = Segment("P01", Span(0, 14), 0), Segment("P01", Span(16, 38), 1)
    why = Evidence("confirmed", "words", 1.0, second.id)
    lost = Evidence("confirmed", "words", 1.0, first.id)
    with filled.transaction() as tables:
        last = tables.segments()[-1]
        proposals = [
            Suggestion(last.id, "a", 0.9, None, "likely", (why, lost), "m", "v"),
            Suggestion(second.id, "a", 0.5, None, "likely", (replace(why, segment=last.id),), "m", "v"),
            Suggestion(first.id, "a", 0.4, None, "likely", (), "m", "v"),
        ]
        tables.replace_suggestions(proposals, "now")
        tables.move_segments("P01", [first.id, second.id], [here, there], "turn", {second.id: there.id})
        assert tables.segments() == [here, there, last]
        assert tables.suggestions() == [
            replace(proposals[0], evidence=(replace(why, segment=there.id), replace(lost, segment=""))),
            replace(proposals[1], segment=there.id),
        ]
        assert tables.suggestion_state() is not None
