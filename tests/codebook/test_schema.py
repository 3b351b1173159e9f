"""The JSON Schema of the codebook file: what is sound passes, what is a mistake does not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from qual.codebook.read import read
from qual.codebook.schema import FILE, LINE, schema, text
from qual.codebook.values import CODE_FIELDS, THEME_FIELDS
from qual.model.codebook import Code, Codebook
from tests.codebook.codebook_books import books
from tests.codebook.codebook_hands import files

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CHECK = Draft202012Validator(schema())


def faults(words: str) -> list[str]:
    """What an editor would mark, as places in the file."""
    document = YAML(typ="safe", pure=True).load(words)
    return [error.json_path for error in CHECK.iter_errors(document)]


def entry(code: Code, book: Codebook) -> dict[str, Any]:
    """A code as its map in the file, those under it inside."""
    found = {name: getattr(code, name) for name in CODE_FIELDS}
    found |= {name: list(getattr(code, name)) for name in ("include", "exclude")}
    found["examples"] = [{"text": example.text, "role": example.role} for example in code.examples]
    found = {name: value for name, value in found.items() if value not in ("", [], False)}
    return {**found, "codes": [entry(one, book) for one in book.codes if one.parent == code.id]}


def test_it_is_a_sound_schema_and_the_sample_has_it_beside_its_codebook(root: Path) -> None:
    Draft202012Validator.check_schema(schema())
    assert (root / "codebook" / FILE).read_text("utf-8") == text()
    assert json.loads(text()) == schema()
    assert (root / "codebook" / "codebook.yaml").read_text("utf-8").startswith(f"{LINE}\n")


def test_it_offers_every_field_the_reader_knows() -> None:
    code, theme = schema()["$defs"]["code"], schema()["$defs"]["theme"]
    assert set(code["properties"]) == {*CODE_FIELDS, "codes"}
    assert set(theme["properties"]) == {*THEME_FIELDS, "codes"}
    assert all("description" in field for one in (code, theme) for field in one["properties"].values())


def test_the_sample_and_the_example_of_the_guide_pass(root: Path) -> None:
    assert faults((root / "codebook" / "codebook.yaml").read_text("utf-8")) == []
    guide = (root / "codebook" / "README.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    assert examples
    assert [faults(example) for example in examples] == [[]] * len(examples)


@FEW
@given(books(5))
def test_any_codebook_passes(book: Codebook) -> None:
    document = {
        "title": book.title,
        "themes": [
            {
                **{name: getattr(theme, name) for name in THEME_FIELDS if getattr(theme, name)},
                "codes": [entry(code, book) for code in book.codes_of(theme.id) if not code.parent],
            }
            for theme in book.themes
        ],
        "codes": [entry(code, book) for code in book.codes_of("") if not code.parent],
    }
    assert list(CHECK.iter_errors(document)) == []


@FEW
@given(files())
def test_files_of_any_hand_pass(made: tuple[str, Codebook]) -> None:
    words = made[0].removeprefix("\ufeff").replace("\r\n", "\n")
    assert faults(words) == []


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ("themes: {a: b}", "$.themes"),
        ("themes:\n  - id: a", "$.themes[0]"),
        ("themes:\n  - just a name", "$.themes[0]"),
        ("codes:\n  - {id: a, name: A, color: blue}", "$.codes[0].color"),
        ("codes:\n  - {id: a, name: A, color: }", "$.codes[0].color"),
        ("codes:\n  - {name: A}", "$.codes[0]"),
        ("codes:\n  - {id: a, name: ' '}", "$.codes[0].name"),
        ("codes:\n  - {id: a, name: A, definition: [one, two]}", "$.codes[0].definition"),
        ("codes:\n  - {id: a, name: A, include: {what: ever}}", "$.codes[0].include"),
        ("codes:\n  - {id: a, name: A, exclude: [{what: ever}]}", "$.codes[0].exclude"),
        ("codes:\n  - {id: a, name: A, examples: [{role: patient}]}", "$.codes[0].examples"),
        ("codes:\n  - {id: a, name: A, retired: perhaps}", "$.codes[0].retired"),
        ("codes:\n  - {id: a, name: A, merged_into: [b]}", "$.codes[0].merged_into"),
        ("codes:\n  - id: a\n    name: A\n    codes:\n      - {id: b}", "$.codes[0].codes[0]"),
    ],
)
def test_a_typical_mistake_is_marked_where_it_is(wrong: str, place: str) -> None:
    assert faults(wrong) == [place]


def test_what_the_reader_takes_without_a_word_is_not_marked() -> None:
    words = (
        "title: T\nversion: 3\nnote: mine\nthemes:\ncodes:\n"
        "  - id: 007\n    name: 12\n    include: one phrase\n    exclude:\n    definition:\n"
        "    examples: only one\n    retired: yes\n    memo: {mine: [kept]}\n"
    )
    assert faults(words) == []
    assert {problem.message for problem in read(words.encode())[1] if "field" not in problem.message} == set()
