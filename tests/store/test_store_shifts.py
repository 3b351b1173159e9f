"""What counts as which code since codes were merged or split: folded in order, undone, never rewritten."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qual.model.coding import Coding
from qual.model.span import Span
from qual.model.surgery import Shift
from qual.store import Store, Tables
from qual.store.shifts import Shifted

CODING = Coding("c1", "P01", Span(14, 20), "Tired.", "a", "ann", "reader", False, "v1", "t1")


def event(tables: Tables, op: str, kind: str = "codebook") -> int:
    return tables.append_event(op, kind, "ann", "t", "v1", {})


def test_a_coding_counts_as_what_its_code_was_merged_into_and_keeps_what_was_given(filled: Store) -> None:
    with filled.transaction() as tables:
        tables.add_coding(CODING, event(tables, "c1", "code"))
        merge = event(tables, "m")
        tables.add_shifts(merge, [Shift("a", "b")])
        later = replace(CODING, id="c2", span=Span(0, 3), quote="How")
        tables.add_coding(later, event(tables, "c2", "code"))
        assert tables.codings() == [later, replace(CODING, code="b", given="a")]
        assert tables.codings(code="b") == [replace(CODING, code="b", given="a")]
        assert tables.codings(code="a") == [later]  # made after the merge
        assert tables.coding("c1") == replace(CODING, code="b", given="a")
        assert {coding.code for coding in tables.codings(everything=True)} == {"a"}
        assert [thing.code for thing in tables.things("P01")] == ["b", "a"]
        assert [step for _, step in tables.shifts(merge).steps] == [Shift("a", "b")]
        tables.mark_undone(merge, event(tables, "u", "undo"))
        assert tables.codings(code="a") == [later, CODING]
        assert tables.shifts().steps == ()
        tables.mark_redone(merge, event(tables, "r", "redo"))
        assert tables.coding("c1") == replace(CODING, code="b", given="a")


def test_single_codings_go_their_own_way_and_chains_are_followed(filled: Store) -> None:
    other = replace(CODING, id="c2", span=Span(0, 3), quote="How")
    with filled.transaction() as tables:
        made = event(tables, "c", "code")
        tables.add_coding(CODING, made)
        tables.add_coding(other, made)
        tables.add_shifts(event(tables, "split"), [Shift("a", "a1", "c1"), Shift("a", "a2", "c2")])
        tables.add_shifts(event(tables, "merge"), [Shift("a1", "b")])
        assert {one.id: one.code for one in tables.codings()} == {"c1": "b", "c2": "a2"}
        assert [one.id for one in tables.codings(code="b")] == ["c1"]
        gone = event(tables, "gone", "remove")
        tables.withdraw_coding("c1", gone)
        assert [one.code for one in tables.withdrawn_by([gone])] == ["b"]
        lost = event(tables, "lost", "correct")
        tables.add_anchor("coding", "c2", lost, None, "How", transcript="P01", chosen=False)
        assert [one.code for one in tables.unplaced()] == ["a2"]


CODES = st.sampled_from("abcd")


@given(
    st.lists(st.tuples(CODES, CODES, st.sampled_from(["", "x", "y"])).filter(lambda s: s[0] != s[1]), max_size=8),
    CODES,
    st.integers(0, 8),
)
def test_shifts_are_taken_one_after_another(steps: list[tuple[str, str, str]], code: str, made: int) -> None:
    shifted = Shifted(tuple((n + 1, Shift(was, into, coding)) for n, (was, into, coding) in enumerate(steps)))
    expected = code
    for number, (was, into, coding) in enumerate(steps, start=1):
        if number > made and was == expected and coding in ("", "x"):
            expected = into
    assert shifted.code_of("x", code, made) == expected
    assert code in shifted.sources(expected)
