"""Where in an interview it is said: places by hand, and a twin that walks over every word."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qual.analysis.frame import SEGMENTS, tidy
from qual.analysis.timeline import PIECES, PLACES, TENTHS, Timeline, places, tenths, timeline
from qual.model.codebook import Code, Codebook, Theme

BOOK = Codebook(themes=(Theme("t", "T"),), codes=(Code("a", "A", theme="t"), Code("b", "B", theme="t")))
TEXT = "one two three four five. six SEVEN, eight nine ten"


def segment(transcript: str, start: int, text: str, who: str = "P1", role: str = "patient") -> dict[str, Any]:
    where = {"transcript": transcript, "start": start, "end": start + len(text)}
    return {"segment": "", "speaker": who, "participant": who, "role": role, "text": text, **where}


def line(segments: list[dict[str, Any]], *codings: tuple[str, int, int, str]) -> Timeline:
    columns = ("transcript", "start", "end", "code")
    rows = [dict(zip(columns, coding, strict=True)) for coding in codings]
    return timeline(tidy(segments, SEGMENTS), tidy(rows, columns), BOOK)


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_a_coding_is_a_stretch_of_the_words() -> None:
    found = line([segment("T", 0, TEXT)], ("T", *at("three four"), "a"), ("T", *at("SEVEN, "), "b"))
    assert found.words == {"T": 10}
    assert tuple(found.pieces.columns) == PIECES
    first, second = found.pieces.to_dict("records")
    assert (first["code"], first["theme"], first["start"], first["end"], first["words"]) == ("a", "t", 0.2, 0.4, 2)
    assert TEXT[first["from"] : first["to"]] == "three four"
    assert (second["start"], second["end"], second["words_total"]) == (0.6, 0.7, 10)


def test_the_interviewer_takes_no_room() -> None:
    """Turns at 0 and 100; what is between them is the interviewer's and not in the segments."""
    found = line(
        [segment("T", 0, "one two"), segment("T", 100, "three four")], ("T", 4, 105, "a"), ("T", 30, 60, "b")
    )
    assert found.pieces[["start", "end", "from", "to"]].to_numpy().tolist() == [[0.25, 0.75, 4, 105]]
    assert found.outside == 1


def test_a_stretch_ends_where_another_person_speaks() -> None:
    said = [segment("T", 0, "one two"), segment("T", 10, "three four", "C1", "clinician")]
    found = line(said, ("T", 0, 20, "a"))
    assert found.pieces[["role", "start", "end"]].to_numpy().tolist() == [
        ["patient", 0, 0.5],
        ["clinician", 0.5, 1],
    ]


def test_two_coders_of_the_same_words_are_one_stretch() -> None:
    whole = [
        ("T", *at("one two"), "a"),
        ("T", *at("two three"), "a"),
        ("T", *at("four"), "a"),
        ("T", *at("ten"), "a"),
    ]
    found = line([segment("T", 0, TEXT)], *whole)
    assert found.pieces[["start", "end"]].to_numpy().tolist() == [[0, 0.4], [0.9, 1]]


def test_tenths_count_interviews_and_not_passages() -> None:
    said = [segment(f"T{n}", 0, TEXT, f"P{n}") for n in range(3)]
    rows = [
        ("T0", *at("one"), "a"),
        ("T0", *at("three"), "a"),
        ("T1", *at("one two"), "a"),
        ("T2", *at("ten"), "b"),
    ]
    table = tenths(line(said, *rows), tidy(said, SEGMENTS))
    assert tuple(table.columns) == TENTHS
    heard = {code: own["interviews"].tolist() for code, own in table.groupby("code")}
    assert heard == {"a": [2, 1, 1, 0, 0, 0, 0, 0, 0, 0], "b": [0] * 9 + [1]}
    assert set(table["interviews_total"]) == {3}


def test_where_it_is_said_first_needs_three_interviews() -> None:
    said = [segment(f"T{n}", 0, TEXT, f"P{n}") for n in range(4)]
    rows = [("T0", *at("two"), "a"), ("T0", *at("ten"), "a"), ("T1", *at("four"), "a"), ("T2", *at("eight"), "a")]
    table = places(line(said, *rows, ("T0", *at("one"), "b")), tidy(said, SEGMENTS))
    assert tuple(table.columns) == PLACES
    first, second = (dict(one) for one in sorted(table.to_dict("records"), key=lambda one: str(one["code"])))
    assert (first["interviews"], first["interviews_total"], first["pieces"]) == (3, 4, 4)
    assert (first["first_q1"], first["first"], first["first_q3"]) == pytest.approx((0.2, 0.3, 0.5))
    assert second["interviews"] == 1
    assert isnan(second["first"])


def test_nothing_said_and_nothing_coded() -> None:
    for found, said in (
        (line([]), []),
        (line([segment("T", 0, "… – !")], ("T", 0, 5, "a")), [segment("T", 0, "…")]),
    ):
        assert found.pieces.empty
        assert not found.words
        assert tenths(found, tidy(said, SEGMENTS)).empty
        assert places(found, tidy(said, SEGMENTS)).empty
    assert line([segment("T", 0, "one")], ("other", 0, 3, "a")).outside == 1


def test_a_code_that_left_the_codebook_is_under_no_theme() -> None:
    assert line([segment("T", 0, "one")], ("T", 0, 3, "zzz")).pieces["theme"].tolist() == [""]


@settings(max_examples=40)
@given(
    st.lists(st.text("ab ,", max_size=9), max_size=4),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 12)), max_size=4),
)
@example(["", "aa"], [(13, 0)])
def test_every_word_is_coded_where_a_span_touches_it(turns: list[str], spans: list[tuple[int, int]]) -> None:
    said = [segment("T", 12 * n, text, f"P{n % 2}") for n, text in enumerate(turns)]
    found = line(said, *(("T", start, start + size, "a") for start, size in spans))
    words = [
        (12 * n + w.start(), 12 * n + w.end()) for n, text in enumerate(turns) for w in re.finditer(r"\w+", text)
    ]
    marked = {
        place
        for place, (low, high) in enumerate(words)
        if any(start < high and low < start + size and size for start, size in spans)
    }
    covered: set[int] = set()
    for row in found.pieces.to_dict("records"):
        covered |= set(range(round(row["start"] * len(words)), round(row["end"] * len(words))))
        assert row["words"] == sum(row["from"] <= low and high <= row["to"] for low, high in words)
    assert covered == marked
