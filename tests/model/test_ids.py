"""Ids: new ones never meet, stable ones are the same for the same thing and for nothing else."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from qual.model.ids import new_id, stable_id

HEX = re.compile(r"[0-9a-f]{32}")


def test_new_ids_are_all_different() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(HEX.fullmatch(one) for one in ids)


def test_a_stable_id_never_changes_between_versions() -> None:
    assert stable_id("code", "pain") == "03eb14630efa51f1ac2b70b02097b560"


def test_a_coder_and_a_code_of_the_same_name_have_different_ids() -> None:
    assert stable_id("coder", "pain") != stable_id("code", "pain")


@given(
    st.lists(st.text("a\x1fb", max_size=4), min_size=1, max_size=3),
    st.lists(st.text("a\x1fb", max_size=4), min_size=1, max_size=3),
)
def test_the_same_parts_and_only_they_have_the_same_id(one: list[str], other: list[str]) -> None:
    assert HEX.fullmatch(stable_id("turn", *one))
    assert (stable_id("turn", *one) == stable_id("turn", *other)) is (one == other)


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    assert stable_id("turn", "ab", "c") != stable_id("turn", "a", "bc")
