"""The app is served on this machine only, to pages that name this machine only."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.ui.serve import SAFE, flags

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_every_setting_is_a_flag_and_a_list_is_given_once_per_value() -> None:
    assert "--server.address=127.0.0.1" in flags()
    assert "--server.headless=true" in flags()
    assert "--browser.gatherUsageStats=false" in flags()
    assert [flag for flag in flags() if "allowedHosts" in flag] == [
        "--server.allowedHosts=localhost",
        "--server.allowedHosts=127.0.0.1",
    ]
    assert {flag.removeprefix("--").split("=")[0] for flag in flags()} == set(SAFE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A port on which `serve` is serving an empty folder; afterwards it is stopped as a person stops it."""
    number = free_port()
    folder = tmp_path_factory.mktemp("project")
    program = "import sys; from pathlib import Path; from qual.ui.serve import serve; "
    program += f"sys.exit(serve(Path({str(folder)!r}), {number}))"
    server = subprocess.Popen(
        [sys.executable, "-c", program],
        start_new_session=True,
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_up(number)
        yield number
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(timeout=30) == 0, "a stop that was asked for is no failure"
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def wait_until_up(port: int) -> None:
    for _ in range(300):
        try:
            if status(port, "/_stcore/health") == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app did not start")


def status(port: int, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="stopping it as Ctrl-C does needs POSIX process groups")
def test_a_page_elsewhere_cannot_reach_the_app_by_another_name(port: int) -> None:
    own = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    foreign = {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}
    assert status(port, "/_stcore/stream", **own, **HANDSHAKE) == http.HTTPStatus.SWITCHING_PROTOCOLS
    assert status(port, "/_stcore/stream", **foreign, **HANDSHAKE) == http.HTTPStatus.FORBIDDEN


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program without asking it")
def test_who_ends_the_command_ends_the_server_too(tmp_path: Path) -> None:
    number = free_port()
    program = f"from pathlib import Path; from qual.ui.serve import serve; serve(Path('.'), {number})"
    command = subprocess.Popen(
        [sys.executable, "-c", program], start_new_session=True, cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_up(number)
        command.terminate()
        command.wait(timeout=30)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)):
                    return
            time.sleep(0.1)
        pytest.fail("the server still answers")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)
