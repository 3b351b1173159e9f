"""A program dies while it changes the codebook: the act is done as a whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qual.codebook import surgery as planning
from qual.errors import StoreUnusable
from qual.model.coding import Op
from qual.model.span import Span
from qual.store.store import Store
from qual.workflow import curating, newcodes, outside, unfinished
from qual.workflow.desk import Desk
from qual.workflow.projects import OpenProject, open_project

DYING = """
import os, sys
from qual.codebook import keepsake, write
from qual.store import engines
from qual.workflow import curating, newcodes, planning
from qual.workflow.projects import open_project

study, when = open_project(sys.argv[1]), sys.argv[2]
save, kept = write.save, newcodes.kept


def dying(*args, **more):
    if when == "noted":
        os._exit(9)
    save(*args, **more)
    if when == "written":
        os._exit(9)


write.save = dying
newcodes.kept = lambda desk: os._exit(9)
book = study.codebook.book
curating.perform(study, planning.merge(book, ["waiting"], planning.code_of(book, "hopeless")), coder="ada", op="m")
"""


def dies(study: OpenProject, when: str) -> None:
    """Merge two codes in a process of its own that ends when its note, its file or its record is written."""
    done = subprocess.run([sys.executable, "-c", DYING, str(study.folder), when], check=False, capture_output=True)
    assert done.returncode == 9, done.stderr.decode()


def count_as(study: OpenProject) -> list[str]:
    return list(study.codings()["code"])


def kinds(study: OpenProject) -> list[str]:
    with study.store.reading() as tables:
        return [event.kind for event in tables.events(newest_first=False)]


def hidden(study: OpenProject) -> list[Path]:
    return [one for one in study.codebook_file.parent.iterdir() if one.name.startswith(".")]


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    study.apply([Op("first", "code", "ada", transcript="P01", span=Span(40, 60), code="waiting")])
    return study


@pytest.mark.parametrize("again", ["opened", "looked at", "worked on"])
def test_an_act_that_was_broken_off_is_taken_out_of_the_file(coded: OpenProject, again: str) -> None:
    before = coded.codebook_file.read_bytes()
    dies(coded, "written")
    assert coded.codebook_file.read_bytes() != before
    if again == "opened":
        open_project(coded.folder).close()
    elif again == "looked at":
        assert not outside.notice(coded)
    else:
        coded.apply([Op("second", "code", "ben", transcript="P01", span=Span(40, 60), code="waiting")])
    assert coded.codebook_file.read_bytes() == before
    assert set(count_as(coded)) == {"waiting"}
    assert (hidden(coded), outside.waiting(coded)) == ([], ())
    with coded.store.reading() as tables:
        [told] = tables.events(unfinished.BROKEN_OFF)
    assert (told.coder, told.details) == ("", {"act": "m", "of": "ada"})
    assert told.codebook_version == coded.codebook.book.version
    assert coded.check()["ok"]


def test_one_that_was_not_begun_or_was_done_leaves_nothing_behind(coded: OpenProject) -> None:
    before = coded.codebook_file.read_bytes()
    dies(coded, "noted")
    assert hidden(coded)
    open_project(coded.folder).close()
    assert (coded.codebook_file.read_bytes(), hidden(coded), count_as(coded)) == (before, [], ["waiting"])
    dies(coded, "recorded")
    assert hidden(coded)
    open_project(coded.folder).close()
    assert (hidden(coded), count_as(coded)) == ([], ["hopeless"])
    assert unfinished.BROKEN_OFF not in kinds(coded)
    coded.undo(coder="ada")
    assert coded.codebook_file.read_bytes() == before
    assert coded.check()["ok"]


def test_what_somebody_wrote_over_it_stays(coded: OpenProject) -> None:
    dies(coded, "written")
    mine = coded.codebook_file.read_bytes() + b"# mine\n"
    coded.codebook_file.write_bytes(mine)
    assert outside.notice(coded)
    assert coded.codebook_file.read_bytes() == mine
    assert hidden(coded) == []


def test_a_change_leaves_no_note_whether_kept_or_refused(
    coded: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, book = coded.codebook_file.read_bytes(), coded.codebook.book
    asked, write = planning.retire_code(book, "waiting"), newcodes.write

    def failing(desk: Desk) -> None:
        write(desk)
        assert hidden(coded)
        raise KeyboardInterrupt  # written, and then the record is not kept

    with monkeypatch.context() as patched:
        patched.setattr(newcodes, "write", failing)
        with pytest.raises(KeyboardInterrupt):
            curating.perform(coded, asked, coder="ada")
    assert (coded.codebook_file.read_bytes(), hidden(coded)) == (before, [])
    curating.perform(coded, asked, coder="ada")
    assert hidden(coded) == []


def test_a_study_that_cannot_be_written_is_opened_as_it_is(
    coded: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies(coded, "written")

    def refuse(_: Store) -> None:
        raise StoreUnusable("qual.db", "it is read-only")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "transaction", refuse)
        open_project(coded.folder).close()
    assert hidden(coded)
    open_project(coded.folder).close()
    assert hidden(coded) == []
