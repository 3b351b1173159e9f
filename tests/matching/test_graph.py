from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.bert import Bert
from qual.matching.graph import LARGEST, build, quantised
from tests import tiny_bert

SHAPE = Bert(Path(), layers=tiny_bert.LAYERS, heads=tiny_bert.HEADS, width=tiny_bert.WIDTH, epsilon=1e-12, tokens=8)


def test_the_same_weights_make_the_same_graph() -> None:
    assert build(SHAPE, tiny_bert.weights()).model == build(SHAPE, tiny_bert.weights(1)).model


def test_a_prefix_before_every_name_is_read() -> None:
    prefixed = {f"bert.{name}": array for name, array in tiny_bert.weights().items()}
    assert build(SHAPE, prefixed).model == build(SHAPE, tiny_bert.weights()).model


def test_a_missing_weight_is_no_zero() -> None:
    stored = tiny_bert.weights()
    del stored["encoder.layer.1.output.dense.bias"]
    with pytest.raises(KeyError, match=r"layer\.1\.output\.dense\.bias"):
        build(SHAPE, stored)


@pytest.mark.parametrize("name", ["embeddings.word_embeddings.weight", "encoder.layer.0.attention.self.key.weight"])
def test_a_weight_of_another_shape_is_refused(name: str) -> None:
    stored = tiny_bert.weights()
    stored[name] = stored[name][:, :-1]
    with pytest.raises(ValueError, match=f"{name} has shape"):
        build(SHAPE, stored)


@settings(max_examples=30)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 2**31))
def test_rounding_is_off_by_half_a_scale_at_most_and_never_reaches_too_far(
    rows: int, columns: int, seed: int
) -> None:
    matrix = np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)
    whole, scale = quantised(matrix)
    assert np.abs(whole).max() == LARGEST
    assert (np.abs(whole * scale - matrix) <= scale / 2 * 1.001).all()


def test_a_column_of_zeros_stays_zero() -> None:
    whole, scale = quantised(np.zeros((3, 1), dtype=np.float32))
    assert not whole.any()
    assert scale == 1


def test_two_products_of_eight_bits_fit_into_sixteen() -> None:
    assert 2 * 255 * LARGEST < 2**15
