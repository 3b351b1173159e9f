from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qual.importers.base import RawTurn, Upload
from qual.importers.canonical import assemble, clean, keep, removed_characters, rendered, spoken, squeezed
from qual.importers.registry import read
from qual.model.span import Span

ODD = st.sampled_from(
    [
        "\r",
        "\n",
        "\r\n",
        "\ufeff",
        "\x00",
        "\x07",
        "\ud800",
        "\ufffe",
        "é",
        "e\u0301",
        "👩🏽‍⚕️",
        "שלום",
        "\u2028",
        "\x85",
        "\t",
    ]
)
TEXTS = st.lists(st.one_of(ODD, st.text(max_size=8)), max_size=12).map("".join)
TURNS = st.lists(st.builds(RawTurn, text=TEXTS, label=TEXTS), max_size=8)


@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_a_clean_text_has_only_line_feeds_and_characters_xml_allows(text: str) -> None:
    cleaned = clean(text)
    assert "\r" not in cleaned
    assert not cleaned.startswith("\ufeff")
    assert removed_characters(cleaned) == (0, None)
    cleaned.encode("utf-8")


def test_cleaning_changes_nothing_else() -> None:
    text = "e\u0301 é \u2028 \x85 \xa0 \u200b ﬁ\t“x”\n\n"
    assert clean(text) == text


def test_every_kind_of_line_end_becomes_a_line_feed() -> None:
    assert clean("a\r\nb\rc\nd") == "a\nb\nc\nd"


@given(TURNS)
def test_every_turn_is_found_at_its_span(raw: list[RawTurn]) -> None:
    text, turns = assemble(raw)
    said = [turn for turn in raw if spoken(turn.text)]
    assert [turn.span.of(text) for turn in turns] == [spoken(turn.text) for turn in said]
    assert [turn.label for turn in turns] == [squeezed(turn.label) for turn in said]
    assert clean(text) == text


def test_turns_are_written_out_with_their_label_and_an_empty_line() -> None:
    text, turns = assemble([RawTurn("Hello?", "I"), RawTurn("  \n"), RawTurn("No one.")])
    assert text == "I: Hello?\n\nNo one.\n\n"
    assert [turn.order for turn in turns] == [0, 1]
    assert turns[1].span.of(text) == "No one."


def test_turns_of_a_text_that_stays_keep_their_place() -> None:
    (turn,) = keep([RawTurn("b", " P 1 ", 2.0, span=Span(3, 4))])
    assert (turn.span, turn.label, turn.start_s) == (Span(3, 4), "P 1", 2.0)


WORDS = st.lists(
    st.sampled_from(["yes", "I", "waited", "café", "10:30", "👍", "my sister said: no", "שלום", "so"]),
    min_size=1,
    max_size=9,
)
TALK = st.lists(st.tuples(st.sampled_from(["Interviewer", "P01", "Dr Lee"]), WORDS), min_size=2, max_size=9)


@given(TALK)
def test_a_text_written_out_is_read_back_with_the_same_turns(talk: list[tuple[str, list[str]]]) -> None:
    # Every label twice, so that none of them depends on being known.
    doubled = [RawTurn(" ".join(["well", *words, "anyway"]), label) for label, words in talk + talk]
    written = rendered(Upload("a.srt", b""), "a", doubled)
    (item,) = read("a.txt", written.text.encode()).transcripts
    assert item.transcript.text == written.text
    assert [(t.label, t.span) for t in item.transcript.turns] == [(t.label, t.span) for t in written.turns]


def test_removed_characters_are_counted_with_the_line_of_the_first() -> None:
    assert removed_characters("a\r\nb\x07\nc\x00") == (2, 2)
    assert removed_characters("a\tb") == (0, None)
