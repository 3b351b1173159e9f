"""A sentence model in ONNX Runtime: texts in, vectors of unit length out, on all cores, without torch.

Only texts of equally many tokens share a run, so that no padding is computed. Runs are spread over threads; each
run uses one. In 8 bits a text is a run of its own, since what goes into a product is rounded by the largest number
of the run: a text has one vector, whatever it is encoded with.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from qual.errors import ModelUnusable
from qual.matching.bert import Bert
from qual.matching.graph import Graph, build

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 1024
"""Texts whose token numbers are in memory at one time."""
RUN_TOKENS = 512
"""Tokens of one run at most (a longer text is a run of its own); what they need stays in a core's cache."""
MOST_THREADS = 8
_TINY = 1e-12
_AGAIN = "Copy or download the model's folder again, whole."


class Network:
    """A loaded model.

    Args:
        name: for messages.
        bert: its shape and folder.
        eight_bit: round weights and activations to 8 bits.
        threads: runs at one time; by default `OMP_NUM_THREADS`, else one for each core this process may use.

    Attributes:
        dimension: numbers per vector.
        tokens: tokens of a text that are read; the rest is cut off.

    Raises:
        ModelUnusable: if its files are missing, damaged or do not fit together.
    """

    def __init__(self, name: str, bert: Bert, *, eight_bit: bool = False, threads: int | None = None) -> None:
        self.dimension = bert.width
        self.tokens = bert.tokens
        self._name = name
        self._together = 1 if eight_bit else RUN_TOKENS
        self._threads = threads or available_threads()
        try:
            # The session reads the weights where they lie, so they are kept as long as it is.
            self._tokenizer, self._session, self._weights = _load(bert, eight_bit=eight_bit)
        except ImportError as error:
            hint = f"Install it with: pip install {error.name}"
            raise ModelUnusable(name, f"a package is missing ({error.name})", hint=hint) from error
        except Exception as error:  # tokenizers and onnxruntime raise the bare class for a damaged file
            why = f"its files are damaged or do not fit together ({type(error).__name__}: {error})"
            raise ModelUnusable(name, why, hint=_AGAIN) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of unit length per text, shape (n, dimension)."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(order), WINDOW):
                rows = order[start : start + WINDOW]
                ids = self._tokenise([texts[row] for row in rows])
                runs = list(runs_of([len(one) for one in ids], self._together))
                found = pool.map(self._run, ([ids[place] for place in run] for run in runs))
                for run, part in zip(runs, found, strict=True):
                    vectors[[rows[place] for place in run]] = part
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _TINY)
        return vectors

    def _tokenise(self, texts: list[str]) -> list[list[int]]:
        """The numbers of each text's tokens; half of a broken pair of surrogates becomes a question mark."""
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        return [list(one.ids) for one in self._tokenizer.encode_batch_fast(clean)]

    def _run(self, ids: list[list[int]]) -> NDArray[np.float32]:
        return np.asarray(self._session.run(["mean"], {"ids": np.array(ids, dtype=np.int32)})[0])


def available_threads() -> int:
    """`OMP_NUM_THREADS` where it says so, else a thread for each core of this process, at most MOST_THREADS."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_THREADS)


def runs_of(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Places of texts that are encoded together: equally long, longest first, at most `tokens` tokens in a run.

    Each place comes exactly once; a text longer than `tokens` is a run of its own.
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    for length, same in groupby(order, key=lambda place: lengths[place]):
        places = list(same)
        most = max(1, tokens // max(1, length))
        for start in range(0, len(places), most):
            yield places[start : start + most]


def _load(bert: Bert, *, eight_bit: bool) -> tuple[Any, Any, dict[str, NDArray[Any]]]:
    """Tokeniser, session and the weights that the session goes on reading.

    Raises:
        ValueError: if the tokeniser knows more words than there are vectors for.
    """
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    graph = build(bert, load_file(bert.folder / "model.safetensors"), eight_bit=eight_bit)
    tokenizer = Tokenizer.from_file(str(bert.folder / "tokenizer.json"))
    words, rows = tokenizer.get_vocab_size(), len(graph.weights["words"])
    if words > rows:
        raise ValueError(f"the tokeniser knows {words} words, the weights {rows}")
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=bert.tokens)
    return tokenizer, _session(graph), graph.weights


def _session(graph: Graph) -> Any:  # noqa: ANN401 - onnxruntime has no type information
    """The graph in memory, one thread per run, on the processor, silent."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in graph.weights.values()]
    options.add_external_initializers(list(graph.weights), values)
    return onnxruntime.InferenceSession(graph.model, options, providers=["CPUExecutionProvider"])
