"""Codes inside codes, headings and merges, as they are read from a file, a broken one among them."""

from __future__ import annotations

import pytest

from qual.codebook.read import read
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_files import NESTED, book_of, ids, only, problems_of


def above(text: str) -> dict[str, str]:
    return {code.id: code.parent for code in book_of(text).codes}


def nest(levels: int, *, names: dict[int, str] | None = None) -> str:
    """A file of codes, each inside the one before."""
    lines = ["codes:"]
    for n in range(levels):
        pad, name = "  " * n, (names or {}).get(n, "N")
        lines += [f"{pad}- id: c{n}", f"{pad}  name: {name}", *([f"{pad}  codes:"] if n + 1 < levels else [])]
    return "\n".join(lines) + "\n"


class TestNests:
    """Where a code stands is what it stands under."""

    def test_codes_inside_a_code_stand_under_it(self) -> None:
        book, problems = read(NESTED.encode())
        assert problems == ()
        assert book.codes == (
            Code("p", "Parent", "a", heading=True),
            Code("p1", "First", "a", "One.", parent="p"),
            Code("p11", "Deep", "a", parent="p1", retired=True, merged_into="q"),
            Code("p2", "Second", "a", parent="p"),
            Code("q", "Beside", "a"),
            Code("top", "Top"),
            Code("sub", "Sub", parent="top"),
        )

    def test_any_depth_up_to_twenty_levels(self) -> None:
        assert above(nest(20)) == {"c0": "", **{f"c{n}": f"c{n - 1}" for n in range(1, 20)}}
        assert problems_of(nest(20)) == ()

    def test_codes_deeper_than_that_are_read_beside(self) -> None:
        text = nest(23)
        assert list(above(text).values())[18:] == ["c17", "c18", "c18", "c18", "c18"]
        assert [problem.line for problem in problems_of(text)] == [62, 65, 68]
        assert "20 levels" in problems_of(text)[0].message

    def test_a_hundred_levels_lose_no_code(self) -> None:
        assert ids(nest(100)) == [f"c{n}" for n in range(100)]

    def test_codes_inside_brackets(self) -> None:
        text = "codes: [{id: a, name: A, codes: [{id: b, name: B, codes: [C, {id: d}]}]}, E]\n"
        assert above(text) == {"a": "", "b": "a", "c": "b", "d": "b", "e": ""}

    def test_a_repeated_code_loses_nothing_inside_it(self) -> None:
        text = NESTED.replace("id: p1   #", "id: q   #").replace("id: q\n", "id: q2\n")
        again = NESTED.replace("id: p2", "id: p1")
        assert above(text)["p11"] == "q"
        inside = again.replace("          - id: p1\n", "          - id: p1\n            codes: [x, y]\n")
        assert above(inside) == {**above(NESTED.replace("id: p2", "id: x")), "y": "p"}
        assert any("beside" in problem.message for problem in problems_of(inside))

    def test_an_entry_without_a_name_loses_nothing_inside_it(self) -> None:
        text = "codes:\n- id: a\n  codes:\n  - color: '#112233'\n    codes: [{id: b, name: B}]\n  - Cc\n"
        assert above(text) == {"a": "", "b": "a", "cc": "a"}
        assert "beside" in problems_of(text)[1].message

    @pytest.mark.parametrize("value", ["x", "{a: b}", "5"])
    def test_codes_of_a_code_that_are_no_list(self, value: str) -> None:
        text = f"codes:\n- id: a\n  name: A\n  codes: {value}\n- id: b\n  name: B\n"
        assert above(text) == {"a": "", "b": ""}
        assert only(text).line == 4

    def test_a_nest_that_is_used_twice_is_read_once(self) -> None:
        text = (
            "codes:\n- &a {id: a, name: A, codes: [{id: b, name: B}]}\nthemes:\n- {id: t, name: T, codes: [*a]}\n"
        )
        assert book_of(text).codes == (Code("a", "A"), Code("b", "B", parent="a"))
        assert [problem.line for problem in problems_of(text)] == [2]

    def test_nests_of_nests_by_aliases_stop_early(self) -> None:
        text = "codes:\n- &a0 {name: x, codes: [x, x, x]}\n" + "".join(
            f"- &a{n} {{name: x, codes: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12)
        )
        book, problems = read(text.encode())
        assert len(book.codes) <= 20_000
        assert any("unfolds" in problem.message for problem in problems)

    @pytest.mark.parametrize("inside", ["*p", "[*p]", "&q [*q]"])
    def test_a_code_inside_itself(self, inside: str) -> None:
        text = f"codes:\n- &p\n  id: p\n  name: P\n  codes: {inside}\n- {{id: b, name: B}}\n"
        assert ids(text)[-1] == "b"
        assert "not above" in only(text).message


class TestHeadings:
    """`heading: true` groups and is offered for no words."""

    @pytest.mark.parametrize(("said", "meant"), [("true", True), ("yes", True), ("no", False), ("~", False)])
    def test_a_heading(self, said: str, meant: bool) -> None:  # noqa: FBT001 - a table of cases
        text = f"codes:\n- id: a\n  name: A\n  heading: {said}\n"
        assert (book_of(text).codes[0].heading, problems_of(text)) == (meant, ())
        assert book_of(text).codes[0].offered is not meant

    def test_another_word(self) -> None:
        text = "codes:\n- id: a\n  name: A\n  heading: group\n"
        assert not book_of(text).codes[0].heading
        assert (only(text).line, "`heading`" in only(text).message) == (4, True)


class TestMerges:
    """`merged_into` names the code that took the codings over, or nothing."""

    @staticmethod
    def merged(*into: str) -> str:
        return "codes:\n" + "".join(
            f"- {{id: c{n}, name: N, retired: true, merged_into: {own}}}\n" for n, own in enumerate(into)
        )

    def test_a_row_of_merges(self) -> None:
        text = self.merged("c1", "c2", "")
        assert [code.merged_into for code in book_of(text).codes] == ["c1", "c2", ""]
        assert problems_of(text) == ()

    @pytest.mark.parametrize(
        ("into", "left", "lines"),
        [
            (["gone", "c0"], ["", "c0"], [2]),
            (["c0", "c0"], ["", "c0"], [2]),
            (["c1", "c2", "c0", "c1"], ["", "", "", "c1"], [2, 3, 4]),
            (["c1", "c0", "c2", "none"], ["", "", "", ""], [2, 3, 4, 5]),
        ],
        ids=["not there", "itself", "circle", "all"],
    )
    def test_what_leads_nowhere_counts_as_not_merged(
        self, into: list[str], left: list[str], lines: list[int]
    ) -> None:
        text = self.merged(*into)
        assert [code.merged_into for code in book_of(text).codes] == left
        assert [problem.line for problem in problems_of(text)] == lines
        assert all("not merged" in problem.message and problem.hint for problem in problems_of(text))


class TestRescue:
    """A slip inside a nest costs one entry, and the others stay where they are."""

    @pytest.mark.parametrize(
        ("old", "new", "lost", "moved"),
        [
            ("name: Deep", "name: Deep: er", "p11", {}),
            ("name: First", "name: First: st", "p1", {"p11": "p"}),
            ("name: Parent", 'name: "Parent', "p", {"p1": "", "p2": ""}),
            ("name: Second", "name: @Second", "p2", {}),
            ("name: Sub", "name: *sub", "sub", {}),
            ("definition: One.", "definition: [One.", "p1", {"p11": "p"}),
        ],
    )
    def test_one_slip_costs_one_code(self, old: str, new: str, lost: str, moved: dict[str, str]) -> None:
        text = NESTED.replace(old, new)
        assert text != NESTED
        wanted = {**above(NESTED), **moved}
        del wanted[lost]
        assert above(text) == wanted
        assert book_of(text).themes == (Theme("a", "A"),)
        problems = [problem for problem in problems_of(text) if "left out" in problem.message]
        assert len(problems) == 1
        slip = next(number for number, line in enumerate(text.splitlines(), 1) if new in line)
        assert problems[0].line in {slip, slip + 1}
        assert above(text.replace("\n", "\r\n")) == wanted

    def test_a_slip_below_the_codes_of_a_code(self) -> None:
        inside = "  - {id: b}\n  - id: c\n    codes:\n    - {id: d}\n"
        text = f"codes:\n- id: a\n  codes:\n{inside}  name: A: x\n- {{id: e}}\n"
        assert above(text) == {"b": "", "c": "", "d": "c", "e": ""}

    def test_several_slips(self) -> None:
        text = NESTED.replace("name: Deep", "name: Deep: er").replace("name: Sub", "name: 'Sub")
        assert list(above(text)) == ["p", "p1", "p2", "q", "top"]
        assert len([problem for problem in problems_of(text) if "left out" in problem.message]) == 2

    def test_a_deep_file_with_a_slip_keeps_every_other_code(self) -> None:
        text = nest(60, names={30: "N: x"})
        assert ids(text) == [f"c{n}" for n in range(60) if n != 30]

    def test_a_file_that_is_far_too_deep_is_still_read_in_pieces(self) -> None:
        text = "codes:\n- id: a\n  codes: " + "[{codes: " * 40 + "\n- {id: b, name: B}\n"
        assert read(text.encode())[0] != Codebook()
