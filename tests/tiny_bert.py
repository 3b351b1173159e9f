"""A sentence model of a few thousand random weights with the packaged one's layout, and its vectors by hand."""

from __future__ import annotations

import json
from math import erf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

_SAID = ["i", "waited", "for", "a", "year", "the", "pain", "never", "left", "me", "we", "talk", ".", "?"]
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *_SAID]
WIDTH, HEADS, LAYERS, WIDE, PLACES = 16, 4, 2, 24, 12
TOKENS = 8
EPSILON = 1e-12
CONFIG: dict[str, object] = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDTH,
    "intermediate_size": WIDE,
    "vocab_size": len(WORDS),
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "max_position_embeddings": PLACES,
    "layer_norm_eps": EPSILON,
}


def weights(seed: int = 0) -> Weights:
    """Random weights under the names that BERT files have."""
    draw = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": (PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings."]
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        for part in ("query", "key", "value"):
            shapes |= {f"{name}attention.self.{part}.weight": (WIDTH, WIDTH)}
            shapes |= {f"{name}attention.self.{part}.bias": (WIDTH,)}
        for part, shape in (
            ("attention.output", (WIDTH, WIDTH)), ("intermediate", (WIDE, WIDTH)), ("output", (WIDTH, WIDE))
        ):  # fmt: skip
            shapes |= {f"{name}{part}.dense.weight": shape, f"{name}{part}.dense.bias": shape[:1]}
        norms += [f"{name}attention.output.", f"{name}output."]
    for name in norms:
        shapes |= {f"{name}LayerNorm.weight": (WIDTH,), f"{name}LayerNorm.bias": (WIDTH,)}
    return {name: draw.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


def write(folder: Path, stored: Weights | None = None, **config: object) -> Path:
    """The model as a folder."""
    from safetensors.numpy import save_file
    from tokenizers import BertWordPieceTokenizer

    (folder / "1_Pooling").mkdir(parents=True)
    files: dict[str, Any] = {
        "config.json": CONFIG | config,
        "sentence_bert_config.json": {"max_seq_length": TOKENS, "do_lower_case": False},
        "tokenizer_config.json": {"model_max_length": 512},
        "1_Pooling/config.json": {"word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {"name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    tokenizer = BertWordPieceTokenizer({word: place for place, word in enumerate(WORDS)}, lowercase=True)
    tokenizer.enable_padding(length=6)  # as the packaged one comes: whoever loads it has to switch it off
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file(weights() if stored is None else stored, folder / "model.safetensors")
    return folder


def vector(words: str, stored: Weights) -> NDArray[np.float64]:
    """A text's vector of unit length, step by step as Devlin et al. (2019) define it, in double precision."""
    known = {word: place for place, word in enumerate(WORDS)}
    inner = [known.get(word, known["[UNK]"]) for word in words.lower().split()][: TOKENS - 2]
    ids = [known["[CLS]"], *inner, known["[SEP]"]]
    w = {name: array.astype(np.float64) for name, array in stored.items()}
    state = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: len(ids)]
    state = _norm(state + w["embeddings.token_type_embeddings.weight"][0], w, "embeddings.")
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        q, k, v = (_dense(state, w, f"{name}attention.self.{part}.") for part in ("query", "key", "value"))
        heads = []
        for columns in np.split(np.arange(WIDTH), HEADS):
            scores = np.exp(q[:, columns] @ k[:, columns].T / np.sqrt(WIDTH / HEADS))
            heads.append(scores / scores.sum(axis=1, keepdims=True) @ v[:, columns])
        joined = _dense(np.hstack(heads), w, f"{name}attention.output.dense.")
        state = _norm(state + joined, w, f"{name}attention.output.")
        wide = _dense(state, w, f"{name}intermediate.dense.")
        curved = wide * (1 + np.vectorize(erf)(wide / np.sqrt(2))) / 2
        state = _norm(state + _dense(curved, w, f"{name}output.dense."), w, f"{name}output.")
    mean = state.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _dense(state: NDArray[np.float64], w: dict[str, NDArray[np.float64]], name: str) -> NDArray[np.float64]:
    return np.asarray(state @ w[f"{name}weight"].T + w[f"{name}bias"])


def _norm(state: NDArray[np.float64], w: dict[str, NDArray[np.float64]], name: str) -> NDArray[np.float64]:
    centred = state - state.mean(axis=1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON)
    return np.asarray(scaled * w[f"{name}LayerNorm.weight"] + w[f"{name}LayerNorm.bias"])
