"""`qual app`: Streamlit on this machine only, with settings that are safe for interviews.

The settings are handed over as flags, so that they hold from any folder and no configuration file or
environment variable loosens them; `.streamlit/config.toml` says the same for `streamlit run app.py`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

PROJECT_VARIABLE = "QUAL_PROJECT"
"""How the served app learns which project it was started for."""

ENTRY = Path(__file__).parent / "served" / "entry.py"
"""The script that Streamlit runs."""

SAFE: dict[str, object] = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1"],  # without it a foreign page could rebind its name to us
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": False,
    "server.maxUploadSize": 200,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",  # a traceback could quote a transcript
    "runner.magicEnabled": False,
    "theme.light.primaryColor": "#0B6E99",  # red is for what cannot be undone; white on this has a contrast of 5.6
    "theme.dark.primaryColor": "#1A7BA8",
}
"""Streamlit's options as this app needs them; `.streamlit/config.toml` must say the same."""


def flags() -> list[str]:
    """The safe settings as arguments of `streamlit run`; a list is given once per value."""
    return [f"--{name}={_written(value)}" for name, setting in SAFE.items() for value in _values(setting)]


def serve(project: Path, port: int) -> int:
    """Serve the app for a project until it is stopped, and return the server's exit code.

    Args:
        project: the project's folder.
        port: the port on this machine, 1 to 65535.
    """
    command = [sys.executable, "-m", "streamlit", "run", str(ENTRY), f"--server.port={port}", *flags()]
    signal.signal(signal.SIGTERM, _end)
    server = subprocess.Popen(command, env={**os.environ, PROJECT_VARIABLE: str(project.resolve())})  # noqa: S603 - our own interpreter and file, no shell
    try:
        return server.wait()
    except KeyboardInterrupt:  # the server was interrupted with us; a stop that was asked for is no failure
        server.wait()
        return 0
    finally:
        if server.poll() is None:
            server.kill()


def _end(*_: object) -> None:
    """Who ends us ends the server with us, or its port would stay taken."""
    raise SystemExit(128 + signal.SIGTERM)


def _values(setting: object) -> list[object]:
    return list(setting) if isinstance(setting, list) else [setting]


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
