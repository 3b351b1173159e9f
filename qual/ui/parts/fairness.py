"""A notice on the frequencies page where suggestions serve one role worse than another."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from qual.model.codebook import Codebook
from qual.model.learning import DIFFERS, Fairness, Gap, LearnerReport, RoleFound
from qual.ui import places
from qual.ui.widgets import code_name, plain
from qual.workflow.learning import learner_report
from qual.workflow.projects import OpenProject


def show(project: OpenProject, book: Codebook) -> None:
    """Say where the last run of suggestions found less, or was further off, for one role; else nothing."""
    report = learner_report(project)
    if report is None or not report.differing:
        return
    with st.container(key="fairness"):
        st.warning("\n\n".join(sentences(report, book)), icon=":material/balance:")
        if _recall_differs(report) and st.button("Review passages", icon=places.REVIEW.icon, key="fairness-review"):
            places.go(places.REVIEW)


def sentences(report: LearnerReport, book: Codebook) -> list[str]:
    """What differs, with its numbers, what it does to the counts, and what helps; Markdown, names escaped."""
    said = []
    overall = report.overall
    if overall is not None and overall.recall.verdict == DIFFERS:
        said.append(_found(overall, "Suggestions found"))
    if overall is not None and overall.calibration.verdict == DIFFERS:
        said.append(_calibrated(overall, "The learner’s probabilities"))
    for one in report.differing:
        name = plain(code_name(book, one.code))
        if one.code and one.recall.verdict == DIFFERS:
            said.append(_found(one, f"Of *{name}*, suggestions found"))
        if one.code and one.calibration.verdict == DIFFERS:
            said.append(_calibrated(one, f"Of *{name}*, the probabilities"))
    if _recall_differs(report):
        favoured = list(dict.fromkeys(plain(one.recall.higher) for one in _by_recall(report)))
        whom = favoured[0] if len(favoured) == 1 else "the role whose passages were found more often, code by code"
        said.append(
            f"In interviews that are only partly read, counts may therefore favour {whom}. Review the random audit "
            "passages to correct this: they are drawn without looking at suggestions."
        )
    if any(one.calibration.verdict == DIFFERS for one in report.differing):
        said.append("Probabilities enter no count; trust them less where they are further off.")
    said.append(
        f"Measured on {report.reviewed:,} reviewed passages, each judged by a learner that was not told of its "
        "participant."
    )
    return said


def _recall_differs(report: LearnerReport) -> bool:
    return bool(_by_recall(report))


def _by_recall(report: LearnerReport) -> list[Fairness]:
    return [one for one in report.differing if one.recall.verdict == DIFFERS]


def _found(one: Fairness, begins: str) -> str:
    """41 of 60 coded passages of patients, but 18 of 45 of clinicians."""
    more, less = _ends(one, one.recall)
    gap = _gap(one.recall, lambda value: f"{100 * value:.0f}", " points")
    return (
        f"{begins} **{more.found} of {more.coded}** coded passages of {plain(more.role)}, but **{less.found} of "
        f"{less.coded}** of {plain(less.role)} ({gap})."
    )


def _calibrated(one: Fairness, begins: str) -> str:
    worse, better = _ends(one, one.calibration)
    gap = _gap(one.calibration, lambda value: f"{value:.2f}", " beyond chance")
    return (
        f"{begins} are further from what came true for {plain(worse.role)} than for {plain(better.role)}: "
        f"calibration error {_error(worse)} on {worse.passages:,} passages against {_error(better)} on "
        f"{better.passages:,} ({gap})."
    )


def _ends(one: Fairness, gap: Gap) -> tuple[RoleFound, RoleFound]:
    """The two roles of a gap, the one with the higher number first."""
    by_name = {role.role: role for role in one.roles}
    return by_name.get(gap.higher, RoleFound(gap.higher)), by_name.get(gap.lower, RoleFound(gap.lower))


def _gap(gap: Gap, number: Callable[[float], str], unit: str) -> str:
    """A verdict that says "differs" comes with its numbers (`qual.model.learning.from_json`)."""
    value, low, high = (number(one or 0.0) for one in (gap.gap, gap.low, gap.high))
    return f"a difference of {value}{unit}, 95 % interval {low} to {high}"


def _error(role: RoleFound) -> str:
    return "–" if role.ece is None else f"{role.ece:.2f}"
