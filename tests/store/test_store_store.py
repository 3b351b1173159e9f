"""Transactions: all or nothing, one after the other, and there after the worst."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qual.errors import StoreUnusable
from qual.store import Store, engines, open_store

WRITER = """
import sys
from qual.model.coding import Coding
from qual.model.span import Span
from qual.store import open_store

url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = open_store(url)
for number in range(count):
    with store.transaction() as tables:
        op = f"{name}{number}"
        seq = tables.append_event(op, "code", name, "t", "v", {"n": number})
        tables.add_coding(Coding(op, "P01", Span(0, 3), "How", "c", name, "reader", False, "v", "t"), seq)
    print(op, flush=True)
store.close()
"""


def writer(url: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(count)], stdout=subprocess.PIPE, text=True, env=os.environ
    )


def act(store: Store, op: str) -> int:
    with store.transaction() as tables:
        return tables.append_event(op, "code", "ann", "t", "v", {})


def test_every_acknowledged_act_survives_a_kill(filled: Store, url: str) -> None:
    process = writer(url, "killed", 100_000)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(40)]
    process.kill()
    acknowledged += process.stdout.read().split("\n")[:-1]  # what was printed before the end, in whole lines
    process.stdout.close()
    assert process.wait() != 0
    with open_store(url) as store, store.reading() as tables:
        events = {event.op for event in tables.events()}
        codings = {coding.id for coding in tables.codings()}
        assert set(acknowledged) <= events
        assert codings == events
        assert store.integrity() == []
        assert act(store, "after") == len(events) + 1


def test_two_programs_write_at_once(filled: Store, url: str) -> None:
    both = [writer(url, name, 60) for name in ("ann", "ben")]
    for process in both:
        process.communicate()
        assert process.returncode == 0
    with filled.reading() as tables:
        assert len(tables.codings(coder="ann")) == len(tables.codings(coder="ben")) == 60
        assert [event.seq for event in tables.events(newest_first=False)] == list(range(1, 121))
    assert filled.integrity() == []


def test_many_threads_share_a_store(filled: Store) -> None:
    def work(number: int) -> int:
        act(filled, f"op{number}")
        with filled.reading() as tables:
            return len(tables.events())

    with ThreadPoolExecutor(8) as threads:
        seen = list(threads.map(work, range(80)))
    assert max(seen) == 80
    assert filled.integrity() == []


def test_a_reader_sees_one_state_while_another_writes(filled: Store) -> None:
    with filled.reading() as tables:
        assert tables.events() == []
        act(filled, "meanwhile")
        assert tables.events() == []
    with filled.reading() as tables:
        assert len(tables.events()) == 1


def test_a_transaction_that_raises_keeps_nothing(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as tables:
            tables.set_meta("a", "1")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.reading() as tables:
        assert tables.get_meta("a") is None


def test_a_transaction_within_a_transaction_is_noticed_at_once(store: Store) -> None:
    with store.transaction() as tables:
        with pytest.raises(RuntimeError, match="within a transaction"):
            store.vectors.put("m", [("a", b"1")])
        tables.set_meta("a", "1")
    with store.transaction() as tables:
        assert tables.get_meta("a") == "1"


def test_reading_writes_nothing(store: Store) -> None:
    with pytest.raises(Exception, match="read-only"), store.reading() as tables:
        tables.set_meta("a", "1")
    with store.transaction() as tables:
        assert tables.get_meta("a") is None


def test_the_revision_shows_others_work(store: Store, url: str) -> None:
    before = store.revision()
    with open_store(url) as other:
        act(other, "a")
        assert other.revision() == before + 1
    assert store.revision() == before + 1
    with store.reading() as tables:
        tables.events()
    assert store.revision() == before + 1


def test_what_is_written_aside_is_kept_and_shows_as_nobodys_work(store: Store, url: str) -> None:
    before = store.revision()
    with store.aside() as tables:
        tables.set_meta("place", "12")
    with open_store(url) as other, other.reading() as tables:
        assert tables.get_meta("place") == "12"
        assert tables.revision() == before


def test_a_writer_that_never_ends_is_a_sentence(file_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT_MS", 50)
    with (
        open_store(file_url, create=True) as store,
        open_store(file_url) as other,
        other.transaction(),
        pytest.raises(StoreUnusable, match="another program is writing"),
        store.transaction(),
    ):
        pass  # never reached


def test_threads_wait_for_each_other_longer_than_programs_do(
    file_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT_MS", 1)
    with open_store(file_url, create=True) as store:
        started = threading.Event()

        def wait_then_write() -> int:
            started.set()
            return act(store, "second")

        with ThreadPoolExecutor(1) as threads:
            with store.transaction() as tables:
                later = threads.submit(wait_then_write)
                started.wait()
                threading.Event().wait(0.1)
                tables.append_event("first", "code", "ann", "t", "v", {})
            assert later.result() == 2


def test_a_damaged_file_is_told(file_url: str, tmp_path: Path) -> None:
    with open_store(file_url, create=True) as store:
        for number in range(200):
            act(store, f"op{number}" + "x" * 200)
    file = tmp_path / "qual.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xaa" * 4096
    file.write_bytes(data)
    with open_store(file_url) as store:
        assert any("damaged" in line for line in store.integrity())
