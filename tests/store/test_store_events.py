from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qual.model.coding import Coding
from qual.model.span import Span
from qual.store import DuplicateOp, Store, Tables


def act(tables: Tables, op: str, kind: str = "code", coder: str = "ann") -> int:
    return tables.append_event(op, kind, coder, "2026-01-01T00:00:00Z", "v1", {"op": op, "n": 1})


def test_events_are_numbered_from_one_and_newest_first(store: Store) -> None:
    with store.transaction() as tables:
        assert [act(tables, "a"), act(tables, "b", "review"), act(tables, "c", coder="ben")] == [1, 2, 3]
    with store.reading() as tables:
        assert [event.op for event in tables.events()] == ["c", "b", "a"]
        assert [event.op for event in tables.events(newest_first=False, limit=2)] == ["a", "b"]
        assert [event.op for event in tables.events(kind="code", coder="ann")] == ["a"]
        event = tables.event(2)
        assert event is not None
        assert (event.kind, event.coder, event.codebook_version, event.undone_by) == ("review", "ann", "v1", None)
        assert json.loads(event.payload) == {"op": "b", "n": 1}
        assert tables.event_by_op("b") == event
        assert tables.event_by_op("z") is None
        assert tables.event(9) is None


def test_an_act_counts_once(store: Store) -> None:
    with store.transaction() as tables:
        act(tables, "a")
    with pytest.raises(DuplicateOp, match="a"), store.transaction() as tables:
        act(tables, "a")
    with store.reading() as tables:
        assert len(tables.events()) == 1


def test_a_transaction_that_fails_leaves_no_gap(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as tables:
            act(tables, "lost")
            act(tables, "lost")

    with pytest.raises(DuplicateOp):
        fail()
    with store.transaction() as tables:
        assert act(tables, "kept") == 1
    assert store.integrity() == []


@pytest.mark.parametrize("statement", ["UPDATE events SET coder = 'eve'", "DELETE FROM events"])
def test_no_event_can_be_changed_or_deleted(store: Store, statement: str) -> None:
    with store.transaction() as tables:
        act(tables, "a")
    with pytest.raises(DBAPIError, match="append-only"), store._writer.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE events SET coder = 'eve' WHERE seq = 2", "event 2 does not follow"),
        ("UPDATE events SET payload = '{}' WHERE seq = 1", "event 1 does not follow"),
        ("DELETE FROM events WHERE seq = 2", "event 2 is missing"),
        ("DELETE FROM events WHERE seq = 3", "the record ends at event 2, but 3 were written"),
    ],
)
def test_a_record_changed_behind_our_back_is_noticed(store: Store, statement: str, said: str) -> None:
    with store.transaction() as tables:
        for op in "abc":
            act(tables, op)
    assert store.integrity() == []
    with store._writer.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER events_no_update"))
            connection.execute(text("DROP TRIGGER events_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER events_append_only ON events"))
        connection.execute(text(statement))
    assert any(line.startswith(said) for line in store.integrity())


def codings_after(store: Store, *undoings: tuple[int, int]) -> int:
    """How many codings stand after event 1 coded, 2 coded, 3 removed the first, and these undoings."""
    with store.transaction() as tables:
        for number in (1, 2):
            event = act(tables, f"op{number}")
            tables.add_coding(
                Coding(f"c{number}", "P01", Span(0, 3), "How", "x", "ann", "reader", False, "v1", "t"), event
            )
        tables.withdraw_coding("c1", act(tables, "op3", "remove"))
        for event, by in undoings:
            assert act(tables, f"undo{by}", "undo") == by
            tables.mark_undone(event, by)
        return len(tables.codings())


@pytest.mark.parametrize(
    ("undoings", "standing"),
    [
        ((), 1),
        (((3, 4),), 2),  # the removal is undone
        (((3, 4), (4, 5)), 1),  # … and that undoing too
        (((3, 4), (4, 5), (5, 6)), 2),
        (((2, 4),), 0),
        (((2, 4), (4, 5)), 1),
        (((1, 4), (3, 5)), 1),  # what was undone does not come back with the removal's undoing
        (((1, 4), (3, 5), (4, 6)), 2),
        (((2, 4), (2, 5), (4, 6)), 0),  # undone twice: one undoing still stands
        (((2, 4), (2, 5), (4, 6), (5, 7)), 1),
    ],
)
def test_undoing_to_any_depth(filled: Store, undoings: tuple[tuple[int, int], ...], standing: int) -> None:
    assert codings_after(filled, *undoings) == standing
    assert filled.integrity() == []


def test_an_undone_event_names_what_undid_it(store: Store) -> None:
    with store.transaction() as tables:
        first, undo = act(tables, "a"), act(tables, "u", "undo")
        tables.mark_undone(first, undo)
        undone = tables.event(first)
        assert undone is not None
        assert undone.undone_by == undo
        redo = act(tables, "r", "undo")
        tables.mark_redone(first, redo)
        again, taken_back = tables.event(first), tables.event(undo)
        assert again is not None
        assert taken_back is not None
        assert (again.undone_by, taken_back.undone_by) == (None, redo)


def test_nothing_undoes_what_came_later(store: Store) -> None:
    with store.transaction() as tables:
        first, second = act(tables, "a"), act(tables, "b")
        for event, by in ((second, first), (first, first)):
            with pytest.raises(ValueError, match="cannot undo"):
                tables.mark_undone(event, by)


def test_what_a_coder_did_comes_in_pages_newest_first(store: Store) -> None:
    with store.transaction() as tables:
        for op, kind, coder in (
            ("1", "code", "ann"), ("2", "import", "ann"), ("3", "reject", "ben"),
            ("4", "accept", "ann"), ("5", "memo", "ann"), ("6", "undo", "ann"), ("7", "redo", "ann"),
        ):  # fmt: skip
            act(tables, op, kind, coder)
        assert [event.op for event in tables.acts("ann", 3)] == ["7", "6", "5"]
        assert [event.op for event in tables.acts("ann", 3, before=5)] == ["4", "1"]
        assert tables.acts("ann", 3, before=1) == []
        assert tables.acts("eve", 3) == []


def test_the_acts_of_a_stroke_share_their_id_up_to_its_first_dot(store: Store) -> None:
    with store.transaction() as tables:
        for op, kind, coder in (
            ("a.1", "code", "ann"), ("ab", "code", "ann"), ("a", "reject", "ann"), ("a.2", "undo", "ann"),
            ("a.é", "memo", "ann"), ("a.3", "code", "ben"), ("a/1", "code", "ann"), ("a-1", "code", "ann"),
            ("A.1", "code", "ann"), ("a_1", "code", "ann"), ("a%", "code", "ann"),
        ):  # fmt: skip
            act(tables, op, kind, coder)
        tables.mark_undone(1, act(tables, "u", "undo"))
        assert [(event.op, event.undone_by) for event in tables.stroke("a", "ann")] == [
            ("a.1", 12), ("a", None), ("a.é", None),
        ]  # fmt: skip
        assert tables.stroke("", "ann") == []
        several = tables.strokes(["ab", "nowhere", "a", "ab"], "ann")
        assert {stroke: [event.op for event in found] for stroke, found in several.items()} == {
            "a": ["a.1", "a", "a.é"], "ab": ["ab"],
        }  # fmt: skip
        assert [event.seq for event in tables.events_at([7, 2, 999, 2])] == [2, 7]
        assert tables.events_at([]) == []
