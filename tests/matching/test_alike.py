"""Passages almost alike, coded differently: every pair by loops, whose doing it is, and what says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching import alike
from qual.matching.alike import DISAGREEMENT, INCONSISTENT, LEFT, REJECTED, Judged, Passage, Uneven, uneven
from qual.matching.negative import Turned, opposed
from qual.matching.rules import words_of

if TYPE_CHECKING:
    import pytest
    from numpy.typing import NDArray

SAID = "I waited for a letter for months"


def gave(coder: str, *codes: str) -> Judged:
    return Judged(coder, frozenset(codes), read=True)


def no(coder: str, *codes: str, read: bool = False) -> Judged:
    return Judged(coder, rejected=frozenset(codes), read=read)


def passage(name: str, *judged: Judged, text: str = SAID, participant: str = "P1") -> Passage:
    return Passage(name, text, participant, judged)


def same(n: int) -> NDArray[np.float32]:
    return np.tile(np.array([1.0, 0.0], np.float32), (n, 1))


def test_one_person_is_inconsistent_and_two_disagree() -> None:
    [found] = uneven([passage("a", gave("ada", "wait")), passage("b", no("ada", "wait"))], same(2))
    assert found == Uneven("wait", "a", "b", "ada", "ada", INCONSISTENT, REJECTED, 1.0, True, True, None)
    [found] = uneven([passage("a", gave("ada", "wait")), passage("b", gave("ben"), participant="P2")], same(2))
    assert found == Uneven("wait", "a", "b", "ada", "ben", DISAGREEMENT, LEFT, 1.0, True, False, None)


def test_both_kinds_are_told_of_one_passage() -> None:
    found = uneven([passage("a", gave("ada", "wait"), gave("ben", "wait")), passage("b", gave("ada"))], same(2))
    assert [(one.by, one.without, one.kind) for one in found] == [
        ("ada", "ada", INCONSISTENT), ("ben", "ada", DISAGREEMENT)
    ]  # fmt: skip


def test_what_says_nothing() -> None:
    coded = passage("a", gave("ada", "wait"))
    assert uneven([coded, passage("b", Judged("ada"))], same(2)) == (), "neither read nor rejected"
    assert uneven([coded, passage("b", gave("ada", "wait"))], same(2)) == ()
    later = Judged("ada", read=True, unknown=frozenset({"wait"}))
    assert uneven([coded, passage("b", later)], same(2)) == (), "the code came later"
    assert uneven([passage("a", gave("ada", "wait"), gave("ben"))], same(1)) == (), "one passage, two coders"
    short = [passage("a", gave("ada", "yes"), text="Yes, I do."), passage("b", gave("ada"), text="yes I do")]
    assert uneven(short, same(2)) == ()
    assert uneven([], np.zeros((0, 4), np.float32)) == ()


def test_a_passage_among_many_of_the_same_words_has_another_beside_it() -> None:
    one, two, three = (passage(name, gave("ada", "wait"), gave("ben", *codes)) for name, codes in
                       (("a", ["wait"]), ("b", []), ("c", [])))  # fmt: skip
    found = uneven([one, two, three], same(3))
    assert {(u.coded, u.other, u.by, u.without) for u in found if u.kind == DISAGREEMENT} == {
        ("a", "b", "ada", "ben"), ("a", "c", "ada", "ben")
    }  # fmt: skip
    assert {(u.coded, u.other) for u in found if u.kind == INCONSISTENT} == {("a", "b"), ("a", "c")}


def test_case_and_punctuation_are_no_other_words() -> None:
    pair = [
        passage("a", gave("ada", "wait")),
        passage("b", gave("ada"), text="i waited, for a letter: for MONTHS!"),
    ]
    [found] = uneven(pair, np.eye(2, dtype=np.float32))
    assert found.same_words
    assert found.likeness == 1.0


def test_the_worst_come_first() -> None:
    vectors = np.array([[1, 0], [1, 0], [0.99, 0.14], [0.96, 0.28], [0.96, 0.28], [0.995, 0.1]], np.float32)
    passages = [
        passage("coded", gave("ada", "wait")),
        passage("same", gave("ada")),
        passage("liker", gave("ada"), text="A letter came after some months"),
        passage("left", gave("ada"), text="The letter took a while to come"),
        passage("rejected", no("ada", "wait"), text="The letter took some time to come"),
        passage("opposite", gave("ada"), text="I never waited for a letter for months"),
    ]
    found = uneven(passages, vectors)
    assert [one.other for one in found] == ["same", "liker", "rejected", "left", "opposite"]
    assert found[-1].turned == Turned("waited", "never waited")
    assert [one.other for one in uneven(passages, vectors, most=2)] == ["same", "liker"]
    assert [one.other for one in uneven(passages, vectors, border=0.98)] == ["same", "liker", "opposite"]


def test_each_is_compared_with_its_nearest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "NEAREST", 1)
    angles = np.array([0.0, 0.1, 0.3])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    texts = ["one two three four", "five six seven eight", "nine ten eleven twelve"]
    passages = [passage(text[:3], gave("ada", *codes), text=text)
                for text, codes in zip(texts, (["x"], ["x"], []), strict=True)]  # fmt: skip
    [found] = uneven(passages, vectors)
    assert (found.coded, found.other) == ("fiv", "nin")


def naive(passages: list[Passage], vectors: NDArray[np.float32], border: float) -> dict[tuple[str, ...], float]:
    """For each passage without a code, coder who judged it and kind: the likeness of the likest with the code."""
    best: dict[tuple[str, ...], float] = {}
    for i, one in enumerate(passages):
        for j, other in enumerate(passages):
            same_words = words_of(one.text) == words_of(other.text)
            likeness = 1.0 if same_words else float(vectors[i] @ vectors[j])
            if i == j or likeness < border or min(len(words_of(p.text)) for p in (one, other)) < 4:
                continue
            for first in one.judged:
                for second in other.judged:
                    for code in first.given - second.given:
                        if code in second.rejected or (second.read and code not in second.unknown):
                            kind = INCONSISTENT if first.coder == second.coder else DISAGREEMENT
                            key = (code, other.id, second.coder, kind)
                            best[key] = max(best.get(key, -1.0), likeness)
    return best


CODES = st.frozensets(st.sampled_from("xyz"), max_size=2)
JUDGED = st.builds(Judged, st.just(""), CODES, CODES, st.booleans(), CODES)


@st.composite
def studies(draw: st.DrawFn) -> list[Passage]:
    texts = [f"{word} of the same words" for word in ("all", "some", "few", "most", "none")] + ["too short"]
    found = []
    for n in range(draw(st.integers(0, 9))):
        judged = []
        for coder in draw(st.sets(st.sampled_from(["ada", "ben"]), min_size=1)):
            own = draw(JUDGED)
            judged.append(Judged(coder, own.given, own.rejected - own.given, own.read, own.unknown))
        found.append(Passage(f"s{n}", draw(st.sampled_from(texts)), draw(st.sampled_from("PQ")), tuple(judged)))
    return found


@settings(max_examples=40)
@given(studies(), st.sampled_from([0.0, 0.6, 0.9]))
def test_every_pair_is_found(passages: list[Passage], border: float) -> None:
    texts = sorted({p.text for p in passages})
    angles = np.array([texts.index(p.text) * 0.4 for p in passages])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    found = uneven(passages, vectors, border=border)
    expected = naive(passages, vectors, border)
    assert {(u.code, u.other, u.without, u.kind) for u in found} == set(expected)
    by_id = {p.id: p for p in passages}
    for one in found:
        assert abs(one.likeness - expected[one.code, one.other, one.without, one.kind]) < 1e-6
        coded, other = by_id[one.coded], by_id[one.other]
        assert any(j.coder == one.by and one.code in j.given for j in coded.judged)
        assert (one.by == one.without) == (one.kind == INCONSISTENT)
        assert one.turned == (None if one.same_words else opposed(coded.text, other.text))
        [second] = [j for j in other.judged if j.coder == one.without]
        assert one.how == (REJECTED if one.code in second.rejected else LEFT)
