"""Both sides' changes of a codebook come together, field by field, and what clashes is said."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.codebook import surgery, values
from qual.codebook.threeway import Conflict, Merged, merged
from qual.model.codebook import Code, Codebook, Example, Theme
from tests.codebook.codebook_surgery import arranged, books, surgeries

THEMES = (Theme("t", "T"), Theme("u", "U"))
BASE = Codebook(
    "Study",
    "1",
    THEMES,
    (
        Code("a", "A", "t", "Old.", ("x", "y", "z"), examples=(Example("e"), Example("f"))),
        Code("b", "B", "t"),
        Code("b1", "B one", "t", parent="b"),
        Code("b11", "B eleven", "t", parent="b1"),
        Code("c", "C", "u"),
        Code("d", "D"),
    ),
)
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def code(book: Codebook, own: str, **new: object) -> Codebook:
    """The codebook with other values of a code."""
    return replace(book, codes=tuple(replace(one, **new) if one.id == own else one for one in book.codes))  # type: ignore[arg-type]


def without(book: Codebook, own: str) -> Codebook:
    return replace(book, codes=tuple(one for one in book.codes if one.id != own))


def of(result: Merged, own: str) -> Code:
    found = result.book.code(own)
    assert found is not None
    return found


def ids(book: Codebook) -> list[str]:
    return [one.id for one in book.codes]


class TestFields:
    """One field of one entry."""

    def test_different_fields_of_one_code_come_together(self) -> None:
        result = merged(BASE, code(BASE, "a", name="Ours"), code(BASE, "a", definition="Theirs."))
        assert result.conflicts == ()
        assert (of(result, "a").name, of(result, "a").definition) == ("Ours", "Theirs.")

    def test_the_same_field_is_a_conflict_and_theirs_stays(self) -> None:
        result = merged(BASE, code(BASE, "a", name="Ours", color="#112233"), code(BASE, "a", name="Theirs"))
        assert result.conflicts == (Conflict("code", "a", "name", "A", "Ours", "Theirs"),)
        assert (of(result, "a").name, of(result, "a").color) == ("Theirs", "#112233")

    def test_the_same_change_is_none(self) -> None:
        both = code(BASE, "a", name="Both")
        assert merged(BASE, both, code(both, "b", name="Theirs")) == Merged(code(both, "b", name="Theirs"))

    def test_title_label_and_themes(self) -> None:
        ours = replace(BASE, title="Ours", label="2", themes=(Theme("t", "T", "Ours."), THEMES[1]))
        theirs = replace(BASE, label="3", themes=(Theme("t", "Theirs"), THEMES[1]))
        result = merged(BASE, ours, theirs)
        assert result.conflicts == (Conflict("codebook", "", "label", "1", "2", "3"),)
        assert (result.book.title, result.book.label) == ("Ours", "3")
        assert result.book.themes[0] == Theme("t", "Theirs", "Ours.")

    @pytest.mark.parametrize(
        ("ours", "theirs", "both"),
        [
            (("x", "y", "z", "o"), ("x", "y", "z", "t"), ("x", "y", "z", "o", "t")),
            (("o", "x", "y", "z"), ("x", "y", "t"), ("o", "x", "y", "t")),
            (("x", "z"), ("x", "y"), ("x",)),
            (("X", "y", "z"), ("x", "y", "Z"), ("X", "y", "Z")),
            (("z", "x", "y"), ("x", "y", "z", "t"), ("z", "t", "x", "y")),
            (("X", "y", "z"), ("X", "y", "z", "t"), ("X", "y", "z", "t")),
            (("X", "y", "z"), ("Y", "y", "z"), None),
            (("X", "y", "z"), ("y", "z"), None),
            (("z", "x", "y"), ("y", "x", "z"), None),
            (("x", "x", "y", "z"), ("x", "y", "z", "t"), None),
        ],
    )
    def test_phrases_are_merged_one_by_one(
        self, ours: tuple[str, ...], theirs: tuple[str, ...], both: tuple[str, ...] | None
    ) -> None:
        result = merged(BASE, code(BASE, "a", include=ours), code(BASE, "a", include=theirs))
        clash = Conflict("code", "a", "include", ("x", "y", "z"), ours, theirs)
        assert result.conflicts == (() if both else (clash,))
        assert of(result, "a").include == (both or theirs)

    def test_examples_are_merged_one_by_one(self) -> None:
        ours = code(BASE, "a", examples=(Example("e", "patient"), Example("f")))
        theirs = code(BASE, "a", examples=(Example("e"), Example("f"), Example("g")))
        assert of(merged(BASE, ours, theirs), "a").examples == (Example("e", "patient"), Example("f"), Example("g"))


class TestEntries:
    """Entries that come, go and move."""

    def test_additions_of_both_stand_behind_their_neighbours(self) -> None:
        ours = surgery.placed(surgery.placed(BASE, Code("o", "O", "t"), "b"), Code("o2", "O", "t"), "b")
        theirs = surgery.placed(BASE, Code("s", "S", "t"), "a")
        result = merged(BASE, ours, surgery.placed(theirs, Code("s2", "S", "t")))
        assert result.conflicts == ()
        assert ids(result.book) == ["s", "a", "o", "o2", "b", "b1", "b11", "s2", "c", "d"]

    def test_the_same_id_added_by_both(self) -> None:
        ours, theirs = (surgery.placed(BASE, Code("n", name, "u")) for name in ("Ours", "Theirs"))
        assert merged(BASE, ours, ours) == Merged(ours)
        result = merged(BASE, ours, theirs)
        assert result == Merged(theirs, (Conflict("code", "n", "name", None, "Ours", "Theirs"),))

    def test_what_one_side_took_out_is_out(self) -> None:
        assert merged(BASE, without(BASE, "a"), without(BASE, "d")) == Merged(without(without(BASE, "a"), "d"))

    def test_taken_out_on_one_side_and_changed_on_the_other(self) -> None:
        new = code(BASE, "a", name="New")
        a, kept = BASE.codes[0], new.codes[0]
        assert merged(BASE, without(BASE, "a"), new) == Merged(
            new, (Conflict("code", "a", "entry", a, None, kept),)
        )
        assert merged(BASE, new, without(BASE, "a")) == Merged(
            new, (Conflict("code", "a", "entry", a, kept, None),)
        )

    def test_taken_out_on_one_side_and_needed_on_the_other(self) -> None:
        new = surgery.placed(BASE, Code("n", "N", "u", parent="c"))
        result = merged(BASE, without(BASE, "c"), new)
        assert (result.book, [one.field for one in result.conflicts]) == (new, ["entry"])
        assert merged(BASE, new, without(BASE, "c")).book == new
        theme = replace(without(BASE, "c"), themes=THEMES[:1])
        assert merged(BASE, new, theme).book == new
        gone = merged(BASE, code(BASE, "d", merged_into="c", retired=True), without(BASE, "c"))
        assert gone.book.code("c") is not None
        assert [(one.entry, one.field) for one in gone.conflicts] == [("c", "entry")]

    def test_moves_of_different_codes(self) -> None:
        ours, theirs = surgery.moved(BASE, "b", "u"), surgery.moved(BASE, "b11", "")
        result = merged(BASE, ours, theirs)
        assert result.conflicts == ()
        assert {one.id: (one.theme, one.parent) for one in result.book.codes} == {
            "a": ("t", ""), "b": ("u", ""), "b1": ("u", "b"), "b11": ("", ""), "c": ("u", ""), "d": ("", ""),
        }  # fmt: skip

    def test_two_places_for_one_code(self) -> None:
        result = merged(BASE, surgery.moved(BASE, "a", "u"), surgery.moved(BASE, "a", "t", "b"))
        assert result.conflicts == (Conflict("code", "a", "place", ("t", ""), ("u", ""), ("t", "b")),)
        assert of(result, "a").parent == "b"

    def test_two_moves_that_make_a_circle(self) -> None:
        result = merged(BASE, surgery.moved(BASE, "a", "t", "b"), surgery.moved(BASE, "b", "t", "a"))
        assert result.conflicts == (Conflict("code", "a", "place", ("t", ""), ("t", "b"), ("t", "")),)
        assert (of(result, "a").parent, of(result, "b").parent) == ("", "a")

    def test_two_merges_that_make_a_circle(self) -> None:
        ours, theirs = code(BASE, "a", merged_into="c"), code(BASE, "c", merged_into="a")
        result = merged(BASE, ours, theirs)
        assert result == Merged(theirs, (Conflict("code", "a", "merged_into", "", "c", ""),))

    def test_nests_that_only_together_are_too_deep(self) -> None:
        row = [Code(f"r{n}", "R", "t", parent=f"r{n - 1}" if n else "") for n in range(12)]
        base = replace(
            BASE, codes=(*row, *(Code(f"s{n}", "S", "t", parent=f"s{n - 1}" if n else "") for n in range(9)))
        )
        theirs = surgery.placed(base, Code("n", "N", "t", parent="s8"))
        result = merged(base, surgery.moved(base, "s0", "t", "r10"), theirs)
        assert max(len(result.book.above(one.id)) for one in result.book.codes) == 11
        assert [(one.entry, one.field) for one in result.conflicts] == [("s0", "place")]
        swapped = merged(base, theirs, surgery.moved(base, "s0", "t", "r10"))
        assert of(swapped, "n").parent == "s7"
        assert [(one.entry, one.field) for one in swapped.conflicts] == [("n", "place")]

    def test_an_order_that_one_side_changed(self) -> None:
        ours = surgery.move_theme(surgery.moved(BASE, "b", "t", before="a"), "u", "t").wanted
        theirs = surgery.placed(BASE, Code("n", "N", "t"), "b")
        result = merged(BASE, ours, theirs)
        assert (ids(result.book), result.conflicts) == (["c", "b", "b1", "b11", "a", "n", "d"], ())
        assert [one.id for one in result.book.themes] == ["u", "t"]

    def test_an_order_that_both_changed(self) -> None:
        three = surgery.placed(BASE, Code("n", "N", "t"))
        ours, theirs = surgery.moved(three, "n", "t", before="a"), surgery.moved(three, "a", "t")
        result = merged(three, ours, theirs)
        clash = Conflict("theme", "t", "order", ("a", "b", "n"), ("n", "a", "b"), ("b", "n", "a"))
        assert result == Merged(theirs, (clash,))


def test_a_merge_that_nobody_said_soundly_leads_nowhere() -> None:
    broken = code(code(BASE, "a", merged_into="gone"), "c", merged_into="c")
    assert {one.merged_into for one in merged(broken, broken, broken).book.codes} == {""}


# -- any three states ---------------------------------------------------------------------------------------------


@st.composite
def states(draw: st.DrawFn) -> tuple[Codebook, Codebook, Codebook]:
    """A codebook, and what two people made of it."""
    base = draw(books())
    ours, theirs = (draw(surgeries(base, mark, 4)) for mark in ("o", "s"))
    return base, ours, theirs


def place(one: Code | None) -> tuple[str, str] | None:
    """Where a code stands: under a code, or under a theme; the theme above a code follows from that."""
    return None if one is None else ("code", one.parent) if one.parent else ("theme", one.theme)


@FEW
@given(states())
def test_one_side_alone_is_what_it_says(three: tuple[Codebook, Codebook, Codebook]) -> None:
    base, ours, theirs = three
    assert merged(base, ours, base) == Merged(ours)
    assert merged(base, base, theirs) == Merged(theirs)
    assert merged(base, ours, ours) == Merged(ours)


@FEW
@given(states())
def test_every_field_follows_the_rule_or_is_a_conflict(three: tuple[Codebook, Codebook, Codebook]) -> None:
    """The rule said once more, value by value: who changed it has it; whom both changed, theirs has it."""
    base, ours, theirs = three
    result = merged(base, ours, theirs)
    said = {(one.kind, one.entry, one.field) for one in result.conflicts}
    for own in {one.id for book in three for one in book.codes}:
        was, we, they, now = (book.code(own) for book in (base, ours, theirs, result.book))
        if was is not None and (we is None or they is None) and ("code", own, "entry") not in said:
            assert now is None
        if now is None:
            assert was is not None
            assert we is None or they is None
            continue
        if we is None or they is None:
            assert replace(now, theme="", parent="") == replace(we or they, theme="", parent="")  # type: ignore[type-var]
            continue
        for name in (one.name for one in fields(Code) if one.name not in {"theme", "parent"}):
            old, a, b = (getattr(one, name) if one else None for one in (was, we, they))
            if ("code", own, name) in said:
                assert getattr(now, name) == b
            elif name not in {"include", "exclude", "examples"} or old in (a, b) or a == b:
                assert getattr(now, name) == (a if b in (old, a) else b)
            else:
                every = {*(a or ()), *(b or ())}
                assert every - set(old or ()) <= set(getattr(now, name)) <= every
        if ("code", own, "place") not in said:
            assert place(now) == (place(we) if place(they) == place(was) else place(they))


@FEW
@given(states())
def test_the_result_is_sound_and_without_conflicts_the_same_from_both_sides(
    three: tuple[Codebook, Codebook, Codebook],
) -> None:
    base, ours, theirs = three
    result = merged(base, ours, theirs)
    into = {one.id: one.merged_into for one in result.book.codes}
    assert not values.circling(into)
    assert {other for other in into.values() if other} <= set(into)
    assert arranged(result.book) == result.book
    if not result.conflicts:
        other = merged(base, theirs, ours)
        assert other.conflicts == ()
        assert {one.id: plain(one) for one in other.book.codes} == {one.id: plain(one) for one in result.book.codes}
        assert set(other.book.themes) == set(result.book.themes)
        assert (other.book.title, other.book.label) == (result.book.title, result.book.label)


def plain(one: Code) -> tuple[object, ...]:
    """A code whatever the order of its phrases and examples."""
    sets = set(one.include), set(one.exclude), set(one.examples)
    return replace(one, include=(), exclude=(), examples=()), sets
