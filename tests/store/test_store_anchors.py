from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from qual.model.coding import Coding, Decision, Review
from qual.model.memo import Memo
from qual.model.span import Span
from qual.store import Anchor, Store, Tables, Unplaced

TIRED = Coding("x", "P01", Span(14, 20), "Tired.", "fatigue", "ann", "reader", False, "v1", "t1")
SCORED = Decision("x", "P01", Span(14, 36), "fatigue", "accept", "ben", True, "v1", "m1", "t1")
READ = Review("x", "P01", Span(14, 36), "eve", True, "t1")
NOTED = Memo("x", "passage", "", "P01", Span(14, 20), "Tired.", "look", "zoe", "t1")


def event(tables: Tables, kind: str = "resize") -> int:
    return tables.append_event(f"op{len(tables.events())}", kind, "ann", "t", "v1", {})


def put(tables: Tables) -> int:
    """One of each kind, all with the same id."""
    made = event(tables, "code")
    tables.add_coding(TIRED, made)
    tables.add_decision(SCORED, made)
    tables.add_review(READ, made)
    tables.add_memo(NOTED, made)
    return made


def spans(tables: Tables) -> dict[str, list[tuple[Span | None, str]]]:
    return {
        "coding": [(one.span, one.quote) for one in tables.codings()],
        "decision": [(one.span, "") for one in tables.decisions()],
        "review": [(one.span, "") for one in tables.reviews()],
        "memo": [(one.span, one.quote) for one in tables.memos()],
    }


KIND = {"codings": "coding", "decisions": "decision", "reviews": "review"}
HOME: dict[str, tuple[Span | None, str]] = {
    "coding": (TIRED.span, "Tired."),
    "decision": (SCORED.span, ""),
    "review": (READ.span, ""),
    "memo": (NOTED.span, "Tired."),
}


@pytest.mark.parametrize("kind", HOME)
def test_each_kind_is_where_its_newest_anchor_that_stands_says(filled: Store, kind: str) -> None:
    def expect(tables: Tables, place: tuple[Span | None, str] | None) -> None:
        wanted = {name: [home] for name, home in HOME.items()}
        if place is None:
            wanted[kind] = []
        else:
            wanted[kind] = [place if kind in ("coding", "memo") else (place[0], "")]
        assert spans(tables) == wanted

    with filled.transaction() as tables:
        put(tables)
        expect(tables, HOME[kind])
        first, second, third = event(tables), event(tables), event(tables)
        tables.add_anchor(kind, "x", second, Span(14, 15), "T", transcript="P01")
        tables.add_anchor(kind, "x", first, Span(0, 3), "How", transcript="P01", chosen=False)
        expect(tables, (Span(14, 15), "T"))
        tables.add_anchor(kind, "x", third, None, "gone", transcript="P01", chosen=False)
        expect(tables, None)
        assert [(one.kind, one.id, one.quote, one.event) for one in tables.unplaced()] == [
            (kind, "x", "gone", third)
        ]
        undo = event(tables, "undo")
        tables.mark_undone(third, undo)
        expect(tables, (Span(14, 15), "T"))
        assert tables.unplaced() == []
        tables.mark_undone(second, event(tables, "undo"))
        expect(tables, (Span(0, 3), "How"))
        tables.mark_undone(first, event(tables, "undo"))
        expect(tables, HOME[kind])
        tables.mark_redone(third, event(tables, "redo"))
        expect(tables, None)


def test_what_lost_its_words_is_listed_with_the_last_it_had(filled: Store) -> None:
    with filled.transaction() as tables:
        made = put(tables)
        lost = event(tables, "correct")
        tables.add_anchors([Anchor(kind, "x", lost, "P01", None, "Tired.", chosen=False) for kind in HOME])
        rows = {
            "coding": ("fatigue", "ann"),
            "decision": ("fatigue", "ben"),
            "review": ("", "eve"),
            "memo": ("", "zoe"),
        }
        assert tables.unplaced() == [
            Unplaced(kind, "x", "P01", "Tired.", code, coder, "t1", lost, made)
            for kind, (code, coder) in rows.items()
        ]
        assert [one.kind for one in tables.unplaced("P01", kind="memo")] == ["memo"]
        assert tables.unplaced("P02") == tables.unplaced(target="y") == []
        assert tables.coding("x") is None
        assert tables.coding("x", unplaced=True) == TIRED
        assert tables.coding("x", everything=True) == TIRED
        assert tables.codings(everything=True) == [TIRED]
        found = tables.memo("x")
        assert found is not None
        assert (found.span, found.quote) == (None, "Tired.")
        tables.withdraw_coding("x", event(tables, "remove"))
        assert [one.kind for one in tables.unplaced()] == ["decision", "review", "memo"]
        assert tables.coding("x", unplaced=True) is None


def test_codings_are_in_the_order_of_where_they_stand_now(filled: Store) -> None:
    other = Coding("y", "P01", Span(23, 29), "Always", "fatigue", "ann", "reader", False, "v1", "t1")
    with filled.transaction() as tables:
        put(tables)
        tables.add_coding(other, event(tables, "code"))
        assert [one.id for one in tables.codings()] == ["x", "y"]
        tables.add_anchor("coding", "y", event(tables), Span(0, 3), "How", transcript="P01")
        assert [one.id for one in tables.codings(code="fatigue")] == ["y", "x"]
        assert [one.id for one in tables.codings(everything=True)] == ["x", "y"]


def test_a_thing_knows_every_place_it_was_given(filled: Store) -> None:
    with filled.transaction() as tables:
        put(tables)
        moved, gone = event(tables), event(tables)
        anchors = [
            Anchor("coding", "x", moved, "P01", Span(0, 3), "How"),
            Anchor("coding", "x", gone, "P01", None, "How", chosen=False),
        ]
        tables.add_anchors(anchors)
        things = {thing.kind: thing for thing in tables.things("P01")}
        assert things["coding"].anchors == tuple(anchors)
        assert (things["coding"].made, things["coding"].now, things["coding"].quote) == (TIRED.span, None, "Tired.")
        assert (things["review"].now, things["review"].quote, things["review"].code) == (READ.span, "", "")
        assert all(thing.in_force for thing in things.values())
        assert tables.things("P02") == []
        assert tables.anchors(event=gone) == anchors[1:]
        tables.mark_undone(gone, event(tables, "undo"))
        tables.withdraw_review("x", event(tables, "remove"))
        things = {thing.kind: thing for thing in tables.things("P01")}
        assert things["coding"].now == Span(0, 3)
        assert not things["review"].in_force
        assert tables.anchors("P01") == anchors[:1]
        assert tables.anchors("P01", everything=True) == anchors


def test_of_one_event_the_last_word_counts(filled: Store) -> None:
    with filled.transaction() as tables:
        put(tables)
        moved = event(tables)
        for span, quote in ((Span(0, 3), "How"), (Span(4, 7), "are")):
            tables.add_anchor("coding", "x", moved, span, quote, transcript="P01")
        assert [(one.span, one.quote) for one in tables.codings()] == [(Span(4, 7), "are")]


def test_half_a_place_is_none(filled: Store) -> None:
    half = "INSERT INTO anchors VALUES ('coding', 'x', 1, 'P01', 3, NULL, '', FALSE)"
    with pytest.raises(IntegrityError, match="place"), filled._write() as connection:
        connection.exec_driver_sql(half)


def test_what_stands_at_one_place_is_found_whether_it_was_made_there_or_moved_there(filled: Store) -> None:
    first, second = Span(14, 20), Span(14, 36)
    with filled.transaction() as tables:
        made = event(tables, "code")
        places = {"stays": first, "goes": first, "comes": second, "lost": first, "back": first}
        for name, span in places.items():
            tables.add_coding(replace(TIRED, id=name, span=span), made)
            tables.add_decision(replace(SCORED, id=name, span=span), made)
            tables.add_review(replace(READ, id=name, span=span), made)
        assert [one.id for one in tables.codings("P01", span=second)] == ["comes"]
        moves = event(tables)
        for kind in ("coding", "decision", "review"):
            tables.add_anchor(kind, "goes", moves, second, "", transcript="P01")
            tables.add_anchor(kind, "comes", moves, first, "", transcript="P01")
            tables.add_anchor(kind, "lost", moves, None, "", transcript="P01")
            tables.add_anchor(kind, "back", moves, second, "", transcript="P01")
        again = event(tables)
        for kind in ("coding", "decision", "review"):
            tables.add_anchor(kind, "back", again, first, "", transcript="P01")
        for read in (tables.codings, tables.decisions, tables.reviews):
            every = read("P01")
            for span in (first, second, Span(0, 3)):
                there = [one.id for one in every if one.span == span]
                assert [one.id for one in read("P01", span=span)] == there
                assert [one.id for one in read(span=span)] == there
                assert read("P02", span=span) == []
            assert [one.id for one in read("P01", span=first)] == ["back", "comes", "stays"]
            assert sorted(Span(start, end) for _, start, end in tables.marked(KIND[read.__name__])) == sorted(
                one.span for one in every
            )
        assert len(tables.marked("coding", "ann")) == 4
        assert tables.marked("coding", "zoe") == []
        assert (tables.coders("decision"), tables.coders("coding", but="reader")) == ({"ben"}, set())
        at_first = {one.id for one in tables.codings("P01", span=first, everything=True)}
        assert at_first == {"back", "goes", "lost", "stays"}
