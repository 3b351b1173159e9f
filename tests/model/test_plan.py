"""Plans of reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.plan import SECTIONS, Plan
from qual.model.selection import Selection

NAMES = st.lists(st.text(min_size=1, max_size=6), max_size=2).map(tuple)
PLANS = st.builds(
    Plan,
    sections=st.lists(st.sampled_from(SECTIONS), max_size=5).map(tuple),
    selection=st.builds(
        Selection, codes=NAMES, attributes=st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple)
    ),
    quotes=st.integers(0, 100),
    test=st.booleans(),
)


@given(PLANS)
def test_a_plan_kept_as_text_comes_back(plan: Plan) -> None:
    assert Plan.from_json(plan.to_json()) == plan


def test_parts_stand_in_the_order_of_reports_whatever_was_asked() -> None:
    assert Plan(sections=("methods", "codebook", "methods")).sections == ("codebook", "methods")


@pytest.mark.parametrize(
    "text",
    ["[]", "{", '{"quotes": 101}', '{"sections": ["weather"]}', '{"names": "real"}', '{"colour": 1}',
     '{"selection": {"mood": []}}', '{"quotes": "six"}', '{"quotes": 2.5}', '{"by": 5}', '{"seed": null}',
     '{"test": 1}', '{"selection": {"codes": 5}}', '{"selection": {"coders": [{}]}}',
     '{"selection": {"attributes": [["site"]]}}', '{"selection": {"attributes": [1]}}',
     '{"selection": {"unit": 5}}'],
)  # fmt: skip
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Plan.from_json(text)
