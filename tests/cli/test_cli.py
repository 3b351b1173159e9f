"""The commands as people type them: JSON keys of the public surface, exit codes, one sentence for a mistake."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qual.cli.app import app
from qual.matching import encoder as encoders
from tests.fakes import HashingEncoder
from tests.studies import CODEBOOK, TRANSCRIPTS, write_transcripts

Run = Callable[..., Result]
ROLES = "Interviewer=interviewer,P=patient,C=clinician"


def runs_in(folder: Path, patch: pytest.MonkeyPatch) -> Run:
    """Runs `qual …` in a folder that has a codebook and interviews, with the quick encoder."""
    patch.chdir(folder)
    patch.setenv("QUAL_CODER", "ada")
    patch.setattr(encoders, "load_encoder", lambda *_: HashingEncoder())
    (folder / "book.yaml").write_text(CODEBOOK, "utf-8")
    write_transcripts(folder / "up")

    def go(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return go


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return runs_in(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with interviews, made by the commands once; every test has a copy."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        run = runs_in(folder, patch)
        assert run("new", "s", "--codebook", "book.yaml").exit_code == 0
        files = [f"up/{name}" for name in TRANSCRIPTS]
        assert run("import", *files, "--roles", ROLES, "--project", "s").exit_code == 0
    return folder / "s"


@pytest.fixture
def filled(run: Run, made: Path) -> Run:
    shutil.copytree(made, "s")
    return run


def document(result: Result) -> Any:  # noqa: ANN401 - whatever the command's document is
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def decisions(run: Run, *rows: str) -> Path:
    file = Path("decisions.csv")
    file.write_text("\n".join(["transcript,start,end,code,decision,quote", *rows]), "utf-8")
    return file


def test_new_makes_a_project(run: Run) -> None:
    made = document(run("new", "study", "--codebook", "book.yaml", "--json"))
    assert Path(made["project"]).name == "study"
    assert {path.name for path in Path("study").iterdir()} >= {
        "project.toml", "codebook", "transcripts", "qual.db", "exports",
    }  # fmt: skip
    assert Path("study/codebook/codebook.yaml").read_text("utf-8") == CODEBOOK


def test_import_reports_what_came_in(run: Run) -> None:
    run("new", "s", "--codebook", "book.yaml")
    Path("up/empty.txt").touch()
    content = document(run("import", "up/P01.txt", "up/empty.txt", "--roles", ROLES, "--project", "s", "--json"))
    [added] = content["added"]
    assert (added["transcript"], added["participants"], added["turns"]) == ("P01", ["P01"], 4)
    assert added["words"] > 20
    assert added["speakers"]["P01"]["role"] == "patient"
    assert added["speakers"]["P01"]["turns"] == 2
    assert set(content["problems"][0]) == {"file", "line", "message", "hint"}
    again = document(run("import", "up/P01.txt", "--project", "s", "--json"))
    assert (again["added"], len(again["skipped"])) == ([], 1)


def test_import_of_bad_files_only_ends_with_1(filled: Run) -> None:
    Path("bad.txt").touch()
    result = filled("import", "bad.txt", "nowhere.txt", "--project", "s")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "bad.txt" in result.stderr
    assert "nowhere.txt" in result.stderr


def test_segments_quote_the_text(filled: Run) -> None:
    rows = document(filled("segments", "--project", "s", "--json"))
    assert set(rows[0]) == {"segment", "transcript", "start", "end", "speaker", "participant", "role", "text"}
    for row in rows:
        assert TRANSCRIPTS[f"{row['transcript']}.txt"][row["start"] : row["end"]] == row["text"]
    cut = document(filled("segment", "--unit", "sentence", "--project", "s", "--json"))
    assert cut["unit"] == "sentence"
    assert cut["segments"] == len(document(filled("segments", "--project", "s", "--json"))) > len(rows)


def test_suggest_and_suggestions(filled: Run) -> None:
    report = document(filled("suggest", "--project", "s", "--json"))
    assert {"segments", "suggestions", "model", "codebook_version", "seconds"} <= set(report)
    rows = document(filled("suggestions", "--code", "waiting", "--limit", "2", "--project", "s", "--json"))
    assert 1 <= len(rows) <= 2
    keys = {"segment", "code", "probability", "band", "evidence", "model", "codebook_version"}
    assert keys <= set(rows[0])
    assert {row["code"] for row in rows} == {"waiting"}
    assert isinstance(document(filled("themes", "--project", "s", "--json")), list)


def test_decide_codings_undo_and_frequencies(filled: Run) -> None:
    text = TRANSCRIPTS["P01.txt"]
    start = text.index("waiting list")
    good = f"P01,{start},{start + 12},waiting,accept,waiting list"
    reject = f"P01,{start},{start + 12},stopping,reject,"
    done = document(filled("decide", decisions(filled, good, reject), "--project", "s", "--json"))
    assert (done["codings"], done["rejections"], done["problems"]) == (1, 1, [])
    [coding] = document(filled("codings", "--project", "s", "--json"))
    assert set(coding) >= {
        "coding", "transcript", "participant", "role", "start", "end", "quote", "code", "theme", "coder", "origin",
        "blind", "codebook_version", "created",
    }  # fmt: skip
    assert (coding["quote"], coding["coder"], coding["theme"]) == ("waiting list", "ada", "care")
    counted = document(filled("frequencies", "--by", "role", "--project", "s", "--json"))
    row = next(r for r in counted["rows"] if (r["code"], r["role"]) == ("waiting", "patient"))
    assert list(row)[:15] == [
        "theme", "code", "role", "participants", "participants_total", "share", "ci_low", "ci_high", "segments",
        "segments_total", "mean_share", "words", "estimated", "estimated_low", "estimated_high",
    ]  # fmt: skip
    assert (row["participants"], row["participants_total"], row["estimated"]) == (1, 2, None)
    assert set(counted["differences"][0]) >= {"code", "difference", "ci_low", "ci_high", "p", "p_adjusted"}
    assert set(counted["reviewed"]) == {"patient", "clinician"}
    undone = document(filled("undo", "2", "--project", "s", "--json"))
    assert [act["kind"] for act in undone["undone"]] == ["reject", "accept"]
    assert document(filled("codings", "--project", "s", "--json")) == []
    redone = document(filled("redo", "--project", "s", "--json"))
    assert [act["kind"] for act in redone["redone"]] == ["accept"]
    assert "Redone: reject stopping in P01" in filled("redo", "--project", "s").output
    assert len(document(filled("codings", "--project", "s", "--json"))) == 1


def test_memos_are_listed_and_searched(filled: Run) -> None:
    text = TRANSCRIPTS["P01.txt"]
    start = text.index("waiting list")
    path = Path("with memo.csv")
    path.write_text(
        "transcript,start,end,code,decision,memo\n"
        f"P01,{start},{start + 12},waiting,accept,Ask again\nP01,{start},{start + 7},stopping,reject,No tablets\n",
        "utf-8",
    )
    assert document(filled("decide", str(path), "--project", "s", "--json"))["problems"] == []
    [of_coding, of_reject] = document(filled("memos", "--project", "s", "--json"))
    assert list(of_coding) == [
        "memo", "about", "target", "transcript", "participant", "start", "end", "quote", "text", "coder", "created",
    ]  # fmt: skip
    assert (of_coding["about"], of_coding["text"], of_coding["participant"]) == ("coding", "Ask again", "P01")
    assert (of_reject["about"], of_reject["quote"], of_reject["start"]) == ("passage", "waiting", start)
    assert document(filled("memos", "--about", "coding", "--project", "s", "--json")) == [of_coding]
    assert document(filled("memos", "--words", "TABLETS no", "--project", "s", "--json")) == [of_reject]
    assert document(filled("memos", "--words", "tablets again", "--project", "s", "--json")) == []
    assert "2 memos" in filled("memos", "--project", "s").output


def test_a_bad_decisions_file_applies_nothing_and_ends_with_1(filled: Run) -> None:
    file = decisions(filled, "P01,1,5,waiting,accept,", "P01,1,5,nowhere,accept,")
    result = filled("decide", file, "--project", "s", "--json")
    assert result.exit_code == 1
    content = json.loads(result.stdout)
    assert (content["codings"], content["problems"][0]["line"]) == (0, 3)
    assert document(filled("codings", "--project", "s", "--json")) == []


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_export_names_path_hash_and_size(filled: Run, suffix: str) -> None:
    done = document(filled("export", suffix, f"out.{suffix}", "--project", "s", "--json"))
    assert {"path", "sha256", "bytes"} <= set(done)
    assert Path(f"out.{suffix}").stat().st_size == done["bytes"]


def test_speakers_are_listed_and_confirmed(run: Run) -> None:
    run("new", "s", "--codebook", "book.yaml")
    run("import", "up/P01.txt", "--project", "s")
    rows = document(run("speakers", "--project", "s", "--json"))
    assert {row["role"] for row in rows} == {"unknown"}
    rows = document(run("speakers", "--confirm", "--project", "s", "--json"))
    assert {row["role"] for row in rows} == {"interviewer", "patient"}


def test_check_says_ok(filled: Run) -> None:
    assert document(filled("check", "--project", "s", "--json"))["ok"] is True
    Path("s/transcripts/P01.txt").unlink()
    result = filled("check", "--project", "s", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"]


@pytest.mark.parametrize(
    "command",
    [
        ["segments", "--project", "nowhere"],
        ["new", "s"],
        ["segment", "--unit", "chapter", "--project", "s"],
        ["frequencies", "--by", "shoe", "--project", "s"],
        ["export", "pdf", "x.pdf", "--project", "s"],
        ["undo", "--coder", "nobody", "--project", "s"],
        ["redo", "--coder", "nobody", "--project", "s"],
        ["memos", "--about", "weather", "--project", "s"],
        ["decide", "nowhere.csv", "--project", "s"],
        ["import", "up/P01.txt", "--role", "astronaut", "--project", "s"],
        ["demo", "s"],
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_1(filled: Run, command: list[str]) -> None:
    result = filled(*command)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert result.stderr.strip().endswith((".", ")"))
    with_json = filled(*command, "--json")
    assert with_json.exit_code == 1
    assert json.loads(with_json.stdout)["error"]


@pytest.mark.parametrize("command", [["nonsense"], ["import"], ["decide"], ["undo", "0"], ["export", "csv"],
                                     ["import", "x.txt", "--roles", "nonsense", "--project", "s"]])  # fmt: skip
def test_wrong_usage_ends_with_2(filled: Run, command: list[str]) -> None:
    assert filled(*command).exit_code == 2


def test_every_command_takes_project_and_json(run: Run) -> None:
    for name in ("new", "demo", "import", "segment", "segments", "suggest", "suggestions", "decide", "codings",
                 "memos", "undo", "redo", "frequencies", "export", "check", "speakers", "themes",
                 "find"):  # fmt: skip
        page = run(name, "--help").output
        assert "--project" in page, name
        assert "--json" in page, name


def test_help_imports_nothing_heavy() -> None:
    heavy = ("torch", "spacy", "sentence_transformers", "transformers", "sklearn", "scipy", "pandas", "numpy",
             "streamlit", "sqlalchemy", "ruamel", "docx", "openpyxl")  # fmt: skip
    program = f"""
import sys
sys.argv = ["qual", "--help"]
from qual.cli.app import main
try:
    main()
except SystemExit:
    pass
print("HEAVY", [name for name in {heavy!r} if name in sys.modules])
"""
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed.strip().endswith("HEAVY []")


def test_a_fault_of_ours_is_one_sentence_without_words(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from qual.workflow import frames

    def stumbles(_project: object) -> None:
        raise ValueError("the words of a transcript")

    monkeypatch.setattr(frames, "segments", stumbles)
    result = filled("segments", "--project", "s", "--json")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "ValueError in test_cli.py, line" in json.loads(result.stdout)["error"]
    assert "words of a transcript" not in result.output


def test_json_reaches_an_output_that_is_not_utf8(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("up/é😀.txt").write_text("Interviewer: Où?\n\nP07: Là-bas 😀.\n", "utf-8")
    assert filled("import", "up/é😀.txt", "--project", "s").exit_code == 0
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    command = [sys.executable, "-m", "qual", "segments", "--project", "s"]
    rows = json.loads(subprocess.run([*command, "--json"], capture_output=True, check=True).stdout)
    assert rows[-1]["text"] == "Là-bas 😀."
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_two_roles_for_one_label_are_wrong_usage(filled: Run) -> None:
    result = filled("import", "up/P01.txt", "--roles", "P=patient,P=clinician", "--project", "s")
    assert (result.exit_code, "given twice" in result.output) == (2, True)


def test_a_table_of_participants_that_cannot_be_used_ends_with_1(filled: Run) -> None:
    Path("people.csv").write_text("role,age\npatient,5\n", "utf-8")
    result = filled("import", "--participants", "people.csv", "--project", "s")
    assert (result.exit_code, "people.csv" in result.stderr) == (1, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_an_output_that_is_full_is_one_sentence(filled: Run) -> None:
    command = [sys.executable, "-m", "qual", "segments", "--json", "--project", "s"]
    assert filled("segments", "--project", "s").exit_code == 0
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode != 0
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_without_the_right_to_read_it_does_not_stop_the_others(
    filled: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("secret.txt").write_text("P09: Hello there.\n", "utf-8")
    Path("open.txt").write_text("Interviewer: Well?\n\nP08: Hello there, yes.\n", "utf-8")
    real, access = Path.read_bytes, os.access

    def read(path: Path) -> bytes:
        if path.name == "secret.txt":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr(
        os, "access", lambda path, mode, **more: "secret" not in str(path) and access(path, mode, **more)
    )
    content = document(filled("import", "secret.txt", "open.txt", "--project", "s", "--json"))
    assert [added["transcript"] for added in content["added"]] == ["open"]
    assert content["problems"][0]["file"] == "secret.txt"
