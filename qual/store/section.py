"""What the parts of `Tables` share: a connection, bulk writing, and lists too long for one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Row, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

CHUNK = 800
"""Values in one IN list; every SQLite in use takes 999 parameters in a statement."""

Item = TypeVar("Item")
AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row of any table; a string, because SQLAlchemy 2.0 and 2.1 write its type differently."""


class Section:
    """One group of tables within a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _next_position(self, table: Table) -> int:
        """The place after the last row; writers queue, so no other writer takes it meanwhile."""
        last = self._connection.execute(select(func.max(table.c.position))).scalar()
        return 0 if last is None else int(last) + 1


def chunks(items: Sequence[Item], size: int = CHUNK) -> Iterator[Sequence[Item]]:
    """The items in order, at most `size` at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows in one statement; nothing happens without rows."""
    if rows:
        connection.execute(table.insert(), list(rows))


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, keep: Sequence[str] = ()
) -> None:
    """Insert the rows; one whose primary key is there is overwritten, except for the columns to `keep`.

    The statement exists in both databases, but not in standard SQL; this is the one place that knows.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    changed = [name for name in rows[0] if name not in keys and name not in keep]
    if connection.dialect.name == "postgresql":
        server = postgresql.insert(table)
        connection.execute(
            server.on_conflict_do_update(
                index_elements=keys, set_={name: server.excluded[name] for name in changed}
            ),
            list(rows),
        )
        return
    file = sqlite.insert(table)
    connection.execute(
        file.on_conflict_do_update(index_elements=keys, set_={name: file.excluded[name] for name in changed}),
        list(rows),
    )
