from __future__ import annotations

import pytest

from qual.errors import Refused
from qual.model.correction import Correction
from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.suggestion import Suggestion
from qual.model.transcript import Transcript, Turn
from qual.store import Store, Tables, TranscriptInfo


def test_a_transcript_comes_back_as_it_was(filled: Store, interview: Transcript) -> None:
    with filled.reading() as tables:
        assert tables.transcript("P01") == interview
        assert tables.texts() == {"P01": interview.text}
        assert tables.turns() == {"P01": interview.turns}
        assert tables.transcript("P02") is None
        assert tables.turns("P02") == {}


def test_the_list_has_counts_and_no_text(filled: Store) -> None:
    with filled.reading() as tables:
        assert tables.transcripts() == [
            TranscriptInfo("P01", "P01.txt", "ab" * 32, 10, 3, "2026-01-01T00:00:00Z", "ann")
        ]


def test_a_transcript_without_turns_is_listed_with_none(store: Store) -> None:
    with store.transaction() as tables:
        tables.add_transcript(Transcript("e", "e.txt", "0", "", ()), imported_at="", imported_by="")
        assert [(info.words, info.turns) for info in tables.transcripts()] == [(0, 0)]
        assert tables.transcript("e") == Transcript("e", "e.txt", "0", "", ())


def test_a_name_is_taken_once(filled: Store, interview: Transcript) -> None:
    with pytest.raises(Refused, match="P01"), filled.transaction() as tables:
        tables.add_transcript(interview, imported_at="", imported_by="")


def test_transcripts_are_in_the_order_of_their_import(store: Store) -> None:
    with store.transaction() as tables:
        for name in ("b", "C", "a"):
            tables.add_transcript(Transcript(name, name, "same", name, ()), imported_at="", imported_by="")
        assert [info.id for info in tables.transcripts()] == ["b", "C", "a"]
        assert list(tables.texts()) == ["b", "C", "a"]
        assert tables.texts(["a", "b"]) == {"b": "b", "a": "a"}
        assert tables.texts([]) == {}
        assert tables.transcript_by_sha("same") == ["b", "C", "a"]
        assert tables.transcript_by_sha("other") == []


def test_cutting_again_keeps_what_is_at_the_same_place(filled: Store) -> None:
    kept, gone = Segment("P01", Span(0, 12), 0), Segment("P01", Span(14, 36), 1)
    new = [Segment("P01", Span(14, 20), 1), Segment("P01", Span(23, 36), 1)]
    proposals = [Suggestion(s.id, "fatigue", 0.5, None, "likely", (), "m", "v") for s in (kept, gone)]
    with filled.transaction() as tables:
        tables.replace_suggestions(proposals, "now")
        tables.replace_segments(["P01"], [kept, *new], "sentence")
        assert tables.segments() == [kept, *new]
        assert tables.segment(kept.id) == kept
        assert tables.segment(gone.id) is None
        assert tables.suggestions() == proposals[:1]
        assert tables.segment_units() == {"P01": "sentence"}


def test_other_transcripts_keep_their_segments(filled: Store) -> None:
    second = Transcript("P02", "P02.txt", "0", "Fine.", (Turn(0, Span(0, 5)),))
    with filled.transaction() as tables:
        before = tables.segments()
        tables.add_transcript(second, imported_at="", imported_by="")
        tables.replace_segments(["P02"], [Segment("P02", Span(0, 5), 0)], "turn")
        assert tables.segments("P01") == before
        tables.replace_segments(["P02"], [], "turn")
        assert tables.segments() == before
        assert tables.segment_units() == {"P01": "turn"}


def test_a_segment_of_a_transcript_that_is_not_named_is_refused(filled: Store) -> None:
    with pytest.raises(ValueError, match="P01"), filled.transaction() as tables:
        tables.replace_segments([], [Segment("P01", Span(0, 1), 0)], "turn")


def test_many_segments_of_many_transcripts(store: Store) -> None:
    names = [f"T{number}" for number in range(900)]  # more than one IN list takes
    text = "word " * 40
    segments = [Segment(name, Span(at * 5, at * 5 + 4), 0) for name in names for at in range(40)]
    with store.transaction() as tables:
        for name in names:
            transcript = Transcript(name, name, name, text, (Turn(0, Span(0, 199)),))
            tables.add_transcript(transcript, imported_at="", imported_by="")
        tables.replace_segments(names, segments, "sentence")
        tables.replace_segments(names, segments[:-1], "sentence")
    with store.reading() as tables:
        assert tables.segments() == segments[:-1]
        assert len(tables.texts(names)) == 900


def corrected(tables: Tables, correction: Correction, takes_back: int | None = None) -> int:
    event = tables.append_event(f"op{len(tables.events())}", "correct", "ann", "t", "v", {})
    return tables.correct_text("P01", event, correction, takes_back=takes_back)


def test_a_correction_changes_text_turns_and_words_and_every_version_can_be_had(
    filled: Store, interview: Transcript
) -> None:
    with filled.transaction() as tables:
        assert corrected(tables, Correction(14, "Tired.", "So very tired.")) == 2
        assert corrected(tables, Correction(0, "How", "Hw")) == 3
        now = tables.transcript("P01")
        assert now is not None
        assert now.text == "Hw are you?\n\nSo very tired. 😔 Always tired.\n\nאני עייף 🇮🇱"
        assert [turn.span.of(now.text) for turn in now.turns] == now.text.split("\n\n")
        assert tables.transcripts()[0].words == now.words == interview.words + 2
        assert tables.text_at("P01", 1) == interview.text
        assert tables.text_at("P01", 3) == now.text
        assert tables.text_at("P01", 4) is tables.text_at("P01", 0) is tables.text_at("P02", 1) is None
        assert corrected(tables, Correction(0, "Hw", "How"), takes_back=3) == 4
        assert [(s.version, s.correction.new, s.takes_back) for s in tables.corrections("P01")] == [
            (2, "So very tired.", None), (3, "Hw", None), (4, "How", 3),
        ]  # fmt: skip
        assert (tables.text_version("P01"), tables.text_versions()) == (4, {"P01": 4})
        assert tables.corrected_by([2, 9]) == ["P01"]
        assert tables.corrected_by([9]) == []


@pytest.mark.parametrize("correction", [Correction(0, "Why", "x"), Correction(10, "u?\n\nT", "x")])
def test_only_words_that_stand_in_one_turn_are_corrected(filled: Store, correction: Correction) -> None:
    with pytest.raises(ValueError, match="replace"), filled.transaction() as tables:
        corrected(tables, correction)
    with pytest.raises(ValueError, match="P02"), filled.transaction() as tables:
        tables.correct_text("P02", 1, correction)


def test_a_log_that_does_not_fit_the_text_is_noticed(filled: Store) -> None:
    with filled.transaction() as tables:
        corrected(tables, Correction(0, "How", "Hw"))
        tables._connection.exec_driver_sql("UPDATE transcripts SET text = 'Who are you?'")
        with pytest.raises(ValueError, match="not there"):
            tables.text_at("P01", 1)
