"""The real app in a real browser: a server of our own on a free port, Debian's Chromium, and a strict eye on it.

A test that uses `watched` fails on any request that leaves this machine and on any error in the console.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

from qual.ui.serve import ENTRY, PROJECT_VARIABLE, flags

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
Theme = Literal["light", "dark"]
HERE = ("127.0.0.1", "localhost")
SECONDS_TO_START = 90
WAIT_MS = 180_000
ROOT = Path(__file__).resolve().parents[2]


def chromium_path() -> str:
    """Where Chromium is; without one the test skips, and fails where every test has to run."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        reason = "there is no chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return str(found)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that talks to nobody by itself."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Server:
    """The app as `qual app` serves it, on a port of its own; it can be killed and started again.

    Args:
        folder: the study, or None for a first run without one.
        cwd: the folder it runs in, and its home; its log stands there.
        entry: the script that is served.
    """

    def __init__(self, folder: Path | None, cwd: Path, *, entry: Path = ENTRY) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._cwd, self._entry = cwd, entry
        self._environment = {**os.environ, "HOME": str(cwd), "PYTHONPATH": str(ROOT)} | (
            {PROJECT_VARIABLE: str(folder)} if folder else {}
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", str(self._entry), f"--server.port={self.port}"]
        log = self._cwd / "server.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [*command, *flags()], cwd=self._cwd, env=self._environment, stdout=out, stderr=subprocess.STDOUT
            )
        _wait_until_up(self._process, self.port, log)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running(folder: Path | None, cwd: Path, *, entry: Path = ENTRY) -> Iterator[Server]:
    """A server that runs until the block ends."""
    server = Server(folder, cwd, entry=entry)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def served(folder: Path, cwd: Path, *, project: bool = True) -> Iterator[str]:
    """The address of the app for the study in a folder."""
    with running(folder if project else None, cwd) as server:
        yield server.address


def _wait_until_up(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


@contextmanager
def quiet(browser: Browser) -> Iterator[Page]:
    """A page on which errors in the console are expected, since its server is going to be killed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def watched(browser: Browser, *, width: int = 1280, theme: Theme = "light") -> Iterator[Page]:
    """A page that must stay on this machine and without errors; checked when the block ends."""
    faults: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # Streamlit asks for `_stcore` below the page's own path first (ui.md); it is on this machine and harmless.
        if message.type == "error" and "/_stcore/" not in str(message.location.get("url", "")):
            faults.append(f"console: {message.text} {message.location.get('url', '')}")

    def on_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE:
            faults.append(f"request beyond this machine: {request.url}")

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"page: {error}"))
    page.on("request", on_request)
    page.on("websocket", lambda socket: _local(socket.url, faults))
    try:
        yield page
    finally:
        context.close()
    assert not faults, faults


def _local(url: str, faults: list[str]) -> None:
    if urlsplit(url).hostname not in HERE:
        faults.append(f"socket beyond this machine: {url}")


def settled(page: Page) -> None:
    """Wait until the script has run and the page is drawn."""
    page.wait_for_selector("h1")
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
        " && !document.querySelector('[data-testid=stSkeleton]')"
    )


def go_to(page: Page, name: str) -> None:
    """Open a page of the app from its side bar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
