from __future__ import annotations

import pandas as pd
import pytest

from qual.matching.tables import read_codes, read_segments
from qual.model.codebook import Example

ONE = pd.DataFrame({"segment_id": ["a", "b", "c"], "transcript_id": ["t", "t", "u"], "text": ["A", "B", "C"]})


def test_phrases_may_be_lists_texts_or_missing() -> None:
    table = pd.DataFrame(
        {
            "code_id": ["a", "b", "c"],
            "name": ["A", None, float("nan")],
            "include": [["x", " y "], "x; y;", None],
            "examples": [[{"text": "said", "role": "patient"}, Example("told")], "said", float("nan")],
        }
    )
    first, second, third = read_codes(table)
    assert first.include == second.include == ("x", "y")
    assert [example.text for example in first.examples] == ["said", "told"]
    assert [example.text for example in second.examples] == ["said"]
    assert (third.include, third.exclude, third.examples, third.name, third.definition) == ((), (), (), "", "")


def test_what_stands_before_follows_the_order_not_the_rows() -> None:
    segments = read_segments(ONE.assign(order=[2, 1, 1]))
    assert [segment.previous for segment in segments] == ["B", "", ""]
    assert [segment.id for segment in segments] == ["a", "b", "c"]


def test_without_order_the_rows_are_the_order() -> None:
    assert [segment.previous for segment in read_segments(ONE)] == ["", "A", ""]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (ONE.assign(segment_id=["a", "a", "b"]), r"segments table has the segment_id 'a' more than once"),
        (ONE.assign(segment_id=["a", "", "b"]), "row without segment_id"),
        (ONE.drop(columns="text"), "no column text"),
        (ONE.assign(order=["1", "two", "3"]), "order that is no number"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(table: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_segments(table)


def test_two_codes_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match=r"codes table has the code_id 'a' more than once"):
        read_codes(pd.DataFrame({"code_id": ["a", "a"]}))
    with pytest.raises(ValueError, match="no column code_id"):
        read_codes(pd.DataFrame({"id": ["a"]}))


def test_an_order_may_be_of_any_numbers_and_ids_of_any_kind() -> None:
    """Only the order counts; rows of the same place stay as they stand in the table."""
    segments = read_segments(ONE.assign(transcript_id="t", order=["10.5", 3, 3], segment_id=[1, 2.5, True]))
    assert [segment.previous for segment in segments] == ["C", "", "B"]
    assert [segment.id for segment in segments] == ["1", "2.5", "True"]
    assert sorted(range(3), key=lambda row: segments[row].order) == [1, 2, 0]


@pytest.mark.parametrize("table", [pd.DataFrame(), ONE.iloc[:0]])
def test_an_empty_table_holds_nothing(table: pd.DataFrame) -> None:
    assert read_segments(table) == ()
    assert read_codes(table) == ()


def test_an_empty_cell_is_an_empty_text() -> None:
    empty = [None, float("nan"), pd.NA]
    table = pd.DataFrame({"segment_id": list("abc"), "text": empty, "role": empty, "transcript_id": empty})
    assert [(one.text, one.role, one.transcript) for one in read_segments(table)] == [("", "", "")] * 3
