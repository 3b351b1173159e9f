"""The further tables of a report carry the names by which formats know where they belong."""

from __future__ import annotations

from qual.model.plan import Plan
from qual.workflow import report_parts
from qual.workflow.projects import OpenProject
from tests.workflow.test_sharing import code


def test_each_part_is_named_after_its_section(study: OpenProject) -> None:
    code(study, "P01", "waiting list for a year", "waiting")
    code(study, "P01", "waiting list for a year", "stopping")
    made = report_parts.parts(study, Plan())
    known = ("matrix", "joint", "cooccurrence", "saturation")
    assert {next(name for name in known if part.name.startswith(name)) for part in made} == set(known)
    assert len({part.name for part in made}) == len(made)
    assert report_parts.parts(study, Plan(sections=("summary",))) == ()


def test_pairs_are_named_and_saturation_says_why_there_is_no_result(study: OpenProject) -> None:
    code(study, "P01", "waiting list for a year", "waiting")
    code(study, "P01", "waiting list for a year", "stopping")
    pairs = report_parts.cooccurrence(study, Plan()).table
    assert set(pairs.loc[0, ["a", "b"]]) == {"Waiting", "Stopping tablets"}
    assert pairs.loc[0, "together"] == 1
    summary, curve = report_parts.saturation(study, Plan())
    assert list(summary.table["role"])[-1] == "everybody"
    assert all(summary.table["note"])  # too few interviews for a base of four
    assert list(curve.table.columns) == ["n", "median", "low", "high", "role", "found"]
