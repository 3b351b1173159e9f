"""`qual codebook …` run on the small study, for the tests of its commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from qual.cli.app import app
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow.projects import open_project
from tests.fakes import HashingEncoder
from tests.studies import place_of


def run(study: Path, *arguments: object) -> Result:
    """The command as it is typed, in a project's folder; the first word may be another command than `codebook`."""
    words = [str(one) for one in arguments]
    start = [] if words[0] in {"undo", "redo", "codings"} else ["codebook"]
    return CliRunner().invoke(app, [*start, *words, "--project", str(study)])


def document(study: Path, *arguments: object) -> Any:  # noqa: ANN401 - whatever the command's document is
    """Its JSON document."""
    found = run(study, *arguments, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def refused(study: Path, *arguments: object, code: int = 1) -> str:
    """The one sentence of a command that cannot go on."""
    found = run(study, *arguments)
    assert found.exit_code == code, found.output
    assert "Traceback" not in found.output
    return found.output


def coded(study: Path, *places: tuple[str, str], code: str = "waiting") -> list[str]:
    """Ids of new codings on words of transcripts."""
    made = []
    with open_project(study, encoder=HashingEncoder()) as project:
        for transcript, words in places:
            start, end = place_of(project, transcript, words)
            op = Op(f"{code}-{transcript}-{start}", "code", "ada", transcript, Span(start, end), code)
            made += [answer.coding for answer in project.apply([op])]
    return made


def told_done_undone(study: Path, *act: str) -> None:
    """A dry run changes nothing and tells what the act then does; undo brings the codebook back."""
    file = study / "codebook" / "codebook.yaml"
    before = file.read_bytes()
    told = document(study, *act, "--dry-run")
    assert file.read_bytes() == before
    with open_project(study) as project, project.store.reading() as tables:
        book = project.codebook.book
        assert not tables.events("codebook")
    done = document(study, *act, "--coder", "ben", "--why", "because")
    assert {**told, "event": done["event"], "op": done["op"]} == {**done, "dry_run": True}
    assert file.read_bytes() != before
    with open_project(study) as project, project.store.reading() as tables:
        [event] = tables.events("codebook")
        assert (event.coder, event.details["why"]) == ("ben", "because")
        assert project.codebook.book.version == done["version"]
    assert f"Undone: {done['what']}" in run(study, "undo", "--coder", "ben").output
    with open_project(study) as project:
        assert project.codebook.book == book
