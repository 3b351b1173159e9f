"""Themes changed by `qual codebook`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.codebook_runs import document, refused, run, told_done_undone

ACTS = [
    ("add-theme", "Money", "--before", "care", "--definition", "About money.", "--color", "#123"),
    ("edit-theme", "care", "--name", "Cares"),
    ("move-theme", "toll", "--before", "care"),
]


@pytest.mark.parametrize("act", ACTS, ids=[act[0] for act in ACTS])
def test_every_act_is_told_first_done_once_and_undone(study: Path, act: tuple[str, ...]) -> None:
    told_done_undone(study, *act)


def test_an_empty_theme_is_taken_out(study: Path) -> None:
    assert "there are codes under it" in refused(study, "remove-theme", "Toll")
    run(study, "move", "hopeless", "--theme", "care")
    assert "Theme removed: Toll." in run(study, "remove-theme", "Toll").output
    assert [one["id"] for one in document(study, "list")["themes"]] == ["care"]
