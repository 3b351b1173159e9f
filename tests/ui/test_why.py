"""Why a code is suggested, in words."""

from __future__ import annotations

import pytest

from qual.model.suggestion import Evidence, Suggestion
from qual.ui.parts.why import MOST_SHOWN, per_cent, reasons, sure


def suggestion(band: str, probability: float | None) -> Suggestion:
    return Suggestion("P01:0-9", "waiting", 0.3, probability, band, (), "encoder-1", "v1")


@pytest.mark.parametrize(
    ("one", "side", "sign", "said", "words"),
    [
        (Evidence("confirmed", "No letter.", 1.6, "P02:0-9"), "for", "+++", "like a coded passage", "No letter."),
        (Evidence("rejected", "The room.", -0.6), "against", "−−", "like a rejected passage", "The room."),
        (Evidence("words", "letter, list", 0.1), "for", "+", "words shared with the code: letter, list", ""),
        (Evidence("manner", "no point", 0.2), "for", "+", "because of how it is put: no point", ""),
        (Evidence("role", "patient", 0.2), "for", "+",
         "said by a patient, as this code is more often than others", ""),
        (Evidence("role", "aunt", -0.2), "against", "−",
         "said by an aunt, as this code is less often than others", ""),
        (Evidence("role", "unknown", 0.2), "for", "+",
         "said by somebody in a role not confirmed yet, as this code is more often than others", ""),
        (Evidence("place", "34 % into the transcript", -0.2), "against", "−",
         "34 % into the transcript, where this code is rarer", ""),
        (Evidence("before", "And the letter?", 0.2), "for", "+", "what stands before it", "And the letter?"),
        (Evidence("definition", "Waits.", -0.2), "against", "−", "not close to the definition", "Waits."),
    ],
    ids=lambda one: one.kind if isinstance(one, Evidence) else "",
)  # fmt: skip
def test_every_kind_of_reason_has_words_of_its_own(
    one: Evidence, side: str, sign: str, said: str, words: str
) -> None:
    [told] = reasons([one])
    assert (told["side"], told["sign"], told["said"], told["words"]) == (side, sign, said, words)
    assert str(one.contribution) not in told["said"]


def test_numbers_are_there_for_who_asks() -> None:
    assert [one["odds"] for one in reasons([Evidence("include", "a", 1.0), Evidence("exclude", "b", -9.0)])] == [
        "Multiplies the odds by 2.7.", "Divides the odds by more than 1,000.",
    ]  # fmt: skip


def test_what_would_change_the_mind_comes_last_and_names_each_kind_once() -> None:
    kinds = [Evidence("confirmed", "a", 1.0), Evidence("confirmed", "b", 0.9), Evidence("role", "patient", 0.5)]
    change = Evidence("change", "confirmed + confirmed + role", -2.4)
    told = reasons([*kinds, change])[-1]
    assert (told["side"], told["said"]) == (
        "change", "Without its likeness to passages with this code and who speaks it would not be suggested.",
    )  # fmt: skip
    back = reasons([Evidence("rejected", "a", -1.0), Evidence("change", "rejected", 1.0)])[-1]
    assert back["said"] == "Without its likeness to a rejected passage it would be suggested."


def test_both_sides_are_heard_before_anybody_asks_for_more() -> None:
    many = [Evidence("confirmed", f"passage {n}", 2 - n / 10) for n in range(6)]
    told = reasons([*many, Evidence("exclude", "but not", -0.3)])
    assert [one["side"] for one in told[:MOST_SHOWN]] == ["for", "for", "for", "against"]
    assert len(told) == len(many) + 1


def test_a_chance_is_shown_with_its_band_and_what_it_means() -> None:
    told = sure(suggestion("possible", 0.34))
    assert told["band_words"] == "34 % · possible"
    assert "about 34 in 100 are right" in told["band_help"]
    assert "had not seen its participant" in told["band_help"]


def test_without_a_number_the_band_speaks_alone() -> None:
    told = sure(suggestion("unsure", None))
    assert (told["band_words"], told["probability"]) == ("unsure", None)
    assert "%" not in told["band_help"]
    assert "below the threshold" in told["band_help"]


def test_nothing_is_called_certain() -> None:
    assert [per_cent(chance) for chance in (0.0, 0.004, 0.012, 0.985, 0.999)] == [
        "under 1 %", "under 1 %", "1 %", "98 %", "over 99 %",
    ]  # fmt: skip
    assert "fewer than 1 in 100" in sure(suggestion("unsure", 0.001))["band_help"]
