"""The pages and how to get to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from qual.ui import state

PAGES = Path(__file__).resolve().parent / "pages"


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the app: its file's stem is also its address."""

    name: str
    title: str
    icon: str

    @property
    def file(self) -> str:
        """The absolute path, as Streamlit wants it."""
        return str(PAGES / f"{self.name}.py")


HOME = Place("home", "Home", ":material/home:")
TRANSCRIPTS = Place("transcripts", "Transcripts", ":material/article:")
CODEBOOK = Place("codebook", "Codebook", ":material/menu_book:")
FIND = Place("find", "Find", ":material/search:")
REVIEW = Place("review", "Review", ":material/rule:")
THEMES = Place("themes", "Themes", ":material/bubble_chart:")
FREQUENCIES = Place("frequencies", "Frequencies", ":material/bar_chart:")
SUMMARIES = Place("summaries", "Theme summaries", ":material/summarize:")
MATRIX = Place("matrix", "Matrix", ":material/grid_on:")
PATTERNS = Place("patterns", "Patterns", ":material/scatter_plot:")
EXPORT = Place("export", "Reports", ":material/docs:")
PROGRESS = Place("progress", "Progress", ":material/trending_up:")
CHECK = Place("check", "Check", ":material/fact_check:")
SETTINGS = Place("settings", "Settings", ":material/tune:")
MEMOS = Place("memos", "Memos", ":material/edit_note:")
CODE = Place("code", "Code", ":material/label:")
"""The page of one code; it stands in no list, since links lead to it."""
START = Place("start", "Choose a study", ":material/folder_open:")

SECTIONS: dict[str, tuple[Place, ...]] = {
    "Study": (HOME, TRANSCRIPTS, CODEBOOK, SETTINGS),
    "Coding": (REVIEW, FIND, MEMOS, THEMES, PROGRESS, CHECK),
    "Results": (SUMMARIES, FREQUENCIES, MATRIX, PATTERNS, EXPORT),
}


def go(place: Place) -> None:
    """Open a page; only in the body of a page, not in a callback."""
    st.switch_page(place.file)


def go_to_code(code: str) -> None:
    """Open the page of a code; only in the body of a page."""
    state.put(state.CODE_PAGE, code)
    st.switch_page(CODE.file, query_params={"code": code})


def go_to_words(transcript: str, at: int | None = None) -> None:
    """Open a transcript, at a place of its text where one is given; only in the body of a page."""
    state.put(state.TRANSCRIPT, transcript)
    state.put(state.AT, at)
    where = {"transcript": transcript} | ({} if at is None else {"at": str(at)})
    st.switch_page(TRANSCRIPTS.file, query_params=where)
