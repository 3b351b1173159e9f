"""Numbers as the Word report prints them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from qual.exporters import document_numbers as numbers
from qual.exporters.base import Part, Table, Value
from qual.exporters.document_paper import Chapter, ReportPaper
from tests.exporters.report_values import DIFFERENCES, FREQUENCIES, WHOLE
from tests.exporters.test_document_xml import parsed


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [(16465, 0, "16,465"), (-2.74, 1, "−2.7"), (-0.04, 1, "0.0"), (None, 1, ""), (True, 0, "yes"), ("x", 0, "x")],
)  # fmt: skip
def test_a_number_is_printed_with_a_true_minus_and_never_minus_nothing(
    value: Value, places: int, said: str
) -> None:
    assert numbers.number(value, places) == said


def test_no_percentage_below_ten_participants() -> None:
    row = numbers.records(FREQUENCIES)[0]
    assert numbers.people(row) == "14/20\n70% (48–85)"
    assert numbers.people({**row, "participants_total": 9, "participants": 4}) == "4/9"
    assert numbers.mean_share({**row, "mean_low": 0.01, "mean_high": 0.12}) == "6.7\n(1.0–12.0)"
    assert numbers.mean_share({"mean_share": None}) == "–"


def printed(write: str, **more: object) -> str:
    chapter = Chapter("x")
    getattr(numbers, write)(ReportPaper(replace(WHOLE, **more)), chapter)  # type: ignore[arg-type]
    return parsed("".join(chapter.blocks))


def test_counts_stand_side_by_side_and_estimates_in_a_table_of_their_own() -> None:
    said = printed("frequencies")
    counts, estimates = said.split("Estimates where the review is not complete")
    assert "patient (N = 20)nurse (N = 9)" in counts
    assert "31.0%" not in counts
    assert "Hopelessnesspatient31.0 (20.0–44.0)" in estimates
    assert "Estimates where" not in printed("frequencies", frequencies=FREQUENCIES.assign(estimated=float("nan")))


def test_many_groups_stand_below_each_other() -> None:
    frame = pd.concat([FREQUENCIES.assign(group=group) for group in "abcde"]).drop(columns="role")
    said = printed("frequencies", frequencies=frame)
    assert "Themes and codes by group" in said
    assert "Tolla14/20" in said


def test_a_heading_and_its_own_code_are_two_rows() -> None:
    frame = pd.concat([FREQUENCIES.assign(kind="code"), FREQUENCIES.iloc[2:4].assign(kind="heading")])
    assert printed("frequencies", frequencies=frame.assign(estimated=None)).count(" and codes under it") == 1


def test_differences_are_sorted_by_size_and_say_what_is_missing() -> None:
    said = printed("differences")
    assert said.index("−18.3 (−34.8 to −1.8)") < said.index("nobody used it")
    assert "0.071" in said
    assert "< 0.001" in said
    bare = printed("differences", differences=DIFFERENCES.assign(p=float("nan"), p_adjusted=float("nan"), note=""))
    assert "No tests were asked for." in bare
    assert "p adjusted" not in bare


def test_a_long_part_is_cut_and_says_so() -> None:
    chapter, many = Chapter("x"), pd.DataFrame({"a": [f"code {n}" for n in range(40)], "lift": [None] * 40})
    numbers.further(ReportPaper(WHOLE), chapter, Part("cooccurrence", "Pairs", many, ("A note.",)))
    said = parsed("".join(chapter.blocks))
    assert "code 29" in said
    assert "code 30" not in said
    assert "The first 30; 10 more stand in the workbook." in said
    assert "lift" not in said  # a column without any value
    assert said.endswith("A note.")


def test_nested_codes_are_as_deep_as_they_stand() -> None:
    book = [{"code": "a", "parent": ""}, {"code": "b", "parent": "a"}, {"code": "c", "parent": "b"}]
    assert numbers.depths(book) == {"a": 0, "b": 1, "c": 2}
    assert numbers.depths([{"code": "a", "parent": "a"}]) == {"a": 0}


def test_any_table_has_its_numbers_at_the_right() -> None:
    [table, _] = numbers.generic(Table("t", ("role", "n"), [["patient", 3], ["nurse", 0.125]]), 16)
    assert table.count('<w:jc w:val="right"/>') == 3
    assert parsed(table) == "rolenpatient3nurse0.125"
