from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qual.matching import channels
from qual.matching.counts import count
from qual.matching.fit import Fit
from qual.matching.learner import MOST_CHANCE, Learned, learn
from qual.matching.ranker import log_odds, shipped_weights
from qual.matching.reasons import LEAST_SHARE, _distance, _Reasons, _with_change, reasons
from qual.matching.ridge import Inverses
from qual.model.suggestion import Evidence
from tests.matching.worlds import World, world

MADE = {
    "few decisions": world(11, decided=8),
    "single codes": world(12, decided=30, whole=False),
    "whole segments": world(13, n=80, decided=50, context=True),
    "marked words": world(14, decided=20, marks=3),
}
every_world = pytest.mark.parametrize("name", MADE)


def odds(learned: Learned) -> np.ndarray:
    """Log-odds before the chances of a row were multiplied."""
    chance = learned.chance.astype(float) / learned.scale[:, None]
    return np.asarray(log_odds(np.clip(chance, 1e-12, 1 - 1e-12)))


def of_length(made: World, learned: Learned) -> np.ndarray:
    own = made.space.length[made.space.layout.data]
    return np.asarray(learned.weights.of("length") * (made.space.length - own.mean()) / own.std())


def of_near(made: World, learned: Learned) -> np.ndarray:
    fit = Fit(made.space, count(made.space, made.examples), shipped_weights(), Inverses())
    return np.asarray(fit._near(np.arange(made.space.rows)) * learned.weights.of("near"))


@every_world
def test_reasons_add_up_to_the_log_odds(name: str) -> None:
    """All of them, before the smaller ones are left out, are the log-odds of a pair less one constant per code.

    Only how long a segment is, and what was decided near it, count without being told as reasons.
    """
    made = MADE[name]
    space = made.space
    learned = learn(space, made.examples)
    work, rows = _Reasons(space, made.examples, learned, made.known), list(range(space.rows))
    every = np.arange(len(made.examples))
    uncut = (learned.chance < MOST_CHANCE).all(axis=1)
    for code in range(space.codes):
        told = space.phrases[:, code] + work._shares(code, rows, every).sum(axis=1)
        codebook = work.of_codebook(code, rows)
        told += [sum(e.contribution for e in own if e.kind != "words") for own in codebook]
        told += space.lexical[:, code] * work._weight("lexical", code)
        for shares in (
            work._role_shares(learned.duals.role[:, code]),
            work._place_shares(learned.duals.place[:, code]),
            work._manner(rows, learned.duals.manner[:, code])[0],
            work._around(rows, code),
        ):
            told = told + shares
        left = odds(learned)[:, code] - of_length(made, learned) - of_near(made, learned)[:, code] - told
        assert np.ptp(left[uncut]) < 2e-3


@every_world
def test_shares_are_told_against_the_average_segment(name: str) -> None:
    """Role, place, manner and examples, against what the channels predict less its mean over the data."""
    made = MADE[name]
    space, data, rows = made.space, made.space.layout.data, list(range(made.space.rows))
    learned = learn(space, made.examples)
    work = _Reasons(space, made.examples, learned, made.known)
    context = np.zeros((space.rows, space.codes))
    for code in range(space.codes):
        context[:, code] = work._shares(code, rows, np.arange(len(made.examples))).sum(axis=1)
        context[:, code] += work._manner(rows, learned.duals.manner[:, code])[0]
        context[:, code] += work._around(rows, code)
        for own in (
            work._role_shares(learned.duals.role[:, code]),
            work._place_shares(learned.duals.place[:, code]),
        ):
            context[:, code] += own - own[data].mean()
    predicted = channels.project(space, made.examples.rows, learned.duals)
    np.testing.assert_allclose(context, predicted - predicted[data].mean(axis=0), atol=1e-3)


@every_world
def test_what_is_told_are_the_largest_shares(name: str) -> None:
    made = MADE[name]
    learned = learn(made.space, made.examples)
    work = _Reasons(made.space, made.examples, learned, made.known)
    pairs = [(row, code) for row in range(0, made.space.rows, 3) for code in range(3)]
    for (row, code), found in zip(
        pairs, reasons(made.space, made.examples, learned, made.known, pairs), strict=True
    ):
        shares = work._shares(code, [row], np.arange(len(made.examples)))[0]
        own = made.examples.rows == row
        labels = made.examples.labels[:, code]
        for kind, sign, most in (("confirmed", 1, 2), ("rejected", -1, 1)):
            of_kind = shares[(labels == sign) & ~own] * sign
            expected = sorted((float(s) for s in of_kind if s >= 0.05), reverse=True)[:most]
            told = sorted((sign * e.contribution for e in found if e.kind == kind), reverse=True)
            assert sum(told) == pytest.approx(sum(expected), abs=1e-4)
        reason = [e for e in found if e.kind != "change"]
        assert found[: len(reason)] == tuple(reason)
        assert [abs(e.contribution) for e in reason] == sorted((abs(e.contribution) for e in reason), reverse=True)
        assert any(e.kind in {"definition", "include", "example"} for e in reason)
        assert all(e.text for e in found)
        assert all(e.kind in {"confirmed", "rejected"} for e in found if e.segment)


def test_without_a_phrase_the_log_odds_lack_exactly_its_share() -> None:
    made = world(12, n=200, decided=30, whole=False)
    [match, *_] = [m for m in made.known.matches if m.include and m.row not in made.examples.rows]
    row, code = match.row, match.code
    assert sum((m.row, m.code) == (row, code) for m in made.known.matches) == 1
    learned = learn(made.space, made.examples)
    [found] = reasons(made.space, made.examples, learned, made.known, [(row, code)])
    [share] = [e.contribution for e in found if e.kind == "include" and e.text == match.phrase][:1]
    near = made.known.anchors[int(made.space.nearest[row, code])]
    if near.text == match.phrase:  # found word for word and nearest in meaning: one reason
        share -= float(made.space.definition[row, code] - made.space.excluded[row, code]) * _Reasons(
            made.space, made.examples, learned, made.known
        )._weight("definition", code)
    phrases = made.space.phrases.copy()
    phrases[row, code] = 0
    without = learn(replace(made.space, phrases=phrases), made.examples)
    assert odds(learned)[row, code] - odds(without)[row, code] == pytest.approx(share, abs=1e-3)
    assert share == pytest.approx(1.5)


@every_world
def test_what_would_change_the_mind_would_and_nothing_less(name: str) -> None:
    made = MADE[name]
    space, learned = made.space, learn(made.space, made.examples)
    pairs = [(row, code) for row in range(space.rows) for code in range(3)]
    changes = 0
    for (row, code), found in zip(pairs, reasons(space, made.examples, learned, made.known, pairs), strict=True):
        threshold = float(learned.threshold[space.layout.role[row], code])
        chance, scale = float(learned.chance[row, code]), float(learned.scale[row])
        if chance >= MOST_CHANCE:
            continue

        def after(shift: float, at: float = float(odds(learned)[row, code]), times: float = scale) -> float:
            return float(times / (1 + np.exp(-at - shift)))

        on = chance >= threshold
        side = [
            e.contribution for e in found if e.kind != "change" and (e.contribution > 0) == on and e.contribution
        ]
        if found[-1].kind == "change":
            changes += 1
            gone = len(found[-1].text.split(" + "))
            assert found[-1].contribution == pytest.approx(-sum(side[:gone]))
            assert (after(found[-1].contribution) >= threshold) != on
            assert (after(-sum(side[: gone - 1])) >= threshold - 1e-6) == on
        else:
            assert (after(-sum(side)) >= threshold - 1e-6) == on
    assert changes


def test_a_code_just_at_its_threshold_is_changed_by_its_strongest_reason() -> None:
    evidence = [Evidence("example", "a", 0.4), Evidence("words", "b", -0.3), Evidence("role", "c", 0.1)]
    assert _with_change(evidence, 0.0)[-1] == Evidence("change", "example", -0.4)
    assert _with_change(evidence, 0.45)[-1] == Evidence("change", "example + role", -0.5)
    assert _with_change(evidence, 0.6) == tuple(evidence)
    assert _with_change(evidence, -0.2)[-1] == Evidence("change", "words", 0.3)
    assert _with_change(evidence, float("nan")) == tuple(evidence)
    assert _with_change([], 0.0) == ()


def test_of_a_chance_that_was_cut_it_cannot_be_told_what_would_change_it() -> None:
    made = world(13, decided=30)
    learned = learn(made.space, made.examples)
    chance, scale = learned.chance.copy(), learned.scale.copy()
    chance[0], scale[0] = MOST_CHANCE, 1.5
    cut = replace(learned, chance=chance, scale=scale)
    assert np.isnan(_distance(made.space, cut, 0, 0))
    scale[0] = 1.0
    assert _distance(made.space, cut, 0, 0) > 0


def test_without_pairs_or_decisions_there_is_little_to_say() -> None:
    made = world(11, decided=0)
    learned = learn(made.space, made.examples)
    assert reasons(made.space, made.examples, learned, made.known, []) == []
    [found] = reasons(made.space, made.examples, learned, made.known, [(0, 0)])
    assert {e.kind for e in found} <= {"definition", "include", "exclude", "words", "change"}


@every_world
def test_length_and_what_was_decided_nearby_are_told_as_they_count(name: str) -> None:
    made = MADE[name]
    learned = learn(made.space, made.examples)
    work, rows = _Reasons(made.space, made.examples, learned, made.known), list(range(made.space.rows))
    length, near = of_length(made, learned), of_near(made, learned)
    for code in range(made.space.codes):
        for row, told in zip(rows, work.of_context(code, rows), strict=True):
            shares = {one.kind: one.contribution for one in told}
            for kind, share in (("length", length[row]), ("near", near[row, code])):
                assert shares.get(kind, 0.0) == pytest.approx(share if abs(share) >= LEAST_SHARE else 0.0, abs=1e-4)
