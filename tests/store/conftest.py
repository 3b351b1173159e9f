"""A fresh database for each test: always SQLite, and PostgreSQL where QUAL_TEST_POSTGRES names a server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.store import Store, open_store

SERVER = os.environ.get("QUAL_TEST_POSTGRES", "")


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'qual.db'}"


@pytest.fixture
def server_url() -> Iterator[str]:
    """A URL whose tables lie in a schema of their own, dropped afterwards."""
    if not SERVER:
        pytest.skip("QUAL_TEST_POSTGRES names no server")
    name = f"qual_{uuid.uuid4().hex}"
    url = make_url(SERVER).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    fixture = "file_url" if request.param == "sqlite" else "server_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url, create=True) as opened:
        yield opened


@pytest.fixture
def interview() -> Transcript:
    """Three turns; the last one in a script that is written from right to left, with an emoji."""
    text = "How are you?\n\nTired. 😔 Always tired.\n\nאני עייף 🇮🇱"
    return Transcript(
        "P01", "P01.txt", "ab" * 32, text,
        (
            Turn(0, Span(0, 12), "Interviewer", 0.0, 1.5),
            Turn(1, Span(14, 36), "P01", 1.5, None),
            Turn(2, Span(38, len(text)), ""),
        ),
    )  # fmt: skip


@pytest.fixture
def filled(store: Store, interview: Transcript) -> Store:
    """A store with that interview, cut into its turns."""
    with store.transaction() as tables:
        tables.add_transcript(interview, imported_at="2026-01-01T00:00:00Z", imported_by="ann")
        segments = [Segment(interview.id, turn.span, turn.order) for turn in interview.turns]
        tables.replace_segments([interview.id], segments, "turn")
    return store
