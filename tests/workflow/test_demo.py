"""The sample study is finished where it was left."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.workflow import suggesting
from qual.workflow.demo import demo
from qual.workflow.projects import OpenProject, open_project
from tests.fakes import HashingEncoder


def test_a_sample_interrupted_before_its_suggestions_gets_them_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(OpenProject, "suggest", interrupted)
        with pytest.raises(KeyboardInterrupt):
            demo(tmp_path / "sample")
    monkeypatch.setattr("qual.matching.encoder.load_encoder", lambda *_: HashingEncoder())
    with open_project(tmp_path / "sample") as project:
        [undone] = project.undo(coder="demo")
    with demo(tmp_path / "sample") as project, project.store.reading() as tables:
        assert suggesting.made_at(project)
        newer = [one for one in tables.events(coder="demo") if one.seq > int(str(undone["by"]))]
    assert newer == []  # what a person took back is not brought back
