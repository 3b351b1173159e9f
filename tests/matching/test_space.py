from __future__ import annotations

import numpy as np
import pytest

from qual.matching.anchors import anchors_of
from qual.matching.lexicon import content_of
from qual.matching.rules import PhraseMatch
from qual.matching.segments import SegmentText
from qual.matching.space import EXCLUDE_MALUS, INCLUDE_BONUS, NOWHERE, PLACES, Space, lay_out, make_space
from qual.matching.vectors import unit_vectors
from qual.model.codebook import Code, Example
from tests.matching.worlds import CODES, QuickEncoder, world


def made(texts: list[str], codes: tuple[Code, ...], *, context: list[int] | None = None) -> Space:
    segments = [SegmentText(f"s{n}", "t", n, "patient", text) for n, text in enumerate(texts)]
    held_back = np.isin(np.arange(len(texts)), context or [])
    anchors = anchors_of(codes)
    every = unit_vectors(QuickEncoder(32).encode, texts + [anchor.embedded for anchor in anchors])
    layout = lay_out(segments, context=held_back)
    themes = [code.theme for code in codes]
    return make_space(texts, every[: len(texts)], layout, anchors, every[len(texts) :], (), themes)


def test_a_layout_follows_the_transcripts_whatever_the_rows() -> None:
    rows = [("t1", 2, "P1"), ("t2", 0, ""), ("t1", 0, "P1"), ("t1", 1, "P1"), ("t3", 0, "P1")]
    segments = [SegmentText(f"s{n}", t, o, "ab"[n % 2], "x", "", p) for n, (t, o, p) in enumerate(rows)]
    layout = lay_out(segments, places_of=[3, NOWHERE])
    assert layout.order.tolist() == [2, 0, 0, 1, 0, 1, 0]
    assert layout.before.tolist() == [3, NOWHERE, NOWHERE, 2, NOWHERE, 2, NOWHERE]
    assert layout.after.tolist() == [NOWHERE, NOWHERE, 3, 0, NOWHERE, 0, NOWHERE]
    assert layout.place.tolist() == [PLACES, 0, 0, PLACES // 2, 0, PLACES // 2, 0]
    assert layout.roles == ("a", "b")
    assert layout.role.tolist() == [0, 1, 0, 1, 0, 1, NOWHERE]
    assert layout.group.tolist() == [0, 1, 0, 0, 0, 0, 2]  # a participant's transcripts are kept apart together
    assert layout.transcript.tolist() == [0, 1, 0, 0, 2, 0, NOWHERE]
    assert layout.data.tolist() == [True] * 5 + [False] * 2


def test_nothing_at_all_can_be_laid_out() -> None:
    layout = lay_out([], places_of=[NOWHERE])
    assert layout.role.tolist() == layout.before.tolist() == [NOWHERE]
    assert made([], CODES).definition.shape == (0, 3)


def test_likeness_to_a_code_is_that_to_its_nearest_text_standardised_over_the_data() -> None:
    """Against the definition, code by code and segment by segment."""
    one = world(2, context=True, marks=2)
    space, anchors, known = one.space, one.known.anchors, one.known
    raw = np.zeros((space.rows, 3))
    lost = np.zeros((space.rows, 3))
    for row in range(space.rows):
        alike = known.anchor_vectors @ known.vectors[row]
        for code in range(3):
            own = [n for n, a in enumerate(anchors) if a.code == code and a.kind != "exclude"]
            against = [n for n, a in enumerate(anchors) if a.code == code and a.kind == "exclude"]
            nearest = max(own, key=lambda n: alike[n])
            assert space.nearest[row, code] == nearest
            raw[row, code] = alike[nearest]
            lost[row, code] = -max(0.0, *(alike[n] - alike[nearest] for n in against)) if against else 0.0
    whole = raw - 0.5 * raw.mean(axis=1, keepdims=True) + lost
    own = whole[space.layout.data]
    np.testing.assert_allclose(space.definition, (whole - own.mean(axis=0)) / own.std(axis=0), atol=1e-4)
    np.testing.assert_allclose(space.excluded, lost / own.std(axis=0), atol=1e-4)
    assert (space.excluded < 0).any()


def test_vectors_are_centred_on_the_data_and_of_unit_length_again() -> None:
    one = world(2, context=True)
    data = one.space.layout.data
    moved = one.known.vectors - one.known.vectors[data].mean(axis=0)
    np.testing.assert_allclose(one.space.vectors, moved / np.linalg.norm(moved, axis=1, keepdims=True), atol=1e-5)


def test_words_shared_with_a_code_count_in_standard_deviations() -> None:
    one = world(2)
    space = one.space
    words: list[set[str]] = [set(), set(), set()]
    for anchor in one.known.anchors:
        words[anchor.code] |= set(content_of(anchor.embedded)) if anchor.kind != "exclude" else set()
    assert space.lexical[space.layout.data].std(axis=0) == pytest.approx(1, rel=1e-4)
    known = set(space.content_lexicon.terms)
    for row, text in enumerate(one.known.texts):
        for code in range(3):
            assert (space.lexical[row, code] > 0) == bool(words[code] & set(content_of(text)) & known)


def test_phrases_of_one_kind_count_once_and_both_kinds_add() -> None:
    one = world(1, n=4)
    matches = [
        PhraseMatch(0, 0, "a", include=True),
        PhraseMatch(0, 0, "b", include=True),
        PhraseMatch(1, 0, "c", include=False),
        PhraseMatch(1, 0, "a", include=True),
    ]
    space = make_space(
        one.known.texts, one.known.vectors, one.space.layout, one.known.anchors, one.known.anchor_vectors, matches,
        ["", "", ""],
    )  # fmt: skip
    assert space.phrases[:, 0].tolist() == [INCLUDE_BONUS, INCLUDE_BONUS + EXCLUDE_MALUS, 0, 0]
    assert space.themes.tolist() == [NOWHERE] * 3


def test_codes_of_one_definition_stand_alike_everywhere() -> None:
    twins = (Code("a", "Same", "", "Waiting for a letter"), Code("b", "Same", "", "Waiting for a letter"), CODES[2])
    space = made(["waiting for a letter", "some hope", "the garden", "a letter"], twins)
    np.testing.assert_array_equal(space.definition[:, 0], space.definition[:, 1])
    np.testing.assert_array_equal(space.lexical[:, 0], space.lexical[:, 1])


@pytest.mark.parametrize(
    ("texts", "context"),
    [
        (["a letter, waiting for it"], []),
        (["waiting for a letter"] * 30, []),
        (["waiting for a letter"] * 3 + ["And the garden?", "Some hope ahead?"], [3, 4]),
        (["waiting for a letter", "And the garden?", "a letter"], [1, 2]),
        (["", ""], []),
        (["\U0001f600\U0001f622", "\U0001f600"], []),
    ],
)
def test_data_that_are_all_alike_tell_nothing_and_blow_nothing_up(texts: list[str], context: list[int]) -> None:
    """Without a spread there is nothing to measure in; what differs from such data is not endlessly far away."""
    example = (Example("waiting letter"),)
    space = made(
        texts, (*CODES, Code("w", "Waiting", "", "Waiting for a letter", examples=example)), context=context
    )
    for values in (space.definition, space.lexical, space.excluded, space.vectors):
        assert np.isfinite(values).all()
        assert np.abs(values).max() < 100
