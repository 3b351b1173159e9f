"""The codebook file as researchers really leave it."""

from __future__ import annotations

import pytest

from qual.codebook.read import read
from qual.model.codebook import Code, Codebook, Example, Theme
from tests.codebook.codebook_files import GOOD, book_of, ids, only, problems_of


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
