"""A real browser on a real server: for the few tests that nothing less can make."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.ui import serve
from qual.workflow.projects import OpenProject, create, open_project
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LOCAL = ("127.0.0.1", "localhost")
PATIENCE = 120
"""Seconds to wait for a server or a screen: a busy machine is not a wrong program."""

CODEBOOK = """\
title: Ward study
themes:
  - id: care
    name: Care
    codes:
      - {id: waiting, name: Waiting, definition: Waits for a letter on the waiting list., include: [waiting list]}
      - {id: stopping, name: Stopping, definition: Stops taking the tablets alone., include: [stopped taking]}
      - {id: hopeless, name: Hopelessness, definition: Sees no point in hoping any more., include: [no point]}
"""
SAID = (
    "I was on the waiting list for a letter, winter number {n} it was, and <b>nobody</b> rang & asked.",
    "So I stopped taking the tablets alone in week {n}. *Just like that*, between one day and another.",
    "There is no point in hoping any more, I told my sister {n} times, and she put the kettle on.",
)


def chromium() -> str:
    """Where the system's Chromium is; the test skips where there is none, and fails where there must be one."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("Chromium is needed under CI: install the package chromium")
    pytest.skip("there is no chromium on this machine")


def ward_study(folder: Path, *, interviews: int = 10) -> OpenProject:
    """A study with many open suggestions, and a coder named in its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    book = folder / "book.yaml"
    book.write_text(CODEBOOK, "utf-8")
    create(folder / "study", codebook=book, name="Ward study").close()
    settings = folder / "study" / "project.toml"
    settings.write_text(f'coder = "Ada"\n{settings.read_text("utf-8")}', "utf-8")
    project = open_project(folder / "study", encoder=HashingEncoder())
    files = [(f"P{n:02}.txt", _interview(n).encode()) for n in range(1, interviews + 1)]
    report = project.import_files(files, roles={"P": "patient", "Interviewer": "interviewer"}, coder="Ada")
    assert not report.problems, report.problems
    project.suggest()
    return project


def _interview(number: int) -> str:
    asked = ("How did it start?", "And the tablets?", "What now?")
    turns = [
        f"Interviewer: {question}\n\nP{number:02}: {words.format(n=number)}\n"
        for question, words in zip(asked, SAID, strict=True)
    ]
    return "\n".join(turns)


class Server:
    """The app as `qual app` serves it, on a port of its own; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", str(serve.ENTRY), f"--server.port={self.port}"]
        environment = {**os.environ, serve.PROJECT_VARIABLE: str(self.folder), "HOME": str(self.folder)}
        self._process = subprocess.Popen(
            [*command, *serve.flags()],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < end, "the server did not come up"
            time.sleep(0.1)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A running server for the study in a folder."""
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def page_on(server: Server, viewport: ViewportSize | None = None) -> Iterator[tuple[Page, list[str]]]:
    """A page of a fresh browser, and what went wrong on it: console errors, and requests that leave the machine."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(ARGS))
        try:
            page = browser.new_context(viewport=viewport or {"width": 1280, "height": 800}).new_page()
            page.set_default_timeout(PATIENCE * 1000)
            bad: list[str] = []
            page.on("console", lambda message: bad.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: bad.append(str(error)))
            page.on("request", lambda request: _outside(request.url, bad))
            page.goto(server.address)
            yield page, bad
        finally:
            browser.close()


def _outside(url: str, bad: list[str]) -> None:
    if url.startswith(("http", "ws")) and url.split("/")[2].rsplit(":", 1)[0] not in LOCAL:
        bad.append(f"a request left the machine: {url}")


def go_to(page: Page, name: str) -> None:
    """Open a page of the app from its side bar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
