"""Planned changes of a codebook: sound whatever is asked, ids kept, nothing taken out that codings may hang on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook import surgery
from qual.errors import NotFound, QualError, Refused
from qual.model.codebook import Code, Codebook, Theme
from qual.model.surgery import Carried, Shift

BOOK = Codebook(
    themes=(Theme("t", "T"), Theme("u", "U")),
    codes=(
        Code("a", "A", "t"), Code("b", "B", "t", parent="a"), Code("c", "C", "t", parent="b"),
        Code("d", "D", "t"), Code("e", "E", "u"), Code("f", "F"),
    ),
)  # fmt: skip


def tree(book: Codebook) -> list[str]:
    """Each code with the theme and the code it stands under."""
    return [f"{code.theme}/{code.parent}/{code.id}" for code in book.codes]


def test_a_new_code_goes_to_the_end_of_its_place_or_in_front_of_a_sibling() -> None:
    new = Code("n", "N", "t")
    assert tree(surgery.add_code(BOOK, new).wanted)[4] == "t//n"
    assert tree(surgery.add_code(BOOK, new, before="d").wanted)[3] == "t//n"
    under = surgery.add_code(BOOK, replace(new, theme="", parent="a")).wanted
    assert tree(under)[:4] == ["t//a", "t/a/b", "t/b/c", "t/a/n"]
    with pytest.raises(Refused, match="this id already"):
        surgery.add_code(BOOK, Code("a", "Again"))
    with pytest.raises(NotFound):
        surgery.add_code(BOOK, new, before="e")


def test_a_code_moves_with_all_under_it() -> None:
    found = surgery.move_code(BOOK, "b", "u")
    assert (found.what, tree(found.wanted)) == ("code moved", ["t//a", "t//d", "u//e", "u//b", "u/b/c", "//f"])
    nested = surgery.move_code(BOOK, "a", "", parent="e")
    assert nested.what == "code nested"
    assert tree(nested.wanted) == ["t//d", "u//e", "u/e/a", "u/a/b", "u/b/c", "//f"]
    assert tree(surgery.move_code(BOOK, "d", "t", before="a").wanted)[0] == "t//d"
    for parent, before in (("c", ""), ("a", ""), ("", "b")):
        with pytest.raises(Refused, match="cannot stand under itself"):
            surgery.move_code(BOOK, "a", "t", parent, before)


def test_what_is_done_is_called_by_its_name() -> None:
    code = BOOK.codes[3]
    for change, what in (
        ({"name": "Dee"}, "code renamed"), ({"definition": "x"}, "code redefined"),
        ({"color": "#112233"}, "code recoloured"),
        ({"theme": "u"}, "code moved"), ({"parent": "a"}, "code nested"), ({"retired": True}, "code retired"),
        ({"name": "Dee", "definition": "x"}, "code changed"),
        ({"include": ("x",), "exclude": ("y",)}, "code redefined"),
    ):  # fmt: skip
        found = surgery.set_code(BOOK, replace(code, **change))
        assert found.what == what
        assert found.wanted.code("d") == replace(code, **change)
    assert surgery.retire_code(surgery.retire_code(BOOK, "d").wanted, "d", retired=False).wanted == BOOK


def test_themes_move_with_their_codes_and_go_only_when_empty() -> None:
    assert tree(surgery.move_theme(BOOK, "u", before="t").wanted)[:2] == ["u//e", "t//a"]
    assert surgery.move_theme(BOOK, "u").wanted == BOOK
    with pytest.raises(Refused, match="codes under it"):
        surgery.remove_theme(BOOK, "u")
    empty = surgery.add_theme(BOOK, Theme("v", "V")).wanted
    assert surgery.remove_theme(empty, "v").wanted == BOOK


def test_merged_codes_stay_readable_and_their_codings_and_common_rejects_count_for_the_other() -> None:
    found = surgery.merge(BOOK, ["a", "e", "d"], replace(BOOK.codes[3], definition="Both."))
    assert (found.what, found.entries) == ("codes merged", ("d", "a", "e"))
    assert found.shifts == (Shift("a", "d"), Shift("e", "d"))
    assert found.carried == (Carried(("a", "e", "d"), "d"),)
    a, d = found.wanted.code("a"), found.wanted.code("d")
    assert a is not None
    assert d is not None
    assert (a.retired, a.merged_into, a.offered, d.definition, d.offered) == (True, "d", False, "Both.", True)
    # What stood under it comes along.
    assert tree(found.wanted) == ["t//a", "t//d", "t/d/b", "t/b/c", "u//e", "//f"]
    new = surgery.merge(BOOK, ["a", "e"], Code("n", "N", "u"))
    assert (new.carried, tree(new.wanted)[-4]) == ((Carried(("a", "e"), "n"),), "u//n")
    again = surgery.retire_code(found.wanted, "a", retired=False).wanted.code("a")
    assert again is not None
    assert (again.retired, again.merged_into) == (False, "")


@pytest.mark.parametrize(
    ("book", "sources", "into"),
    [
        (BOOK, ["a"], Code("a", "A", "t")),
        (BOOK, ["a"], Code("n", "N")),
        (surgery.merge(BOOK, ["a"], BOOK.codes[3]).wanted, ["a"], BOOK.codes[4]),
        (replace(BOOK, codes=(Code("h", "H", heading=True), Code("i", "I"))), ["h"], Code("i", "I")),
    ],
    ids=["itself", "one into a new one", "merged already", "a heading"],
)
def test_what_cannot_be_merged(book: Codebook, sources: list[str], into: Code) -> None:
    with pytest.raises(Refused):
        surgery.merge(book, sources, into)


def test_a_code_merged_into_one_under_it_does_not_stand_under_itself() -> None:
    found = surgery.merge(BOOK, ["a"], BOOK.codes[2]).wanted  # c stands under b, b under a
    assert tree(found)[:3] == ["t//a", "t/a/b", "t/b/c"]


def test_parts_of_a_code_stand_behind_it_and_take_the_codings_named() -> None:
    parts = [Code("a1", "A1", "t"), Code("a2", "A2", "u"), BOOK.codes[3]]
    found = surgery.split(BOOK, "a", parts, {"k1": "a1", "k2": "a2", "k3": "d", "k4": "a"}, retire=True)
    assert tree(found.wanted) == ["t//a", "t/a/b", "t/b/c", "t//a1", "t//d", "u//e", "u//a2", "//f"]
    assert found.shifts == (Shift("a", "a1", "k1"), Shift("a", "a2", "k2"), Shift("a", "d", "k3"))
    assert found.carried == (Carried(("a",), "a1"), Carried(("a",), "a2"))
    own = found.wanted.code("a")
    assert own is not None
    assert own.retired
    for wrong in ([], [BOOK.codes[0]]):
        with pytest.raises(Refused):
            surgery.split(BOOK, "a", wrong, {})
    with pytest.raises(Refused, match="not among the parts"):
        surgery.split(BOOK, "a", parts, {"k1": "elsewhere"})


def test_codes_nest_so_deep_and_no_deeper() -> None:
    book = Codebook(
        codes=tuple(Code(f"c{n}", "C", parent=f"c{n - 1}" if n else "") for n in range(surgery.DEEPEST))
    )
    with pytest.raises(Refused, match="levels deep"):
        surgery.add_code(book, Code("x", "X", parent=f"c{surgery.DEEPEST - 1}"))
    wide = surgery.add_code(book, Code("x", "X")).wanted
    with pytest.raises(Refused, match="levels deep"):
        surgery.move_code(wide, "c0", "", parent="x")


IDS = st.sampled_from("abcdefxyz")
PLACES = st.sampled_from(["", "t", "u", "v"])


@st.composite
def changes(draw: st.DrawFn) -> Callable[[Codebook], Codebook]:
    one, other, third, place = draw(IDS), draw(IDS), draw(st.sampled_from(["", *"abcdef"])), draw(PLACES)
    change: Callable[[Codebook], Codebook] = draw(
        st.sampled_from([
            lambda book: surgery.add_code(book, Code(one, one, place, parent=third)).wanted,
            lambda book: surgery.move_code(book, one, place, third).wanted,
            lambda book: surgery.move_code(book, one, place, before=other).wanted,
            lambda book: surgery.move_theme(book, place, draw(PLACES)).wanted,
            lambda book: surgery.merge(book, [one], surgery.code_of(book, other)).wanted,
            lambda book: surgery.merge(book, [one, other], Code("m", "M", place)).wanted,
            lambda book: surgery.split(book, one, [Code(other, other, place)], {"k": other}).wanted,
            lambda book: surgery.retire_code(book, one, retired=not surgery.code_of(book, one).retired).wanted,
        ])
    )  # fmt: skip
    return change


@settings(max_examples=60)
@given(st.lists(changes(), max_size=6))
def test_whatever_is_done_the_codebook_stays_sound_and_loses_no_code(
    done: list[Callable[[Codebook], Codebook]],
) -> None:
    book = BOOK
    for change in done:
        before = book
        try:
            book = change(book)  # a codebook that is not sound cannot be made
        except QualError:
            continue
        assert {code.id for code in before.codes} <= {code.id for code in book.codes}
        assert book.codes == surgery.ordered(book.themes, book.codes)
