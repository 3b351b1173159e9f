"""The app around every page: which study is open, who codes, what is wrong, and where one can go."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qual.ui import places, problems, resources, state
from qual.ui.parts import sidebar

ASSETS = Path(__file__).resolve().parent / "assets"
EXPOSED = (
    "This app can be reached from other computers and asks nobody for a password: whoever opens its address can "
    "read every transcript. Start it with `qual app`, which keeps it on this computer."
)


def main() -> None:
    """Draw the app; Streamlit calls this at every run of the script."""
    st.set_page_config(page_title="qual", page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.html(ASSETS / "qual.css")
    place = resources.folder()
    opened = place is not None and resources.is_project(place)
    pages = {
        section: [
            st.Page(one.file, title=one.title, icon=one.icon, url_path=one.name, default=one is places.HOME)
            for one in group
        ]
        for section, group in places.SECTIONS.items()
    }
    code = places.CODE  # links lead to it, no list does
    pages["Study"].append(
        st.Page(code.file, title=code.title, icon=code.icon, url_path=code.name, visibility="hidden")
    )
    start = st.Page(places.START.file, title=places.START.title, icon=places.START.icon, default=not opened)
    page = st.navigation(pages if opened else [start], expanded=True)
    state.enter(page.url_path)
    if exposed():
        st.warning(EXPOSED)
    if opened:
        with st.sidebar, problems.guarded():
            sidebar.show(resources.project())
    problems.show_messages()
    with problems.guarded():
        page.run()


def exposed() -> bool:
    """Whether the server, by the values in force, answers to other computers although nobody has to log in."""
    return not resources.may_choose() and not st.user.get("is_logged_in", False)
