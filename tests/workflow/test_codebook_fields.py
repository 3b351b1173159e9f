"""What a person types of a code becomes what can stand in the codebook, or one sentence."""

from __future__ import annotations

import pytest

from qual.errors import Refused
from qual.model.codebook import Code, Codebook, Example, Theme
from qual.workflow import codebook_fields as fields

ROLES = ("patient", "clinician")
CODE = Code("waiting", "Waiting", include=("long", "-less"), examples=(Example("Nine months.", "patient"),))


@pytest.mark.parametrize(
    ("said", "new"),
    [
        (["+new"], ("long", "-less", "new")),
        (["+ LONG "], ("long", "-less")),
        (["-long", "+a", "+b"], ("-less", "a", "b")),
        (["--less"], ("long",)),
        (["one", " two "], ("one", "two")),
        ([""], ()),
        ([], ()),
    ],
)
def test_a_list_is_changed_by_signs_or_said_anew(said: list[str], new: tuple[str, ...]) -> None:
    assert fields.relisted(CODE.include, said, str) == new


def test_what_cannot_be_taken_out_or_is_said_by_halves_is_refused() -> None:
    with pytest.raises(Refused, match="There are: long; -less"):
        fields.relisted(CODE.include, ["-short"], str)
    with pytest.raises(Refused, match="The list is empty"):
        fields.relisted((), ["-short"], str)
    with pytest.raises(Refused, match="others have none"):
        fields.relisted(CODE.include, ["+a", "b"], str)


def test_an_example_begins_with_a_role_of_the_study_or_with_its_words() -> None:
    assert fields.example("Patient: I waited: long.", ROLES) == Example("I waited: long.", "patient")
    assert fields.example("He said: no.", ROLES) == Example("He said: no.")
    assert fields.example("patient: ", ROLES) == Example("patient:")
    assert fields.example(Example("a", "b"), ROLES) == Example("a", "b")


def test_every_field_is_put_in_and_the_others_stay() -> None:
    said: fields.Fields = {
        "name": " Waits\nlong ", "definition": " Waits. ", "include": [" a ", "", "a"], "exclude": ["b"],
        "examples": ["clinician: They wait.", ""], "color": "abc", "heading": True,
    }  # fmt: skip
    new = fields.filled(CODE, said, ROLES)
    assert new == Code(
        "waiting", "Waits long", "", "Waits.", ("a",), ("b",), (Example("They wait.", "clinician"),), "#aabbcc",
        heading=True,
    )  # fmt: skip
    assert fields.filled(CODE, {}, ROLES) == CODE
    assert fields.filled(new, {"color": ""}, ROLES).color == ""


def test_signs_change_all_three_lists() -> None:
    said: fields.Fields = {"include": ["+x"], "exclude": ["+y"], "examples": ["-Nine months.", "+patient: Ten."]}
    assert fields.with_signs(CODE, said, ROLES) == {
        "include": ("long", "-less", "x"), "exclude": ("y",), "examples": (Example("Ten.", "patient"),),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["", " \n", "\u200d", "x" * 201])
def test_a_name_has_letters_and_is_not_too_long(name: str) -> None:
    with pytest.raises(Refused, match="1 to 200 characters"):
        fields.name_of(name)


def test_other_values_that_cannot_be() -> None:
    with pytest.raises(Refused, match="'blue' was refused"):
        fields.color_of("blue")
    with pytest.raises(Refused, match="10,000"):
        fields.definition_of("x" * 10_001)


def test_a_name_is_used_once_but_for_retired_codes() -> None:
    book = Codebook(themes=(Theme("care", "Care"),), codes=(CODE, Code("old", "Old", retired=True)))
    assert fields.new_name(book, "old") == "old"
    assert fields.new_name(book, "WAITING", but="waiting") == "WAITING"
    with pytest.raises(Refused, match="there is a code of this name already, waiting"):
        fields.new_name(book, "WAITING")
    assert fields.new_theme_name(book, "care", but="care") == "care"
    with pytest.raises(Refused, match="theme of this name"):
        fields.new_theme_name(book, "CARE")
