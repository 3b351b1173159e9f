"""What the appendix of a codebook prints."""

from __future__ import annotations

from qual.codebook.appendix import appendix
from qual.model.appendix import Count, Entry, Quote, Section
from qual.model.codebook import Code, Codebook, Example, Theme

BOOK = Codebook(
    "T",
    "2",
    (Theme("t", "Care", "About care."), Theme("e", "Empty")),
    (
        Code("a", "Anger", "t", "cross", ("x",), ("y",), (Example("Grr", "patient"),)),
        Code("b", "Rage", "t", parent="a", retired=True, merged_into="a"),
        Code("c", "Fury", "t", parent="b"),
        Code("h", "Group", "t", heading=True),
        Code("l", "Loose"),
        Code("g", "Gone", retired=True),
    ),
)


def test_themes_in_order_and_retired_codes_apart() -> None:
    quotes = {"a": (Quote("Well", "P01", "patient"), None)}
    counts = {"a": [Count("patient", 1, 3, 4)]}
    found = appendix(
        BOOK, date="3 March", quotes=quotes, counts=counts, counting="How.", choosing="Why.", synthetic=True
    )
    anger = Entry(
        "a", "Anger", 0, "cross", ("x",), ("y",), False, "", ("Care",), (Quote("Grr", "", "patient"),),
        Quote("Well", "P01", "patient"), None, (Count("patient", 1, 3, 4),),
    )  # fmt: skip
    fury = Entry("c", "Fury", 1, where=("Care", "Anger", "Rage"))
    group = Entry("h", "Group", heading=True, where=("Care",))
    assert found.sections == (
        Section("Care", "About care.", (anger, fury, group)),
        Section("Empty"),
        Section("", "", (Entry("l", "Loose"),)),
    )
    assert found.retired == (
        Entry("b", "Rage", 1, merged_into="Anger", where=("Care", "Anger")),
        Entry("g", "Gone"),
    )
    assert (found.title, found.label, found.version, found.date) == ("T", "2", BOOK.version, "3 March")
    assert (found.counting, found.choosing, found.synthetic) == ("How.", "Why.", True)


def test_without_loose_codes_there_is_no_part_for_them() -> None:
    assert appendix(Codebook(themes=(Theme("t", "T"),))).sections == (Section("T"),)
