"""GUIDs are compared whatever their braces and case, and ours never change."""

from __future__ import annotations

import uuid

import pytest

from qual.refi import guids


@pytest.mark.parametrize(
    "written",
    [
        "{1ff58b12-6f6f-4b0c-8be5-bbdc91f55294}",
        " 1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294 ",
        "1ff58b12-6f6F-4b0c-8be5-bbdc91f55294",
    ],
)
def test_braces_case_and_space_make_no_difference(written: str) -> None:
    assert guids.key(written) == "1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294"
    assert guids.is_guid(guids.key(written))


@pytest.mark.parametrize(
    "written", ["", "abc", "1FF58B126F6F4B0C8BE5BBDC91F55294", "1ff58b12-6f6f-4b0c-8be5-bbdc91f55294"]
)
def test_what_we_would_not_write_is_none(written: str) -> None:
    assert not guids.is_guid(written)


def test_ours_are_the_same_in_every_export_and_differ_by_kind() -> None:
    assert guids.guid("code", "cost") == "7A04F0AD-8DFF-5988-A6B1-60247CB11D5E"
    assert uuid.UUID(guids.guid("code", "cost")).version == 5
    assert len({guids.guid("code", "cost"), guids.guid("theme", "cost"), guids.guid("code", "Cost")}) == 3
