"""From a URL to a `Store`: create, recognise, back up, migrate, or say why not.

A SQLite file that is older than this version of the tool is copied beside itself and then migrated. A
server database is shared, so opening never migrates it: the message says who has to do what.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, column, inspect, select, table
from sqlalchemy.exc import DatabaseError

from qual.errors import StoreUnusable
from qual.store import engines
from qual.store.store import Store

# Alembic keeps the migration under way in a module; two threads would take it from each other.
_ALEMBIC = threading.Lock()


@dataclass(frozen=True)
class Migrations:
    """The steps that lead from an empty database to the schema of this version.

    Attributes:
        folder: where they lie.
        head: the last of them.
    """

    folder: Path
    head: str

    @cached_property
    def known(self) -> frozenset[str]:
        """Every revision there ever was, up to `head`."""
        from alembic.script import ScriptDirectory

        return frozenset(step.revision for step in ScriptDirectory(str(self.folder)).walk_revisions())

    def run(self, connection: Connection) -> None:
        """Take the database to `head` within the connection's transaction."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        # Alembic reads options through configparser, to which a lone % is the start of a name.
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        with _ALEMBIC:
            command.upgrade(config, self.head)


PACKAGED = Migrations(Path(__file__).parent / "migrations", head="0004")


def open_store(url: str | Path, *, create: bool = False, migrations: Migrations = PACKAGED) -> Store:
    """Open the database at this URL, or in this file; with `create`, make its tables where there are none yet.

    An older SQLite file `qual.db` is first copied to `qual.before-REVISION.db` and then migrated.

    Raises:
        StoreUnusable: if it is missing, locked, read-only, damaged, not ours, made by a newer version,
            or on a server and of another version; the sentence says what to do.
        PackageMissing: if the server's driver is not installed.
    """
    address = engines.parsed(url)
    name = engines.name_of(address)
    path = _file_of(address, create=create)
    engine = engines.connect(address)
    try:
        with _sentences(name):
            revision = _revision(engine)
            if revision is None:
                _make(address, engine, name, create=create, migrations=migrations)
            elif revision != migrations.head:
                _bring_forward(address, name, path, revision, migrations)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, name)


def upgrade_store(url: str, *, migrations: Migrations = PACKAGED) -> None:
    """Migrate a server database to the schema of this version; for whoever administers it, after a backup.

    Raises:
        StoreUnusable: if it cannot be reached, is no qual database, or is newer than this version.
    """
    address = engines.parsed(url)
    name = engines.name_of(address)
    path = _file_of(address, create=False)
    with _sentences(name):
        _migrate(address, name, path, migrations)


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, sqlite3.Error) as error:
        raise engines.unusable(name, error) from error


def _file_of(address: URL, *, create: bool) -> Path | None:
    """The SQLite file, once it is known that it can be used or made; None for a server."""
    if address.get_backend_name() != "sqlite":
        return None
    name = engines.name_of(address)
    if not address.database or address.database == ":memory:" or address.query:
        raise StoreUnusable(name, "a project's database is a file", hint="Write sqlite:///FILE.")
    path = Path(address.database)
    if path.is_dir():
        raise StoreUnusable(name, "it is a folder, not a file", hint="Look at the URL in project.toml.")
    if not path.exists() and not create:
        raise StoreUnusable(name, "there is no such file", hint="Look at the project's folder and its settings.")
    if not path.parent.is_dir():
        raise StoreUnusable(name, "its folder does not exist", hint="Make the folder first.")
    # WAL keeps two files beside the database, so the folder must be writable as well.
    if any(place.exists() and not os.access(place, os.W_OK) for place in (path, path.parent)):
        raise StoreUnusable(
            name, "it is read-only", hint="Give your account the right to write the file and its folder."
        )
    return path


def _revision(engine: Engine) -> str | None:
    """The revision the database says it has, or None where it holds no tables of ours."""
    with engine.connect() as connection:
        return _revision_in(connection)


def _revision_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    versions = table("alembic_version", column("version_num"))
    return connection.execute(select(versions.c.version_num)).scalar()


def _make(address: URL, engine: Engine, name: str, *, create: bool, migrations: Migrations) -> None:
    with engine.connect() as connection:
        others = inspect(connection).get_table_names()
    if others and not create:
        raise StoreUnusable(name, "it holds the tables of another program", hint="Look at the URL in project.toml.")
    if others:
        raise StoreUnusable(name, "it already holds the tables of another program", hint="Name an empty database.")
    if not create:
        raise StoreUnusable(name, "it holds no project", hint="Make one with `qual new DIR`, or restore a backup.")
    maker = engines.connect(address, migrating=True)
    try:
        with engines.writing(maker).begin() as connection:
            if _revision_in(connection) is None:  # another process may have been faster
                migrations.run(connection)
    finally:
        maker.dispose()


def _bring_forward(address: URL, name: str, path: Path | None, revision: str, migrations: Migrations) -> None:
    _refuse_newer(name, revision, migrations)
    if path is None:
        raise StoreUnusable(
            name,
            f"its tables are of revision {revision} and this version of qual needs {migrations.head}",
            hint=(
                "Whoever administers the database makes a backup, asks everybody to stop working, and then runs "
                "`python -m qual.store URL`; until then use the version of qual you used before."
            ),
        )
    _migrate(address, name, path, migrations)


def _refuse_newer(name: str, revision: str, migrations: Migrations) -> None:
    if revision not in migrations.known:
        raise StoreUnusable(
            name,
            f"it was made by a newer version of qual (revision {revision}; this one knows {migrations.head})",
            hint="Update qual; nothing was changed.",
        )


def _migrate(address: URL, name: str, path: Path | None, migrations: Migrations) -> None:
    """Copy the file, then migrate, all under one write lock; a failure leaves the database as it was."""
    engine = engines.connect(address, migrating=True)
    try:
        with engines.writing(engine).begin() as connection:
            revision = _revision_in(connection)
            if revision is None:
                raise StoreUnusable(name, "it holds no project", hint="Look at the URL.")
            if revision == migrations.head:  # another process did it while we waited
                return
            _refuse_newer(name, revision, migrations)
            if path is not None:
                _copy(path, migrations.head)
            migrations.run(connection)
            lost = engines.lost_references(connection)
            if lost:
                raise StoreUnusable(
                    name,
                    f"migrating it would lose references ({len(lost)})",
                    hint="Nothing was changed; please report this.",
                )
    finally:
        engine.dispose()


def _copy(path: Path, revision: str) -> Path:
    """A copy of the committed database beside it; an earlier copy is never overwritten."""
    target = path.with_name(f"{path.stem}.before-{revision}{path.suffix}")
    number = 2
    while target.exists():
        target = path.with_name(f"{path.stem}.before-{revision}-{number}{path.suffix}")
        number += 1
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as copy:
        source.backup(copy)
        # One file, without a WAL beside it, so that it can be moved or sent as it is.
        copy.execute("PRAGMA journal_mode = DELETE")
    partial.replace(target)
    return target
