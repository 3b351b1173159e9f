"""The reading view as HTML: every word arrives, escaped, whatever is coded; overlapping lines stay apart."""

from __future__ import annotations

import html
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qual.model.codebook import Code, Codebook
from qual.model.coding import Coding
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.ui.parts import marked
from qual.workflow.reader import Page, Spoken

BOOK = Codebook(codes=(Code("wait", "Waiting <b>", color="#4477AA"), Code("hope", "Hope", color="red;} body{")))


def coding(text: str, start: int, end: int, code: str = "wait", coder: str = "Ada") -> Coding:
    span = Span(start, end)
    return Coding(f"{start}-{end}-{code}", "T", span, span.of(text), code, coder, "reader", False, "v", "2026")


def page(turns: list[str]) -> Page:
    text, found, at = "", [], 0
    for order, words in enumerate(turns):
        text += f"P: {words}\n\n"
        turn = Turn(order, Span(at + 3, at + 3 + len(words)), "P", start_s=61.0 * order)
        found.append(Spoken(turn, words, "P", "patient", confirmed=True))
        at = len(text)
    return Page(Transcript("T", "T.txt", "0", text, tuple(one.turn for one in found)), tuple(found), ())


def words_shown(document: str) -> list[str]:
    """The words between our tags, turn by turn, without the names of codes."""
    turns = re.findall(r"<div class='qual-words'>(.*?)</div></div>", document, flags=re.DOTALL)
    bare = [re.sub(r"<span class='qual-chip'.*?</span>", "", turn, flags=re.DOTALL) for turn in turns]
    return [html.unescape(re.sub(r"</?span[^>]*>", "", turn)) for turn in bare]


words = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30)


@given(
    st.lists(words, min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 99), st.integers(1, 60)), max_size=6)
)
def test_every_word_is_shown_once_and_escaped_whatever_is_coded(
    turns: list[str], places: list[tuple[int, int]]
) -> None:
    shown = page(turns)
    text = shown.transcript.text
    codings = [coding(text, at % len(text), at % len(text) + length) for at, length in places]
    document = marked.document(shown, codings, BOOK, ("patient",), at=None)
    assert words_shown(document) == turns
    tags = re.sub(r"</?(div|span|b)( [^<>]*)?>", "", document)
    assert "<" not in tags
    assert ">" not in tags


def test_a_script_in_a_transcript_stays_text() -> None:
    shown = page(["<script>alert(1)</script> & <img src=x onerror=alert(1)>"])
    text = shown.transcript.text
    document = marked.document(shown, [coding(text, 5, 12, coder="<i>Ada' onclick='x")], BOOK, (), at=None)
    assert "<script" not in document
    assert "<img" not in document
    assert "Waiting &lt;b&gt;" in document
    assert "onclick='x" not in document
    assert words_shown(document)[0].startswith("<script>")


def test_a_colour_that_is_none_reaches_no_style() -> None:
    shown = page(["some words here"])
    document = marked.document(shown, [coding(shown.transcript.text, 3, 8, "hope")], BOOK, (), at=None)
    assert "body{" not in document
    assert "--c:#7A7A7A" in document


def test_overlapping_codings_have_lanes_of_their_own_and_a_free_lane_is_used_again() -> None:
    text = "x" * 100
    found = marked.stripes(
        [coding(text, 0, 30), coding(text, 10, 50), coding(text, 30, 40), coding(text, 60, 70)], BOOK
    )
    assert [(one.start, one.lane) for one in found] == [(0, 0), (10, 1), (30, 0), (60, 0)]


def test_a_coding_over_two_turns_is_named_where_it_begins_and_again_in_the_next_turn() -> None:
    shown = page(["first words", "second words"])
    document = marked.document(shown, [coding(shown.transcript.text, 9, 25)], BOOK, (), at=None)
    assert document.count("qual-chip") == 2


def test_only_the_turn_that_was_asked_for_is_the_target() -> None:
    shown = page(["first words", "second words"])
    second = shown.turns[1].turn.span.start
    assert marked.document(shown, [], BOOK, (), at=second).count("qual-target") == 1
    assert "qual-target" not in marked.document(shown, [], BOOK, (), at=None)
    assert "1:01" in marked.document(shown, [], BOOK, (), at=None)


def test_the_reading_view_puts_no_transcript_into_a_script() -> None:
    source = (Path(marked.__file__).parent / "reading.py").read_text("utf-8")
    scripts = [line for line in source.splitlines() if "unsafe_allow_javascript=True" in line]
    assert scripts, "the place where a script is let through"
    assert all("SCROLL" in line for line in scripts)
