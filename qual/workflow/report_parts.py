"""The further tables of a report: matrix, joint display, codes that go together, saturation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.workflow import cooccurring, joint_display, matrix_tables, saturating

if TYPE_CHECKING:
    import pandas as pd

    from qual.exporters.base import Part
    from qual.model.plan import Plan
    from qual.workflow.projects import OpenProject
    from qual.workflow.saturating import Curve, SaturationAnswer

_KINDS = {saturating.ALL: "all codes", saturating.PRIOR: "there from the start", saturating.ADDED: "added later"}


def parts(project: OpenProject, plan: Plan) -> tuple[Part, ...]:
    """The tables the plan asks for, each named after its section; people are named as the plan says."""
    made: list[Part] = []
    if "matrix" in plan.sections:
        made.append(matrix_tables.part(project, plan))
    if "joint" in plan.sections:
        made += [joint_display.part(project, plan), *joint_display.parts(project, plan)]
    if "cooccurrence" in plan.sections:
        made.append(cooccurrence(project, plan))
    if "saturation" in plan.sections:
        made += saturation(project, plan)
    return tuple(made)


def cooccurrence(project: OpenProject, plan: Plan) -> Part:
    """Every pair of codes on one segment, the most frequent first; a lift only where counts bear it."""
    from qual.exporters.base import Part

    found = cooccurring.cooccurrence(project, selection=plan.selection)
    rows = found.rows
    table = rows.assign(a=rows["a"].map(found.names), b=rows["b"].map(found.names)).drop(columns=["shown"])
    return Part("cooccurrence", "Pairs of codes on the same passage", table.reset_index(drop=True), found.notes)


def saturation(project: OpenProject, plan: Plan) -> tuple[Part, Part]:
    """Where each role's interviews stopped bringing new codes; then the whole curve with its band."""
    from qual.exporters.base import Part

    found = saturating.saturation(project, selection=plan.selection)
    return (
        Part("saturation", "Code saturation", _summary(found), found.notes),
        Part("saturation_curve", "Codes found after so many interviews", found.table()),
    )


def _summary(found: SaturationAnswer) -> pd.DataFrame:
    """One row per role and kind of code."""
    import pandas as pd

    columns = [
        "role", "codes counted", "interviews", "codes found", f"in the first {found.base}",
        f"new in each run of {found.run}", "reached after", "note",
    ]  # fmt: skip
    return pd.DataFrame([_row(one) for one in found.curves], columns=columns)


def _row(one: Curve) -> list[object]:
    result = one.result
    return [
        one.role or saturating.EVERYBODY, _KINDS[one.kind], result.interviews, result.codes, result.base_codes,
        ", ".join(str(run.new) for run in result.runs), result.reached_at,
        result.note or ("" if result.reached_at else "not reached"),
    ]  # fmt: skip
