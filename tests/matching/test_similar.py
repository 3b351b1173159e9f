"""Passages like a passage: in order, in words, without asking the encoder twice."""

from __future__ import annotations

import numpy as np
import pytest

from qual.matching import similar
from qual.matching.cache import MemoryStorage, Stopped
from qual.matching.segments import SegmentText
from qual.matching.similar import BANDS, Alike, nearest, unmade
from tests.fakes import HashingEncoder

TEXTS = (
    "the waiting list is long", "the waiting list is very long", "waiting for the bus", "my dog sleeps all day",
    "the waiting list is long", "nothing at all",
)  # fmt: skip


def segments(texts: tuple[str, ...] = TEXTS) -> list[SegmentText]:
    return [
        SegmentText(f"P01:{order}-{order + 1}", "P01", order, "patient", text) for order, text in enumerate(texts)
    ]


def find(words: str, texts: tuple[str, ...] = TEXTS, *, most: int = 10, **more: object) -> list[Alike]:
    options: dict[str, object] = {"encoder": HashingEncoder(), "storage": MemoryStorage(), "most": most, **more}
    return nearest(words, segments(texts), **options)  # type: ignore[arg-type] # the options of the test that calls


def test_the_most_alike_come_first_and_equal_words_are_equally_alike() -> None:
    found = find("the waiting list is long")
    assert [one.segment for one in found[:3]] == ["P01:0-1", "P01:4-5", "P01:1-2"]
    assert found[0].similarity == pytest.approx(1, abs=1e-5)
    assert found[0].band == "very alike"
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)
    assert "P01:3-4" not in [one.segment for one in found], "what is not alike is not found"


def test_the_passage_itself_is_left_out_and_the_number_is_kept_to() -> None:
    found = find("the waiting list is long", leave_out={"P01:0-1"}, most=1)
    assert [one.segment for one in found] == ["P01:4-5"]


@pytest.mark.parametrize(("words", "texts"), [("", TEXTS), (" \n", TEXTS), ("waiting", ())])
def test_nothing_is_like_nothing(words: str, texts: tuple[str, ...]) -> None:
    assert find(words, texts) == []


def test_only_what_has_no_vector_is_encoded_and_one_s_own_words_are_not_kept() -> None:
    encoder, storage = HashingEncoder(), MemoryStorage()
    assert unmade(encoder, TEXTS, storage) == 5
    find("the waiting list is long", encoder=encoder, storage=storage)
    assert sorted(encoder.encoded) == sorted(set(TEXTS))
    assert unmade(encoder, TEXTS, storage) == 0
    encoder.calls.clear()
    find("my dog sleeps all day", encoder=encoder, storage=storage)
    assert encoder.encoded == [], "a passage's own vector is there already"
    find("a letter", encoder=encoder, storage=storage)
    assert encoder.encoded == ["a letter"]
    assert len(storage) == 5


def test_it_can_be_stopped_and_goes_on_from_there() -> None:
    with pytest.raises(Stopped):
        find("waiting", stop=lambda: True)


def test_borders_come_from_the_pairs_of_the_study() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(200, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    borders = similar.borders(vectors)
    pairs = np.array([float(a @ b) for row, a in enumerate(vectors) for b in vectors[row + 1 :]])
    shares = [float(np.mean(pairs < border)) for border in borders]
    assert shares == pytest.approx(similar.SHARES, abs=1e-3)
    assert similar.borders(vectors[:10]) == similar.USUAL


def test_bands_follow_the_borders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "borders", lambda _: (0.9, 0.5, 0.1))
    for one in find("the waiting list is long"):
        expected = BANDS[0] if one.similarity >= 0.9 else BANDS[1] if one.similarity >= 0.5 else BANDS[2]
        assert one.band == expected
