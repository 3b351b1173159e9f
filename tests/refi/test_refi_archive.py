"""The project of an archive is found whatever it is called, and unpacked only as far as is safe."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from qual.refi import archive
from qual.refi.faults import Unusable
from tests.refi.refi_files import zipped


@pytest.mark.parametrize(
    "names",
    [
        ["project.qde"],
        ["Project.QDE", "sources/a.txt"],
        ["Clinic study.qde"],
        ["inner/Clinic.qde"],
        ["inner\\project.qde"],
        ["../../etc/project.qde"],
        ["/abs/project.qde"],
    ],
)
def test_the_project_is_found_whatever_it_is_called(names: list[str]) -> None:
    assert archive.project(zipped(dict.fromkeys(names, b"<a/>"))) == (b"<a/>", 0)


def test_of_several_the_shallowest_counts_then_the_usual_name() -> None:
    files = {
        "deep/project.qde": b"3",
        "a.qde": b"2",
        "project.qde": b"1",
        "__MACOSX/project.qde": b"4",
        "._project.qde": b"5",
    }
    assert archive.project(zipped(files)) == (b"1", 2)
    del files["project.qde"]
    assert archive.project(zipped(files)) == (b"2", 1)


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    archive.project(zipped({"../evil.qde": b"<a/>", "project.qde": b"<a/>"}))
    assert list(tmp_path.parent.glob("evil*")) == list(tmp_path.iterdir()) == []


def locked() -> bytes:
    data = bytearray(zipped({"project.qde": b"<a/>"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def lying() -> bytes:
    """An archive that declares a small project and holds a large one."""
    data = bytearray(zipped({"project.qde": b"a" * 3_000_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (zipped({"a.txt": b"x", "__MACOSX/project.qde": b"<a/>"}), "without a project"),
        (zipped({"project.qde": b" " * 30_000_000}), "more than is safe"),
        (locked(), "password"),
        (zipped({"project.qde": b"<a/>" * 99})[:60], "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
    ids=["no project", "bomb", "password", "cut", "stub"],
)
def test_what_is_unsafe_or_damaged_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        archive.project(data)


def test_a_declared_size_is_not_believed() -> None:
    with pytest.raises(Unusable, match="damaged"):
        archive.project(lying())


def test_a_damaged_entry_is_refused() -> None:
    data = bytearray(zipped({"project.qde": b"<a/>"}, method=zipfile.ZIP_STORED))
    data[data.index(b"<a/>") + 1] ^= 1
    with pytest.raises(Unusable, match="damaged"):
        archive.project(bytes(data))


@pytest.mark.parametrize(("limit", "why"), [("ENTRIES_LIMIT", "files"), ("ENTRY_LIMIT", "more than is safe")])
def test_limits(monkeypatch: pytest.MonkeyPatch, limit: str, why: str) -> None:
    monkeypatch.setattr(archive, limit, 1)
    with pytest.raises(Unusable, match=why):
        archive.project(zipped({"project.qde": b"<a/>", "b": b"x"}))


def test_a_way_of_packing_that_is_not_known_is_told_as_damage() -> None:
    data = bytearray(zipped({"project.qde": b"<a/>" * 99}))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):  # the method, in both headers
        place = data.index(mark) + at
        data[place : place + 2] = (97).to_bytes(2, "little")
    with pytest.raises(Unusable, match="damaged"):
        archive.project(bytes(data))
