from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import ModelUnusable
from qual.matching import network as network_module
from qual.matching.bert import read_bert
from qual.matching.network import Network, available_threads, runs_of
from tests import tiny_bert

TEXTS = [
    "I waited for a year .",
    "the pain never left me",
    "the pain never left we",
    "we talk",
    "",
    "Unheard words",
    "we talk for a year the pain never left me . we talk",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert.write(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def network(folder: Path) -> Network:
    return Network("tiny", read_bert(folder), threads=2)


def test_vectors_are_what_the_definition_gives(network: Network) -> None:
    by_hand = np.array([tiny_bert.vector(text, tiny_bert.weights()) for text in TEXTS])
    vectors = network.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert (network.dimension, network.tokens) == (tiny_bert.WIDTH, tiny_bert.TOKENS)
    np.testing.assert_allclose(vectors, by_hand, atol=2e-6)


def test_of_a_long_text_the_beginning_counts(network: Network) -> None:
    long, other = network.encode(["we talk for a year the pain never", "we talk for a year the " + "me " * 5000])
    np.testing.assert_array_equal(long, other)


def test_in_eight_bits_vectors_are_close_and_do_not_depend_on_what_else_is_encoded(folder: Path) -> None:
    eight = Network("tiny", read_bert(folder), eight_bit=True, threads=2)
    vectors = eight.encode(TEXTS)
    exact = np.array([tiny_bert.vector(text, tiny_bert.weights()) for text in TEXTS])
    cosines = (vectors * exact).sum(axis=1)
    assert cosines.min() > 0.99
    assert cosines.max() < 1 - 1e-9
    np.testing.assert_array_equal(vectors, np.vstack([eight.encode([text]) for text in TEXTS]))


def test_token_numbers_are_made_a_window_at_a_time(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    tokenise = network._tokenise

    def counted(texts: list[str]) -> list[list[int]]:
        seen.append(len(texts))
        return tokenise(texts)

    whole = network.encode(TEXTS)
    monkeypatch.setattr(network_module, "WINDOW", 3)
    monkeypatch.setattr(network, "_tokenise", counted)
    np.testing.assert_allclose(network.encode(TEXTS), whole, atol=1e-6)
    assert seen == [3, 3, 1]


def test_half_a_pair_of_surrogates_stops_nothing(network: Network) -> None:
    assert np.isfinite(network.encode(["a \ud83d", "😀", "日本語"])).all()


@given(st.lists(st.integers(1, 40), max_size=30), st.integers(1, 64))
def test_every_text_is_in_one_run_with_its_equals_and_no_run_is_too_large(lengths: list[int], tokens: int) -> None:
    runs = list(runs_of(lengths, tokens))
    assert sorted(place for run in runs for place in run) == list(range(len(lengths)))
    for run in runs:
        assert len({lengths[place] for place in run}) == 1
        assert len(run) == 1 or len(run) * lengths[run[0]] <= tokens


@pytest.mark.parametrize(("said", "threads"), [("3", 3), ("1", 1)])
def test_the_number_of_threads_can_be_said(said: str, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert available_threads() == threads


@pytest.mark.parametrize("said", ["", "0", "many"])
def test_otherwise_every_core_works_up_to_a_limit(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert 1 <= available_threads() <= network_module.MOST_THREADS


@pytest.mark.parametrize("file", ["tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("keep", [0, 100, -20])
def test_a_file_cut_short_is_refused(tmp_path: Path, file: str, keep: int) -> None:
    folder = tiny_bert.write(tmp_path / "cut")
    (folder / file).write_bytes((folder / file).read_bytes()[:keep])
    with pytest.raises(ModelUnusable, match=r"cut cannot be used: its files are damaged .* Copy or download"):
        Network("cut", read_bert(folder))


def test_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    folder = tiny_bert.write(tmp_path / "odd", hidden_size=32)
    with pytest.raises(ModelUnusable, match="do not fit together"):
        Network("odd", read_bert(folder))


def test_a_tokeniser_that_knows_more_words_than_the_weights_is_refused(tmp_path: Path) -> None:
    stored = tiny_bert.weights()
    name = "embeddings.word_embeddings.weight"
    stored[name] = stored[name][:-2]
    folder = tiny_bert.write(tmp_path / "short", stored)
    with pytest.raises(ModelUnusable, match="the tokeniser knows 18 words, the weights 16"):
        Network("short", read_bert(folder))


def test_a_package_that_is_missing_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("No module named 'onnxruntime'", name="onnxruntime")

    monkeypatch.setattr(network_module, "_load", missing)
    with pytest.raises(ModelUnusable, match=r"missing \(onnxruntime\)\. Install it with: pip install onnxruntime"):
        Network("tiny", read_bert(folder))
