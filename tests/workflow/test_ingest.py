"""Import: each file whole or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qual.errors import NotFound, Refused
from qual.model.participant import UNKNOWN
from qual.workflow import codebooks, cutting, files, ingest, speaking
from qual.workflow.projects import OpenProject, create
from tests.studies import ROLES, TRANSCRIPTS, empty_study, write_transcripts

if TYPE_CHECKING:
    from qual.importers.base import Reading
    from qual.model.segment import Segment
    from qual.model.transcript import Transcript


@pytest.fixture
def empty(tmp_path: Path) -> OpenProject:
    return empty_study(tmp_path)


def test_roles_given_are_in_force_and_the_same_label_is_one_person(study: OpenProject) -> None:
    table = study.segments()
    assert set(table["role"]) == {"interviewer", "patient", "clinician"}
    assert set(table[table["participant"] == "P01"]["transcript"]) == {"P01", "P01b"}


def test_without_a_word_from_the_researcher_everybody_is_unknown(empty: OpenProject, tmp_path: Path) -> None:
    report = empty.import_files(write_transcripts(tmp_path / "up"))
    speakers = report.added[0].speakers
    assert speakers["P01"]["role"] == UNKNOWN
    assert speakers["P01"]["proposed"] == "patient"
    assert set(empty.segments()["role"]) == {UNKNOWN}
    rows = empty.frequencies()
    assert set(rows["role"]) == {UNKNOWN}


def test_the_upload_is_kept_untouched_with_its_hash(study: OpenProject) -> None:
    for name, text in TRANSCRIPTS.items():
        assert (study.folder / "transcripts" / name).read_bytes() == text.encode()
    with study.store.reading() as tables:
        info = {one.file: one.sha256 for one in tables.transcripts()}
    assert info["P01.txt"] == hashlib.sha256(TRANSCRIPTS["P01.txt"].encode()).hexdigest()


def test_the_same_file_again_is_said_and_skipped(study: OpenProject) -> None:
    report = study.import_files([("other name.txt", TRANSCRIPTS["P01.txt"].encode())])
    assert not report.added
    assert "already in the project as P01" in report.skipped[0].reason


def test_another_file_of_the_same_name_gets_a_name_of_its_own(study: OpenProject) -> None:
    report = study.import_files([("P01.txt", b"Interviewer: Hello?\n\nP01: Something else today.\n")], roles=ROLES)
    assert report.added[0].transcript == "P01 (2)"
    assert (study.folder / "transcripts" / "P01.txt").read_bytes() == TRANSCRIPTS["P01.txt"].encode()


def test_one_bad_file_never_stops_the_others(empty: OpenProject) -> None:
    files: list[ingest.File] = [
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        ("broken.docx", b"PK\x03\x04 nothing"),
        ("good.txt", TRANSCRIPTS["P02.txt"].encode()),
        Path("nowhere.txt"),
    ]
    report = empty.import_files(files, roles=ROLES)
    assert [added.transcript for added in report.added] == ["good"]
    assert {p.file for p in report.problems if p.fatal} == {
        "empty.txt",
        "picture.txt",
        "broken.docx",
        "nowhere.txt",
    }
    assert [path.name for path in (empty.folder / "transcripts").iterdir()] == ["good.txt"]


def test_a_fault_of_ours_in_one_file_never_stops_the_others(
    empty: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qual.importers.registry import read as real

    def stumbles(name: str, data: bytes, **more: Any) -> Reading:  # noqa: ANN401 - as the reader takes it
        if name == "odd.txt":
            raise ValueError("the words of a transcript")
        return real(name, data, **more)

    monkeypatch.setattr(ingest, "read", stumbles)
    files = [("odd.txt", b"P01: Hello.\n"), ("good.txt", TRANSCRIPTS["P02.txt"].encode())]
    report = empty.import_files(files, roles=ROLES)
    assert [added.transcript for added in report.added] == ["good"]
    [problem] = report.problems
    assert (problem.file, problem.fatal) == ("odd.txt", True)
    assert "ValueError" in problem.message
    assert "words of a transcript" not in str(problem)


def test_a_file_name_that_is_no_utf8_is_kept_as_text(empty: OpenProject, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"P02\xff.txt")
    try:
        odd.write_text(TRANSCRIPTS["P02.txt"], "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    report = empty.import_files([odd])
    assert [added.transcript for added in report.added] == ["P02?"]
    assert empty.check()["ok"]


def test_an_empty_role_is_no_role(empty: OpenProject) -> None:
    empty.import_files([("P02.txt", TRANSCRIPTS["P02.txt"].encode())], role="")
    assert set(empty.segments()["role"]) == {UNKNOWN}
    assert "" not in empty.roles


def test_a_failed_transaction_leaves_no_upload(empty: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebooks, "remember", lambda *_: (_ for _ in ()).throw(Refused("It", "failed")))
    report = empty.import_files([("P02.txt", TRANSCRIPTS["P02.txt"].encode())])
    assert not report.added
    assert report.problems[0].fatal
    assert list((empty.folder / "transcripts").iterdir()) == []
    monkeypatch.undo()
    assert empty.segments().empty


def test_a_role_the_project_does_not_have_is_refused(empty: OpenProject) -> None:
    with pytest.raises(Refused, match="does not have it"):
        empty.import_files([], role="astronaut")


def test_a_tables_own_role_column_comes_before_the_command(empty: OpenProject) -> None:
    data = b"interview,who,role,text\nA,P1,clinician,Hello there\nA,X,patient,Good morning\nB,X,patient,Again\n"
    report = empty.import_files([("t.csv", data)], roles={"P": "patient"}, role="other")
    assert [added.transcript for added in report.added] == ["A", "B"]
    assert report.added[0].speakers["P1"]["role"] == "clinician"
    assert set(empty.segments()["role"]) == {"clinician", "patient"}


def test_a_role_no_project_setting_knows_becomes_a_role_of_the_project(empty: OpenProject) -> None:
    data = b"interview,who,role,text\nA,P1,Scrum master,We talked a lot about the board\n"
    empty.import_files([("t.csv", data)])
    assert "Scrum master" in speaking.roles(empty)
    assert set(empty.frequencies()["role"]) == {"Scrum master"}


def test_a_generic_label_is_another_person_in_each_transcript(empty: OpenProject) -> None:
    for name in ("one", "two"):
        text = f"Doctor: How are you {name}?\n\nPatient: Not well, {name}.\n\nDoctor: I see.\n\nPatient: Yes.\n"
        empty.import_files([(f"{name}.txt", text.encode())], roles={"Doctor": "clinician", "Patient": "patient"})
    people = set(empty.segments()["participant"])
    assert len(people) == 4


def test_participants_csv_joins_and_describes(empty: OpenProject, tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = f"I: How are you {name}?\n\nP: Not well, {name}.\n\nI: I see.\n\nP: Yes, quite {name}.\n"
        (tmp_path / f"{name}.txt").write_text(text)
    people = b"participant,role,transcript,label,age\nAnna,patient,one,P,40\nAnna,patient,two,P,40\n"
    report = empty.import_files(
        [tmp_path / "one.txt", tmp_path / "two.txt"],
        roles={"I": "interviewer"}, participants=("participants.csv", people),
    )  # fmt: skip
    assert report.added[0].participants == ("Anna",)
    rows = empty.frequencies()
    assert set(rows["participants_total"]) == {1}
    assert set(empty.frequencies(by="age")["group"]) == {"40"}


def test_participants_csv_can_come_after_the_transcripts(study: OpenProject) -> None:
    people = b"participant,role,site\nP01,patient,north\nP02,patient,south\nP09,patient,south\n"
    report = study.import_files([], participants=("participants.csv", people), coder="ada")
    assert "P09 speaks in no transcript" in str(report.problems[0])
    assert set(study.frequencies(by="site")["group"]) == {"north", "south", "not stated"}


def test_a_person_confirms_a_speaker(empty: OpenProject, tmp_path: Path) -> None:
    empty.import_files(write_transcripts(tmp_path / "up"))
    speaking.confirm(empty, "C01", "C01", participant="Dr Bee", role="clinician", coder="ada")
    table = empty.segments()
    assert set(table[table["speaker"] == "C01"]["participant"]) == {"Dr Bee"}
    assert set(table[table["participant"] == "Dr Bee"]["role"]) == {"clinician"}
    number = speaking.confirm_proposals(empty, coder="ada")
    assert number == len(speaking.listing(empty)) - 1
    assert UNKNOWN not in set(empty.segments()["role"])


def test_several_labels_are_confirmed_all_or_none(empty: OpenProject, tmp_path: Path) -> None:
    empty.import_files(write_transcripts(tmp_path / "up"))
    labels = [("P01", "P01", "P01", "patient"), ("P02", "P02", "P02", "patient")]
    with pytest.raises(NotFound, match="nobody"):
        speaking.confirm_all(empty, [*labels, ("P01", "nobody", "X", "patient")], coder="ada")
    assert set(empty.segments()["role"]) == {UNKNOWN}
    speaking.confirm_all(empty, labels, coder="ada")
    assert set(empty.segments().query("role == 'patient'")["participant"]) == {"P01", "P02"}


def test_a_contradiction_about_a_person_is_said(study: OpenProject) -> None:
    text = b"Interviewer: And?\n\nP01: I am a nurse now.\n\nInterviewer: Oh.\n\nP01: Yes.\n"
    report = study.import_files([("later.txt", text)], roles={"Interviewer": "interviewer", "P01": "clinician"})
    assert any("P01 is a patient already" in problem.message for problem in report.problems)
    assert set(study.segments().query("participant == 'P01'")["role"]) == {"patient"}


def test_a_label_unknown_again_leaves_the_participants_other_labels_confirmed(study: OpenProject) -> None:
    speaking.confirm(study, "P01b", "P01", participant="P01", role=UNKNOWN, coder="ada")
    roles = {(one["transcript"], one["label"]): one["role"] for one in speaking.listing(study)}
    assert (roles["P01", "P01"], roles["P01b", "P01"]) == ("patient", UNKNOWN)
    speaking.confirm(study, "P01", "P01", participant="P01", role=UNKNOWN, coder="ada")
    assert {one["role"] for one in speaking.listing(study) if one["label"] == "P01"} == {UNKNOWN}


def test_an_upload_never_takes_the_place_of_one_that_came_a_moment_earlier(tmp_path: Path) -> None:
    folder = tmp_path / "transcripts"

    class Listed(type(folder)):  # type: ignore[misc]
        def iterdir(self) -> Iterator[Path]:
            found = list(super().iterdir())
            (tmp_path / "transcripts" / "P01.txt").write_bytes(b"theirs")  # between looking and writing
            return iter(found)

    place = files.write_new(Listed(folder), "P01.txt", b"ours")
    assert (place.name, place.read_bytes()) == ("P01 (2).txt", b"ours")
    assert (folder / "P01.txt").read_bytes() == b"theirs"


def test_what_a_person_confirms_during_an_import_stands(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = cutting.cut_all

    def meanwhile(*args: object, **others: object) -> object:
        speaking.confirm(study, "P02", "P02", participant="P02", role="clinician", coder="ben")
        return cut(*args, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(cutting, "cut_all", meanwhile)
    study.import_files([("P02c.txt", b"Interviewer: Hello again.\n\nP02: Hello, yes, it is me.\n")])
    roles = {(one["transcript"], one["label"]): one["role"] for one in speaking.listing(study)}
    assert roles["P02", "P02"] == "clinician"


@pytest.mark.parametrize("name", ["what next?", "100%20 sure", "a#b&c", "ä ö"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and "?" in name:
        pytest.skip("Windows has no such name")
    create(tmp_path / name).close()
    assert (tmp_path / name / "qual.db").is_file()


def test_a_participant_somebody_has_confirmed_is_proposed_with_that_role(
    empty: OpenProject, tmp_path: Path
) -> None:
    first, second, *_ = write_transcripts(tmp_path / "more")
    empty.import_files([first])
    speaking.confirm(empty, "P01", "P01", participant="P01", role="clinician", coder="ada")
    empty.import_files([second])
    speaking.confirm_proposals(empty, coder="ada")
    assert {one["role"] for one in speaking.listing(empty) if one["label"] == "P01"} == {"clinician"}


def overtaking(project: OpenProject, other: ingest.File, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another import of `other` come in while the next file is cut."""
    real = cutting.cut_all

    def cut(transcripts: Sequence[Transcript], *, unit: str) -> list[Segment]:
        monkeypatch.setattr(cutting, "cut_all", real)
        assert project.import_files([other]).added
        return real(transcripts, unit=unit)

    monkeypatch.setattr(cutting, "cut_all", cut)


def test_two_imports_of_one_file_at_the_same_moment_keep_it_once(
    empty: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ("P02.txt", TRANSCRIPTS["P02.txt"].encode())
    overtaking(empty, file, monkeypatch)
    report = empty.import_files([file])
    assert (report.added, len(report.skipped), report.problems) == ((), 1, ())
    assert [path.name for path in (empty.folder / "transcripts").iterdir()] == ["P02.txt"]
    assert empty.check()["ok"]


def test_two_files_of_one_name_at_the_same_moment_are_both_kept(
    empty: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaking(empty, ("P02.txt", TRANSCRIPTS["P01.txt"].encode()), monkeypatch)
    report = empty.import_files([("P02.txt", TRANSCRIPTS["P02.txt"].encode())])
    assert [added.transcript for added in report.added] == ["P02 (2)"]
    assert len(list((empty.folder / "transcripts").iterdir())) == 2
    assert empty.check()["ok"]


def test_many_participants_without_a_transcript_are_one_message(empty: OpenProject) -> None:
    table = "participant,role\n" + "".join(f"P{number},patient\n" for number in range(40))
    [problem] = empty.import_files([], participants=("people.csv", table.encode())).problems
    assert (problem.file, problem.line) == ("people.csv", 2)
    assert "40 participants" in problem.message


def test_a_contradiction_names_the_table_it_stands_in(study: OpenProject) -> None:
    report = study.import_files([], participants=("people.csv", b"participant,role\nP01,clinician\n"))
    assert {problem.file for problem in report.problems} == {"people.csv"}
