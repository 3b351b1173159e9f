"""Vectors of texts by model, so that nothing is encoded twice. A cache: losing it costs time only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection, func, select

from qual.store import schema
from qual.store.section import chunks, upsert

Transactions = Callable[[], AbstractContextManager[Connection]]


class VectorTable:
    """Kept vectors. Each call is a short transaction of its own, so that encoding can stop at any time.

    Args:
        reading: opens a transaction that reads.
        writing: opens a transaction that writes.
    """

    def __init__(self, reading: Transactions, writing: Transactions) -> None:
        self._reading = reading
        self._writing = writing

    def get(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """The vectors kept for these keys under this model; a key without one is not in it."""
        table = schema.vectors
        query = select(table.c.key, table.c.vector).where(table.c.model == model)
        found: dict[str, bytes] = {}
        with self._reading() as connection:
            for part in chunks(list(dict.fromkeys(keys))):
                rows = connection.execute(query.where(table.c.key.in_(part)))
                found.update((row.key, bytes(row.vector)) for row in rows)
        return found

    def put(self, model: str, rows: Sequence[tuple[str, bytes]]) -> None:
        """Keep vectors under their keys, all or none; the last one of a key counts."""
        # In the order of their keys, so that two writers on a server never wait for each other in a ring.
        values = [{"model": model, "key": key, "vector": vector} for key, vector in sorted(dict(rows).items())]
        if values:
            with self._writing() as connection:
                upsert(connection, schema.vectors, values)

    def count(self, model: str) -> int:
        """How many vectors are kept for this model."""
        table = schema.vectors
        with self._reading() as connection:
            query = select(func.count()).select_from(table).where(table.c.model == model)
            return connection.execute(query).scalar_one()
