"""Cutting again loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from qual.config import UNITS
from qual.errors import Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import OpenProject, open_project
from tests.studies import place_of


@pytest.mark.parametrize("unit", UNITS)
def test_no_coding_is_lost_and_participants_do_not_change(study: OpenProject, unit: str) -> None:
    span = Span(*place_of(study, "P01", "waiting list for a year. I heard nothing"))
    study.apply([Op(new_id(), "code", "ada", "P01", span, "waiting")])
    before, counted = study.codings(), study.frequencies()
    done = study.segment(unit, coder="ada")
    assert done == {"segments": len(study.segments()), "unit": unit}
    assert study.codings().equals(before)
    assert list(study.frequencies()["participants"]) == list(counted["participants"])


def test_the_unit_is_remembered_in_the_researchers_file(study: OpenProject) -> None:
    file = study.folder / "project.toml"
    before = file.read_text("utf-8").splitlines()
    study.segment("sentence", coder="ada")
    after = file.read_text("utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert changed[0][1].startswith('unit = "sentence"')
    with open_project(study.folder) as again:
        assert again.settings.unit == "sentence"


def test_a_unit_changed_by_hand_is_followed_at_the_next_import(study: OpenProject) -> None:
    file = study.folder / "project.toml"
    file.write_text(file.read_text("utf-8").replace('unit = "passage"', 'unit = "turn"'), "utf-8")
    with open_project(study.folder, encoder=study.encoder) as again:
        again.import_files([("new.txt", b"P05: One. Two. Three.\n\nI: Yes?\n\nP05: Four.\n\nI: Well.\n")])
        with again.store.reading() as tables:
            assert set(tables.segment_units().values()) == {"turn"}


def test_an_unknown_unit_is_refused(study: OpenProject) -> None:
    with pytest.raises(Refused, match="turn, sentence, passage"):
        study.segment("chapter")


def others(text: bytes) -> list[bytes]:
    """All lines but those of the unit, with their ends."""
    return [line for line in text.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True) if b"unit" not in line]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("unit =", "   unit ="),
        lambda text: "\ufeff" + text,
        lambda text: '\ufeffunit = "passage"\n' + text.replace("unit =", "# unit ="),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace('unit = "passage"', "# unit"),
    ],
    ids=["indented", "byte-order mark", "mark and unit first", "Windows lines", "no line for it"],
)
def test_the_unit_is_remembered_however_the_file_is_written(
    study: OpenProject, change: Callable[[str], str]
) -> None:
    file = study.folder / "project.toml"
    file.write_bytes(change(file.read_text("utf-8")).encode())
    before = others(file.read_bytes())
    study.segment("sentence", coder="ada")
    assert others(file.read_bytes()) == before
    with open_project(study.folder) as again:
        assert again.settings.unit == "sentence"


def test_a_file_that_cannot_be_changed_is_left_alone_and_nothing_is_cut(study: OpenProject) -> None:
    file = study.folder / "project.toml"
    file.write_text(file.read_text("utf-8").replace('unit = "passage"', 'unit = """passage"""'), "utf-8")
    before, segments = file.read_bytes(), study.segments()
    with pytest.raises(Refused, match="Set unit"):
        study.segment("sentence", coder="ada")
    assert file.read_bytes() == before
    assert study.segments().equals(segments)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_who_may_read_the_settings_stays_as_it_was(study: OpenProject) -> None:
    file = study.folder / "project.toml"
    file.chmod(0o664)
    study.segment("sentence", coder="ada")
    assert file.stat().st_mode & 0o777 == 0o664
