"""Codes within codes, walked through in the order of the file."""

from __future__ import annotations

from qual.refi.book import RefiCode, walk


def test_each_code_comes_before_those_in_it_with_its_depth() -> None:
    tree = (
        RefiCode("1", "a", children=(RefiCode("2", "b", children=(RefiCode("3", "c"),)), RefiCode("4", "d"))),
        RefiCode("5", "e"),
    )
    assert [(code.name, depth) for code, depth in walk(tree)] == [("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0)]


def test_any_depth_is_walked() -> None:
    code = RefiCode("x", "innermost")
    for _ in range(5_000):
        code = RefiCode("x", "y", children=(code,))
    assert max(depth for _, depth in walk((code,))) == 5_000
