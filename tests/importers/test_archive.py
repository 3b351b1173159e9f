from __future__ import annotations

import io
import random
import zipfile

import pytest

from qual.importers import archive
from qual.importers.archive import UnsafeArchive, entries


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def test_a_sound_archive_names_what_is_inside() -> None:
    assert entries(zipped({"a.xml": b"<a/>", "b/c": b"x"})) == {"a.xml", "b/c"}


def test_a_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(UnsafeArchive, match="unpacks to more than is safe"):
        entries(zipped({"word/document.xml": bytes(30_000_000)}))


def test_a_bomb_beside_something_large_is_refused_too() -> None:
    noise = random.Random(1).randbytes(1_000_000)  # noqa: S311 - bytes that do not shrink, not a secret
    with pytest.raises(UnsafeArchive, match="unpacks to more than is safe"):
        entries(zipped({"word/document.xml": bytes(30_000_000), "word/media/photo.jpg": noise}))


def test_a_small_entry_may_be_packed_tightly() -> None:
    assert entries(zipped({"xl/sheet.xml": bytes(200_000)}))


def test_a_large_entry_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRY_LIMIT", 1000)
    monkeypatch.setattr(archive, "_unpacked", None)
    with pytest.raises(UnsafeArchive, match="more than is safe"):
        entries(zipped({"a": bytes(range(256)) * 8}))


def test_many_entries_are_refused_by_their_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "TOTAL_LIMIT", 1000)
    with pytest.raises(UnsafeArchive, match="more than is safe"):
        entries(zipped({"a": bytes(range(256)) * 3, "b": bytes(range(256)) * 3}))


def test_an_entry_that_is_larger_than_it_declares_is_refused() -> None:
    data = bytearray(zipped({"a": b"x" * 5000}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(UnsafeArchive):
        entries(bytes(data))


@pytest.mark.parametrize("cut", [10, 60, 100])
def test_a_cut_off_archive_is_damaged(cut: int) -> None:
    with pytest.raises(UnsafeArchive, match="damaged"):
        entries(zipped({"a": b"some words"})[:cut])


def test_a_changed_byte_is_noticed() -> None:
    data = bytearray(zipped({"a": b"some words that are long enough"}))
    data[35] ^= 0xFF
    with pytest.raises(UnsafeArchive, match="damaged"):
        entries(bytes(data))


def test_a_locked_archive_is_refused() -> None:
    data = bytearray(zipped({"a": b"words"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    with pytest.raises(UnsafeArchive, match="password"):
        entries(bytes(data))


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ENTRIES_LIMIT", 2)
    with pytest.raises(UnsafeArchive, match="3 files inside"):
        entries(zipped({"a": b"", "b": b"", "c": b""}))


def test_declared_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(UnsafeArchive, match="entities"):
        entries(zipped({"word/document.xml": b" " * 65_530 + bomb}))
