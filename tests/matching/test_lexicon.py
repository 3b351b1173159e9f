from __future__ import annotations

from collections import Counter
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from qual.matching.lexicon import FUNCTION_WORDS, content_of, make_lexicon, manner_of, rows_of

words = st.lists(st.sampled_from("abcdefgh"), max_size=9)


@settings(max_examples=30)
@given(st.lists(words, min_size=1, max_size=6), st.lists(words, max_size=3))
def test_rows_are_tf_idf_as_the_books_define_it(texts: list[list[str]], others: list[list[str]]) -> None:
    """Word for word from the definition, on texts that the lexicon was made from and on others."""
    lexicon = make_lexicon(texts)
    made = rows_of(lexicon, texts + others).toarray()
    assert made.shape == (len(texts) + len(others), len(lexicon.terms))
    for row, own in enumerate(texts + others):
        weights = {}
        for word, count in Counter(own).items():
            df = sum(word in text for text in texts)
            if df >= 2:
                weights[word] = (1 + log(count)) * (1 + log((1 + len(texts)) / (1 + df)))
        length = sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        expected = [weights.get(term, 0.0) / length for term in lexicon.terms]
        np.testing.assert_allclose(made[row], expected, atol=1e-6)


@pytest.mark.parametrize("analyzer", [content_of, manner_of])
def test_rows_are_those_of_scikit_learn(analyzer: object) -> None:
    texts = [
        "The waiting list was long, was it not?",
        "Waiting, waiting, waiting! And no list.",
        "It was the tablets, was it?",
        "No tablets; nothing.",
    ]
    split = [analyzer(text) for text in texts]  # type: ignore[operator]  # one of two functions
    books = TfidfVectorizer(analyzer=lambda text: text, sublinear_tf=True, smooth_idf=True, min_df=2)
    expected = books.fit_transform(split).toarray()
    lexicon = make_lexicon(split)
    assert lexicon.terms == tuple(books.get_feature_names_out())
    np.testing.assert_allclose(rows_of(lexicon, split).toarray(), expected, atol=1e-6)


def test_content_leaves_out_what_says_nothing_and_manner_keeps_it() -> None:
    assert content_of("I was on THE waiting-list; a letter?") == ["waiting", "list", "letter"]
    assert manner_of("Was it you?! Well…") == [
        *["was", "it", "you", "well", "?", "!", "\u2026"],
        *["was it", "it you", "you well", "well ?", "? !", "! \u2026"],
    ]
    assert not {word for word in FUNCTION_WORDS if word != word.casefold()}


def test_of_many_words_the_most_frequent_are_kept_and_ties_go_by_the_alphabet() -> None:
    texts = [["b", "a", "c", "z"], ["b", "a", "c", "z"], ["z", "b"], ["once"]]
    assert make_lexicon(texts).terms == ("a", "b", "c", "z")
    assert make_lexicon(texts, most=3).terms == ("a", "b", "z")


@pytest.mark.parametrize("texts", [[], [[]], [["one"], ["two"]]])
def test_words_that_nobody_shares_give_rows_without_columns(texts: list[list[str]]) -> None:
    lexicon = make_lexicon(texts)
    assert lexicon.terms == ()
    assert rows_of(lexicon, texts).shape == (len(texts), 0)


def test_a_text_without_a_known_word_is_a_row_of_zeros() -> None:
    lexicon = make_lexicon([["a", "b"], ["a", "b"]])
    made = rows_of(lexicon, [[], ["c"], ["a"]]).toarray()
    assert not made[:2].any()
    assert made[2].tolist() == [1.0, 0.0]
