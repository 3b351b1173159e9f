"""Codes changed by `qual codebook`: each told before it happens, done as one act, taken back by one undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.codebook_runs import coded, document, refused, run, told_done_undone

ACTS = [
    ("add", "Letters", "--theme", "care", "--definition", "About post.", "--include", "post", "--color", "#123"),
    (
        "edit",
        "waiting",
        "--include",
        "+the list",
        "--include",
        "-heard nothing",
        "--example",
        "clinician: They wait.",
    ),
    ("rename", "waiting", "Waits"),
    ("move", "stopping", "--under", "waiting"),
    ("retire", "waiting"),
    ("merge", "waiting", "stopping", "--into", "Left alone", "--definition", "Is left alone."),
]


@pytest.mark.parametrize("act", ACTS, ids=[act[0] for act in ACTS])
def test_every_act_is_told_first_done_once_and_undone(study: Path, act: tuple[str, ...]) -> None:
    told_done_undone(study, *act)


def test_the_words_say_what_is_touched(study: Path) -> None:
    coded(study, ("P01", "waiting list"), ("C01", "waiting list"))
    told = run(study, "merge", "waiting", "--into", "hopeless", "--dry-run").output
    assert "Codes merged: Hopelessness, Waiting." in told
    assert "Waiting: 2 codings (ada 2); 1 of 2 with the role patient, 1 of 1 with the role clinician." in told
    assert "Waiting: 2 codings will count as Hopelessness." in told
    assert "merged_into: none → hopeless" in told
    assert "retired: no → yes" in told
    assert "Nothing was changed: this was a dry run." in told
    done = run(study, "merge", "waiting", "--into", "hopeless").output
    assert "`qual undo` takes this back" in done
    assert {one["code"] for one in document(study, "codings")} == {"hopeless"}
    assert "Undone: codes merged hopeless" in run(study, "undo").output


def test_a_new_name_that_may_be_a_slip_is_told(study: Path) -> None:
    told = run(study, "merge", "waiting", "stopping", "--into", "Hopelesness", "--dry-run").output
    assert "There is no code 'Hopelesness', so it is a new one; there is a code 'Hopelessness'." in told


def test_words_of_a_transcript_become_a_code(study: Path) -> None:
    made = document(study, "add", "--from", "P01:36-58", "--theme", "Care")
    shown = document(study, "show", made["entries"][0])
    [example] = shown["examples"]
    assert example["role"] == "patient"
    assert shown["name"] == example["text"]
    assert "name the code" in refused(study, "add", code=2)


def test_a_code_is_taken_back_and_made_no_heading(study: Path) -> None:
    run(study, "retire", "waiting")
    assert "Code taken back: Waiting." in run(study, "retire", "waiting", "--back").output
    document(study, "edit", "waiting", "--heading")
    assert document(study, "show", "waiting")["heading"]
    document(study, "edit", "waiting", "--no-heading", "--name", "Waits")
    assert not document(study, "show", "Waits")["heading"]


def test_a_code_is_split_by_a_table_that_was_written_to_be_filled_in(study: Path, tmp_path: Path) -> None:
    first, second, third = coded(study, ("P01", "waiting list"), ("P01b", "waiting list"), ("C01", "waiting list"))
    sheet = tmp_path / "parts.csv"
    assert document(study, "split", "waiting", "--sheet", sheet, "--dry-run")["dry_run"]
    assert "dry run" in run(study, "split", "waiting", "--sheet", sheet, "--dry-run").output
    assert not sheet.exists()
    assert "with 3 codings" in run(study, "split", "waiting", "--sheet", sheet).output
    text = sheet.read_text("utf-8-sig")
    for coding, code in ((first, "Letters"), (second, "LISTS"), (third, "waiting")):
        text = text.replace(f"{coding},,", f"{coding},{code},")
    sheet.write_text(text, "utf-8")
    assert "you did not" in refused(study, "split", "waiting", "--into", "Letters", "--by", sheet)
    done = document(study, "split", "waiting", "--into", "Letters", "--into", "Lists", "--by", sheet, "--retire")
    assert done["what"] == "code split"
    assert {one["coding"]: one["code"] for one in document(study, "codings")} == {
        first: "letters", second: "lists", third: "waiting",
    }  # fmt: skip
    assert [one["id"] for one in document(study, "list", "--retired")["codes"]][:3] == [
        "waiting",
        "letters",
        "lists",
    ]
    run(study, "undo")
    assert {one["code"] for one in document(study, "codings")} == {"waiting"}


def test_how_a_code_is_split_is_said_once(study: Path, tmp_path: Path) -> None:
    for how in ((), ("--groups", "--by", "x.csv"), ("--by", "x.csv", "--sheet", "y.csv")):
        assert "how it is parted" in refused(study, "split", "waiting", *how, code=2).replace("\n", " ")
    assert "x.csv" in refused(study, "split", "waiting", "--by", tmp_path / "x.csv")
    assert "by groups was refused" in refused(study, "split", "waiting", "--groups")


REFUSALS = [
    (("rename", "wating", "Waits"), "Is 'Waiting' meant?"),
    (("rename", "waiting", "hopelessness"), "there is a code of this name already"),
    (("move", "waiting", "--under", "waiting"), "cannot stand under itself"),
    (("merge", "waiting", "--into", "waiting"), "two different codes are needed"),
    (("edit", "waiting", "--include", "-nothing"), "There are: waiting list; heard nothing."),
    (("edit", "waiting", "--dry-run"), "it is so already"),
    (("promote", "zzz", "X"), "no candidate theme 'zzz'"),
]


def test_what_cannot_be_done_is_one_sentence(study: Path) -> None:
    for act, says in REFUSALS:
        assert says in refused(study, *act)
