"""What the codebook file was before an act: kept, given back, thrown away, and never over anybody's work."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from qual.codebook import keepsake
from qual.errors import Unreadable

OLD, NEW = b"title: A\r\n# mine\n", b"title: B\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "codebook.yaml"
    path.write_bytes(OLD)
    return path


def names(file: Path) -> list[str]:
    return sorted(one.name for one in file.parent.iterdir())


def keep(file: Path) -> keepsake.Keepsake:
    return keepsake.keep(file, OLD, NEW, op="o", coder="Ada \u2028")


def test_a_note_is_read_back_as_it_was_written(file: Path) -> None:
    assert (keepsake.is_kept(file), keepsake.found(file)) == (False, ())
    note = keep(file)
    assert keepsake.is_kept(file)
    assert keepsake.found(file) == (note,)
    assert (note.op, note.coder, note.data) == ("o", "Ada \u2028", OLD)
    keepsake.forget(note)
    keepsake.forget(note)
    assert names(file) == ["codebook.yaml"]


@pytest.mark.parametrize(("now", "then"), [(NEW, OLD), (OLD, OLD), (b"somebody's", b"somebody's"), (None, None)])
def test_only_what_the_act_wrote_is_taken_out(file: Path, now: bytes | None, then: bytes | None) -> None:
    note = keep(file)
    file.write_bytes(now) if now is not None else file.unlink()
    assert keepsake.give_back(file, note) is (now == NEW)
    assert (file.read_bytes() if file.exists() else None) == then
    assert not keepsake.is_kept(file)


def test_a_note_stays_while_the_file_cannot_be_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = keep(file)
    file.write_bytes(NEW)

    def full(*_: object, **__: object) -> None:
        raise Unreadable(file.name, "no room")

    with monkeypatch.context() as patched:
        patched.setattr(keepsake, "save", full)
        assert not keepsake.give_back(file, note)
    assert keepsake.found(file) == (note,)
    assert keepsake.give_back(file, note)
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("left", [b"", b'{"op": "o"', b"[]\n", b'{"op": 1}\n' + OLD])
def test_a_note_that_was_not_finished_is_thrown_away(file: Path, left: bytes) -> None:
    torn = keep(file).path
    torn.write_bytes(left)
    assert keepsake.found(file) == ()
    whole = keep(file).path
    whole.write_bytes(whole.read_bytes()[:-1])
    assert keepsake.found(file) == ()
    assert names(file) == ["codebook.yaml"]


def test_no_note_is_left_where_there_is_no_room(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unreadable, match="No space") as refused:
        keep(file)
    assert isinstance(refused.value.__cause__, OSError)
    assert names(file) == ["codebook.yaml"]


def test_copies_left_half_written_are_swept_and_nothing_else(file: Path) -> None:
    for name in (".codebook.yaml.x1.part", ".other.yaml.x1.part", "codebook.yaml.part", ".codebook.yaml.swp"):
        (file.parent / name).write_bytes(b"x")
    keepsake.sweep(file)
    assert names(file) == [".codebook.yaml.swp", ".other.yaml.x1.part", "codebook.yaml", "codebook.yaml.part"]
    assert keepsake.found(file.parent / "gone" / "codebook.yaml") == ()


def test_of_a_file_behind_a_link_the_note_stands_beside_the_file(file: Path) -> None:
    link = file.parent / "sub" / "codebook.yaml"
    link.parent.mkdir()
    link.symlink_to(file)
    note = keep(link)
    assert note.path.parent == file.parent
    file.write_bytes(NEW)
    assert keepsake.give_back(link, note)
    assert (link.is_symlink(), file.read_bytes()) == (True, OLD)


def test_links_that_lead_round_have_no_note(tmp_path: Path) -> None:
    loop = tmp_path / "codebook.yaml"
    loop.symlink_to(loop)
    assert (keepsake.is_kept(loop), keepsake.found(loop)) == (False, ())
