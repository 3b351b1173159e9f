"""Names in charts: wrapped, cut, kept apart, and unable to turn a number round."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.figures import labels


def test_a_long_name_takes_several_lines_and_stays_whole_while_there_is_room() -> None:
    name = "Waits and thresholds that keep people out of specialist services"
    lines = labels.wrapped(name, 26, 3)
    assert " ".join(lines) == name
    assert max(map(len, lines)) <= 26
    assert labels.wrapped("", 26, 3) == ("",)


def test_a_name_of_300_letters_is_cut_and_says_so() -> None:
    lines = labels.wrapped("x" * 300, 26, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert labels.short("x" * 300, 10) == "x" * 9 + "…"
    assert labels.short("ten letter", 10) == "ten letter"


def test_wide_signs_count_twice_and_accents_not() -> None:
    assert labels.wide("望み") == 4
    assert labels.wide("e\N{COMBINING ACUTE ACCENT}") == 1
    assert labels.short("e\N{COMBINING ACUTE ACCENT}" * 9, 4) == "e\N{COMBINING ACUTE ACCENT}" * 3 + "…"


def test_what_is_written_from_the_right_stays_on_one_line() -> None:
    assert len(labels.wrapped("اليأس من العلاج والانتظار الطويل", 12, 3)) == 1


def test_no_name_turns_the_numbers_behind_it_round() -> None:
    assert labels.clean("a\N{RIGHT-TO-LEFT OVERRIDE}b\nc\N{LEFT-TO-RIGHT ISOLATE}") == "ab c"


def test_signs_that_no_file_can_hold_are_replaced_also_as_an_expression_has_them() -> None:
    """vl-convert would end the whole process."""
    assert labels.clean("a\x01b\ufffe") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
    assert (
        labels.writable(r"['\u0001', '\u000a', '\u00e9']") == "['\N{REPLACEMENT CHARACTER}', '\\u000a', '\\u00e9']"
    )
    assert labels.writable("\ud800") == "\N{REPLACEMENT CHARACTER}"
    assert "u0001" not in labels.names_axis([labels.wrapped("a\x01b", 20, 2)])["labelExpr"]


@given(st.text(max_size=80), st.integers(2, 30), st.integers(1, 3))
@settings(max_examples=60)
def test_lines_hold_what_they_may_and_nothing_is_lost_unsaid(text: str, wide: int, most: int) -> None:
    lines = labels.wrapped(text, wide, most)
    assert 1 <= len(lines) <= most
    # A single sign can be wider than the line; nothing else can.
    assert all(labels.wide(line) <= max(wide, 3) for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(labels.clean(text).split())


def test_rows_are_numbered_so_that_names_alike_when_cut_stay_apart() -> None:
    axis = labels.names_axis([("one",), ("two", "lines"), ('it\'s "quoted"',)])
    assert json.loads(axis["labelExpr"].removesuffix("[datum.value]")) == [
        ["one"],
        ["two", "lines"],
        ['it\'s "quoted"'],
    ]
    assert axis["labelOffset"]["condition"] == [
        {"test": "indexof([1], datum.value) >= 0", "value": -labels.LINE / 2}
    ]  # fmt: skip
    assert labels.names_axis([("one",)])["labelOffset"] == 0


def test_small_things() -> None:
    assert labels.distinct(["a", "b", "a"]) == ["a", "b", "a (2)"]
    assert labels.listed(["a"]) == "a"
    assert labels.listed(["a", "b", "c"]) == "a, b and c"
    assert labels.number(float("nan")) is None
    assert labels.number("3") is None


@pytest.mark.parametrize(("total", "said"), [(9, "4 to 9 in 10"), (20, "45 % to 94 %")])
def test_below_ten_participants_an_interval_has_no_percentage(total: int, said: str) -> None:
    assert labels.interval(0.45, 0.94, total) == said
