from __future__ import annotations

from qual.store import Store


def test_vectors_are_kept_by_model_and_text(store: Store) -> None:
    store.vectors.put("mini", [("a", b"\x00\x01"), ("b", b"\xff")])
    store.vectors.put("other", [("a", b"zz")])
    assert store.vectors.get("mini", ["a", "b", "c", "a"]) == {"a": b"\x00\x01", "b": b"\xff"}
    assert store.vectors.get("other", ["a", "b"]) == {"a": b"zz"}
    assert store.vectors.get("mini", []) == {}
    assert (store.vectors.count("mini"), store.vectors.count("none")) == (2, 0)


def test_the_last_vector_of_a_text_counts(store: Store) -> None:
    store.vectors.put("mini", [("a", b"1"), ("a", b"2")])
    store.vectors.put("mini", [("a", b"3")])
    store.vectors.put("mini", [])
    assert store.vectors.get("mini", ["a"]) == {"a": b"3"}


def test_more_keys_than_a_statement_takes(store: Store) -> None:
    rows = [(f"{number:05}", number.to_bytes(4, "big")) for number in range(3_000)]
    store.vectors.put("mini", rows)
    assert store.vectors.get("mini", [key for key, _ in rows]) == dict(rows)


def test_encoding_is_no_work_of_others(store: Store) -> None:
    before = store.revision()
    store.vectors.put("mini", [("a", b"1")])
    assert store.revision() == before
