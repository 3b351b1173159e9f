"""The learner's report is kept beside the suggestions and read back."""

from __future__ import annotations

from qual.model.learning import CodeLearned, LearnerReport
from qual.workflow import learning
from qual.workflow.projects import OpenProject


def test_the_report_of_the_last_run_is_kept(study: OpenProject) -> None:
    assert learning.learner_report(study) is None
    for reviewed in (3, 7):
        report = LearnerReport("2026-01-05T10:00:00+00:00", reviewed, (CodeLearned("waiting", 5, 0.5),))
        with study.store.transaction() as tables:
            learning.keep(tables, report)
        assert learning.learner_report(study) == report


def test_a_report_that_cannot_be_read_is_none(study: OpenProject) -> None:
    with study.store.transaction() as tables:
        tables.set_meta(learning.LEARNER_REPORT, "{half")
    assert learning.learner_report(study) is None
