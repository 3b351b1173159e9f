"""Names in a report: pseudonyms as they are, or role and number wherever people or transcripts are named."""

from __future__ import annotations

import pandas as pd
import pytest

from qual.errors import Refused
from qual.workflow.projects import OpenProject
from qual.workflow.report_names import NAMELESS, names
from tests.exporters.report_values import THEME

TABLE = pd.DataFrame(
    {"participant": ["P01", "", None, "X"], "transcript": ["P01b", "C01", "", "Z"], "transcripts": ["C01; P01"] * 4}
)


def test_pseudonyms_leave_everything_as_it_is(study: OpenProject) -> None:
    shown = names(study)
    assert shown.frame(TABLE) is TABLE
    assert shown.summaries([THEME]) == (THEME,)
    assert shown.person("P01") == "P01"


def test_numbers_stand_for_people_and_transcripts(study: OpenProject) -> None:
    shown = names(study, "number")
    table = shown.frame(TABLE)
    assert list(table["participant"]) == ["patient 1", "", "", NAMELESS]
    assert list(table["transcript"]) == ["transcript 3", "transcript 1", "", "Z"]
    assert table["transcripts"][0] == "transcript 1; transcript 2"
    [page] = shown.summaries([THEME])
    assert page.quotes[0].transcript == "transcript 2"
    assert TABLE["participant"][0] == "P01"


def test_sentences_name_nobody_either_whose_name_is_a_number(study: OpenProject) -> None:
    said = ("In both groups: P01, C01.", "A correction of P01b took words away; P010 is nobody.")
    assert names(study).sentences(said) == said
    assert names(study, "number").sentences(said) == (
        "In both groups: patient 1, clinician 1.",
        "A correction of transcript 3 took words away; P010 is nobody.",
    )


def test_there_is_no_third_way(study: OpenProject) -> None:
    with pytest.raises(Refused):
        names(study, "initials")
