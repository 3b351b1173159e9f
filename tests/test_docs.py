"""The guides: no link leads nowhere, and `make docs` builds pages whose links work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import build

GUIDE = """# Guide

See [the other page](sub/other.md#second-part), [itself](#guide), ![a picture](a%20b.png),
[the web](https://example.org/x.md) and <mailto:someone@example.org>.
"""
OTHER = """# Other & more

## Second part

| a | b |
|---|---|
| [back](../guide.md) | <script>alert(1)</script> |
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "guide.md").write_text(GUIDE, "utf-8")
    (tmp_path / "sub" / "other.md").write_text(OTHER, "utf-8")
    (tmp_path / "a b.png").write_bytes(b"")
    return tmp_path


def test_every_link_between_files_of_this_project_leads_somewhere() -> None:
    assert build.broken_links() == []


def test_good_links_are_not_reported(tree: Path) -> None:
    assert build.broken_links(tree) == []


@pytest.mark.parametrize(
    "target", ["missing.md", "sub/other.md#no-such-part", "#nowhere", "../outside.md", "a b.jpg"]
)
def test_a_link_that_leads_nowhere_is_named_with_its_file(tree: Path, target: str) -> None:
    (tree.parent / "outside.md").write_text("# Outside the project\n", "utf-8")
    (tree / "guide.md").write_text(f"[words](<{target}>)\n", "utf-8")
    assert build.broken_links(tree) == [f"guide.md: {target.replace(' ', '%20')}"]


def test_folders_that_are_not_the_project_s_are_left_alone(tree: Path) -> None:
    for folder in (".venv", "build", "docs/_build"):
        (tree / folder).mkdir(parents=True)
        (tree / folder / "page.md").write_text("[x](missing.md)", "utf-8")
    assert build.pages(tree) == [Path("guide.md"), Path("sub/other.md")]


def test_pages_are_built_with_links_that_work_and_contents(tree: Path) -> None:
    output = tree / "docs" / "_build"
    written = build.build(tree, output)
    assert [file.relative_to(output).as_posix() for file in written] == [
        "guide.html",
        "sub/other.html",
        "index.html",
    ]
    for file in written:
        text = file.read_text("utf-8")
        for target in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', text):
            assert (file.parent / target.replace("%20", " ")).exists(), (file.name, target)
    contents = (output / "index.html").read_text("utf-8")
    assert "Other &amp; more" in contents
    assert 'href="sub/other.html#second-part"' in contents


def test_markup_in_a_guide_is_shown_and_not_run(tree: Path) -> None:
    output = tree / "docs" / "_build"
    build.build(tree, output)
    assert "<script>" not in (output / "sub" / "other.html").read_text("utf-8")
