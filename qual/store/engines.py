"""Connections to SQLite and PostgreSQL, and every statement that only one of them understands.

SQLite runs in WAL, so that readers never wait for a writer, with `synchronous=FULL`: a decision that was
acknowledged must be there after `kill -9` and after a power cut, and with NORMAL the last commits in the
WAL may not be. One `fsync` a commit is nothing beside the time a person takes to decide.

Writers begin with BEGIN IMMEDIATE: two of them queue, where a reader that turns writer would fail. Readers
see one state from their first statement to their last and cannot write.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, Pool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from qual.errors import PackageMissing, StoreUnusable

WAIT_MS = 5_000
"""How long SQLite waits for another program's write before it gives up."""

_SERVER_WAIT = "SET LOCAL lock_timeout = '30s'"

_REASONS = (
    ("not a database", "it is not a qual database", "Restore the file from a backup."),
    ("malformed", "the file is damaged", "Restore it from a backup; `qual check` says more."),
    (
        "locked",
        "another program is writing to it and does not finish",
        "Close other programs that use the project and try again.",
    ),
    ("readonly", "it is read-only", "Give your account the right to write the file and its folder."),
    ("read-only", "it is read-only", "Ask whoever administers the server for the right to write."),
    (
        "unable to open",
        "the file or its folder cannot be opened",
        "Look at the rights of the file and its folder.",
    ),
    ("full", "there is no room left on the disk", "Make room and try again; nothing was half written."),
    ("disk i/o", "the disk reported an error", "Copy the project to another disk and try again."),
    ("lock timeout", "another person's writing did not finish in time", "Try again."),
    ("password", "the server refused the name or password", "Look at the URL in project.toml."),
    (
        "connection",
        "the server cannot be reached",
        "Look at the URL in project.toml and whether the server runs.",
    ),
)


def parsed(url: str | Path) -> URL:
    """The URL, with the driver we use for PostgreSQL; a path may hold signs that mean something in a URL.

    Raises:
        StoreUnusable: if it is no URL of a database this tool can use.
    """
    if isinstance(url, Path):
        return URL.create("sqlite", database=str(url))
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself is not repeated: what is no URL may still hold a password.
        raise StoreUnusable(
            "in the settings", "its address is not a database URL", hint="Write sqlite:///FILE or postgresql://…"
        ) from None
    if made.drivername == "postgresql":
        made = made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreUnusable(
            name_of(made), "only SQLite and PostgreSQL are supported", hint="Change the URL in project.toml."
        )
    return made


def name_of(url: URL) -> str:
    """How messages call the database: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.set(query={}).render_as_string(hide_password=True)


def connect(url: URL, *, migrating: bool = False) -> Engine:
    """An engine for this URL; `migrating` keeps foreign keys off and no connection open between uses.

    Raises:
        PackageMissing: if the server's driver is not installed.
    """
    pool: type[Pool] | None = NullPool if migrating else None
    try:
        # hide_parameters: parameters are a transcript's words, and errors end in logs.
        # pool_pre_ping: a server may have been restarted since the connection was last used.
        engine = create_engine(
            url, hide_parameters=True, poolclass=pool, pool_pre_ping=url.get_backend_name() == "postgresql"
        )
    except ModuleNotFoundError as error:
        raise PackageMissing("A PostgreSQL database", "pip install 'psycopg[binary]'") from error
    except NoSuchModuleError as error:
        hint = "Write sqlite:///FILE or postgresql://…"
        raise StoreUnusable(name_of(url), "its address names a driver there is none of", hint=hint) from error
    if engine.dialect.name == "sqlite":
        _prepare_file(engine, foreign_keys=not migrating)
    else:
        _prepare_server(engine)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine; its transactions write."""
    return engine.execution_options(qual_writes=True)


def reading(engine: Engine) -> Engine:
    """The same engine; its transactions see one state and cannot write."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def _prepare_file(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `begin` below does
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        # A file system without shared memory (some network drives) stays in rollback mode: slower, as safe.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = bool(connection.get_execution_options().get("qual_writes"))
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_server(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("qual_writes"):
            connection.exec_driver_sql(_SERVER_WAIT)


def unusable(name: str, error: Exception) -> StoreUnusable:
    """The database's own complaint as a sentence; its statement and values are left out."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    text = str(cause).lower()
    for mark, why, hint in _REASONS:
        if mark in text:
            return StoreUnusable(name, why, hint=hint)
    return StoreUnusable(name, f"it answered with {type(cause).__name__}", hint="`qual check` may say more.")


def physical_faults(connection: Connection) -> list[str]:
    """What SQLite finds wrong with its own file and references; a server looks after itself."""
    if connection.dialect.name != "sqlite":
        return []
    checked = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return [f"the file is damaged: {line}" for line in checked if line != "ok"] + lost_references(connection)


def lost_references(connection: Connection) -> list[str]:
    """Rows of a SQLite database that name something which is not there."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [f"row {row[1]} of {row[0]} names something missing from {row[2]}" for row in found]
