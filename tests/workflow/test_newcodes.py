"""Codes made while coding, in the researcher's file and out of it again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qual.errors import ChangedElsewhere
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import curating, newcodes
from qual.workflow.desk import Answer, Desk
from qual.workflow.projects import OpenProject, create, open_project
from tests.studies import place_of, write_transcripts


def make(study: OpenProject, name: str, coder: str = "ada", **more: object) -> Answer:
    [answer] = study.apply([Op(**({"id": new_id(), "act": "newcode", "coder": coder, "name": name} | more))])  # type: ignore[arg-type]
    return answer


def stroke(study: OpenProject, name: str, words: str, coder: str = "ada", own: str = "") -> tuple[Op, Op]:
    """A new code and its first coding, as the picker sends them."""
    own, span = own or new_id(), Span(*place_of(study, "P01", words))
    return (
        Op(own, "newcode", coder, name=name),
        Op(f"{own}.1", "code", coder, transcript="P01", span=span, code=f"new:{name}"),
    )


def names(study: OpenProject) -> list[str]:
    return [code.name for code in study.codebook.book.codes]


def test_a_new_code_goes_into_the_file_and_onto_the_words(study: OpenProject) -> None:
    before = study.codebook_file.read_bytes()
    made, coded = study.apply(stroke(study, "Fear of forms", "heard nothing"))
    assert (made.code, coded.code, coded.refusal) == ("fear-of-forms", "fear-of-forms", "")
    row = study.codings().iloc[0]
    assert (row["code"], row["theme"]) == ("fear-of-forms", "new-codes")
    assert row["codebook_version"] == study.codebook.book.version
    text = study.codebook_file.read_bytes()
    assert text.startswith(before.rstrip())
    assert b"# the researcher's remark" in text
    study.undo(coder="ada")
    assert study.codebook_file.read_bytes() == before
    assert study.codings().empty
    study.redo(coder="ada")
    assert study.codebook_file.read_bytes() == text
    assert study.check()["ok"]


def test_a_study_can_begin_with_no_code_at_all(tmp_path: Path) -> None:
    create(tmp_path / "study").close()
    with open_project(tmp_path / "study") as study:
        study.import_files(write_transcripts(tmp_path / "up"), role="patient", coder="ada")
        study.apply(stroke(study, "waiting list", "waiting list"))
        assert [(c.id, c.theme) for c in study.codebook.book.codes] == [("waiting-list", "new-codes")]
        assert [t.name for t in study.codebook.book.themes] == ["New codes"]
        study.apply(stroke(study, "silence", "heard nothing"))
        study.undo(2, coder="ada")
        assert (study.codebook.book.codes, study.codebook.book.themes) == ((), ())
        study.redo(2, coder="ada")
        assert names(study) == ["waiting list", "silence"]


def test_a_new_code_can_have_a_theme_a_definition_and_an_id(study: OpenProject) -> None:
    answer = make(study, "  Fear  of forms ", theme="toll", text="Dreads paper.", code="fear")
    code = study.codebook.book.code(answer.code)
    assert code is not None
    assert (code.id, code.name, code.theme, code.definition) == ("fear", "Fear of forms", "toll", "Dreads paper.")
    assert make(study, "Other", code="fear").code == "fear-2"


@pytest.mark.parametrize("name", ["Waiting", "  wAiTiNg ", "WAITING"])
def test_a_name_that_is_there_means_that_code(study: OpenProject, name: str) -> None:
    before = study.codebook_file.read_bytes()
    answer = make(study, name)
    assert (answer.code, answer.unchanged, answer.event) == ("waiting", True, None)
    assert study.codebook_file.read_bytes() == before


def test_the_same_new_code_is_made_once_however_often_it_arrives(study: OpenProject) -> None:
    ops = stroke(study, "Fear", "heard nothing")
    study.apply(ops)
    made, coded = study.apply(ops)
    assert (made.unchanged, made.code, coded.unchanged, coded.code) == (True, "fear", True, "fear")
    [late] = study.apply([ops[1]])
    assert late.coding == coded.coding != ""
    assert names(study).count("Fear") == 1


def test_a_code_that_cannot_be_made_is_said(study: OpenProject) -> None:
    curating.retire_code(study, "hopeless", coder="ada")
    before = study.codebook_file.read_bytes()
    assert "needs a name" in make(study, " \n ").refusal
    assert "at most 200" in make(study, "x" * 201).refusal
    assert "needs a name" in make(study, "\u200b\u0301").refusal
    assert make(study, "Long", text="x" * 10_001).refusal == "A definition has at most 10,000 characters."
    assert "no theme 'nowhere'" in make(study, "Fear", theme="nowhere").refusal
    assert "is retired" in make(study, "hopelessness").refusal
    assert study.codebook_file.read_bytes() == before
    study.codebook_file.write_text("themes: [", "utf-8")
    answer = make(study, "Fear")
    assert "Mend the file first" in answer.refusal
    assert study.codebook_file.read_text("utf-8") == "themes: ["


def test_a_code_that_somebody_else_uses_or_used_stays_and_that_is_said(study: OpenProject) -> None:
    study.apply(stroke(study, "Fear", "heard nothing", own="a"))
    span = Span(*place_of(study, "P01", "waiting list"))
    study.apply([Op("b", "code", "ben", transcript="P01", span=span, code="fear")])
    undone = study.undo(coder="ada")
    assert [row.get("note", "") for row in undone] == [
        "",
        "The code 'Fear' stays in the codebook, since it is in use.",
    ]
    assert "Fear" in names(study)
    study.redo(coder="ada")
    assert names(study).count("Fear") == 1
    study.undo(coder="ben")
    [answer] = study.apply([Op("u", "undo", "ada")])
    assert "stays in the codebook" in answer.note  # ben may redo his coding
    study.redo(coder="ben")
    assert study.codings()["theme"].iloc[0] == "new-codes"


def test_a_code_with_a_memo_or_other_words_of_ones_own_stays(study: OpenProject) -> None:
    study.apply(stroke(study, "Fear", "heard nothing", own="a"))
    study.apply([Op("m", "memo", "ada", about="code", target="fear", memo="Too wide?")])
    [answer] = study.apply([Op("u", "undo", "ada", target="a")])
    assert "in use" in answer.note
    study.apply([Op("r", "redo", "ada"), Op("w", "undo", "ada", target="m")])
    span = Span(*place_of(study, "P01", "waiting list"))
    study.apply([Op("c", "code", "ada", transcript="P01", span=span, code="fear")])
    [answer] = study.apply([Op("v", "undo", "ada", target="a")])
    assert "in use" in answer.note
    assert "Fear" in names(study)


def test_a_code_that_was_worked_on_stays(study: OpenProject) -> None:
    study.apply(stroke(study, "Fear", "heard nothing"))
    code = study.codebook.book.code("fear")
    assert code is not None
    curating.save_code(study, replace(code, definition="Dreads paper."), coder="ben")
    [_, row] = study.undo(coder="ada")
    assert row["note"] == "The code 'Fear' stays in the codebook, since it was changed there."
    study.redo(coder="ada")
    assert study.codebook.book.code("fear") == replace(code, definition="Dreads paper.")


def test_a_theme_that_was_worked_on_stays(study: OpenProject) -> None:
    make(study, "Fear")
    theme = study.codebook.book.theme("new-codes")
    assert theme is not None
    curating.save_theme(study, replace(theme, name="To sort"), coder="ben")
    study.undo(coder="ada")
    assert "Fear" not in names(study)
    assert study.codebook.book.theme("new-codes") == replace(theme, name="To sort")
    study.redo(coder="ada")
    assert study.codebook.book.theme("new-codes") == replace(theme, name="To sort")


def test_a_file_that_cannot_be_read_keeps_the_code_and_stops_its_redo(study: OpenProject) -> None:
    study.apply(stroke(study, "Fear", "heard nothing"))
    good = study.codebook_file.read_bytes()
    study.codebook_file.write_text("themes: [", "utf-8")
    [answer] = study.apply([Op(new_id(), "undo", "ada")])
    assert answer.refusal == ""
    assert "stays in the codebook" in answer.note
    assert study.codings().empty
    study.redo(coder="ada")
    study.codebook_file.write_bytes(good)
    study.undo(coder="ada")
    study.apply([Op("x", "review", "ben", transcript="P01", span=Span(0, 5))])
    study.codebook_file.write_text("themes: [", "utf-8")
    [refused] = study.apply([Op(new_id(), "redo", "ada")])
    assert "while the codebook file cannot be read" in refused.refusal
    assert study.codings().empty


def test_a_code_whose_id_another_has_by_now_is_not_made_again(study: OpenProject) -> None:
    make(study, "Fear!")
    study.undo(coder="ada")
    make(study, "Fear?", coder="ben")
    [answer] = study.apply([Op(new_id(), "redo", "ada")])
    assert answer.refusal == "The code 'Fear!' cannot be made again: 'Fear?' has its id by now."


def test_a_batch_that_cannot_be_kept_leaves_the_file_as_it_was(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = study.codebook_file.read_bytes()
    write = newcodes.write

    def failing(desk: Desk) -> None:
        write(desk)
        assert b"Fear" in study.codebook_file.read_bytes()
        raise OSError("the disk is full")

    monkeypatch.setattr(newcodes, "write", failing)
    with pytest.raises(OSError, match="disk"):
        study.apply(stroke(study, "Fear", "heard nothing"))
    monkeypatch.undo()
    assert study.codebook_file.read_bytes() == before
    assert study.codings().empty
    assert study.codebook.book.code("fear") is None


def test_a_file_that_is_saved_by_somebody_at_that_moment_is_read_again(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = newcodes.write
    meddled: list[bool] = []

    def meddling(desk: Desk) -> None:
        if not meddled:
            meddled.append(True)
            study.codebook_file.write_bytes(study.codebook_file.read_bytes() + b"# a late remark\n")
        write(desk)

    monkeypatch.setattr(newcodes, "write", meddling)
    made, coded = study.apply(stroke(study, "Fear", "heard nothing"))
    assert (made.refusal, coded.refusal) == ("", "")
    assert b"# a late remark" in study.codebook_file.read_bytes()
    assert names(study).count("Fear") == 1
    assert len(study.codings()) == 1


def test_a_file_that_never_rests_is_left_alone(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    write = newcodes.write

    def meddling(desk: Desk) -> None:
        study.codebook_file.write_bytes(study.codebook_file.read_bytes() + b"# again\n")
        write(desk)

    monkeypatch.setattr(newcodes, "write", meddling)
    with pytest.raises(ChangedElsewhere):
        study.apply(stroke(study, "Fear", "heard nothing"))
    assert study.codings().empty
    assert "Fear" not in names(study)


KILLED = """
import os, sys
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import newcodes, reviewing
from qual.workflow.projects import open_project

folder, when = sys.argv[1:]
study = open_project(folder)
ops = [Op("s", "newcode", "ada", name="Fear")]
ops += [Op(f"s.{n}", "code", "ada", transcript="P01", span=Span(n, n + 20), code="new:Fear") for n in range(1, 9)]
one, write, count = reviewing._one, newcodes.write, 0

def dying(desk, op):
    global count
    count += 1
    if when == str(count):
        os._exit(9)
    return one(desk, op)

def dying_at_last(desk):
    write(desk)
    if when == "written":
        os._exit(9)

reviewing._one, newcodes.write = dying, dying_at_last
study.apply(ops)
os._exit(9)
"""


@pytest.mark.parametrize("when", ["2", "9", "written", "kept"])
def test_a_program_killed_in_the_middle_of_a_stroke_leaves_all_of_it_or_nothing(
    study: OpenProject, when: str
) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(study.folder), when], check=False)
    assert run.returncode == 9
    assert len(study.codings()) == (8 if when == "kept" else 0)
    ops = [Op("s", "newcode", "ada", name="Fear")]
    ops += [
        Op(f"s.{n}", "code", "ada", transcript="P01", span=Span(n, n + 20), code="new:Fear") for n in range(1, 9)
    ]
    answers = study.apply(ops)  # the browser sends again what was not answered
    assert [answer.refusal for answer in answers] == [""] * 9
    assert {answer.code for answer in answers} == {"fear"}
    assert len(study.codings()) == 8
    assert names(study).count("Fear") == 1
    study.undo(coder="ada")
    assert study.codings().empty
    assert study.check()["ok"]
