"""What single tools make of a codebook is taken back, and reported."""

from __future__ import annotations

import pytest

from qual.refi import habits
from qual.refi.book import RefiBook, RefiCode, walk
from qual.refi.faults import Oddities


def settled(
    *codes: RefiCode, origin: str = "", cases: str = "", keep: bool = False
) -> tuple[list[tuple[str, int]], list[str]]:
    odd = Oddities("x")
    book = habits.settled(RefiBook(codes, origin=origin, cases=frozenset(cases)), odd, lambda _: keep)
    return [(code.name, depth) for code, depth in walk(book.codes)], [problem.message for problem in odd.problems]


def flat(*names: str) -> list[RefiCode]:
    return [RefiCode(str(place), name) for place, name in enumerate(names)]


def test_what_needs_no_change_is_left_alone() -> None:
    assert settled(*flat("A", "B.C", "D: E"), RefiCode("x", "Nodes", False, children=(RefiCode("y", "F"),))) == (
        [("A", 0), ("B.C", 0), ("D: E", 0), ("Nodes", 0), ("F", 1)],
        [],
    )


def test_cases_among_the_codes_are_left_out_and_what_stands_under_them_is_not() -> None:
    codes = RefiCode("1", "Themes", children=(RefiCode("c", "P01", children=(RefiCode("2", "Cost"),)),))
    assert settled(codes, cases="c") == (
        [("Themes", 0), ("Cost", 1)],
        ["“P01” is a case (a participant), not a code; it was left out"],
    )


@pytest.mark.parametrize("name", ["Nodes", "codes"])
def test_nvivo_s_folder_is_opened(name: str) -> None:
    folder = RefiCode("1", name, False, children=tuple(flat("A", "B")))
    found, said = settled(folder, *flat("Codes"), origin="NVivo for Windows 12.6")
    assert found == [("A", 0), ("B", 0), ("Codes", 0)]
    assert said == [f"the folder “{name}” was left out; what is in it stands at the top"]


def test_names_with_a_path_stand_under_their_parent() -> None:
    found, said = settled(
        *flat("Coke::full-fat", "Coke::diet::new", "Coke", "milk", "Coke::diet", "tea::green", "::x", "Coke::")
    )
    assert found == [
        ("Coke", 0),
        ("full-fat", 1),
        ("diet", 1),
        ("new", 2),
        ("milk", 0),
        ("tea::green", 0),
        ("::x", 0),
        ("Coke::", 0),
    ]
    assert said[0] == "“Coke::full-fat” was read as “full-fat” under “Coke”"
    assert len(said) == 3


def test_names_that_are_meant_so_are_kept() -> None:
    assert settled(*flat("A", "A::B"), keep=True) == ([("A", 0), ("A::B", 0)], [])


def test_endless_paths_stay_flat() -> None:
    found, _ = settled(*flat(*("::".join("A" * length) for length in range(1, 400))))
    assert max(depth for _, depth in found) == 30
    assert len(found) == 399
