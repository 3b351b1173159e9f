from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from qual.store import Store, open_store
from qual.store.opening import PACKAGED
from qual.store.schema import METADATA


def test_the_migrations_end_at_the_schema(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_make_the_very_tables_of_the_schema(file_url: str, tmp_path: Path) -> None:
    open_store(file_url, create=True).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    METADATA.create_all(engine)
    engine.dispose()

    def parts(file: Path) -> dict[str, list[str]]:
        with closing(sqlite3.connect(file)) as connection:
            rows = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type != 'trigger'"
            ).fetchall()
        return {name: sorted(re.split(r",?\s*\n\s*|,\s", sql)) for name, sql in rows if "alembic" not in name}

    assert parts(tmp_path / "qual.db") == parts(tmp_path / "plain.db")


def test_the_steps_form_one_line_to_the_head() -> None:
    steps = ScriptDirectory(str(PACKAGED.folder))
    assert steps.get_heads() == [PACKAGED.head]
    assert PACKAGED.known == {"0001", "0002"}
