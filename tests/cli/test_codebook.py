"""`qual codebook` looked at: list, show, versions, diff, check, and changes from outside."""

from __future__ import annotations

from pathlib import Path

from tests.cli.codebook_runs import coded, document, refused, run


def rewrite(study: Path, old: str, new: str) -> None:
    file = study / "codebook" / "codebook.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_list_is_a_tree_with_counts(study: Path) -> None:
    coded(study, ("P01", "waiting list"), ("P01b", "waiting list"), ("C01", "waiting list"))
    assert run(study, "move", "stopping", "--under", "waiting").exit_code == 0
    found = document(study, "list")
    assert [(one["id"], one["level"], one["parent"]) for one in found["codes"]] == [
        ("waiting", 0, ""), ("stopping", 1, "waiting"), ("hopeless", 0, ""),
    ]  # fmt: skip
    assert (found["participants"], found["roles"]) == (3, {"patient": 2, "clinician": 1})
    waiting = found["codes"][0]
    assert (waiting["codings"], waiting["participants"], waiting["roles"]) == (3, 2, {"patient": 1, "clinician": 1})
    assert [one["id"] for one in found["themes"]] == ["care", "toll"]
    table = run(study, "list").output
    assert "    Stopping tablets" in table
    assert "1 patient, 1 clinician" in table
    assert "of 3 participants" in table


def test_retired_codes_are_listed_when_asked_for(study: Path) -> None:
    run(study, "retire", "waiting")
    assert [one["id"] for one in document(study, "list")["codes"]] == ["stopping", "hopeless"]
    assert document(study, "list")["hidden"] == 1
    assert "1 retired code is not listed" in run(study, "list").output
    table = run(study, "list", "--retired").output
    assert "not listed" not in table
    assert "retired" in table


def test_the_codebook_as_it_was(study: Path) -> None:
    coded(study, ("P01", "waiting list"))
    before = document(study, "list")["version"]
    run(study, "rename", "waiting", "Waits")
    assert "Waiting" in run(study, "list", "--version", before[:6]).output
    assert "Waits" in run(study, "list", "--as-of", "2999-01-01").output
    assert document(study, "list", "--version", before)["codes"][0]["codings"] == 1
    assert "There is no codebook as of '2001-01-01'" in refused(study, "list", "--as-of", "2001-01-01")
    assert "version of the codebook 'nothing'" in refused(study, "list", "--version", "nothing")
    assert "no date" in refused(study, "list", "--as-of", "3 March", code=2)
    assert "not both" in refused(study, "list", "--as-of", "2024", "--version", "x", code=2)


def test_a_code_is_shown_with_its_origin_and_history(study: Path) -> None:
    coded(study, ("P01", "waiting list"))
    run(study, "merge", "waiting", "stopping", "--into", "Left alone", "--why", "one idea")
    run(study, "edit", "left alone", "--definition", "Is left alone.", "--exclude", "+rests")
    shown = run(study, "show", "LEFT ALONE").output
    assert "Left alone (left-alone)" in shown
    assert "Under Care" in shown
    assert "  Is left alone." in shown
    assert "  patient: Nine months for a letter." in shown
    assert "Codings: 1 (ada 1)" in shown
    assert "  patient: 1 of 2 participants, 1 of " in shown
    assert "merged from Waiting (waiting) on " in shown
    assert "one idea" in shown
    assert "exclude: {+rests+}" in shown
    found = document(study, "show", "left-alone")
    assert [one["other"] for one in found["origins"]] == ["stopping", "waiting"]
    assert [one["what"] for one in found["history"]] == [["added"], ["redefined"]]
    assert (found["codings"], found["coders"], found["exclude"]) == (1, {"ada": 1}, ["rests"])
    gone = run(study, "show", "waiting").output
    assert "merged into left-alone" in gone
    assert "merged into Left alone (left-alone)" in gone
    assert "Is 'Waiting' meant" in refused(study, "show", "wating")


def test_a_code_without_a_definition_or_theme_is_shown_too(study: Path) -> None:
    run(study, "add", "Loose", "--heading")
    shown = run(study, "show", "loose").output
    assert "heading" in shown
    assert "Under" not in shown
    run(study, "add", "Under it", "--under", "loose", "--example", "He said: no.")
    assert "Under it (under-it)" in run(study, "show", "loose").output
    assert "without a theme" in run(study, "list").output


def test_versions_and_what_differs_between_two(study: Path) -> None:
    coded(study, ("P01", "waiting list"))
    run(study, "edit", "waiting", "--definition", "Waits for a letter.", "--why", "shorter")
    old, new = document(study, "versions")
    assert (old["codings"], new["what"], new["why"], new["by"], new["in_force"]) == (
        1, "code redefined", "shorter", "ada", True,
    )  # fmt: skip
    assert "shorter" in run(study, "versions").output
    told = run(study, "diff").output
    assert f"{old['version']} → {new['version']}: 1 code redefined." in told
    assert "definition: Waits for [-an appointment or -]a letter." in told
    assert "1 codings, 1 of them made under another definition" in told
    back = document(study, "diff", "now", old["version"][:5])
    assert (back["old"], back["new"], back["codings"]) == (new["version"], old["version"], {"waiting": 1})
    assert document(study, "diff", "now", "now")["details"] == []


def test_check_finds_what_does_not_fit(study: Path) -> None:
    assert document(study, "check") == {"ok": True, "findings": []}
    assert "The codebook is in order." in run(study, "check").output
    rewrite(study, "name: Hopelessness", "name: waiting")
    found = refused(study, "check")
    assert "2 codes are called 'Waiting': waiting, hopeless." in found
    assert "Something is not in order." in found


def test_a_change_made_outside_is_kept_or_put_back(study: Path) -> None:
    coded(study, ("P01", "waiting list"))
    rewrite(study, "name: Hopelessness", "name: No hope")
    assert "made outside qual" in run(study, "check").output
    finding = document(study, "check")["findings"][0]
    number = finding["message"].split()[1].rstrip(",")
    dry = document(study, "put-back", number, "--dry-run")
    assert (dry["dry_run"], dry["changes"][0]["what"]) == (True, ["renamed"])
    assert document(study, "keep-outside", number, "--dry-run")["dry_run"]
    assert "Nothing was changed" in run(study, "keep-outside", number, "--dry-run").output
    done = document(study, "put-back", number, "--why", "a slip")
    assert set(done) == set(dry) - {"dry_run"}
    assert document(study, "list")["codes"][2]["name"] == "Hopelessness"
    assert document(study, "check")["findings"] == []
    rewrite(study, "name: Hopelessness", "name: No hope")
    number = document(study, "check")["findings"][0]["message"].split()[1].rstrip(",")
    assert "1 code renamed" in run(study, "keep-outside", number).output
    assert document(study, "check")["findings"] == []
    assert "waiting under number 99" in refused(study, "keep-outside", 99)


def test_a_broken_file_is_told_with_its_line(study: Path) -> None:
    coded(study, ("P01", "waiting list"))
    file = study / "codebook" / "codebook.yaml"
    file.write_text("themes: [\n", "utf-8")
    found = refused(study, "check")
    assert "codebook.yaml, line" in found
    assert "Waiting" in run(study, "list").output, "the last good version stays in force"
    assert "Mend the file" in refused(study, "rename", "waiting", "Waits")
    assert "Mend the file" in refused(study, "rename", "waiting", "Waits", "--dry-run")
