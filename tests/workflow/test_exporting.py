"""Reports by a plan, templates of plans, and what a report says it was made from."""

from __future__ import annotations

import json

import pytest

from qual.errors import NotFound, Refused
from qual.model.plan import SECTIONS, Plan
from qual.model.selection import Selection
from qual.workflow import choosing, exporting, manifests, report_building, templates
from qual.workflow.projects import OpenProject

FEW = Plan(sections=("codebook",))


def test_a_manifest_names_every_input_and_nothing_of_now(study: OpenProject) -> None:
    told = manifests.manifest(study, FEW)
    assert told == manifests.manifest(study, FEW)
    assert json.loads(json.dumps(told)) == told
    inputs = told["inputs"]
    assert isinstance(inputs, dict)
    assert set(inputs["transcripts"]) == {"P01", "P01b", "P02", "C01"}
    assert all(len(one["sha256"]) == len(one["text_sha256"]) == 64 for one in inputs["transcripts"].values())
    with study.store.reading() as tables:
        last = tables.newest(without=manifests.QUIET)
        assert last
        assert told["record"] == {"events": last.seq, "sha256": tables.hash_at(last.seq)}
        assert tables.hash_at(10_000) == ""
    assert told["state_of"] == last.created
    assert "database" not in told["settings"]  # type: ignore[operator] # it may hold a password
    assert told["reviewed"] == {"patient": 0.0, "clinician": 0.0}


def test_an_export_changes_nothing_a_manifest_says(study: OpenProject) -> None:
    before, stamp = manifests.manifest(study, FEW), exporting.stamp(study)
    study.export(study.folder / "exports" / "r.json", plan=FEW)
    assert (manifests.manifest(study, FEW), exporting.stamp(study)) == (before, stamp)
    choosing.make(study, "template", "x", "{}", coder="ada")
    assert exporting.stamp(study) != stamp


def test_where_people_are_numbered_no_manifest_names_an_upload(study: OpenProject) -> None:
    inputs = manifests.manifest(study, Plan(sections=(), names="number"))["inputs"]
    assert "P01" not in json.dumps(inputs)
    assert "transcript 1" in json.dumps(inputs)


def test_a_study_that_keeps_changing_is_not_reported_half(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = report_building.build
    acts: list[object] = []

    def busy(project: OpenProject, plan: Plan) -> object:
        built = real(project, plan)
        if len(acts) < acts_wanted:
            acts.append(choosing.make(project, "template", "x", str(len(acts)), coder="ben"))
        return built

    monkeypatch.setattr(report_building, "build", busy)
    acts_wanted = 1
    assert exporting.report(study, FEW).manifest["record"] == manifests.manifest(study, FEW)["record"]
    acts_wanted = 99
    with pytest.raises(Refused, match="changed while it was being made"):
        exporting.report(study, FEW)


def test_templates_are_saved_found_replaced_deleted_and_undone(study: OpenProject) -> None:
    plan = Plan(sections=("themes",), quotes=3, by="sex", test=True, names="number")
    templates.save(study, "  For  Jane ", FEW, coder="ada")
    templates.save(study, "For Jane", plan, coder="ben")
    choosing.make(study, "template", "from the future", '{"sections": ["horoscope"]}', coder="ben")
    [one] = templates.listing(study)
    assert (one.name, one.coder, one.plan, templates.find(study, "for jane")) == ("For Jane", "ben", plan, plan)
    assert one.said == "themes; 3 quotes of each theme at most; split by sex; with tests; people numbered"
    assert one.told == json.loads(plan.to_json())
    templates.delete(study, "For Jane", coder="ben")
    with pytest.raises(NotFound, match="None is saved yet"):
        templates.find(study, "For Jane")
    study.undo(coder="ben")
    assert templates.find(study, "For Jane") == plan
    with pytest.raises(NotFound, match="There are For Jane"):
        templates.find(study, "other")
    for name, why in (("  ", "no name"), ("n" * 81, "longer than 80")):
        with pytest.raises(Refused, match=why):
            templates.save(study, name, plan, coder="ada")


def test_a_plan_is_told_in_words() -> None:
    assert templates.in_words(Plan(quotes=4)) == "every part; 4 quotes of each theme at most"
    most = Plan(
        sections=tuple(name for name in SECTIONS if name != "excerpts"), selection=Selection(roles=("patient",))
    )
    assert templates.in_words(most).startswith("every part but excerpts; only roles patient; ")
    assert templates.in_words(Plan(sections=())) == "no part"


def test_parts_have_names_for_people() -> None:
    assert list(exporting.section_names()) == list(SECTIONS)
    assert exporting.section_names()["summary"] == "At a glance"
