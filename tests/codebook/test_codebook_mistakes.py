"""What is wrong in a codebook file is said with its line, and the rest is read."""

from __future__ import annotations

import pytest

from qual.codebook.read import read
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_files import GOOD, book_of, ids, only, problems_of


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
