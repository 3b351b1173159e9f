"""The wheel holds the whole package with its sample study, and nothing of the workshop."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SAMPLE = ("transcripts_sample", "codebook")
BUILT_FROM = ("qual", *SAMPLE)
FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "LICENSE", "README.md")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[zipfile.ZipFile]:
    """The wheel, built from a copy of the tree without a network."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in BUILT_FROM:
        shutil.copytree(root / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(root / file, tree)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tree / "dist"),
        str(tree),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(built) as opened:
        yield opened


@pytest.fixture(scope="module")
def about(root: Path) -> str:
    """The folder of the wheel that says what it is."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return f"qual-{project['version']}.dist-info"


def files(folder: Path) -> set[str]:
    parts = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    return {file.as_posix() for file in parts if "__pycache__" not in file.parts}


def test_every_file_of_the_package_is_inside(wheel: zipfile.ZipFile, root: Path) -> None:
    assert {f"qual/{file}" for file in files(root / "qual")} - set(wheel.namelist()) == set()


@pytest.mark.parametrize("folder", SAMPLE)
def test_the_sample_study_travels_with_it_byte_for_byte(wheel: zipfile.ZipFile, root: Path, folder: str) -> None:
    inside = {
        name.removeprefix(f"qual/sample/{folder}/") for name in wheel.namelist() if f"sample/{folder}/" in name
    }
    assert inside == files(root / folder)
    for file in inside:
        assert wheel.read(f"qual/sample/{folder}/{file}") == (root / folder / file).read_bytes()


def test_nothing_else_is_inside(wheel: zipfile.ZipFile, about: str) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {"qual", about}
    assert [name for name in wheel.namelist() if "/test" in name or name.endswith(".pyc")] == []


def test_it_says_what_it_is(wheel: zipfile.ZipFile, root: Path, about: str) -> None:
    said = Parser().parsestr(wheel.read(f"{about}/METADATA").decode())
    assert (said["Name"], said["License-Expression"], said["Requires-Python"]) == ("qual", "MIT", ">=3.11")
    assert said.get_payload() == (root / "README.md").read_text("utf-8")
    assert wheel.read(f"{about}/licenses/LICENSE") == (root / "LICENSE").read_bytes()
    assert "qual = qual.cli.app:main" in wheel.read(f"{about}/entry_points.txt").decode()
