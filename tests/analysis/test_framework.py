"""The states of the framework matrix, on studies small enough to look at."""

from __future__ import annotations

import pandas as pd
import pytest

from qual.analysis.frame import REVIEWS, SEGMENTS, tidy
from qual.analysis.framework import NOT_ASKED, NOT_RAISED, RAISED, Asked, Framework, framework, name_of
from qual.analysis.frequencies import frequencies
from qual.model.codebook import Code, Codebook, Theme
from tests.analysis.test_frequencies import coded, transcript

BOOK = Codebook(
    themes=(Theme("cycle", "Cycling"), Theme("toll", "Toll"), Theme("bare", "No codes yet")),
    codes=(
        Code("trial", "Trial and error", theme="cycle"),
        Code("effects", "Side effects", theme="cycle"),
        Code("hope", "Hopelessness", theme="toll"),
        Code("old", "Old idea", theme="toll", retired=True),
        Code("loose", "Under no theme"),
    ),
)
SAID = [
    *transcript("T1", ("P1", "patient", "tried one, tried two"), ("P1", "patient", "and felt sick")),
    *transcript("T2", ("C1", "clinician", "they try many"), ("P2", "patient", "never again")),
    *transcript("T3", ("P1", "patient", "no hope left"), ("P3", "patient", "…")),
]
CODED = [
    coded(SAID, 0, "trial", "tried two"),
    coded(SAID, 0, "effects"),
    coded(SAID, 2, "trial"),
    coded(SAID, 4, "hope"),
]


def matrix(
    *, themes: bool = True, asked: Asked | None = None, codings: list[dict[str, object]] = CODED
) -> Framework:
    rows = pd.DataFrame(codings, columns=["transcript", "start", "end", "code"])
    return framework(
        tidy(SAID, SEGMENTS), rows.astype({"start": "int64", "end": "int64"}), BOOK, themes=themes, asked=asked,
        groups=("clinician", "patient"),
    )  # fmt: skip


def states(found: Framework) -> dict[str, list[str]]:
    return {
        person.participant: [cell.state for cell in row]
        for person, row in zip(found.people, found.cells, strict=True)
    }


def test_rows_are_people_by_role_and_two_transcripts_are_one_row() -> None:
    found = matrix()
    assert [(one.participant, one.role, one.transcripts, one.segments) for one in found.people] == [
        ("C1", "clinician", ("T2",), 1), ("P1", "patient", ("T1", "T3"), 3), ("P2", "patient", ("T2",), 1),
        ("P3", "patient", ("T3",), 1),
    ]  # fmt: skip
    assert [name_of(label) for label in found.labels] == ["cycle", "toll", "bare"]
    assert states(found) == {
        "C1": [RAISED, NOT_RAISED, NOT_RAISED], "P1": [RAISED, RAISED, NOT_RAISED],
        "P2": [NOT_RAISED] * 3, "P3": [NOT_RAISED] * 3,
    }  # fmt: skip
    assert [name_of(label) for label in matrix(themes=False).labels] == ["trial", "effects", "hope", "loose"]


def test_a_theme_counts_a_segment_once_and_its_passages_are_the_words_coded_in_it() -> None:
    first = matrix().cells[1][0]
    assert first.segments == 1
    text = SAID[0]["text"]
    assert [text[start:end] for _, start, end, _ in first.passages] == ["tried two", text]
    loose = matrix(codings=[coded(SAID, 0, "loose")])
    assert [len(cell.passages) for cell in loose.cells[1]] == [0, 0, 0]  # a code without a theme
    by_code = matrix(themes=False).cells[1]
    assert [len(cell.passages) for cell in by_code] == [1, 1, 1, 0]


@pytest.mark.parametrize("themes", [True, False])
def test_the_tallies_are_what_the_frequencies_count(themes: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    counted = frequencies(tidy(SAID, SEGMENTS), pd.DataFrame(CODED), BOOK).rows
    wanted = {
        (row["theme"] if themes else row["code"], row["role"]): (row["participants"], row["participants_total"])
        for row in counted.to_dict("records")
        if pd.isna(row["code"]) is themes
    }
    found = {
        (name_of(one.label), one.role): (one.raised, one.participants) for one in matrix(themes=themes).tallies
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("asked", "unasked"),
    [
        (Asked(), set()),
        (Asked(cells={("hope", "P2"): "no"}), {("P2", "hope")}),
        (Asked(cells={("toll", "P2"): "no"}), {("P2", "hope")}),
        (Asked(cells={("toll", "P2"): "no", ("hope", "P2"): "yes"}), set()),
        (Asked(participants=frozenset({"P3"})), {("P3", c) for c in ("trial", "effects", "hope", "loose")}),
        (Asked(participants=frozenset({"P3"}), cells={("hope", "P3"): "yes"}),
         {("P3", c) for c in ("trial", "effects", "loose")}),
        (Asked(transcripts=frozenset({("hope", "T2")})), {("P2", "hope"), ("C1", "hope")}),
        (Asked(transcripts=frozenset({("toll", "T2")})), {("P2", "hope"), ("C1", "hope")}),
        (Asked(transcripts=frozenset({("effects", "T1")})), set()),  # P1 was asked in T3
        (Asked(transcripts=frozenset({("", "T2")}), columns={"hope": "guide"}),
         {(p, c) for p in ("P2", "C1") for c in ("trial", "effects", "hope", "loose")}),
        (Asked(columns={"loose": "no"}), {(p, "loose") for p in ("P1", "P2", "P3", "C1")}),
        (Asked(columns={"toll": "no", "hope": "guide"}), set()),
        (Asked(columns={"loose": "spontaneous"}), set()),
        (Asked(columns={"loose": "no"}, cells={("loose", "P1"): "yes"}),
         {(p, "loose") for p in ("P2", "P3", "C1")}),
    ],
)  # fmt: skip
def test_what_was_said_about_asking_holds_from_the_narrow_to_the_wide(
    asked: Asked, unasked: set[tuple[str, str]]
) -> None:
    found = matrix(themes=False, asked=asked)
    names = [name_of(label) for label in found.labels]
    told = {
        (person.participant, names[place])
        for person, row in zip(found.people, found.cells, strict=True)
        for place, cell in enumerate(row)
        if not cell.asked
    }
    assert told == unasked
    assert all(
        (cell.state == NOT_ASKED) is (not cell.asked and not cell.segments) for row in found.cells for cell in row
    )


def test_a_theme_is_not_asked_where_none_of_its_offered_codes_was() -> None:
    def toll(**cells: str) -> str:
        return states(matrix(asked=Asked(cells={(code, "P2"): said for code, said in cells.items()})))["P2"][1]

    assert toll(hope="no") == NOT_ASKED  # "old" is retired
    assert toll(hope="no", toll="yes") == NOT_RAISED
    cycle = matrix(asked=Asked(cells={("trial", "P2"): "no"}))
    assert states(cycle)["P2"][0] == NOT_RAISED
    assert matrix(asked=Asked(columns={"bare": "no"})).cells[2][2].state == NOT_ASKED


def test_who_raises_without_being_asked_raises_it_and_is_counted_apart() -> None:
    found = matrix(asked=Asked(columns={"cycle": "no"}, cells={("cycle", "P2"): "yes"}))
    assert states(found)["P1"][0] == RAISED
    assert found.contradicted == 2  # P1 and C1
    tally = {(name_of(one.label), one.role): one for one in found.tallies}["cycle", "patient"]
    assert (tally.raised, tally.participants, tally.asked, tally.raised_asked) == (1, 3, 1, 0)


def test_how_much_of_a_person_was_read_stands_in_the_row() -> None:
    reviews = tidy([{"transcript": "T2", "start": 0, "end": 40, "coder": "a"}], REVIEWS)
    decisions = tidy([{"transcript": "T1", "start": 0, "end": 5}], ("transcript", "start", "end"))
    segments, codings = tidy(SAID, SEGMENTS), pd.DataFrame(CODED)[1:2]
    found = framework(segments, codings, BOOK, reviews=reviews, decisions=decisions)
    read = {one.participant: one.reviewed for one in found.people}
    assert read == {"C1": 1.0, "P1": pytest.approx(1 / 3), "P2": 1.0, "P3": 0.0}  # P3 says no word at all


def test_a_study_without_words_or_codings_is_an_empty_matrix() -> None:
    assert matrix(codings=[]).cells[0][0].state == NOT_RAISED
    nothing = framework(tidy([], SEGMENTS), pd.DataFrame(CODED)[:0], BOOK)
    assert (nothing.people, nothing.cells, nothing.tallies) == ((), (), ())
    nobody = [{**SAID[0], "participant": "", "speaker": "P"}, {**SAID[2], "participant": "", "speaker": "P"}]
    assert framework(tidy(nobody, SEGMENTS), pd.DataFrame(CODED), BOOK).nameless == 2
