"""The app under Streamlit's own test driver, on small studies in a temporary folder; the reader in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from qual.ui import serve
from qual.workflow import projects
from qual.workflow.projects import OpenProject
from tests import studies
from tests.fakes import HashingEncoder
from tests.ui import browser, harness

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from streamlit.testing.v1.element_tree import Button

OpenApp = Callable[..., AppTest]
Mount = Callable[..., "Page"]


@pytest.fixture(scope="session", autouse=True)
def _installed_once() -> Iterator[None]:
    """What is installed stays the same; Streamlit would search all of it for components anew for every app."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """Four transcripts of three participants, roles confirmed, nothing coded."""
    with studies.small_study(tmp_path / "small") as project:
        yield project


@pytest.fixture
def empty_study(tmp_path: Path) -> Iterator[OpenProject]:
    """The small codebook and nothing else."""
    with studies.empty_study(tmp_path / "empty") as project:
        yield project


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[OpenApp]:
    """Opens the app on a study (or none), at a page, as a coder; nothing on screen may be a crash."""
    opened: list[OpenProject] = []

    real = projects.open_project

    def opener(folder: str | Path) -> OpenProject:
        project = real(folder, encoder=HashingEncoder())
        opened.append(project)
        return project

    monkeypatch.setattr(projects, "open_project", opener)
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    monkeypatch.chdir(outside)
    st.cache_resource.clear()

    def start(project: OpenProject | None = None, page: str = "", *, coder: str = "", **query: str) -> AppTest:
        if project is not None:
            monkeypatch.setitem(os.environ, serve.PROJECT_VARIABLE, str(project.folder))
        app = AppTest.from_file(str(serve.ENTRY), default_timeout=60)
        if coder:
            app.session_state["qual_coder"] = coder
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(f"../pages/{page}.py").run()
        assert_sound(app)
        return app

    yield start
    config.set_option("server.address", before)
    st.cache_resource.clear()
    for project in opened:
        project.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker; each page has a context of its own, which shares nothing."""
    with browser.chromium() as found:
        yield found


@pytest.fixture
def mount(chromium: Browser) -> Iterator[Mount]:
    """Opens the reader with data; the page must stay without errors."""
    with ExitStack() as stack:

        def go(data: Mapping[str, Any], theme: browser.Theme = "light", width: int = 1280) -> Page:
            return stack.enter_context(harness.component(chromium, "reader", data, theme=theme, width=width))

        yield go


def go(app: AppTest, page: str) -> AppTest:
    """The app at another page."""
    return app.switch_page(f"../pages/{page}.py").run()


def assert_sound(app: AppTest) -> None:
    """No page shows a traceback or a fault inside qual."""
    assert not app.exception, app.exception
    assert not [one.value for one in app.error if "inside qual" in one.value]


def texts(app: AppTest) -> str:
    """Everything a page says in words."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.success, app.info, app.warning, app.error)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def button(app: AppTest, label: str) -> Button:
    """The button with this label."""
    return next(one for one in app.button if one.label == label)
