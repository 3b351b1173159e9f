from __future__ import annotations

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from qual.errors import PackageMissing, StoreUnusable
from qual.store import __main__ as command
from qual.store import engines, open_store, upgrade_store
from qual.store.opening import PACKAGED, Migrations

NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "0005"
down_revision = "0004"

def upgrade():
    op.add_column("meta", sa.Column("note", sa.Text(), server_default=""))
    {more}
"""


def later(folder: Path, more: str = "pass") -> Migrations:
    """The migrations of a later version, which has one more step."""
    shutil.copytree(PACKAGED.folder, folder / "migrations")
    (folder / "migrations" / "versions" / "0005_note.py").write_text(NEXT.format(more=more), "utf-8")
    return Migrations(folder / "migrations", "0005")


def with_value(url: str) -> None:
    with open_store(url, create=True) as store, store.transaction() as tables:
        tables.set_meta("kept", "yes")


def columns(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(meta)")]


def test_create_then_open(url: str) -> None:
    with_value(url)
    for create in (False, True):
        with open_store(url, create=create) as store, store.reading() as tables:
            assert tables.get_meta("kept") == "yes"
            assert store.integrity() == []


def test_the_pragmas_hold_on_every_connection(file_url: str) -> None:
    with open_store(file_url, create=True) as store:
        for opened in (store._read, store._write):
            with opened() as connection:
                values = [
                    connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                    for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
                ]
                assert values == ["wal", 2, 1, 5_000]


def test_an_older_file_is_copied_and_then_migrated(file_url: str, tmp_path: Path) -> None:
    with_value(file_url)
    newer = later(tmp_path)
    for _ in range(2):  # the second time there is nothing to do
        with open_store(file_url, migrations=newer) as store, store.reading() as tables:
            assert tables.get_meta("kept") == "yes"
    assert columns(tmp_path / "qual.db") == ["key", "value", "note"]
    copies = sorted(path.name for path in tmp_path.glob("*before*"))
    assert copies == ["qual.before-0005.db"]
    assert columns(tmp_path / copies[0]) == ["key", "value"]
    with open_store(f"sqlite:///{tmp_path / copies[0]}") as store, store.reading() as tables:
        assert tables.get_meta("kept") == "yes"
        assert store.integrity() == []


def test_what_only_the_log_holds_is_in_the_copy(file_url: str, tmp_path: Path) -> None:
    with open_store(file_url, create=True) as working:
        with working.transaction() as tables:
            tables.set_meta("kept", "yes")
        assert (tmp_path / "qual.db-wal").stat().st_size > 0
        open_store(file_url, migrations=later(tmp_path)).close()
    with open_store(f"sqlite:///{tmp_path / 'qual.before-0005.db'}") as store, store.reading() as tables:
        assert tables.get_meta("kept") == "yes"


def test_an_earlier_copy_is_never_overwritten(file_url: str, tmp_path: Path) -> None:
    with_value(file_url)
    (tmp_path / "qual.before-0005.db").write_bytes(b"precious")
    open_store(file_url, migrations=later(tmp_path)).close()
    assert (tmp_path / "qual.before-0005.db").read_bytes() == b"precious"
    assert columns(tmp_path / "qual.before-0005-2.db") == ["key", "value"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('raise sa.exc.OperationalError("", {}, Exception("disk I/O error"))', "the disk reported an error"),
        ("op.execute(\"INSERT INTO speakers VALUES ('no', '', 'no', '', 0, '', 0)\")", "lose references"),
    ],
)
def test_a_migration_that_fails_changes_nothing(file_url: str, tmp_path: Path, more: str, said: str) -> None:
    with_value(file_url)
    with pytest.raises(StoreUnusable, match=said):
        open_store(file_url, migrations=later(tmp_path, more))
    assert columns(tmp_path / "qual.db") == ["key", "value"]
    with open_store(file_url) as store, store.reading() as tables:
        assert tables.get_meta("kept") == "yes"


def test_a_newer_database_is_refused_and_left_alone(file_url: str, tmp_path: Path) -> None:
    with_value(file_url)
    open_store(file_url, migrations=later(tmp_path)).close()
    (tmp_path / "qual.before-0005.db").unlink()
    for create in (False, True):
        with pytest.raises(StoreUnusable, match=r"newer version of qual.*Update qual"):
            open_store(file_url, create=create)
    assert columns(tmp_path / "qual.db") == ["key", "value", "note"]
    assert list(tmp_path.glob("*before*")) == []


@pytest.mark.postgres
def test_a_server_is_migrated_by_its_administrator_only(
    server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreUnusable, match="holds no project"):
        open_store(server_url)
    with_value(server_url)
    newer = later(tmp_path)
    with pytest.raises(StoreUnusable, match="Whoever administers the database makes a backup"):
        open_store(server_url, migrations=newer)
    upgrade_store(server_url, migrations=newer)
    with open_store(server_url, migrations=newer) as store, store.reading() as tables:
        assert tables.get_meta("kept") == "yes"
    with pytest.raises(StoreUnusable, match="newer version"):
        open_store(server_url)


@pytest.mark.postgres
def test_a_server_that_is_not_there(server_url: str) -> None:
    with pytest.raises(StoreUnusable, match="cannot be reached") as caught:
        open_store("postgresql://ann:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


def unusable(url: str, said: str, *, create: bool = False) -> None:
    with pytest.raises(StoreUnusable, match=said):
        open_store(url, create=create)


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    unusable("not a url", "not a database URL")
    unusable("mysql://localhost/x", "only SQLite and PostgreSQL")
    unusable("sqlite://", "is a file", create=True)
    unusable("sqlite:///:memory:", "is a file", create=True)
    unusable(f"sqlite:///{tmp_path}", "it is a folder")
    unusable(f"sqlite:///{tmp_path / 'none.db'}", "there is no such file")
    unusable(f"sqlite:///{tmp_path / 'none' / 'q.db'}", "its folder does not exist", create=True)
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_something_else(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear database,\n" * 100, "utf-8")
    unusable(f"sqlite:///{tmp_path / 'letter.db'}", "it is not a qual database")
    (tmp_path / "empty.db").touch()
    unusable(f"sqlite:///{tmp_path / 'empty.db'}", "it holds no project")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    unusable(f"sqlite:///{tmp_path / 'other.db'}", "tables of another program")
    unusable(f"sqlite:///{tmp_path / 'other.db'}", "tables of another program", create=True)


def test_an_empty_file_can_become_a_project(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    open_store(f"sqlite:///{tmp_path / 'empty.db'}", create=True).close()
    open_store(f"sqlite:///{tmp_path / 'empty.db'}").close()


def test_a_file_another_program_keeps_for_itself(
    file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT_MS", 50)
    with_value(file_url)
    with closing(sqlite3.connect(tmp_path / "qual.db")) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        unusable(file_url, "another program is writing to it")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="rights do not bind this account")
def test_a_file_without_the_right_to_write(file_url: str, tmp_path: Path) -> None:
    with_value(file_url)
    (tmp_path / "qual.db").chmod(0o400)
    unusable(file_url, "it is read-only")


def test_a_folder_without_the_right_to_write(
    file_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_value(file_url)
    monkeypatch.setattr(os, "access", lambda place, _mode: Path(place) != tmp_path)
    unusable(file_url, "it is read-only.*its folder")


def test_two_who_open_an_older_file_migrate_it_once(file_url: str, tmp_path: Path) -> None:
    with_value(file_url)
    newer = later(tmp_path)
    with ThreadPoolExecutor(4) as threads:
        for store in threads.map(lambda _: open_store(file_url, migrations=newer), range(4)):
            store.close()
    assert [path.name for path in tmp_path.glob("*before*")] == ["qual.before-0005.db"]
    assert columns(tmp_path / "qual.db") == ["key", "value", "note"]


def test_two_who_make_a_project_make_it_once(file_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        for store in threads.map(lambda _: open_store(file_url, create=True), range(4)):
            with store, store.reading() as tables:
                assert tables.revision() == 0


def test_a_read_only_file_is_known_by_what_sqlite_says(file_url: str, tmp_path: Path) -> None:
    with_value(file_url)
    address = f"file:{tmp_path / 'qual.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("DELETE FROM meta")
        assert "it is read-only" in str(engines.unusable("qual.db", caught.value))
    with pytest.raises(OperationalError) as wrapped, create_engine("sqlite://").connect() as memory:
        memory.execute(text("SELECT secret FROM nowhere"))
    assert "OperationalError" in str(engines.unusable("qual.db", wrapped.value))


def test_a_password_is_in_no_message() -> None:
    assert "secret" not in engines.name_of(engines.parsed("postgresql://ann:secret@host/study"))
    with pytest.raises(StoreUnusable) as caught:
        engines.parsed("postgresql//ann:secret@host/study")
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(PackageMissing, match="psycopg"):
        open_store("postgresql://host/study")


def test_a_folder_with_odd_characters(tmp_path: Path) -> None:
    folder = tmp_path / "100 % Öl & 😀"
    folder.mkdir()
    with_value(f"sqlite:///{folder / 'qual.db'}")
    open_store(f"sqlite:///{folder / 'qual.db'}", migrations=later(folder)).close()
    assert columns(folder / "qual.db") == ["key", "value", "note"]


def test_the_command_for_administrators(file_url: str, tmp_path: Path) -> None:
    assert command.main([]) == "Usage: python -m qual.store URL"
    assert "no such file" in str(command.main([file_url]))
    with_value(file_url)
    assert command.main([file_url]) == 0
    (tmp_path / "empty.db").touch()
    assert "holds no project" in str(command.main([f"sqlite:///{tmp_path / 'empty.db'}"]))


def test_a_server_has_every_table(url: str) -> None:
    with open_store(url, create=True) as store:
        assert {"events", "codings", "alembic_version"} <= set(inspect(store._engine).get_table_names())


@pytest.mark.parametrize("url", ["postgresql+nothing://h/x", "postgresql://h:port/x"])
def test_an_address_of_no_database_is_said(url: str) -> None:
    with pytest.raises(StoreUnusable, match="address"):
        open_store(url)
