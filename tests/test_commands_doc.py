"""docs/commands.md names every command and setting there is, and no other."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import typer.main

from qual.cli.app import app
from qual.config import Settings

TEXT = (Path(__file__).parents[1] / "docs" / "commands.md").read_text("utf-8")


def commands() -> dict[str, Any]:
    """Every command by what is typed after `qual`, those of a group with its name in front."""
    found: dict[str, Any] = {}
    for name, one in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found |= {f"{name} {own}": sub for own, sub in getattr(one, "commands", {}).items()} or {name: one}
    return found


def usages() -> list[tuple[str, str]]:
    """Command and how it is used, of every row of the tables."""
    groups = {name.split()[0] for name in commands() if " " in name}
    rows = (row.split() for row in re.findall(r"^\| `qual ([^`]+)`", TEXT, re.MULTILINE))
    return [
        (" ".join(words[: 1 + (words[0] in groups)]), " ".join(words[1 + (words[0] in groups) :])) for words in rows
    ]


def test_every_command_stands_in_the_guide() -> None:
    assert sorted(name for name, _ in usages()) == sorted(commands())


def test_every_option_in_the_guide_exists() -> None:
    known = commands()
    for name, usage in usages():
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert set(re.findall(r"--[\w-]+", usage)) <= options, name


def test_every_setting_stands_in_the_guide() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    assert documented == {field.name for field in fields(Settings)}
