"""A codebook: ids are identities, its version is its content, a code's meaning outlives its looks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.codebook import Code, Codebook, Example, Theme

CODE = Code(
    "disengagement",
    "Disengagement from care",
    theme="engagement",
    definition="Withdraws from treatment.",
    include=("stops attending",),
    exclude=("discharged by the service",),
    examples=(Example("I just stopped going.", "patient"),),
    color="#4477AA",
)
THEME = Theme("engagement", "Engagement with care")
BOOK = Codebook(
    "A study",
    "3",
    (THEME, Theme("hope", "Hope")),
    (CODE, Code("waiting", "Waiting", theme="hope"), Code("other", "Other")),
)

SAME_MEANING = [
    replace(CODE, color=""),
    replace(CODE, theme=""),
    replace(CODE, retired=True),
    replace(CODE, id="x"),
    replace(CODE, name="Leaving"),
    replace(CODE, examples=(Example("I just stopped going."),)),
]
OTHER_MEANING = [
    replace(CODE, definition=""),
    replace(CODE, include=()),
    replace(CODE, include=("stops", "attending")),
    replace(CODE, exclude=CODE.include, include=CODE.exclude),
]


def test_codes_and_themes_are_found_by_id() -> None:
    assert BOOK.code("disengagement") is CODE
    assert BOOK.code("Disengagement from care") is None
    assert BOOK.theme("engagement") is THEME
    assert BOOK.theme("") is None


def test_the_codes_of_a_theme_stand_in_the_researcher_s_order() -> None:
    later, earlier = Code("b", "B", theme="engagement"), Code("a", "A", theme="engagement")
    book = replace(BOOK, codes=(later, *BOOK.codes, earlier))
    assert [code.id for code in book.codes_of("engagement")] == ["b", "disengagement", "a"]
    assert book.codes_of("nothing") == ()


@pytest.mark.parametrize(
    ("themes", "codes", "sentence"),
    [
        ((THEME, THEME), (), "a theme id occurs twice"),
        ((), (Code("a", "A"), Code("a", "B")), "a code id occurs twice"),
        ((THEME,), (Code("a", "A", theme="hope"),), "code a names a theme that is not there: hope"),
    ],
)
def test_a_codebook_that_contradicts_itself_is_refused(
    themes: tuple[Theme, ...], codes: tuple[Code, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Codebook(themes=themes, codes=codes)


def test_a_theme_and_a_code_may_have_the_same_id() -> None:
    assert Codebook(themes=(THEME,), codes=(Code(THEME.id, "A"),)).code(THEME.id) is not None


@pytest.mark.parametrize("code", SAME_MEANING)
def test_name_examples_looks_and_place_do_not_change_what_a_code_means(code: Code) -> None:
    assert code.meaning == CODE.meaning


@pytest.mark.parametrize("code", OTHER_MEANING)
def test_every_word_that_says_what_belongs_changes_what_a_code_means(code: Code) -> None:
    assert code.meaning != CODE.meaning


def test_meaning_and_version_never_change_between_versions_of_the_program() -> None:
    assert CODE.meaning == "d18467f42a50c39b"
    assert BOOK.version == "e4b78aa260ad"


def test_every_change_makes_another_version_and_the_same_content_the_same() -> None:
    changed = [
        replace(BOOK, title="Another"),
        replace(BOOK, label="4"),
        replace(BOOK, themes=BOOK.themes[::-1]),
        replace(BOOK, codes=BOOK.codes[::-1]),
        replace(BOOK, themes=(replace(THEME, definition="x"), *BOOK.themes[1:])),
        *(replace(BOOK, codes=(code, *BOOK.codes[1:])) for code in SAME_MEANING + OTHER_MEANING),
    ]
    versions = [book.version for book in (BOOK, *changed)]
    assert len(set(versions)) == len(versions)
    assert replace(BOOK).version == BOOK.version


texts = st.text("ab é\n", max_size=5)
codes = st.builds(
    Code,
    id=texts,
    name=texts,
    definition=texts,
    include=st.lists(texts, max_size=2).map(tuple),
    exclude=st.lists(texts, max_size=2).map(tuple),
    examples=st.lists(st.builds(Example, texts, texts), max_size=2).map(tuple),
)


def words(code: Code) -> tuple[object, ...]:
    return code.definition, code.include, code.exclude


@given(codes, codes)
def test_two_codes_mean_the_same_only_where_what_belongs_is_said_the_same(one: Code, other: Code) -> None:
    assert (one.meaning == other.meaning) is (words(one) == words(other))


def test_codes_stand_under_codes_at_any_depth() -> None:
    book = Codebook(
        themes=(Theme("t", "T"),),
        codes=(Code("a", "A", "t", heading=True), Code("b", "B", "t", parent="a"), Code("c", "C", "t", parent="b"),
               Code("d", "D", "t")),
    )  # fmt: skip
    assert [code.id for code in book.above("c")] == ["a", "b"]
    assert [code.id for code in book.under("a")] == ["b", "c"]
    assert book.above("d") == book.under("d") == book.above("nowhere") == ()
    assert [code.id for code in book.codes if code.offered] == ["b", "c", "d"]


@pytest.mark.parametrize(
    "codes",
    [
        (Code("b", "B", parent="a"), Code("a", "A")),
        (Code("a", "A", parent="a"),),
        (Code("a", "A", parent="b"), Code("b", "B", parent="a")),
        (Code("a", "A"), Code("b", "B", "t", parent="a")),
    ],
    ids=["after", "itself", "circle", "other theme"],
)
def test_a_code_under_nothing_sound_is_refused(codes: tuple[Code, ...]) -> None:
    with pytest.raises(ValueError, match="stands under"):
        Codebook(themes=(Theme("t", "T"),), codes=codes)


def test_a_version_keeps_the_hash_it_had_before_codes_could_stand_under_codes() -> None:
    book = Codebook("Study", "3", (Theme("t", "T"),), (Code("a", "A", "t", "what"),))
    assert book.version == "1c8b324234b2"
    assert replace(book, codes=(replace(book.codes[0], heading=True),)).version != book.version


def test_a_version_is_the_hash_of_everything_that_is_said() -> None:
    example = Example("words", "patient")
    codes = (Code("a", "A", "t", "x", ("i",), ("e",), (example,), "#112233"), Code("b", "B", "t", parent="a"))
    book = Codebook("Title", "1", (Theme("t", "T", "d", "#445566"),), codes)
    said = asdict(book)
    for code in said["codes"]:
        for name in ("parent", "heading", "merged_into"):
            if not code[name]:
                del code[name]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    assert book.version == hashlib.sha256(text.encode()).hexdigest()[:12]
