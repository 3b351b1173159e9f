"""A BERT encoder as an ONNX graph, built in memory from the weights of its folder; torch is not needed for it.

Texts of one run have equally many tokens, so the graph knows neither padding nor masks. Its nodes are the fused
operators of ONNX Runtime (domain com.microsoft: EmbedLayerNormalization, Attention, SkipLayerNormalization,
BiasGelu), which compute what BERT defines: Devlin, Chang, Lee & Toutanova (2019), "BERT: Pre-training of Deep
Bidirectional Transformers", NAACL-HLT. In 8 bits the weights of every layer are whole numbers, and what goes into
a product is rounded as it comes (dynamic quantisation): Jacob et al. (2018), "Quantization and Training of Neural
Networks for Efficient Integer-Arithmetic-Only Inference", CVPR.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qual.matching.bert import Bert

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 64
"""Largest whole number of an 8-bit weight. Processors without instructions for neural networks add two products of
8 bits in 16: 2 × 255 × 64 fits, 2 × 255 × 127 does not, and would be cut off. So all processors agree."""

_FUSED = "com.microsoft"
_OPSETS = {"": 17, _FUSED: 1}
_IR_VERSION = 8


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph without its weights, and its weights.

    Attributes:
        model: the serialised ONNX model; input `ids` int32 (texts, tokens), output `mean` float32 (texts, width).
        weights: name -> array, for every initializer the model names.
    """

    model: bytes
    weights: dict[str, NDArray[Any]]


def build(bert: Bert, stored: Mapping[str, NDArray[Any]], *, eight_bit: bool = False) -> Graph:
    """The graph of a model.

    Args:
        bert: its shape.
        stored: the weights of its file by name.
        eight_bit: round the weights of the layers; the embeddings stay as they are.

    Raises:
        KeyError: if a weight is missing.
        ValueError: if a weight is of another shape than the model's settings say.
    """
    made = _Builder(bert, stored, eight_bit=eight_bit)
    state = made.embed()
    for layer in range(bert.layers):
        state = made.layer(f"encoder.layer.{layer}.", state)
    made.add("ReduceMean", [state], "mean", domain="", axes=[1], keepdims=0)
    return made.graph()


class _Builder:
    """Collects nodes and weights."""

    def __init__(self, bert: Bert, stored: Mapping[str, NDArray[Any]], *, eight_bit: bool) -> None:
        self._bert = bert
        self._stored = stored
        self._prefix = "bert." if "bert.embeddings.word_embeddings.weight" in stored else ""
        self._project: Callable[[str, str, NDArray[np.float32]], str] = self._rounded if eight_bit else self._exact
        self._nodes: list[Any] = []
        self._weights: dict[str, NDArray[Any]] = {}

    def add(self, operator: str, inputs: list[str], output: str, *, domain: str = _FUSED, **settings: Any) -> str:  # noqa: ANN401 - whatever the operator takes
        """A node of one output."""
        from onnx import helper

        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **settings))
        return output

    def embed(self) -> str:
        """Words and places, added and normalised; every token is of the first of the two kinds BERT knows."""
        width, name = self._bert.width, "embeddings."
        words = self._stored[f"{self._prefix}{name}word_embeddings.weight"]
        places = self._weight(f"{name}position_embeddings.weight", None, width)[: self._bert.tokens]
        kind = self._weight(f"{name}token_type_embeddings.weight", None, width)[0]
        inputs = [
            "ids",
            "",
            self._keep("words", self._weight(f"{name}word_embeddings.weight", len(words), width)),
            self._keep("places", places + kind),
            "",
            *self._norm(f"{name}LayerNorm."),
        ]
        self.add("EmbedLayerNormalization", inputs, "embedded", epsilon=self._bert.epsilon)
        self._nodes[-1].output.append("")  # the second output, a mask nobody asks for, has to be named
        return "embedded"

    def layer(self, name: str, state: str) -> str:
        """Attention and the feed-forward part, each added to what went in and normalised."""
        width = self._bert.width
        attended = self._attention(f"{name}attention.self.", state)
        joined = self._linear(f"{name}attention.output.dense.", attended, width)
        between = self._add_norm(f"{name}attention.output.", state, joined)
        wide = len(self._stored[f"{self._prefix}{name}intermediate.dense.bias"])
        spread = self._linear(f"{name}intermediate.dense.", between, width, wide)
        bias = self._keep(f"{name}spread.bias", self._weight(f"{name}intermediate.dense.bias", wide))
        curved = self.add("BiasGelu", [spread, bias], f"{name}gelu")
        return self._add_norm(f"{name}output.", between, self._linear(f"{name}output.dense.", curved, wide, width))

    def graph(self) -> Graph:
        """The model, its weights named as lying outside of it."""
        from onnx import TensorProto, helper

        outside = [_outside(name, array) for name, array in self._weights.items()]
        ids = helper.make_tensor_value_info("ids", TensorProto.INT32, ["texts", "tokens"])
        mean = helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["texts", self._bert.width])
        graph = helper.make_graph(self._nodes, "encoder", [ids], [mean], outside)
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        return Graph(model.SerializeToString(), self._weights)

    def _attention(self, name: str, state: str) -> str:
        """Queries, keys and values by one matrix product; MultiHeadAttention adds the three biases itself."""
        width, parts = self._bert.width, ("query", "key", "value")
        matrix = np.concatenate([self._weight(f"{name}{part}.weight", width, width).T for part in parts], axis=1)
        biases = np.concatenate([self._weight(f"{name}{part}.bias", width) for part in parts])
        bias = self._keep(f"{name}bias", biases)
        if self._project == self._exact:
            inputs = [state, self._keep(f"{name}matrix", matrix), bias]
            return self.add("Attention", inputs, f"{name}heads", num_heads=self._bert.heads)
        from onnx import helper

        joined = self._project(f"{name}matrix", state, matrix)
        split = [f"{name}{part}" for part in parts]
        self._nodes.append(helper.make_node("Split", [joined], split, axis=2))
        return self.add("MultiHeadAttention", [*split, bias], f"{name}heads", num_heads=self._bert.heads)

    def _linear(self, name: str, state: str, inner: int, outer: int | None = None) -> str:
        """A product with a stored matrix; its bias is added by the node that follows."""
        return self._project(f"{name}matrix", state, self._weight(f"{name}weight", outer or inner, inner).T)

    def _exact(self, name: str, state: str, matrix: NDArray[np.float32]) -> str:
        return self.add("MatMul", [state, self._keep(name, matrix)], f"{name}.product", domain="")

    def _rounded(self, name: str, state: str, matrix: NDArray[np.float32]) -> str:
        """The product with whole numbers; each column of the matrix has a scale of its own."""
        whole, scale = quantised(matrix)
        inputs = [state, self._keep(name, whole), self._keep(f"{name}.scale", scale)]
        return self.add("DynamicQuantizeMatMul", inputs, f"{name}.product")

    def _add_norm(self, name: str, before: str, change: str) -> str:
        bias = self._keep(f"{name}bias", self._weight(f"{name}dense.bias", self._bert.width))
        inputs = [before, change, *self._norm(f"{name}LayerNorm."), bias]
        return self.add("SkipLayerNormalization", inputs, f"{name}normal", epsilon=self._bert.epsilon)

    def _norm(self, name: str) -> list[str]:
        parts = ("weight", "bias")
        return [self._keep(f"{name}{part}", self._weight(f"{name}{part}", self._bert.width)) for part in parts]

    def _weight(self, name: str, *shape: int | None) -> NDArray[np.float32]:
        """A stored weight, once its shape is the expected one; None stands for any length."""
        found = self._stored[f"{self._prefix}{name}"]
        lengths = zip(shape, found.shape, strict=False)
        if len(found.shape) != len(shape) or any(asked not in {None, there} for asked, there in lengths):
            raise ValueError(f"{name} has shape {found.shape}")
        return np.asarray(found, dtype=np.float32)

    def _keep(self, name: str, array: NDArray[Any]) -> str:
        self._weights[name] = np.ascontiguousarray(array)
        return name


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers of a matrix (k, n) from -LARGEST to LARGEST, and the scale (n,) of each column.

    A column of zeros has scale 1. Rounding is off by half a scale at most.
    """
    highest = np.abs(matrix).max(axis=0)
    scale = np.where(highest > 0, highest / LARGEST, 1).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale


def _outside(name: str, array: NDArray[Any]) -> Any:  # noqa: ANN401 - a TensorProto, made by a package loaded late
    """An initializer that names its type and shape; its numbers are handed to the session beside the model."""
    from onnx import TensorProto, helper

    tensor = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="in memory")
    return tensor
