"""docs/commands.md names every command and setting there is, and no other."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import typer.main

from qual.cli.app import app
from qual.config import Settings

TEXT = (Path(__file__).parents[1] / "docs" / "commands.md").read_text("utf-8")


def test_every_command_stands_in_the_guide() -> None:
    documented = set(re.findall(r"^\| `qual (\w+)", TEXT, re.MULTILINE))
    group = typer.main.get_command(app)
    assert documented == set(getattr(group, "commands"))  # noqa: B009 - typer's group has no public type for it


def test_every_option_in_the_guide_exists() -> None:
    group = getattr(typer.main.get_command(app), "commands")  # noqa: B009 - as above
    for name, usage in re.findall(r"^\| `qual (\w+)([^`]*)`", TEXT, re.MULTILINE):
        known = {option for parameter in group[name].params for option in parameter.opts}
        assert set(re.findall(r"--\w+", usage)) <= known, name


def test_every_setting_stands_in_the_guide() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    assert documented == {field.name for field in fields(Settings)}
