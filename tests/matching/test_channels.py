from __future__ import annotations

from math import exp

import numpy as np
import pytest

from qual.matching import channels
from qual.matching.channels import Duals, add_near, project, project_coding, project_place
from qual.matching.space import NOWHERE, PLACES, Space
from tests.matching.worlds import World, world

WORLDS = [
    world(1),
    world(2, n=25, people=1, context=True, marks=3),
    world(3, n=9, people=9, decided=9),
    world(4, n=1, people=1, decided=1),
    world(5, n=30, people=3, marks=6, decided=0),
]
IDS = ["plain", "context and marks", "a transcript each", "one segment", "marks alone"]
WORDS_ALIKE = {
    id(made.space): [words.toarray() @ words.toarray().T for words in (made.space.manner, made.space.content)]
    for made in WORLDS
}
every_world = pytest.mark.parametrize("made", WORLDS, ids=IDS)


def bell(apart: float, width: float) -> float:
    return exp(-0.5 * (apart / width) ** 2)


def beside(space: Space, row: int) -> np.ndarray:
    return space.vectors[row] if row != NOWHERE else np.zeros(space.vectors.shape[1])


def same_role(space: Space, x: int, r: int) -> float:
    role = space.layout.role
    return float(role[x] == role[r] and role[x] != NOWHERE)


def naive(space: Space, channel: str, x: int, r: int) -> float:
    """Likeness of two rows, from the words of the documentation."""
    layout = space.layout
    meaning = float(space.vectors[x] @ space.vectors[r])
    manner, content = (float(alike[x, r]) for alike in WORDS_ALIKE[id(space)])
    before = float(beside(space, layout.before[x]) @ beside(space, layout.before[r]))
    after = float(beside(space, layout.after[x]) @ beside(space, layout.after[r]))
    if channel == "around":
        return before + 0.7 * after
    if channel == "meaning":
        return meaning + 0.5 * content + 0.15 * before + 0.1 * after
    if channel == "manner":
        return manner + 0.5 * meaning
    if channel == "role":
        return same_role(space, x, r)
    if channel == "place":
        share = (float(layout.place[x]) - float(layout.place[r])) / PLACES
        return bell(float(layout.order[x] - layout.order[r]), 1.0) + bell(share, 0.15)
    length = bell(float(space.length[x] - space.length[r]), 0.5)
    role = same_role(space, x, r)
    return role * (length + 0.7 * (meaning + manner)) + 0.3 * role + 0.3 * length


def kernel(space: Space, channel: str, rows: np.ndarray) -> np.ndarray:
    return np.array([[naive(space, channel, x, int(r)) for r in rows] for x in range(space.rows)]).reshape(
        space.rows, len(rows)
    )


def weights_for(made: World, seed: int = 0) -> Duals:
    rng = np.random.default_rng(seed)
    shape = len(made.examples), made.space.codes
    return Duals(*(rng.normal(size=shape).astype(np.float32) for _ in range(6)))


@every_world
@pytest.mark.parametrize("channel", ["meaning", "around", "manner", "role", "place", "coding"])
def test_likeness_among_the_examples_is_what_the_documentation_says(made: World, channel: str) -> None:
    rows = made.examples.rows
    gram = getattr(channels, channel)(made.space, rows, rows)
    np.testing.assert_allclose(gram, kernel(made.space, channel, rows)[rows], atol=1e-5)
    others = np.arange(made.space.rows)[::2]
    across = getattr(channels, channel)(made.space, others, rows)
    np.testing.assert_allclose(across, kernel(made.space, channel, rows)[others], atol=1e-5)


@every_world
def test_what_is_predicted_is_the_sum_over_the_examples_of_likeness_times_weight(made: World) -> None:
    space, rows, duals = made.space, made.examples.rows, weights_for(made)
    expected = sum(
        kernel(space, name, rows) @ getattr(duals, name)
        for name in ("meaning", "around", "manner", "role", "place")
    )
    np.testing.assert_allclose(project(space, rows, duals), expected, atol=1e-4)
    np.testing.assert_allclose(
        project_place(space, rows, duals.place), kernel(space, "place", rows) @ duals.place, atol=1e-4
    )
    dual = duals.meaning[:, 0]
    np.testing.assert_allclose(project_coding(space, rows, dual), kernel(space, "coding", rows) @ dual, atol=1e-4)


@every_world
def test_what_was_decided_nearby_runs_on_in_its_transcript(made: World) -> None:
    space, rows = made.space, made.examples.rows
    targets = weights_for(made).meaning
    order, transcript = space.layout.order, space.layout.transcript
    expected = np.ones((space.rows, space.codes))
    for x in range(space.rows):
        own = [
            (exp(-abs(int(order[x]) - int(order[r])) / 2), target)
            for r, target in zip(rows, targets, strict=True)
            if r != x and transcript[r] == transcript[x] != NOWHERE
        ]
        if own:
            expected[x] += sum(near * target for near, target in own) / (1 + sum(near for near, _ in own))
    out = np.ones_like(expected, dtype=np.float32)
    add_near(out, space, rows, targets)
    np.testing.assert_allclose(out, expected, atol=1e-5)


@every_world
def test_some_rows_are_told_the_same_as_all(made: World) -> None:
    space, rows, duals = made.space, made.examples.rows, weights_for(made)
    at = np.random.default_rng(1).permutation(space.rows)[: space.rows // 2 + 1]
    np.testing.assert_allclose(project(space, rows, duals, at), project(space, rows, duals)[at], atol=1e-5)
    np.testing.assert_allclose(
        project_place(space, rows, duals.place, at), project_place(space, rows, duals.place)[at], atol=1e-6
    )
    some = np.zeros((len(at), space.codes), dtype=np.float32)
    every = np.zeros((space.rows, space.codes), dtype=np.float32)
    add_near(some, space, rows, duals.meaning, at)
    add_near(every, space, rows, duals.meaning)
    np.testing.assert_allclose(some, every[at], atol=1e-6)


@every_world
def test_every_likeness_is_one_that_ridge_regression_can_use(made: World) -> None:
    """Symmetric, and no eigenvalue below zero but by rounding."""
    for channel in ("meaning", "manner", "role", "place", "coding"):
        gram = getattr(channels, channel)(made.space, made.examples.rows, made.examples.rows).astype(float)
        np.testing.assert_allclose(gram, gram.T, atol=1e-5)
        assert np.linalg.eigvalsh(gram).min(initial=0) > -1e-4


def test_a_row_without_a_role_is_like_nobody() -> None:
    made = world(6, n=10, marks=1)
    assert made.space.layout.role[-1] == NOWHERE
    assert not channels.role(made.space, np.array([10]), np.arange(11)).any()
    nothing, one = np.zeros((1, 3), dtype=np.float32), np.ones((1, 3), dtype=np.float32)
    alone = Duals(meaning=nothing, around=nothing, manner=nothing, role=one, place=one, near=nothing)
    told = project(made.space, np.array([10]), alone) - project_place(made.space, np.array([10]), alone.place)
    np.testing.assert_allclose(told, 0, atol=1e-6)
