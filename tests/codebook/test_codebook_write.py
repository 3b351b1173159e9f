"""A changed entry says what was asked for, and no other byte of the file moves."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qual.codebook.read import read
from qual.codebook.write import add_code, add_theme, move_code, retire_code, set_code, set_theme
from qual.model.codebook import Code, Example, Theme
from tests.codebook.codebook_files import FILE, book_of, changed, code_of


class TestOneField:
    """Only the lines of the field change, and its comments stay."""

    def change(self, **fields: object) -> tuple[list[str], list[str]]:
        code = code_of(FILE.encode(), "c1")
        return changed(FILE, lambda data: set_code(data, replace(code, **fields)))  # type: ignore[arg-type]

    def test_nothing_changes_where_nothing_differs(self) -> None:
        assert self.change() == ([], [])

    def test_name(self) -> None:
        assert self.change(name="Eins: neu") == (["        name: One"], ['        name: "Eins: neu"'])

    def test_color_keeps_its_comment(self) -> None:
        assert self.change(color="#000000")[1] == ['        color: "#000000"   # blue']

    def test_a_folded_text_stays_folded(self) -> None:
        before, after = self.change(definition="word " * 30)
        assert before == ["          Folded text that", "          goes on."]
        assert len(after) == 2
        assert all(line.startswith("          word") for line in after)

    def test_a_phrase_is_added_in_brackets(self) -> None:
        assert self.change(include=("stops attending", "fades: away", "gives up"))[1] == [
            '        include: [stops attending, "fades: away", gives up]   # inc'
        ]

    def test_a_phrase_is_removed_with_its_comment_only(self) -> None:
        assert self.change(exclude=("y",)) == (["          - x  # why x"], [])

    def test_a_phrase_is_changed_where_it_stands(self) -> None:
        assert self.change(exclude=("x", "why")) == (["          - y"], ["          - why"])

    def test_phrases_are_added_at_the_end_and_at_the_beginning(self) -> None:
        assert self.change(exclude=("x", "y", "z"))[1] == ["          - z"]
        assert self.change(exclude=("w", "x", "y"))[1] == ["          - w"]

    def test_an_example_keeps_the_fields_that_are_not_ours(self) -> None:
        examples = code_of(FILE.encode(), "c1").examples
        one, two, three = examples
        assert self.change(examples=(replace(one, text="New, this."), two, three))[1] == [
            '          - {text: "New, this.", role: patient, source: P1}'
        ]
        assert self.change(examples=(one, replace(two, role="patient"), three))[1] == ["            role: patient"]
        assert self.change(examples=(one, two, Example("said", "patient")))[1] == [
            '          - {text: "said", role: patient}'
        ]
        assert self.change(examples=(two, three))[0] == [
            '          - {text: "After the fourth.", role: patient, source: P1}'
        ]

    def test_emptied_lists_keep_the_comments_between_items(self) -> None:
        data = set_code(FILE.encode(), replace(code_of(FILE.encode(), "c1"), exclude=(), include=()))
        assert b"include: []   # inc" in data
        assert b"exclude: []" in data
        assert b"# about y" in data

    def test_an_emptied_text_is_written_as_such(self) -> None:
        assert self.change(definition="")[1] == ['        definition: ""']

    def test_retiring_adds_one_line(self) -> None:
        assert changed(FILE, lambda data: retire_code(data, "c1")) == ([], ["        retired: true"])
        back = retire_code(retire_code(FILE.encode(), "c1"), "c1", False)
        assert book_of(back) == book_of(FILE.encode())

    def test_missing_fields_are_added_in_their_usual_order(self) -> None:
        code = replace(code_of(FILE.encode(), "c2"), color="#123456", definition="D", include=("x",))
        assert changed(FILE, lambda data: set_code(data, code)) == (
            [],
            ["        definition: D", "        include: [x]", '        color: "#123456"'],
        )

    def test_a_text_of_several_lines_is_written_as_a_block(self) -> None:
        code = replace(code_of(FILE.encode(), "c2"), definition="One.\n\nTwo: three")
        _, after = changed(FILE, lambda data: set_code(data, code))
        assert after == ["        definition: |", "          One.", "", "          Two: three"]

    def test_theme_fields(self) -> None:
        theme = Theme("b", "Beta", "About b.", "#112233")
        assert changed(FILE, lambda data: set_theme(data, theme)) == (
            ["    name: B"],
            ["    name: Beta", "    definition: About b."],
        )
        assert set_theme(FILE.encode(), Theme("b", "B", color="#112233")) == FILE.encode()

    def test_brackets_with_comments_inside(self) -> None:
        text = "codes:\n- id: a\n  name: A\n  include: [one, # first\n    two,  # second\n    three # third\n  ]\n"
        for include in (
            ("one",),
            ("two",),
            ("three",),
            ("one", "three"),
            ("one", "x", "two", "three"),
            (),
            ("q", "r"),
        ):
            data = set_code(text.encode(), Code("a", "A", include=include))
            assert code_of(data, "a").include == include
            assert data.count(b"#") == 3

    @pytest.mark.parametrize(
        "entry", ["{name: A, id: a}", "{id: a, name: A}", "{name: A}", "{id: a, name: A, definition}"]
    )
    def test_an_entry_in_brackets(self, entry: str) -> None:
        code = Code("a", "B", "", "D, e", ("x",), (), (Example("E", "patient"),), "#123456", retired=True)
        data = set_code(f"codes:\n- {entry}   # mine\n".encode(), code)
        assert book_of(data).codes == (code,)
        assert re.fullmatch(rb"codes:\n- \{[^\n]*\}   # mine\n", data)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("[one]", "definition: D"),
            ("\n    - one\n    - two", "definition: D"),
            ("\n    work: lost it", "definition: D"),
            ("|   # why\n    One.", 'definition: ""'),
            ("|   # why\n    One.", "definition: |   # why\n    D"),
        ],
    )
    def test_a_value_of_another_shape_is_replaced(self, old: str, new: str) -> None:
        text = f"codes:\n- id: a\n  name: A\n  definition: {old}\n  exclude: [kept]   # kept\n"
        definition = "" if '""' in new else "D"
        data = set_code(text.encode(), Code("a", "A", "", definition, exclude=("kept",)))
        assert code_of(data, "a").definition == definition
        assert f"  {new}".encode() in data
        assert b"  exclude: [kept]   # kept\n" in data

    def test_an_emptied_list_with_an_anchor(self) -> None:
        text = "codes:\n- id: a\n  name: A\n  include: &i   # why\n    - one\n    - two\n"
        assert set_code(text.encode(), Code("a", "A")) == text.replace(" &i", " []").split("    - one")[0].encode()

    def test_an_alias_is_replaced_by_a_value(self) -> None:
        text = "codes:\n- {id: b, name: B, definition: &d Said}\n- id: a\n  name: A\n  definition: *d\n"
        data = set_code(text.encode(), Code("a", "A", "", "Own"))
        assert [code.definition for code in book_of(data).codes] == ["Said", "Own"]


class TestEntries:
    """Whole entries."""

    def test_a_code_goes_to_the_end_of_its_theme(self) -> None:
        code = Code(
            "new", "N: 1", "a", "Def.", ("a", "b, c"), (), (Example("E", "patient"), Example("F")), "#123123"
        )
        assert changed(FILE, lambda data: add_code(data, code)) == (
            [],
            [
                "      - id: new",
                '        name: "N: 1"',
                "        definition: Def.",
                '        include: [a, "b, c"]',
                "        examples:",
                '          - {text: "E", role: patient}',
                '          - "F"',
                '        color: "#123123"',
            ],
        )

    @pytest.mark.parametrize(
        "codes", ["", "    codes:\n", "    codes: []\n", "    codes: ~  # none\n", "    codes: [] # x\n"]
    )
    def test_a_theme_may_have_no_codes_yet(self, codes: str) -> None:
        text = f"themes:\n  - id: t\n    name: T\n{codes}# end\n"
        data = add_code(text.encode(), Code("c", "C", "t"))
        assert book_of(data).codes == (Code("c", "C", "t"),)
        assert data.endswith(b"    codes:" + data.split(b"    codes:")[1])
        assert b"      - id: c\n        name: C\n# end\n" in data
        assert read(data)[1] == ()

    @pytest.mark.parametrize(
        "text", ["", "# mine\n", "title: T", "themes: []\n", "---\n", "codes:\n", "{}", "title: T\n\n# end\n"]
    )
    def test_codes_without_a_theme_stand_at_the_top(self, text: str) -> None:
        data = add_code(text.encode(), Code("c", "C"))
        assert book_of(data).codes == (Code("c", "C"),)
        assert all(line in data.decode().splitlines() for line in text.splitlines() if line.startswith("#"))
        two = add_code(data, Code("d", "D"))
        assert [code.id for code in book_of(two).codes] == ["c", "d"]

    @pytest.mark.parametrize(
        "text", ["", "title: T\n", "themes:\n", "themes: [] # none\n", "codes: [{id: c, name: C}]", FILE]
    )
    def test_a_theme_goes_to_the_end_of_the_themes(self, text: str) -> None:
        old = book_of(text.encode())
        data = add_theme(text.encode(), Theme("yes", "No", "D", "#010203"))
        assert book_of(data) == replace(old, themes=(*old.themes, Theme("yes", "No", "D", "#010203")))

    def test_empty_lines_between_entries_are_kept_up(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n\n  - id: b\n    name: B\n"
        assert add_code(text.encode(), Code("c", "C")).decode() == text + "\n  - id: c\n    name: C\n"

    def test_a_move_takes_the_comments_along(self) -> None:
        data = move_code(FILE.encode(), "c1", "b")
        lines = FILE.splitlines()
        stop = lines.index("        # end of c1") + 1
        rest = [*lines[:8], *lines[stop:]]
        assert data.decode().splitlines() == [*rest[:-1], "    codes:", *lines[8:stop], rest[-1]]
        assert code_of(data, "c1") == replace(code_of(FILE.encode(), "c1"), theme="b")

    def test_a_move_into_another_indentation(self) -> None:
        data = move_code(FILE.encode(), "c1", "")
        assert code_of(data, "c1") == replace(code_of(FILE.encode(), "c1"), theme="")
        assert b"\ncodes:\n  # about one\n  - id: c1   # first\n    name: One\n    # why\n" in data
        there = move_code(data, "c1", "a")
        assert code_of(there, "c1") == code_of(FILE.encode(), "c1")

    def test_a_changed_theme_moves_the_code(self) -> None:
        data = set_code(FILE.encode(), replace(code_of(FILE.encode(), "c2"), name="Zwei", theme="b"))
        assert code_of(data, "c2") == Code("c2", "Zwei", "b")

    def test_moving_where_it_is_changes_nothing(self) -> None:
        assert move_code(FILE.encode(), "c2", "a") == FILE.encode()
        assert move_code(FILE.encode(), "c1", "a", before="c2") == FILE.encode()

    def test_a_derived_id_is_written_out_before_the_name_changes(self) -> None:
        text = "codes:\n- Hope\n- name: Trust   # t\nthemes:\n- Care\n"
        data = set_code(text.encode(), Code("hope", "Hoping"))
        data = set_code(data, Code("trust", "Trusting"))
        data = set_theme(data, Theme("care", "Caring"))
        assert data.decode() == (
            "codes:\n- id: hope\n  name: Hoping\n- id: trust\n  name: Trusting   # t\n"
            "themes:\n- id: care\n  name: Caring\n"
        )

    def test_json_stays_in_brackets(self) -> None:
        text = '{"themes": [{"id":"t","name":"T","codes":[{"id":"c","name":"C"}]}, {"id": "u", "name": "U"}]}'
        data = set_code(text.encode(), Code("c", "Cc", "u", "de, f", ("a",)))
        data = add_code(data, Code("d", "D", "t"))
        data = add_theme(data, Theme("v", "V"))
        assert book_of(data).codes == (Code("d", "D", "t"), Code("c", "Cc", "u", "de, f", ("a",)))
        assert b"\n" not in data

    def test_an_entry_leaves_brackets_for_a_list_with_dashes(self) -> None:
        codes = "codes: [{id: a, name: A}, {id: b, name: B,\n  memo: kept}, {id: c, name: C}]\n"
        text = f"{codes}themes:\n- {{id: t, name: T}}\n"
        data = move_code(text.encode(), "b", "t")
        assert book_of(data).code("b") == Code("b", "B", "t")
        assert b"memo: kept" in data
        there = "codes: [{id: a, name: A}]\nthemes:\n- id: t\n  name: T\n  codes:\n  - id: d\n    name: D\n"
        assert book_of(move_code(there.encode(), "a", "t")).codes == (Code("d", "D", "t"), Code("a", "A", "t"))

    def test_a_plain_word_in_brackets_gets_its_id(self) -> None:
        data = move_code(b"codes: [Hope, Trust]\nthemes:\n- {id: t, name: T}\n", "trust", "t")
        assert data == b"codes: [Hope]\nthemes:\n- {id: t, name: T, codes: [{id: trust, name: Trust}]}\n"

    def test_a_dash_on_a_line_of_its_own(self) -> None:
        text = "codes:\n  -\n    id: a\n    name: A\nthemes:\n  - id: t\n    name: T\n"
        data = move_code(set_code(text.encode(), Code("a", "B", "", "D")), "a", "t")
        assert book_of(data).codes == (Code("a", "B", "t", "D"),)

    def test_the_encoding_and_its_mark_stay(self) -> None:
        for data in (FILE.encode("utf-8-sig"), FILE.encode("utf-16"), FILE.replace("\n", "\r\n").encode("utf-16")):
            name = "utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig"
            new = set_code(data, replace(code_of(data, "c1"), name="Ünï"))
            assert new == data.decode(name).replace("name: One", "name: Ünï").encode(name)
