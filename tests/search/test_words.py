"""Words: where they stand in any script, and which of them count as one."""

from __future__ import annotations

import threading
import unicodedata
from itertools import pairwise

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from qual.config import LANGUAGES
from qual.search.words import NO_LANGUAGE, Stemmer, fold, places, stemmer, words

HARD = "Don't — l'hôpital cafe\u0301 MRI検査を 😀👩\u200d👧 3.5 mg_x हिन्दी ที่ไหน می\u200cخواهم 각각 ｶﾞ"


def test_words_of_many_scripts() -> None:
    assert words(HARD) == [
        "Don", "t", "l", "hôpital", "cafe\u0301", "MRI", "検", "査", "を", "😀", "👩\u200d", "👧", "3", "5", "mg",
        "x", "हिन्दी", "ที่", "ไ", "ห", "น", "می\u200cخواهم", "각각", "ｶﾞ",
    ]  # fmt: skip


@given(st.text())
def test_places_are_where_the_words_are_and_leave_out_no_letter(text: str) -> None:
    spans = list(places(text))
    assert [text[start:end] for start, end in spans] == words(text)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    left = set(range(len(text))) - {place for start, end in spans for place in range(start, end)}
    assert not [text[place] for place in left if text[place].isalnum()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "cafe\u0301"), ("STRASSE", "straße"), ("ﬁne", "FINE"), ("İstanbul", "istanbul"), ("Łódź", "lodz"),
        ("ＭＲＩ", "mri"), ("Ωμέγας", "ωμεγασ"), ("می\u200cخواهم", "میخواهم"), ("👍🏽", "👍"), ("ﾊﾞｶ", "バカ"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("각", "가"), ("हिन्दी", "हन्द"), ("list", "lists")])
def test_different_words_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(min_size=1))
def test_folding_twice_or_in_another_normal_form_is_folding_once(text: str) -> None:
    for word in words(text):
        assert fold(word)
        assert fold(fold(word)) == fold(word)
        assert fold(unicodedata.normalize("NFD", word)) == fold(word)


def test_forms_of_a_word_share_a_term() -> None:
    english, french = stemmer("english"), stemmer("french")
    assert english.terms("Waiting") & english.terms("waits")
    assert not english.terms("waiting") & english.terms("writing")
    assert french.terms("arrêtées") & french.terms("arretees")
    assert french.terms("arrêté") & french.terms("arrete")
    plain = stemmer(NO_LANGUAGE)
    assert plain.terms("Waiting") == plain.terms("waiting")
    assert not plain.terms("waiting") & plain.terms("waits")


def test_a_word_of_a_million_letters_is_left_as_it_is() -> None:
    assert stemmer("english").terms("ab" * 500_000) == {"ab" * 500_000}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_can_be_set_has_a_stemmer(language: str) -> None:
    assert all(stemmer(language).terms(word) for word in words(HARD))


def test_the_languages_that_can_be_set_are_those_of_snowball() -> None:
    assert set(LANGUAGES) == {NO_LANGUAGE, *snowballstemmer.algorithms()} - {"porter", "dutch_porter"}


def test_threads_do_not_disturb_each_other() -> None:
    shared, alone = Stemmer("english"), Stemmer("english")
    forms = [f"{stem}{ending}" for stem in ("wait", "hop", "stopp", "carri") for ending in ("ing", "ed", "s", "es")]
    words_ = [f"{chr(97 + number % 26)}{number}{form}" for number in range(100) for form in forms]
    wrong: list[str] = []

    def work() -> None:
        wrong.extend(word for word in words_ if shared.terms(word) != expected[word])

    expected = {word: alone.terms(word) for word in words_}
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
