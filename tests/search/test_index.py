"""Answers: the same as reading every passage one by one, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.errors import Refused
from qual.model.span import Span
from qual.search.index import Index, Text
from qual.search.query import Item, Query, parse
from qual.search.words import fold, places, stemmer

TURNS = (
    "I was on the waiting list for a year. I heard nothing at all, not a letter.",
    "We waited, and my neighbour's café closed.",
    "Waiting… the list? No!",
)


def search(query: str, *texts: str, language: str = "english") -> list[str]:
    """The passages found, with their hits in brackets."""
    shown = []
    for found in Index([Text(text) for text in texts], language).search(parse(query)):
        text, moved = texts[found.text], 0
        for hit in found.hits:
            text = f"{text[: hit.start + moved]}[{hit.of(texts[found.text])}]{text[hit.end + moved :]}"
            moved += 2
        shown.append(text)
    return shown


def test_all_words_stand_in_one_passage_in_any_form() -> None:
    assert search("wait list", *TURNS) == [
        "I was on the [waiting] [list] for a year. I heard nothing at all, not a letter.",
        "[Waiting]… the [list]? No!",
    ]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ('"waiting list"', 1),
        ('"wait list"', 0),
        ('"WAITING the list"', 1),
        ("waiting -letter", 2),
        ('waiting -"waiting list"', 2),
        ("letter OR cafe", 2),
        ("neighbours", 1),
        ("neighb*", 1),
        ("nei*s", 0),
        ("café", 1),
        ('"CAFE"', 1),
        ("neighbour's", 1),
        ("neighbour’s", 1),
        ("closing", 1),
        ("nowhere", 0),
        ("waiting nowhere", 0),
    ],
)
def test_the_language_of_questions(query: str, hits: int) -> None:
    assert len(search(query, *TURNS)) == hits


def test_without_a_language_only_the_same_word_is_found() -> None:
    assert search("wait", "waiting", "Wait!", language="none") == ["[Wait]!"]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("等待", "我一直在等待名单上。", "我一直在[等待]名单上。"),
        ("待つ", "手紙を待つのは辛い", "手紙を[待つ]のは辛い"),
        ('"ไหน"', "เธอไปไหนมา", "เธอไป[ไหน]มา"),
        ("انتظار", "كنت في قائمة الانتظار و انتظارٍ", "كنت في قائمة [الانتظار] و [انتظارٍ]"),
        ("שלום", "אמרתי שָׁלוֹם לכולם", "אמרתי [שָׁלוֹם] לכולם"),
        ("😀", "fine 😀 thanks", "fine [😀] thanks"),
        ("MRI検査", "昨日MRI検査でした", "昨日[MRI検査]でした"),
    ],
)
def test_scripts_without_spaces_and_from_right_to_left(query: str, text: str, found: str) -> None:
    language = "arabic" if query == "انتظار" else "none"
    assert search(query, text, language=language) == [found]


def test_only_the_segment_of_a_long_turn_that_holds_the_words_is_answered() -> None:
    turn = "First the waiting list. Then the letter came. Nobody rang."
    cuts = (Span(100, 123), Span(124, 145))
    index = Index([Text(turn, 100, cuts)], "english")
    assert index.passages == 3, "what no segment covers is a passage as well"
    [found] = index.search(parse("letter"))
    assert (found.span, found.hits) == (Span(124, 145), (Span(133, 139),))
    [found] = index.search(parse("nobody"))
    assert found.span == Span(146, 158)
    assert not index.search(parse("waiting letter"))
    [found] = index.search(parse('"list then" came'))
    assert found.span == Span(100, 145), "a phrase across the border makes two segments one passage"
    assert not index.search(parse('waiting -"list then"'))


def test_a_cut_through_a_word_leaves_no_hit_outside_its_passage() -> None:
    index = Index([Text("waitinglist", 0, (Span(0, 7), Span(7, 11)))], "none")
    [found] = index.search(parse("waitinglist"))
    assert found.span == Span(0, 11)
    assert found.hits == (Span(0, 11),)


def test_rare_words_short_passages_and_repetitions_count_more() -> None:
    texts = [
        "list of words",
        "list list of words",
        "list of words " + "and so on " * 20,
        "waiting",
        "nothing",
        "so on",
    ]
    index = Index([Text(text) for text in texts], "none")
    scores = {found.text: found.score for found in index.search(parse("list OR waiting"))}
    assert scores[3] > scores[1] > scores[0] > scores[2] > 0


def test_nothing_is_found_in_nothing() -> None:
    assert Index([], "english").search(parse("waiting")) == []
    assert Index([Text(""), Text(" … ")], "english").search(parse("waiting")) == []


SOUNDS = ("wait", "waits", "waiting", "Wäit", "list", "Lists", "等", "待", "a", "😀", "don't", "e\u0301")
word = st.sampled_from(SOUNDS)


@st.composite
def cut_text(draw: st.DrawFn) -> Text:
    """A text with some passages cut out of it, anywhere."""
    words = draw(st.lists(word, max_size=12).map(" ".join)) + draw(st.sampled_from(("", ".", " ")))
    at = draw(st.integers(0, 30))
    edges = sorted(draw(st.sets(st.integers(0, len(words)), max_size=6)))
    spans = [Span(at + start, at + end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    return Text(words, at, tuple(spans))


@st.composite
def question(draw: st.DrawFn) -> Query:
    """Any question that can be asked."""
    phrase = st.lists(word, min_size=1, max_size=3).map(" ".join)
    item = st.one_of(word, phrase.map('"{}"'.format), st.sampled_from(("wa*", "li*", "l*", "等*")))
    groups = draw(st.lists(st.lists(item, min_size=1, max_size=2).map(" OR ".join), min_size=1, max_size=3))
    without = draw(st.lists(item.map("-{}".format), max_size=1))
    return parse(" ".join([*groups, *without]))


def alike(word: str, asked: str, item: Item, *, last: bool) -> bool:
    if item.prefix and last:
        return fold(word).startswith(fold(asked))
    if item.exact:
        return fold(word) == fold(asked)
    return bool(stemmer("english").terms(word) & stemmer("english").terms(asked))


def standing(text: Text, item: Item) -> list[Span]:
    """Where an item stands, by comparing it with the words at every place."""
    spans = list(places(text.words))
    size, found = len(item.words), []
    for first in range(len(spans) - size + 1):
        here = [text.words[start:end] for start, end in spans[first : first + size]]
        pairs = enumerate(zip(here, item.words, strict=True))
        if all(alike(one, asked, item, last=number == size - 1) for number, (one, asked) in pairs):
            found.append(Span(spans[first][0] + text.at, spans[first + size - 1][1] + text.at))
    return found


def brute(text: Text, query: Query) -> set[tuple[Span, frozenset[int]]]:
    """Every passage that fits with the characters to mark, by looking at each character of each passage."""
    places_ = range(text.at, text.at + len(text.words))
    cell = {place: number for number, span in enumerate(text.passages) for place in range(span.start, span.end)}
    number = len(text.passages)
    for place in places_:  # what lies between the segments, each stretch a cell of its own
        if place not in cell:
            number += place == text.at or cell[place - 1] < len(text.passages)
            cell[place] = number
    hits = {item: standing(text, item) for item in (*query.wanted, *query.without)}
    for span in [span for item in query.wanted for span in hits[item]]:
        crossed = {cell[place] for place in range(span.start, span.end)}
        cell = {place: min(crossed) if own in crossed else own for place, own in cell.items()}
    answers = set()
    for own in set(cell.values()):
        inside = {place for place in places_ if cell[place] == own and text.words[place - text.at].strip()}
        if not inside:
            continue

        def holds(item: Item, inside: set[int] = inside) -> list[Span]:
            return [span for span in hits[item] if inside & set(range(span.start, span.end))]

        fits = all(any(holds(item) for item in group) for group in query.groups)
        if fits and not any(holds(item) for item in query.without):
            marks = {p for item in query.wanted for span in holds(item) for p in range(span.start, span.end)}
            span = Span(min(inside), max(inside) + 1)
            answers.add((span, frozenset(marks)))
    return answers


@settings(max_examples=60)
@given(st.lists(cut_text(), max_size=3), question())
def test_the_index_answers_as_reading_everything_would(texts: list[Text], query: Query) -> None:
    found = Index(texts, "english").search(query)
    for number, text in enumerate(texts):
        got = {
            (tight(text, one.span), frozenset(p for hit in one.hits for p in range(hit.start, hit.end)))
            for one in found
            if one.text == number
        }
        assert got == brute(text, query)


def test_a_word_that_a_cut_goes_through_stands_in_both_passages() -> None:
    text = Text("list wait", 0, (Span(0, 1),))
    assert Index([text], "english").search(parse("wait -li*")) == []
    assert len(Index([text], "english").search(parse("wait"))) == 1


def tight(text: Text, span: Span) -> Span:
    """The span without white space at its edges."""
    inside = [place for place in range(span.start, span.end) if text.words[place - text.at].strip()]
    return Span(min(inside), max(inside) + 1)


@given(st.lists(cut_text(), min_size=1, max_size=3), word)
def test_every_hit_of_a_word_is_that_word_in_some_form(texts: list[Text], asked: str) -> None:
    query = parse(asked)
    for found in Index(texts, "english").search(query):
        text = texts[found.text]
        for hit in found.hits:
            assert found.span.contains(hit)
            words = [text.words[start:end] for start, end in places(text.words)
                     if hit.start - text.at <= start < hit.end - text.at]  # fmt: skip
            terms = [stemmer("english").terms(word) for word in query.groups[0][0].words]
            shared = [bool(stemmer("english").terms(word) & own) for word in words for own in terms]
            assert any(shared)
            assert found.score > 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_question_to_any_text_is_answered(asked: str, text: str) -> None:
    try:
        query = parse(asked)
    except Refused:
        return
    for found in Index([Text(text)], "english").search(query):
        assert all(found.span.contains(hit) and hit.of(text).strip() for hit in found.hits)
