"""Function words: in every form and spelling, for the languages known; nothing else is taken for one."""

from __future__ import annotations

import pytest

from qual.search.function_words import _LISTS, function_words, known, term


@pytest.mark.parametrize(
    ("language", "small", "content"),
    [
        ("english", ["The", "didn", "t", "going", "we", "twenty"], ["waiting", "nurse", "tablets"]),
        ("german", ["Und", "weil", "über", "wäre"], ["Termin", "Warteliste"]),
        ("french", ["à", "C", "etait", "était"], ["attente", "médecin"]),
        ("spanish", ["más", "mas", "porque"], ["espera", "médico"]),
        ("italian", ["perche", "perché", "della"], ["attesa", "medico"]),
        ("dutch", ["het", "Eigenlijk"], ["wachtlijst"]),
        ("portuguese", ["não", "nao", "você"], ["espera", "médico", "casa"]),
    ],
)
def test_small_words_are_known_in_any_spelling(language: str, small: list[str], content: list[str]) -> None:
    stop = function_words(language)
    assert [word for word in small if term(word, language) not in stop] == []
    assert [word for word in content if term(word, language) in stop] == []


def test_forms_of_a_word_share_a_term() -> None:
    assert term("Waiting", "english") == term("waits", "english") == "wait"
    assert term("Waiting", "none") == "waiting"


def test_other_languages_have_none_and_say_so() -> None:
    assert not known("finnish")
    assert not known("none")
    assert function_words("finnish") == frozenset()


def test_every_list_is_in_order_and_names_nothing_twice() -> None:
    for language, text in _LISTS.items():
        words = text.split()
        assert words == sorted(set(words)), language
        assert known(language)
