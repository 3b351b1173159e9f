"""Two codebooks become one: nothing of one's own is lost, and what is the same is proposed as the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.codebook.joining import (
    DEFINITION,
    NEW,
    SAME_ID,
    SAME_ID_ONLY,
    SKIP,
    Choice,
    Match,
    joined,
    proposed,
    usual,
)
from qual.codebook.likeness import INSIDE, SAME
from qual.errors import NotFound
from qual.model.codebook import Code, Codebook, Example, Theme
from tests.codebook.codebook_books import books, in_order

SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = ("definition", "include", "exclude", "examples", "color")


def letters(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """A likeness without a model: shared words."""
    words = sorted({word for text in texts for word in text.split()})
    rows = np.array([[word in text.split() for word in words] for text in texts], dtype=float)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length, length, 1)


@st.composite
def choices(draw: st.DrawFn, own: Codebook, incoming: Codebook) -> dict[str, Choice]:
    ids = [code.id for code in own.codes]
    ways = [st.just(NEW), st.just(SKIP)]
    if ids:
        ways.append(st.builds(Choice, st.sampled_from(["fill", "overwrite"]), st.sampled_from(ids)))
    return {code.id: draw(st.one_of(ways)) for code in incoming.codes if draw(st.booleans())}


@SOME
@given(books(4))
def test_joining_a_codebook_with_itself_changes_nothing(book: Codebook) -> None:
    matches = proposed(book, book)
    assert [match.incoming_id for match in matches] == [code.id for code in book.codes]
    assert all(match.score == 1 for match in matches)
    assert joined(book, book, {code.id: Choice("fill", code.id) for code in book.codes}) == book
    assert joined(book, book, dict.fromkeys((code.id for code in book.codes), SKIP)) == book


@SOME
@given(books(4), books(3), st.data())
def test_nothing_of_ones_own_is_lost_unless_overwritten(
    own: Codebook, incoming: Codebook, data: st.DataObject
) -> None:
    chosen = data.draw(choices(own, incoming))
    book = joined(own, incoming, chosen)
    over = {choice.own for choice in chosen.values() if choice.act == "overwrite"}
    kept = [code for code in book.codes if own.code(code.id)]
    assert [code.id for code in kept] == [code.id for code in own.codes]
    for before, after in zip(own.codes, kept, strict=True):
        same = {field.name for field in fields(Code)} - {"name", *TEXTS}
        assert all(getattr(before, name) == getattr(after, name) for name in same)
        for name in ("name", *TEXTS):
            assert getattr(before, name) in {"", (), getattr(after, name)} or before.id in over
    assert [theme.id for theme in book.themes][: len(own.themes)] == [theme.id for theme in own.themes]
    for mine, now in zip(own.themes, book.themes, strict=False):
        assert (mine.name, mine.definition or now.definition) == (now.name, now.definition)
    new = [code for code in incoming.codes if chosen.get(code.id, NEW) == NEW]
    assert len(book.codes) == len(own.codes) + len(new)
    assert {code.merged_into for code in book.codes} <= {"", *(code.id for code in book.codes)}
    if own.codes == in_order(own).codes:
        loose = [not code.theme for code in book.codes]
        assert loose == sorted(loose)
        assert {code.id for code in in_order(book).codes} == {code.id for code in book.codes}


@SOME
@given(books(4))
def test_an_empty_codebook_takes_everything_over(incoming: Codebook) -> None:
    book = joined(Codebook(), incoming, {})
    assert (book.title, book.label) == (incoming.title, incoming.label)
    if len({theme.name for theme in incoming.themes}) == len(incoming.themes):
        assert {theme.id for theme in book.themes} <= {theme.id for theme in incoming.themes}
    assert {code.id: replace(code, theme="") for code in book.codes} == {
        code.id: replace(code, theme="") for code in incoming.codes
    }


OWN = Codebook(
    "Mine",
    "2",
    (Theme("t", "Care", "What care is."), Theme("u", "Money")),
    (
        Code("anger", "Anger", "t", "being cross with people", ("shouting",)),
        Code("fear", "Fears", "t", parent="anger"),
        Code("cost", "Costs of treatment", "u", "what it costs to be treated"),
        Code("7", "Hope"),
    ),
)


def test_what_is_the_same_is_proposed_with_its_reason() -> None:
    incoming = Codebook(
        codes=(
            Code("anger", "Anger"),
            Code("x", "fear"),
            Code("y", "Treatment cost, high"),
            Code("7", "Something else"),
            Code("z", "Being furious", "", "being cross with people"),
            Code("w", "Weather"),
        )
    )
    without = proposed(OWN, replace(incoming, codes=(*incoming.codes[1:4], *incoming.codes[4:])), letters)
    assert (without[3].own_id, without[3].why) == ("anger", DEFINITION)
    assert without[3].score == pytest.approx(0.9)
    matches = proposed(OWN, incoming)
    assert [(m.own_id, m.why) for m in matches] == [
        ("anger", SAME_ID),
        ("fear", SAME),
        ("cost", INSIDE),
        ("7", SAME_ID_ONLY),
        ("", ""),
        ("", ""),
    ]
    acts = [choice.act for choice in usual(matches).values()]
    assert acts == ["fill", "fill", "new", "new", "new", "new"]
    assert proposed(OWN, Codebook(), letters) == ()
    assert proposed(Codebook(), incoming, letters) == tuple(Match(code.id) for code in incoming.codes)


def test_filling_and_overwriting() -> None:
    examples = (Example("It hurts", "patient"),)
    incoming = Codebook(codes=(Code("a", "Rage", "", "new words", ("kicking",), ("irony",), examples, "#112233"),))
    filled = joined(OWN, incoming, {"a": Choice("fill", "anger")}).codes[0]
    assert filled == replace(OWN.codes[0], exclude=("irony",), examples=examples, color="#112233")
    over = joined(OWN, incoming, {"a": Choice("overwrite", "anger")}).codes[0]
    assert over == replace(incoming.codes[0], id="anger", theme="t")
    emptier = joined(OWN, Codebook(codes=(Code("a", "Rage"),)), {"a": Choice("overwrite", "anger")}).codes[0]
    assert emptier == replace(OWN.codes[0], name="Rage")
    with pytest.raises(NotFound):
        joined(OWN, incoming, {"a": Choice("fill", "nobody")})


def test_new_codes_stand_where_they_belong_and_take_no_id() -> None:
    incoming = Codebook(
        themes=(Theme("c", "care", "other", "#000001"), Theme("u", "Travel"), Theme("e", "Empty")),
        codes=(
            Code("anger", "Anger", "c"),
            Code("r", "Rage", "c", parent="anger"),
            Code("s", "Sadness", "c"),
            Code("cost", "Fare", "u"),
            Code("fare", "Bus", "u"),
            Code("gone", "Gone", "", retired=True, merged_into="cost"),
            Code("g2", "Gone two", "", retired=True, merged_into="skipped"),
            Code("skipped", "Skipped"),
        ),
    )
    chosen = {"anger": Choice("fill", "anger"), "skipped": SKIP}
    book = joined(OWN, incoming, chosen)
    assert [(t.id, t.name, t.definition, t.color) for t in book.themes] == [
        ("t", "Care", "What care is.", "#000001"),
        ("u", "Money", "", ""),
        ("travel", "Travel", "", ""),
        ("e", "Empty", "", ""),
    ]
    assert [(c.id, c.theme, c.parent, c.merged_into) for c in book.codes] == [
        ("anger", "t", "", ""),
        ("fear", "t", "anger", ""),
        ("r", "t", "anger", ""),
        ("s", "t", "", ""),
        ("cost", "u", "", ""),
        ("fare-2", "travel", "", ""),
        ("fare", "travel", "", ""),
        ("7", "", "", ""),
        ("gone", "", "", "fare-2"),
        ("g2", "", "", ""),
    ]


def test_five_thousand_codes_join_in_bounded_time() -> None:
    own = Codebook(codes=tuple(Code(f"a{n}", f"Name {n} of mine") for n in range(5000)))
    incoming = Codebook(codes=tuple(Code(f"b{n}", f"Name {n} of mine") for n in range(5000)))
    assert len(joined(own, incoming, {}).codes) == 10_000
    matches = proposed(own, replace(incoming, codes=incoming.codes[:50]))
    assert [match.own_id for match in matches] == [f"a{n}" for n in range(50)]
