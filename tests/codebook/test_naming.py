"""A code or theme is found by its id or name; what is not there or not plain is one sentence."""

from __future__ import annotations

import pytest

from qual.codebook.naming import code_named, known_code, like, plain, theme_named
from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Theme

BOOK = Codebook(
    themes=(Theme("care", "Care"), Theme("toll", "The  toll")),
    codes=(
        Code("waiting", "Waiting for a letter", "care"),
        Code("w2", "Waiting", "care"),
        Code("w3", "waiting ", "care", retired=True),
        Code("twin-1", "Twin"),
        Code("twin-2", "TWIN"),
        Code("old-1", "Gone", retired=True),
        Code("old-2", "Gone", retired=True),
    ),
)


@pytest.mark.parametrize(
    ("said", "code"),
    [("waiting", "waiting"), ("Waiting", "w2"), ("waiting  FOR a letter", "waiting"), ("W2", "w2"), ("w3", "w3")],
)
def test_a_code_is_named_by_its_id_or_by_its_name_in_any_case(said: str, code: str) -> None:
    assert code_named(BOOK, said).id == code


def test_one_in_use_is_meant_before_a_retired_one_unless_that_is_asked_for() -> None:
    assert code_named(BOOK, " WAITING").id == "w2"
    assert code_named(BOOK, "Waiting", retired=True).id == "w3"


def test_two_codes_of_one_name_are_asked_about() -> None:
    with pytest.raises(
        Refused, match=r"'twin' was refused: 2 codes have it\. Name one by its id: twin-1, twin-2\."
    ):
        code_named(BOOK, "twin")
    with pytest.raises(Refused, match="old-1, old-2"):
        code_named(BOOK, "gone")


def test_a_name_that_is_not_there_brings_those_most_like_it() -> None:
    with pytest.raises(NotFound, match="Is 'Waiting' meant"):
        code_named(BOOK, "waitnig")
    with pytest.raises(NotFound, match="qual codebook list"):
        code_named(BOOK, "zzz")
    assert known_code(BOOK, "zzz") is None
    assert known_code(BOOK, "w2") == BOOK.codes[1]
    assert like(BOOK.codes, "twn")[0].id == "twin-1"
    assert like(BOOK.codes, "") == ()


def test_themes_likewise() -> None:
    assert theme_named(BOOK, "the toll").id == "toll"
    with pytest.raises(NotFound, match="Is 'Care' meant"):
        theme_named(BOOK, "cares")


def test_names_are_compared_on_one_line_and_in_one_case() -> None:
    assert plain(" Straße\n  Nord ") == plain("STRASSE nord")
