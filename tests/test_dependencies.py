"""docs/dependencies.md, pyproject.toml, constraints.txt and what is installed say the same."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from docs import lock

HEADINGS = {"": "Needed to run", "postgres": "Needed for a team's database", "dev": "Needed to work on qual"}
PACKAGED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ROW = re.compile(
    r"^\| (?P<name>\S+) \| (?P<reason>.+) \| (?P<licence>.+) \| (?P<redistribution>.+) \|$", re.MULTILINE
)


def section(heading: str) -> str:
    text = lock.DEPENDENCIES.read_text("utf-8")
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def table(group: str) -> dict[str, re.Match[str]]:
    rows = ROW.finditer(section(HEADINGS[group]))
    return {
        canonicalize_name(row["name"]): row for row in rows if row["name"] not in {"Package", "|---|---|---|---|"}
    }


def wanted(group: str) -> dict[str, Requirement]:
    return {canonicalize_name(need.name): need for need in lock.direct()[group]}


@pytest.mark.parametrize("group", HEADINGS)
def test_the_table_lists_exactly_what_pyproject_asks_for(group: str) -> None:
    assert sorted(table(group)) == sorted(wanted(group))


def test_every_extra_has_a_table() -> None:
    assert set(lock.direct()) == set(HEADINGS)


@pytest.mark.parametrize("group", HEADINGS)
def test_each_direct_dependency_has_a_reason_its_installed_licence_and_may_be_redistributed(group: str) -> None:
    installed = lock.reachable()
    for name, row in table(group).items():
        assert len(row["reason"].split()) >= 2, f"{name} needs a real reason"
        assert row["redistribution"] == "permitted", name
        package = installed[name]
        if package is not None and Version(package.version).public == lock.pins()[name]:
            assert row["licence"] == lock.licence(package), name


@pytest.mark.parametrize("group", HEADINGS)
def test_the_pinned_version_satisfies_the_range(group: str) -> None:
    pins = lock.pins()
    for name, need in wanted(group).items():
        assert need.specifier.contains(pins[name], prereleases=True), f"{need} against {pins[name]}"


@pytest.mark.skipif(
    sys.platform != "linux", reason="the pins are made on Linux; other systems add packages of theirs"
)
def test_every_package_the_project_reaches_is_pinned_at_what_is_installed() -> None:
    pins = lock.pins()
    for name, package in lock.reachable().items():
        if package is None:
            assert name in pins, f"{name} is neither installed nor pinned; run make lock"
        elif not exactly_required(name):  # torch itself names the one version of a driver library that fits it
            assert pins.get(name) == Version(package.version).public, f"{name} moved; run make lock"


def exactly_required(name: str) -> bool:
    """True if another package asks for one version of this one, so that a pin would add nothing."""
    if name in lock.pins():
        return False
    needs = [
        Requirement(text) for package in lock.reachable().values() if package for text in package.requires or []
    ]
    ours = [need for need in needs if canonicalize_name(need.name) == name]
    return any(str(need.specifier).startswith("==") for need in ours)


def test_every_pinned_package_has_a_known_licence_in_the_generated_table() -> None:
    listed = dict(re.findall(r"^\| (\S+) \| (.+?) \|", generated(), flags=re.MULTILINE))
    listed = {name: said for name, said in listed.items() if name not in {"Package", "|---|---|---|"}}
    assert sorted(listed) == sorted(lock.pins())
    assert not [name for name, said in listed.items() if said == "unknown"]
    for name, package in lock.reachable().items():
        if package is not None and lock.pins().get(name) == package.version:
            assert listed[name] == lock.licence(package), name


def test_every_copyleft_package_is_flagged_and_discussed() -> None:
    flagged = re.findall(r"^\| (\S+) \| .*\| copyleft \|$", generated(), flags=re.MULTILINE)
    assert flagged == [
        name
        for name, said in re.findall(r"^\| (\S+) \| (.+?) \|", generated(), flags=re.MULTILINE)
        if lock.COPYLEFT.search(said)
    ]
    discussion = section("Copyleft, and what it asks")
    assert [name for name in flagged if not re.search(rf"\b{name}\b", discussion)] == []


def test_nothing_under_a_strong_copyleft_is_needed() -> None:
    licences = dict(re.findall(r"^\| (\S+) \| (.+?) \|", generated(), flags=re.MULTILINE))
    assert [name for name, said in licences.items() if re.search(r"(?<!L)GPL", said)] == []


def test_the_checksum_of_the_packaged_model_is_the_one_in_the_code() -> None:
    from qual.matching.encoder import PACKAGED_SHA256

    assert PACKAGED_SHA256 == PACKAGED_WEIGHTS
    assert PACKAGED_WEIGHTS in section("The model")


def test_everything_the_package_imports_is_a_direct_dependency(root: Path) -> None:
    providers = packages_distributions()
    allowed = set(wanted("")) | set(wanted("postgres"))
    undeclared = {
        (str(file.relative_to(root)), name)
        for file in sorted((root / "qual").rglob("*.py"))
        for name in imported(file)
        if name not in sys.stdlib_module_names | {"qual"}
        and not allowed & {canonicalize_name(provider) for provider in providers.get(name, [name])}
    }
    assert not undeclared


def test_every_direct_dependency_is_imported_or_bounds_a_version(root: Path) -> None:
    providers = packages_distributions()
    names = {name for file in (root / "qual").rglob("*.py") for name in imported(file)}
    used = {canonicalize_name(provider) for name in names for provider in providers.get(name, [])}
    assert set(wanted("")) - used == {"torch"}, "torch alone is named only to bound its version"


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def generated() -> str:
    return lock.DEPENDENCIES.read_text("utf-8").split(lock.BEGIN)[1].split(lock.END)[0]


def test_locking_again_in_this_environment_changes_nothing() -> None:
    before = lock.DEPENDENCIES.read_text("utf-8").split(lock.BEGIN)[1].split(lock.END)[0]
    assert lock.licences(before).split(lock.BEGIN)[1].split(lock.END)[0] == before
    fresh = {line.split("==")[0] for line in lock.constraints().splitlines()}
    kept = {line.split("==")[0] for line in lock.CONSTRAINTS.read_text("utf-8").splitlines()}
    assert fresh <= kept
    # An optional extra that is not installed here brings packages that cannot be seen from here.
    assert {name for name in kept - fresh if installed(name)} == set()


def installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
