"""Cross-validation over participants: nobody is judged by a learner that was told of them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching import crossval
from tests.fakes import HashingEncoder

PEOPLE = [f"p{row // 6}" for row in range(60)] + [f"c{row // 6}" for row in range(24)]
ROLES = ["patient"] * 60 + ["clinician"] * 24


@given(st.lists(st.integers(0, 12), min_size=2, max_size=40), st.integers(0, 3))
@settings(max_examples=25)
def test_a_participant_is_in_one_fold_and_every_fold_has_somebody(people: list[int], seed: int) -> None:
    names = [f"p{number}" for number in people]
    roles = ["patient" if number % 3 else "clinician" for number in people]
    fold = crossval.folds(names, roles, seed=seed)
    assert len({(name, one) for name, one in zip(names, fold, strict=True)}) == len(set(names))
    assert set(fold) == set(range(min(crossval.MOST_FOLDS, len(set(names)))))
    assert (fold == crossval.folds(names, roles, seed=seed)).all()


def test_folds_spread_each_role_and_differ_by_seed() -> None:
    fold = crossval.folds(PEOPLE, ROLES, most=4)
    clinicians = {(name, one) for name, one in zip(PEOPLE, fold, strict=True) if name.startswith("c")}
    assert sorted(one for _, one in clinicians) == [0, 1, 2, 3]
    assert any((crossval.folds(PEOPLE, ROLES, most=4, seed=seed) != fold).any() for seed in range(1, 5))


def test_one_looks_after_so_many_passages_as_every_fold_has() -> None:
    fold = np.array([0] * 30 + [1] * 40)
    assert crossval.budgets(fold) == [(0, 0), (10, 10), (25, 25), (30, None)]
    assert crossval.budgets(np.array([0, 1])) == [(0, 0), (1, None)]


class Spy:
    """A learner that remembers what it was told, and answers with how much that was."""

    made: ClassVar[list[Spy]] = []

    def __init__(self, codes: pd.DataFrame, segments: pd.DataFrame, **options: object) -> None:
        self.codes, self.segments, self.options = codes, segments, options
        self.told: dict[str, list[str]] = {}
        self.asked: list[set[str]] = []
        self.made.append(self)

    def decide(self, segment_id: str, accepted: list[str]) -> None:
        self.told[segment_id] = accepted

    def scores(self) -> pd.DataFrame:
        self.asked.append(set(self.told))
        value = len(self.told) / 1000
        return pd.DataFrame(value, index=self.segments["segment_id"], columns=self.codes["code_id"])

    def suggested(self) -> pd.DataFrame:
        return self.scores() > 0.02


def test_every_passage_is_scored_by_a_learner_that_was_told_of_others_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossval, "Suggester", Spy)
    monkeypatch.setattr(Spy, "made", [])
    codes = pd.DataFrame({"code_id": ["a", "b"], "name": ["A", "B"], "definition": ["", ""]})
    segments = pd.DataFrame({"segment_id": [f"s{row}" for row in range(100)]})
    rows = np.arange(10, 94)  # what stands before and after is context
    truth = np.arange(84)[:, None] % 3 == np.array([[0, 1]])
    fold = crossval.folds(PEOPLE, ROLES)
    looks: list[None] = []
    found = crossval.predictions(
        codes, segments, rows, truth, fold, encoder=HashingEncoder(), context_roles=["interviewer"],
        step=lambda: looks.append(None),
    )  # fmt: skip
    assert [(one.reviewed, one.everything) for one in found] == [
        (0, False), (10, False), (25, False), (50, False), (min(sum(fold != one) for one in range(5)), True),
    ]  # fmt: skip
    assert len(looks) == 5 * len(found)
    for number, learner in enumerate(Spy.made):
        own = {f"s{rows[place]}" for place in np.flatnonzero(fold == number)}
        assert not own & set(learner.told)
        assert len(learner.told) == sum(fold != number)
        assert [len(told) for told in learner.asked[::2]] == [0, 10, 25, 50, len(learner.told)]
        for name, accepted in learner.told.items():
            assert accepted == [code for code, has in zip("ab", truth[int(name[1:]) - 10], strict=True) if has]
        assert (found[-1].probability[fold == number] == len(learner.told) / 1000).all()
    assert (found[1].probability == 0.01).all()
    assert not found[1].suggested.any()
    assert found[2].suggested.all()


def test_likeness_is_to_the_name_and_definition() -> None:
    codes = pd.DataFrame(
        {"code_id": ["wait", "x"], "name": ["Waiting", ""], "definition": ["waits for a letter", ""]}
    )
    found = crossval.likeness(codes, ["Waiting: waits for a letter", "x", "nothing of it"], HashingEncoder())
    assert found.shape == (3, 2)
    assert found[0, 0] == pytest.approx(1, abs=1e-5)
    assert found[1, 1] == pytest.approx(1, abs=1e-5)
    assert found[2].max() < 0.9
