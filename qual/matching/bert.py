"""Whether a folder's sentence model is a BERT with mean pooling, by its own files, and if it is not, why.

Only settings are read, a few hundred bytes, so that an encoder knows how it will run before anything is loaded.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qual.errors import QualError


class NotSupported(QualError):
    """The folder's model is none that `qual.matching.graph` can build; its words are the reason."""


@dataclass(frozen=True, slots=True)
class Bert:
    """The shape of a BERT encoder whose token vectors are averaged.

    Attributes:
        folder: where weights and tokeniser lie.
        layers: transformer layers.
        heads: attention heads per layer.
        width: numbers per vector.
        epsilon: added to the variance in every layer norm.
        tokens: tokens of a text that are read, with the two that mark its ends; the rest is cut off.
    """

    folder: Path
    layers: int
    heads: int
    width: int
    epsilon: float
    tokens: int


def read_bert(folder: Path) -> Bert:
    """The shape of the folder's model.

    Raises:
        NotSupported: with the reason, if it is anything but a BERT with mean pooling.
    """
    steps = _json(folder / "modules.json")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise NotSupported("it has no modules.json")
    kinds = [str(step.get("type", "")).rpartition(".")[2] for step in steps]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise NotSupported(f"its modules are {', '.join(kinds)}")
    place = folder / str(steps[0].get("path", ""))
    _check_pooling(_settings(folder / str(steps[1].get("path", "")) / "config.json"))
    if _settings(folder / "config_sentence_transformers.json", needed=False).get("default_prompt_name"):
        raise NotSupported("it puts words of its own before each text")
    own = _settings(place / "sentence_bert_config.json", needed=False)
    if own.get("do_lower_case"):
        raise NotSupported("it lowers capitals outside its tokeniser")
    if not (place / "tokenizer.json").is_file():
        raise NotSupported("it has no tokenizer.json")
    config = _settings(place / "config.json")
    _check_architecture(config)
    try:
        limits = [
            own.get("max_seq_length"),
            _settings(place / "tokenizer_config.json", needed=False).get("model_max_length"),
            config["max_position_embeddings"],
        ]
        return Bert(
            folder=place,
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            width=int(config["hidden_size"]),
            epsilon=float(config["layer_norm_eps"]),
            tokens=min(int(limit) for limit in limits if limit),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotSupported("its config.json lacks what a BERT needs") from error


def _check_architecture(config: dict[str, Any]) -> None:
    """Refuses what the graph does not compute."""
    expected = {
        "model_type": ("bert",),
        "hidden_act": ("gelu",),
        "position_embedding_type": ("absolute", None),
        "is_decoder": (False, None),
        "add_cross_attention": (False, None),
    }
    for name, allowed in expected.items():
        if config.get(name) not in allowed:
            raise NotSupported(f"its {name} is {config.get(name)}")


def _check_pooling(config: dict[str, Any]) -> None:
    """Refuses anything but the plain mean of the token vectors, in the older or the newer spelling."""
    chosen = {name for name, value in config.items() if name.startswith("pooling_mode_") and value is True}
    if chosen != {"pooling_mode_mean_tokens"} and (chosen or config.get("pooling_mode") != "mean"):
        raise NotSupported("it does not average its token vectors")


def _settings(file: Path, *, needed: bool = True) -> dict[str, Any]:
    found = _json(file)
    if isinstance(found, dict):
        return found
    if needed:
        raise NotSupported(f"{file.name} is missing or cannot be read")
    return {}


def _json(file: Path) -> Any:  # noqa: ANN401 - whatever stands in the file
    """What stands in a file of settings, None where it is not there or no JSON."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
