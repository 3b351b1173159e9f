from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching import cluster
from qual.matching.cluster import (
    Candidates,
    balanced_quotes,
    candidate_themes,
    central_first,
    grouped,
    hashed_sample,
    long_enough,
    named,
)
from qual.matching.rules import words_of
from qual.matching.segments import SegmentText
from qual.matching.words import telling_words
from tests.fakes import HashingEncoder

GARDEN = "my garden and the dog in the garden beds"
MONEY = "rent and money and debts, the rent again"
SEA = "driving to the sea, waves and sea wind"


def study(participants: int = 4) -> list[SegmentText]:
    """Three subjects, each voiced by every participant, and odd remarks of no subject."""
    made = []
    for place, subject in enumerate([GARDEN, MONEY, SEA]):
        for n in range(6):
            who = f"P{n % participants}"
            text = f"{subject} {subject} number{place}{n} extra{place}{n}"
            made.append(SegmentText(f"{place}-{n}", f"T{who}", n, "patient", text, participant=who))
    odd = [f"odd{n}a odd{n}b odd{n}c odd{n}d odd{n}e" for n in range(5)]
    made += [SegmentText(f"odd-{n}", "T9", n, "patient", text, participant="P9") for n, text in enumerate(odd)]
    return made


def find(segments: list[SegmentText], *, most: int = 12) -> Candidates:
    return candidate_themes(segments, HashingEncoder().encode([s.text for s in segments]), most=most)


def test_each_subject_becomes_a_candidate_and_odd_remarks_none() -> None:
    found = find(study())
    assert {frozenset(s[0] for s in theme.segments) for theme in found} == {
        frozenset("0"),
        frozenset("1"),
        frozenset("2"),
    }
    assert all(len(theme.segments) == 6 for theme in found)
    assert found.note == ""


def test_labels_are_words_people_said_in_several_segments() -> None:
    segments = {s.id: s for s in study()}
    for theme in find(list(segments.values())):
        assert theme.label
        for word in theme.words:
            assert sum(word in words_of(segments[name].text) for name in theme.segments) > 1
        assert set(theme.label.split(" · ")) <= set(theme.words)
    assert any("garden" in theme.label for theme in find(list(segments.values())))


def test_quotes_come_from_different_participants_before_any_speaks_twice() -> None:
    for theme in find(study(participants=3)):
        voices = [f"P{int(name.split('-')[1]) % 3}" for name in theme.quotes]
        assert len(theme.quotes) == 4
        assert len(set(voices)) == 3
        assert set(theme.quotes) <= set(theme.segments)
        assert set(theme.participants) == {"P0", "P1", "P2"}


def test_equal_words_are_quoted_once() -> None:
    segments = study()
    segments += [
        SegmentText(f"again-{n}", "T1", n, "patient", segments[0].text, participant=f"P{n}") for n in range(4)
    ]
    by_id = {s.id: s.text for s in segments}
    for theme in find(segments):
        texts = [by_id[name] for name in theme.quotes]
        assert len(texts) == len(set(texts))


def test_one_persons_pet_subject_is_no_theme_where_others_speak_too() -> None:
    segments = [
        SegmentText(
            s.id, s.transcript, s.order, s.role, s.text, participant="P0" if s.id.startswith("1") else s.participant
        )
        for s in study()
    ]
    assert not any(name.startswith("1") for theme in find(segments) for name in theme.segments)
    alone = [SegmentText(s.id, "T", s.order, s.role, s.text, participant="P0") for s in study()]
    assert len(find(alone)) == 3


def test_what_fits_a_code_is_left_out() -> None:
    segments = study()
    vectors = HashingEncoder().encode([s.text for s in segments])
    covered = np.array([s.id.startswith("0") for s in segments])
    found = candidate_themes(segments, vectors, covered=covered)
    assert {name[0] for theme in found for name in theme.segments} == {"1", "2"}


def test_too_few_segments_give_nothing_and_the_reason() -> None:
    found = find(study()[:5])
    assert found.themes == ()
    assert found.note == "Only 5 passages fit no code; 8 are needed to look for new themes among them."
    assert candidate_themes([], np.zeros((0, 0), dtype=np.float32)).themes == ()


def test_passages_without_anything_in_common_give_nothing_and_the_reason() -> None:
    odd = [SegmentText(f"s{n}", f"T{n}", n, "patient", " ".join(f"w{n}{c}" for c in "abcdefgh")) for n in range(12)]
    found = find(odd)
    assert found.themes == ()
    assert "too unlike" in found.note


def test_backchannels_join_no_group() -> None:
    chatter = [SegmentText(f"y{n}", f"T{n}", n, "patient", "Yeah, exactly.") for n in range(20)]
    assert not any(name.startswith("y") for theme in find(study() + chatter) for name in theme.segments)


def test_a_candidate_keeps_its_id_when_a_segment_elsewhere_is_added() -> None:
    before = find(study())
    more = SegmentText("new", "T9", 9, "patient", "a new and quite different remark here", participant="P9")
    assert {theme.id for theme in find([*study(), more])} == {theme.id for theme in before}


@settings(max_examples=10)
@given(st.permutations(range(23)))
def test_the_order_of_the_segments_does_not_change_the_groups(order: list[int]) -> None:
    segments = study()
    groups = {frozenset(theme.segments) for theme in find(segments)}
    assert {frozenset(theme.segments) for theme in find([segments[place] for place in order])} == groups


def test_at_most_so_many_and_the_most_shared_first() -> None:
    assert len(find(study(), most=2)) == 2
    sizes = [len(theme.participants) for theme in find(study())]
    assert sizes == sorted(sizes, reverse=True)


def test_each_segment_needs_a_vector() -> None:
    with pytest.raises(ValueError, match="as many vectors"):
        candidate_themes(study(), np.zeros((2, 4), dtype=np.float32))


def test_a_word_tells_a_group_when_it_is_common_there_and_rare_elsewhere() -> None:
    groups = [
        ["the garden and rent", "garden again rent", "garden uhm you know"],
        ["rent due rent", "rent and debts", "debts"],
    ]
    first, second = telling_words(groups, ["other words"] * 6)
    assert first[0] == "garden"
    assert set(second) == {"rent", "debts"}
    assert "uhm" not in first
    assert telling_words([["one two"], []], []) == [(), ()]


def test_quotes_let_the_roles_take_turns_once_everybody_was_heard_once() -> None:
    spoken = [("P1", "patient"), ("P1", "patient"), ("P2", "patient"), ("P3", "patient"), ("C1", "clinician")]
    members = [
        SegmentText(str(n), "T", n, role, f"words {n}", participant=who) for n, (who, role) in enumerate(spoken)
    ]
    assert balanced_quotes(members, 4) == ["0", "4", "2", "3"]
    assert balanced_quotes(members, 9) == ["0", "4", "2", "3", "1"]
    assert balanced_quotes([], 4) == []


def test_the_same_words_again_and_again_are_no_theme_and_it_is_said() -> None:
    same = [SegmentText(str(n), f"T{n}", n, "patient", "The very same five words here.") for n in range(12)]
    found = find(same)
    assert found.themes == ()
    assert found.note == "The 12 passages that fit no code all say the same words."


def test_emoji_alone_and_short_remarks_are_counted_as_too_short() -> None:
    small = [SegmentText(str(n), f"T{n}", n, "patient", "😀 😀 😀 😀 😀 😀") for n in range(20)]
    assert find(small).note == (
        "Only 0 passages fit no code (20 more are shorter than 5 words); 8 are needed to look for new themes among "
        "them."
    )


def test_words_without_spaces_between_them_are_long_enough_by_their_letters() -> None:
    assert long_enough("我一直在等候名单上等待")
    assert not long_enough("好的")
    assert not long_enough("Yeah, exactly.")


def test_of_too_many_the_same_are_compared_and_the_others_join_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "MOST_SEGMENTS", 15)
    monkeypatch.setattr(cluster, "_AT_ONCE", 3)
    found = find(study())
    whole = {frozenset(name for name in theme.segments) for theme in found}
    assert all(len({name[0] for name in group}) == 1 for group in whole)
    assert any(len(group) == 6 for group in whole)
    assert found.note.startswith("15 of 23 passages that fit no code were compared with one another")
    assert find(study()) == found


def test_a_sample_by_hash_changes_little_when_names_are_added() -> None:
    names = [f"P{n}:0-9" for n in range(200)]
    before = {names[place] for place in hashed_sample(names, 50).tolist()}
    more = [*names, *(f"Q{n}:0-9" for n in range(10))]
    after = {more[place] for place in hashed_sample(more, 50).tolist()}
    assert len(before) == len(after) == 50
    assert len(before & after) >= 40
    assert hashed_sample(names, 500).tolist() == list(range(200))


def test_groups_are_named_one_by_one_in_their_order() -> None:
    segments = study()
    vectors = HashingEncoder().encode([s.text for s in segments])
    groups = grouped(segments, vectors)
    themes = named(groups.groups, segments)
    assert [theme.segments for theme in themes] == list(groups.groups)
    [alone] = named([["odd-0"]], segments)
    assert (alone.words, alone.label) == ((), "")


def test_the_most_central_comes_first() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    assert central_first(["a", "b", "c"], vectors) == ["b", "a", "c"]
