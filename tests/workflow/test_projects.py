"""A new project: its codebook, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

from qual.codebook import schema
from qual.codebook.read import read
from qual.workflow import projects


def test_a_new_codebook_names_its_schema_and_the_schema_stands_beside_it(tmp_path: Path) -> None:
    with projects.create(tmp_path / "study", name="Mine: all") as project:
        words = project.codebook_file.read_text("utf-8")
        assert words.split("\n")[0] == schema.LINE
        assert (project.codebook_file.with_name(schema.FILE)).read_text("utf-8") == schema.text()
        book, problems = read(words.encode())
        assert (book.title, book.codes, problems) == ("Mine: all", (), ())


def test_a_codebook_that_is_given_stays_as_it_is(tmp_path: Path) -> None:
    given = tmp_path / "mine.yaml"
    given.write_bytes(b"# mine\r\ncodes:\r\n- {id: a, name: A}\r\n")
    with projects.create(tmp_path / "study", codebook=given) as project:
        assert project.codebook_file.read_bytes() == given.read_bytes()
        assert (project.codebook_file.with_name(schema.FILE)).is_file()
