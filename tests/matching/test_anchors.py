from __future__ import annotations

import pytest

from qual.matching.anchors import anchors_of
from qual.model.codebook import Code, Example

FULL = Code(
    id="waiting",
    name="Waiting",
    definition="Waits for care.",
    include=("waiting list",),
    exclude=("waiting room",),
    examples=(Example("Nine months.", role="patient"), Example("The list is long.", role="clinician")),
)


def test_every_text_of_a_code_is_an_anchor_of_its_kind() -> None:
    assert [(anchor.kind, anchor.text) for anchor in anchors_of([FULL])] == [
        ("definition", "Waits for care."),
        ("include", "waiting list"),
        ("example", "Nine months."),
        ("example", "The list is long."),
        ("exclude", "waiting room"),
    ]


def test_the_encoder_reads_the_name_with_the_definition() -> None:
    assert anchors_of([FULL])[0].embedded == "Waiting: Waits for care."


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (Code("c", "Hope"), "Hope"),
        (Code("lost_years-of", ""), "lost years of"),
        (Code("c", " ", definition=" Sees a way. "), "c: Sees a way."),
    ],
)
def test_a_code_that_lacks_texts_is_known_by_what_it_has(code: Code, read: str) -> None:
    [anchor] = anchors_of([code])
    assert anchor.embedded == read
    assert anchor.text


def test_repeated_and_empty_texts_count_once_or_not() -> None:
    code = Code("c", "C", include=("x", " x ", "", "  "), examples=(Example(""), Example("x")))
    assert [(anchor.kind, anchor.text) for anchor in anchors_of([code])] == [
        ("definition", "C"),
        ("include", "x"),
        ("example", "x"),
    ]


def test_codes_are_told_apart_by_place_even_when_alike() -> None:
    assert [anchor.code for anchor in anchors_of([Code("a", "Same"), Code("b", "Same")])] == [0, 1]
