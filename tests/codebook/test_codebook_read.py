"""The codebook file as researchers really leave it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook.read import read
from qual.codebook.source import MAX_BYTES
from qual.errors import Problem
from qual.model.codebook import Code, Codebook, Example, Theme

GOOD = """\
title: Living with it
version: 3                       # ours
themes:
  - id: engagement
    name: Engagement with care
    definition: How people draw back.
    color: "#117733"
    codes:
      - id: disengagement
        name: Disengagement from care
        definition: Withdraws from, or stops seeking, treatment.
        include: [stops attending, gives up asking]
        exclude: [discharged by the service]
        examples:
          - {text: "After the fourth one I stopped.", role: patient}
          - They stop answering letters.
        color: "#4477AA"
      - id: self-management
        name: Self-management
        retired: true
codes:
  - id: new-idea
    name: New idea
"""


def book_of(text: str | bytes) -> Codebook:
    return read(text.encode() if isinstance(text, str) else text)[0]


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    return read(text.encode() if isinstance(text, str) else text)[1]


def ids(text: str | bytes) -> list[str]:
    return [code.id for code in book_of(text).codes]


def only(text: str | bytes) -> Problem:
    (problem,) = problems_of(text)
    return problem


def test_a_good_file_is_read_whole_and_without_a_problem() -> None:
    book, problems = read(GOOD.encode())
    assert problems == ()
    assert (book.title, book.label) == ("Living with it", "3")
    assert book.themes == (Theme("engagement", "Engagement with care", "How people draw back.", "#117733"),)
    assert book.codes == (
        Code(
            "disengagement",
            "Disengagement from care",
            "engagement",
            "Withdraws from, or stops seeking, treatment.",
            ("stops attending", "gives up asking"),
            ("discharged by the service",),
            (Example("After the fourth one I stopped.", "patient"), Example("They stop answering letters.")),
            "#4477AA",
        ),
        Code("self-management", "Self-management", "engagement", retired=True),
        Code("new-idea", "New idea"),
    )


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
        ("---\n" + GOOD + "...\n").encode(),
        ("%YAML 1.2\n---\n" + GOOD).encode(),
    ],
    ids=[
        "crlf",
        "cr",
        "bom",
        "utf16",
        "utf16be",
        "utf16le without mark",
        "utf16be without mark",
        "document",
        "yaml",
    ],
)
def test_line_ends_and_byte_order_marks_change_nothing(data: bytes) -> None:
    assert read(data) == (book_of(GOOD), ())


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff", "~", "null\n"])
def test_an_empty_file_is_an_empty_codebook_and_one_problem(text: str) -> None:
    assert book_of(text) == Codebook()
    assert "empty" in only(text).message
    assert not only(text).fatal


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "42", '"quoted"', "[a, b]"])
def test_a_list_or_text_at_the_top_is_one_fatal_problem(text: str) -> None:
    assert book_of(text) == Codebook()
    assert only(text).fatal
    assert only(text).line == 1


def test_themes_without_entries_are_no_problem() -> None:
    assert problems_of("title: New\nthemes:\n") == ()
    assert problems_of("themes: []\n") == ()


def test_a_file_without_themes_and_codes_says_so() -> None:
    assert "neither" in only("title: T\n").message


class TestValues:
    """What is taken as it was meant."""

    def test_a_single_text_where_a_list_is_expected_is_a_list_of_one(self) -> None:
        text = "codes:\n  - {id: a, name: A, include: stops attending, exclude: moved, examples: I stopped.}\n"
        code = book_of(text).codes[0]
        assert (code.include, code.exclude) == (("stops attending",), ("moved",))
        assert code.examples == (Example("I stopped."),)
        assert problems_of(text) == ()

    def test_one_example_needs_no_list(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    examples: {text: I stopped., role: patient}\n"
        assert book_of(text).codes[0].examples == (Example("I stopped.", "patient"),)
        assert problems_of(text) == ()

    def test_nothing_and_null_are_empty(self) -> None:
        fields = "definition:\n    include:\n    exclude: null\n    examples: [~, null]\n"
        text = f"codes:\n  - id: a\n    name: A\n    {fields}"
        code = book_of(text).codes[0]
        assert (code.definition, code.include, code.exclude, code.examples) == ("", (), (), ())
        assert problems_of(text) == ()

    @pytest.mark.parametrize(
        "word", ["no", "yes", "true", "1.50", "0x10", "2024-01-02", "007", "1e3", ".inf", "12:30"]
    )
    def test_words_that_other_tools_convert_stay_text(self, word: str) -> None:
        text = f"version: {word}\ncodes:\n  - id: {word}\n    name: {word}\n    include: [{word}]\n"
        book = book_of(text)
        assert book.label == word
        assert book.codes[0] == Code(word, word, include=(word,))

    @pytest.mark.parametrize(
        "name", ["Work / money", 'The "good" days', "It's mine", "Joy 😀", "ألم وأمل", "a\\b", "Ä–é"]
    )
    def test_any_sign_may_stand_in_a_name(self, name: str) -> None:
        quoted = "'" + name.replace("'", "''") + "'"
        assert book_of(f"codes:\n  - id: a\n    name: {quoted}\n").codes[0].name == name

    def test_folded_and_literal_texts_are_trimmed(self) -> None:
        text = (
            "codes:\n  - id: a\n    name: >\n      Two\n      lines\n    definition: |\n      One.\n      Two.\n\n"
        )
        assert (book_of(text).codes[0].name, book_of(text).codes[0].definition) == ("Two lines", "One.\nTwo.")

    @pytest.mark.parametrize(
        ("written", "said"), [("'#4477aa'", "#4477aa"), ('"4477AA"', "#4477AA"), ('"#47A"', "#4477AA")]
    )
    def test_a_color_is_completed(self, written: str, said: str) -> None:
        text = f"codes:\n  - id: a\n    name: A\n    color: {written}\n"
        assert (book_of(text).codes[0].color, problems_of(text)) == (said, ())

    @pytest.mark.parametrize(
        ("said", "meant"), [("true", True), ("Yes", True), ("false", False), ("no", False), ("", False)]
    )
    def test_retired_is_yes_or_no(self, said: str, meant: bool) -> None:  # noqa: FBT001 - a table of cases
        text = f"codes:\n  - id: a\n    name: A\n    retired: {said}\n"
        assert (book_of(text).codes[0].retired, problems_of(text)) == (meant, ())

    def test_signs_that_no_report_can_hold_are_dropped(self) -> None:
        book = book_of('codes:\n  - id: a\n    name: "A\\x07\\ud800\\ufffe B"\n')
        assert book.codes[0].name == "A B"
        assert len(book.version) == 12

    def test_codes_stand_in_the_order_of_the_file(self) -> None:
        assert ids("codes: [{id: z, name: Z}]\nthemes: [{id: t, name: T, codes: [{id: a, name: A}]}]\n") == [
            "z",
            "a",
        ]

    def test_anchors_aliases_and_merges_are_followed(self) -> None:
        text = (
            "codes:\n  - &first\n    id: a\n    name: A\n    include: &said [one, two]\n"
            "  - <<: *first\n    id: b\n    name: B\n  - {id: c, name: C, exclude: *said}\n"
            "  - <<: [*first]\n    name: D\n    id: d\n"
        )
        one, two, three, four = book_of(text).codes
        assert one.include == two.include == three.exclude == four.include == ("one", "two")
        assert problems_of(text) == ()

    def test_json_is_yaml(self) -> None:
        assert ids('{"themes": [{"id": "t", "name": "T", "codes": [{"id": "c", "name": "C"}]}]}') == ["c"]


class TestMistakes:
    """What is reported with its line while the rest works."""

    def test_the_first_of_two_equal_ids_counts(self) -> None:
        text = "codes:\n  - id: a\n    name: First\n  - id: a\n    name: Second\n  - id: b\n    name: B\n"
        assert [code.name for code in book_of(text).codes] == ["First", "B"]
        assert only(text).line == 4
        assert "'a'" in only(text).message
        assert "line 2" in only(text).message

    def test_codes_of_a_repeated_theme_join_the_first(self) -> None:
        text = "themes:\n  - {id: t, name: T}\n  - id: t\n    name: Again\n    codes:\n      - {id: c, name: C}\n"
        assert book_of(text).codes == (Code("c", "C", "t"),)
        assert only(text).line == 3

    def test_a_missing_id_is_made_from_the_name_and_said(self) -> None:
        text = "codes:\n  - name: Work & money\n  - name: Work, money\n  - name: '…'\n"
        assert ids(text) == ["work-money", "work-money-2", "entry"]
        assert [problem.line for problem in problems_of(text)] == [2, 3, 4]
        assert "work-money" in problems_of(text)[0].message

    def test_a_plain_word_is_a_code_with_that_name(self) -> None:
        assert book_of("codes:\n  - Hope\n").codes == (Code("hope", "Hope"),)

    def test_a_missing_name_is_replaced_by_the_id(self) -> None:
        text = "codes:\n  - id: a\n"
        assert book_of(text).codes == (Code("a", "a"),)
        assert only(text).line == 2

    def test_an_entry_without_id_and_name_is_left_out(self) -> None:
        text = "codes:\n  - definition: what?\n  - {id: b, name: B}\n"
        assert ids(text) == ["b"]
        assert only(text).line == 2

    def test_a_theme_without_id_and_name_keeps_its_codes(self) -> None:
        text = "themes:\n  - color: '#112233'\n    codes:\n      - {id: c, name: C}\n"
        assert book_of(text).codes == (Code("c", "C"),)
        assert only(text).line == 2

    @pytest.mark.parametrize("color", ["blue", '"#12345"', '"#12345g"', "[1]"])
    def test_a_bad_color_is_left_empty(self, color: str) -> None:
        text = f"codes:\n  - id: a\n    name: A\n    color: {color}\n"
        assert book_of(text).codes[0].color == ""
        assert only(text).line == 4

    def test_a_color_without_quotation_marks_is_found(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    color: #4477AA\n    definition: D\n"
        assert only(text).line == 4
        assert "quotation" in only(text).message

    def test_unknown_fields_are_named_with_what_was_perhaps_meant(self) -> None:
        fields = "defintion: D\n    examples:\n      - {text: x, source: P1}\n"
        text = f"author: me\ncodes:\n  - id: a\n    name: A\n    {fields}"
        first, second, third = problems_of(text)
        assert (first.line, second.line, third.line) == (1, 5, 7)
        assert "`definition`" in second.hint

    def test_a_field_that_stands_twice(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    name: B\n"
        assert book_of(text).codes[0].name == "A"
        assert only(text).line == 4

    @pytest.mark.parametrize(
        ("field", "line"),
        [
            ("definition: [a, b]", 4),
            ("name2: x", 4),
            ("include: {a: b, c: d}", 4),
            ("examples: [{role: patient}]", 4),
        ],
    )
    def test_values_of_the_wrong_kind_cost_only_themselves(self, field: str, line: int) -> None:
        text = f"codes:\n  - id: a\n    name: A\n    {field}\n    exclude: [kept]\n"
        assert book_of(text).codes == (Code("a", "A", exclude=("kept",)),)
        assert only(text).line == line

    def test_a_phrase_with_an_unquoted_colon_is_read_as_written(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    include:\n      - work: lost it\n"
        assert book_of(text).codes[0].include == ("work: lost it",)
        assert only(text).line == 5

    @pytest.mark.parametrize("value", ["engagement", "{a: b}", "5"])
    def test_themes_that_are_no_list(self, value: str) -> None:
        text = f"themes: {value}\ncodes:\n  - {{id: b, name: B}}\n"
        assert ids(text) == ["b"]
        assert only(text).line == 1

    def test_a_list_among_the_codes(self) -> None:
        text = "codes:\n  - [a, b]\n  - {id: b, name: B}\n"
        assert ids(text) == ["b"]
        assert only(text).line == 2

    def test_codes_inside_a_code_are_read_beside_it(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    codes:\n      - {id: b, name: B}\n"
        assert ids(text) == ["a", "b"]
        assert only(text).line == 5

    def test_a_second_document_is_said(self) -> None:
        text = "codes: [{id: a, name: A}]\n---\ncodes: [{id: b, name: B}]\n"
        assert ids(text) == ["a"]
        assert only(text).line == 2

    def test_a_mark_before_the_only_document_is_no_second_one(self) -> None:
        assert problems_of("# mine\n---\ncodes: [{id: a, name: A}]\n...\n") == ()

    def test_a_name_with_a_colon_between_brackets_is_read_as_written(self) -> None:
        text = "codes:\n  - id: a\n    name:\n      Work: lost\n"
        assert book_of(text).codes[0].name == "Work: lost"
        assert only(text).line == 4

    def test_retired_with_another_word(self) -> None:
        text = "codes:\n  - {id: a, name: A, retired: perhaps}\n"
        assert not book_of(text).codes[0].retired
        assert only(text).line == 2

    def test_a_file_in_another_encoding_is_guessed_and_said(self) -> None:
        data = "codes:\n  - id: a\n    name: Café – hope\n".encode("cp1252")
        assert book_of(data).codes[0].name == "Café – hope"
        assert only(data).line == 3

    def test_control_characters_are_said(self) -> None:
        data = b"codes:\n  - id: a\n    name: A\x00B\n"
        assert book_of(data).codes[0].name == "A B"
        assert only(data).line == 3


class TestSyntax:
    """A slip that spoils the YAML costs one entry."""

    @staticmethod
    def with_line(line: str) -> str:
        return GOOD.replace("        definition: Withdraws from, or stops seeking, treatment.", f"        {line}")

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            ("definition: Withdraws: or stops", "colon"),
            ('definition: "never closed', "quotation"),
            ("definition: 'it's'", "quotation"),
            ("definition: @home", "sign"),
            ("definition: `code`", "sign"),
            ("definition: *star", "*star"),
            ("definition: &", "&"),
            ("definition: !a!b c", "!"),
            ('definition: "C:\\Users"', "backslash"),
            ("include: [a, b", "["),
            ("definition: {a: b", "{"),
            ("definition", "colon"),
            ("\tdefinition: D", "tab"),
            ("definition: - a", "dash"),
            ("definition: }", "text"),
        ],
    )
    def test_one_slip_costs_one_code(self, line: str, word: str) -> None:
        text = self.with_line(line)
        assert ids(text) == ["self-management", "new-idea"]
        assert book_of(text).themes == book_of(GOOD).themes
        problem = only(text)
        assert problem.line in {11, 12, 13}
        assert word in f"{problem.message} {problem.hint}"
        assert "left out" in problem.message
        assert ids(text.replace("\n", "\r\n")) == ["self-management", "new-idea"]

    def test_a_slip_in_a_theme_keeps_its_codes_and_its_other_fields(self) -> None:
        text = GOOD.replace("name: Engagement with care", "name: Engagement: care")
        book = book_of(text)
        assert [code.theme for code in book.codes] == ["engagement", "engagement", ""]
        assert book.themes[0].definition == "How people draw back."
        assert problems_of(text)[1].line == 5

    def test_a_slip_at_the_top_costs_that_field(self) -> None:
        text = GOOD.replace("title: Living", "title: Living: ")
        assert book_of(text).title == ""
        assert book_of(text).codes == book_of(GOOD).codes
        assert only(text).line == 1

    def test_fields_below_the_codes_of_a_broken_theme_are_kept(self) -> None:
        codes = "    codes:\n      - id: a\n        name: A: x\n      - {id: b, name: B}\n"
        text = f"themes:\n  - id: t\n{codes}    name: T\n"
        book = book_of(text)
        assert book.themes == (Theme("t", "T"),)
        assert ids(text) == ["b"]

    def test_an_entry_in_another_column_is_still_read(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n   - id: b\n     name: B\n  - id: c\n    name: C\n"
        assert ids(text) == ["a", "b", "c"]
        assert only(text).line == 4

    def test_an_entry_further_out_is_still_read(self) -> None:
        text = "codes:\n    - id: a\n      name: A\n  - id: b\n    name: B\n"
        assert ids(text) == ["a", "b"]

    def test_a_broken_theme_without_codes_is_left_out(self) -> None:
        text = 'themes:\n  - id: a\n    name: "A\n  - id: b\n    name: B\n'
        assert [theme.id for theme in book_of(text).themes] == ["b"]

    def test_a_file_indented_with_tabs_is_read(self) -> None:
        text = GOOD.replace("  ", "\t")
        assert book_of(text).codes == book_of(GOOD).codes
        assert "tab" in only(text).message

    def test_lists_that_are_never_closed_are_each_reported(self) -> None:
        text = "themes: [{id: t, name: T}\ntitle: My study\ncodes: [{id: a, name: A}\n"
        book, problems = read(text.encode())
        assert book == Codebook("My study")
        left = [problem.message for problem in problems if "left out" in problem.message]
        assert ["`themes`" in left[0], "`codes`" in left[1]] == [True, True]

    def test_a_file_of_nonsense_is_fatal(self) -> None:
        assert problems_of(b"PK\x03\x04: [\x00{\n\xff\xfe: ]")[0].fatal

    def test_an_alias_in_a_broken_file_still_finds_its_anchor(self) -> None:
        text = (
            "codes:\n  - id: a\n    name: A\n    include: &i [x]\n  - {id: b, name: B, include: *i}\n  - id: c: d\n"
        )
        assert book_of(text).code("b") == Code("b", "B", include=("x",))


class TestSafety:
    """A file can neither run anything nor eat the machine."""

    def test_tags_are_words(self) -> None:
        text = (
            "codes:\n  - !!python/object/apply:os.system\n    id: a\n    name: !run A\n"
            "    include: !!python/object/apply:os.system [echo]\n  - id: !!str b\n    name: !!str B\n"
        )
        assert ids(text) == ["a", "b"]
        assert any("tag" in problem.message for problem in problems_of(text))

    def test_aliases_of_aliases_stop_early(self) -> None:
        bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for last, name in zip("abcdefghi", "bcdefghij", strict=True):
            bomb += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
        assert read(f"{bomb}codes: *j\nthemes: *j\n".encode())[0] == Codebook()

    def test_a_long_text_repeated_by_aliases_stops_early(self) -> None:
        text = f"x: &x {'a' * 1_000_000}\ncodes:\n" + "".join(
            f"  - {{id: c{n}, name: N, definition: *x}}\n" for n in range(99)
        )
        book, problems = read(text.encode())
        assert sum(len(code.definition) for code in book.codes) <= 20_000_000
        assert any("unfolds" in problem.message for problem in problems)

    def test_merges_of_merges_stop_early(self) -> None:
        text = "a: &a {name: A}\n" + "".join(
            f"{name}: &{name} {{<<: [*{last}, *{last}]}}\n"
            for last, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        read((text + "codes:\n  - <<: *i\n    id: x\n").encode())

    def test_many_aliases(self) -> None:
        text = "codes:\n  - &a {id: a, name: A}\n" + "  - *a\n" * 2_001
        assert any("aliases" in problem.message for problem in problems_of(text))

    @pytest.mark.parametrize(
        "opening", ["[", "{", "- ", "? ", "a: ", "&a ", "!", '"', "- - ? [", "codes: [", "{a: "]
    )
    def test_depth_is_no_danger(self, opening: str) -> None:
        read((opening * 20_000).encode())
        read(("codes:\n  - id: a\n    name: A\n    include: " + opening * 5_000).encode())

    def test_an_alias_of_itself(self) -> None:
        assert any("not above" in problem.message for problem in problems_of("codes: &c\n  - *c\n"))

    def test_codes_nested_without_end(self) -> None:
        text = "codes:\n" + "".join(
            f"{'  ' * n}- id: c{n}\n{'  ' * n}  name: N\n{'  ' * n}  codes:\n" for n in range(1, 20)
        )
        assert any("unfolds" in problem.message for problem in problems_of(text))

    def test_an_enormous_file_is_not_read(self) -> None:
        assert only(b"#" * (MAX_BYTES + 1)).fatal

    def test_many_codes(self) -> None:
        text = "codes:\n" + "".join(f"  - id: c{n}\n    name: Code {n}\n    definition: D\n" for n in range(2_000))
        assert len(ids(text)) == 2_000
        assert problems_of(text) == ()

    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=200))
    def test_no_bytes_raise(self, data: bytes) -> None:
        read(data)

    @settings(max_examples=400, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [*GOOD.splitlines(keepends=True), *"-:[]{}'\"#&*!|>\t\r\n@%~ ", "<<: *a", "&a ", "---\n"]
            )
        )
    )
    def test_no_yaml_raises(self, parts: list[str]) -> None:
        book, problems = read("".join(parts).encode())
        assert len(book.version) == 12
        assert all(problem.message for problem in problems)

    @settings(max_examples=300, deadline=None)
    @given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.text(max_size=3))
    def test_a_damaged_file_never_raises(self, at: int, length: int, put: str) -> None:
        data = (GOOD[:at] + put + GOOD[at + length :]).encode("utf-8", "replace")
        book, problems = read(data)
        assert book.codes or problems
        lines = data.count(b"\n") + 1
        assert all(problem.line is None or 1 <= problem.line <= lines + 2 for problem in problems)
