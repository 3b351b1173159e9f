"""What every test may rely on: fixed seeds, a clean environment, and a way to public data outside the tree."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SEED = 20260101

# No deadline: a busy machine is not a wrong program. In CI the same examples come every time.
settings.register_profile("default", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first (browsers, pages, studies), so that no worker is left alone at the end."""
    folders = [ROOT / "tests" / name for name in ("ui", "workflow")]

    def rank(item: pytest.Item) -> tuple[bool, int]:
        waits = {"browser", "slow"} <= {mark.name for mark in item.iter_markers()}
        return not waits, next((n for n, folder in enumerate(folders) if folder in item.path.parents), len(folders))

    items.sort(key=rank)


@pytest.fixture(autouse=True)
def _fixed_seeds() -> None:
    """The same random numbers in every run, whatever the order of the tests."""
    random.seed(SEED)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(SEED)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches a project of the tests."""
    for name in [name for name in os.environ if name.startswith("QUAL_") and not name.startswith("QUAL_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the working tree."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data beside the working tree; the test skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the public data are not beside this working tree (../shared)")
    return SHARED
