"""Numbers with what must stand beside them, and files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.plan import Plan
from qual.model.span import Span
from qual.workflow import report_building, reporting, speaking
from qual.workflow.projects import OpenProject, create, open_project
from tests.studies import place_of

BARE = Plan(sections=("participants",))


def code(study: OpenProject, transcript: str, words: str, code_id: str = "waiting", coder: str = "ada") -> None:
    span = Span(*place_of(study, transcript, words))
    [answer] = study.apply([Op(new_id(), "code", coder, transcript, span, code_id)])
    assert not answer.refusal


def test_a_participant_with_two_transcripts_and_two_coders_count_once(study: OpenProject) -> None:
    code(study, "P01", "waiting list for a year")
    code(study, "P01", "waiting list for a year", coder="ben")
    code(study, "P01b", "Still on the waiting list")
    code(study, "C01", "The waiting list grows")
    rows = {(row["code"], row["role"]): row for row in study.frequencies().to_dict("records")}
    patient, clinician = rows["waiting", "patient"], rows["waiting", "clinician"]
    assert (patient["participants"], patient["participants_total"], patient["segments"]) == (1, 2, 2)
    assert (clinician["participants"], clinician["participants_total"]) == (1, 1)
    assert ("waiting", "interviewer") not in rows


def test_codings_of_the_interviewers_words_are_said_and_not_counted(study: OpenProject) -> None:
    code(study, "P01", "How did it start?")
    answer = study.frequency_answer()
    assert int(answer.rows["segments"].sum()) == 0
    assert any("coding" in note for note in answer.notes)


def test_the_difference_is_the_first_role_minus_the_second(study: OpenProject) -> None:
    code(study, "P01", "waiting list for a year")
    answer = study.frequency_answer()
    assert answer.compared == ("patient", "clinician")
    row = next(row for row in answer.differences.to_dict("records") if row["code"] == "waiting")
    assert row["difference"] > 0
    assert "participant" in str(row["note"])  # one clinician: no interval, and why


def test_an_attribute_with_many_values_has_no_pair_to_compare(study: OpenProject) -> None:
    people = b"participant,role,site,sex\nP01,patient,a,f\nP02,patient,b,m\nC01,clinician,c,f\n"
    study.import_files([], participants=("participants.csv", people))
    assert study.frequency_answer("site").compared == ()
    assert study.frequency_answer("sex").compared == ("f", "m")


def test_one_group_only_gives_no_differences_and_the_reason(study: OpenProject) -> None:
    answer = study.frequency_answer("role")
    assert len(answer.rows)
    with pytest.raises(NotFound, match="role"):
        study.frequency_answer("shoe size")


@pytest.mark.parametrize("suffix", ["csv", "html", "parquet", "xlsx"])
def test_a_study_with_one_role_or_nobody_can_be_exported(tmp_path: Path, suffix: str) -> None:
    alone = create(tmp_path / "alone")
    assert Path(str(alone.export(tmp_path / f"nobody.{suffix}")["path"])).is_file()
    text = "Interviewer: How are you?\n\nP01: Fine, thanks.\n"
    alone.import_files([("P01.txt", text.encode())], roles={"P": "patient", "Interviewer": "interviewer"})
    assert alone.frequency_answer().compared == ()
    assert Path(str(alone.export(tmp_path / f"one.{suffix}")["path"])).is_file()


def test_reviewed_shares_stand_beside_the_table(study: OpenProject) -> None:
    before = study.frequency_answer().reviewed
    assert set(before.values()) == {0.0}
    code(study, "C01", "The waiting list grows")
    assert study.frequency_answer().reviewed["clinician"] > 0


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_an_export_is_written_whole_and_named_by_its_hash(study: OpenProject, tmp_path: Path, suffix: str) -> None:
    code(study, "P01", "waiting list for a year")
    import hashlib

    target = tmp_path / f"out.{suffix}"
    done = study.export(target)
    data = target.read_bytes()
    assert (done["bytes"], done["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_the_json_export_holds_excerpts_frequencies_and_codebook(study: OpenProject, tmp_path: Path) -> None:
    code(study, "P01", "waiting list for a year")
    study.export(tmp_path / "out.json")
    content = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert "waiting list for a year" in json.dumps(content, ensure_ascii=False)
    assert "Stopping tablets" in json.dumps(content, ensure_ascii=False)


def test_exports_that_cannot_be_are_refused_with_a_sentence(study: OpenProject, tmp_path: Path) -> None:
    for path in (tmp_path / "out.pdf", tmp_path / "out", tmp_path / "no folder" / "out.csv"):
        with pytest.raises(Refused):
            study.export(path)


@pytest.mark.parametrize(
    "name",
    [
        "qual.db",
        "qual.db-wal",
        "project.toml",
        "codebook/codebook.yaml",
        "transcripts/P01.txt",
        "transcripts/new.csv",
    ],
)
def test_an_export_never_takes_the_place_of_the_projects_own_files(study: OpenProject, name: str) -> None:
    target = study.folder / name
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(Refused, match="its own files"):
        study.export(target, "csv")
    assert (target.read_bytes() if target.exists() else None) == before
    assert study.check()["ok"]


def test_an_export_takes_the_place_of_an_older_export_only(study: OpenProject, tmp_path: Path) -> None:
    study.export(study.folder / "exports" / "out.csv")
    study.export(study.folder / "exports" / "out.csv")
    protected = tmp_path / "kept.csv"
    protected.write_text("mine", "utf-8")
    protected.chmod(0o444)
    (tmp_path / "beside about.csv").mkdir()
    for path, says in ((protected, "write-protected"), (tmp_path, "folder"), (tmp_path / "beside.csv", "folder")):
        with pytest.raises(Refused, match=says):
            study.export(path, "csv")
    assert protected.read_text("utf-8") == "mine"
    assert not (tmp_path / "beside.csv").exists()
    with pytest.raises(Refused, match="too long"):
        study.export(tmp_path / f"{'n' * 300}.csv")


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (0.0001, "1%"), (0.5, "50%"), (0.996, "99%"), (1.0, "100%")]
)
def test_a_part_says_nothing_and_everything_only_where_it_is_so(share: float, words: str) -> None:
    assert reporting.part_in_words(share) == words


@pytest.mark.parametrize(("total", "percent"), [(9, False), (10, True)])
def test_percentages_need_ten_participants(total: int, percent: bool) -> None:  # noqa: FBT001 - a table of cases
    row = {"participants": 3, "participants_total": total, "share": 0.3, "ci_low": 0.1, "ci_high": 0.6,
           "segments": 4, "segments_total": 40}  # fmt: skip
    assert ("%" in reporting.share_in_words(row)) is percent


def test_the_unit_named_is_the_one_the_segments_were_cut_by(study: OpenProject) -> None:
    file = study.folder / "project.toml"
    file.write_text(file.read_text("utf-8").replace('unit = "passage"', 'unit = "turn"'), "utf-8")
    with open_project(study.folder, encoder=study.encoder) as again:
        answer = again.frequency_answer()
        assert answer.unit == "passage"
        assert any("still cut by passage" in note for note in answer.notes)
        assert report_building.build(again, BARE).provenance["unit of analysis"] == "passage"
        again.segment()
        assert again.frequency_answer().unit == "turn"


def test_a_pseudonym_that_was_joined_with_another_is_nobody(study: OpenProject) -> None:
    for transcript in ("P01", "P01b"):
        speaking.confirm(study, transcript, "P01", participant="P09", role="patient", coder="ada")
    people = report_building.build(study, BARE).participants.set_index("participant")
    assert "P01" not in people.index
    assert people.loc["P09", "transcripts"] == "P01; P01b"
