"""What would lose something is not written, and a file is replaced in one step or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from qual.codebook.write import add_code, add_theme, move_code, retire_code, save, set_code, set_theme
from qual.errors import ChangedElsewhere, NotFound, Refused, Unreadable
from qual.model.codebook import Code, Theme
from tests.codebook.codebook_files import FILE


class TestRefusals:
    """What would lose something is not done."""

    @pytest.mark.parametrize(
        "act",
        [
            lambda data: set_code(data, Code("zzz", "Z")),
            lambda data: retire_code(data, "zzz"),
            lambda data: move_code(data, "zzz", "a"),
            lambda data: move_code(data, "c1", "zzz"),
            lambda data: add_code(data, Code("n", "N", "zzz")),
            lambda data: set_theme(data, Theme("zzz", "Z")),
        ],
    )
    def test_unknown_ids(self, act: Callable[[bytes], bytes]) -> None:
        with pytest.raises(NotFound, match="zzz"):
            act(FILE.encode())

    @pytest.mark.parametrize(
        "act",
        [
            lambda data: add_code(data, Code("c1", "Again")),
            lambda data: add_theme(data, Theme("a", "Again")),
            lambda data: add_code(data, Code("", "N")),
            lambda data: add_code(data, Code("n", " ")),
            lambda data: set_code(data, Code("c1", "", "a")),
            lambda data: set_code(data, Code("c2", "Two", "a", color="blue")),
            lambda data: set_theme(data, Theme("a", "A", color="blue")),
        ],
    )
    def test_what_cannot_be(self, act: Callable[[bytes], bytes]) -> None:
        with pytest.raises(Refused):
            act(FILE.encode())

    @pytest.mark.parametrize(
        "data",
        [
            FILE.replace("name: Two", "name: Two: three").encode(),
            FILE.replace("name: One", "name: Café").encode("cp1252"),
            FILE.replace("    name: A", "\tname: A").encode(),
            b"- a\n- b\n",
        ],
        ids=["colon", "encoding", "tab", "list"],
    )
    def test_a_file_with_a_mistake(self, data: bytes) -> None:
        with pytest.raises((Refused, NotFound)):
            set_code(data, Code("c1", "New", "a"))
        with pytest.raises(Refused):
            add_code(data, Code("new", "New"))

    def test_the_refusal_names_the_line(self) -> None:
        with pytest.raises(Refused, match="line 31") as caught:
            add_theme(FILE.replace("name: Two", "name: Two: three").encode(), Theme("n", "N"))
        assert caught.value.problems

    def test_an_id_that_stands_there_twice(self) -> None:
        text = "codes: [{id: a, name: A}, {id: a, name: B}]\nthemes: [{id: t, name: T}, {id: t, name: U}]\n"
        with pytest.raises(Refused, match="twice"):
            set_code(text.encode(), Code("a", "C"))
        with pytest.raises(Refused, match="twice"):
            set_theme(text.encode(), Theme("t", "C"))

    def test_lines_that_others_share(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    include: &i [x]\n  - {id: b, name: B, include: *i}\n"
        with pytest.raises(Refused, match="touching others"):
            set_code(text.encode(), Code("a", "A", include=("z",)))
        data = set_code(text.encode(), Code("b", "B", include=("z",)))
        assert data == text.replace("*i", "[z]").encode()

    def test_a_block_does_not_go_into_brackets(self) -> None:
        text = "codes:\n  - id: a\n    name: A\nthemes: [{id: t, name: T}]\n"
        with pytest.raises(Refused, match="brackets"):
            move_code(text.encode(), "a", "t")

    def test_an_entry_that_stands_there_twice_through_an_alias(self) -> None:
        text = "codes: [{id: a, name: A}]\nthemes:\n- &t {id: t, name: T}\n- *t\n"
        with pytest.raises(Refused, match="twice"):
            move_code(text.encode(), "a", "t")


class TestSave:
    """A file is replaced in one step or not at all."""

    def test_new_bytes_take_the_place_of_the_old(self, tmp_path: Path) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"old")
        path.chmod(0o640)
        save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert path.read_bytes() == b"new"
        assert [file.name for file in tmp_path.iterdir()] == ["codebook.yaml"]
        assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o640

    def test_a_file_that_has_changed_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"theirs")
        with pytest.raises(ChangedElsewhere, match=r"codebook\.yaml"):
            save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert path.read_bytes() == b"theirs"
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_file_that_is_gone(self, tmp_path: Path) -> None:
        with pytest.raises(ChangedElsewhere):
            save(tmp_path / "none.yaml", b"new", expected_sha256="0" * 64)

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable):
            save(tmp_path, b"new", expected_sha256="0" * 64)

    def test_a_failure_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"old")

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Unreadable, match="No space"):
            save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_change_in_the_last_moment_is_seen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"old")
        monkeypatch.setattr(os, "fsync", lambda _: path.write_bytes(b"theirs"))
        with pytest.raises(ChangedElsewhere):
            save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"theirs"]

    @pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        path, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
        path.write_bytes(b"old")
        link.symlink_to(path)
        save(link, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert link.is_symlink()
        assert path.read_bytes() == b"new"
