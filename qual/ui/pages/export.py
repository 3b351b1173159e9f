"""Export: the counts, the coded excerpts and the codebook as files."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from qual.ui import problems, resources, state
from qual.ui.widgets import plain, title
from qual.workflow import exporting
from qual.workflow.codebooks import free_id
from qual.workflow.projects import OpenProject

MADE = "qual_exports_made"
NAMES = {"xlsx": "Excel workbook", "csv": "CSV files", "json": "JSON document"}
CONTENTS = {
    "xlsx": "One sheet each for frequencies, differences, coded excerpts, codebook and participants, and one that "
    "says how they were made. To read, sort and share.",
    "csv": "The coded excerpts, and each other table in a file of its own. For R, SPSS, Stata and other programs; "
    "opens in Excel with accents and dashes intact.",
    "json": "Everything in one document, for programs.",
}
MIME = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".json": "application/json",
}


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Export", "Only codings made by people are exported; suggestions are in no file.")
    if project.settings.synthetic:
        st.warning("This study is a synthetic sample. Every file says so.")
    if project.codings().empty:
        st.info(
            "Nothing is coded yet: the tables of codings will have no rows. The codebook is exported all the same."
        )
    for column, format_ in zip(st.columns(len(NAMES), gap="medium"), NAMES, strict=True):
        with column.container(border=True, height="stretch"), problems.guarded():
            _card(project, format_)
    st.caption(f"Every file is also kept in the study's folder, under {plain(project.folder / 'exports')}.")


def _card(project: OpenProject, format_: str) -> None:
    name = NAMES[format_]
    st.subheader(name, anchor=False)
    st.write(CONTENTS[format_])
    wanted = st.button(f"Make the {name}", key=f"qual_make_{format_}", type="primary", width="stretch")
    made: dict[str, tuple[int, list[str]]] = state.get(MADE, {})
    if wanted:
        with st.spinner("Counting and writing …"):
            written = _write(project, format_)
        made = {**made, f"{project.folder}:{format_}": (project.store.revision(), written)}
        state.put(MADE, made)
    revision, files = made.get(f"{project.folder}:{format_}", (0, []))
    present = [file for file in map(Path, files) if file.is_file()]
    if present and revision != project.store.revision():
        st.caption("The study has changed since these were made.")
    for file in present:
        st.download_button(
            f"Download {plain(file.name)}", file.read_bytes(), file_name=file.name, mime=MIME.get(file.suffix),
            key=f"qual_download_{file.name}", on_click="ignore", width="stretch", icon=":material/download:",
        )  # fmt: skip


def _write(project: OpenProject, format_: str) -> list[str]:
    folder = project.folder / "exports"
    folder.mkdir(exist_ok=True)
    stem = free_id(project.settings.name, ())
    done = exporting.export(project, folder / f"{stem}.{format_}", format=format_, coder=state.coder())
    files = done["files"]
    return [str(file) for file in files] if isinstance(files, list) else [str(done["path"])]


show()
