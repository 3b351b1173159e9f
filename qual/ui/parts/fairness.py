"""A notice on the frequencies page where suggestions serve one role worse than another."""

from __future__ import annotations

import streamlit as st

from qual.model.codebook import Codebook
from qual.model.learning import LearnerReport
from qual.ui import places
from qual.ui.widgets import plain
from qual.workflow import unequal
from qual.workflow.learning import learner_report
from qual.workflow.projects import OpenProject


def show(project: OpenProject, book: Codebook) -> None:
    """Say where the last run of suggestions found less, or was further off, for one role; else nothing."""
    report = learner_report(project)
    if report is None or not report.differing:
        return
    with st.container(key="fairness"):
        st.warning("\n\n".join(sentences(report, book)), icon=":material/balance:")
        wanted = unequal.recall_differs(report)
        if wanted and st.button("Review passages", icon=places.REVIEW.icon, key="fairness-review"):
            places.go(places.REVIEW)


def sentences(report: LearnerReport, book: Codebook) -> list[str]:
    """What differs, as Markdown, names escaped."""
    return unequal.sentences(report, book, plain=plain, strong="**", slanted="*")
