from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import ModelUnusable
from qual.matching.cache import MemoryStorage, Stopped, encode_cached, text_key
from qual.store.opening import open_store
from tests.fakes import HashingEncoder

TEXTS = [f"{'long ' * (n % 7)}answer number {n}" for n in range(25)]


def test_nothing_is_encoded_twice() -> None:
    storage, encoder = MemoryStorage(), HashingEncoder()
    first = encode_cached(encoder, [*TEXTS, *TEXTS], storage, batch=4)
    assert sorted(encoder.encoded) == sorted(TEXTS)
    again = HashingEncoder()
    second = encode_cached(again, [*TEXTS, *TEXTS], storage)
    assert again.encoded == []
    np.testing.assert_array_equal(first, second)


def test_each_text_gets_its_own_vector() -> None:
    vectors = encode_cached(HashingEncoder(), TEXTS, MemoryStorage(), batch=3)
    np.testing.assert_allclose(vectors, HashingEncoder().encode(TEXTS), atol=1e-6)


def test_stored_bytes_are_little_endian_float32_under_the_hash_of_the_text() -> None:
    storage = MemoryStorage()
    [vector] = encode_cached(HashingEncoder(dim=8), ["Grüße"], storage)
    key = text_key("Grüße")
    assert len(key) == 64
    assert storage.get("hashing@1", [key]) == {key: vector.astype("<f4").tobytes()}


def test_models_never_share_vectors() -> None:
    storage = MemoryStorage()
    encode_cached(HashingEncoder(name="one"), TEXTS, storage)
    other = HashingEncoder(name="two")
    encode_cached(other, TEXTS, storage)
    assert len(other.encoded) == len(TEXTS)


def test_an_interruption_loses_at_most_one_batch() -> None:
    storage, encoder = MemoryStorage(), HashingEncoder()
    looks = iter([False, False, True])
    with pytest.raises(Stopped, match="Stopped after 10 of 25") as caught:
        encode_cached(encoder, TEXTS, storage, stop=lambda: next(looks), batch=5)
    assert (caught.value.done, caught.value.total) == (10, 25)
    assert len(storage) == 10
    rest = HashingEncoder()
    encode_cached(rest, TEXTS, storage, batch=5)
    assert sorted(rest.encoded + encoder.encoded) == sorted(TEXTS)


def test_a_crash_keeps_the_batches_before_it() -> None:
    class Failing(HashingEncoder):
        def encode(self, texts: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            if len(self.encoded) >= 10:
                raise MemoryError
            return super().encode(texts)

    storage = MemoryStorage()
    with pytest.raises(MemoryError):
        encode_cached(Failing(), TEXTS, storage, batch=5)
    assert len(storage) == 10


def test_nothing_of_an_odd_batch_is_kept() -> None:
    class Odd(HashingEncoder):
        def encode(self, texts: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            vectors = super().encode(texts)
            return {5: vectors, 10: vectors * np.float32(np.nan)}.get(len(self.encoded), vectors[:, : len(texts)])

    storage = MemoryStorage()
    with pytest.raises(ModelUnusable, match=r"it gave \(5, 64\) finite numbers"):
        encode_cached(Odd(), TEXTS, storage, batch=5)
    assert len(storage) == 5
    with pytest.raises(ModelUnusable, match=r"it gave \(1, 1\) finite numbers for 1 texts, not one row"):
        encode_cached(Odd(), TEXTS[:4], MemoryStorage(), batch=3)


def test_a_process_that_is_killed_loses_one_batch(tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    open_store(file, create=True).close()
    program = (
        "import os, signal, sys; from pathlib import Path; from qual.matching.cache import encode_cached; "
        "from qual.store.opening import open_store; from tests.fakes import HashingEncoder\n"
        "class Dying(HashingEncoder):\n"
        "    def encode(self, texts):\n"
        "        if len(self.calls) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return super().encode(texts)\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "encode_cached(Dying(), [f'text {n}' for n in range(20)], store.vectors, batch=4)"
    )
    root = str(Path(__file__).resolve().parents[2])
    where = os.environ | {"PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", program, file], capture_output=True, check=False, env=where)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_store(file) as store:
        assert store.vectors.count("hashing@1") == 8


def test_stopping_is_never_asked_when_everything_is_there() -> None:
    storage = MemoryStorage()
    encode_cached(HashingEncoder(), TEXTS, storage)
    assert encode_cached(HashingEncoder(), TEXTS, storage, stop=lambda: True).shape == (25, 64)


def test_progress_reaches_the_number_of_different_texts() -> None:
    said: list[tuple[int, int]] = []
    encode_cached(
        HashingEncoder(), [*TEXTS, TEXTS[0]], MemoryStorage(), progress=lambda *now: said.append(now), batch=10
    )
    assert said == [(0, 25), (10, 25), (20, 25), (25, 25)]


def test_texts_of_like_length_share_a_batch() -> None:
    encoder = HashingEncoder()
    encode_cached(encoder, TEXTS, MemoryStorage(), batch=5)
    lengths = [len(text) for text in encoder.encoded]
    assert lengths == sorted(lengths, reverse=True)


def test_vectors_of_another_length_are_encoded_again() -> None:
    storage = MemoryStorage()
    encode_cached(HashingEncoder(dim=8), TEXTS[:20], storage)
    grown = HashingEncoder(dim=16)
    vectors = encode_cached(grown, TEXTS, storage, batch=4)
    assert vectors.shape == (25, 16)
    assert sorted(grown.encoded) == sorted(TEXTS)
    again = HashingEncoder(dim=16)
    np.testing.assert_array_equal(encode_cached(again, TEXTS, storage), vectors)
    assert again.encoded == []


def test_damaged_and_mixed_rows_are_encoded_again() -> None:
    storage = MemoryStorage()
    vectors = encode_cached(HashingEncoder(), TEXTS, storage)
    odd = [(text_key(TEXTS[0]), b"abc"), (text_key(TEXTS[1]), b""), (text_key(TEXTS[2]), bytes(12))]
    storage.put("hashing@1", odd)
    encoder = HashingEncoder()
    np.testing.assert_array_equal(encode_cached(encoder, TEXTS, storage), vectors)
    assert sorted(encoder.encoded) == sorted(TEXTS[:3])


def test_no_texts_need_no_encoder() -> None:
    encoder = HashingEncoder()
    assert encode_cached(encoder, [], MemoryStorage()).shape == (0, 0)
    assert encoder.calls == []


@given(st.lists(st.text(max_size=8), min_size=1, max_size=30), st.integers(1, 9), st.integers(0, 9))
def test_however_it_is_interrupted_the_vectors_are_the_same(texts: list[str], batch: int, stop_after: int) -> None:
    storage, encoder = MemoryStorage(), HashingEncoder(dim=4)
    asked = iter(range(1000))
    with suppress(Stopped):
        encode_cached(encoder, texts, storage, stop=lambda: next(asked) >= stop_after, batch=batch)
    assert len(storage) == min(len(set(texts)), batch * stop_after)
    vectors = encode_cached(encoder, texts, storage, batch=batch)
    np.testing.assert_allclose(vectors, HashingEncoder(dim=4).encode(texts), atol=1e-6)
    assert len(encoder.encoded) == len(set(texts))
