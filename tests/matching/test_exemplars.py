"""Typical and atypical passages: the balanced middle, turns of the roles, and too few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from qual.matching.exemplars import Passages, exemplars, nearness


def passages(rows: Sequence[Sequence[float]], who: str, *, quotable: Sequence[bool] = ()) -> Passages:
    """`who` is a letter for each row: capitals are clinicians, the others patients; each letter is a person."""
    roles = ["clinician" if letter.isupper() else "patient" for letter in who]
    return Passages(np.array(rows, dtype=np.float32), roles, list(who), quotable or [True] * len(who))


def degrees(*angles: float) -> list[list[float]]:
    return [[float(np.cos(np.radians(a))), float(np.sin(np.radians(a)))] for a in angles]


def test_the_middle_does_not_go_with_who_talks_most() -> None:
    found = nearness(passages(degrees(0, 0, 0, 0, 90), "aaaaB"))
    assert found == pytest.approx([np.cos(np.radians(45))] * 5, abs=1e-6)
    by_person = nearness(passages(degrees(0, 0, 0, 60), "aaab"))
    assert by_person == pytest.approx([np.cos(np.radians(30))] * 4, abs=1e-6)


def test_the_nearest_is_typical_and_the_farthest_of_another_person_atypical() -> None:
    own = passages(degrees(0, 10, 20, 90, 70), "aabac")
    found = exemplars({"x": own})["x"]
    near = nearness(own)
    first = int(near.argmax())
    assert found[0] == first
    others = [row for row in range(5) if own.people[row] != own.people[first]]
    assert found[1] == min(others, key=lambda row: near[row])


def test_what_cannot_be_quoted_is_in_the_middle_but_never_shown() -> None:
    own = passages(degrees(0, 5, 40, 80), "abcd", quotable=[False, True, True, False])
    assert set(exemplars({"x": own})["x"]) <= {1, 2}
    none = passages(degrees(0, 5, 40), "abc", quotable=[False] * 3)
    assert exemplars({"x": none}) == {"x": (None, None)}
    single = passages(degrees(0, 5, 40), "abc", quotable=[False, True, False])
    assert exemplars({"x": single}) == {"x": (1, None)}


def test_fewer_than_three_passages_show_none() -> None:
    assert exemplars({"x": passages(degrees(0, 5), "ab")}) == {"x": (None, None)}


def test_roles_take_turns_where_each_has_enough() -> None:
    rows = passages(degrees(0, 1, 2, 80, 81, 82), "abcDEF")
    found = exemplars({"x": rows, "y": rows})
    shown = [rows.roles[row] for code in ("x", "y") for row in found[code][:1] if row is not None]
    assert sorted(shown) == ["clinician", "patient"]
    shown = [rows.roles[row] for code in ("x", "y") for row in found[code][1:] if row is not None]
    assert sorted(shown) == ["clinician", "patient"]


def test_a_role_with_few_passages_is_not_made_typical() -> None:
    rows = passages(degrees(0, 1, 2, 3, 170), "abcdE")
    found = exemplars({"x": rows, "y": rows})
    assert all(row is not None and rows.roles[row] == "patient" for row in (found["x"][0], found["y"][0]))
