"""Themes keep their ids while most of their passages stay, and what people did with them holds as long."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.lineage import Group, Merge, followed, merged, mostly


def group(name: str, passages: str) -> Group:
    return Group(name, frozenset(passages))


def ids(found: list[str], known: list[Group]) -> list[str]:
    return [one.id for one in followed([list(own) for own in found], known)]


def test_a_group_keeps_its_id_while_more_than_half_of_its_passages_stay() -> None:
    known = [group("a", "12345"), group("b", "6789")]
    assert ids(["123xy", "67"], known)[0] == "a"
    assert ids(["12xyz"], known)[0] != "a"
    assert ids(["67xyz"], known)[0] != "b", "half is not most"
    assert ids(["678xyzvw"], known) == ["b"], "however much comes to it"


def test_where_two_go_on_in_one_the_one_with_more_passages_gives_its_id() -> None:
    known = [group("small", "123"), group("large", "45678")]
    assert ids(["12345678"], known) == ["large"]
    [first, second] = ids(["45678", "123"], known)
    assert (first, second) == ("large", "small")


def test_a_split_leaves_the_id_with_the_larger_part_and_makes_a_new_one() -> None:
    [first, second] = ids(["1234", "567890"], [group("a", "1234567890")])
    assert second == "a"
    assert first not in ("a", "")


def test_equal_shares_go_to_what_is_more_alike_then_to_what_counts_first() -> None:
    known = [group("wide", "12345"), group("same", "123")]
    assert ids(["123"], known) == ["same"]
    assert ids(["123"], [group("one", "123"), group("other", "123")]) == ["one"]


def test_a_new_id_is_made_of_the_central_passage_and_never_one_that_was_used() -> None:
    [fresh] = ids(["123"], [])
    assert fresh == ids(["145"], [])[0], "the central passage alone makes it"
    [other] = ids(["1"], [group(fresh, "789")])
    assert other != fresh
    assert ids(["1"], [group(fresh, "789"), group(other, "45")])[0] not in (fresh, other)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from("abcdef"), min_size=12, max_size=12),
    st.lists(st.sampled_from("abcdef"), min_size=12, max_size=12),
)
def test_ids_are_given_once_and_what_stays_as_it_is_keeps_its_own(before: list[str], after: list[str]) -> None:
    def groups(marks: list[str]) -> list[list[str]]:
        return [[str(n) for n, own in enumerate(marks) if own == mark] for mark in sorted(set(marks))]

    known = followed(groups(before), [])
    found = followed(groups(after), known)
    assert len({one.id for one in found}) == len(found)
    was = {one.passages: one.id for one in known}
    for one in found:
        assert was.get(one.passages, one.id) == one.id
        old = next((k for k in known if k.id == one.id), None)
        assert old is None or mostly(old.passages, one.passages)
    assert followed(groups(before), known) == known


def test_a_merge_puts_groups_of_mostly_its_passages_together() -> None:
    groups = [group("a", "123"), group("b", "456"), group("c", "789")]
    [(whole, parts), (other, alone)] = merged(groups, [Merge("b", frozenset("123456"))])
    assert (whole, parts) == (group("b", "123456"), ("a", "b"))
    assert (other, alone) == (group("c", "789"), ("c",))
    assert merged(groups, [Merge("b", frozenset("1"))]) == [(one, (one.id,)) for one in groups]


def test_a_merged_group_keeps_its_id_while_most_of_what_was_merged_stays() -> None:
    merge = Merge("a", frozenset("12345678"))
    assert merged([group("b", "45678")], [merge]) == [(group("a", "45678"), ("b",))]
    assert merged([group("b", "567")], [merge]) == [(group("b", "567"), ("b",))]
    taken = [group("b", "45678"), group("a", "xyz")]
    assert [one.id for one, _ in merged(taken, [merge])] == ["b", "a"], "an id is never given twice"


def test_a_merge_holds_for_the_groups_it_was_about_however_they_grow() -> None:
    merge = Merge("a", frozenset("123456"), frozenset("ab"))
    grown = [group("a", "123" + "uvwxyz"), group("b", "456"), group("c", "789")]
    [(whole, parts), _] = merged(grown, [merge])
    assert (whole.id, whole.passages, parts) == ("a", frozenset("123456uvwxyz"), ("a", "b"))


def test_merges_build_on_one_another() -> None:
    groups = [group("a", "12"), group("b", "34"), group("c", "56")]
    merges = [Merge("a", frozenset("1234")), Merge("c", frozenset("123456"))]
    assert merged(groups, merges) == [(group("c", "123456"), ("a", "b", "c"))]
