"""Passages that say the opposite: what the word rule finds, what it leaves, and what is compared at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.matching import negative
from qual.matching.negative import Twin, contrasts, opposed, signed, telling_of, twins


@pytest.mark.parametrize(
    ("one", "other", "here", "there"),
    [
        ("I missed the appointment.", "I never missed an appointment.", "missed", "never missed"),
        ("It was easy to get in.", "It was hard to get in.", "easy", "hard"),
        ("It wasn't easy.", "Easy, that was.", "wasn't easy", "easy"),
        ("The nurse rang me.", "Nobody from there rang.", "rang", "Nobody … rang".lower()),
        ("I’ve stopped taking them", "I was taking them", "stopped taking", "taking"),
        ("There is no hope left", "There is hope", "no hope", "hope"),
        ("Only despair", "I have hope", "despair", "hope"),
    ],
)
def test_a_word_turned_round_makes_two_passages_opposed(one: str, other: str, here: str, there: str) -> None:
    found = opposed(one, other)
    assert found is not None
    assert (found.here, found.there) == (here, there)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It was hard to get in.", "It wasn't easy to get in."),  # two ways to say the same
        ("I missed it.", "I missed it, and I never missed another."),  # both signs in one
        ("I waited for a letter.", "The dog was asleep."),  # no word in common
        ("They rang.", "Not that day, because they rang."),  # the negation ends with its clause
        ("Nobody told me what was going on with the appointment.", "The appointment came."),  # too far off
        ("", "never"),
    ],
)
def test_what_the_rule_does_not_call_opposed(one: str, other: str) -> None:
    assert opposed(one, other) is None


WORDS = st.lists(
    st.sampled_from(
        ["never", "not", "easy", "hard", "letter", "letters", "rang", "the", "and", ".", "can't", "hope"]
    ),
    max_size=8,
).map(" ".join)


@given(WORDS, WORDS)
def test_being_opposed_is_mutual_and_never_to_oneself(one: str, other: str) -> None:
    assert opposed(one, one) is None
    assert (opposed(one, other) is None) == (opposed(other, one) is None)


def test_only_the_words_of_the_code_count_where_they_are_asked_for() -> None:
    telling = telling_of(["Stops attending, misses the appointment.", ""])
    assert opposed("I missed the bus.", "I never missed the bus.", telling=telling_of(["Waits for days"])) is None
    assert opposed("An appointment I kept.", "There was never an appointment.", telling=telling) is not None
    assert telling_of([]) == frozenset()


def test_forms_of_a_word_are_one_and_words_that_tell_nothing_are_none() -> None:
    assert set(signed("Letters, a letter, and the")) == {"letter"}
    assert signed("I've it's don't you") == {}


def test_every_word_of_a_pair_is_known_with_the_other_sign() -> None:
    assert negative.OPPOSITES
    for word, (name, sign) in negative.OPPOSITES.items():
        assert sign in (1, -1)
        assert negative.OPPOSITES[name][1] == 1, word
        assert not negative._negates(word), word


def unit(*rows: tuple[float, float]) -> np.ndarray:
    found = np.array(rows, dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


TEXTS = {0: "I missed the appointment.", 1: "I never missed an appointment.", 2: "Never missed.", 3: "Missed it."}


def test_only_passages_near_a_confirmed_one_are_compared_and_the_likest_come_first() -> None:
    vectors = unit((1, 0), (1, 0.5), (0, 1), (1, 0.1))
    telling = telling_of(["missed appointment"])
    found = contrasts(TEXTS, vectors, [0], [1, 2, 3], telling=telling, border=0.8, most=5)
    assert [(one.row, one.against, one.turned.here) for one in found] == [(1, 0, "never missed")]
    wide = contrasts(TEXTS, vectors, [0], [1, 2, 3], telling=telling, border=-1, most=5)
    assert [one.row for one in wide] == [1, 2]
    assert contrasts(TEXTS, vectors, [0], [1, 2, 3], telling=telling, border=-1, most=1) == wide[:1]
    assert contrasts(TEXTS, vectors, [], [1, 2], telling=telling, border=-1, most=5) == []


def test_alike_passages_of_which_one_has_the_code_are_paired_once() -> None:
    vectors = unit((1, 0), (1, 0.5), (0, 1), (1, 0.1))
    found = twins(vectors, [0, 1], [2, 3], border=0.9, most=5)
    assert found == [Twin(0, 3, float(vectors[0] @ vectors[3]))]
    assert twins(vectors, [0], [], border=0, most=5) == []


@given(st.integers(0, 10_000))
def test_pairs_are_those_of_comparing_everything_with_everything(seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = unit(*random.normal(size=(12, 2)).tolist())
    coded, others = list(range(5)), list(range(5, 12))
    best = {o: max(range(5), key=lambda c: float(vectors[c] @ vectors[o])) for o in others}
    near = {(c, o) for o, c in best.items() if float(vectors[c] @ vectors[o]) >= 0.5}
    found = twins(vectors, coded, others, border=0.5, most=99)
    assert {(one.coded, one.other) for one in found} == near
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
