"""Every REFI-QDA file of the shared fixtures gives the codebook its list says, and what we write of it is valid."""

from __future__ import annotations

import json
import platform
import tracemalloc
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import etree

from qual.codebook.qdc import read_qdc, to_qdc
from qual.model.codebook import Codebook
from qual.refi import reading
from qual.refi.book import RefiCode
from tests.codebook.codebook_hands import SEVERAL
from tests.codebook.test_qdc import BOOK, books

REFI = Path(__file__).resolve().parents[2].parent / "shared" / "refi"
FOLDER, SCHEMA = REFI / "fixtures", REFI / "xsd" / "Codebook-mrt2019.xsd"
EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((FOLDER / "expected.json").read_text("utf-8")) if FOLDER.is_dir() else {}
)
LISTED = sorted(name for name, wanted in EXPECTED.items() if wanted["kind"] in {"project", "codebook"})
HOSTILE = sorted(name for name, wanted in EXPECTED.items() if wanted["kind"] == "hostile")
SHAPED = sorted(file.name for file in FOLDER.glob("shaped/*.qdpx"))
NO_COLOUR = {"rgba(183, 201, 140, 0.5)"}
"""Colours of the fixtures that have no #RRGGBB."""
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not LISTED, reason="the REFI-QDA fixtures are not beside this working tree (../shared/refi)"
    ),
]


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def check_valid(data: bytes) -> None:
    schema().assertValid(etree.fromstring(data))


def flat(codes: tuple[RefiCode, ...], above: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for code in codes:
        path = (*above, code.name)
        known = {"color": code.color or None, "definition": code.description or None}
        found.append({"path": list(path), "codable": code.codable, **known})
        found += flat(code.children, path)
    return found


def paths(book: Codebook) -> list[str]:
    """Where each theme and code stands, and whether it can be coded with, as one text."""
    themes = {theme.id: theme.name for theme in book.themes}
    found = [f"{name} no" for name in themes.values()]
    for code in book.codes:
        names = [themes[code.theme]] if code.theme else []
        names += [*(one.name for one in book.above(code.id)), code.name]
        found.append("::".join(names) + (" no" if code.heading else " yes"))
    return sorted(found)


@pytest.mark.parametrize("name", LISTED)
def test_a_fixture_is_read_exactly(name: str) -> None:
    wanted = EXPECTED[name]
    found = reading.read((FOLDER / name).read_bytes(), name)
    assert found.book is not None
    assert found.kind == {"project": "qdpx", "codebook": "qdc"}[wanted["kind"]]
    soft = [one | {"color": None} if one["color"] in NO_COLOUR else one for one in wanted["codes"]]
    assert flat(found.book.codes) == soft
    if "sets" in wanted:
        assert [one.name for one in found.book.sets] == wanted["sets"]


@pytest.mark.parametrize("name", LISTED)
def test_a_fixture_becomes_a_sound_codebook_that_is_written_and_read_again(name: str) -> None:
    wanted = EXPECTED[name]
    found = read_qdc((FOLDER / name).read_bytes(), name)
    assert not [problem for problem in found.problems if problem.fatal]
    expected = ["::".join(one["path"]) + (" yes" if one["codable"] else " no") for one in wanted["codes"]]
    assert paths(found.book) == sorted(expected)
    definitions = [theme.definition for theme in found.book.themes] + [code.definition for code in found.book.codes]
    assert sorted(filter(None, definitions)) == sorted(
        one["definition"] for one in wanted["codes"] if one["definition"]
    )
    assert all(any(group in sentence for sentence in found.lost) for group in wanted.get("sets", []))
    data = to_qdc(found.book, made_by="qual")
    check_valid(data)
    again = read_qdc(data, name)
    assert (again.book.themes, again.book.codes) == (found.book.themes, found.book.codes)
    assert (again.problems, again.lost) == ((), ())


@pytest.mark.parametrize("name", SHAPED)
def test_a_project_in_the_shape_of_another_tool_brings_its_codes(name: str) -> None:
    found = read_qdc((FOLDER / "shaped" / name).read_bytes(), name)
    assert paths(found.book) == [
        "Barriers yes",
        "Barriers::Cost yes",
        "Barriers::Transport yes",
        "Word of mouth yes",
    ]
    (barriers,) = (code for code in found.book.codes if code.name == "Barriers")
    assert barriers.definition == "Obstacles"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_in_a_sentence(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    tracemalloc.start()
    found = read_qdc(data, "x.qdpx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.book == Codebook()
    (problem,) = found.problems
    assert problem.fatal
    assert platform.node() not in str(problem)
    assert peak < 200 * 2**20


@SEVERAL
@given(books())
def test_whatever_is_written_is_valid_by_the_schema(book: Codebook) -> None:
    check_valid(to_qdc(book, made_by="qual 1.0"))


def test_a_codebook_with_everything_is_valid_by_the_schema() -> None:
    check_valid(to_qdc(BOOK, made_by="qual 1.0"))
