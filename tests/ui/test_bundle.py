"""One script out of several modules: each once, what is needed first, one export left."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.ui.components import bundle

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(bundle.__file__).parent


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Files that the test writes; the bundle reads them instead of the package's own."""
    found: dict[str, str] = {}

    def read(file: object) -> str:
        try:
            return found[str(file)]
        except KeyError:
            raise FileNotFoundError(str(file)) from None

    monkeypatch.setattr(bundle, "_read", read)
    return found


def _script(files: Mapping[str, str]) -> str:
    assert files
    return bundle.script.__wrapped__("main")


def test_a_module_stands_after_those_it_imports_and_once(files: dict[str, str]) -> None:
    files["main/main.js"] = (
        'import { a } from "../shared/a.js";\nimport { b } from "./b.js";\n\nexport default function () { a(b); }\n'
    )
    files["main/b.js"] = 'import { a } from "../shared/a.js";\nexport const b = a;\n'
    files["shared/a.js"] = "export function a() {}\nexport class Kept {}\n"
    made = _script(files)
    places = [made.index(f"// {name}") for name in ("shared/a.js", "main/b.js", "main/main.js")]
    assert places == sorted(places)
    assert made.count("function a()") == 1
    assert not re.search(r"^import", made, re.MULTILINE)
    assert re.findall(r"^export.*", made, re.MULTILINE) == ["export default function () { a(b); }"]


def test_modules_that_import_each_other_end(files: dict[str, str]) -> None:
    files["main/main.js"] = 'import { b } from "./b.js";\nexport default function () { b(); }\n'
    files["main/b.js"] = 'import { c } from "./c.js";\nexport function b() { c(); }\n'
    files["main/c.js"] = "export function c() {}\n"
    assert _script(files).count("function c()") == 1


def test_a_file_that_is_missing_is_named(files: dict[str, str]) -> None:
    files["main/main.js"] = 'import { b } from "./gone.js";\n'
    with pytest.raises(FileNotFoundError, match=r"main/gone\.js"):
        _script(files)


def test_an_import_that_is_not_followed_is_refused(files: dict[str, str]) -> None:
    files["main/main.js"] = 'import * as all from "./b.js";\n'
    with pytest.raises(ValueError, match=r"main/main\.js imports otherwise"):
        _script(files)


@pytest.mark.parametrize("name", sorted(p.name for p in HERE.iterdir() if (p / f"{p.name}.js").is_file()))
def test_every_component_is_a_module_a_browser_takes(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("there is no node on this machine; the browser tests load the same scripts")
    file = tmp_path / f"{name}.mjs"
    file.write_text(bundle.script(name), "utf-8")
    done = subprocess.run([node, "--check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("file", sorted(HERE.rglob("*.js")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_words_never_become_markup(file: Path) -> None:
    forbidden = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function)"
    assert not re.search(forbidden, file.read_text("utf-8"))
