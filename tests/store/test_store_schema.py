from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from qual.model.correction import Correction
from qual.model.span import Span
from qual.store import Store, open_store, upgrade_store
from qual.store.opening import PACKAGED, Migrations
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


FIRST = (
    "INSERT INTO transcripts VALUES ('P01', 0, 'P01.txt', 'sha', 'A: teh cat 😀', 3, 't', 'ann')",
    "INSERT INTO turns VALUES ('P01', 0, 3, 12, 'A', NULL, NULL)",
    "INSERT INTO events VALUES (1, 'op', 'code', 'ann', 't', 'v', '{}', 'hash')",
    "INSERT INTO codings VALUES ('c', 'P01', 3, 6, 'teh', 'animal', 'ann', 'reader', FALSE, 'v', 't', 'a note', 1)",
    "INSERT INTO reviews VALUES ('r', 'P01', 3, 12, 'ann', FALSE, 't', 1)",
)
"""What a project of the first schema may hold."""


def test_a_project_of_the_first_schema_is_brought_forward_with_all_it_holds(url: str, tmp_path: Path) -> None:
    shutil.copytree(PACKAGED.folder, tmp_path / "first")
    for step in (tmp_path / "first" / "versions").glob("000[2-9]*"):
        step.unlink()
    first = Migrations(tmp_path / "first", "0001")
    with open_store(url, create=True, migrations=first) as store, store._write() as connection:
        for line in FIRST:
            connection.exec_driver_sql(line)
    if url.startswith("postgresql"):
        upgrade_store(url)
    with open_store(url) as store, store.transaction() as tables:
        [coding], [review] = tables.codings(), tables.reviews()
        assert (coding.quote, coding.span, review.span) == ("teh", Span(3, 6), Span(3, 12))
        [memo] = tables.memos()
        assert (memo.id, memo.text, memo.about) == ("coding-c", "a note", "coding")
        assert (tables.text_version("P01"), tables.unplaced(), tables.anchors()) == (1, [], [])
        assert tables.correct_text("P01", 1, Correction(3, "teh", "the")) == 2
        assert tables.text_at("P01", 1) == "A: teh cat 😀"
    if not url.startswith("postgresql"):
        assert (tmp_path / "qual.before-0004.db").is_file()


def test_the_steps_form_one_line_to_the_head() -> None:
    steps = ScriptDirectory(str(PACKAGED.folder))
    assert steps.get_heads() == [PACKAGED.head]
    assert PACKAGED.known == {"0001", "0002", "0003", "0004"}
