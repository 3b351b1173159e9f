"""What the learner said of itself at its last run, kept beside the suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.model.learning import LearnerReport, from_json, to_json

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

LEARNER_REPORT = "learner_report"
"""The name under which the store keeps it."""


def learner_report(project: OpenProject) -> LearnerReport | None:
    """The report of the last run of suggestions, None where there is none that can be read."""
    with project.store.reading() as tables:
        return from_json(tables.get_meta(LEARNER_REPORT))


def keep(tables: Tables, report: LearnerReport) -> None:
    """Put the report in the place of the last one."""
    tables.set_meta(LEARNER_REPORT, to_json(report))
