"""What sessions share: the open study of a folder, opened once per state of its settings."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

import streamlit as st

from qual.errors import ProjectMissing
from qual.ui import state
from qual.ui.serve import PROJECT_VARIABLE
from qual.workflow import projects
from qual.workflow.projects import OpenProject


def folder() -> Path | None:
    """Folder of the study: as chosen in this session, else as `qual app` was started, else the current folder."""
    chosen = state.get(state.FOLDER)
    if chosen is not None:
        return Path(chosen) if chosen else None
    named = os.environ.get(PROJECT_VARIABLE, "").strip()
    for place in (named, os.curdir):
        if place and is_project(Path(place)):
            return Path(place).resolve()
    return None


def is_project(place: Path) -> bool:
    """Whether a folder holds a study."""
    return (place / projects.PROJECT_FILE).is_file()


def project() -> OpenProject:
    """The open study.

    Raises:
        ProjectMissing: while no study is chosen, or its folder is gone.
    """
    place = folder()
    if place is None or not is_project(place):
        raise ProjectMissing(place or Path.cwd())
    settings = place / projects.PROJECT_FILE
    return _opened(str(place), settings.stat().st_mtime_ns)


def choose(place: Path | None) -> None:
    """Work on the study in this folder from now on; None to choose one."""
    state.put(state.FOLDER, "" if place is None else str(place.resolve()))
    state.put(state.TRANSCRIPT, None)
    state.put(state.AT, None)


def may_choose() -> bool:
    """Whether a person may open other folders: only on the computer the app runs on."""
    return is_loopback(str(st.get_option("server.address") or ""))


def is_loopback(address: str) -> bool:
    """Whether an address is reached from this computer only; no address means every one of the computer's."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@st.cache_resource(show_spinner="Opening the study …", max_entries=8)
def _opened(place: str, settings_changed: int) -> OpenProject:  # noqa: ARG001 - part of the key: new settings, new study
    return projects.open_project(place)
