"""What is found inside a study's codes: two groups of quotes, two codes on the same passages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import code_groups
from qual.workflow.projects import OpenProject
from tests.studies import small_study
from tests.workflow.theme_study import SUBJECTS, add, by_subject, code_passages, interview, theme_study, theming

BOOK = """\
title: Coded study
themes:
  - id: t
    name: T
    codes:
      - {id: both, name: Both, definition: Speaks of gardens or of money.}
      - {id: garden, name: Garden, definition: Speaks of a garden.}
      - {id: green, name: Green, definition: speaks of a garden}
      - {id: sea, name: Sea}
      - {id: old, name: Old, definition: Speaks of a garden., retired: true}
"""


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[OpenProject]:
    """Garden and money under one code, the garden under two more."""
    with theme_study(tmp_path) as project:
        add(project, *(interview(f"P1{n}", [*SUBJECTS, *SUBJECTS], 200 + 10 * n) for n in range(4)))
        themes = by_subject(theming.report(project))
        project.codebook_file.write_text(BOOK, "utf-8")
        garden, money = themes["garden"].segments, themes["money"].segments
        code_passages(project, (*garden, *money), "both")
        code_passages(project, garden, "garden")
        code_passages(project, garden[1:], "green", coder="ben")
        code_passages(project, themes["sea"].segments[:3], "sea")
        yield project


def test_two_subjects_under_one_code_are_proposed_as_two_groups(coded: OpenProject) -> None:
    found = {one.code: one for one in code_groups.splits(coded)}
    assert list(found) == ["both", "garden", "green", "sea"]
    split = found["both"]
    assert split.proposed
    assert (split.passages, split.participants, split.tested) == (28, 7, len([f for f in found.values() if f.p]))
    assert [side.passages for side in split.sides] == [14, 14]
    assert {next(s for s in SUBJECTS if s in side.words) for side in split.sides} == {"garden", "money"}
    for side in split.sides:
        assert side.participants == {"patient": 6, "clinician": 1}
        assert len({quote.participant for quote in side.quotes}) == code_groups.SHOWN_QUOTES
        assert "clinician" in {quote.role for quote in side.quotes}
    assert split.p is not None
    assert split.p_adjusted is not None
    assert split.p_adjusted >= split.p
    assert not found["garden"].proposed
    assert found["sea"].why.startswith("3 different passages")
    assert coded.code_splits() == tuple(found.values())


def test_two_codes_on_the_same_passages_are_proposed_with_their_counts(coded: OpenProject) -> None:
    found = {one.codes: one for one in code_groups.twins(coded)}
    pair = found["garden", "green"]
    assert pair.proposed
    assert (pair.both, pair.first, pair.second, pair.of, pair.people) == (13, 14, 13, 31, 7)
    assert pair.lift == pytest.approx(13 * 31 / (14 * 13))
    assert pair.alike == 1.0, "the same words but for case and full stop"
    assert not any("old" in codes or "sea" in codes for codes in found)
    assert code_groups.twins(coded)[0].proposed
    assert coded.code_twins() == tuple(found.values())


def test_definitions_alike_are_found_before_anything_is_coded(coded: OpenProject) -> None:
    for coder in ("ada", "ben"):
        coded.undo(100, coder=coder)
    assert code_groups.splits(coded) == ()
    [pair] = code_groups.twins(coded)
    assert (pair.codes, pair.alike, pair.both, pair.of, pair.p) == (("garden", "green"), 1.0, 0, 0, None)
    assert not pair.proposed


def test_what_was_read_without_a_code_counts_among_the_passages_looked_at(coded: OpenProject) -> None:
    given = set(zip(coded.codings()["transcript"], coded.codings()["start"], strict=True))
    rows = coded.segments().query("role == 'patient'").to_dict("records")
    uncoded = next(row for row in rows if (row["transcript"], row["start"]) not in given)
    assert {one.of for one in code_groups.twins(coded)} == {31}
    span = Span(int(uncoded["start"]), int(uncoded["end"]))
    coded.apply([Op("r", "review", "ada", str(uncoded["transcript"]), span)])
    assert {one.of for one in code_groups.twins(coded)} == {32}


def test_a_study_with_nothing_coded_has_nothing_inside_its_codes(tmp_path: Path) -> None:
    with small_study(tmp_path) as study:
        assert code_groups.splits(study) == ()
        assert code_groups.twins(study) == ()
