"""Words typical of a group: people are counted, few people name nothing, names never stand in a list."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis.proportions import newcombe
from qual.analysis.typical import Spoken, Word, typical


def people(group: str, number: int, *uses: tuple[int, str]) -> list[Spoken]:
    """So many people of a group; (3, "wait") is used by the first three."""
    return [
        Spoken(f"{group}{n}", group, {word.casefold(): {word: 1} for times, word in uses if n < times})
        for n in range(number)
    ]


def test_the_published_interval_orders_the_words() -> None:
    """14 of 20 against 3 of 10: Newcombe's lower end is .02598 (docs of the method, computed)."""
    spoken = people("patient", 20, (14, "wait")) + people("clinician", 10, (3, "wait"))
    (word,) = typical(spoken, ["patient", "clinician"])
    assert (word.word, word.group, word.people, word.total, word.others, word.others_total) == (
        "wait", "patient", 14, 20, 3, 10,
    )  # fmt: skip
    assert word.low == pytest.approx(0.02598, abs=5e-6)


def test_one_person_s_hundred_repetitions_name_nothing() -> None:
    spoken = [Spoken("P1", "patient", {"kettle": {"kettle": 100}}), *people("patient", 4), *people("clinician", 5)]
    assert typical(spoken, ["patient"]) == ()


@pytest.mark.parametrize(("own", "others", "listed"), [(2, 0, False), (3, 0, True), (3, 2, True), (3, 3, False)])
def test_three_people_and_a_fifth_more_of_them_are_needed(own: int, others: int, listed: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    spoken = people("patient", 5, (own, "wait")) + people("clinician", 5, (others, "wait"))
    assert bool(typical(spoken, ["patient"])) is listed


def test_a_group_alone_or_of_two_people_has_no_words() -> None:
    assert typical(people("patient", 5, (5, "wait")), ["patient"]) == ()
    assert typical(people("patient", 2, (2, "wait")) + people("clinician", 5), ["patient"]) == ()
    assert typical([], ["patient"]) == ()


@pytest.mark.parametrize("word", ["the", "P01", "2019", "to", "Gwyn", "Mary"])
def test_function_words_numbers_short_words_and_names_are_left_out(word: str) -> None:
    spoken = people("patient", 5, (5, word)) + people("clinician", 5)
    assert typical(spoken, ["patient"], leave_out={"the"}) == ()


@pytest.mark.parametrize("word", ["GP", "ECT", "wait", "痛", "ألم"])
def test_abbreviations_and_words_of_scripts_without_capitals_stay(word: str) -> None:
    spoken = people("patient", 5, (5, word)) + people("clinician", 5)
    assert [one.word for one in typical(spoken, ["patient"])] == [word]


def test_in_german_a_capital_makes_no_name() -> None:
    spoken = people("patient", 5, (5, "Termin")) + people("clinician", 5)
    assert [one.word for one in typical(spoken, ["patient"], nouns_capital=True)] == ["Termin"]


def test_a_word_is_shown_in_its_usual_form_without_a_sentence_s_capital() -> None:
    forms = {"wait": {"Waiting": 5, "waiting": 1, "waits": 2}}
    spoken = [Spoken(f"P{n}", "patient", forms) for n in range(3)] + people("clinician", 3)
    assert [one.word for one in typical(spoken, ["patient"])] == ["waiting"]


def twin(spoken: list[Spoken], group: str, most: int) -> list[tuple[str, int, int]]:
    """The same by counting person by person."""
    own, others = [s for s in spoken if s.group == group], [s for s in spoken if s.group != group]
    found = []
    for term in sorted({term for one in own for term in one.forms}):
        here, there = sum(term in one.forms for one in own), sum(term in one.forms for one in others)
        if here >= 3 and others and Fraction(here, len(own)) - Fraction(there, len(others)) >= Fraction(1, 5):
            found.append((newcombe(here, len(own), there, len(others))[1], term, here, there))
    found.sort(key=lambda row: (-round(row[0], 9), -row[2], row[1]))
    return [(term, here, there) for _, term, here, there in found[:most]]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(["wait", "list", "ward", "kettle"]))), max_size=14),
    st.integers(1, 3),
)
def test_it_counts_as_one_would_by_hand(rows: list[tuple[bool, set[str]]], most: int) -> None:
    spoken = [
        Spoken(str(n), "a" if first else "b", {word: {word: 1} for word in words})
        for n, (first, words) in enumerate(rows)
    ]
    found: tuple[Word, ...] = typical(spoken, ["a", "b"], most=most)
    by_hand = twin(spoken, "a", most) + twin(spoken, "b", most)
    assert [(one.word, one.people, one.others) for one in found] == by_hand
