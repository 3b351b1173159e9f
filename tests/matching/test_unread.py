from __future__ import annotations

import pytest

from qual.matching.unread import unread

ENGLISH = "I had waited for a year when they told me that there was nothing they could do about it."
GERMAN = "Ich habe ein ganzes Jahr gewartet und dann wurde mir gesagt, dass man nichts machen kann."
FRENCH = "Après un an d'attente on m'a dit que personne ne pouvait plus rien faire pour mes douleurs au dos."


def test_plain_english_needs_no_word() -> None:
    assert unread([ENGLISH, "Yes.", "", "Pain, fatigue, anger."][:2], english=True) == ()


@pytest.mark.parametrize(
    "text", [GERMAN, FRENCH, "私は一年間待っていました。何もできないと言われた。", "Я ждал целый год"]
)
def test_other_languages_are_said_for_a_model_of_english_only(text: str) -> None:
    [said] = unread([ENGLISH, text], english=True)
    assert said.startswith("1 of 2 segments is apparently not in English")
    assert unread([ENGLISH, text], english=False) == ()


def test_emoji_alone_are_said() -> None:
    assert unread(["😀", "!?", ENGLISH], english=False) == (
        "2 of 3 segments are without any letter or digit; what is suggested for them means nothing.",
    )


def test_a_segment_of_five_thousand_words_is_said() -> None:
    [said] = unread(["word " * 5000, ENGLISH], english=False)
    assert said.startswith("1 of 2 segments is longer than the 190 words or so the model reads")


def test_a_short_answer_of_another_language_is_not_guessed_at() -> None:
    assert unread(["Ja, genau.", "Oui"], english=True) == ()


def test_a_rare_list_of_nouns_is_not_taken_for_another_language() -> None:
    assert unread([*[ENGLISH] * 99, GERMAN], english=True) == ()


def test_no_texts_need_no_word() -> None:
    assert unread([], english=True) == ()
