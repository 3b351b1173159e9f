from __future__ import annotations

from dataclasses import replace

from qual.model.coding import Coding, Decision
from qual.model.memo import Memo
from qual.model.span import Span
from qual.store import Store, Tables

PASSAGE = Memo("m1", "passage", "", "P01", Span(14, 20), "Tired.", "Ask – 😔", "ann", "t1")
OF_CODE = Memo("m2", "code", "fatigue", "", None, "", "Too wide?", "ben", "t2")
CODED = Coding("c", "P01", Span(14, 20), "Tired.", "fatigue", "ann", "reader", False, "v1", "t0", "typed along")
REJECTED = Decision("d", "P01", Span(23, 36), "fatigue", "reject", "eve", True, "v1", "m1", "t3", "not this")


def event(tables: Tables, kind: str = "memo") -> int:
    return tables.append_event(f"op{len(tables.events())}", kind, "ann", "t", "v1", {})


def ids(tables: Tables) -> list[str]:
    return [memo.id for memo in tables.memos()]


def test_memos_come_back_as_they_were_oldest_first(filled: Store) -> None:
    with filled.transaction() as tables:
        for memo in (OF_CODE, PASSAGE):
            tables.add_memo(memo, event(tables))
        assert tables.memos() == [PASSAGE, OF_CODE]
        assert (
            tables.memos(about="code") == tables.memos(target="fatigue") == tables.memos(coder="ben") == [OF_CODE]
        )
        assert tables.memos(transcript="P01") == [PASSAGE]
        assert tables.memos(transcript="P02") == []
        assert tables.memo("m1") == PASSAGE
        assert tables.memo("m9") is None


def test_a_newer_memo_takes_the_place_of_an_older_until_it_is_undone(filled: Store) -> None:
    with filled.transaction() as tables:
        tables.add_memo(PASSAGE, event(tables))
        change = event(tables)
        tables.add_memo(replace(PASSAGE, id="m3", text="Asked.", replaces="m1"), change)
        assert ids(tables) == ["m3"]
        delete = event(tables)
        tables.add_memo(replace(PASSAGE, id="m4", text="", replaces="m3"), delete)
        assert ids(tables) == []
        assert [memo.id for memo in tables.memos(everything=True)] == ["m1", "m3", "m4"]
        tables.mark_undone(delete, event(tables, "undo"))
        tables.mark_undone(change, event(tables, "undo"))
        assert ids(tables) == ["m1"]
        removal = event(tables)
        tables.withdraw_memo("m1", removal)
        assert ids(tables) == []
        tables.mark_undone(removal, event(tables, "undo"))
        assert tables.memos() == [PASSAGE]


def test_memos_typed_with_codings_and_rejects_are_memos(filled: Store) -> None:
    with filled.transaction() as tables:
        tables.add_coding(CODED, event(tables, "code"))
        tables.add_decision(REJECTED, event(tables, "reject"))
        tables.add_decision(replace(REJECTED, id="e", verdict="accept"), event(tables, "accept"))
        typed, said_no = tables.memos()
        assert typed == Memo("coding-c", "coding", "c", "P01", None, "", "typed along", "ann", "t0")
        words = "Always tired."[:13]
        assert said_no == Memo("decision-d", "passage", "", "P01", Span(23, 36), words, "not this", "eve", "t3")
        assert tables.memos(about="coding", target="c") == tables.memos(coder="ann") == [typed]
        assert tables.memos(about="passage") == tables.memos(coder="eve", transcript="P01") == [said_no]
        assert tables.memos(about="coding", target="other") == tables.memos(about="project") == []
        tables.add_anchor("decision", "d", event(tables), Span(14, 20), "Tired.", transcript="P01")
        assert [(memo.span, memo.quote) for memo in tables.memos(coder="eve")] == [(Span(14, 20), "Tired.")]


def test_memos_typed_along_are_replaced_and_withdrawn_like_others(filled: Store) -> None:
    with filled.transaction() as tables:
        tables.add_coding(CODED, event(tables, "code"))
        tables.add_decision(REJECTED, event(tables, "reject"))
        change = event(tables)
        tables.add_memo(Memo("m5", "coding", "c", "P01", None, "", "better", "ann", "t5", "coding-c"), change)
        assert ids(tables) == ["decision-d", "m5"]
        tables.withdraw_memo("decision-d", event(tables))
        assert ids(tables) == ["m5"]
        tables.mark_undone(change, event(tables, "undo"))
        assert ids(tables) == ["coding-c"]
        tables.withdraw_coding("c", event(tables, "remove"))
        assert ids(tables) == []
