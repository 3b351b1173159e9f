"""The notice on the frequencies page where suggestions serve one role worse than another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qual.model.learning import DIFFERS, NO_DIFFERENCE, TOO_LITTLE, Fairness, Gap, LearnerReport, RoleFound
from qual.ui.parts import fairness
from qual.workflow import learning
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts

ROLES = (
    RoleFound("patient", 41, 60, 41 / 60, 0.56, 0.79, 90, 5, 0.04),
    RoleFound("clinician", 18, 45, 0.4, 0.27, 0.55, 1070, 3, 0.12),
)
NONE = Gap(TOO_LITTLE)
FOUND = Gap(DIFFERS, "patient", "clinician", 0.2833, 0.0911, 0.4494, "differs")
OFF = Gap(DIFFERS, "clinician", "patient", 0.08, 0.03, 0.13, "differs")
RECALL = LearnerReport("2026-01-05T10:00:00+00:00", 1160, roles=(Fairness("", ROLES, FOUND, NONE),))


def keep(project: OpenProject, report: LearnerReport) -> None:
    with project.store.transaction() as tables:
        learning.keep(tables, report)


def test_a_difference_is_told_with_its_numbers_and_what_helps(open_app: OpenApp, study: OpenProject) -> None:
    keep(study, RECALL)
    app = open_app(study, "frequencies", coder="Ada")
    [notice] = app.warning
    assert (
        "Suggestions found **41 of 60** coded passages of patient, but **18 of 45** of clinician "
        "(a difference of 28 points, 95 % interval 9 to 45)." in notice.value
    )
    assert "counts may therefore favour patient" in notice.value
    assert "Review the random audit passages to correct this" in notice.value
    assert "Measured on 1,160 reviewed passages" in notice.value
    button(app, "Review passages").click().run()
    assert_sound(app)
    assert app.title[0].value == "Review"


@pytest.mark.parametrize(
    "report",
    [
        None,
        LearnerReport("", 0),
        replace(RECALL, roles=(Fairness("", ROLES, replace(FOUND, verdict=NO_DIFFERENCE), NONE),)),
        replace(RECALL, roles=(Fairness("", ROLES, NONE, NONE),)),
    ],
    ids=["no report", "nothing compared", "no difference", "too little"],
)
def test_without_a_difference_nothing_is_said(
    open_app: OpenApp, study: OpenProject, report: LearnerReport | None
) -> None:
    if report is not None:
        keep(study, report)
    app = open_app(study, "frequencies")
    assert not app.warning
    assert "Suggestions found" not in texts(app)


def test_calibration_is_told_apart_and_said_to_enter_no_count(study: OpenProject) -> None:
    report = replace(RECALL, roles=(Fairness("", ROLES, NONE, OFF),))
    said = " ".join(fairness.sentences(report, study.codebook.book))
    assert "further from what came true for clinician than for patient" in said
    assert "calibration error 0.12 on 1,070 passages against 0.04 on 90" in said
    assert "a difference of 0.08 beyond chance, 95 % interval 0.03 to 0.13" in said
    assert "Probabilities enter no count" in said
    assert "favour" not in said


def test_single_codes_are_named_and_no_name_is_markup(study: OpenProject) -> None:
    odd = tuple(replace(role, role=f"*{role.role}*") for role in ROLES)
    gap = replace(FOUND, higher="*patient*", lower="*clinician*")
    report = replace(
        RECALL,
        roles=(Fairness("", odd, NONE, NONE), Fairness("waiting", odd, gap, NONE), Fairness("gone", (), NONE, OFF)),
    )
    said = fairness.sentences(report, study.codebook.book)
    assert said[0].startswith(r"Of *Waiting*, suggestions found **41 of 60** coded passages of \*patient\*, but")
    assert said[1].startswith(r"Of *gone \(no longer in the codebook\)*, the probabilities are further")
    assert "calibration error –" in said[1]
    assert r"may therefore favour \*patient\*." in said[2]


def test_codes_that_lean_to_different_roles_favour_neither_as_a_whole(study: OpenProject) -> None:
    other = replace(FOUND, higher="clinician", lower="patient")
    report = replace(
        RECALL, roles=(Fairness("waiting", ROLES, FOUND, NONE), Fairness("stopping", ROLES, other, NONE))
    )
    said = fairness.sentences(report, study.codebook.book)
    assert "favour the role whose passages were found more often, code by code" in said[2]
