"""What became of each code and theme between two states of a codebook, and of each of their texts."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook.compare import Comparison, FieldChange, ThemeChanges, _rising, compare, details
from qual.codebook.worddiff import ADDED, REMOVED, SAME
from qual.model.codebook import Code, Codebook, Example, Theme

THEMES = (Theme("s", "S"), Theme("t", "T"))
OLD = Codebook("", "", THEMES, (Code("a", "A", "s", "One."), Code("b", "B", "s"), Code("c", "C", "t")))


def changed(**what: object) -> Codebook:
    """The first code changed."""
    return replace(OLD, codes=(replace(OLD.codes[0], **what), *OLD.codes[1:]))  # type: ignore[arg-type]


def test_the_same_codebook() -> None:
    assert compare(OLD, OLD) == Comparison()
    assert compare(OLD, OLD).empty
    assert compare(OLD, OLD).summary() == "no code changed"
    assert details(OLD, OLD) == ()


def test_every_kind_of_change() -> None:
    a, b, _ = OLD.codes
    codes = (replace(a, name="Alpha", theme="t", retired=True), replace(b, include=("x",)), Code("d", "D"))
    changes = compare(OLD, Codebook("", "", THEMES, codes))
    assert changes == Comparison(
        added=("d",), removed=("c",), renamed=("a",), redefined=("b",), moved=("a",), retired=("a",)
    )
    assert not changes.empty
    assert changes.summary() == "1 code added, 1 removed, 1 renamed, 1 redefined, 1 moved, 1 retired"


@pytest.mark.parametrize(
    ("new", "heading"),
    [
        ({"definition": "Two."}, "redefined"),
        ({"include": ("x",)}, "redefined"),
        ({"exclude": ("x",)}, "redefined"),
        ({"examples": (Example("x"),)}, "redefined"),
        ({"theme": ""}, "moved"),
        ({"color": "#000000"}, "recoloured"),
        ({"heading": True}, "turned"),
        ({"merged_into": "b"}, "merged"),
        ({"retired": True}, "retired"),
        ({"name": "Alpha"}, "renamed"),
    ],
)
def test_each_field_of_a_code_has_its_heading(new: dict[str, object], heading: str) -> None:
    assert compare(OLD, changed(**new)) == Comparison(**{heading: ("a",)})  # type: ignore[arg-type]
    [entry] = details(OLD, changed(**new))
    assert (entry.kind, entry.id, entry.what) == ("code", "a", (heading,))
    assert [change.field for change in entry.fields] == list(new)


def test_what_is_taken_back_is_told_too() -> None:
    merged = changed(retired=True, merged_into="b")
    assert compare(OLD, merged) == Comparison(retired=("a",), merged=("a",))
    assert compare(merged, OLD) == Comparison(restored=("a",), parted=("a",))
    assert compare(merged, OLD).summary() == "1 code restored, 1 no longer merged"
    elsewhere = changed(retired=True, merged_into="c")
    assert compare(merged, elsewhere) == Comparison(merged=("a",))
    assert compare(merged, merged).empty


def test_under_another_code_is_moved() -> None:
    a, b, c = OLD.codes
    nested = replace(OLD, codes=(a, replace(b, parent="a"), c))
    assert compare(OLD, nested) == Comparison(moved=("b",))


def test_themes_title_and_label() -> None:
    themes = (Theme("t", "T", color="#000000"), Theme("u", "U"), Theme("s", "Sigma", "Means."))
    new = Codebook("New", "2", themes, OLD.codes)
    assert compare(OLD, new) == Comparison(
        themes=ThemeChanges(added=("u",), renamed=("s",), redefined=("s",), recoloured=("t",), reordered=("t",)),
        book=("title", "label"),
    )
    assert compare(OLD, new).summary() == (
        "1 theme added, 1 renamed, 1 redefined, 1 recoloured, 1 reordered; title and label changed"
    )
    assert [(entry.kind, entry.id) for entry in details(OLD, new)] == [
        ("codebook", ""), ("theme", "t"), ("theme", "u"), ("theme", "s")
    ]  # fmt: skip
    assert not compare(OLD, replace(OLD, label="2")).empty
    gone = Codebook("", "", THEMES[:1], OLD.codes[:2])
    assert compare(OLD, gone).summary() == "1 code removed; 1 theme removed"


def test_as_few_codes_as_possible_are_reordered() -> None:
    codes = tuple(Code(name, name) for name in "abcde")
    moved = tuple(codes[at] for at in (4, 0, 1, 2, 3))
    assert compare(Codebook(codes=codes), Codebook(codes=moved)) == Comparison(reordered=("e",))
    assert details(Codebook(codes=codes), Codebook(codes=moved))[0].fields == ()
    added = (codes[0], Code("x", "x"), *codes[1:])
    assert compare(Codebook(codes=codes), Codebook(codes=added)) == Comparison(added=("x",))
    assert compare(OLD, replace(OLD, codes=(OLD.codes[2], *OLD.codes[:2]))).empty, "each theme keeps its order"


@given(st.permutations("abcdefg"))
def test_the_longest_rising_part_is_found(order: list[str]) -> None:
    place = {own: at for at, own in enumerate("abcdefg")}
    longest = max(
        size for size in range(8) if any(list(part) == sorted(part) for part in combinations(order, size))
    )
    found = _rising(order, place)
    assert len(found) == longest
    assert [own for own in order if own in found] == sorted(found)


def test_the_summary_counts_codes() -> None:
    assert compare(OLD, replace(OLD, codes=())).summary() == "3 codes removed"
    assert compare(replace(OLD, codes=()), OLD).summary() == "3 codes added"


def test_a_definition_is_told_word_by_word() -> None:
    [entry] = details(OLD, changed(definition="One and two.", name="Alpha"))
    assert entry.name == "Alpha"
    assert entry.what == ("renamed", "redefined")
    assert entry.fields == (
        FieldChange("name", "A", "Alpha", ((REMOVED, "A"), (ADDED, "Alpha"))),
        FieldChange("definition", "One.", "One and two.", ((SAME, "One"), (ADDED, " and two"), (SAME, "."))),
    )


def test_phrases_are_told_one_by_one() -> None:
    old, new = (
        changed(include=("waiting list", "queue", "phone")),
        changed(include=("phone", "waiting lists", "post")),
    )
    [entry] = details(old, new)
    assert [(change.field, change.old, change.new) for change in entry.fields] == [
        ("include", "waiting list", "waiting lists"), ("include", "queue", ""), ("include", "", "post")
    ]  # fmt: skip
    assert entry.fields[0].words == ((SAME, "waiting "), (REMOVED, "list"), (ADDED, "lists"))
    [entry] = details(changed(include=("x", "y")), changed(include=("y", "x")))
    assert [(change.old, change.new) for change in entry.fields] == [("x\ny", "y\nx")]
    [entry] = details(changed(include=("x", "x")), changed(include=("x",)))
    assert [(change.old, change.new) for change in entry.fields] == [("x", "")]


def test_an_example_says_its_role() -> None:
    [entry] = details(changed(examples=(Example("No end."),)), changed(examples=(Example("No end.", "patient"),)))
    assert [(change.old, change.new) for change in entry.fields] == [("No end.", "patient: No end.")]


def test_added_and_removed_entries_say_all_they_say() -> None:
    new = replace(OLD, codes=(*OLD.codes, Code("d", "D", "t", "Means.", ("x",), heading=True)))
    [entry] = details(OLD, new)
    assert entry.what == ("added",)
    assert [(change.field, change.new) for change in entry.fields] == [
        ("name", "D"), ("definition", "Means."), ("include", "x"), ("theme", "t"), ("heading", "yes")
    ]  # fmt: skip
    [entry] = details(new, OLD)
    assert (entry.id, entry.name, entry.what) == ("d", "D", ("removed",))
    assert [change.old for change in entry.fields] == ["D", "Means.", "x", "t", "yes"]


def test_long_lists_of_new_phrases_are_not_paired() -> None:
    old, new = (
        changed(include=[f"phrase {n}" for n in range(50)]),
        changed(include=[f"Phrase {n}" for n in range(50)]),
    )
    [entry] = details(old, new)
    assert len(entry.fields) == 100


IDS = st.lists(st.sampled_from("abcdef"), max_size=6, unique=True)


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    themes = [Theme(own, draw(st.sampled_from("xy"))) for own in draw(st.permutations("stu"))]
    codes = [
        Code(
            own,
            draw(st.sampled_from(["Hope", "No hope"])),
            draw(st.sampled_from(["", "s", "t"])),
            draw(st.sampled_from(["", "One two.", "One three."])),
            tuple(draw(st.lists(st.sampled_from("pqr"), max_size=2))),
            retired=draw(st.booleans()),
            heading=draw(st.booleans()),
            merged_into=draw(st.sampled_from(["", "z"])),
        )
        for own in draw(IDS)
    ]
    return Codebook(
        draw(st.sampled_from(["", "T"])), "", tuple(themes), tuple(sorted(codes, key=lambda c: c.theme))
    )


@settings(max_examples=150)
@given(books(), books())
def test_nothing_differs_only_where_nothing_does_and_details_tell_the_same(old: Codebook, new: Codebook) -> None:
    changes, entries = compare(old, new), details(old, new)
    assert changes.empty == (old == new)
    assert bool(entries) == (not changes.empty)
    for entry in entries:
        own = changes if entry.kind == "code" else changes.themes
        if entry.kind != "codebook":
            ids = {one.name: getattr(own, one.name) for one in fields(own) if one.name not in {"themes", "book"}}
            assert entry.what == tuple(name for name, some in ids.items() if entry.id in some)
    back = compare(new, old)
    assert (set(back.added), set(back.removed)) == (set(changes.removed), set(changes.added))
    assert set(back.redefined) == set(changes.redefined)
    assert len(back.reordered) == len(changes.reordered)
