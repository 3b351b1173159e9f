"""A file is made to say any codebook, and every line of what does not change is still there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.codebook import surgery
from qual.codebook.read import read
from qual.codebook.write import (
    add_code,
    become,
    move_code,
    move_theme,
    remove_code,
    set_code,
    set_label,
    set_title,
)
from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_files import FILE, NESTED, book_of, changed, code_of
from tests.codebook.codebook_hands import Hand
from tests.codebook.codebook_surgery import arranged, books, surgeries

SOME = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
BOOK = book_of(NESTED)


class TestMoves:
    """An entry moves with all that stands under it, and its lines are indented as their new place is."""

    def test_a_nest_into_another_code(self) -> None:
        data = move_code(NESTED.encode(), "p1", "", parent="top")
        moved = (
            "  - id: sub\n    name: Sub\n  # of the parent\n  - id: p1   # one\n    name: First\n"
            "    definition: One.\n    codes:\n      - id: p11\n        name: Deep\n        retired: true\n"
            "        merged_into: q   # last week\n    # end of p1\n"
        )
        assert data.decode().endswith(moved)
        assert code_of(data, "p11") == Code("p11", "Deep", "", parent="p1", retired=True, merged_into="q")

    def test_in_front_of_a_sibling(self) -> None:
        data = move_code(NESTED.encode(), "p2", "a", before="p")
        assert b"    codes:\n      - id: p2\n        name: Second\n      # the first\n      - id: p\n" in data
        assert [code.id for code in book_of(data).codes[:2]] == ["p2", "p"]

    def test_to_the_end_of_its_own_list(self) -> None:
        data = move_code(NESTED.encode(), "p", "a")
        assert [code.id for code in book_of(data).codes_of("a")] == ["q", "p", "p1", "p11", "p2"]

    def test_out_of_a_nest_and_back(self) -> None:
        data = move_code(NESTED.encode(), "p11", "")
        assert data.endswith(b"\n- id: p11\n  name: Deep\n  retired: true\n  merged_into: q   # last week\n")
        assert book_of(become(data, BOOK)) == BOOK

    @pytest.mark.parametrize(
        "block",
        [
            "|\n          One.\n            Two.\n\n          Three.",
            ">-\n          One\n          two.\n\n            Three.",
            "|2\n            One.\n          Two.",
            '"One\n          two\n\n          three"',
            "'One\n          two'",
            "One\n          two\n          three",
            "|+\n          One.\n\n\n          # no comment",
        ],
    )
    def test_texts_of_several_lines_say_the_same_elsewhere(self, block: str) -> None:
        text = NESTED.replace(
            "- id: q\n        name: Beside", f"- id: q\n        definition: {block}\n        name: Beside"
        )
        was = code_of(text.encode(), "q")
        for theme, parent in (("", "top"), ("a", "p1"), ("", "")):
            data = move_code(text.encode(), "q", theme, parent=parent)
            assert code_of(data, "q") == replace(was, theme=theme, parent=parent)
            assert code_of(become(data, book_of(text)), "q") == was

    def test_a_theme_moves_with_its_codes(self) -> None:
        data = move_theme(FILE.encode(), "b", "a")
        assert [theme.id for theme in book_of(data).themes] == ["b", "a"]
        assert sorted(filter(None, data.decode().splitlines())) == sorted(filter(None, FILE.splitlines()))
        assert book_of(move_theme(data, "b")) == book_of(FILE)

    def test_windows_line_ends_and_a_mark(self) -> None:
        data = b"\xef\xbb\xbf" + NESTED.replace("\n", "\r\n").encode()
        there = move_code(data, "p1", "", parent="top")
        assert there.count(b"\n") == there.count(b"\r\n") == NESTED.count("\n")
        assert book_of(become(there, BOOK)) == BOOK

    @pytest.mark.parametrize(("own", "parent"), [("p", "p11"), ("p", "p"), ("p1", "p11")])
    def test_nothing_moves_under_itself(self, own: str, parent: str) -> None:
        with pytest.raises(Refused, match="under itself"):
            move_code(NESTED.encode(), own, "a", parent=parent)

    @pytest.mark.parametrize(
        "place", [{"theme_id": "zzz"}, {"theme_id": "a", "parent": "zzz"}, {"theme_id": "a", "before": "p1"}]
    )
    def test_places_that_are_not_there(self, place: dict[str, str]) -> None:
        with pytest.raises(NotFound):
            move_code(NESTED.encode(), "sub", **place)
        with pytest.raises(NotFound):
            move_theme(NESTED.encode(), "a", "zzz")


class TestSingleActs:
    """Fields that came later, and what would leave others in the air."""

    def test_a_code_is_added_under_a_code(self) -> None:
        new = Code("new", "New", "a", parent="p11", heading=True)
        data = add_code(NESTED.encode(), new)
        assert code_of(data, "new") == new
        assert b"                codes:\n                  - id: new\n" in data
        assert b"                    name: New\n                    heading: true\n" in data

    def test_a_code_is_added_in_front_of_another(self) -> None:
        data = add_code(NESTED.encode(), Code("n", "New", "a", parent="p"), before="p2")
        assert [code.id for code in book_of(data).codes if code.parent == "p"] == ["p1", "n", "p2"]

    def test_a_parent_moves_the_code(self) -> None:
        data = set_code(NESTED.encode(), replace(code_of(NESTED.encode(), "p1"), name="Eins", parent="q"))
        assert code_of(data, "p1").parent == "q"
        assert [code.id for code in book_of(data).under("q")] == ["p1", "p11"]

    def test_what_says_nothing_any_more_loses_its_line(self) -> None:
        code = replace(code_of(NESTED.encode(), "p"), heading=False)
        assert changed(NESTED, lambda data: set_code(data, code)) == (["        heading: true"], [])
        code = replace(code_of(NESTED.encode(), "p11"), retired=False, merged_into="")
        assert changed(NESTED, lambda data: set_code(data, code)) == (
            ["                retired: true", "                merged_into: q   # last week"],
            ['                merged_into: ""   # last week'],
        )

    def test_a_merge_is_written_and_taken_back_to_the_byte(self) -> None:
        code = code_of(NESTED.encode(), "p2")
        data = set_code(NESTED.encode(), replace(code, retired=True, merged_into="q"))
        assert b"            name: Second\n            retired: true\n            merged_into: q\n" in data
        assert set_code(data, code) == NESTED.encode()

    @pytest.mark.parametrize("into", ["gone", "p2", "p11"])
    def test_merges_that_lead_nowhere(self, into: str) -> None:
        data = set_code(NESTED.encode(), replace(code_of(NESTED.encode(), "p11"), merged_into="p2"))
        with pytest.raises(Refused, match="merged into"):
            set_code(data, replace(code_of(data, "p2"), merged_into=into))

    def test_what_others_need_is_not_removed(self) -> None:
        with pytest.raises(Refused, match=r"codes under it.*Move them first"):
            remove_code(NESTED.encode(), "p1")
        with pytest.raises(Refused, match="merged into it"):
            remove_code(NESTED.encode(), "q")
        assert book_of(remove_code(NESTED.encode(), "p11")).code("p11") is None

    def test_title_and_label(self) -> None:
        data = set_label(set_title(FILE.encode(), "New: title"), "4b")
        assert changed(FILE, lambda _: data) == (
            ["title: T   # the title", "version: 3"],
            ['title: "New: title"   # the title', 'version: "4b"'],
        )
        assert book_of(set_label(set_title(b"codes: []\n", "T"), "v")) == Codebook("T", "v")
        assert book_of(set_label(set_title(b"{codes: [{id: a}]}", "T"), "v")).title == "T"
        assert set_title(b"", "T") == b"title: T\n"

    def test_twenty_levels_and_not_more(self) -> None:
        data = b""
        for n in range(20):
            data = add_code(data, Code(f"c{n}", "N", parent=f"c{n - 1}" if n else ""))
        assert len(book_of(data).above("c19")) == 19
        assert read(data)[1] == ()
        with pytest.raises(Refused, match="20 levels"):
            add_code(data, Code("c20", "N", parent="c19"))
        with pytest.raises(Refused, match="20 levels"):
            become(data, replace(book_of(data), codes=(*book_of(data).codes, Code("c20", "N", parent="c19"))))


class TestWhole:
    """The whole codebook at once."""

    @pytest.mark.parametrize("text", [FILE, NESTED, "", "# mine\n", "{}", "title: T", "---\n"])
    def test_a_file_becomes_another_and_its_own_again(self, text: str) -> None:
        for other in (BOOK, book_of(FILE), Codebook("X", "2", (), (Code("a", "A"), Code("b", "B", parent="a")))):
            data = become(text.encode(), other)
            assert book_of(data) == other
            assert book_of(become(data, book_of(text))) == book_of(text)
            assert {line for line in data.decode().splitlines() if line.startswith("#")} == {
                line for line in text.splitlines() if line.startswith("#")
            }

    def test_a_file_that_says_it_already_is_the_same_bytes(self) -> None:
        assert become(NESTED.encode(), BOOK) == NESTED.encode()
        loose = replace(BOOK, codes=(*BOOK.codes[5:], *BOOK.codes[:5]))
        assert become(NESTED.encode(), loose) == NESTED.encode()

    def test_parent_and_child_change_places(self) -> None:
        wanted = surgery.moved(surgery.moved(BOOK, "p1", "a"), "p", "a", "p11")
        data = become(NESTED.encode(), wanted)
        assert book_of(data) == wanted
        assert b"# the first" in data
        assert b"# of the parent" in data

    def test_a_new_theme_and_a_new_code_take_old_codes_in(self) -> None:
        book = replace(BOOK, themes=(Theme("n", "New"), *BOOK.themes))
        book = surgery.placed(book, Code("h", "Head", "n", heading=True))
        wanted = surgery.moved(surgery.moved(book, "q", "n", "h"), "p", "n", "h", "q")
        data = become(NESTED.encode(), wanted)
        assert book_of(data) == wanted
        assert b"# end of p1" in data
        with pytest.raises(Refused, match="merged into"):
            become(data, replace(wanted, codes=tuple(code for code in wanted.codes if code.id != "q")))

    def test_brackets(self) -> None:
        text = (
            '{"themes": [{"id":"t","name":"T","codes":[{"id":"c","name":"C",'
            '"codes":["D", {"id":"e","name":"E"}]}]}, {"id": "u", "name": "U"}]}'
        )
        book = book_of(text)
        wanted = surgery.moved(surgery.moved(book, "e", "u"), "d", "t", before="c")
        wanted = surgery.move_theme(surgery.placed(wanted, Code("n", "N", "t", parent="c")), "u", "t").wanted
        data = become(text.encode(), wanted)
        assert book_of(data) == wanted
        assert b"\n" not in data
        assert book_of(become(data, book)) == book

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("codes:\n- {id: a, name: A}\n- {id: a, name: B}\n", "twice"),
            ("codes:\n- id: a\n  name: A\n  include: &i [x]\n- {id: b, name: B, include: *i}\n", "touching others"),
            ("codes:\n- id: a\n  name: A: x\n", "must be mended"),
            ("- a\n", "fields such as"),
        ],
    )
    def test_files_that_forbid_it(self, text: str, word: str) -> None:
        book = book_of(text)
        with pytest.raises(Refused, match=word):
            become(text.encode(), replace(book, codes=(Code("a", "Other"), *book.codes[1:])))

    @pytest.mark.parametrize(
        "wanted",
        [
            Codebook(codes=(Code("a", ""),)),
            Codebook(codes=(Code("a", "A", color="blue"),)),
            Codebook(codes=(Code("a", "A"), Code("a ", "B"))),
            Codebook(themes=(Theme("", "A"),)),
            Codebook(codes=(Code("a", "A", merged_into="a"),)),
            Codebook(codes=(Code("a", "A", merged_into="b"), Code("b", "B", merged_into="a"))),
        ],
    )
    def test_codebooks_that_no_file_can_say(self, wanted: Codebook) -> None:
        with pytest.raises(Refused):
            become(FILE.encode(), wanted)

    def test_an_entry_under_an_anchor_still_changes(self) -> None:
        text = "x: &a\n  id: a\n  name: A\nthemes:\n- {id: t, name: T}\ncodes:\n- *a\n- id: b\n"
        wanted = surgery.moved(surgery.set_code(book_of(text), Code("a", "B")).wanted, "a", "", "b")
        data = become(text.encode(), wanted)
        assert book_of(data) == wanted
        assert b"name: B\n" in data
        assert b"  codes:\n    - *a\n" in data


# -- files of any hand --------------------------------------------------------------------------------------------


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Codebook]:
    """A codebook of nested codes as a person might write it."""
    book = draw(books(2, 5))
    hand = Hand(draw)
    hand.nest(book)
    newline = hand.choose("\n", "\r\n")
    return hand.choose("", "\ufeff") + newline.join(hand.lines) + hand.choose("", newline, newline * 2), book


def own_lines(text: str, book: Codebook, own: str) -> list[str]:
    """The lines of an entry, not indented, without those of the codes under it and without empty ones."""
    lines = text.splitlines()
    starts = {code.id: n for code in book.codes for n, line in enumerate(lines) if _begins(line, code.id)}
    start = starts[own]
    dash = re.match(r" *", lines[start])
    assert dash is not None
    found = [lines[start].strip()]
    for line in lines[start + 1 :]:
        blanks = len(line) - len(line.lstrip(" "))
        if re.match(r" *- +id:", line) or (
            line.strip() and blanks <= dash.end() and not line.strip().startswith("#")
        ):
            break
        found.append(line.strip())
    return [line for line in found if line and not line.startswith(("#", "codes:"))]


def _begins(line: str, own: str) -> bool:
    return re.match(rf" *- +id: ['\"]?{own}\b['\"]?", line) is not None


@SOME
@given(written(), st.data())
def test_any_surgery_leaves_the_lines_of_the_others_and_can_be_taken_back(
    made: tuple[str, Codebook], data: st.DataObject
) -> None:
    text, book = made
    assert book_of(text) == book
    wanted = data.draw(surgeries(book, "new", 5))
    try:
        after = become(text.encode(), wanted)
        back = become(after, book)
    except Refused:
        assert " *a" in text  # a line that others borrow cannot go
        return
    assert arranged(book_of(after)) == wanted
    new = after.decode()
    untouched = [code for code in book.codes if _same(code, wanted.code(code.id))]
    for code in untouched:
        assert own_lines(new, wanted, code.id) == own_lines(text, book, code.id), code.id
    if len(untouched) == len(book.codes):
        comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
        assert sorted(line.strip() for line in new.splitlines() if line.strip().startswith("#")) == sorted(comments)
    assert arranged(book_of(back)) == book
    assert become(back, book) == back


def _same(code: Code, other: Code | None) -> bool:
    """True where the two say the same, wherever they stand."""
    return other is not None and replace(code, theme="", parent="") == replace(other, theme="", parent="")
