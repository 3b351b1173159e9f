"""Estimates from the random audit beside counts: which passages they come from, and when there are none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qual.analysis.proportions import wilson
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.selection import Selection
from qual.workflow import auditing, blinding, counting
from qual.workflow.counting import FrequencyAnswer
from qual.workflow.projects import OpenProject
from tests.studies import ROLES, empty_study

TURNS = 60


def interview(name: str) -> tuple[str, bytes]:
    said = (f"{name}: Answer number {n} of {name} is a long one. And more of it.\n\n" for n in range(TURNS))
    return f"{name}.txt", "".join(f"Interviewer: And?\n\n{one}" for one in said).encode()


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenProject]:
    """One patient and one clinician of sixty answers; twenty of each are drawn."""
    monkeypatch.setattr(blinding, "seed_in", lambda _: "seed")
    with empty_study(tmp_path) as project:
        project.import_files([interview("P01"), interview("C01")], roles=ROLES, coder="ada")
        yield project


def act(project: OpenProject, kind: str, segments: list[str], code: str = "") -> None:
    with project.store.reading() as tables:
        places = {one.id: one for one in tables.segments()}
    ops = [Op(new_id(), kind, "ada", places[name].transcript, places[name].span, code) for name in segments]
    assert not any(answer.refusal for answer in project.apply(ops))


def drawn(project: OpenProject, role: str) -> list[str]:
    return [one.segment for stratum in auditing.strata(project)[role] for one in stratum.sample]


def row(answer: FrequencyAnswer, label: str, role: str) -> dict[str, float]:
    for one in answer.rows.to_dict("records"):
        if (one["code"] if one["kind"] == "code" else one["theme"]) == label and one["role"] == role:
            return {str(name): one[name] for name in ("estimated", "estimated_low", "estimated_high", "segments")}
    raise AssertionError(label)


def test_the_estimate_is_the_audits_share_whatever_else_was_coded(study: OpenProject) -> None:
    assert auditing.draw_missing(study)
    patients = drawn(study, "patient")
    assert len(patients) == 20
    act(study, "review", patients)
    act(study, "code", patients[:4], "waiting")
    act(study, "code", patients[4:6], "stopping")
    answer = study.frequency_answer()
    found = row(answer, "waiting", "patient")
    low, high = wilson(0.2 * 30, 30)  # 20 of 60 passages are worth 30
    assert found["estimated"] == pytest.approx(0.2)
    assert (found["estimated_low"], found["estimated_high"]) == pytest.approx((low, min(high, 1 - 16 / 60)))
    assert row(answer, "care", "patient")["estimated"] == pytest.approx(0.3)  # any of its codes
    assert math.isnan(row(answer, "waiting", "clinician")["estimated"])
    assert any(note.startswith("Estimated for patient: the share of its 60 passages") for note in answer.notes)
    assert any(note.startswith("No estimate for clinician: 0 audited passages") for note in answer.notes)
    # What somebody picked is counted and only bounds the estimate from below.
    others = [name for name in study.segments()["segment"] if str(name).startswith("P01") and name not in patients]
    own = set(study.segments().query("role == 'patient'")["segment"])
    act(study, "code", [str(name) for name in others if name in own][:13], "waiting")
    found = row(study.frequency_answer(), "waiting", "patient")
    assert found["segments"] == 17
    assert (found["estimated"], found["estimated_low"]) == pytest.approx((17 / 60, 17 / 60))


def test_passages_count_in_the_order_drawn_and_while_the_code_means_the_same(study: OpenProject) -> None:
    auditing.draw_missing(study)
    patients = drawn(study, "patient")
    act(study, "review", [*patients[:7], *patients[8:]])
    gap = study.frequency_answer()
    assert any("7 audited passages are decided, fewer than 20" in note for note in gap.notes)
    act(study, "review", patients[7:8])
    assert row(study.frequency_answer(), "waiting", "patient")["estimated"] == 0
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text.replace("Waits for an appointment or a letter", "Queues"), "utf-8")
    answer = study.frequency_answer()
    assert math.isnan(row(answer, "waiting", "patient")["estimated"])
    assert math.isnan(row(answer, "care", "patient")["estimated"])
    assert row(answer, "stopping", "patient")["estimated"] == 0
    assert any(note.startswith("No estimate for patient (2 rows): 0 audited") for note in answer.notes)


def test_a_role_read_to_the_end_needs_no_estimate(study: OpenProject) -> None:
    auditing.draw_missing(study)
    table = study.segments()
    act(study, "review", table[table["role"] == "clinician"]["segment"].tolist())
    answer = study.frequency_answer()
    assert math.isnan(row(answer, "waiting", "clinician")["estimated"])
    assert any(note.startswith("No estimate for clinician: every passage is read") for note in answer.notes)


def test_without_an_audit_of_just_this_there_is_none_and_why(study: OpenProject) -> None:
    assert any("no random audit has been drawn" in note for note in study.frequency_answer().notes)
    auditing.draw_missing(study)
    act(study, "review", drawn(study, "patient"))
    chosen = Selection(roles=("patient",), codes=("waiting",))
    assert row(counting.frequencies(study, selection=chosen), "waiting", "patient")["estimated"] == 0
    part = counting.frequencies(study, selection=replace(chosen, transcripts=("P01",)))
    assert part.rows["estimated"].isna().all()
    assert any("not of a selection of transcripts" in note for note in part.notes)
    study.import_files([interview("P02")], roles=ROLES, coder="ada")
    assert any("came since" in note for note in study.frequency_answer().notes)
