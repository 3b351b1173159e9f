"""Whether roles are served alike: counts, intervals, and a verdict that does not cry wolf."""

from __future__ import annotations

import numpy as np
import pytest

from qual.matching.evaluation import newcombe, wilson
from qual.matching.fairness import FEWEST_CODED, FEWEST_PASSAGES, fairness, report_of
from qual.model.learning import DIFFERS, NO_DIFFERENCE, TOO_LITTLE, Fairness, from_json, to_json


def study(
    patient: tuple[int, int],
    clinician: tuple[int, int],
    *,
    passages: int = 100,
    roles: tuple[str, str] = ("p", "c"),
) -> dict[str, object]:
    """One code; (found, coded) of each role, the rest of its passages neither; every passage another person."""
    truth, suggested = np.zeros((2 * passages, 1), dtype=bool), np.zeros((2 * passages, 1), dtype=bool)
    for start, (found, coded) in ((0, patient), (passages, clinician)):
        truth[start : start + coded] = True
        suggested[start : start + found] = True
    return {
        "probability": np.where(truth, 0.6, 0.1),
        "truth": truth,
        "suggested": suggested,
        "roles": [roles[0]] * passages + [roles[1]] * passages,
        "participants": [str(row) for row in range(2 * passages)],
    }


def compared(found: dict[str, object], **more: object) -> tuple[Fairness, ...]:
    return fairness(**{"codes": ["a"], **found, **more})  # type: ignore[arg-type]


def test_a_large_gap_differs_with_counts_and_newcombes_interval() -> None:
    overall, of_code = compared(study((41, 60), (18, 45)))
    patient, clinician = overall.roles
    assert (patient.role, patient.found, patient.coded, patient.recall) == ("p", 41, 60, 41 / 60)
    assert (patient.low, patient.high) == pytest.approx(wilson(41 * 59 / 60, 59))
    assert (clinician.found, clinician.coded, clinician.passages) == (18, 45, 100)
    gap = overall.recall
    assert gap.verdict == DIFFERS
    assert (gap.higher, gap.lower) == ("p", "c")
    assert (gap.gap, gap.low, gap.high) == pytest.approx(newcombe(41 * 59 / 60, 59, 18 * 44 / 45, 44))
    assert gap.why == "differs (gap 0.28, interval 0.09 to 0.45)"
    assert of_code.recall == gap
    assert overall.differs


def test_a_small_gap_is_none_however_certain_and_a_large_one_needs_certainty() -> None:
    small = compared(study((990, 1_000), (900, 1_000), passages=1_000))[0].recall
    assert small.verdict == NO_DIFFERENCE
    assert small.gap == pytest.approx(0.09)
    assert small.low is not None
    assert small.low > 0
    unsure = compared(study((9, 12), (6, 12)))[0].recall
    assert unsure.verdict == NO_DIFFERENCE
    assert unsure.gap == pytest.approx(0.25)
    assert unsure.why.startswith("no difference seen (gap 0.25, interval -0.")


def test_with_few_coded_passages_nothing_is_said() -> None:
    few = compared(study((9, 9), (0, 30)))[0].recall
    assert few.verdict == TOO_LITTLE
    assert few.gap is None
    assert f"{FEWEST_CODED} coded passages" in few.why
    assert "p 9, c 30" in few.why


@pytest.mark.parametrize("other", ["unknown", ""])
def test_a_role_nobody_has_confirmed_is_listed_and_not_compared(other: str) -> None:
    overall = compared(study((41, 60), (18, 45), roles=("p", other)))[0]
    assert [role.role for role in overall.roles] == ["p", other]
    assert overall.recall.why == overall.calibration.why == "There are not two roles to compare."


def test_nothing_coded_and_nobody_reviewed_give_no_numbers() -> None:
    overall = compared(study((0, 0), (0, 0)))[0]
    assert [role.recall for role in overall.roles] == [None, None]
    assert overall.recall.verdict == TOO_LITTLE
    empty = fairness(
        np.zeros((0, 1)),
        np.zeros((0, 1), dtype=bool),
        np.zeros((0, 1), dtype=bool),
        [],
        codes=["a"],
        participants=[],
    )
    assert [one.roles for one in empty] == [(), ()]
    assert empty[0].calibration.verdict == TOO_LITTLE


def test_undecided_pairs_count_nowhere() -> None:
    found = study((41, 60), (18, 45))
    known = np.ones((200, 1), dtype=bool)
    known[:20] = False
    patient = compared(found, known=known)[0].roles[0]
    assert (patient.found, patient.coded, patient.passages) == (21, 40, 80)
    report = report_of(made="now", **{"codes": ["a"], "known": known, **found})  # type: ignore[arg-type]
    assert (report.reviewed, report.codes[0].n_pos) == (180, 85)


def test_one_talkative_person_does_not_pass_for_many() -> None:
    """All that is missed is one clinician's: five people's words are no 45 independent passages."""
    found = study((41, 60), (18, 45))
    people = [f"p{row % 10}" for row in range(100)] + [f"c{0 if row < 18 else 1 + row % 4}" for row in range(100)]
    own, plain = compared(found, participants=people)[0], compared(found)[0]
    assert own.roles[1].participants == 5
    assert own.roles[1].low is not None
    assert plain.roles[1].low is not None
    assert own.roles[1].low < plain.roles[1].low
    assert own.recall.gap == pytest.approx(plain.recall.gap)
    assert (plain.recall.verdict, own.recall.verdict) == (DIFFERS, NO_DIFFERENCE)
    alone = compared(found, participants=["p"] * 100 + [f"c{row % 4}" for row in range(100)])[0]
    assert alone.recall.verdict == TOO_LITTLE
    assert "the words of p are of one person only" in alone.recall.why


def test_many_codes_widen_the_intervals() -> None:
    one = study((41, 60), (18, 45))
    five = {
        name: np.repeat(value, 5, axis=1) if isinstance(value, np.ndarray) else value for name, value in one.items()
    }
    narrow, wide = compared(one)[1].recall, compared(five, codes=list("abcde"))[1].recall
    assert narrow.gap == wide.gap
    assert narrow.low is not None
    assert wide.low is not None
    assert wide.low < narrow.low


def test_probabilities_that_are_wrong_for_one_role_differ() -> None:
    rng = np.random.default_rng(3)
    probability = rng.random((400, 4)) * 0.6
    truth = rng.random((400, 4)) < probability
    shifted = probability.copy()
    shifted[200:] = np.minimum(1, probability[200:] + 0.3)
    roles, codes = ["p"] * 200 + ["c"] * 200, list("abcd")
    people = [f"{row // 20}" for row in range(400)]
    wrong = fairness(shifted, truth, truth, roles, codes=codes, participants=people)[0].calibration
    assert (wrong.verdict, wrong.higher) == (DIFFERS, "c")
    right = fairness(probability, truth, truth, roles, codes=codes, participants=people)[0].calibration
    assert right.verdict == NO_DIFFERENCE
    assert right == fairness(probability, truth, truth, roles, codes=codes, participants=people)[0].calibration


def test_unequal_numbers_alone_make_no_difference_in_calibration() -> None:
    """With 50 passages against 1,000 the error is larger by chance; that is no difference."""
    alarms = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        probability = rng.random((1050, 1)) * 0.5
        truth = rng.random((1050, 1)) < probability
        roles = ["c"] * FEWEST_PASSAGES + ["p"] * 1000
        people = [f"{row // 5}" for row in range(1050)]
        overall = fairness(probability, truth, truth, roles, codes=["a"], participants=people)[0]
        alarms += overall.calibration.verdict == DIFFERS
    assert alarms <= 1


def test_of_three_roles_the_outermost_are_compared() -> None:
    truth = np.ones((90, 1), dtype=bool)
    suggested = np.array([[row % 30 < (28, 20, 5)[row // 30]] for row in range(90)])
    roles = [("p", "n", "c")[row // 30] for row in range(90)]
    found = fairness(
        np.full((90, 1), 0.9), truth, suggested, roles, codes=["a"], participants=list(map(str, range(90)))
    )[0]
    assert (found.recall.higher, found.recall.lower) == ("p", "c")
    assert found.recall.low is not None
    assert found.recall.low < newcombe(28, 30, 5, 30)[1]


def test_the_report_holds_every_code_and_survives_its_storage() -> None:
    found = study((41, 60), (18, 45))
    report = report_of(made="2026-01-05", codes=["a"], thresholds=[float("nan")], **found)  # type: ignore[arg-type]
    assert (report.reviewed, report.made) == (200, "2026-01-05")
    [code] = report.codes
    assert (code.code, code.n_pos, code.threshold) == ("a", 105, None)
    assert code.ap == 1
    assert code.ece == pytest.approx(0.4 * 105 / 200 + 0.1 * 95 / 200)
    assert [one.code for one in report.roles] == ["", "a"]
    assert from_json(to_json(report)) == report
    given = report_of(made="", codes=["a"], thresholds=[np.float32(0.25)], **found)  # type: ignore[arg-type,list-item]
    assert to_json(given)
    assert given.codes[0].threshold == 0.25
