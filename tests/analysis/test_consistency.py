"""Codes never used, of one person and of one role: counts n of N, chances by loops, and what cannot be told."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis.consistency import Looked, OnePerson, never_used, one_person, one_role

T = [f"T{n}" for n in range(12)]


def test_a_code_never_used_says_where_it_was_looked_for() -> None:
    found = never_used(
        {"hope": 0, "wait": 3, "new": 0, "old": 0}, {"hope": Looked(40, 3, 1), "old": Looked(1412, 14, 2)}
    )
    assert [one.code for one in found] == ["old", "hope", "new"]
    assert [one.sentence for one in found] == [
        "Not used: 0 of 1,412 passages by 14 participants, read by 2 coders since it is in the codebook.",
        "Not used: 0 of 40 passages by 3 participants, read by 1 coder since it is in the codebook.",
        "Not used, and nothing was read since it is in the codebook.",
    ]
    assert [one.told for one in found] == [True, True, False]


def test_a_code_of_one_of_two_coders_is_a_series_of_tosses() -> None:
    # The sign test: all of 6 tosses alike, either way up, has the chance 2 / 2**6.
    read = {"ada": set(T[:8]), "ben": set(T[:8])}
    [found] = one_person({"hope": {"ada": set(T[:6])}}, read).codes
    assert found == OnePerson("hope", "ada", 6, 6, 8, 2 / 2**6, 2 / 2**6, 1)
    assert found.more_than_chance
    assert found.sentence == (
        "Only ada has used it, in 6 transcripts; 6 of these others have read too (of 8 that ada and others have "
        "read): more than chance (chance 0.031)."
    )
    [five] = one_person({"hope": {"ada": set(T[:5])}}, read).codes
    assert (five.p, five.p_adjusted, five.more_than_chance) == (2 / 2**5, None, False)
    assert five.sentence.endswith("too few to tell (chance 0.062).")


def test_transcripts_that_nobody_else_has_read_say_nothing() -> None:
    [found] = one_person({"hope": {"ada": set(T)}}, {"ada": set(T), "ben": {"T0"}}).codes
    assert (found.transcripts, found.shared, found.both, found.p) == (12, 1, 1, 0.5)
    [none] = one_person({"hope": {"ada": {"T1"}}}, {"ada": set(T), "ben": {"T0"}}).codes
    assert (none.shared, none.p) == (0, 1.0)


def test_codes_used_by_several_count_into_the_family_only() -> None:
    read = {"ada": set(T), "ben": set(T)}
    used = {
        "mine": {"ada": set(T[:7]), "ben": set[str]()},
        "ours": {"ada": set(T[:4]), "ben": set(T[4:])},
        "rare": {"ben": {"T1"}},
        "unused": {"ada": set[str]()},
    }
    found = one_person(used, read).codes
    assert [one.code for one in found] == ["mine", "rare"]
    assert (found[0].p, found[0].p_adjusted, found[0].family) == (2 / 2**7, 4 / 2**7, 2)
    assert "chance 0.016, 0.031 among 2 codes" in found[0].sentence
    assert found[1].p_adjusted is None


def test_what_is_more_than_chance_alone_may_not_be_among_many() -> None:
    read = {"ada": set(T), "ben": set(T)}
    found = one_person({f"c{n}": {"ada": set(T[:6])} for n in range(3)}, read).codes
    assert [one.more_than_chance for one in found] == [False] * 3
    assert found[0].sentence.endswith("no more than chance (chance 0.031, 0.094 among 3 codes).")


def test_whose_a_code_is_cannot_be_asked_of_one_coder_or_of_separate_readings() -> None:
    assert one_person({}, {}).refused == "One coder at most has read anything: whose a code is cannot be asked."
    assert one_person({"c": {"ada": {"T0"}}}, {"ada": {"T0"}}).refused.startswith("One coder at most")
    assert one_person({"c": {"ada": {"T0"}}}, {"ben": {"T1"}}).refused == (
        "No transcript was read by two coders: who uses a code and what was read are one."
    )


@settings(max_examples=40)
@given(st.lists(st.sets(st.sampled_from("abc"), min_size=1), min_size=2, max_size=5), st.sampled_from("abc"))
def test_the_chance_of_one_person_is_that_of_every_draw(readers: list[set[str]], who: str) -> None:
    readers = [some | {who} for some in readers] + [{"a", "b", "c"}]
    used = {"code": {who: {f"T{n}" for n in range(len(readers) - 1)}}}
    read = {coder: {f"T{n}" for n, some in enumerate(readers) if coder in some} for coder in "abc"}
    [found] = one_person(used, read).codes
    draws = list(product(*readers[:-1]))
    assert found.p == pytest.approx(sum(len(set(draw)) == 1 for draw in draws) / len(draws))


def test_the_lady_tasting_tea() -> None:
    # Fisher (1935), chapter 2: all four of eight cups right is 1 in 70; either role alone, 2 in 70.
    [found] = one_role({"milk": {"patients": 4}}, {"patients": 4, "clinicians": 4}).codes
    assert found.p == pytest.approx(2 / 70)
    assert (found.participants, found.of, found.others) == (4, 4, (("clinicians", 4),))
    assert found.more_than_chance
    assert found.sentence == "4 of 4 patients, 0 of 4 clinicians: more than chance (chance 0.029)."


def test_one_role_alone_with_few_participants_is_no_finding() -> None:
    read = {"patients": 20, "clinicians": 10, "carers": 0}
    found = one_role(
        {
            "a": {"patients": 2},
            "b": {"clinicians": 3, "patients": 0},
            "c": {"patients": 9, "clinicians": 1},
            "d": {},
        },
        read,
    ).codes
    assert [one.code for one in found] == ["b", "a"]
    assert all(one.p_adjusted is None and not one.more_than_chance for one in found)
    assert found[0].sentence == "3 of 10 clinicians, 0 of 20 patients: too few to tell (chance 0.310)."
    assert found[0].family == 1, "c could have been answered"


def test_a_role_that_was_not_read_has_no_codes() -> None:
    assert one_role({"a": {"patients": 2}}, {"patients": 9, "clinicians": 0}).refused == (
        "One role at most was read: whether a code goes with the role cannot be asked."
    )
    with pytest.raises(ValueError, match="more participants were given a than were read"):
        one_role({"a": {"carers": 2}}, {"patients": 9, "clinicians": 3})


@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(1, 4))
def test_the_chance_of_one_role_is_that_of_every_draw(first: int, second: int, third: int, n: int) -> None:
    n = min(n, first)
    [found] = one_role({"code": {"p": n}}, {"p": first, "c": second, "k": third}).codes
    draws = list(combinations("p" * first + "c" * second + "k" * third, n))
    assert found.p == pytest.approx(sum(len(set(draw)) == 1 for draw in draws) / len(draws))


def test_two_roles_are_fisher_s_exact_test() -> None:
    from scipy.stats import fisher_exact

    [found] = one_role({"code": {"p": 8}}, {"p": 8, "c": 8}).codes
    assert found.p == pytest.approx(fisher_exact(np.array([[8, 0], [0, 8]])).pvalue)
