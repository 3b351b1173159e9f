"""An open project database: transactions that write, transactions that read, and whether it is sound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from qual.errors import StoreUnusable
from qual.store import engines, schema
from qual.store.choices import ChoiceTables
from qual.store.codebooks import CodebookTables
from qual.store.codings import CodingTables
from qual.store.events import EventTables
from qual.store.memos import MemoTables
from qual.store.participants import ParticipantTables
from qual.store.suggestions import SuggestionTables
from qual.store.transcripts import TranscriptTables
from qual.store.vectors import VectorTable


class Tables(
    ParticipantTables, TranscriptTables, CodebookTables, SuggestionTables, EventTables, CodingTables, MemoTables,
    ChoiceTables,
):  # fmt: skip
    """Everything that can be read or written within one transaction; it ends with the transaction."""

    def revision(self) -> int:
        """A number that grows with every transaction that writes: others' work shows by it."""
        return int(self._connection.execute(select(schema.state.c.revision)).scalar_one())


class Store:
    """An open project database. Any thread may use it; each transaction has a connection of its own.

    Args:
        engine: made by `qual.store.engines.connect`, on a database of the current schema.
        name: what messages call it.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self.name = name
        self.vectors = VectorTable(self._read, self._write)
        self._engine = engine
        self._reader = engines.reading(engine)
        self._writer = engines.writing(engine)
        self._queue = threading.Lock()
        self._here = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Tables]:
        """Read and write; all of it is kept when the block ends, nothing if it raises. Writers queue.

        Raises:
            StoreUnusable: if the database cannot be written.
            RuntimeError: within another transaction of this thread, which would wait for itself.
        """
        with self._write() as connection:
            state = schema.state
            connection.execute(state.update().values(revision=state.c.revision + 1))
            yield Tables(connection)

    @contextmanager
    def aside(self) -> Iterator[Tables]:
        """As `transaction`, for what no other screen shows (a reading position): the revision stays as it is.

        Raises:
            StoreUnusable: if the database cannot be written.
            RuntimeError: within another transaction of this thread, which would wait for itself.
        """
        with self._write() as connection:
            yield Tables(connection)

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """Read one consistent state, whatever others write meanwhile.

        Raises:
            StoreUnusable: if the database cannot be read.
        """
        with self._read() as connection:
            yield Tables(connection)

    def revision(self) -> int:
        """A number that grows with every transaction that writes: others' work shows by it."""
        with self.reading() as tables:
            return tables.revision()

    def integrity(self) -> list[str]:
        """What is wrong with the database: file, references, record of events; empty if it is sound."""
        try:
            with self._read() as connection:
                faults = engines.physical_faults(connection)
                # On a damaged file reading on only repeats the damage in other words.
                return faults or Tables(connection).broken_links()
        except StoreUnusable as error:
            return [str(error)]

    def close(self) -> None:
        """Close every connection; the store cannot be used by anyone else at that moment."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._sentences(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        if getattr(self._here, "writes", False):
            raise RuntimeError("a transaction was opened within a transaction of the same thread")
        # Threads of one process queue here, in order; SQLite itself only lets them try again.
        with self._queue:
            self._here.writes = True
            try:
                with self._sentences(), self._writer.begin() as connection:
                    yield connection
            finally:
                self._here.writes = False

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError):
            raise  # a fault of ours, not of the database
        except DatabaseError as error:
            raise engines.unusable(self.name, error) from error
