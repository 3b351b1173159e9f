"""The learner's report on itself, kept as JSON and read back, whatever the text holds."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.model.learning import (
    DIFFERS,
    NO_DIFFERENCE,
    TOO_LITTLE,
    CodeLearned,
    Fairness,
    Gap,
    LearnerReport,
    RoleFound,
    from_json,
    to_json,
)

NONE = Gap(TOO_LITTLE, why="There are not two roles to compare.")
GAP = Gap(DIFFERS, "patient", "clinician", 0.28, 0.1, 0.44, "differs")
ROLES = (
    RoleFound("patient", 41, 60, 41 / 60, 0.56, 0.79, 90, 5, 0.03),
    RoleFound("clinician", 18, 45, 0.4, 0.27, 0.55, 70, 3, 0.04),
)
REPORT = LearnerReport(
    made="2026-01-05T10:00:00+00:00",
    reviewed=160,
    codes=(CodeLearned("waiting", 30, 0.6, 0.04, 0.3), CodeLearned("hopeless", 0)),
    roles=(
        Fairness("", ROLES, GAP, NONE),
        Fairness("waiting", ROLES, Gap(NO_DIFFERENCE, "a", "b", 0.1, -0.1, 0.3), NONE),
        Fairness("hopeless", ROLES, NONE, GAP),
    ),
)


def test_a_report_comes_back_as_it_was_kept() -> None:
    assert from_json(to_json(REPORT)) == REPORT
    assert to_json(REPORT) == to_json(from_json(to_json(REPORT)) or LearnerReport("", 0))


def test_it_knows_where_roles_differ() -> None:
    assert REPORT.overall == REPORT.roles[0]
    assert [one.code for one in REPORT.differing] == ["", "hopeless"]
    assert LearnerReport("", 0).overall is None
    assert LearnerReport("", 0).differing == ()


@pytest.mark.parametrize("text", [None, "", "null", "[]", "3", '"words"', "{", "[" * 100_000])
def test_what_is_no_report_is_none(text: str | None) -> None:
    assert from_json(text) is None


def test_a_report_of_another_version_is_read_as_far_as_it_is_understood() -> None:
    kept = json.loads(to_json(REPORT))
    kept["colour"] = "green"
    kept["codes"][0]["shape"] = [1]
    kept["codes"] += [{"n_pos": 3}, "waiting", None]
    kept["roles"] += [{"roles": []}, 7]
    kept["roles"][0]["roles"].append({"found": 3})
    assert from_json(json.dumps(kept)) == REPORT


def test_missing_values_and_values_of_another_kind_become_empty_ones() -> None:
    assert from_json("{}") == LearnerReport("", 0)
    odd = from_json(
        '{"made": 3, "reviewed": "many", "codes": [{"code": "a", "n_pos": -1, "ap": NaN, "ece": true, '
        f'"threshold": {10**400}}}], "roles": [{{"code": "", "recall": {{"verdict": "worse", "gap": 1}}}}]}}'
    )
    assert odd == LearnerReport(
        "", 0, (CodeLearned("a", 0),), (Fairness("", (), Gap(TOO_LITTLE, gap=1.0), Gap(TOO_LITTLE)),)
    )


def test_a_verdict_without_its_numbers_tells_too_little() -> None:
    kept = json.loads(to_json(REPORT))
    kept["roles"][0]["recall"]["low"] = None
    found = from_json(json.dumps(kept))
    assert found is not None
    assert found.roles[0].recall.verdict == TOO_LITTLE


def test_a_number_that_is_none_is_not_kept() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(LearnerReport("", 1, (CodeLearned("a", 1, float("nan")),)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["made", "codes", "roles", "code", "recall", "role", "n_pos"]), inner, max_size=4
            )
        ),
        max_leaves=10,
    )
)
@settings(max_examples=40)
def test_no_json_is_too_odd_to_be_read(value: object) -> None:
    found = from_json(json.dumps(value))
    assert found is None or from_json(to_json(found)) == found
